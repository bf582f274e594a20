"""Dates as iCalendar (RFC 5545) and as invitations (RFC 5546): values in, text out.

The library folds, escapes and describes the time zone. Dates stand in the time of Hessen, so that they
stay where they are when a calendar is read elsewhere. The hour that the end of summer time repeats has
two instants of one name; its second pass is written in UTC, which has no such hour.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from icalendar import Calendar, Event, vCalAddress

from lotsen import clock

PRODUCT: Final = "-//Lotsennetz//Lotsennetz//DE"
ZONE: Final = "Europe/Berlin"
REQUEST, CANCEL = "REQUEST", "CANCEL"
REFRESH: Final = timedelta(hours=1)


@dataclass(frozen=True)
class Entry:
    """One date. ``begins`` is an aware instant, or a day for something that lasts all of it.

    ``uid`` stays the same when a date moves; ``changed_at`` is when it was last said.
    """

    uid: str
    title: str
    begins: datetime | date
    changed_at: datetime
    minutes: int = 60
    text: str = ""
    place: str = ""
    is_tentative: bool = False
    url: str = ""
    sequence: int = 0


@dataclass(frozen=True)
class People:
    """Who invites whom: mail addresses and the name of the inviting centre."""

    organizer: str
    organizer_name: str
    attendee: str


def feed(entries: Iterable[Entry], *, name: str) -> bytes:
    """A calendar to subscribe to, the earliest date first."""
    calendar = _calendar()
    calendar.calendar_name = name
    calendar.refresh_interval = REFRESH
    for entry in sorted(entries, key=lambda one: (str(one.begins), one.uid)):
        calendar.add_component(_event(entry))
    return _written(calendar)


def day_of(entry: Entry) -> date:
    """The day in Hessen on which an entry begins."""
    return clock.day_of(entry.begins) if isinstance(entry.begins, datetime) else entry.begins


def invitation(entry: Entry, method: str, people: People) -> str:
    """One date to be put into the calendar of whoever gets the mail (REQUEST), or taken out of it (CANCEL)."""
    calendar = _calendar()
    calendar.add("method", method)
    event = _event(entry)
    event["status"] = "CANCELLED" if method == CANCEL else "CONFIRMED"
    organizer = vCalAddress(f"mailto:{people.organizer}")
    organizer.params["CN"] = people.organizer_name
    attendee = vCalAddress(f"mailto:{people.attendee}")
    # Both said yes before a date stands: no calendar shall ask again, and answer a machine.
    attendee.params.update({"PARTSTAT": "ACCEPTED", "RSVP": "FALSE", "ROLE": "REQ-PARTICIPANT"})
    event["organizer"], event["attendee"] = organizer, attendee
    calendar.add_component(event)
    return _written(calendar).decode()


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODUCT)
    calendar.add("calscale", "GREGORIAN")
    return calendar


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("summary", entry.title)
    if isinstance(entry.begins, datetime):
        begins = entry.begins.astimezone(UTC)  # minutes are counted where no hour is lost
        event.add("dtstart", _local(begins))
        event.add("dtend", _local(begins + timedelta(minutes=entry.minutes)))
    else:
        event.add("dtstart", entry.begins)
        event.add("dtend", entry.begins + timedelta(days=1))
        event.add("transp", "TRANSPARENT")  # a day to think of something keeps nobody busy
    for name, value in (("description", entry.text), ("location", entry.place), ("url", entry.url)):
        if value:
            event.add(name, value)
    event.add("status", "TENTATIVE" if entry.is_tentative else "CONFIRMED")
    event.add("class", "PRIVATE")
    return event


def _local(instant: datetime) -> datetime:
    """The time in Hessen, or UTC where that time comes twice and this is the second."""
    local = instant.astimezone(clock.BERLIN)
    return instant if local.fold else local


def _written(calendar: Calendar) -> bytes:
    """The text, with the zone described for the years that occur and no longer list of changes than that."""
    days = [clock.day_of(one) if isinstance(one := event.start, datetime) else one for event in calendar.events]
    if any(isinstance(event.start, datetime) and str(event.start.tzinfo) == ZONE for event in calendar.events):
        calendar.add_missing_timezones(
            first_date=date(min(days).year - 1, 1, 1), last_date=date(max(days).year + 2, 1, 1)
        )
    return bytes(calendar.to_ical())
