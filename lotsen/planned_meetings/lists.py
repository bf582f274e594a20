"""Which planned meetings there are: of one tandem, of several, of one volunteer."""

import uuid
from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from lotsen import clock
from lotsen.extensions import db
from lotsen.help_requests.models import HelpRequest
from lotsen.planned_meetings.models import PLANNED, PlannedMeeting
from lotsen.tandems.models import Tandem
from lotsen.volunteers.models import Absence


def open_of(tandem_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[PlannedMeeting]]:
    """What is planned and of which nobody has said yet what became of it, by tandem, the earliest first."""
    found: dict[uuid.UUID, list[PlannedMeeting]] = defaultdict(list)
    statement = _open().where(PlannedMeeting.tandem_id.in_(tandem_ids))
    for one in db.session.scalars(statement) if tandem_ids else ():
        found[one.tandem_id].append(one)
    return found


def open_of_volunteer(volunteer_id: uuid.UUID) -> list[PlannedMeeting]:
    """The same for all running tandems of a volunteer."""
    statement = _open().join(Tandem, Tandem.id == PlannedMeeting.tandem_id)
    hers = statement.where(Tandem.volunteer_id == volunteer_id, Tandem.is_running)
    return list(db.session.scalars(hers.options(joinedload(PlannedMeeting.tandem))))


def absences_of(volunteer_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[Absence]]:
    """The absences of volunteers that are not over, by volunteer, the next first."""
    found: dict[uuid.UUID, list[Absence]] = defaultdict(list)
    statement = select(Absence).where(Absence.volunteer_id.in_(volunteer_ids), Absence.until_on >= clock.today())
    for one in db.session.scalars(statement.order_by(Absence.from_on)) if volunteer_ids else ():
        found[one.volunteer_id].append(one)
    return found


def away_on(planned: Collection[PlannedMeeting], volunteer_id: uuid.UUID) -> set[uuid.UUID]:
    """Which of these dates fall into an absence of the volunteer, to which she has not said that she comes."""
    absences = absences_of([volunteer_id])[volunteer_id] if planned else []
    return {one.id for one in planned if one.absence(absences)}


def moved_of(tandem_ids: Collection[uuid.UUID]) -> list[PlannedMeeting]:
    """Dates of these tandems that were moved to another time, whatever became of them."""
    statement = select(PlannedMeeting).where(
        PlannedMeeting.tandem_id.in_(tandem_ids), PlannedMeeting.moved_from_at != PlannedMeeting.begins_at
    )
    return list(db.session.scalars(statement)) if tandem_ids else []


def on_day(tandem: Tandem, day: object) -> list[PlannedMeeting]:
    """Those of a tandem that were planned for a day that has begun, and of which nobody has said anything yet."""
    found = open_of([tandem.id])[tandem.id]
    return [one for one in found if clock.day_of(one.begins_at) == day and one.begins_at <= clock.now()]


def with_request(statement: Select[PlannedMeeting]) -> Select[PlannedMeeting]:
    """Read tandem, request, newcomer and municipality along."""
    request = joinedload(PlannedMeeting.tandem).joinedload(Tandem.help_request)
    return statement.options(request.joinedload(HelpRequest.newcomer), request.joinedload(HelpRequest.municipality))


def _open() -> Select[PlannedMeeting]:
    return select(PlannedMeeting).where(PlannedMeeting.status == PLANNED).order_by(PlannedMeeting.begins_at)
