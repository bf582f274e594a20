"""A tandem in its trial, and what its planned meetings are read by."""

from datetime import timedelta
from typing import Any

from icalendar import Calendar
from sqlalchemy import select

from lotsen import clock
from lotsen.extensions import db
from lotsen.notices.models import Notice
from lotsen.planned_meetings.models import PlannedMeeting
from tests.lotsen.help_requests.scene import Desk
from tests.lotsen.tandems.test_pages import Begun

IN_DAYS = 5


def date_form(days: int = IN_DAYS, **changed: object) -> dict[str, object]:
    """A date as the form sends it: from half past two to four."""
    day = str(clock.today() + timedelta(days=days))
    return {"kind": "treffen", "day": day, "begins": "14:30", "until": "16:00", "place": "Rathaus, Zimmer 12"} | changed


def plan(desk: Desk, begun: Begun, status: int = 302, **changed: Any) -> Any:
    """Send the form."""
    return desk.post(f"/treffen/neu/{begun.tandem.id}", date_form(**changed), status=status)


def the_one() -> PlannedMeeting:
    """The planned meeting as the database has it."""
    db.session.rollback()
    return db.session.scalars(select(PlannedMeeting)).one()


def mails(kind: str = "planned_meeting") -> list[Notice]:
    """Mails of a kind, in the order of writing."""
    db.session.rollback()
    return list(db.session.scalars(select(Notice).where(Notice.kind == kind).order_by(Notice.created_at, Notice.id)))


def parts(kind: str = "planned_meeting") -> dict[tuple[str, int], tuple[str, str]]:
    """What went into calendars: by reader and number, the method and the name."""
    found = {}
    for mail in mails(kind):
        assert mail.calendar is not None
        calendar = Calendar.from_ical(mail.calendar)
        (event,) = calendar.events
        found[(mail.mail.partition("@")[0], int(event["SEQUENCE"]))] = (str(calendar["METHOD"]), str(event["UID"]))
    return found


def past(one: PlannedMeeting) -> Any:
    """An hour after it is over."""
    return clock.moved_to(one.ends_at + timedelta(hours=1))
