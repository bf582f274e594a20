"""The life of a help request: which state may follow which, and what its proposals and tandems make of it."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any, Final

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from lotsen import clock
from lotsen.database import find
from lotsen.errors import Conflict
from lotsen.extensions import db
from lotsen.help_requests.models import OPEN_STATES, HelpRequest
from lotsen.interest_questions.models import OPEN_STATES as OPEN_QUESTIONS
from lotsen.interest_questions.models import InterestQuestion
from lotsen.proposals.models import Proposal
from lotsen.tandems.models import RUNNING_STATES, Tandem

RUNNING: Final = RUNNING_STATES  # of its tandem, and so of the request
CLOSED: Final = ("abgeschlossen", "abgebrochen", "nicht_vermittelbar", "zurueckgezogen")
_WAITING: Final = frozenset(OPEN_STATES)
_GIVEN_UP: Final = frozenset({"nicht_vermittelbar", "zurueckgezogen"})
_ENDED: Final = frozenset({"abgeschlossen", "abgebrochen"})

TRANSITIONS: Final[dict[str, frozenset[str]]] = {
    "entwurf": frozenset({"offen", "zurueckgezogen"}),
    "offen": _WAITING | {"kennenlernen"} | _GIVEN_UP,
    "vorschlag": _WAITING | {"kennenlernen"} | _GIVEN_UP,
    "angefragt": _WAITING | {"kennenlernen"} | _GIVEN_UP,
    "kennenlernen": frozenset({"erprobung", "aktiv"}) | _ENDED,
    "erprobung": frozenset({"kennenlernen", "aktiv"}) | _ENDED,
    "aktiv": frozenset({"kennenlernen", "erprobung"}) | _ENDED,
    **{state: frozenset({"offen"}) for state in CLOSED},
}

LABELS: Final = {
    "entwurf": _l("Entwurf"),
    "offen": _l("Offen"),
    "vorschlag": _l("Vorschlag liegt vor"),
    "angefragt": _l("Angefragt"),
    "kennenlernen": _l("Kennenlernen"),
    "erprobung": _l("Erprobung"),
    "aktiv": _l("Tandem läuft"),
    "abgeschlossen": _l("Abgeschlossen"),
    "abgebrochen": _l("Abgebrochen"),
    "nicht_vermittelbar": _l("Nicht vermittelbar"),
    "zurueckgezogen": _l("Zurückgezogen"),
}
KINDS: Final = {
    "entwurf": "warning",
    "offen": "warning",
    "vorschlag": "info",
    "angefragt": "info",
    "kennenlernen": "info",
    "erprobung": "info",
    "aktiv": "success",
}
FORBIDDEN = _l("Dieser Schritt passt nicht mehr zum Stand der Anfrage. Bitte laden Sie die Seite neu.")


def move(request: HelpRequest, state: str) -> None:
    """Bring a request into a state that may follow; Conflict for any other."""
    if state == request.status:
        return
    if state not in TRANSITIONS[request.status]:
        raise Conflict(FORBIDDEN)
    if state not in OPEN_STATES:
        _settle_questions(request)
    request.status = state
    request.status_since = clock.now()
    request.closed_at = clock.now() if state in CLOSED else None


def settle_validity(request: HelpRequest) -> None:
    """It is valid until another day now: what was asked about the old one is no question any more."""
    asked = select(InterestQuestion).where(
        InterestQuestion.help_request_id == request.id,
        InterestQuestion.status.in_(OPEN_QUESTIONS),
        InterestQuestion.valid_until.is_not(None),
    )
    for question in db.session.scalars(asked):
        question.status = "erledigt"


def _settle_questions(request: HelpRequest) -> None:
    """Nobody is looked for any more: whether somebody is still needed is no question, and no rest for the next time."""
    asked = select(InterestQuestion).where(
        InterestQuestion.help_request_id == request.id, InterestQuestion.status.in_(OPEN_QUESTIONS)
    )
    with db.session.no_autoflush:  # the caller may not have said yet why it closes
        for question in db.session.scalars(asked):
            question.status = "erledigt"


def settled(tandems: Collection[str], proposals: Collection[str]) -> str:
    """The state that running tandems and proposals make together: the most advanced one.

    >>> settled([], ["abgelehnt", "angefragt"]), settled(["erprobung"], ["zurueckgezogen"])
    ('angefragt', 'erprobung')
    >>> settled([], ["abgelehnt"])
    'offen'
    """
    for state in reversed(RUNNING):
        if state in tandems:
            return state
    if "angefragt" in proposals:
        return "angefragt"
    return "vorschlag" if {"geplant", "spaeter"} & set(proposals) else "offen"


def locked(request_id: uuid.UUID) -> HelpRequest:
    """A request with everybody else held off until this transaction ends; NotFound as always.

    Whoever changes a proposal or a tandem takes this lock first, so that two people who act on the same
    request wait for each other instead of passing each other.
    """
    statement = select(HelpRequest).where(HelpRequest.id == request_id)
    return find(statement.with_for_update().execution_options(populate_existing=True))


def locked_all(request_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, HelpRequest]:
    """Several requests with everybody else held off, by key; those of other regions are not among them.

    All at once and in one order, before anything is written, so that two who do so never wait for each other.
    Only their newcomer may be held before; what hangs on them, a volunteer's own row and the record come after.
    """
    statement = select(HelpRequest).where(HelpRequest.id.in_(request_ids)).order_by(HelpRequest.id)
    statement = statement.options(selectinload(HelpRequest.newcomer))
    statement = statement.with_for_update().execution_options(populate_existing=True)
    return {row.id: row for row in db.session.scalars(statement)}


def settle(*requests: HelpRequest) -> None:
    """Bring requests to what their tandems and proposals make of them; drafts and closed ones stay."""
    moving = [request for request in requests if request.status != "entwurf" and request.status not in CLOSED]
    if not moving:
        return
    db.session.flush()
    keys = [request.id for request in moving]
    running = select(Tandem.help_request_id, Tandem.status).where(Tandem.help_request_id.in_(keys), Tandem.is_running)
    asked = select(Proposal.help_request_id, Proposal.status).where(Proposal.help_request_id.in_(keys))
    tandems, proposals = (_by_request(db.session.execute(statement)) for statement in (running, asked))
    for request in moving:
        move(request, settled(tandems[request.id], proposals[request.id]))


def _by_request(found: Iterable[Any]) -> dict[uuid.UUID, set[str]]:
    """The states by the request that they are about."""
    states: dict[uuid.UUID, set[str]] = defaultdict(set)
    for request_id, status in found:
        states[request_id].add(status)
    return states
