"""Every state of a request, a proposal and a tandem has an owner, a question and a deadline: this is the table.

Pure functions of rows and a day: the pages, the work lists and the tests all ask here. ``None`` is only
for what is over. A question that a volunteer or newcomer lets pass goes to the Fallmanager:in by itself;
``HOUSE`` is a job that acts on that day, so its deadline never lies in the past for long.
"""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Final

from lotsen import clock
from lotsen.check_ins import schedule
from lotsen.check_ins.models import CheckIn
from lotsen.gaps.models import Gap
from lotsen.help_requests import states
from lotsen.help_requests.models import OPEN_STATES, HelpRequest
from lotsen.planned_meetings.models import PlannedMeeting
from lotsen.proposals.models import Proposal
from lotsen.tandems.models import MeetingDate, Tandem
from lotsen.volunteers.models import Absence

CASE_MANAGER, VOLUNTEER, NEWCOMER, HOUSE = "case_manager", "volunteer", "newcomer", "house"
COORDINATOR = "coordinator"
OWNERS: Final = (CASE_MANAGER, VOLUNTEER, NEWCOMER, HOUSE, COORDINATOR)

#: How soon somebody has to be chosen, by urgency; a new round when the line is exhausted.
CHOOSE_DAYS: Final = {"heute_morgen": 1, "diese_woche": 3, "diesen_monat": 7, "laufend": 10}
CONSENT_DAYS, EXHAUSTED_DAYS, PLAN_DAYS, ASK_DAYS, RELEASE_DAYS = 7, 3, 5, 3, 3
MEET_DAYS, TRIAL_DAYS, LATE_DAYS = 21, 7, 3
ENDS_DAYS: Final = 7  # before a request is valid no more
OVER_DAYS: Final = 3  # after an appointment for which nobody was found
MISSED_DAYS: Final = 60  # a missed meeting counts so long, or until the two meet again: nobody is marked for ever
TRIAL_MEETINGS: Final = 3
AGREEMENT_ENDS_DAYS: Final = 14
#: Questions that wait while a meeting is planned.
GIVES_WAY: Final = ("trial.meet", "check_in.next", "single.plan")

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


def of_request(request: HelpRequest, around: Around, now: datetime) -> Question | None:
    """Who owes the next step of a request; None for a closed one."""
    if request.status in states.CLOSED:
        return None
    if request.status == "entwurf":
        return Question("draft.consent", CASE_MANAGER, _day(request.status_since) + timedelta(days=CONSENT_DAYS))
    if (ends_on := _ends_on(request, now)) is not None:
        return Question("search.valid", CASE_MANAGER, ends_on)
    questions = [of_tandem(tandem, around, now) for tandem in around.tandems]
    questions += [of_proposal(one, around, now) for one in around.proposals if one.status == "angefragt"]
    found = [one for one in questions if one is not None]
    if found:
        return min(found, key=lambda one: (one.owner != CASE_MANAGER, one.rank()))
    return _search(request, around, now)


def _ends_on(request: HelpRequest, now: datetime) -> date | None:
    """The last day of a request that is valid for a week at most and still looks for somebody."""
    if request.status not in OPEN_STATES or request.appointment_at is not None or request.valid_until is None:
        return None
    return request.valid_until if request.valid_until <= _day(now) + timedelta(days=ENDS_DAYS) else None


def of_gap(gap: Gap) -> Question | None:
    """Who looks at a gap next: whoever has it in hand, or the job that finds it again; None for a new or ended one."""
    if gap.status == "in_arbeit" and gap.due_on:
        return Question("gap.look", COORDINATOR, gap.due_on, about=gap.id)
    if gap.status == "geschlossen" and gap.is_found and gap.look_again_on:
        return Question("gap.look_again", HOUSE, gap.look_again_on, about=gap.id)
    return None


def _search(request: HelpRequest, around: Around, now: datetime) -> Question:
    """Nobody is being asked: wait for whoever answers later, choose somebody, or choose anew."""
    proposals, kept = around.proposals, around.wait_until_on  # who follows the advice is not late
    if later := [one.later_on for one in proposals if one.status == "spaeter" and one.later_on]:
        return Question("proposal.later", HOUSE, min(later))
    opened, at = request.opened_at or request.status_since, request.appointment_at
    if at is not None and at <= now:
        return Question("search.over", CASE_MANAGER, _day(at) + timedelta(days=OVER_DAYS), at=at)
    tried = [one for one in proposals if one.status in ("abgelehnt", "abgelaufen") and _ended(one) >= opened]
    if tried:
        last = max(_ended(one) for one in tried)
        return Question("line.exhausted", CASE_MANAGER, _before(at, last, EXHAUSTED_DAYS, kept), count=len(tried))
    return Question("search.choose", CASE_MANAGER, _before(at, opened, CHOOSE_DAYS[request.urgency], kept))


