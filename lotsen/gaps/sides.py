"""Who can be written to about a gap: organisations, their staff, volunteers; with address and how they are called.

An organisation writes and reads through its own mail or that of somebody who works there. A volunteer's
private contact never stands in a mail to somebody else: the other side writes first, or she does.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import gettext as _
from sqlalchemy import select

from lotsen.database import find
from lotsen.extensions import db
from lotsen.organisations.models import Organisation, StaffMember
from lotsen.regions.models import Municipality
from lotsen.rows import RegionRow
from lotsen.ties import bodies
from lotsen.ties.service import find_named
from lotsen.volunteers.models import Volunteer

TABLES: Final[dict[str, type[RegionRow]]] = {
    "organisation": Organisation,
    "staff": StaffMember,
    "volunteer": Volunteer,
}


@dataclass(frozen=True)
class Side:
    """Somebody who can be written to. ``about`` is how others are told of them, with a public contact or none."""

    kind: str
    id: uuid.UUID
    label: str  # for staff who choose
    about: str  # for the other side
    mail: str | None
    greeting: str = ""  # by what name a mail begins; an organisation has none
    language: str = "de"
    ags: str = ""

    @property
    def key(self) -> str:
        """How a form names this side."""
        return f"{self.kind}:{self.id}"


def side(key: str) -> Side:
    """A side of the reader's region by the name that a form gave it; NotFound for anything else."""
    return _as_side(find_named(key, TABLES))


def of_actor(actor_id: str) -> Side | None:
    """The side that an actor of the network is; None for one who is gone or whom nobody writes to."""
    try:
        wanted = uuid.UUID(actor_id)
    except ValueError:
        return None
    for table in TABLES.values():
        row = db.session.scalar(select(table).where(table.id == wanted))
        if row is not None:
            return _as_side(row)
    return None


def is_here(one: Side) -> bool:
    """Whether a side still takes part: who left, or no longer works there, is introduced to nobody."""
    here = bodies.there_today()[one.kind].where(TABLES[one.kind].id == one.id)
    return db.session.scalar(here) is not None


def _as_side(row: Any) -> Side:
    if isinstance(row, Organisation):
        return _organisation(row, _mail_inside({row.id}).get(row.id))
    if isinstance(row, StaffMember):
        return _staff(row, find(select(Organisation).where(Organisation.id == row.organisation_id)))
    assert isinstance(row, Volunteer)
    return _volunteer(row, _place_names().get(row.ags, ""))


def organisations() -> list[Side]:
    """Every active organisation, by name."""
    rows = list(db.session.scalars(select(Organisation).where(Organisation.is_active).order_by(Organisation.name)))
    inside = _mail_inside({one.id for one in rows if not one.mail})
    return [_organisation(one, inside.get(one.id)) for one in rows]


def staff() -> list[Side]:
    """Everybody who works for an active organisation, by name."""
    active = {one.id: one for one in db.session.scalars(select(Organisation).where(Organisation.is_active))}
    members = db.session.scalars(select(StaffMember).where(StaffMember.is_active))
    found = [_staff(one, active[one.organisation_id]) for one in members if one.organisation_id in active]
    return sorted(found, key=lambda one: one.label.casefold())


def volunteers(ids: Iterable[uuid.UUID]) -> list[Side]:
    """These volunteers, in this order, without those who have left."""
    wanted = list(ids)
    names = _place_names()
    statement = select(Volunteer).where(Volunteer.id.in_(wanted), Volunteer.status.in_(bodies.IN_THE_NETWORK))
    rows = {one.id: one for one in db.session.scalars(statement)}
    return [_volunteer(rows[key], names.get(rows[key].ags, "")) for key in wanted if key in rows]


def _organisation(row: Organisation, mail_inside: str | None) -> Side:
    contact = ", ".join(part for part in (row.phone, row.mail or mail_inside) if part)
    about = f"{row.name} ({contact})" if contact else row.name
    return Side("organisation", row.id, row.name, about, row.mail or mail_inside, ags=row.ags)


def _staff(row: StaffMember, employer: Organisation) -> Side:
    label, mail = f"{row.name} ({employer.name})", row.mail or employer.mail
    contact = ", ".join(part for part in (employer.name, row.phone or employer.phone, mail) if part)
    return Side("staff", row.id, label, f"{row.name} ({contact})", mail, row.name, ags=employer.ags)


def _volunteer(row: Volunteer, place: str) -> Side:
    label = f"{row.first_name} {row.last_name} ({row.number})"
    about = _("%(name)s, ehrenamtlich in %(place)s", name=row.first_name, place=place or _("der Region"))
    return Side("volunteer", row.id, label, about, row.mail, row.first_name, row.language, row.ags)


def _mail_inside(organisation_ids: set[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The mail of somebody who works there, by organisation: paid staff first, the longest there first."""
    if not organisation_ids:
        return {}
    members = select(StaffMember).where(StaffMember.organisation_id.in_(organisation_ids), StaffMember.is_active)
    found: dict[uuid.UUID, str] = {}
    for one in db.session.scalars(members.order_by(StaffMember.is_paid.desc(), StaffMember.created_at)):
        if one.mail:
            found.setdefault(one.organisation_id, one.mail)
    return found


def _place_names() -> dict[str, str]:
    return dict(db.session.execute(select(Municipality.ags, Municipality.name)).all())
