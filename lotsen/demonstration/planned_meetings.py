"""What the invented tandems have planned: mostly the next meeting, and the last one as it was planned.

A few were yesterday and nobody has said yet what became of them. No mails: the people are invented.
"""

import random
import uuid
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Final

from sqlalchemy import select

from lotsen import clock, scope
from lotsen.demonstration.cast import Cast
from lotsen.extensions import db
from lotsen.help_requests.models import HelpRequest
from lotsen.planned_meetings.models import HELD, PLANNED, PlannedMeeting
from lotsen.tandems.models import Tandem
from lotsen.volunteers.models import Absence

APPOINTMENTS: Final = 3  # open requests that are for one
MET_LATELY_DAYS: Final = 30  # who has not met for longer has planned nothing
PLACES: Final = {
    "einsatz": ("Rathaus, Eingang", "Jobcenter, Empfang", "Grundschule, Sekretariat", "Bürgerbüro"),
    "treffen": ("Bücherei", "Café am Markt", "Familienzentrum", None),
}


def add_planned_meetings(cast: Cast) -> None:
    """Give running tandems the date they agreed on last, and most of them a next one."""
    dice = random.Random(f"planned meetings {cast.world.region_id}")  # noqa: S311 - invented dates, not secrets
    db.session.flush()
    with scope.of(cast.world.region_id):
        absences = list(db.session.scalars(select(Absence)))
        statement = select(Tandem).where(Tandem.is_running, Tandem.status.in_(("erprobung", "aktiv")))
        for tandem in db.session.scalars(statement.order_by(Tandem.created_at, Tandem.id)):
            last, today = tandem.last_contact_on, cast.world.today
            if last is not None and (today - last).days <= MET_LATELY_DAYS:
                _add(dice, tandem, last, HELD)
                if dice.random() < 0.65:
                    day = today + timedelta(days=dice.randint(1, 14))
                    if not _is_away(tandem, day, absences):
                        _add(dice, tandem, day, PLANNED)
                elif dice.random() < 0.15:
                    _add(dice, tandem, today - timedelta(days=1), PLANNED)
        _ask_for_appointments(dice, cast.world.today)
        db.session.flush()


def _is_away(tandem: Tandem, day: date, absences: Iterable[Absence]) -> bool:
    mine = (one for one in absences if one.volunteer_id == tandem.volunteer_id)
    return any(one.from_on <= day <= one.until_on for one in mine)


def _ask_for_appointments(dice: random.Random, today: date) -> None:
    """Let a few of the newest open requests be for one appointment of the next days."""
    statement = select(HelpRequest).where(HelpRequest.status == "offen", HelpRequest.mode != "pate")
    newest = statement.order_by(HelpRequest.opened_at.desc(), HelpRequest.id).limit(APPOINTMENTS)
    for request in db.session.scalars(newest):
        day = today + timedelta(days=dice.randint(6, 14))
        request.starts_on = day + timedelta(days=2 if day.isoweekday() > 5 else 0)  # offices are closed at weekends
        request.frequency, request.appointment_minutes = "einmalig", dice.choice((60, 90))
        request.appointment_at = datetime.combine(request.starts_on, time(dice.randint(9, 15)), clock.BERLIN)
        request.appointment_place = dice.choice(PLACES["einsatz"])


def _add(dice: random.Random, tandem: Tandem, day: date, status: str) -> None:
    kind = "einsatz" if tandem.mode != "pate" and dice.random() < 0.5 else "treffen"
    begins_at = datetime.combine(day, time(dice.randint(9, 17), dice.choice((0, 30))), clock.BERLIN)
    db.session.add(
        PlannedMeeting(
            id=uuid.UUID(int=dice.getrandbits(128), version=4),
            region_id=tandem.region_id,
            tandem_id=tandem.id,
            kind=kind,
            begins_at=begins_at,
            minutes=dice.choice((60, 90, 120)),
            place=dice.choice(PLACES[kind]),
            status=status,
            planned_by=dice.choice(("volunteer", "volunteer", "staff")),
            invitations=1,
            created_at=begins_at - timedelta(days=dice.randint(3, 8)) if status == HELD else clock.now(),
        )
    )
