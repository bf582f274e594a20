"""Turn the records of a region into the values that ``network/`` reads. No name goes in.

Everything is read in columns, not as objects: a region of several thousand people takes a few
dozen milliseconds. What was read is kept until one of the tables changes.
"""

import hashlib
import threading
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Select, func, select

import network
from lotsen import clock, scope
from lotsen.extensions import db
from lotsen.help_requests.models import HelpRequest
from lotsen.newcomers.models import Newcomer
from lotsen.organisations.models import Organisation, StaffMember
from lotsen.regions import geodata, thresholds
from lotsen.regions import service as regions
from lotsen.regions.models import GapThresholds, RegionPolicy
from lotsen.tandems.models import Meeting, Tandem
from lotsen.ties import asked, workloads
from lotsen.ties.directory import sees_people
from lotsen.ties.models import Tie
from lotsen.volunteers.freshness import stamp
from lotsen.volunteers.models import Qualification, Volunteer, VolunteerLanguage, VolunteerNeed

GOOD_ENOUGH = 2  # A2: the least level with which somebody can help in a language
TABLES = (
    Organisation, StaffMember, Volunteer, VolunteerLanguage, VolunteerNeed, Qualification, Newcomer, HelpRequest,
    Tandem, Meeting, Tie, GapThresholds, RegionPolicy,
)  # fmt: skip
IN_THE_NETWORK = ("freigegeben", "in_qualifizierung", "pausiert")


@dataclass(frozen=True)
class Known:
    """A region as it was read: the values, and what the tables were like then."""

    version: str
    snapshot: network.Snapshot
    open_part: network.Snapshot  # what everybody of the staff may see one by one


@dataclass(frozen=True)
class _Told:
    """A version, and the transaction that was told it."""

    transaction: object
    asked_for: tuple[str, date]
    version: str


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
    """The network of the reader's region, whole and in its open part, with its version."""
    region, current = scope.region_id(), version()
    with _lock:
        known = _known.get(region)
    if known is None or known.version != current:
        read = _read(region)
        known = Known(current, read, open_part(read))
        with _lock:
            _known[region] = known
    return known


def version() -> str:
    """What the network of the region hangs on, as one word: another after every change, and every day.

    A page asks many times; within one transaction it is told the same.
    """
    session, region = db.session(), scope.region_id()
    kept: _Told | None = session.info.get(_TOLD)
    asked_for = region, clock.today()
    if kept is None or kept.asked_for != asked_for or kept.transaction is not session.get_transaction():
        found = _version()
        kept = session.info[_TOLD] = _Told(session.get_transaction(), asked_for, found)
    return kept.version


def _version() -> str:
    parts = (clock.today(), *(stamp(table) for table in TABLES))
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _read(region: str) -> network.Snapshot:
    accounts = select(StaffMember.account_id, StaffMember.id).where(StaffMember.account_id.is_not(None))
    staff_of_account, known = dict(db.session.execute(accounts).all()), _ids()
    return network.Snapshot(
        on=clock.today(),
        actors=(*_organisations(), *_staff(), *_volunteers()),
        ties=(*_stated_ties(known), *_memberships(known), *_tandem_ties(known, staff_of_account)),
        places=tuple(_places(region)),
        requests=tuple(asked.requests(staff_of_account)),
        workloads=tuple(workloads.workloads()),
        qualifications=tuple(workloads.qualifications()),
        thresholds=thresholds.of_day(clock.today()),
    )


def _places(region: str) -> Iterator[network.Place]:
    borders = geodata.borders()
    for place in regions.municipalities_in(region):
        rings = tuple(tuple(ring) for ring in borders.get(place.ags, ()))
        yield network.Place(place.ags, place.name, place.lat, place.lon, rings=rings, region=region)


def _organisations() -> Iterator[network.Actor]:
    o = Organisation
    columns = select(o.id, o.ags, o.kind, o.needs, o.languages, o.municipalities, o.target_groups, o.created_at)
    for key, ags, kind, needs, languages, serves, groups, created in db.session.execute(columns.where(o.is_active)):
        yield network.Actor(
            str(key),
            network.ORGANISATION,
            ags,
            paid=kind not in network.actors.VOLUNTARY_ORGANISATIONS,
            organisation_kind=kind,
            needs=tuple(needs),
            languages=tuple(languages),
            serves=tuple(serves),
            target_groups=tuple(groups),
            since=created.date(),
        )


