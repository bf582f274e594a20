"""The timeline of a request, told from its proposals, its tandems and its own dates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from flask_babel import gettext as _

from lotsen import clock, date_words
from lotsen.help_requests import service, states
from lotsen.help_requests.models import HelpRequest
from lotsen.planned_meetings.models import PlannedMeeting
from lotsen.proposals import codes
from lotsen.proposals.models import Proposal
from lotsen.tandems import codes as tandem_codes
from lotsen.tandems.models import Tandem


@dataclass(frozen=True)
class Event:
    """Something that happened: the words of ``page.timeline``."""

    at: datetime
    title: str
    text: str = ""
    who: str = ""
    kind: str = ""

    @property
    def when(self) -> str:
        """The instant as people read it."""
        return date_words.moment(self.at)


def tell(
    request: HelpRequest, proposals: list[Proposal], tandems: list[Tandem], moved: Sequence[PlannedMeeting] = ()
) -> list[Event]:
    """Everything that happened, the latest first; ``moved`` are the dates of its tandems that were moved."""
    events = [Event(request.created_at, _("Anfrage aufgenommen"))]
    if request.opened_at and (request.opened_at - request.created_at).total_seconds() > 60:
        events.append(Event(request.opened_at, _("Suche geöffnet")))
    for proposal in proposals:
        events += _of_proposal(proposal)
    for tandem in tandems:
        events += _of_tandem(tandem)
    events += [
        Event(one.moved_at, _("Termin verschoben"), _("von %(before)s auf %(when)s",
              before=date_words.near_moment(one.moved_from_at), when=date_words.near_moment(one.begins_at)))
        for one in moved if one.moved_at and one.moved_from_at
    ]  # fmt: skip
    if request.closed_at and request.status in states.CLOSED:
        reason = service.CLOSE_REASONS.get(request.close_reason or "")
        text = str(reason) if reason else tandem_codes.reason_label(request.close_reason)
        events.append(Event(request.closed_at, str(states.LABELS[request.status]), text, kind="warning"))
    return sorted(events, key=lambda event: event.at, reverse=True)


def _of_proposal(proposal: Proposal) -> list[Event]:
    name = f"{proposal.volunteer.first_name} {proposal.volunteer.last_name}"
    found = []
    if proposal.asked_at:
        found.append(Event(proposal.asked_at, _("Angefragt"), who=name))
    if proposal.status == "angenommen" and proposal.answered_at:
        found.append(Event(proposal.answered_at, _("Zugesagt"), who=name, kind="success"))
    elif proposal.status == "abgelehnt" and proposal.answered_at:
        reason = str(codes.DECLINE_REASONS.get(proposal.decline_reason or "", ""))
        found.append(Event(proposal.answered_at, _("Abgesagt"), reason, name))
    elif proposal.status == "abgelaufen" and proposal.answer_by:
        found.append(Event(proposal.answer_by, _("Nicht geantwortet"), who=name, kind="warning"))
    return found


def _of_tandem(tandem: Tandem) -> list[Event]:
    name = f"{tandem.volunteer.first_name} {tandem.volunteer.last_name}"
    found = []
    if tandem.volunteer_agreed_at:
        found.append(Event(tandem.volunteer_agreed_at, _("Ehrenamtliche Person möchte weitermachen"), who=name))
    if tandem.newcomer_agreed_at:
        found.append(Event(tandem.newcomer_agreed_at, _("Zugewanderte Person möchte weitermachen")))
    if tandem.contact_released_at:
        found.append(Event(tandem.contact_released_at, _("Kontaktdaten freigegeben"), who=name, kind="success"))
    if tandem.ended_on:
        at = datetime.combine(tandem.ended_on, datetime.min.time(), clock.BERLIN).astimezone(UTC)
        text = tandem_codes.reason_label(tandem.end_reason)
        found.append(Event(at, _("Tandem beendet"), text, name, "warning"))
    return found