def _before(appointment_at: datetime | None, since: datetime, days: int, kept: date | None = None) -> date:
    """So many days later or on the day until which it is ``kept``, and at the latest the day before an appointment."""
    due_on = max(_day(since) + timedelta(days=days), kept or date.min)
    return due_on if appointment_at is None else min(due_on, _day(appointment_at) - timedelta(days=1))


def of_proposal(proposal: Proposal, around: Around, now: datetime) -> Question | None:
    """Who owes the next step of a proposal; None once it is answered or over."""
    if proposal.status == "spaeter" and proposal.later_on:
        return Question("proposal.later", HOUSE, proposal.later_on)
    asked = next((one for one in around.proposals if one.status == "angefragt"), None)
    if proposal.status not in ("geplant", "angefragt") or asked is None or asked.answer_by is None:
        return None
    if proposal.status == "geplant":
        return Question("proposal.in_line", HOUSE, _day(asked.answer_by))
    if proposal.volunteer_id in around.without_mail:
        return Question("proposal.call", CASE_MANAGER, _day(asked.answer_by), about=proposal.id)
    return Question("proposal.answer", VOLUNTEER, _day(asked.answer_by), about=proposal.id)


def of_tandem(tandem: Tandem, around: Around, now: datetime) -> Question | None:
    """Who owes the next step of a tandem; None for an ended one."""
    return replace(_of_running(tandem, around, now), about=tandem.id) if tandem.is_running else None


def _of_running(tandem: Tandem, around: Around, now: datetime) -> Question:
    check_ins = around.check_ins.get(tandem.id, [])
    stage = _stage(tandem, around, now)
    state = schedule.standing(check_ins, now)
    if state in (schedule.TROUBLE, schedule.SILENT, schedule.ONE_SIDED):
        due_on = schedule.since(check_ins) + timedelta(days=LATE_DAYS)
        trouble = Question(f"check_in.{state}", CASE_MANAGER, due_on)
        return min(trouble, stage, key=Question.rank) if stage.owner == CASE_MANAGER else trouble
    stage = _missed(tandem, around, now) or _escalated(stage, now)
    if state != schedule.ASKED:
        return stage
    asked = _asked(check_ins, around, tandem)
    return asked if stage.owner == HOUSE else min(stage, asked, key=lambda one: (one.owner != CASE_MANAGER, one.rank()))


def _missed(tandem: Tandem, around: Around, now: datetime) -> Question | None:
    """Somebody did not come lately, and they have not met since."""
    on = around.missed.get(tandem.id)
    if on is None or on <= _day(now) - timedelta(days=MISSED_DAYS) or (tandem.last_contact_on or date.min) > on:
        return None
    return Question("meeting.missed", CASE_MANAGER, on + timedelta(days=ASK_DAYS))


def _asked(check_ins: Collection[CheckIn], around: Around, tandem: Tandem) -> Question:
    """A round is open: whoever gets no mail is called by the Fallmanager:in."""
    missing = [row for row in schedule.latest_round(check_ins) if row.answer is None]
    for row in missing:
        no_mail = {VOLUNTEER: tandem.volunteer_id in around.without_mail, NEWCOMER: not around.newcomer_has_mail}
        if no_mail[row.side]:
            return Question(f"check_in.call_{row.side}", CASE_MANAGER, _day(row.answer_by))
    return Question("check_in.asked", missing[0].side, _day(missing[0].answer_by))


def _stage(tandem: Tandem, around: Around, now: datetime) -> Question:
    """What the state of the tandem asks, unless a planned meeting asks more: what became of it, or to go there."""
    stage = _of_state(tandem, around, now)
    planned = _planned(tandem, around, now)
    if planned is None or (planned.code == "planned.ahead" and stage.code not in GIVES_WAY):
        return stage
    if stage.code in GIVES_WAY:
        return planned
    return min(planned, stage, key=Question.rank) if stage.owner == CASE_MANAGER else planned


def _planned(tandem: Tandem, around: Around, now: datetime) -> Question | None:
    """Whether the earliest one took place, where it is over; whether a moved one suits; else that one lies ahead."""
    planned = around.planned.get(tandem.id, [])
    if not planned:
        return None
    owner = CASE_MANAGER if tandem.volunteer_id in around.without_mail else VOLUNTEER
    first, day = planned[0], _day(planned[0].begins_at)
    if first.ends_at <= now:
        return Question("planned.happened", owner, day + timedelta(days=ASK_DAYS), at=first.begins_at)
    for one in planned:
        if absence := one.absence(around.absences.get(tandem.volunteer_id, ())):
            due_on = _before(one.begins_at, absence.created_at, ASK_DAYS)
            return Question("planned.away", CASE_MANAGER, due_on, at=one.begins_at)
    moved = next((one for one in planned if one.awaits_yes), None)
    if moved is not None and moved.moved_at is not None:
        return Question("planned.moved", owner, _before(moved.begins_at, moved.moved_at, ASK_DAYS), at=moved.begins_at)
    return Question("planned.ahead", VOLUNTEER, day, at=first.begins_at)


