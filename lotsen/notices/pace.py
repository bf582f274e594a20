"""When a mail may go: rounds once a day or once a week, and quiet hours. Pure functions of a clock in Hessen.

Days are those of the calendar, so that a round comes at eight also on the days on which the clock changes.
Quiet hours are one stretch of time for each night: an hour that the clock shows twice is quiet twice, and one
that it leaves out ends with the next.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from lotsen.clock import BERLIN
from lotsen.notices.catalogue import Kind, Pace

ROUND_AT: Final = time(8)
MONDAY: Final = 0
DAILY, WEEKLY = "taeglich", "woechentlich"
#: Quiet hours that take longer would swallow questions with a deadline.
LONGEST_QUIET: Final = timedelta(hours=12)


@dataclass(frozen=True)
class Wish:
    """How somebody wants mails: how often, and from when to when none."""

    frequency: str = "sofort"
    quiet_from: time | None = None
    quiet_until: time | None = None


def next_round(frequency: str, now: datetime) -> datetime | None:
    """The next morning, or Monday morning, after ``now``; None for mails that come at once.

    >>> next_round("woechentlich", datetime(2028, 2, 29, 12, tzinfo=UTC)).isoformat()
    '2028-03-06T07:00:00+00:00'
    """
    if frequency not in (DAILY, WEEKLY):
        return None
    day = now.astimezone(BERLIN).date()
    while (at := _at(day, ROUND_AT)) <= now or (frequency == WEEKLY and day.weekday() != MONDAY):
        day += timedelta(days=1)
    return at


def this_monday(now: datetime, at: time = ROUND_AT) -> datetime:
    """The Monday morning of the week in which ``now`` lies; it may still be to come."""
    day = now.astimezone(BERLIN).date()
    return _at(day - timedelta(days=day.weekday()), at)


def held_until(known: Kind, frequency: str, now: datetime) -> datetime | None:
    """Until which round a mail of this kind is held; None when it goes out now.

    What would be over by then goes out at once: better one mail too many than a word that comes too late.
    """
    if known.pace is not Pace.TELLS:
        return None
    at = next_round(frequency, now)
    return at if at is not None and at < now + known.lasts else None


def quiet_until(wish: Wish, now: datetime) -> datetime | None:
    """When the quiet hours end in which ``now`` lies; None outside of them."""
    if wish.quiet_from is None or wish.quiet_until is None:
        return None
    today = now.astimezone(BERLIN).date()
    passes_midnight = wish.quiet_until <= wish.quiet_from
    for begins_on in (today - timedelta(days=1), today):
        ends_on = begins_on + timedelta(days=1) if passes_midnight else begins_on
        if _at(begins_on, wish.quiet_from) <= now < (end := _end(ends_on, wish.quiet_until)):
            return end
    return None


def length(quiet_from: time, quiet_until: time) -> timedelta:
    """How long quiet hours take on a day without a change of the clock; the same time twice is a whole day.

    >>> length(time(22), time(6, 30))
    datetime.timedelta(seconds=30600)
    """
    minutes = (_minutes(quiet_until) - _minutes(quiet_from)) % (24 * 60)
    return timedelta(minutes=minutes or 24 * 60)


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _at(day: date, at: time) -> datetime:
    """The instant at which the clock shows a time, the first one where it shows it twice."""
    return datetime.combine(day, at, tzinfo=BERLIN).astimezone(UTC)


def _end(day: date, at: time) -> datetime:
    """The last instant at which the clock shows it; of a time that it leaves out, the later reading."""
    return max(_at(day, at.replace(fold=0)), _at(day, at.replace(fold=1)))
