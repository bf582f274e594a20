"""A gentle end with a new beginning at once: the tandem ends, the request is open, who stood in line is asked.

A person chose the order of that line; the matching only says who of it still suits (Art. 22 DSGVO). Whom
somebody took out of it by hand stays out.
Where the line is empty, the Fallmanager:in sees the request as one to choose for.
"""

import uuid

from flask_babel import gettext as _
from sqlalchemy import select

from lotsen import clock
from lotsen.accounts import mail_links
from lotsen.accounts.models import MailLink
from lotsen.audit import service as audit
from lotsen.consents import service as consents
from lotsen.database import reading
from lotsen.errors import Invalid
from lotsen.extensions import db
from lotsen.help_requests import states
from lotsen.help_requests.models import HelpRequest
from lotsen.newcomers import free_text
from lotsen.proposals import ranking
from lotsen.proposals import service as proposals
from lotsen.proposals.models import Proposal
from lotsen.tandems import codes, service
from lotsen.tandems.held import find_tandem, running


def look_again(
    tandem_id: uuid.UUID, *, reason: str, note: str | None = None, link: MailLink | None = None
) -> Proposal | None:
    """End a tandem and search on; the proposal that is asked now, or None where somebody has to choose.

    Invalid for an unknown reason or a note that says too much.
    """
    if reason not in codes.END_REASONS:
        raise Invalid(_("Bitte wählen Sie einen Grund."), "reason")
    if sentence := free_text.fault(note):
        raise Invalid(sentence, "note")
    with reading():  # ranking takes a moment, and nobody shall wait for it
        suiting = set(ranking.askable(find_tandem(tandem_id).help_request_id))
    request, tandem = running(tandem_id)
    if link is not None:
        mail_links.use_up(link)
    service.close(request, tandem, reason=reason, note=note)
    asked = _search_on(request, suiting - {tandem.volunteer_id})
    audit.record("tandems.look_again", tandem, reason=reason, is_somebody_asked=asked is not None or None)
    db.session.commit()
    return asked


def _search_on(request: HelpRequest, suiting: set[uuid.UUID]) -> Proposal | None:
    """Open the request where it closed with the tandem, and ask the first of the old line who still suits."""
    if request.status in states.CLOSED:
        if "matching" not in consents.running(request.newcomer):
            return None
        states.move(request, "offen")
        request.close_reason, request.opened_at, request.found_on = None, clock.now(), None
    waited = select(Proposal).where(
        Proposal.help_request_id == request.id,
        Proposal.status == "zurueckgezogen",
        Proposal.asked_at.is_(None),
        Proposal.volunteer_id.in_(suiting),
    )
    line = list(db.session.scalars(waited.order_by(Proposal.position, Proposal.id)))
    taken = {one.volunteer_id for one in line if (one.circumstances or {}).get(proposals.BY_HAND)}
    for proposal in line:
        if proposal.volunteer_id not in taken:
            taken.add(proposal.volunteer_id)
            proposal.status = "geplant"
    return next(iter(proposals.ask_next(request)), None)
