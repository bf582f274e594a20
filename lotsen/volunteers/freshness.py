"""Whether rows kept in memory are still those of the database.

A stamp is cheap (two index reads) and differs after every committed change: the number of rows, and
the latest instants of change. Looking at many instants instead of the last one also sees a slow
transaction that commits behind a quicker one.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from lotsen import scope
from lotsen.extensions import db
from lotsen.rows import RegionRow

LATEST = 64

Stamp = tuple[int, tuple[datetime, ...]]


def stamp(model: type[RegionRow]) -> Stamp:
    """The state of one table in the region of this piece of work."""
    table: Any = model
    here = table.region_id == scope.region_id()
    count = select(func.count(table.id)).where(here).scalar_subquery()
    latest = select(table.updated_at, count).where(here).order_by(table.updated_at.desc()).limit(LATEST)
    rows = db.session.execute(latest).all()
    return (rows[0][1] if rows else 0), tuple(row[0] for row in rows)
