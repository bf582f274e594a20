"""The form of a question about a request that is valid until a day only."""

from datetime import date

from flask_babel import lazy_gettext as _l
from wtforms import DateField
from wtforms.validators import Optional

from lotsen.forms import Form


class StillNeededForm(Form):
    """Until when somebody is looked for now; empty is without an end."""

    valid_until = DateField(
        _l("Gilt bis"), [Optional()], description=_l("Leer lassen, wenn ohne Ende weiter gesucht werden soll.")
    )

    def until(self) -> date | None:
        """The new last day, or None for none."""
        found: date | None = self.valid_until.data
        return found
