"""Who owes the next step of a tandem: by its state, its planned meetings, and how both say that it goes."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

from lotsen import clock
from lotsen.check_ins import schedule
from lotsen.check_ins.models import CheckIn
from lotsen.start.questions import (
    CASE_MANAGER,
    HOUSE,
    NEWCOMER,
    VOLUNTEER,
    Around,
    Question,
    due_before,
    most_pressing,
)
from lotsen.tandems.models import Tandem

PLAN_DAYS: Final = 5  # until dates for the first meeting, or one for an Einsatz, are planned
ASK_DAYS: Final = 3  # until somebody has said what became of a meeting, or has been asked
RELEASE_DAYS: Final = 3
MEET_DAYS: Final = 21  # from meeting to meeting in the trial
TRIAL_DAYS: Final = 7  # until both have said whether it goes on
TRIAL_MEETINGS: Final = 3
LATE_DAYS: Final = 3  # for the Fallmanager:in, where a side let its day pass
MISSED_DAYS: Final = 60  # a missed meeting counts so long, or until the two meet again: nobody is marked for ever
AGREEMENT_ENDS_DAYS: Final = 14
#: Questions that wait while a meeting is planned.
GIVES_WAY: Final = ("trial.meet", "check_in.next", "single.plan")


def of_tandem(tandem: Tandem, around: Around, now: datetime) -> Question | None:
    """Who owes the next step of a tandem; None for an ended one."""
    return replace(_running(tandem, around, now), about=tandem.id) if tandem.is_running else None


def _running(tandem: Tandem, around: Around, now: datetime) -> Question:
    check_ins = around.check_ins.get(tandem.id, [])
    stage = _stage(tandem, around, now)
    state = schedule.standing(check_ins, now)
    if state in (schedule.TROUBLE, schedule.SILENT, schedule.ONE_SIDED):
        due_on = schedule.since(check_ins) + timedelta(days=LATE_DAYS)
        trouble = Question(f"check_in.{state}", CASE_MANAGER, due_on)
        return most_pressing((trouble, stage))
    stage = _missed(tandem, around, now) or _escalated(stage, now)
    if state != schedule.ASKED:
        return stage
    asked = _asked(check_ins, around, tandem)
    return asked if stage.owner == HOUSE else most_pressing((stage, asked))


def _missed(tandem: Tandem, around: Around, now: datetime) -> Question | None:
    """Somebody did not come lately, and they have not met since."""
    on = around.missed.get(tandem.id)
    if on is None or on <= clock.day_of(now) - timedelta(days=MISSED_DAYS) or (tandem.last_contact_on or date.min) > on:
        return None
    return Question("meeting.missed", CASE_MANAGER, on + timedelta(days=ASK_DAYS))


def _asked(check_ins: Collection[CheckIn], around: Around, tandem: Tandem) -> Question:
    """A round is open: whoever gets no mail is called by the Fallmanager:in."""
    missing = [row for row in schedule.latest_round(check_ins) if row.answer is None]
    for row in missing:
        asked = around.asks_volunteer(tandem) if row.side == VOLUNTEER else around.asks_newcomer()
        if asked == CASE_MANAGER:
            return Question(f"check_in.call_{row.side}", CASE_MANAGER, clock.day_of(row.answer_by))
    return Question("check_in.asked", missing[0].side, clock.day_of(missing[0].answer_by))


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
    owner = around.asks_volunteer(tandem)
    first, day = planned[0], clock.day_of(planned[0].begins_at)
    if first.ends_at <= now:
        return Question("planned.happened", owner, day + timedelta(days=ASK_DAYS), at=first.begins_at)
    for one in planned:
        if absence := one.absence(around.absences.get(tandem.volunteer_id, ())):
            due_on = due_before(one.begins_at, absence.created_at, ASK_DAYS)
            return Question("planned.away", CASE_MANAGER, due_on, at=one.begins_at)
    moved = next((one for one in planned if one.awaits_yes), None)
    if moved is not None and moved.moved_at is not None:
        return Question(
            "planned.moved", owner, due_before(moved.begins_at, moved.moved_at, ASK_DAYS), at=moved.begins_at
        )
    return Question("planned.ahead", VOLUNTEER, day, at=first.begins_at)


def _of_state(tandem: Tandem, around: Around, now: datetime) -> Question:
    if around.is_single:
        return _of_single(tandem)
    if tandem.status == "kennenlernen":
        return _before_meeting(tandem, around, now)
    if tandem.status == "erprobung":
        return _in_trial(tandem, around)
    if tandem.contact_released_at is None:
        begun = tandem.started_on or clock.day_of(tandem.created_at)
        return Question("contact.release", CASE_MANAGER, begun + timedelta(days=RELEASE_DAYS))
    today = clock.day_of(now)
    if tandem.agreed_until_on and tandem.agreed_until_on <= today + timedelta(days=AGREEMENT_ENDS_DAYS):
        return Question("agreement.ends", CASE_MANAGER, tandem.agreed_until_on)
    return Question("check_in.next", HOUSE, schedule.following(clock.day_of(tandem.created_at), today))


def _of_single(tandem: Tandem) -> Question:
    """One appointment that fell out, or was over before somebody said yes: another date, or the end."""
    begun = clock.day_of(tandem.created_at)
    if tandem.status == "aktiv" and tandem.contact_released_at is None:
        return Question("contact.release", CASE_MANAGER, (tandem.started_on or begun) + timedelta(days=RELEASE_DAYS))
    return Question("single.plan", CASE_MANAGER, begun + timedelta(days=PLAN_DAYS))


def _before_meeting(tandem: Tandem, around: Around, now: datetime) -> Question:
    begun = clock.day_of(tandem.created_at)
    if tandem.first_meeting_at is not None:
        day = clock.day_of(tandem.first_meeting_at)
        if tandem.first_meeting_at > now:
            return Question("meeting.first", VOLUNTEER, day, at=tandem.first_meeting_at)
        return Question("meeting.happened", CASE_MANAGER, day + timedelta(days=ASK_DAYS))
    dates = around.dates.get(tandem.id, [])
    if not dates:
        return Question("meeting.plan", CASE_MANAGER, begun + timedelta(days=PLAN_DAYS))
    due_on = clock.day_of(min(one.answer_by for one in dates))
    if any(one.newcomer_can is None for one in dates):  # she may need the Fallmanager:in, so she comes first
        return Question("dates.newcomer", around.asks_newcomer(), due_on)
    if any(one.volunteer_can is None for one in dates):
        return Question("dates.volunteer", around.asks_volunteer(tandem), due_on)
    return Question("dates.none", CASE_MANAGER, due_on)


def _in_trial(tandem: Tandem, around: Around) -> Question:
    last = tandem.last_contact_on or clock.day_of(tandem.created_at)
    has_met = tandem.meetings_count >= TRIAL_MEETINGS
    if not has_met and not (tandem.volunteer_agreed_at or tandem.newcomer_agreed_at):
        return Question("trial.meet", VOLUNTEER, last + timedelta(days=MEET_DAYS), count=tandem.meetings_count)
    asked = clock.day_of(tandem.trial_asked_at) if tandem.trial_asked_at else last
    due_on = asked + timedelta(days=TRIAL_DAYS)
    if tandem.newcomer_agreed_at is None:
        return Question("trial.newcomer", around.asks_newcomer(), due_on)
    return Question("trial.volunteer", around.asks_volunteer(tandem), due_on)


def _escalated(question: Question, now: datetime) -> Question:
    """What a side let pass is the Fallmanager:in's, with a few days for it."""
    today = clock.day_of(now)
    if question.owner in (VOLUNTEER, NEWCOMER) and question.due_on < today:
        return replace(question, owner=CASE_MANAGER, due_on=question.due_on + timedelta(days=LATE_DAYS), is_late=True)
    return question
