"""No question stands for ever: remind, expire, ask the next, bring back who wanted to answer later."""

import uuid
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Select, exists, or_, select

from lotsen import clock, row_by_row, scope
from lotsen.audit import service as audit
from lotsen.extensions import db
from lotsen.help_requests.models import HelpRequest
from lotsen.notices.models import Notice
from lotsen.proposals import telling
from lotsen.proposals.models import Proposal
from lotsen.proposals.service import ask_next, locked
from lotsen.volunteers.models import Volunteer

#: A reminder goes out so long before the deadline, where the question was asked earlier than that.
REMIND_BEFORE: Final = timedelta(days=1)


def expire_unanswered() -> int:
    """Remind, expire, ask the next, bring back who wanted to answer later; how many steps. A job.

    Runs over all regions; every proposal is one transaction, and one that raises holds up no other.
    """
    with scope.everywhere("deadlines of all regions"):
        due = [(row.id, row.region_id) for row in db.session.execute(_due(clock.now()))]
    db.session.rollback()
    return row_by_row.each(due, _step)


def _due(now: datetime) -> Select[uuid.UUID, str]:
    """Every proposal with a step to take: past its deadline, near it, or back from "later"."""
    today = clock.day_of(now)
    is_asked, is_later = Proposal.status == "angefragt", Proposal.status == "spaeter"
    return (
        select(Proposal.id, Proposal.region_id)
        .where(
            or_(
                is_asked & (Proposal.answer_by <= now),
                is_asked & _wants_reminder(now),
                is_later & (Proposal.later_on <= today),
            )
        )
        .order_by(Proposal.answer_by, Proposal.id)
    )


def _wants_reminder(now: datetime) -> ColumnElement[bool]:
    """One day before the deadline, once for each question, and only where there is a mail address."""
    reminded = exists().where(
        Notice.kind == "reminder_answer",
        Notice.subject_id == Proposal.id,
        Notice.created_at >= Proposal.asked_at,
    )
    reachable = exists().where(Volunteer.id == Proposal.volunteer_id, Volunteer.mail_index.is_not(None))
    is_near = (Proposal.answer_by <= now + REMIND_BEFORE) & (Proposal.asked_at <= now - REMIND_BEFORE)
    return is_near & reachable & ~reminded


def _step(proposal_id: uuid.UUID) -> bool:
    """Do what is due for one proposal, in one transaction; False when there was nothing left to do."""
    request, proposal = locked(proposal_id)
    if proposal.status == "spaeter" and proposal.later_on and proposal.later_on <= clock.today():
        proposal.status = "geplant"
        ask_next(request)
        action = "proposals.bring_back"
    elif proposal.status != "angefragt" or proposal.answer_by is None:
        return False
    elif proposal.answer_by <= clock.now():
        _expire(request, proposal)
        action = "proposals.expire"
    else:
        telling.write_with_link("reminder_answer", proposal)
        action = "proposals.remind"
    audit.record(action, proposal)
    db.session.commit()
    return True


def _expire(request: HelpRequest, proposal: Proposal) -> None:
    proposal.status = "abgelaufen"
    telling.tell_volunteer("expired", proposal, once=telling.once_for("expired", proposal))
    after = ask_next(request)
    told = telling.once_for("no_answer", proposal)
    telling.tell_case_manager("no_answer", request, once=told, is_somebody_next=bool(after))
