"""Whether rows kept in memory are still those of the database.

A stamp is cheap (two index reads) and differs after every committed change: the number of rows, and
the latest instants of change. Looking at many instants instead of the last one also sees a slow
transaction that commits behind a quicker one; and where many rows change at once, at all of the last minute.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any, Final

from sqlalchemy import Select, String, cast, func, literal, select, union_all

from lotsen import clock, scope
from lotsen.extensions import db
from lotsen.rows import RegionRow

LATEST = 64
MOST: Final = 2000  # of the last minute; a list of people that is longer shows in the number of rows
SLOW: Final = timedelta(minutes=1)  # no transaction takes as long

Stamp = tuple[int, str]


def stamp(model: type[RegionRow]) -> Stamp:
    """The state of one table in the region of this piece of work."""
    return stamps([model])[0]


def stamps(models: Sequence[type[RegionRow]]) -> tuple[Stamp, ...]:
    """The state of several tables in the region of this piece of work, in one question.

    The database joins the instants to one text: read one by one they took most of the time of a page.
    """
    found = _counted(models, LATEST)
    since = _whole_minute()
    busy = [number for number, row in enumerate(found) if row.shown == LATEST and row.first_at >= since]
    if busy:
        more = _counted([models[number] for number in busy], MOST, since)
        for number, row in zip(busy, more, strict=True):
            found[number] = row
    return tuple((row.all, row.instants or "") for row in found)


def _counted(models: Sequence[type[RegionRow]], most: int, since: datetime | None = None) -> list[Any]:
    """Of each table the number of rows, and of its latest changes the instants, their number and the first of them."""
    rows = db.session.execute(union_all(*(_state(number, one, most, since) for number, one in enumerate(models))))
    return sorted(rows, key=attrgetter("number"))


def _state(number: int, model: type[RegionRow], most: int, since: datetime | None) -> Select[Any]:
    table: Any = model
    here = table.region_id == scope.region_id()
    latest = select(table.updated_at).where(here).order_by(table.updated_at.desc(), table.id).limit(most)
    changes = (latest if since is None else latest.where(table.updated_at >= since)).subquery()
    at = changes.c.updated_at
    return select(
        literal(number).label("number"),
        select(func.count()).select_from(table).where(here).scalar_subquery().label("all"),
        func.aggregate_strings(cast(at, String), ",").label("instants"),
        func.count(at).label("shown"),
        func.min(at).label("first_at"),
    )


def newest(statement: Select[Any], table: Any) -> Sequence[Any]:
    """The rows of a statement that changed last: so many, or all of the last minute where these are more.

    Behind as many quick changes a slow one would not be found.
    """
    ordered = statement.order_by(table.updated_at.desc(), table.id)
    found = db.session.execute(ordered.limit(LATEST)).all()
    since = _whole_minute()
    if len(found) < LATEST or found[-1].updated_at < since:
        return found
    return db.session.execute(ordered.where(table.updated_at >= since).limit(MOST)).all()


def _whole_minute() -> datetime:
    """Since when a slow transaction may still commit; a whole minute, so that what is found stays the same a while."""
    return (clock.now() - SLOW).replace(second=0, microsecond=0)
