"""A question of the table in ``waiting``: what is asked of whom until when, and what it is made from."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from lotsen import clock
from lotsen.check_ins.models import CheckIn
from lotsen.planned_meetings.models import PlannedMeeting
from lotsen.proposals.models import Proposal
from lotsen.tandems.models import MeetingDate, Tandem
from lotsen.volunteers.models import Absence

CASE_MANAGER, VOLUNTEER, NEWCOMER, HOUSE = "case_manager", "volunteer", "newcomer", "house"
COORDINATOR = "coordinator"
OWNERS: Final = (CASE_MANAGER, VOLUNTEER, NEWCOMER, HOUSE, COORDINATOR)

#: What helps most comes first: somebody in trouble, then whoever waits for us, then what can slip.
WEIGHT: Final = {
    "check_in.schwierig": 0,
    "line.exhausted": 1,
    "search.choose": 1,
    "search.valid": 1,
    "proposal.call": 1,
    "dates.none": 2,
    "meeting.plan": 2,
    "contact.release": 2,
    "meeting.missed": 2,
    "planned.away": 2,
    "check_in.still": 3,
    "check_in.einseitig": 3,
}


@dataclass(frozen=True)
class Question:
    """What is asked of whom until when. ``is_late``: the one who was asked first let the day pass."""

    code: str
    owner: str
    due_on: date
    count: int = 0
    at: datetime | None = None
    is_late: bool = False
    about: uuid.UUID | None = None  # the tandem or proposal that it is about, where it is not the request itself

    def rank(self) -> tuple[int, date]:
        """The place in a work list: what helps most, then the nearest deadline."""
        return WEIGHT.get(self.code, 4), self.due_on


@dataclass
class Around:
    """What stands around one request: proposals, running tandems with dates and check-ins, who has no mail."""

    proposals: list[Proposal] = field(default_factory=list)
    tandems: list[Tandem] = field(default_factory=list)
    dates: dict[object, list[MeetingDate]] = field(default_factory=dict)  # by tandem
    check_ins: dict[object, list[CheckIn]] = field(default_factory=dict)  # by tandem
    planned: dict[object, list[PlannedMeeting]] = field(default_factory=dict)  # by tandem; not reported yet
    absences: Mapping[uuid.UUID, list[Absence]] = field(default_factory=dict)  # of volunteers with a date ahead
    missed: dict[object, date] = field(default_factory=dict)  # the last meeting that one side missed, by tandem
    without_mail: set[object] = field(default_factory=set)  # volunteers
    newcomer_has_mail: bool = False
    is_single: bool = False  # the request is for one appointment
    wait_until_on: date | None = None  # the matching advises to ask nobody before, at the latest on this day

    def asks_volunteer(self, tandem: Tandem) -> str:
        """Who is asked for the volunteer's word: she herself, or without a mail the Fallmanager:in, who calls."""
        return CASE_MANAGER if tandem.volunteer_id in self.without_mail else VOLUNTEER

    def asks_newcomer(self) -> str:
        """The same for the newcomer."""
        return NEWCOMER if self.newcomer_has_mail else CASE_MANAGER


def most_pressing(questions: Iterable[Question]) -> Question:
    """What the Fallmanager:in owes comes before what others owe, then the place in the work list decides."""
    return min(questions, key=lambda one: (one.owner != CASE_MANAGER, one.rank()))


def due_before(appointment_at: datetime | None, since: datetime, days: int, kept: date | None = None) -> date:
    """So many days later or on the day until which it is ``kept``, and at the latest the day before an appointment."""
    due_on = max(clock.day_of(since) + timedelta(days=days), kept or date.min)
    return due_on if appointment_at is None else min(due_on, clock.day_of(appointment_at) - timedelta(days=1))