def _staff() -> Iterator[network.Actor]:
    s, o = StaffMember, Organisation
    columns = select(s.id, s.organisation_id, o.ags, s.is_paid, s.job, s.capacity, s.deputy_id, s.needs, s.created_at)
    rows = db.session.execute(
        columns.join(o, (o.id == s.organisation_id) & (o.region_id == s.region_id)).where(s.is_active, o.is_active)
    )
    for key, organisation, ags, is_paid, job, capacity, deputy, needs, created in rows:
        yield network.Actor(
            str(key),
            network.STAFF,
            ags,
            paid=is_paid,
            organisation=str(organisation),
            mode=job,
            capacity=capacity,
            deputy=str(deputy) if deputy else None,
            needs=tuple(needs),
            since=created.date(),
        )


def _volunteers() -> Iterator[network.Actor]:
    languages = _lists(
        select(VolunteerLanguage.volunteer_id, VolunteerLanguage.language).where(VolunteerLanguage.level >= GOOD_ENOUGH)
    )
    needs = _lists(select(VolunteerNeed.volunteer_id, VolunteerNeed.need).where(VolunteerNeed.is_excluded.is_(False)))
    v = Volunteer
    columns = select(
        v.id, v.ags, v.status, v.modes, v.organisation_id, v.capacity, v.taken_count, v.radius_km, v.is_remote,
        v.gender, v.target_groups, v.created_at,
    )  # fmt: skip
    for row in db.session.execute(columns.where(v.status.in_(IN_THE_NETWORK))):
        yield network.Actor(
            str(row.id),
            network.VOLUNTEER,
            row.ags,
            paid=False,
            organisation=str(row.organisation_id) if row.organisation_id else None,
            modes=tuple(row.modes),
            languages=tuple(languages.get(row.id, ())),
            needs=tuple(needs.get(row.id, ())),
            target_groups=tuple(row.target_groups),
            capacity=row.capacity,
            load=row.taken_count,
            radius_km=float(row.radius_km),
            is_remote=row.is_remote,
            is_woman=row.gender == "w" if row.gender else None,
            is_released=row.status == "freigegeben",
            since=row.created_at.date(),
        )


def _lists(statement: Select[object, str]) -> dict[object, list[str]]:
    found: dict[object, list[str]] = {}
    for key, value in db.session.execute(statement):
        found.setdefault(key, []).append(value)
    return found


def _stated_ties(known: set[uuid.UUID]) -> Iterator[network.Tie]:
    t = Tie
    columns = select(
        func.coalesce(t.from_organisation_id, t.from_staff_id, t.from_volunteer_id).label("source"),
        func.coalesce(t.to_organisation_id, t.to_staff_id, t.to_volunteer_id).label("target"),
        t.kind, t.since_on, t.last_contact_on, t.contact_count, t.intensity, t.until_on, t.is_directed,
    )  # fmt: skip
    for row in db.session.execute(columns):
        if row.source in known and row.target in known:
            yield network.Tie(
                str(row.source),
                str(row.target),
                row.kind,
                row.since_on,
                row.last_contact_on,
                count=max(1, row.contact_count),
                intensity=row.intensity,
                until=row.until_on,
                directed=row.is_directed,
            )


def _ids() -> set[uuid.UUID]:
    """Everybody who is drawn: a tie of somebody who has left is kept, but not shown."""
    s, o = StaffMember, Organisation
    people = select(s.id).join(o, (o.id == s.organisation_id) & (o.region_id == s.region_id))
    return {
        *db.session.scalars(select(o.id).where(o.is_active)),
        *db.session.scalars(people.where(s.is_active, o.is_active)),
        *db.session.scalars(select(Volunteer.id).where(Volunteer.status.in_(IN_THE_NETWORK))),
    }


def _memberships(known: set[uuid.UUID]) -> Iterator[network.Tie]:
    """Staff belong to their organisation, and volunteers to the group that they name."""
    for table in (StaffMember, Volunteer):
        rows = db.session.execute(select(table.id, table.organisation_id, table.created_at))
        for key, organisation, created in rows:
            if key in known and organisation in known:
                yield network.Tie(
                    str(key), str(organisation), "membership", created.date(), created.date(), intensity=3
                )


def _tandem_ties(known: set[uuid.UUID], staff_of_account: asked.Desks) -> Iterator[network.Tie]:
    """Whoever placed a tandem works with the volunteer in it."""
    t, h = Tandem, HelpRequest
    columns = select(t.volunteer_id, h.case_manager_id, t.created_at, t.last_contact_on, t.meetings_count, t.ended_on)
    rows = db.session.execute(columns.join(h, (h.id == t.help_request_id) & (h.region_id == t.region_id)))
    for volunteer, account, created, contact, meetings, ended in rows:
        staff = staff_of_account.get(account)
        if staff in known and volunteer in known:
            yield network.Tie(
                str(staff),
                str(volunteer),
                "tandem",
                created.date(),
                contact or ended or created.date(),
                count=max(1, meetings),
                intensity=3,
            )
