"""Ask volunteers, one after the other, and never let an unanswered question stand.

Every step locks the request first (``states.locked``). A question has a deadline; when it passes, the
next person on the list is asked. Mails carry a link and nothing about the newcomer.
"""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from flask_babel import force_locale, format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, exists, or_, select

from lotsen import clock, row_by_row, scope
from lotsen.accounts import mail_links
from lotsen.accounts.models import Account
from lotsen.audit import service as audit
from lotsen.consents import service as consents
from lotsen.database import find, writing
from lotsen.errors import Conflict, Invalid, NotAllowed
from lotsen.extensions import db
from lotsen.handovers import deputies
from lotsen.help_requests import states
from lotsen.help_requests.models import HelpRequest
from lotsen.interest_questions.models import InterestQuestion
from lotsen.newcomers import protection
from lotsen.notices import service as notices
from lotsen.notices.models import Notice
from lotsen.proposals import codes, ranking
from lotsen.proposals.models import Proposal
from lotsen.regions.service import policy
from lotsen.volunteers.models import Volunteer

REMIND_BEFORE = timedelta(days=1)
BY_HAND = "withdrawn_by_hand"  # among the circumstances: a person decided against her, so no line brings her back
NOT_YOURS = _l("Für diese Person wählt nur die zuständige Person jemanden aus.")
NOT_NOW = _l("In diesem Stand der Anfrage kann niemand gefragt werden.")
RESTING = _l("Diese Anfrage ruht. Bitte bestätigen Sie zuerst, dass noch jemand gesucht wird.")
NO_CONSENT = _l("Ohne Einwilligung wird niemand gefragt. Bitte holen Sie sie zuerst ein.")


def propose(
    request_id: uuid.UUID,
    volunteer_ids: Sequence[uuid.UUID],
    *,
    by: uuid.UUID,
    bending: frozenset[str] = frozenset(),
    because: str = "",
) -> list[Proposal]:
    """Put volunteers in line in the given order and ask the first; Invalid where one suits no more.

    ``bending`` names rules that somebody decided to bend for them (``ranking.BENDABLE``), ``because`` says why
    (``codes.BEND_REASONS``): no exception without a reason.
    """
    if bending and because not in codes.BEND_REASONS:
        raise Invalid(_("Bitte wählen Sie, warum Sie eine Ausnahme machen."), "because")
    if not volunteer_ids:
        raise Invalid(_("Bitte wählen Sie mindestens eine Person aus."), "volunteers")
    with writing(False):  # ranking takes a moment, and nobody shall wait for it
        suiting = ranking.askable(request_id, bending=bending)
        db.session.rollback()
    request = states.locked(request_id)
    if not protection.may_see_place(request.newcomer, by):
        raise NotAllowed(NOT_YOURS)  # who suits and who does not would give the hidden place away
    _check_askable(request)
    if any(volunteer_id not in suiting for volunteer_id in volunteer_ids):
        raise Invalid(
            _("Mindestens eine der Personen passt inzwischen nicht mehr. Bitte wählen Sie neu."), "volunteers"
        )
    position = _last_position(request)
    planned = [
        Proposal(
            help_request_id=request.id,
            volunteer_id=volunteer_id,
            proposed_by=by,
            position=position + place,
            value=suiting[volunteer_id].value,
            reasons=suiting[volunteer_id].reasons,
            circumstances=suiting[volunteer_id].circumstances | ({"because": because} if bending else {}),
        )
        for place, volunteer_id in enumerate(volunteer_ids, start=1)
    ]
    db.session.add_all(planned)
    ask_next(request)
    bent = sorted(bending) or None
    audit.record("proposals.propose", request, count=len(planned), bent=bent, because=because if bent else None)
    db.session.commit()
    return planned


def find_proposal(proposal_id: uuid.UUID) -> Proposal:
    """One proposal of the reader's region."""
    return find(select(Proposal).where(Proposal.id == proposal_id))


def locked(proposal_id: uuid.UUID) -> tuple[HelpRequest, Proposal]:
    """A proposal with its request, both held until this transaction ends."""
    request = states.locked(find_proposal(proposal_id).help_request_id)
    statement = select(Proposal).where(Proposal.id == proposal_id)
    return request, find(statement.with_for_update().execution_options(populate_existing=True))


