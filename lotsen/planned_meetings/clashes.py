"""What stands in the way of a date: the volunteer is away on that day, or meets somebody already.

A warning, no rule: who plans may know better, and says so with one more press.
"""

import uuid
from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import select

from lotsen import clock, date_words
from lotsen.errors import Invalid
from lotsen.extensions import db
from lotsen.planned_meetings import lists
from lotsen.tandems.models import Tandem
from lotsen.volunteers.models import Absence


class Clash(Invalid):
    """The day is taken; the sentences say by what. Sent again with ``despite_clash``, it is planned all the same."""


def refuse(tandem: Tandem, begins_at: datetime, *, but: uuid.UUID | None = None) -> None:
    """Clash where something stands in the way of a date of this tandem."""
    if found := of(tandem.volunteer_id, begins_at, but=but):
        raise Clash(" ".join(found), "despite_clash")


def of(volunteer_id: uuid.UUID, begins_at: datetime, *, but: uuid.UUID | None = None) -> list[str]:
    """Sentences about the day; ``but`` is the planned meeting that is being moved. They name nobody."""
    day = clock.day_of(begins_at)
    found = [
        _("Für diesen Tag ist eine Abwesenheit eingetragen (%(first)s bis %(last)s).",
          first=date_words.day(one.from_on), last=date_words.day(one.until_on))
        for one in _absences(volunteer_id, day)
    ]  # fmt: skip
    times = sorted(at for at in _meetings(volunteer_id, but) if clock.day_of(at) == day)
    found += [_("An diesem Tag steht um %(time)s schon ein Treffen.", time=date_words.time(at)) for at in times]
    return [str(one) for one in found]


def _absences(volunteer_id: uuid.UUID, day: date) -> list[Absence]:
    statement = select(Absence).where(
        Absence.volunteer_id == volunteer_id, Absence.from_on <= day, Absence.until_on >= day
    )
    return list(db.session.scalars(statement))


def _meetings(volunteer_id: uuid.UUID, but: uuid.UUID | None) -> list[datetime]:
    planned = [one.begins_at for one in lists.open_of_volunteer(volunteer_id) if one.id != but]
    first = select(Tandem.first_meeting_at).where(Tandem.volunteer_id == volunteer_id, Tandem.is_running)
    return planned + [at for at in db.session.scalars(first.where(Tandem.status == "kennenlernen")) if at is not None]
