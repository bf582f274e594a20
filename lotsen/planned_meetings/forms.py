"""Forms for a date: day, from, to, where and what for."""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, RadioField, SelectField, StringField, TimeField
from wtforms.validators import InputRequired, Length, Optional

from lotsen import clock
from lotsen.forms import AboutNow, Form, OnceForm, choices
from lotsen.newcomers.free_text import Harmless
from lotsen.planned_meetings.models import PlannedMeeting
from lotsen.planned_meetings.times import Wish
from lotsen.record_form import RecordForm
from lotsen.tandems import codes

KINDS = {
    "treffen": _l("Treffen"),
    "einsatz": _l("Einsatz: Begleitung zu einem Termin oder Übersetzen in einem Gespräch"),
}
PLACE_HINT = _l(
    "Sehen nur die Beteiligten auf ihrer Seite; in Mails und Kalendern steht er nicht. "
    "Bitte keinen Namen und nichts über Gesundheit."
)


class _TimeFields(Form):
    day = DateField(_l("Tag"), [InputRequired(_l("Bitte geben Sie den Tag an.")), AboutNow()])
    begins = TimeField(_l("Beginnt um"), [InputRequired(_l("Bitte geben Sie die Uhrzeit an."))])
    until = TimeField(_l("Endet um"), [InputRequired(_l("Bitte geben Sie die Uhrzeit an."))])
    despite_clash = BooleanField(_l("Trotzdem an diesem Tag planen"))

    def at(self, *, kind: str, place: str | None) -> Wish:
        """The time as the service wants it, as the clocks in Hessen show it, with what for and where."""
        assert self.day.data is not None
        assert self.begins.data is not None
        assert self.until.data is not None
        begins_at = datetime.combine(self.day.data, self.begins.data, clock.BERLIN)
        ends_at = datetime.combine(self.day.data, self.until.data, clock.BERLIN)
        return Wish(
            begins_at=begins_at,
            minutes=clock.minutes_between(begins_at, ends_at),
            place=place,
            kind=kind,
            despite_clash=bool(self.despite_clash.data),
        )


class NewTimeForm(_TimeFields):
    """Another time for a date that was put off; what for and where stay as they were."""


class _DateFields(_TimeFields):
    kind = RadioField(_l("Worum geht es?"), choices=choices(KINDS), default="treffen")
    place = StringField(_l("Wo genau?"), [Optional(), Length(max=120), Harmless()], description=PLACE_HINT)

    def wish(self) -> Wish:
        """The answers as the service wants them."""
        return self.at(kind=self.kind.data, place=(self.place.data or "").strip() or None)


class PlanForm(OnceForm, _DateFields):
    """A new date."""


class EditForm(RecordForm, _DateFields):
    """A date that moves."""


class FellOutForm(Form):
    """That it did not take place, and whether one side did not come."""

    missed_by = SelectField(
        _l("Warum?"),
        choices=choices(
            {"newcomer": _l("Zugewanderte Person kam nicht"), "volunteer": _l("Ehrenamtliche Person kam nicht")},
            _l("abgesagt oder verschoben"),
        ),
    )

    def side(self) -> str | None:
        """The side that did not come."""
        return self.missed_by.data if self.missed_by.data in codes.SIDES else None


def known(one: PlannedMeeting) -> dict[str, Any]:
    """What the form of a date that moves begins with."""
    begins, ends = (at.astimezone(clock.BERLIN) for at in (one.begins_at, one.ends_at))
    return {
        "kind": one.kind,
        "day": begins.date(),
        "begins": begins.time().replace(second=0, microsecond=0),
        "until": ends.time().replace(second=0, microsecond=0),
        "place": one.place or "",
    }