def ask_next(request: HelpRequest) -> Proposal | None:
    """Ask whoever is next in line, unless somebody is being asked; the request's state follows."""
    db.session.flush()
    asked = None
    if not _somebody_is_asked(request):
        asked = _ask_first(_in_line(request), request)
    states.settle(request)
    return asked


def withdraw(proposal_id: uuid.UUID) -> None:
    """Take one proposal back, and ask the next."""
    request, proposal = locked(proposal_id)
    if proposal.status not in ("geplant", *codes.ANSWERABLE):
        raise Conflict(_("Dieser Vorschlag ist schon beantwortet."))
    take_back([proposal])
    proposal.circumstances = (proposal.circumstances or {}) | {BY_HAND: True}
    ask_next(request)
    audit.record("proposals.withdraw", proposal)
    db.session.commit()


def take_back(proposals: Iterable[Proposal]) -> None:
    """Withdraw proposals in the running transaction; who knew of one is told, politely."""
    for proposal in proposals:
        was_asked = proposal.status in codes.ANSWERABLE
        proposal.status = "zurueckgezogen"
        notices.cancel(_once("asked", proposal))
        if was_asked:
            tell_volunteer("withdrawn", proposal, once=f"withdrawn:{proposal.id}")


def withdraw_all_of(volunteer_id: uuid.UUID) -> None:
    """Ask somebody no more, in the running transaction: her open proposals go to the next in line."""
    waiting = select(Proposal.id).where(
        Proposal.volunteer_id == volunteer_id, Proposal.status.in_(("geplant", *codes.ANSWERABLE))
    )
    for proposal_id in sorted(db.session.scalars(waiting)):
        request, proposal = locked(proposal_id)
        if proposal.status in ("geplant", *codes.ANSWERABLE):
            take_back([proposal])
            ask_next(request)


def take_back_all(request: HelpRequest, *, but: Proposal | None = None) -> None:
    """Withdraw every proposal of a request that waits or is planned, in the running transaction."""
    waiting = select(Proposal).where(
        Proposal.help_request_id == request.id, Proposal.status.in_(("geplant", *codes.ANSWERABLE))
    )
    if but is not None:
        waiting = waiting.where(Proposal.id != but.id)
    take_back(list(db.session.scalars(waiting.order_by(Proposal.id))))


def expire_unanswered() -> int:
    """Remind, expire, ask the next, bring back who wanted to answer later; how many steps. A job.

    Runs over all regions; every proposal is one transaction, and one that raises holds up no other.
    """
    with scope.everywhere("deadlines of all regions"):
        due = [(row.id, row.region_id) for row in db.session.execute(_due(clock.now()))]
    db.session.rollback()
    return row_by_row.each(due, _step)


def calls_to_make(account_id: uuid.UUID) -> list[Proposal]:
    """Asked volunteers without a mail address, for whom this case manager should call."""
    statement = (
        select(Proposal)
        .join(HelpRequest, HelpRequest.id == Proposal.help_request_id)
        .join(Volunteer, Volunteer.id == Proposal.volunteer_id)
        .where(
            Proposal.status == "angefragt",
            HelpRequest.case_manager_id.in_(deputies.covered_by(account_id)),
            has_no_mail(),
        )
        .order_by(Proposal.answer_by)
    )
    return list(db.session.scalars(statement))


def has_no_mail() -> ColumnElement[bool]:
    """The condition that a volunteer cannot be reached by mail."""
    return Volunteer.mail_index.is_(None)


def tell_volunteer(kind: str, proposal: Proposal, *, once: str, **values: Any) -> None:
    """Write to the volunteer of a proposal, if she has a mail address."""
    person = find(select(Volunteer).where(Volunteer.id == proposal.volunteer_id))
    if person.mail:
        notices.write(
            kind, mail=person.mail, language=person.language, once=once, subject_id=proposal.id,
            name=person.first_name, **values,
        )  # fmt: skip


