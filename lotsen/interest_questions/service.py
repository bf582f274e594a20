"""Ask who waits whether they still want to: a reminder after seven days, rest after fourteen, back by one click.

Idle volunteers are asked themselves, for a waiting request its Fallmanager:in, and so for one that is valid until a
day only, a week before that day. At rest nobody is proposed.
The job may run twice or after days of silence: every step is one transaction and looks at the row again.
"""

import uuid
from datetime import date, timedelta
from typing import Final

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from lotsen import clock, row_by_row, scope
from lotsen.accounts import mail_links
from lotsen.accounts.models import Account, MailLink
from lotsen.audit import service as audit
from lotsen.database import find
from lotsen.errors import Conflict, Invalid
from lotsen.extensions import db
from lotsen.handovers import deputies
from lotsen.help_requests import states
from lotsen.help_requests.models import OPEN_STATES, SEARCHING, HelpRequest
from lotsen.interest_questions.models import OPEN_STATES as OPEN_QUESTIONS
from lotsen.interest_questions.models import InterestQuestion
from lotsen.notices import service as notices
from lotsen.proposals import codes
from lotsen.proposals.models import Proposal
from lotsen.proposals.service import take_back_all, withdraw_all_of
from lotsen.start.waiting import ENDS_DAYS
from lotsen.volunteers.models import Absence, Volunteer

IDLE_DAYS: Final = 60  # without a question, an answer or a sign of life
WAITING_DAYS: Final = 28
REMIND_AFTER: Final = timedelta(days=7)
REST_AFTER: Final = timedelta(days=14)
ANSWERS: Final = ("ja", "nein")


def ask_and_remind() -> int:
    """Every step that is due, in all regions; how many. A job."""
    with scope.everywhere("questions of all regions"):
        idle = [(row.id, row.region_id) for row in db.session.execute(_idle_volunteers())]
        ending = [(row.id, row.region_id) for row in db.session.execute(_ending_requests())]
        waiting = [(row.id, row.region_id) for row in db.session.execute(_waiting_requests())]
        due = [(row.id, row.region_id) for row in db.session.execute(_due())]
    db.session.rollback()
    return (
        row_by_row.each(idle, lambda key: _ask(volunteer_id=key))
        + row_by_row.each(ending, _ask_about_end)
        + row_by_row.each([one for one in waiting if one not in ending], lambda key: _ask(help_request_id=key))
        + row_by_row.each(due, _step)
    )


def find_question(question_id: uuid.UUID) -> InterestQuestion:
    """One question of the reader's region."""
    return find(select(InterestQuestion).where(InterestQuestion.id == question_id))


def held(question_id: uuid.UUID) -> InterestQuestion:
    """A question, held until this transaction ends; before it the requests that its answer touches, as everywhere."""
    asked = find_question(question_id)
    if asked.help_request_id is not None:
        states.locked_all([asked.help_request_id])
    else:
        hers = (Proposal.volunteer_id == asked.volunteer_id, Proposal.status.in_(codes.PENDING))
        states.locked_all(db.session.scalars(select(Proposal.help_request_id).where(*hers)).all())
    statement = select(InterestQuestion).where(InterestQuestion.id == question_id)
    return find(statement.with_for_update().execution_options(populate_existing=True))


def open_of_volunteer(volunteer_id: uuid.UUID) -> InterestQuestion | None:
    """What a volunteer is asked just now, or that she rests."""
    return _open(InterestQuestion.volunteer_id == volunteer_id)


def open_of_request(request_id: uuid.UUID) -> InterestQuestion | None:
    """What is asked about a request just now, or that it rests."""
    return _open(InterestQuestion.help_request_id == request_id)


