"""The pool of a region, kept in memory, and renewed for those people alone of whom something has changed.

Reading 10,000 volunteers takes most of a second, and any one of them may change at any moment. So each look at the
tables notes their latest changes and how many rows each volunteer has. The next look finds who has a later change,
whose change was taken back with its transaction, and, where the rows are fewer than they should be, whose rows are
gone. Absences and Führungszeugnisse depend on the day, and everything on the rules of the region: with either,
everybody is read anew.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from threading import Lock
from typing import Any, Final

from flask import current_app
from sqlalchemy import ColumnElement, func, select

from lotsen import clock, scope
from lotsen.extensions import db
from lotsen.interest_questions.models import InterestQuestion
from lotsen.regions.service import policy
from lotsen.rows import RegionRow
from lotsen.volunteers import matchable
from lotsen.volunteers.freshness import LATEST, newest, stamps
from lotsen.volunteers.models import Absence, FuehrungszeugnisCheck, Volunteer, VolunteerLanguage, VolunteerNeed
from lotsen.volunteers.sealed_columns import as_uuid, stored_key
from matching import Candidate, Pool

#: What a candidate is made of, and which column says whose row it is.
TABLES: Final[Mapping[type[RegionRow], Any]] = {
    Volunteer: Volunteer.id,
    VolunteerLanguage: VolunteerLanguage.volunteer_id,
    VolunteerNeed: VolunteerNeed.volunteer_id,
    Absence: Absence.volunteer_id,
    FuehrungszeugnisCheck: FuehrungszeugnisCheck.volunteer_id,
    InterestQuestion: InterestQuestion.volunteer_id,
}
MANY: Final = 500  # people of whom something has changed: reading everybody is no slower
_lock = Lock()
Key = Any  # of a volunteer, as the database stores it
Base = tuple[date, datetime]  # the day, and the last change of the rules of the region
Latest = set[tuple[Key, Any, datetime]]  # whose row, which one, when it was changed


@dataclass
class _Look:
    """What a table held: the latest changes, and how many rows each volunteer has."""

    latest: Latest
    counts: Counter[Key]


@dataclass
class _Kept:
    version: object
    base: Base
    looks: dict[type[RegionRow], _Look]
    people: dict[str, Candidate]
    pool: Pool


def pool(region: str) -> Pool:
    """The pool of a region, kept while nothing behind it changes, in the order of ids."""
    with scope.of(region):
        current = version()
        kept: dict[str, _Kept] = current_app.extensions.setdefault("volunteer_pools", {})
        found = kept.get(region)
        if found is not None and found.version == current:
            return found.pool
        with _lock:
            found = kept.get(region)
            if found is None or found.version != current:
                found = kept[region] = _renewed(found, region, current) or _read(region, current)
            return found.pool


def version() -> object:
    """What the pool of this region hangs on: it changes with everything behind it, and every day."""
    return _base(), stamps(tuple(TABLES))


def _base() -> Base:
    return clock.today(), policy().updated_at


def _read(region: str, current: object) -> _Kept:
    """Everybody, anew. The looks come first: what changes in between is found by the next one."""
    base = _base()
    looks = {table: _Look(_latest(table), _counts(table)) for table in TABLES}
    people = {one.id: one for one in matchable.candidates(region)}
    return _Kept(current, base, looks, people, Pool(list(people.values())))


def _renewed(kept: _Kept | None, region: str, current: object) -> _Kept | None:
    """With those read anew of whom something has changed; None where everybody is to be read."""
    if kept is None or kept.base != _base():
        return None
    looks: dict[type[RegionRow], _Look] = {}
    changed: set[Key] = set()
    for table, before in kept.looks.items():
        latest = _latest(table)
        if len(latest - before.latest) >= LATEST:
            return None  # there may be more than these
        # What is among the latest no more was pushed out, or was never committed: who looked saw its own change.
        looks[table], whose = _look(table, before.counts, latest, {key for key, _row, _at in latest ^ before.latest})
        changed |= whose
    if len(changed) > MANY:
        return None
    names = {str(as_uuid(key)) for key in changed}
    people = {name: one for name, one in kept.people.items() if name not in names}
    people |= {one.id: one for one in matchable.candidates(region, changed)}
    in_order = dict(sorted(people.items()))
    return _Kept(current, kept.base, looks, in_order, Pool(list(in_order.values())))


def _look(table: type[RegionRow], before: Counter[Key], latest: Latest, changed: set[Key]) -> tuple[_Look, set[Key]]:
    """The look that follows one, and whose rows it finds changed: those with a later change, and those with fewer."""
    counts = Counter({key: count for key, count in before.items() if key not in changed})
    counts.update(_counts(table, changed) if changed else ())
    if counts.total() != _total(table):  # rows are gone, and nothing but their number says so
        everything = _counts(table)
        changed |= {key for key in everything.keys() | before.keys() if everything[key] != counts[key]}
        counts = everything
    return _Look(latest, counts), changed


def _latest(table: type[RegionRow]) -> Latest:
    whose, row = TABLES[table], _columns(table)
    statement = select(stored_key(whose), row.id, row.updated_at).where(_is_here(table), whose.is_not(None))
    return {(key, row_id, at) for key, row_id, at in newest(statement, row)}


def _counts(table: type[RegionRow], only: set[Key] | None = None) -> Counter[Key]:
    """How many rows each volunteer has, or each of some; a question about a request is nobody's."""
    whose = TABLES[table]
    statement = select(stored_key(whose), func.count()).where(_is_here(table), whose.is_not(None)).group_by(whose)
    if only is not None:
        statement = statement.where(whose.in_([as_uuid(key) for key in only]))
    return Counter(dict(db.session.execute(statement).all()))


def _total(table: type[RegionRow]) -> int:
    statement = select(func.count(_columns(table).id)).where(_is_here(table), TABLES[table].is_not(None))
    return db.session.scalar(statement) or 0


def _is_here(table: type[RegionRow]) -> ColumnElement[bool]:
    """Named besides the guard of all queries, so that the index of the region serves."""
    found: ColumnElement[bool] = _columns(table).region_id == scope.region_id()
    return found


def _columns(table: type[RegionRow]) -> Any:
    return table
