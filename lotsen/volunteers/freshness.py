"""Whether rows kept in memory are still those of the database.

A stamp is cheap (two index reads) and differs after every committed change: the number of rows, and
the latest instants of change. Looking at many instants instead of the last one also sees a slow
transaction that commits behind a quicker one; and where many rows change at once, at all of the last minute.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Select, func, select

from lotsen import clock, scope
from lotsen.extensions import db
from lotsen.rows import RegionRow

LATEST = 64
MOST: Final = 2000  # of the last minute; a list of people that is longer shows in the number of rows
SLOW: Final = timedelta(minutes=1)  # no transaction takes as long

Stamp = tuple[int, tuple[datetime, ...]]


def stamp(model: type[RegionRow]) -> Stamp:
    """The state of one table in the region of this piece of work."""
    table: Any = model
    here = table.region_id == scope.region_id()
    count = select(func.count(table.id)).where(here).scalar_subquery()
    rows = newest(select(table.updated_at, count).where(here), table)
    return (rows[0][1] if rows else 0), tuple(row[0] for row in rows)


def newest(statement: Select[Any], table: Any) -> Sequence[Any]:
    """The rows of a statement that changed last: so many, or all of the last minute where these are more.

    Behind as many quick changes a slow one would not be found. The minute is a whole one, so that what is found
    stays the same for a while.
    """
    ordered = statement.order_by(table.updated_at.desc(), table.id)
    found = db.session.execute(ordered.limit(LATEST)).all()
    since = (clock.now() - SLOW).replace(second=0, microsecond=0)
    if len(found) < LATEST or found[-1].updated_at < since:
        return found
    return db.session.execute(ordered.where(table.updated_at >= since).limit(MOST)).all()
