"""Open, close and reopen help requests. Nothing reaches the matching before the newcomer has agreed."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lotsen import clock, scope
from lotsen.accounts.models import Account
from lotsen.audit import service as audit
from lotsen.consents import service as consents
from lotsen.database import find, hold, written_once
from lotsen.errors import Conflict, Invalid
from lotsen.extensions import db
from lotsen.help_requests import appointments, states
from lotsen.help_requests.models import HelpRequest
from lotsen.needs import NEEDS_BY_KEY, REFERRAL_ONLY, Need, needs_volunteer
from lotsen.newcomers import service as newcomers
from lotsen.newcomers.models import Newcomer
from lotsen.newcomers.numbers import next_number
from lotsen.organisations.models import Organisation
from lotsen.planned_meetings import single
from lotsen.proposals.models import Proposal
from lotsen.proposals.service import take_back_all
from lotsen.tandems.models import Tandem

FIELDS: Final = (
    "mode", "urgency", "frequency", "ags", "needs", "text", "wants_gender", "gender_is", "not_own_community",
    "meeting_place", "times", "is_remote_ok", "involves_minors", "needs_childcare", "starts_on",
    "valid_until", "referred_by", "appointment_at", "appointment_minutes", "appointment_place",
)  # fmt: skip
CLOSE_REASONS: Final = {
    "anders_geloest": _l("Anders gelöst"),
    "kein_bedarf": _l("Hilfe wird nicht mehr gebraucht"),
    "nicht_erreichbar": _l("Person ist nicht mehr erreichbar"),
    "ortswechsel": _l("Umzug oder Ortswechsel"),
    "fachstelle": _l("An eine Fachstelle verwiesen"),
    "niemand_gefunden": _l("Niemand gefunden"),
}
#: Only this reason says something about us and not about the newcomer.
_NOBODY = "niemand_gefunden"


@dataclass(frozen=True)
class GivenConsent:
    """How the newcomer agreed: in which language the text was shown, in writing or aloud, before whom."""

    language: str
    channel: str
    witness: str | None = None


@dataclass(frozen=True)
class Referral:
    """A need that no volunteer may serve, and who does."""

    need: Need
    organisations: list[Organisation]


def find_request(request_id: uuid.UUID) -> HelpRequest:
    """One request of the reader's region, with its newcomer."""
    statement = select(HelpRequest).where(HelpRequest.id == request_id)
    return find(
        statement.options(
            joinedload(HelpRequest.newcomer).joinedload(Newcomer.municipality),
            joinedload(HelpRequest.municipality),
        )
    )


def open_request(
    *,
    by: uuid.UUID,
    request: Mapping[str, Any],
    newcomer_id: uuid.UUID | None = None,
    person: Mapping[str, Any] | None = None,
    consent: GivenConsent | None = None,
    key: uuid.UUID | None = None,
) -> HelpRequest:
    """Write down a request for a newcomer who is known or added with it, once; a draft until there is a consent."""
    _check_needs(request["needs"])
    appointments.check(request)
    key = key or uuid.uuid4()
    return written_once(HelpRequest, key, lambda: _open(key, by, request, newcomer_id, person, consent))


def _open(
    key: uuid.UUID,
    by: uuid.UUID,
    request: Mapping[str, Any],
    newcomer_id: uuid.UUID | None,
    person: Mapping[str, Any] | None,
    consent: GivenConsent | None,
) -> HelpRequest:
    newcomer = newcomers.find_newcomer(newcomer_id) if newcomer_id else newcomers.add(person or {}, by=by)
    if consent is not None:
        _give(newcomer, consent)
    row = HelpRequest(
        id=key,
        number=next_number(HelpRequest),
        newcomer_id=newcomer.id,
        case_manager_id=newcomer.case_manager_id,
        status_since=clock.now(),
        is_exclusive=request["mode"] == "pate",
        **{name: request.get(name) for name in FIELDS if name != "ags"},
        ags=request.get("ags") or newcomer.ags,
    )
    db.session.add(row)
    db.session.flush()
    if "matching" in consents.running(newcomer):
        _release(row)
    audit.record("help_requests.open", row, status=row.status, newcomer=newcomer.id)
    db.session.commit()
    return row


def edit(request_id: uuid.UUID, values: Mapping[str, Any], *, despite_clash: bool = False) -> HelpRequest:
    """Change what is asked for; people who were asked already keep the reasons of their day.

    Where somebody said yes to an appointment, her Einsatz follows it. Conflict once it is closed, Clash where she has
    no time on the new day and nobody read that warning (``despite_clash``).
    """
    _check_needs(values["needs"])
    row = states.locked(request_id)
    if row.status in states.CLOSED:
        raise Conflict(states.FORBIDDEN)
    appointments.check(values, known=row.appointment_at)
    before = {name: getattr(row, name) for name in appointments.COLUMNS}
    valid_until = row.valid_until
    if not despite_clash:
        single.refuse_clash(row, values.get("appointment_at", row.appointment_at))
    for name in FIELDS:
        if name in values and name != "ags":
            setattr(row, name, values[name])
    if row.status not in states.RUNNING:
        row.is_exclusive = row.mode == "pate"
    if row.valid_until != valid_until:
        states.settle_validity(row)
    single.follow(row, before)
    audit.record("help_requests.edit", row)
    db.session.commit()
    return row


