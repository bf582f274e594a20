"""Policies: what to do on a day with the requests that are open and the people who are free.

Each policy sees the same table of admissible pairs and answers with pairs. What it may
know is in the ``Day``: never a request that has not arrived yet.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from matching.admissible import PairTable
from matching.certificate import NOBODY
from matching.columns import Ints
from matching.exact import best_assignment

# Per mille of a price that counts. The whole price makes people wait for others who may
# never come; three quarters served most, and soonest, on drawn years of one Kreis.
PRICE_SHARE: Final = 750


@dataclass(frozen=True, slots=True)
class Day:
    """What a policy sees: open pairs with today's values, ways, free places, prices, the day's number.

    ``arrived`` are the rows of the requests in the order in which they came.
    """

    number: int
    table: PairTable
    distance: Ints
    places: Ints
    arrived: Ints
    price: Ints


Policy = Callable[[Day], Ints]


def _one_by_one(day: Day, worth: Ints) -> Ints:
    """Serve the requests in the order of arrival, each with the best who is still free."""
    chosen = np.full(day.table.request_count, NOBODY, dtype=np.int64)
    places, starts = day.places.copy(), day.table.starts()
    for request in day.arrived.tolist():
        rows = np.arange(starts[request], starts[request + 1])
        rows = rows[places[day.table.c[rows]] > 0]
        if len(rows):
            candidate = int(day.table.c[rows[np.argmax(worth[rows])]])
            chosen[request] = candidate
            places[candidate] -= 1
    return chosen


def first_come(day: Day) -> Ints:
    """By hand: whoever asks first gets the best fit that is free."""
    return _one_by_one(day, day.table.value)


def nearest(day: Day) -> Ints:
    """Whoever asks first gets the nearest who is free."""
    return _one_by_one(day, -day.distance)


def daily(day: Day) -> Ints:
    """The best assignment of the day, prices ignored."""
    return best_assignment(day.table, day.places)[0]


def weekly(day: Day) -> Ints:
    """The best assignment, every seventh day."""
    if day.number % 7:
        return np.full(day.table.request_count, NOBODY, dtype=np.int64)
    return daily(day)


def _after_price(day: Day) -> Ints:
    """Value of each pair minus the share of the price."""
    return day.table.value - day.price[day.table.c] * PRICE_SHARE // 1000


def priced(day: Day) -> Ints:
    """The best assignment of the day on value minus a share of the price of each person.

    A pair that is worth less than that share waits: somebody else is likely to need
    her more.
    """
    net = _after_price(day)
    kept = np.flatnonzero(net > 0)
    table = PairTable(
        day.table.r[kept], day.table.c[kept], net[kept], day.table.request_count, day.table.candidate_count
    )
    return best_assignment(table, day.places)[0]


def priced_event(day: Day) -> Ints:
    """On every event: whoever asks first gets the best of value minus a share of the price."""
    return _one_by_one(day, _after_price(day))


POLICIES: Final[Mapping[str, Policy]] = {
    "first-come": first_come,
    "nearest": nearest,
    "daily": daily,
    "weekly": weekly,
    "priced": priced,
    "priced-event": priced_event,
}
NEEDS_PRICES: Final = frozenset({"priced", "priced-event"})
