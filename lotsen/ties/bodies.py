"""Who stands in the network and what joins them, read from the records of a region. No name goes in.

Whoever has left is read with the day of it, until the record is deleted: the past of the network still holds them.
Columns instead of objects, and keys as text: making an object of each would take longer than everything else.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Select, func, or_, select

import network
from lotsen import clock
from lotsen.extensions import db
from lotsen.help_requests.models import HelpRequest
from lotsen.organisations.models import Organisation, StaffMember
from lotsen.tandems.models import Tandem
from lotsen.ties.models import Tie
from lotsen.volunteers.models import Volunteer, VolunteerLanguage, VolunteerNeed
from lotsen.volunteers.sealed_columns import dashed, key_text

GOOD_ENOUGH = 2  # A2: the least level with which somebody can help in a language
IN_THE_NETWORK = ("freigegeben", "in_qualifizierung", "pausiert")
LEFT = "beendet"  # read until they are anonymised


@dataclass(frozen=True)
class Desk:
    """Where somebody who signs in works, or worked: since when it is known, and until when."""

    staff: str
    since: date
    until: date | None


def desks() -> dict[str, list[Desk]]:
    """By account: the entries of the staff that sign in with it, one after the other; that of today comes last."""
    s, o = StaffMember, Organisation
    columns = select(key_text(s.account_id), key_text(s.id), s.created_at, s.left_on, o.closed_on)
    joined = columns.join(o, (o.id == s.organisation_id) & (o.region_id == s.region_id))
    rows = db.session.execute(joined.where(s.account_id.is_not(None))).all()
    found: dict[str, list[Desk]] = defaultdict(list)
    for account, key, created, left, closed in sorted(rows, key=lambda row: (row[3] is None, row[2], row[1])):
        found[dashed(account)].append(Desk(dashed(key), clock.day_of(created), _first(left, closed)))
    return found


def _first(*days: date | None) -> date | None:
    return min(filter(None, days), default=None)


def there_today() -> dict[str, Select[uuid.UUID]]:
    """The keys of those who take part today, by the kind of a side: nobody who left, or whose organisation closed."""
    is_open = select(Organisation.id).where(Organisation.is_active)
    return {
        "organisation": is_open,
        "staff": select(StaffMember.id).where(StaffMember.is_active, StaffMember.organisation_id.in_(is_open)),
        "volunteer": select(Volunteer.id).where(Volunteer.status.in_(IN_THE_NETWORK)),
    }


def organisations() -> Iterator[network.Actor]:
    """Organisations, and those that have closed."""
    o = Organisation
    columns = select(
        key_text(o.id), o.ags, o.kind, o.needs, o.languages, o.municipalities, o.target_groups, o.created_at,
        o.closed_on,
    )  # fmt: skip
    for key, ags, kind, needs, languages, serves, groups, created, closed in db.session.execute(columns):
        yield network.Actor(
            dashed(key),
            network.ORGANISATION,
            ags,
            paid=kind not in network.actors.VOLUNTARY_ORGANISATIONS,
            organisation_kind=kind,
            needs=tuple(needs),
            languages=tuple(languages),
            serves=tuple(serves),
            target_groups=tuple(groups),
            since=clock.day_of(created),
            until=closed,
        )


def staff() -> Iterator[network.Actor]:
    """Staff, those who have left, and those whose organisation has closed."""
    s, o = StaffMember, Organisation
    columns = select(
        key_text(s.id).label("key"), key_text(o.id).label("organisation"), o.ags, s.is_paid, s.job, s.capacity,
        key_text(s.deputy_id), s.needs, s.municipalities, s.created_at, s.left_on,
        o.closed_on,
    )  # fmt: skip
    rows = db.session.execute(
        columns.join(o, (o.id == s.organisation_id) & (o.region_id == s.region_id)).where(
            or_(s.is_active, s.left_on.is_not(None))
        )
    )
    for key, organisation, ags, is_paid, job, capacity, deputy, needs, serves, created, left, closed in rows:
        yield network.Actor(
            dashed(key),
            network.STAFF,
            ags,
            paid=is_paid,
            organisation=dashed(organisation),
            mode=job,
            capacity=capacity,
            deputy=dashed(deputy) if deputy else None,
            needs=tuple(needs),
            serves=tuple(serves),
            since=clock.day_of(created),
            until=_first(left, closed),
        )


def volunteers() -> Iterator[network.Actor]:
    """Volunteers who are released, in training or at rest, and those who were and have ended it."""
    languages = _lists(
        select(key_text(VolunteerLanguage.volunteer_id), VolunteerLanguage.language).where(
            VolunteerLanguage.level >= GOOD_ENOUGH
        )
    )
    needs = _lists(
        select(key_text(VolunteerNeed.volunteer_id), VolunteerNeed.need).where(VolunteerNeed.is_excluded.is_(False))
    )
    v = Volunteer
    columns = select(
        key_text(v.id).label("key"), v.ags, v.status, v.modes, key_text(v.organisation_id).label("organisation"),
        v.capacity, v.taken_count, v.radius_km, v.is_remote, v.gender, v.target_groups, v.created_at, v.ended_on,
    )  # fmt: skip
    # An applicant may have ended it before anybody released her; then she never belonged to the network.
    has_left = (v.status == LEFT) & v.ended_on.is_not(None) & v.released_at.is_not(None)
    for row in db.session.execute(columns.where(or_(v.status.in_(IN_THE_NETWORK), has_left))):
        yield network.Actor(
            dashed(row.key),
            network.VOLUNTEER,
            row.ags,
            paid=False,
            organisation=dashed(row.organisation) if row.organisation else None,
            modes=tuple(row.modes),
            languages=tuple(languages.get(row.key, ())),
            needs=tuple(needs.get(row.key, ())),
            target_groups=tuple(row.target_groups),
            capacity=row.capacity,
            load=row.taken_count,
            radius_km=float(row.radius_km),
            is_remote=row.is_remote,
            is_woman=row.gender == "w" if row.gender else None,
            is_released=row.status in ("freigegeben", LEFT),
            since=clock.day_of(row.created_at),
            until=row.ended_on if row.status == LEFT else None,
        )


def _lists(statement: Select[str, str]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for key, value in db.session.execute(statement):
        found[key].append(value)
    return found


def stated_ties() -> Iterator[network.Tie]:
    """What people have stated, whoever is still there."""
    t = Tie
    columns = select(
        key_text(func.coalesce(t.from_organisation_id, t.from_staff_id, t.from_volunteer_id)).label("source"),
        key_text(func.coalesce(t.to_organisation_id, t.to_staff_id, t.to_volunteer_id)).label("target"),
        t.kind, t.since_on, t.last_contact_on, t.contact_count, t.intensity, t.until_on, t.is_directed,
    )  # fmt: skip
    for source, target, kind, since, contact, count, intensity, until, directed in db.session.execute(columns):
        yield network.Tie(
            dashed(source),
            dashed(target),
            kind,
            since,
            contact,
            count=max(1, count),
            intensity=intensity,
            until=until,
            directed=directed,
        )


def tandem_ties() -> Iterator[network.Tie]:
    """Whoever placed a tandem works with the volunteer in it; once it has ended, they still know each other.

    Whoever moves to another organisation takes both along, from the day on which the new entry was made.
    """
    desks_of_account = desks()
    t, h = Tandem, HelpRequest
    columns = select(
        key_text(t.volunteer_id), key_text(h.case_manager_id), t.created_at, t.last_contact_on, t.meetings_count,
        t.ended_on,
    )  # fmt: skip
    rows = db.session.execute(columns.join(h, (h.id == t.help_request_id) & (h.region_id == t.region_id)))
    for volunteer, account, created, contact, meetings, ended in rows:
        day = clock.day_of(created)
        last = contact or ended or day
        for index, desk in enumerate(desks_of_account.get(dashed(account), ())):
            begun = max(day, desk.since) if index else day
            done = _first(ended, desk.until)
            known = network.Tie(desk.staff, dashed(volunteer), "tandem", begun, last, max(1, meetings), 3, done)
            if done is None or begun < done:
                yield known
            if ended and (desk.until is None or ended < desk.until):
                yield replace(known, kind="former_tandem", since=max(ended, begun), until=desk.until)


def memberships(actors: Iterable[network.Actor]) -> Iterator[network.Tie]:
    """Staff belong to their organisation, and volunteers to their group; that holds without any contact."""
    for one in actors:
        if one.organisation:
            yield network.Tie(one.id, one.organisation, "membership", one.since, intensity=3)
