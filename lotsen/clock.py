"""What time it is: one place, so that tests and the demonstration can move it."""

from calendar import monthrange
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")
_moved: ContextVar[datetime | None] = ContextVar("moved_clock", default=None)


def now() -> datetime:
    """This instant, in UTC."""
    return _moved.get() or datetime.now(UTC)


def today() -> date:
    """The day on the calendar in Hessen, which is not always the day in UTC."""
    return now().astimezone(BERLIN).date()


def day_of(instant: datetime) -> date:
    """The day on the calendar in Hessen on which an instant lies."""
    return instant.astimezone(BERLIN).date()


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or earlier where negative; months that are too short end on their last day.

    >>> months_after(date(2027, 11, 30), 3), months_after(date(2026, 5, 31), -3)
    (datetime.date(2028, 2, 29), datetime.date(2026, 2, 28))
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def minutes_between(first: datetime, last: datetime) -> int:
    """How long it really takes from one instant to another, also in the night in which the clocks change.

    >>> minutes_between(datetime(2027, 3, 28, 1, 30, tzinfo=BERLIN), datetime(2027, 3, 28, 3, 30, tzinfo=BERLIN))
    60
    """
    return int((last.astimezone(UTC) - first.astimezone(UTC)).total_seconds() // 60)


@contextmanager
def moved_to(instant: datetime) -> Iterator[None]:
    """Let everything inside happen at ``instant`` (aware)."""
    token = _moved.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _moved.reset(token)


def days_ago(days: int) -> date:
    """The day on the calendar so many days before today."""
    return today() - timedelta(days=days)
