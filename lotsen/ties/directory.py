"""Who is who in the network, for those who may know: labels and links for the ids of a snapshot."""

import uuid
from collections import Counter
from dataclasses import dataclass, replace

from flask import url_for
from sqlalchemy import ColumnElement, select, sql

from lotsen.access import Role
from lotsen.extensions import db
from lotsen.organisations.kinds import STAFF_JOBS
from lotsen.organisations.models import Organisation, StaffMember
from lotsen.volunteers import name_book
from lotsen.volunteers.models import Volunteer
from lotsen.volunteers.sealed_columns import dashed, key_text, open_sealed, sealed_column
from lotsen.volunteers.states import GONE

#: Roles that may see volunteers and newcomers. Others see staff and organisations, and people as numbers from five on.
SEES_PEOPLE = frozenset({"coordinator", "case_manager"})
NAMES = ("first_name", "last_name")


def sees_people(role: str) -> bool:
    """May a role see volunteers and newcomers one by one?"""
    return role in SEES_PEOPLE


@dataclass(frozen=True)
class Entry:
    """How one node is called, and whose page tells more: of a volunteer, or of an organisation."""

    label: str
    volunteer: str | None
    organisation: str | None
    note: str = ""

    @property
    def url(self) -> str:
        """The address of that page; made where it is shown, because making one for everybody takes long."""
        if self.volunteer:
            return url_for("volunteers.page", volunteer_id=self.volunteer)
        return url_for("organisations.page", organisation_id=self.organisation)


def of(role: str, ids: set[str] | None = None, *, is_named: bool = True) -> dict[str, Entry]:
    """Labels for all nodes of the region that a role may see, or for some of them; volunteers by number on wish.

    Volunteers who have ended it, and still stand in earlier months, are named to coordinators only: nobody else finds
    them. Colleagues who have left stay in the directory, which all of these roles read.
    """
    wanted = None if ids is None else {uuid.UUID(key) for key in ids if _is_key(key)}
    bodies = {**_organisations(wanted), **_staff(wanted)}
    if role not in SEES_PEOPLE:
        return _told_apart(bodies, frozenset())
    whom = sql.true() if role == Role.COORDINATOR else Volunteer.status.not_in(GONE)
    people = _volunteers(wanted, whom, is_named=is_named)
    namesakes = name_book.book().namesakes if is_named and people else frozenset()
    return _told_apart({**bodies, **people}, namesakes)


def _told_apart(found: dict[str, Entry], namesakes: frozenset[str]) -> dict[str, Entry]:
    """Namesakes with their number or post behind the name: volunteers of the whole region, others among those found.

    So somebody is called the same on every page, however few stand on it.
    """
    seen = Counter(one.label for one in found.values())

    def is_shared(one: Entry) -> bool:
        return seen[one.label] > 1 or (one.volunteer is not None and one.label in namesakes)

    return {
        key: replace(one, label=f"{one.label} ({one.note})", note="") if one.note and is_shared(one) else one
        for key, one in found.items()
    }


def _is_key(key: str) -> bool:
    try:
        uuid.UUID(key)
    except ValueError:
        return False
    return True


def _organisations(wanted: set[uuid.UUID] | None) -> dict[str, Entry]:
    statement = select(key_text(Organisation.id), Organisation.name)
    if wanted is not None:
        statement = statement.where(Organisation.id.in_(wanted))
    rows = [(dashed(key), name) for key, name in db.session.execute(statement)]
    return {key: Entry(name, None, key) for key, name in rows}


def _staff(wanted: set[uuid.UUID] | None) -> dict[str, Entry]:
    s, o = StaffMember, Organisation
    statement = select(
        key_text(s.id).label("key"), s.region_id, s.job, sealed_column(s, "name"),
        key_text(o.id).label("organisation"), o.name,
    ).join(o, (o.id == s.organisation_id) & (o.region_id == s.region_id))  # fmt: skip
    if wanted is not None:
        statement = statement.where(s.id.in_(wanted))
    found = {}
    for row in db.session.execute(statement):
        key = dashed(row.key)
        label = open_sealed(s, "name", row.region_id, key, row.name_sealed)
        found[key] = Entry(label, None, dashed(row.organisation), _post(row.job, row.name))
    return found


def _post(job: str, organisation: str) -> str:
    """What somebody of the staff does, and where."""
    label = str(STAFF_JOBS.get(job, "")).partition(" (")[0]
    return f"{label}, {organisation}" if label else organisation


def _volunteers(wanted: set[uuid.UUID] | None, whom: ColumnElement[bool], *, is_named: bool) -> dict[str, Entry]:
    if wanted is None:
        return _all_volunteers(whom, is_named=is_named)
    v = Volunteer
    names = [sealed_column(v, name) for name in NAMES]
    statement = select(key_text(v.id).label("key"), v.region_id, v.number, *names)
    found = {}
    for row in db.session.execute(statement.where(v.id.in_(wanted), whom)):
        key = dashed(row.key)
        parts = (open_sealed(v, name, row.region_id, key, getattr(row, f"{name}_sealed")) for name in NAMES)
        found[key] = Entry(" ".join(parts) if is_named else row.number, key, None, row.number)
    return found


def _all_volunteers(whom: ColumnElement[bool], *, is_named: bool) -> dict[str, Entry]:
    """Names from the book that every process keeps: opening all of them for every page takes long."""
    names = name_book.book() if is_named else None
    found = {}
    for stored, number in db.session.execute(select(key_text(Volunteer.id), Volunteer.number).where(whom)):
        key = dashed(stored)
        found[key] = Entry(names.name(uuid.UUID(stored)) if names else number, key, None, number)
    return found
