"""Who is who in the network, for those who may know: labels and links for the ids of a snapshot."""

import uuid
from dataclasses import dataclass

from flask import url_for
from sqlalchemy import select

from lotsen.extensions import db
from lotsen.organisations.kinds import STAFF_JOBS
from lotsen.organisations.models import Organisation, StaffMember
from lotsen.volunteers.models import Volunteer

#: Roles that may see volunteers and newcomers. Others see staff and organisations, and people as numbers from five on.
SEES_PEOPLE = frozenset({"coordinator", "case_manager"})


def sees_people(role: str) -> bool:
    """May a role see volunteers and newcomers one by one?"""
    return role in SEES_PEOPLE


@dataclass(frozen=True)
class Entry:
    """How one node is called, and where its own page is."""

    label: str
    url: str | None
    note: str = ""


def of(role: str, ids: set[str] | None = None, *, is_named: bool = True) -> dict[str, Entry]:
    """Labels for all nodes of the region that a role may see, or for some of them; volunteers by number on wish."""
    wanted = None if ids is None else {uuid.UUID(key) for key in ids if _is_key(key)}
    bodies = {**_organisations(wanted), **_staff(wanted)}
    return {**bodies, **_volunteers(wanted, is_named=is_named)} if role in SEES_PEOPLE else bodies


def _is_key(key: str) -> bool:
    try:
        uuid.UUID(key)
    except ValueError:
        return False
    return True


def _organisations(wanted: set[uuid.UUID] | None) -> dict[str, Entry]:
    statement = select(Organisation.id, Organisation.name)
    if wanted is not None:
        statement = statement.where(Organisation.id.in_(wanted))
    rows = db.session.execute(statement)
    return {str(key): Entry(name, url_for("organisations.page", organisation_id=key)) for key, name in rows}


def _staff(wanted: set[uuid.UUID] | None) -> dict[str, Entry]:
    statement = select(StaffMember, Organisation.id, Organisation.name).join(
        Organisation,
        (Organisation.id == StaffMember.organisation_id) & (Organisation.region_id == StaffMember.region_id),
    )
    if wanted is not None:
        statement = statement.where(StaffMember.id.in_(wanted))
    return {
        str(member.id): Entry(
            member.name, url_for("organisations.page", organisation_id=organisation), _post(member.job, name)
        )
        for member, organisation, name in db.session.execute(statement)
    }


def _post(job: str, organisation: str) -> str:
    """What somebody of the staff does, and where."""
    label = str(STAFF_JOBS.get(job, "")).partition(" (")[0]
    return f"{label}, {organisation}" if label else organisation


def _volunteers(wanted: set[uuid.UUID] | None, *, is_named: bool) -> dict[str, Entry]:
    statement = select(Volunteer)
    if wanted is not None:
        statement = statement.where(Volunteer.id.in_(wanted))
    found = {}
    for one in db.session.scalars(statement):
        label = f"{one.first_name} {one.last_name}" if is_named else one.number
        found[str(one.id)] = Entry(label, url_for("volunteers.page", volunteer_id=one.id), one.number)
    return found
