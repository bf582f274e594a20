"""The answer of a volunteer: yes, no with a reason, later with a day."""

from datetime import date, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, StringField
from wtforms.validators import Length, Optional

from lotsen import clock
from lotsen.forms import Form
from lotsen.newcomers.forms import choices
from lotsen.newcomers.free_text import HINT, Harmless
from lotsen.proposals.codes import DECLINE_REASONS, LATEST_LATER_DAYS


class AnswerForm(Form):
    """One form with three buttons; reason and day belong to "no" and "later"."""

    reason = RadioField(_l("Warum nicht?"), [Optional()], choices=choices(DECLINE_REASONS))
    note = StringField(_l("Möchten Sie uns noch etwas sagen?"), [Optional(), Length(max=300), Harmless()],
        description=HINT, render_kw={"autocomplete": "off"})  # fmt: skip
    until = DateField(_l("Wann dürfen wir Sie wieder fragen?"), [Optional()])

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.until.render_kw = {"min": str(_day(1)), "max": str(_day(LATEST_LATER_DAYS))}


def _day(ahead: int) -> date:
    return clock.today() + timedelta(days=ahead)
