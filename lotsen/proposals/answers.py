"""What a volunteer answers: yes, no, later. By the link of her mail, on her page, or by telephone to staff.

``on_behalf`` says that staff wrote the answer down; who they are stands in the audit entry. A link that
was used is used up in the same transaction.
"""

import uuid
from datetime import date, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import IntegrityError

from lotsen import clock
from lotsen.accounts import mail_links
from lotsen.accounts.models import MailLink
from lotsen.audit import service as audit
from lotsen.errors import Conflict, Invalid
from lotsen.extensions import db
from lotsen.help_requests import states
from lotsen.help_requests.models import HelpRequest
from lotsen.newcomers import free_text
from lotsen.planned_meetings import single
from lotsen.proposals import codes, service, telling
from lotsen.proposals.models import Proposal
from lotsen.tandems.models import Tandem
from lotsen.volunteers import capacity

TAKEN = _l("Für diese Anfrage ist inzwischen schon jemand gefunden. Danke, dass Sie bereit waren!")
TOO_LATE = _l("Die Frist für die Antwort ist vorbei. Wir haben inzwischen jemand anderen gefragt.")


def accept(proposal_id: uuid.UUID, *, link: MailLink | None = None, on_behalf: bool = False) -> Tandem:
    """Yes: take a place, begin a tandem, and tell the others; Conflict when somebody was quicker."""
    request, proposal = _answerable(proposal_id, link)
    capacity.take_place(proposal.volunteer_id)
    proposal.status, proposal.answered_at = "angenommen", clock.now()
    service.take_back_all(request, but=proposal)
    tandem = Tandem(
        help_request_id=request.id,
        volunteer_id=proposal.volunteer_id,
        proposal_id=proposal.id,
        mode=request.mode,
        is_exclusive=request.is_exclusive,
    )
    request.found_on = request.found_on or clock.today()
    db.session.add(tandem)
    _flush_or_conflict()
    single.begin(tandem, request)
    states.settle(request)
    telling.tell_case_manager("answered_yes", request, once=f"answered_yes:{proposal.id}")
    telling.tell_volunteer("tandem_started", proposal, once=f"tandem_started:{tandem.id}")
    audit.record("proposals.accept", proposal, tandem=tandem.id, on_behalf=on_behalf or None)
    db.session.commit()
    return tandem


def decline(
    proposal_id: uuid.UUID,
    *,
    reason: str,
    note: str | None = None,
    link: MailLink | None = None,
    on_behalf: bool = False,
) -> Proposal:
    """No, with a coded reason; the next person is asked. Invalid for an unknown reason or a note that says too much."""
    if reason not in codes.DECLINE_REASONS:
        raise Invalid(_("Bitte wählen Sie einen Grund."), "reason")
    if sentence := free_text.fault(note):
        raise Invalid(sentence, "note")
    request, proposal = _answerable(proposal_id, link)
    proposal.status, proposal.answered_at = "abgelehnt", clock.now()
    proposal.decline_reason, proposal.decline_note = reason, (note or "").strip()[:300] or None
    after = service.ask_next(request)
    telling.tell_case_manager("answered_no", request, once=f"answered_no:{proposal.id}", is_somebody_next=bool(after))
    audit.record("proposals.decline", proposal, reason=reason, on_behalf=on_behalf or None)
    db.session.commit()
    return proposal


def answer_later(
    proposal_id: uuid.UUID, *, until: date | None, link: MailLink | None = None, on_behalf: bool = False
) -> Proposal:
    """Later, at most two weeks; meanwhile the next person is asked, so that nobody waits for nobody.

    Invalid for a day that is past or too far.
    """
    latest = clock.today() + timedelta(days=codes.LATEST_LATER_DAYS)
    if until is None or not clock.today() < until <= latest:
        raise Invalid(
            _("Bitte wählen Sie einen Tag in den nächsten %(days)s Tagen.", days=codes.LATEST_LATER_DAYS),
            "until",
        )
    request, proposal = _answerable(proposal_id, link)
    proposal.status, proposal.later_on = "spaeter", until
    service.ask_next(request)
    audit.record("proposals.answer_later", proposal, until=until, on_behalf=on_behalf or None)
    db.session.commit()
    return proposal


def is_open(proposal: Proposal) -> bool:
    """Whether an answer would still count."""
    in_time = proposal.status == "spaeter" or (proposal.answer_by is not None and proposal.answer_by > clock.now())
    return proposal.status in codes.ANSWERABLE and in_time


def _answerable(proposal_id: uuid.UUID, link: MailLink | None) -> tuple[HelpRequest, Proposal]:
    """A proposal that may be answered, locked with its request; Conflict says why it may not."""
    request, proposal = service.locked(proposal_id)
    if proposal.status in ("angefragt", "abgelaufen") and not is_open(proposal):
        raise Conflict(TOO_LATE)
    if proposal.status == "zurueckgezogen" or not _takes_somebody(request):
        raise Conflict(TAKEN)
    if not is_open(proposal):
        raise Conflict(states.FORBIDDEN)
    if link is not None:
        mail_links.use_up(link)
    return request, proposal


def _takes_somebody(request: HelpRequest) -> bool:
    """Nobody may join a closed request, nor an exclusive one that has its tandem."""
    if request.status in states.CLOSED:
        return False
    return not (request.is_exclusive and request.status in states.RUNNING)


def _flush_or_conflict() -> None:
    """The database has the last word on one running tandem per request."""
    try:
        db.session.flush()
    except IntegrityError as error:
        db.session.rollback()
        raise Conflict(TAKEN) from error