def _of_state(tandem: Tandem, around: Around, now: datetime) -> Question:
    if around.is_single:
        return _of_single(tandem)
    if tandem.status == "kennenlernen":
        return _before_meeting(tandem, around, now)
    if tandem.status == "erprobung":
        return _in_trial(tandem, around)
    if tandem.contact_released_at is None:
        begun = tandem.started_on or _day(tandem.created_at)
        return Question("contact.release", CASE_MANAGER, begun + timedelta(days=RELEASE_DAYS))
    today = _day(now)
    if tandem.agreed_until_on and tandem.agreed_until_on <= today + timedelta(days=AGREEMENT_ENDS_DAYS):
        return Question("agreement.ends", CASE_MANAGER, tandem.agreed_until_on)
    return Question("check_in.next", HOUSE, schedule.following(_day(tandem.created_at), today))


def _of_single(tandem: Tandem) -> Question:
    """One appointment that fell out, or was over before somebody said yes: another date, or the end."""
    begun = _day(tandem.created_at)
    if tandem.status == "aktiv" and tandem.contact_released_at is None:
        return Question("contact.release", CASE_MANAGER, (tandem.started_on or begun) + timedelta(days=RELEASE_DAYS))
    return Question("single.plan", CASE_MANAGER, begun + timedelta(days=PLAN_DAYS))


def _before_meeting(tandem: Tandem, around: Around, now: datetime) -> Question:
    begun = _day(tandem.created_at)
    if tandem.first_meeting_at is not None:
        day = _day(tandem.first_meeting_at)
        if tandem.first_meeting_at > now:
            return Question("meeting.first", VOLUNTEER, day, at=tandem.first_meeting_at)
        return Question("meeting.happened", CASE_MANAGER, day + timedelta(days=ASK_DAYS))
    dates = around.dates.get(tandem.id, [])
    if not dates:
        return Question("meeting.plan", CASE_MANAGER, begun + timedelta(days=PLAN_DAYS))
    due_on = _day(min(one.answer_by for one in dates))
    volunteer_owes = any(one.volunteer_can is None for one in dates)
    newcomer_owes = any(one.newcomer_can is None for one in dates)
    if newcomer_owes:  # she may need the Fallmanager:in, so she comes first
        owner = NEWCOMER if around.newcomer_has_mail else CASE_MANAGER
        return Question("dates.newcomer", owner, due_on)
    if volunteer_owes:
        owner = CASE_MANAGER if tandem.volunteer_id in around.without_mail else VOLUNTEER
        return Question("dates.volunteer", owner, due_on)
    return Question("dates.none", CASE_MANAGER, due_on)


def _in_trial(tandem: Tandem, around: Around) -> Question:
    last = tandem.last_contact_on or _day(tandem.created_at)
    has_met = tandem.meetings_count >= TRIAL_MEETINGS
    if not has_met and not (tandem.volunteer_agreed_at or tandem.newcomer_agreed_at):
        return Question("trial.meet", VOLUNTEER, last + timedelta(days=MEET_DAYS), count=tandem.meetings_count)
    asked = _day(tandem.trial_asked_at) if tandem.trial_asked_at else last
    due_on = asked + timedelta(days=TRIAL_DAYS)
    if tandem.newcomer_agreed_at is None:
        return Question("trial.newcomer", NEWCOMER if around.newcomer_has_mail else CASE_MANAGER, due_on)
    owner = CASE_MANAGER if tandem.volunteer_id in around.without_mail else VOLUNTEER
    return Question("trial.volunteer", owner, due_on)


def _escalated(question: Question, now: datetime) -> Question:
    """What a side let pass is the Fallmanager:in's, with a few days for it."""
    today = _day(now)
    if question.owner in (VOLUNTEER, NEWCOMER) and question.due_on < today:
        return replace(question, owner=CASE_MANAGER, due_on=question.due_on + timedelta(days=LATE_DAYS), is_late=True)
    return question


def _ended(proposal: Proposal) -> datetime:
    return proposal.answered_at or proposal.answer_by or proposal.created_at


def _day(instant: datetime) -> date:
    return clock.day_of(instant)
