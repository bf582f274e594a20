"""Is somebody helping with the same need already? A warning that shows neither who nor what for beyond the need.

Two volunteers who book the same doctor cost both their trust (PRODUCT, complaint 14). The warning names
the need, the kind of help and since when; no name, no number, no page of the other.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from lotsen import clock
from lotsen.extensions import db
from lotsen.help_requests import states
from lotsen.help_requests.models import OPEN_STATES, HelpRequest
from lotsen.tandems.models import Tandem


@dataclass(frozen=True)
class Double:
    """Support that exists or is being sought: ``kind`` is tandem, organisation or request."""

    kind: str
    needs: tuple[str, ...]
    mode: str
    since: date


def doubles(request: HelpRequest) -> list[Double]:
    """What else runs for the same newcomer and at least one same need, the oldest first."""
    if request.status in states.CLOSED:
        return []
    return sorted(set(_found(request)), key=lambda one: (one.since, one.kind, one.needs))


def _found(request: HelpRequest) -> Iterator[Double]:
    wanted = set(request.needs)
    others = select(HelpRequest).where(
        HelpRequest.newcomer_id == request.newcomer_id,
        HelpRequest.id != request.id,
        HelpRequest.status.not_in((*states.CLOSED, "entwurf")),
    )
    for other in db.session.scalars(others):
        shared = tuple(sorted(wanted & set(other.needs)))
        if not shared:
            continue
        running = select(Tandem).where(Tandem.help_request_id == other.id, Tandem.is_running)
        tandems = list(db.session.scalars(running))
        for tandem in tandems:
            yield Double("tandem", shared, tandem.mode, clock.day_of(tandem.created_at))
        if not tandems:
            kind = "organisation" if other.referred_by is not None else "request"
            yield Double(kind, shared, other.mode, clock.day_of(other.opened_at or other.created_at))
    if request.status not in OPEN_STATES:  # its own tandem is what the page is about
        return
    own = select(Tandem).where(Tandem.help_request_id == request.id, Tandem.is_running)
    for tandem in db.session.scalars(own):
        yield Double("tandem", tuple(sorted(wanted)), tandem.mode, clock.day_of(tandem.created_at))
