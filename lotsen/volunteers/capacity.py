"""The places a volunteer has: taken and given back by one conditional update each, never by reading first."""

import uuid

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, update

from lotsen.database import change
from lotsen.errors import Conflict
from lotsen.volunteers.models import Volunteer

FULL = _l("Diese Person hat keinen freien Platz mehr. Bitte fragen Sie eine andere.")
NOTHING_TAKEN = _l("Diese Person hat gerade keinen belegten Platz.")
MORE_TAKEN = _l("So viele Plätze sind schon belegt. Beenden Sie zuerst ein Tandem.")


def take_place(volunteer_id: uuid.UUID) -> None:
    """Take one place in the running transaction; Conflict when none is free or she is not released."""
    _move(volunteer_id, +1, Volunteer.taken_count < Volunteer.capacity, Volunteer.status == "freigegeben")


def give_place_back(volunteer_id: uuid.UUID) -> None:
    """Free one place in the running transaction; Conflict when none is taken."""
    _move(volunteer_id, -1, Volunteer.taken_count > 0)


def _move(volunteer_id: uuid.UUID, step: int, *conditions: ColumnElement[bool]) -> None:
    statement = (
        update(Volunteer)
        .where(Volunteer.id == volunteer_id, *conditions)
        .values(taken_count=Volunteer.taken_count + step)
    )
    if change(statement) != 1:
        raise Conflict(FULL if step > 0 else NOTHING_TAKEN)
