"""What has to happen next with a request, and by when: one sentence for lists and for its page."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from flask_babel import format_date, format_datetime, ngettext
from flask_babel import gettext as _
from sqlalchemy import select

from lotsen import clock
from lotsen.extensions import db
from lotsen.help_requests.models import HelpRequest
from lotsen.proposals.models import Proposal
from lotsen.tandems.models import Tandem
from lotsen.volunteers.models import Volunteer

DAY = "d. MMMM"


@dataclass(frozen=True)
class Step:
    """The next step: ``is_mine`` where the Fallmanager:in has to act, not wait."""

    text: str
    is_mine: bool


@dataclass
class _Around:
    """What stands around one request: its proposals and its running tandem."""

    proposals: list[Proposal] = field(default_factory=list)
    tandem: Tandem | None = None
    must_call: bool = False


def next_steps(requests: Sequence[HelpRequest]) -> dict[uuid.UUID, Step]:
    """The next step of each request, in three queries for all of them."""
    around = _surroundings([request.id for request in requests])
    return {request.id: _step(request, around[request.id]) for request in requests}


def _surroundings(ids: list[uuid.UUID]) -> dict[uuid.UUID, _Around]:
    found: dict[uuid.UUID, _Around] = defaultdict(_Around)
    statement = (
        select(Proposal, Volunteer.mail_index)
        .join(Volunteer, Volunteer.id == Proposal.volunteer_id)
        .where(Proposal.help_request_id.in_(ids))
    )
    for proposal, mail_index in db.session.execute(statement):
        around = found[proposal.help_request_id]
        around.proposals.append(proposal)
        around.must_call |= proposal.status == "angefragt" and mail_index is None
    running = select(Tandem).where(Tandem.help_request_id.in_(ids), Tandem.is_running)
    for tandem in db.session.scalars(running):
        found[tandem.help_request_id].tandem = tandem
    return found


def _step(request: HelpRequest, around: _Around) -> Step:
    if request.status == "entwurf":
        return Step(_("Einwilligung einholen"), True)
    if around.tandem is not None:
        return _tandem_step(around.tandem)
    if request.status == "angefragt":
        return _asked_step(around)
    if request.status == "vorschlag":
        return _later_step(around)
    if request.status == "offen":
        tried = sum(proposal.status in ("abgelehnt", "abgelaufen") for proposal in around.proposals)
        if tried:
            return Step(
                ngettext(
                    "Neu auswählen: %(num)s Person kann nicht",
                    "Neu auswählen: %(num)s Personen können nicht",
                    tried,
                ),
                True,
            )
        return Step(_("Ehrenamtliche auswählen"), True)
    return Step(_("Nichts mehr zu tun"), False)


def _asked_step(around: _Around) -> Step:
    asked = next(proposal for proposal in around.proposals if proposal.status == "angefragt")
    day = format_date(asked.answer_by.astimezone(clock.BERLIN), DAY) if asked.answer_by else ""
    if around.must_call:
        return Step(_("Anrufen und Antwort eintragen, bis %(day)s", day=day), True)
    return Step(_("Wartet auf Antwort bis %(day)s", day=day), False)


def _later_step(around: _Around) -> Step:
    days = [proposal.later_on for proposal in around.proposals if proposal.status == "spaeter" and proposal.later_on]
    if not days:
        return Step(_("Ehrenamtliche auswählen"), True)
    return Step(_("Wird am %(day)s wieder gefragt", day=format_date(min(days), DAY)), False)


def _tandem_step(tandem: Tandem) -> Step:
    if tandem.status == "aktiv":
        if tandem.contact_released_at is None:
            return Step(_("Kontaktdaten freigeben"), True)
        return Step(_("Tandem läuft"), False)
    if tandem.first_meeting_at is None and tandem.meetings_count == 0:
        return Step(_("Erstes Treffen vereinbaren"), True)
    if tandem.meetings_count == 0 and tandem.first_meeting_at and tandem.first_meeting_at > clock.now():
        when = format_datetime(tandem.first_meeting_at, "d. MMMM, HH:mm")
        return Step(_("Erstes Treffen am %(when)s", when=when), False)
    if tandem.meetings_count == 0:
        return Step(_("Nachfragen: Hat das Treffen stattgefunden?"), True)
    if tandem.newcomer_agreed_at is None:
        return Step(_("Zugewanderte Person fragen: Soll es weitergehen?"), True)
    return Step(_("Wartet auf das Ja der ehrenamtlichen Person"), False)
