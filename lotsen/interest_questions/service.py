"""Whether who waits still wants to: one question, its answer, and the rest until they are back by one click.

Idle volunteers are asked themselves, for a waiting request its Fallmanager:in (``morning``), and so for one that is
valid until a day only, a week before that day. At rest nobody is proposed.
"""

import uuid
from collections.abc import Collection, Sequence
from datetime import date
from typing import Final

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, select

from lotsen import clock
from lotsen.accounts import mail_links
from lotsen.accounts.models import Account, MailLink
from lotsen.audit import service as audit
from lotsen.database import find
from lotsen.errors import Conflict, Invalid, NotFound
from lotsen.extensions import db
from lotsen.handovers import deputies
from lotsen.help_requests import states
from lotsen.help_requests.models import HelpRequest
from lotsen.interest_questions.models import OPEN_STATES as OPEN_QUESTIONS
from lotsen.interest_questions.models import InterestQuestion
from lotsen.notices import service as notices
from lotsen.proposals import codes
from lotsen.proposals.models import Proposal
from lotsen.proposals.service import take_back_all, withdraw_all_of
from lotsen.volunteers.models import Volunteer

ANSWERS: Final = ("ja", "nein")


def find_question(question_id: uuid.UUID) -> InterestQuestion:
    """One question of the reader's region."""
    return find(select(InterestQuestion).where(InterestQuestion.id == question_id))


def held(question_id: uuid.UUID) -> InterestQuestion:
    """A question, held until this transaction ends, as ``held_all``; NotFound as always."""
    found = held_all([question_id])
    if not found:
        raise NotFound
    return found[0]


def held_all(question_ids: Collection[uuid.UUID]) -> list[InterestQuestion]:
    """Questions, held until this transaction ends; before them the requests that their answers touch, as everywhere."""
    sides = select(InterestQuestion.volunteer_id, InterestQuestion.help_request_id)
    asked = db.session.execute(sides.where(InterestQuestion.id.in_(question_ids))).all()
    hers = select(Proposal.help_request_id).where(
        Proposal.volunteer_id.in_([one.volunteer_id for one in asked if one.volunteer_id]),
        Proposal.status.in_(codes.PENDING),
    )
    its = [one.help_request_id for one in asked if one.help_request_id]
    states.locked_all({*its, *db.session.scalars(hers)})
    statement = select(InterestQuestion).where(InterestQuestion.id.in_(question_ids)).order_by(InterestQuestion.id)
    return list(db.session.scalars(statement.with_for_update().execution_options(populate_existing=True)))


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
        rest([row])
        if row.volunteer_id is not None:
            write([row], "paused")  # the way back, by one click
    row.answered_at, row.answered_by = clock.now(), by
    audit.record("interest_questions.answer", row, status=row.status, side="yes" if still else "no")
    db.session.commit()
    return row


def _open(where: ColumnElement[bool]) -> InterestQuestion | None:
    return db.session.scalar(select(InterestQuestion).where(where, InterestQuestion.status.in_(OPEN_QUESTIONS)))


def rest(rows: Sequence[InterestQuestion]) -> None:
    """From here on nobody is proposed, in the running transaction; whoever is in line leaves it, politely."""
    for row in rows:
        row.status, row.rested_at = "ruht", clock.now()
    db.session.flush()
    hers = [row.volunteer_id for row in rows if row.volunteer_id]
    in_line = select(Proposal.volunteer_id).where(Proposal.volunteer_id.in_(hers), Proposal.status.in_(codes.PENDING))
    for volunteer_id in sorted(set(db.session.scalars(in_line))):
        withdraw_all_of(volunteer_id)
    requests = states.locked_all([row.help_request_id for row in rows if row.help_request_id])
    for request in requests.values():
        take_back_all(request)
    states.settle(*requests.values())


def write(rows: Sequence[InterestQuestion], step: str) -> None:
    """Mails with fresh links: asked, reminded, rests, or paused."""
    notices.write_each("still_interested", _to_volunteers(rows, step))
    notices.write_each("still_needed", _to_case_managers(rows, step))


def _to_volunteers(rows: Sequence[InterestQuestion], step: str) -> list[notices.Mail]:
    asked = {row.volunteer_id: row for row in rows if row.volunteer_id}
    people = list(db.session.scalars(select(Volunteer).where(Volunteer.id.in_(asked)))) if asked else []
    return [
        _mail(asked[person.id], step, mail, person.language, person.id, name=person.first_name)
        for person in people
        if (mail := person.mail)
    ]


def _to_case_managers(rows: Sequence[InterestQuestion], step: str) -> list[notices.Mail]:
    asked = {row.help_request_id: row for row in rows if row.help_request_id}
    requests = list(db.session.scalars(select(HelpRequest).where(HelpRequest.id.in_(asked)))) if asked else []
    keys = {request.case_manager_id for request in requests}
    accounts = db.session.scalars(select(Account).where(Account.id.in_(keys))).all() if keys else []
    readers = {account.id: deputies.reader_for(account) for account in accounts}
    return [
        _mail(row, step, account.mail, account.language, request.id, number=request.number, until=row.valid_until)
        for request in requests
        if (account := readers[request.case_manager_id]).is_active and (row := asked[request.id])
    ]


def _mail(
    row: InterestQuestion, step: str, mail: str, language: str, subject_id: uuid.UUID, **values: object
) -> notices.Mail:
    url = notices.address("interest_questions.answer", token=mail_links.create(mail_links.INTEREST, row.id))
    return notices.Mail(mail, language, f"interest:{row.id}:{step}", subject_id, {"url": url, "step": step, **values})
