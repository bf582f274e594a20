"""The job that works results out anew where records have changed, or a new day has begun.

Once a minute, and at once where a page found an old one. Nobody waits for a lock while it works: what is
found is written in one short transaction at the end, or not at all.
"""

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from flask import current_app
from sqlalchemy import or_, select, update
from sqlalchemy.exc import IntegrityError

from lotsen import clock, scope
from lotsen.accounts.models import Account
from lotsen.database import change, writing
from lotsen.extensions import db
from lotsen.jobs import soon
from lotsen.network_results import service
from lotsen.network_results.models import NetworkResult
from lotsen.network_results.values import Kind
from lotsen.network_results.worked_out import WORKED_OUT
from lotsen.regions.models import Region
from lotsen.ties import snapshot

#: After this somebody else takes over: whoever began was killed. Far longer than the largest region takes.
LONGEST: Final = timedelta(minutes=2)
log = logging.getLogger(__name__)


def renew_results() -> int:
    """Renew what is due, region by region; how many results. A job. What follows from them comes next."""
    regions = list(db.session.scalars(select(Region.id).order_by(Region.id)))
    db.session.rollback()
    count = sum(_renew_region(region) for region in regions)
    if count:
        soon(current_app, "follow_gaps")
    return count


def _renew_region(region: str) -> int:
    """One region; one that fails is logged and tried again a minute later, and holds up no other."""
    with scope.of(region):
        try:
            return renew() if _has_readers() else 0
        except Exception:
            log.exception("the results of a region could not be renewed: %s", region)
            db.session.rollback()
            return 0


def _has_readers() -> bool:
    """A region in which nobody has an account has nobody to read results."""
    with writing(False):
        found = db.session.scalar(select(Account.id).where(Account.is_active).limit(1)) is not None
        db.session.rollback()
    return found


def renew(kinds: Collection[Kind[Any]] = tuple(WORKED_OUT)) -> int:
    """Renew what is due in this region, of these kinds; how many results."""
    return sum(_renew(kind) for kind in kinds)


def _renew(kind: Kind[Any]) -> bool:
    """One kind, if it is due and nobody is at it; whether it was written."""
    if not _is_due(kind):
        return False
    begun_at = _begin(kind)
    if begun_at is None:
        return False
    try:
        with writing(False):
            read_at, version, known = clock.now(), service.version(), snapshot.known_of_region()
            db.session.rollback()
            value = WORKED_OUT[kind](known)
        return _write(kind, value, _Made(begun_at, read_at, version))
    except Exception:
        db.session.rollback()
        _give_back(kind, begun_at)
        raise


def _is_due(kind: Kind[Any]) -> bool:
    with writing(False):
        found = service.known(kind)
        db.session.rollback()
    return found is None or found.is_due


def _begin(kind: Kind[Any]) -> datetime | None:
    """Say that we are at it; None where somebody else is."""
    now = clock.now()
    free = or_(NetworkResult.begun_at.is_(None), NetworkResult.begun_at < now - LONGEST)
    with writing():
        mine = update(NetworkResult).where(NetworkResult.kind == kind.key, free).values(begun_at=now)
        is_ours = bool(change(mine)) or _is_first(kind, now)
        db.session.commit()
    return now if is_ours else None


def _is_first(kind: Kind[Any], now: datetime) -> bool:
    """Make the row of a kind that has none; False where somebody has it, or was quicker."""
    if db.session.scalar(select(NetworkResult.id).where(NetworkResult.kind == kind.key)) is not None:
        return False
    try:
        with db.session.begin_nested():
            db.session.add(NetworkResult(kind=kind.key, begun_at=now))
    except IntegrityError:
        return False
    return True


@dataclass(frozen=True)
class _Made:
    """When a result was begun and its records were read, and which version of them that was."""

    begun_at: datetime
    made_at: datetime
    version: str


def _write(kind: Kind[Any], value: Any, made: _Made) -> bool:
    """Replace what stood there. Not if somebody else has taken over, or the row was dropped for somebody's sake."""
    written = kind.written(value)
    with writing():
        row = db.session.scalar(_ours(kind, made.begun_at))
        if row is not None:
            row.found, row.made_at, row.version, row.begun_at = written, made.made_at, made.version, None
            service.keep(kind, row, value)
        db.session.commit()
    return row is not None


def _give_back(kind: Kind[Any], begun_at: datetime) -> None:
    """It did not work out: the next turn may try."""
    with writing():
        row = db.session.scalar(_ours(kind, begun_at))
        if row is not None:
            row.begun_at = None
        db.session.commit()


def _ours(kind: Kind[Any], begun_at: datetime) -> Any:
    return (
        select(NetworkResult)
        .where(NetworkResult.kind == kind.key, NetworkResult.begun_at == begun_at)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
