"""Turn the records of a region into the values that ``network/`` reads. No name goes in.

Everything is read in columns, not as objects: a region of several thousand people takes a few
dozen milliseconds. What was read is kept until one of the tables changes.
"""

import threading
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Select, func, select

import network
from lotsen import clock, scope
from lotsen.extensions import db
from lotsen.help_requests.models import OPEN_STATES, HelpRequest
from lotsen.newcomers.models import Newcomer
from lotsen.organisations.models import Organisation, StaffMember
from lotsen.regions import geodata, thresholds
from lotsen.regions import service as regions
from lotsen.regions.models import GapThresholds, RegionPolicy
from lotsen.tandems.models import Meeting, Tandem
from lotsen.ties import workloads
from lotsen.ties.directory import sees_people
from lotsen.ties.models import Tie
from lotsen.volunteers.models import Volunteer, VolunteerLanguage, VolunteerNeed

GOOD_ENOUGH = 2  # A2: the least level with which somebody can help in a language
TABLES = (
    Organisation, StaffMember, Volunteer, HelpRequest, Tandem, Meeting, Tie, VolunteerLanguage, VolunteerNeed,
    GapThresholds, RegionPolicy,
)  # fmt: skip
IN_THE_NETWORK = ("freigegeben", "in_qualifizierung", "pausiert")


@dataclass(frozen=True)
class Known:
    """A region as it was read: the values, and what the tables were like then."""

    version: tuple[object, ...]
    snapshot: network.Snapshot
    open_part: network.Snapshot  # what everybody of the staff may see one by one


_known: dict[str, Known] = {}
_lock = threading.Lock()


def of_region() -> network.Snapshot:
    """The network of the reader's region today, read anew only when something changed."""
    return _of_region().snapshot


def for_reader(role: str) -> network.Snapshot:
    """What a role may see one by one: everything, or staff and organisations without volunteers and requests."""
    known = _of_region()
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


def _of_region() -> Known:
    region, version = scope.region_id(), _version()
    with _lock:
        known = _known.get(region)
    if known is None or known.version != version:
        read = _read(region)
        known = Known(version, read, open_part(read))
        with _lock:
            _known[region] = known
    return known


def _version() -> tuple[object, ...]:
    parts: list[object] = [clock.today()]
    for table in TABLES:
        parts += db.session.execute(select(func.count(table.id), func.max(table.updated_at))).one()
    return tuple(parts)


def _read(region: str) -> network.Snapshot:
    accounts = select(StaffMember.account_id, StaffMember.id).where(StaffMember.account_id.is_not(None))
    staff_of_account = dict(db.session.execute(accounts).all())
    return network.Snapshot(
        on=clock.today(),
        actors=(*_organisations(), *_staff(), *_volunteers()),
        ties=(*_stated_ties(), *_memberships(), *_tandem_ties(staff_of_account)),
        places=tuple(_places(region)),
        requests=tuple(_requests(staff_of_account)),
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
            mode=row.modes[0] if row.modes else None,
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


def _stated_ties() -> Iterator[network.Tie]:
    t = Tie
    columns = select(
        func.coalesce(t.from_organisation_id, t.from_staff_id, t.from_volunteer_id).label("source"),
        func.coalesce(t.to_organisation_id, t.to_staff_id, t.to_volunteer_id).label("target"),
        t.kind, t.since_on, t.last_contact_on, t.contact_count, t.intensity, t.until_on, t.is_directed,
    )  # fmt: skip
    known = _ids()
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


def _ids() -> set[object]:
    """Everybody who is drawn: a tie of somebody who has left is kept, but not shown."""
    s, o = StaffMember, Organisation
    people = select(s.id).join(o, (o.id == s.organisation_id) & (o.region_id == s.region_id))
    return {
        *db.session.scalars(select(o.id).where(o.is_active)),
        *db.session.scalars(people.where(s.is_active, o.is_active)),
        *db.session.scalars(select(Volunteer.id).where(Volunteer.status.in_(IN_THE_NETWORK))),
    }


def _memberships() -> Iterator[network.Tie]:
    """Staff belong to their organisation, and volunteers to the group that they name."""
    known = _ids()
    for table in (StaffMember, Volunteer):
        rows = db.session.execute(select(table.id, table.organisation_id, table.created_at))
        for key, organisation, created in rows:
            if key in known and organisation in known:
                yield network.Tie(
                    str(key), str(organisation), "membership", created.date(), created.date(), intensity=3
                )


def _tandem_ties(staff_of_account: Mapping[uuid.UUID | None, uuid.UUID]) -> Iterator[network.Tie]:
    """Whoever placed a tandem works with the volunteer in it."""
    t, h = Tandem, HelpRequest
    columns = select(t.volunteer_id, h.case_manager_id, t.created_at, t.last_contact_on, t.meetings_count, t.ended_on)
    rows = db.session.execute(columns.join(h, (h.id == t.help_request_id) & (h.region_id == t.region_id)))
    known = _ids()
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


def _requests(staff_of_account: Mapping[uuid.UUID | None, uuid.UUID]) -> Iterator[network.HelpRequest]:
    """Requests by municipality, language and need; people under protection are left out."""
    h = HelpRequest
    first = select(Tandem.help_request_id, func.min(Tandem.created_at)).group_by(Tandem.help_request_id)
    matched = dict(db.session.execute(first).all())
    statement = (
        select(h, Newcomer)
        .join(Newcomer, (Newcomer.id == h.newcomer_id) & (Newcomer.region_id == h.region_id))
        .where(h.opened_at.is_not(None), Newcomer.is_protected.is_(False), h.status != "zurueckgezogen")
    )
    for request, newcomer in db.session.execute(statement):
        if request.opened_at is None:
            continue
        answered = matched.get(request.id) or request.closed_at
        if answered is None and request.status not in OPEN_STATES:
            answered = request.status_since
        language = main_language(newcomer.languages)
        for number, need in enumerate(request.needs):
            yield network.HelpRequest(
                f"{request.id}" if number == 0 else f"{request.id}#{number + 1}",
                request.ags,
                language,
                need,
                request.opened_at.date(),
                answered_on=answered.date() if answered else None,
                women_only=request.gender_is == "must" and request.wants_gender == "w",
                is_remote=request.is_remote_ok,
                staff=str(staff_of_account.get(request.case_manager_id) or "") or None if number == 0 else None,
            )


def main_language(languages: list[dict[str, object]]) -> str:
    """The language in which somebody is best reached: the one they speak best, German last.

    >>> main_language([{"language": "deu", "level": 7}, {"language": "tir", "level": 6}])
    'tir'
    """
    best = max(languages, key=lambda one: (one["language"] != "deu", one.get("level") or 0), default=None)
    return str(best["language"]) if best else "deu"
