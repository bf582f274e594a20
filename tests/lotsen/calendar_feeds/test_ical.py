"""Dates as text and back: the right instant in Hessen at every change of the clock, and nothing lost."""

from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar
from icalendar import Event as Read

from lotsen.calendar_feeds import ical

CHANGED = datetime(2027, 1, 1, tzinfo=UTC)
PEOPLE = ical.People("centre@example.org", "WIR, Zentrum; Büdingen", "ada@example.org")


def _entry(begins: datetime | date, **values: object) -> ical.Entry:
    return ical.Entry(**{"uid": "x@example.org", "title": "Treffen", "begins": begins, "changed_at": CHANGED, **values})


def read(text: bytes | str) -> Calendar:
    """What a calendar program would find."""
    return Calendar.from_ical(text)


def _one(text: bytes | str) -> Read:
    (found,) = read(text).events
    return found


@pytest.mark.parametrize("change", [datetime(2027, 3, 28, 1, tzinfo=UTC), datetime(2027, 10, 31, 1, tzinfo=UTC)])
def test_every_quarter_hour_around_a_change_of_the_clock_comes_back(change: datetime) -> None:
    """Also the hour that happens twice in autumn; the end is always an hour later."""
    for number in range(-16, 17):
        at = change + timedelta(minutes=15 * number)
        found = _one(ical.feed([_entry(at)], name="x"))
        assert [one.astimezone(UTC) for one in (found.start, found.end)] == [at, at + timedelta(hours=1)]


def test_dates_stand_in_the_time_of_hessen_with_the_zone_described() -> None:
    """Nine o'clock stays nine o'clock before and after the change, and older programs know the zone too."""
    days = [datetime(2027, 10, 30, 7, tzinfo=UTC), datetime(2027, 10, 31, 8, tzinfo=UTC)]
    text = ical.feed([_entry(at, uid=str(at)) for at in days], name="x").decode()
    assert text.count("DTSTART;TZID=Europe/Berlin:202710") == 2
    assert "T090000" in text.split("BEGIN:VEVENT")[1]
    assert "T090000" in text.split("BEGIN:VEVENT")[2]
    (zone,) = read(text).timezones
    rules = [(one["TZOFFSETFROM"].td, one["TZOFFSETTO"].td) for one in zone.subcomponents]
    assert (timedelta(hours=2), timedelta(hours=1)) in rules
    assert "+0200" in text


def test_a_day_is_a_day_and_keeps_nobody_busy() -> None:
    """A leap day included."""
    found = _one(ical.feed([_entry(date(2028, 2, 29))], name="x"))
    assert (found.start, found.end, found["TRANSP"]) == (date(2028, 2, 29), date(2028, 3, 1), "TRANSPARENT")


def test_long_and_odd_words_come_back_as_they_were() -> None:
    """Lines are folded at 75 octets and never inside a letter; what has a meaning is escaped."""
    title, text = "Zuständigkeit; Öffnung, \\ Äußeres " * 5, "erste Zeile\nBEGIN:VEVENT\r\nUID:fremd"
    raw = ical.feed([_entry(CHANGED, title=title, text=text)], name="Lotsennetz")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75
    found = _one(raw)
    assert (str(found["SUMMARY"]), found["UID"]) == (title, "x@example.org")
    assert "fremd" in str(found["DESCRIPTION"])


def test_an_empty_calendar_can_be_subscribed_to() -> None:
    """Nothing planned is no fault."""
    found = read(ical.feed([], name="Lotsennetz"))
    assert (found.events, found["PRODID"], found["VERSION"]) == ([], ical.PRODUCT, "2.0")


def test_an_invitation_asks_for_no_answer_and_its_end_carries_a_greater_number() -> None:
    """What calendars look at to put a date in, to move it, and to take it out."""
    asked = read(ical.invitation(_entry(CHANGED), ical.REQUEST, PEOPLE))
    ended = read(ical.invitation(_entry(CHANGED, sequence=3), ical.CANCEL, PEOPLE))
    assert [one["METHOD"] for one in (asked, ended)] == ["REQUEST", "CANCEL"]
    (first,), (last,) = asked.events, ended.events
    assert (first["STATUS"], last["STATUS"], first["SEQUENCE"], last["SEQUENCE"]) == ("CONFIRMED", "CANCELLED", 0, 3)
    assert first["UID"] == last["UID"]
    assert first["ORGANIZER"] == "mailto:centre@example.org"
    assert first["ORGANIZER"].params["CN"] == PEOPLE.organizer_name
    assert (first["ATTENDEE"], first["ATTENDEE"].params["RSVP"]) == ("mailto:ada@example.org", "FALSE")
