"""The two buttons of a check-in, and what staff write down after a call."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, StringField
from wtforms.validators import Length, Optional

from lotsen.forms import Form, choices
from lotsen.newcomers.free_text import HINT, Harmless


class AnswerForm(Form):
    """Well or not, by one of two buttons; a sentence only if she likes."""

    note = StringField(_l("Möchten Sie uns etwas dazu sagen?"), [Optional(), Length(max=300), Harmless()],
        description=HINT, render_kw={"autocomplete": "off"})  # fmt: skip


class CallForm(Form):
    """What was said on the telephone."""

    answer = RadioField(
        _l("Wie läuft es?"),
        [Optional()],
        choices=choices({"gut": _l("Es läuft gut"), "schwierig": _l("Es läuft nicht gut")}),
    )
    note = StringField(_l("Was ist verabredet?"), [Optional(), Length(max=300), Harmless()],
        description=HINT, render_kw={"autocomplete": "off"})  # fmt: skip
    is_handled = BooleanField(_l("Geklärt, es ist nichts weiter zu tun"))
