"""What the job asks every morning: who is idle or waits, a reminder after seven days, rest after fourteen.

The job may run twice or after days of silence. A group of people is one short transaction, which looks at each
row again; a worker that dies has done whole groups, and the rest is due the next time.
"""

import uuid
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Final

from sqlalchemy import Select, and_, exists, func, or_, select

from lotsen import clock, row_by_row, scope
from lotsen.audit import service as audit
from lotsen.extensions import db
from lotsen.help_requests import states
from lotsen.help_requests.models import OPEN_STATES, SEARCHING, HelpRequest
from lotsen.interest_questions import service
from lotsen.interest_questions.models import OPEN_STATES as OPEN_QUESTIONS
from lotsen.interest_questions.models import InterestQuestion
from lotsen.proposals import codes
from lotsen.proposals.models import Proposal
from lotsen.start.waiting import ENDS_DAYS
from lotsen.volunteers.models import Absence, Volunteer

IDLE_DAYS: Final = 60  # without a question, an answer or a sign of life
WAITING_DAYS: Final = 28
REMIND_AFTER: Final = timedelta(days=7)
REST_AFTER: Final = timedelta(days=14)


def ask_and_remind() -> int:
    """Every step that is due, in all regions; how many. A job."""
    with scope.everywhere("questions of all regions"):
        idle = [(row.id, row.region_id) for row in db.session.execute(_idle_volunteers())]
        ending = [(row.id, row.region_id) for row in db.session.execute(_ending_requests())]
        waiting = [(row.id, row.region_id) for row in db.session.execute(_waiting_requests())]
        due = [(row.id, row.region_id) for row in db.session.execute(_due())]
    db.session.rollback()
    return (
        row_by_row.in_groups(idle, _ask_volunteers)
        + row_by_row.in_groups(ending, _ask_about_ends)
        + row_by_row.in_groups([one for one in waiting if one not in ending], _ask_about_waits)
        + row_by_row.in_groups(due, _step)
    )


def _idle_volunteers() -> Select[uuid.UUID, str]:
    """Released, free, reachable by mail, not asked anything for two months, and not away."""
    since, today = clock.now() - timedelta(days=IDLE_DAYS), clock.today()
    hers = InterestQuestion.volunteer_id == Volunteer.id
    return select(Volunteer.id, Volunteer.region_id).where(
        Volunteer.status == "freigegeben",
        Volunteer.taken_count < Volunteer.capacity,
        Volunteer.mail_index.is_not(None),
        func.coalesce(Volunteer.last_contact_at, Volunteer.released_at, Volunteer.created_at) < since,
        ~exists().where(hers, or_(InterestQuestion.status.in_(OPEN_QUESTIONS), InterestQuestion.asked_at >= since)),
        ~exists().where(
            Proposal.volunteer_id == Volunteer.id,
            or_(Proposal.status.in_(codes.ANSWERABLE), Proposal.answered_at >= since),
        ),
        ~exists().where(Absence.volunteer_id == Volunteer.id, Absence.from_on <= today, Absence.until_on >= today),
    )


def _waiting_requests() -> Select[uuid.UUID, str]:
    """Open for four weeks, nobody is being asked, and no question since."""
    since = clock.now() - timedelta(days=WAITING_DAYS)
    its = InterestQuestion.help_request_id == HelpRequest.id
    return select(HelpRequest.id, HelpRequest.region_id).where(
        HelpRequest.status.in_(SEARCHING),
        HelpRequest.opened_at < since,
        ~exists().where(its, or_(InterestQuestion.status.in_(OPEN_QUESTIONS), InterestQuestion.asked_at >= since)),
    )


def _ending_requests() -> Select[uuid.UUID, str]:
    """Valid until a day of this week or a past one, still looking for somebody, and not asked about that day yet.

    A request for one appointment has its own day, and its own question.
    """
    its = InterestQuestion.help_request_id == HelpRequest.id
    was_asked = or_(
        InterestQuestion.status.in_(OPEN_QUESTIONS), InterestQuestion.valid_until == HelpRequest.valid_until
    )
    return select(HelpRequest.id, HelpRequest.region_id).where(
        HelpRequest.status.in_(OPEN_STATES),
        HelpRequest.appointment_at.is_(None),
        HelpRequest.valid_until <= clock.today() + timedelta(days=ENDS_DAYS),
        ~exists().where(its, was_asked),
    )


def _due() -> Select[uuid.UUID, str]:
    """Open questions with a step to take: remind, rest, or no longer needed."""
    now = clock.now()
    question = InterestQuestion
    is_over = and_(
        question.help_request_id.is_not(None),
        ~exists().where(HelpRequest.id == question.help_request_id, HelpRequest.status.in_(OPEN_STATES)),
    )
    return select(question.id, question.region_id).where(
        or_(
            and_(question.status == "gefragt", question.reminded_at.is_(None), question.asked_at <= now - REMIND_AFTER),
            and_(question.status == "gefragt", question.asked_at <= now - REST_AFTER),
            and_(question.status.in_(OPEN_QUESTIONS), is_over),
        )
    )


def _ask_volunteers(volunteer_ids: Sequence[uuid.UUID]) -> int:
    return _ask(InterestQuestion(volunteer_id=key) for key in volunteer_ids)


def _ask_about_waits(request_ids: Sequence[uuid.UUID]) -> int:
    return _ask(InterestQuestion(help_request_id=key) for key in request_ids)


def _ask_about_ends(request_ids: Sequence[uuid.UUID]) -> int:
    requests = states.locked_all(request_ids).values()
    return _ask(InterestQuestion(help_request_id=one.id, valid_until=one.valid_until) for one in requests)


def _ask(questions: Iterable[InterestQuestion]) -> int:
    rows = list(questions)
    for row in rows:
        row.asked_at = clock.now()
    db.session.add_all(rows)
    db.session.flush()
    service.write(rows, "asked")
    audit.record_each("interest_questions.ask", [(row, {}) for row in rows])
    db.session.commit()
    return len(rows)


def _step(question_ids: Sequence[uuid.UUID]) -> int:
    """Settle what is no longer needed, let rest who said nothing for long, remind the others."""
    now = clock.now()
    asked = [row for row in service.held_all(question_ids) if row.status in OPEN_QUESTIONS]
    over = _over(asked)
    waiting = [row for row in asked if row not in over and row.status == "gefragt"]
    late = [row for row in waiting if row.asked_at <= now - REST_AFTER]
    silent = [row for row in waiting if row not in late and row.reminded_at is None]
    for row in over:
        row.status = "erledigt"
    service.rest(late)
    service.write(late, "rests")
    for row in silent:
        row.reminded_at = now
    service.write(silent, "reminded")
    for action, rows in (("answer", over), ("rest", late), ("remind", silent)):
        audit.record_each(f"interest_questions.{action}", [(row, {"status": row.status}) for row in rows])
    db.session.commit()
    return len(over) + len(late) + len(silent)


def _over(rows: Sequence[InterestQuestion]) -> list[InterestQuestion]:
    """Those about a request for which nobody is looked for any more."""
    about = [row.help_request_id for row in rows if row.help_request_id]
    still = select(HelpRequest.id).where(HelpRequest.id.in_(about), HelpRequest.status.in_(OPEN_STATES))
    searching = set(db.session.scalars(still)) if about else set()
    return [row for row in rows if row.help_request_id and row.help_request_id not in searching]
