"""Up to which day statistics count, so that two of them, one after the other, do not betray whoever came between.

Always the end of a month, and a month is added only once five new people have come since the last one.
Everything is told as it stood on that day: what happens afterwards changes nothing until the next.

Every year begins to count people anew, so that the day does not depend on years that are forgotten by now.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from lotsen.suppression import LEAST

#: How many calendar years can be shown, the running one included; what is kept of older ones is deleted.
YEARS_SHOWN: Final = 10


def first_year(today: date) -> int:
    """The earliest year that can be shown.

    >>> first_year(date(2026, 11, 27))
    2017
    """
    return today.year - YEARS_SHOWN + 1


def last_day(arrivals: Iterable[date], today: date) -> date | None:
    """The last day that counts, from the days on which people were first written down; None before there is one.

    >>> last_day([date(2026, 1, day) for day in range(1, 8)] + [date(2026, 2, 3)] * 4, date(2026, 3, 10))
    datetime.date(2026, 1, 31)
    """
    days = sorted(arrivals)
    found, since = None, 0
    for place, day in enumerate(days):
        end = _end_of_month(day)
        if end >= today:
            break
        if place and days[place - 1].year < day.year:
            since = place
        is_last_of_month = place + 1 == len(days) or _end_of_month(days[place + 1]) != end
        if is_last_of_month and place + 1 - since >= LEAST:
            found, since = end, place + 1
    return found


def _end_of_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)
