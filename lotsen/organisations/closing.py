"""An organisation closes and opens again: who belongs to it, and when it is deleted."""

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from lotsen import clock, date_words
from lotsen.audit import service as audit
from lotsen.errors import Invalid
from lotsen.extensions import db
from lotsen.organisations import service, staff
from lotsen.organisations.models import Organisation, StaffMember
from lotsen.retention.terms import Term
from lotsen.volunteers.models import Volunteer
from lotsen.volunteers.states import GONE

#: How long earlier months of the network hold what has closed and who has left: as long as the tie of two years ago.
KEPT: Final = Term(months=24)
NOT_YET = _l("Bitte wählen Sie heute oder einen Tag davor.")


def deleted_on(row: Organisation) -> date | None:
    """The day on which it goes, with everybody who worked there; None while it is open."""
    return KEPT.after(row.closed_on) if row.closed_on else None


@dataclass(frozen=True)
class Belonging:
    """What belongs to an organisation, for whoever is about to close it."""

    staff: list[StaffMember]  # who works there today
    volunteers_count: int  # who names it as her group and has not ended her engagement

    @property
    def accounts_count(self) -> int:
        """How many of the staff sign in here; their requests stay with them."""
        return sum(one.account_id is not None for one in self.staff)


def belonging(row: Organisation) -> Belonging:
    """Who is there today."""
    statement = select(func.count(Volunteer.id)).where(
        Volunteer.organisation_id == row.id, Volunteer.status.not_in(GONE)
    )
    return Belonging(staff.at_work(row), db.session.scalar(statement) or 0)


def close(organisation_id: uuid.UUID, *, on: date) -> Organisation:
    """Nobody is there any more since that day; the past of the network still holds it. Once closed, the day may move.

    Whoever works there is not touched, so that opening it again brings everybody back who has not moved. Invalid for a
    day to come, and for one so long ago that it would be deleted before anybody could open it again.
    """
    row = service.get(organisation_id)
    if on > clock.today():
        raise Invalid(NOT_YET, "on")
    earliest = clock.months_after(clock.today(), -12)
    if on < earliest:
        raise Invalid(_("Höchstens ein Jahr zurück: Nehmen Sie den %(day)s.", day=date_words.day(earliest)), "on")
    row.closed_on = on
    audit.record("organisations.close", row, kind=row.kind, on=on)
    db.session.commit()
    return row


def reopen(organisation_id: uuid.UUID) -> Organisation:
    """It was not closed, or is there again; whoever says so has looked at it today.

    Whoever stands with another organisation meanwhile has left it on the day on which it closed.
    """
    row = service.get(organisation_id)
    elsewhere = set(db.session.scalars(staff.accounts_at_a_desk(StaffMember.organisation_id != row.id)))
    for member in staff.at_work(row):
        if member.account_id in elsewhere:
            member.is_active, member.left_on = False, row.closed_on
    row.closed_on, row.confirmed_on = None, clock.today()
    audit.record("organisations.reopen", row, kind=row.kind)
    db.session.commit()
    return row