def tell_case_manager(kind: str, request: HelpRequest, *, once: str, **values: Any) -> None:
    """Write to whoever answers for a request: its number and a link, no name."""
    account = deputies.reader_for(find(select(Account).where(Account.id == request.case_manager_id)))
    if account.is_active:
        notices.write(
            kind, mail=account.mail, language=account.language, once=once, subject_id=request.id,
            number=request.number, url=notices.address("help_requests.page", request_id=request.id), **values,
        )  # fmt: skip


def _check_askable(request: HelpRequest) -> None:
    may_add = request.status in states.RUNNING and not request.is_exclusive
    if request.status not in ("offen", "vorschlag", "angefragt") and not may_add:
        raise Conflict(NOT_NOW)
    if "matching" not in consents.running(request.newcomer):
        raise Conflict(NO_CONSENT)
    resting = select(InterestQuestion.id).where(
        InterestQuestion.help_request_id == request.id, InterestQuestion.status == "ruht"
    )
    if db.session.scalar(resting) is not None:
        raise Conflict(RESTING)


def _last_position(request: HelpRequest) -> int:
    statement = select(Proposal.position).where(Proposal.help_request_id == request.id)
    return max(db.session.scalars(statement), default=0)


def _somebody_is_asked(request: HelpRequest) -> bool:
    statement = select(Proposal.id).where(Proposal.help_request_id == request.id, Proposal.status == "angefragt")
    return db.session.scalar(statement.limit(1)) is not None


def _in_line(request: HelpRequest) -> list[Proposal]:
    statement = select(Proposal).where(Proposal.help_request_id == request.id, Proposal.status == "geplant")
    return list(db.session.scalars(statement.order_by(Proposal.position, Proposal.id)))


def _ask_first(line: Iterable[Proposal], request: HelpRequest) -> Proposal | None:
    """Ask the first who still can; whoever was paused or filled up meanwhile leaves the line."""
    for proposal in line:
        person = find(select(Volunteer).where(Volunteer.id == proposal.volunteer_id))
        if person.status == "freigegeben" and person.taken_count < person.capacity:
            _ask(proposal, person)
            return proposal
        proposal.status = "zurueckgezogen"
    return None


def _ask(proposal: Proposal, person: Volunteer) -> None:
    now = clock.now()
    proposal.status = "angefragt"
    proposal.asked_at, proposal.later_on = now, None
    proposal.answer_by = now + timedelta(days=policy().answer_days)
    if person.mail:
        _write_with_link("asked", proposal)


def _write_with_link(kind: str, proposal: Proposal) -> None:
    """A mail with a fresh link; the deadline is written in the reader's language."""
    person = find(select(Volunteer).where(Volunteer.id == proposal.volunteer_id))
    with force_locale(person.language):
        day = format_date(proposal.answer_by.astimezone(clock.BERLIN), "long") if proposal.answer_by else ""
    token = mail_links.create(mail_links.ANSWER, proposal.id)
    url = notices.address("proposals.answer", token=token)
    tell_volunteer(kind, proposal, once=_once(kind, proposal), day=day, url=url)


def _once(kind: str, proposal: Proposal) -> str:
    """One mail of a kind for each time somebody is asked."""
    asked = proposal.asked_at or proposal.created_at
    return f"{kind}:{proposal.id}:{asked:%y%m%d%H%M}"


def _due(now: datetime) -> Select[uuid.UUID, str]:
    """Every proposal with a step to take: past its deadline, near it, or back from "later"."""
    today = now.astimezone(clock.BERLIN).date()
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
    reachable = exists().where(Volunteer.id == Proposal.volunteer_id, ~has_no_mail())
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
        _write_with_link("reminder_answer", proposal)
        action = "proposals.remind"
    audit.record(action, proposal)
    db.session.commit()
    return True


def _expire(request: HelpRequest, proposal: Proposal) -> None:
    proposal.status = "abgelaufen"
    tell_volunteer("expired", proposal, once=_once("expired", proposal))
    after = ask_next(request)
    tell_case_manager("no_answer", request, once=_once("no_answer", proposal), is_somebody_next=after is not None)
