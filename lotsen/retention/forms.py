"""The form that keeps a newcomer's record longer."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, StringField
from wtforms.validators import InputRequired, Length

from lotsen.forms import Form


class RenewForm(Form):
    """Until when, and why."""

    until_on = DateField(
        _l("Aufbewahren bis"),
        [InputRequired(_l("Bitte geben Sie einen Tag ein."))],
        description=_l("Höchstens sechs Monate. Danach entscheiden Sie neu."),
    )
    reason = StringField(
        _l("Grund"),
        [InputRequired(_l("Bitte geben Sie einen Grund an.")), Length(max=200)],
        description=_l(
            "Wofür werden die Angaben noch gebraucht? Bitte nichts über Gesundheit, Religion oder Aufenthalt."
        ),
    )
