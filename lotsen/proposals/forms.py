"""The answer of a volunteer: yes, no with a reason, later with a day."""

from datetime import date, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, StringField
from wtforms.validators import Length, Optional

from lotsen import clock
from lotsen.forms import CheckboxesField, Form, choices
from lotsen.needs import NEEDS_BY_KEY
from lotsen.newcomers.free_text import HINT, Harmless
from lotsen.proposals.codes import DECLINE_REASONS, LATEST_LATER_DAYS
from lotsen.proposals.offers import Offer


class AnswerForm(Form):
    """One form with three buttons; reason and day belong to "no" and "later"."""

    reason = RadioField(_l("Warum nicht?"), [Optional()], choices=choices(DECLINE_REASONS))
    note = StringField(_l("Möchten Sie uns noch etwas sagen?"), [Optional(), Length(max=300), Harmless()],
        description=HINT, render_kw={"autocomplete": "off"})  # fmt: skip
    until = DateField(_l("Wann dürfen wir Sie wieder fragen?"), [Optional()])

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.until.render_kw = {"min": str(_day(1)), "max": str(_day(LATEST_LATER_DAYS))}


class OfferForm(Form):
    """What she wants to change after a no; only one of these is asked."""

    radius_km = RadioField(_l("So weit fahre ich höchstens"), [Optional()], coerce=int)
    from_on = DateField(_l("Pause ab"), [Optional()])
    until_on = DateField(_l("Pause bis"), [Optional()])
    needs = CheckboxesField(_l("Dabei möchte ich nicht helfen"), [Optional()])

    def offer(self, found: Offer) -> None:
        """Show the choices of an offer."""
        self.radius_km.choices = choices((km, _l("%(km)s km", km=km)) for km in found.radii)
        self.needs.choices = choices((need, NEEDS_BY_KEY[need].label) for need in found.needs)
        if found.kind == "pause" and self.from_on.data is None:
            self.from_on.data = clock.today()


def _day(ahead: int) -> date:
    return clock.today() + timedelta(days=ahead)
