"""Turn the records of a region into the values that ``network/`` reads. No name goes in.

What was read is kept until one of the tables changes, and then only that is read anew which hangs on this table.
"""

import hashlib
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, Final

import network
from lotsen import clock, scope
from lotsen.extensions import db
from lotsen.help_requests.models import HelpRequest
from lotsen.newcomers.models import Newcomer
from lotsen.organisations.models import Organisation, StaffMember
from lotsen.regions import geodata, thresholds
from lotsen.regions import service as regions
from lotsen.regions.models import GapThresholds, RegionPolicy
from lotsen.rows import RegionRow
from lotsen.tandems.models import Meeting, Tandem
from lotsen.ties import asked, bodies, workloads
from lotsen.ties.directory import sees_people
from lotsen.ties.models import Tie
from lotsen.volunteers.freshness import Stamp, stamps
from lotsen.volunteers.models import Qualification, Volunteer, VolunteerLanguage, VolunteerNeed

TABLES = (
    Organisation, StaffMember, Volunteer, VolunteerLanguage, VolunteerNeed, Qualification, Newcomer, HelpRequest,
    Tandem, Meeting, Tie, GapThresholds, RegionPolicy,
)  # fmt: skip

#: What the network is put together from, and the tables that each part is read from.
PARTS: Final[Mapping[str, tuple[Callable[[], Iterable[Any]], tuple[type[RegionRow], ...]]]] = {
    "organisations": (bodies.organisations, (Organisation,)),
    "staff": (bodies.staff, (StaffMember, Organisation)),
    "volunteers": (bodies.volunteers, (Volunteer, VolunteerLanguage, VolunteerNeed)),
    "stated_ties": (bodies.stated_ties, (Tie,)),
    "tandem_ties": (bodies.tandem_ties, (Tandem, HelpRequest, StaffMember, Organisation)),
    "requests": (asked.requests, (HelpRequest, Newcomer, Tandem, StaffMember)),
    "workloads": (workloads.workloads, (Volunteer, Tandem, Meeting)),
    "qualifications": (workloads.qualifications, (Volunteer, Qualification)),
}


@dataclass(frozen=True)
class _Tables:
    """What the tables of a region are like on a day."""

    day: date
    stamps: Mapping[type[RegionRow], Stamp]

    @cached_property
    def version(self) -> str:
        """The same as one word: another after every change, and every day."""
        return hashlib.sha256(repr((self.day, *self.stamps.values())).encode()).hexdigest()

    def of(self, tables: Iterable[type[RegionRow]]) -> object:
        """The state of some of them, to be compared."""
        return self.day, [self.stamps[table] for table in tables]


@dataclass(frozen=True)
class Known:
    """A region as it was read: the values, and what the tables were like then."""

    tables: _Tables
    parts: Mapping[str, tuple[Any, ...]]
    snapshot: network.Snapshot
    open_part: network.Snapshot  # what everybody of the staff may see one by one


@dataclass(frozen=True)
class _Told:
    """What the tables are like, and the transaction that was told it."""

    transaction: object
    asked_for: tuple[str, date]
    tables: _Tables


_TOLD = "version of the network"  # said of a session
_known: dict[str, Known] = {}
_lock = threading.Lock()


def of_region() -> network.Snapshot:
    """The network of the reader's region today, read anew only when something changed."""
    return known_of_region().snapshot


def for_reader(role: str) -> network.Snapshot:
    """What a role may see one by one: everything, or staff and organisations without volunteers and requests."""
    known = known_of_region()
    return known.snapshot if sees_people(role) else known.open_part


def open_part(known: network.Snapshot) -> network.Snapshot:
    """The network without volunteers, without their ties, and without what people ask for.

    >>> from datetime import date
    >>> person = network.Actor("v", network.VOLUNTEER, "06440004", paid=False)
    >>> open_part(network.Snapshot(on=date(2026, 1, 1), actors=(person,))).actors
    ()
    """
    actors = tuple(one for one in known.actors if one.kind != network.VOLUNTEER)
    ids = {one.id for one in actors}
    ties = tuple(tie for tie in known.ties if tie.source in ids and tie.target in ids)
    return replace(known, actors=actors, ties=ties, requests=(), workloads=(), qualifications=())


def known_of_region() -> Known:
    """The network of the reader's region, whole and in its open part, and what the tables were like."""
    region, tables = scope.region_id(), _tables()
    with _lock:
        known = _known.get(region)
    if known is None or known.tables.version != tables.version:
        known = _read(region, tables, known)
        with _lock:
            _known[region] = known
    return known


def version() -> str:
    """What the network of the region hangs on, as one word: another after every change, and every day."""
    return _tables().version


def _tables() -> _Tables:
    """What the tables are like. A page asks many times; within one transaction it is told the same."""
    session, region = db.session(), scope.region_id()
    kept: _Told | None = session.info.get(_TOLD)
    asked_for = region, clock.today()
    if kept is None or kept.asked_for != asked_for or kept.transaction is not session.get_transaction():
        found = _Tables(clock.today(), dict(zip(TABLES, stamps(tuple(TABLES)), strict=True)))
        kept = session.info[_TOLD] = _Told(session.get_transaction(), asked_for, found)
    return kept.tables


def _read(region: str, tables: _Tables, before: Known | None) -> Known:
    """The parts behind which something has changed are read, the others are taken over."""
    parts = {
        name: before.parts[name]
        if before is not None and before.tables.of(behind) == tables.of(behind)
        else tuple(read())
        for name, (read, behind) in PARTS.items()
    }
    snapshot = _put_together(region, tables.day, parts)
    return Known(tables, parts, snapshot, open_part(snapshot))


def _put_together(region: str, day: date, parts: Mapping[str, tuple[Any, ...]]) -> network.Snapshot:
    """A tie of somebody of whom nothing is read any more is kept in the records, but not shown."""
    actors = (*parts["organisations"], *parts["staff"], *parts["volunteers"])
    there = {one.id for one in actors}
    ties = (*parts["stated_ties"], *bodies.memberships(actors), *parts["tandem_ties"])
    return network.Snapshot(
        on=day,
        actors=actors,
        ties=tuple(tie for tie in ties if tie.source in there and tie.target in there),
        places=tuple(_places(region)),
        requests=parts["requests"],
        workloads=parts["workloads"],
        qualifications=parts["qualifications"],
        thresholds=thresholds.of_day(day),
    )


def _places(region: str) -> Iterator[network.Place]:
    borders = geodata.borders()
    for place in regions.municipalities_in(region):
        rings = tuple(tuple(ring) for ring in borders.get(place.ags, ()))
        yield network.Place(place.ags, place.name, place.lat, place.lon, rings=rings, region=region)
