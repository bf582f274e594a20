"""How mails come: one form, for whoever is signed in and for whoever has the link of a mail."""

from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, TimeField
from wtforms.fields import RadioField
from wtforms.validators import Optional

from lotsen.forms import Form, choices
from lotsen.notices import pace

FREQUENCIES: Final = {
    "sofort": _l("sofort, wenn etwas passiert"),
    "taeglich": _l("einmal am Tag gesammelt, morgens um acht"),
    "woechentlich": _l("einmal in der Woche gesammelt, montags um acht"),
}


class WishForm(Form):
    """How often, and when not."""

    frequency = RadioField(_l("Mails kommen"), choices=choices(FREQUENCIES))
    quiet_from = TimeField(_l("Keine Mails ab"), [Optional()])
    quiet_until = TimeField(_l("bis"), [Optional()])
    wants_overview = BooleanField(
        _l("Schicken Sie mir montags, was auf mich wartet."),
        description=_l("Nur wenn etwas wartet, eine Mail in der Woche."),
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Both ends or none, and not so long that a question with a deadline would be lost."""
        is_fine = super().validate(extra_validators)
        first, last = self.quiet_from.data, self.quiet_until.data
        if (first is None) != (last is None):
            missing = "quiet_until" if last is None else "quiet_from"
            if not self[missing].errors:
                self.refuse(missing, _("Bitte geben Sie beide Zeiten an oder keine."))
            return False
        if first is not None and last is not None and pace.length(first, last) > pace.LONGEST_QUIET:
            self.refuse("quiet_until", _("Bitte lassen Sie höchstens zwölf Stunden Ruhe: Manche Fragen haben Fristen."))
            return False
        return is_fine