def give_consent(request_id: uuid.UUID, consent: GivenConsent) -> HelpRequest:
    """Note the newcomer's consent; the drafts of this newcomer are open from now on."""
    newcomer_id = find_request(request_id).newcomer_id
    hold(Newcomer, newcomer_id)
    states.locked_all([one.id for one in newcomers.requests_of(newcomer_id)])
    row = states.locked(request_id)
    _give(row.newcomer, consent)
    db.session.flush()
    for other in newcomers.requests_of(row.newcomer_id):
        if other.status == "entwurf":
            _release(other)
    audit.record("help_requests.give_consent", row, channel=consent.channel, language=consent.language)
    db.session.commit()
    return row


def close(request_id: uuid.UUID, *, reason: str) -> HelpRequest:
    """Close a request that has no running tandem: everybody who waits is told.

    Invalid for an unknown reason, Conflict while a tandem runs.
    """
    if reason not in CLOSE_REASONS:
        raise Invalid(_("Bitte wählen Sie einen Grund."), "reason")
    row = states.locked(request_id)
    if row.status in states.RUNNING:
        raise Conflict(_("Beenden Sie zuerst das Tandem. Danach ist auch die Anfrage geschlossen."))
    if row.status == "entwurf" and reason == _NOBODY:
        raise Conflict(states.FORBIDDEN)
    take_back_all(row)
    states.move(row, "nicht_vermittelbar" if reason == _NOBODY else "zurueckgezogen")
    row.close_reason = reason
    audit.record("help_requests.close", row, reason=reason)
    db.session.commit()
    return row


def reopen(request_id: uuid.UUID) -> HelpRequest:
    """Look for somebody again; waiting counts from today.

    Conflict where it is not closed, or the consent is withdrawn.
    """
    row = states.locked(request_id)
    if row.status not in states.CLOSED:
        raise Conflict(states.FORBIDDEN)
    if "matching" not in consents.running(row.newcomer):
        raise Conflict(_("Die Einwilligung wurde widerrufen. Ohne neue Einwilligung geht es nicht weiter."))
    states.move(row, "offen")
    row.close_reason, row.opened_at, row.found_on = None, clock.now(), None
    audit.record("help_requests.reopen", row)
    db.session.commit()
    return row


def referrals(keys: list[str]) -> list[Referral]:
    """For needs that are no work for volunteers: the services of this region. Nothing of it is stored."""
    asked = [NEEDS_BY_KEY[key] for key in keys if key in REFERRAL_ONLY]
    if not asked:
        return []
    statement = select(Organisation).where(Organisation.is_active).order_by(Organisation.name)
    places = list(db.session.scalars(statement))
    return [Referral(need, [place for place in places if need.key in place.needs]) for need in asked]


def proposals_of(request: HelpRequest) -> list[Proposal]:
    """The proposals of a request in the order of asking, with their volunteers."""
    statement = select(Proposal).where(Proposal.help_request_id == request.id)
    return list(
        db.session.scalars(
            statement.options(joinedload(Proposal.volunteer)).order_by(Proposal.position, Proposal.created_at)
        )
    )


def tandems_of(request: HelpRequest) -> list[Tandem]:
    """The tandems of a request, the latest first."""
    statement = select(Tandem).where(Tandem.help_request_id == request.id)
    return list(db.session.scalars(statement.options(joinedload(Tandem.volunteer)).order_by(Tandem.created_at.desc())))


def case_manager_of(row: HelpRequest | Newcomer) -> Account:
    """Who answers for a request or a newcomer."""
    with scope.of(row.region_id):
        return find(select(Account).where(Account.id == row.case_manager_id))


def _check_needs(needs: list[str]) -> None:
    if not needs:
        raise Invalid(_("Bitte wählen Sie mindestens ein Thema."), "needs")
    if not all(needs_volunteer(need) for need in needs):
        raise Invalid(_("Dieses Thema gehört in eine Fachstelle, nicht ins Ehrenamt."), "needs")


def _give(newcomer: Newcomer, consent: GivenConsent) -> None:
    if consent.channel not in ("written", "oral"):
        raise Invalid(_("Bitte geben Sie an, wie eingewilligt wurde."), "channel")
    if consent.channel == "oral" and not consent.witness:
        raise Invalid(_("Bei mündlicher Einwilligung braucht es eine Zeug:in."), "witness")
    consents.give("matching", newcomer, language=consent.language, channel=consent.channel, witness=consent.witness)
    db.session.flush()


def _release(row: HelpRequest) -> None:
    row.status, row.status_since, row.opened_at = "offen", clock.now(), clock.now()
