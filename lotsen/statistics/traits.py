"""What the Sachbericht asks of people who had a tandem: of those who are there, and of those who were deleted."""

import uuid
from collections.abc import Iterable, Set

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from lotsen.extensions import db
from lotsen.newcomers.models import Newcomer
from lotsen.retention.models import ForgottenPerson
from lotsen.statistics.lives import Traits
from lotsen.statistics.living import main_language, number_of
from lotsen.volunteers.models import Volunteer


def of_volunteers(wanted: Set[uuid.UUID]) -> list[Traits]:
    """Volunteers by the number under which their tandems are counted."""
    rows = db.session.scalars(
        select(Volunteer).where(Volunteer.id.in_(_rows(Volunteer, wanted))).options(selectinload(Volunteer.languages))
    )
    return [*(of_volunteer(row) for row in rows), *_forgotten("volunteer", wanted)]


def of_newcomers(wanted: Set[uuid.UUID]) -> list[Traits]:
    """Newcomers by the number under which their tandems are counted."""
    rows = db.session.scalars(select(Newcomer).where(Newcomer.id.in_(_rows(Newcomer, wanted))))
    return [*(of_newcomer(row) for row in rows), *_forgotten("newcomer", wanted)]


def of_volunteer(row: Volunteer) -> Traits:
    """What is asked of a volunteer."""
    return Traits(_key(row), row.gender, None, tuple(one.language for one in row.languages))


def of_newcomer(row: Newcomer) -> Traits:
    """What is asked of a newcomer."""
    return Traits(_key(row), row.gender, row.age_band, (main_language(row),))


def _key(row: Newcomer | Volunteer) -> uuid.UUID:
    return number_of(row.count_key, row.id, "tandem")


def _rows(person: type[Newcomer] | type[Volunteer], wanted: Set[uuid.UUID]) -> list[uuid.UUID]:
    """The rows of those who are wanted and are there."""
    rows = db.session.execute(select(person.id, person.count_key))
    return [row_id for row_id, key in rows if number_of(key, row_id, "tandem") in wanted]


def _forgotten(side: str, wanted: Set[uuid.UUID]) -> Iterable[Traits]:
    for row in db.session.scalars(select(ForgottenPerson).where(ForgottenPerson.side == side)):
        if row.person_key in wanted:
            yield Traits(row.person_key, row.gender, row.age_band, tuple(row.languages))