def answer(
    question_id: uuid.UUID, *, still: bool, by: str, link: MailLink | None = None, valid_until: date | None = None
) -> InterestQuestion:
    """Still interested, or not now; from rest, yes brings back. ``by`` is link, own or staff.

    Where it asked about the end of a request's validity, ``valid_until`` is the new one, or None for none. Invalid
    for a day that is past, Conflict once it is answered.
    """
    if valid_until is not None and valid_until < clock.today():
        raise Invalid(_("Dieser Tag ist schon vorbei."), "valid_until")
    row = held(question_id)
    if row.status not in OPEN_QUESTIONS:
        raise Conflict(_("Diese Frage ist schon beantwortet. Danke!"))
    if link is not None:
        mail_links.use_up(link)
    if still:
        row.status = "zurueck" if row.status == "ruht" else "bestaetigt"
        if row.help_request_id is not None and row.valid_until is not None:
            states.locked(row.help_request_id).valid_until = valid_until
    else:
        _rest(row)
        if row.volunteer_id is not None:
            _write(row, "paused")  # the way back, by one click
    row.answered_at, row.answered_by = clock.now(), by
    audit.record("interest_questions.answer", row, status=row.status, side="yes" if still else "no")
    db.session.commit()
    return row


def _open(where: ColumnElement[bool]) -> InterestQuestion | None:
    return db.session.scalar(select(InterestQuestion).where(where, InterestQuestion.status.in_(OPEN_QUESTIONS)))


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


def _ask_about_end(request_id: uuid.UUID) -> bool:
    request = states.locked(request_id)
    return _ask(help_request_id=request.id, valid_until=request.valid_until)


def _ask(
    *, volunteer_id: uuid.UUID | None = None, help_request_id: uuid.UUID | None = None, valid_until: date | None = None
) -> bool:
    row = InterestQuestion(
        volunteer_id=volunteer_id, help_request_id=help_request_id, valid_until=valid_until, asked_at=clock.now()
    )
    db.session.add(row)
    db.session.flush()
    _write(row, "asked")
    audit.record("interest_questions.ask", row)
    db.session.commit()
    return True


def _step(question_id: uuid.UUID) -> bool:
    row = held(question_id)
    if row.status not in OPEN_QUESTIONS:
        return False
    action = "interest_questions.remind"
    if _is_over(row):
        row.status, action = "erledigt", "interest_questions.answer"
    elif row.status == "ruht":
        return False
    elif row.asked_at <= clock.now() - REST_AFTER:
        _rest(row)
        _write(row, "rests")
        action = "interest_questions.rest"
    elif row.reminded_at is None:
        row.reminded_at = clock.now()
        _write(row, "reminded")
    else:
        return False
    audit.record(action, row, status=row.status)
    db.session.commit()
    return True


def _is_over(row: InterestQuestion) -> bool:
    if row.help_request_id is None:
        return False
    status = db.session.scalar(select(HelpRequest.status).where(HelpRequest.id == row.help_request_id))
    return status not in OPEN_STATES


def _rest(row: InterestQuestion) -> None:
    """From here on nobody is proposed; whoever is in line leaves it, politely."""
    row.status, row.rested_at = "ruht", clock.now()
    db.session.flush()
    if row.volunteer_id is not None:
        withdraw_all_of(row.volunteer_id)
        return
    assert row.help_request_id is not None  # a question is about one or the other: a constraint of the table
    request = states.locked(row.help_request_id)
    take_back_all(request)
    states.settle(request)


def _write(row: InterestQuestion, step: str) -> None:
    """A mail with a fresh link: asked, reminded, or rests."""
    url = notices.address("interest_questions.answer", token=mail_links.create(mail_links.INTEREST, row.id))
    once = f"interest:{row.id}:{step}"
    if row.volunteer_id is not None:
        person = find(select(Volunteer).where(Volunteer.id == row.volunteer_id))
        if person.mail:
            notices.write("still_interested", mail=person.mail, language=person.language, once=once,
                          subject_id=person.id, name=person.first_name, url=url, step=step)  # fmt: skip
        return
    request = find(select(HelpRequest).where(HelpRequest.id == row.help_request_id))
    account = deputies.reader_for(find(select(Account).where(Account.id == request.case_manager_id)))
    if account.is_active:
        notices.write("still_needed", mail=account.mail, language=account.language, once=once,
                      subject_id=request.id, number=request.number, url=url, step=step,
                      until=row.valid_until)  # fmt: skip
