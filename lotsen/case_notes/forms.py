"""The form of a note."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from lotsen.forms import OnceForm
from lotsen.newcomers.free_text import HINT, Harmless


class NoteForm(OnceForm):
    """What was said or agreed, and when to come back to it."""

    text = TextAreaField(
        _l("Notiz"), [InputRequired(_l("Bitte schreiben Sie etwas.")), Length(max=500), Harmless()], description=HINT,
        render_kw={"rows": 3, "maxlength": 500},
    )  # fmt: skip
    follow_up_on = DateField(
        _l("Wiedervorlage am"), [Optional()], description=_l("An diesem Tag steht die Notiz auf Ihrer Arbeitsliste.")
    )
    is_about_volunteer = BooleanField(
        _l("Betrifft auch die ehrenamtliche Person"),
        description=_l("Dann kann sie die Notiz in ihren Daten lesen."),
    )
