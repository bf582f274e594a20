"""When tandems are asked, and what the answers make of them: pure functions of days and rows.

Days are days on the calendar in Hessen, counted from the day on which the volunteer said yes: 3, 14
and 30 days after it, then every three months. A month that is too short ends on its last day.
"""

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from itertools import count
from typing import Final

from lotsen import clock
from lotsen.check_ins.models import CheckIn

FIRST_DAYS: Final = (3, 14, 30)
EVERY_MONTHS: Final = 3
ANSWER_DAYS: Final = 7
REMIND_AFTER: Final = timedelta(days=4)

#: What a round makes of a tandem, the gravest first.
TROUBLE, SILENT, ONE_SIDED, ASKED, WELL = "schwierig", "still", "einseitig", "gefragt", ""


def days(begun: date) -> Iterator[date]:
    """The days on which both sides are asked.

    >>> [str(day) for _, day in zip(range(5), days(date(2027, 11, 1)))]
    ['2027-11-04', '2027-11-15', '2027-12-01', '2028-03-01', '2028-06-01']
    """
    for number in FIRST_DAYS:
        yield begun + timedelta(days=number)
    last = begun + timedelta(days=FIRST_DAYS[-1])
    for quarter in count(1):
        yield clock.months_after(last, EVERY_MONTHS * quarter)


def due(begun: date, today: date) -> date | None:
    """The latest day of asking that has come: whoever was off for a week asks once, not for each missed day.

    >>> due(date(2027, 11, 1), date(2027, 11, 3)), due(date(2027, 11, 1), date(2027, 11, 29))
    (None, datetime.date(2027, 11, 15))
    """
    found = None
    for day in days(begun):
        if day > today:
            return found
        found = day
    return found


def following(begun: date, today: date) -> date:
    """The next day of asking after today."""
    return next(day for day in days(begun) if day > today)


def latest_round(rows: Collection[CheckIn]) -> list[CheckIn]:
    """The rows of the latest day of asking; the volunteer first."""
    last = max((row.due_on for row in rows), default=None)
    return sorted((row for row in rows if row.due_on == last), key=lambda row: row.side, reverse=True)


def standing(rows: Collection[CheckIn], now: datetime) -> str:
    """How a tandem stands: trouble that nobody dealt with, silence, one side silent, asked, or well."""
    if any(row.answer == "schwierig" and row.handled_at is None for row in rows):
        return TROUBLE
    last = latest_round(rows)
    open_ones = [row for row in last if row.answer is None]
    if any(row.answer_by > now for row in open_ones):
        return ASKED
    if not open_ones:
        return WELL
    return SILENT if len(open_ones) == len(last) else ONE_SIDED


def since(rows: Collection[CheckIn]) -> date:
    """The day from which the standing holds: of the answer that told of trouble, or of the missed deadline."""
    troubled = [row.answered_at for row in rows if row.answer == "schwierig" and not row.handled_at and row.answered_at]
    found = min(troubled or [row.answer_by for row in latest_round(rows) if row.answer is None])
    return clock.day_of(found)
