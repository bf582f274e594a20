"""Policies: what to do on a day with the requests that are open and the people who are free.

Each policy sees the same table of admissible pairs and answers with pairs. What it may
know is in the ``Day``: never a request that has not arrived yet.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from matching.admissible import PairTable
from matching.certificate import NOBODY
from matching.columns import Ints
from matching.exact import best_assignment

# A pair is made although the two may be worth a little more apart: so much per day waited.
# Chosen on the drawn years 100 to 105 of ``benchmarks.matching_policies``, reported on others.
PATIENCE_POINTS: Final = 120
WAITED_POINTS: Final = 2
TOLERANCE: Final = 0


@dataclass(frozen=True, slots=True)
class Day:
    """What a policy sees: open pairs with today's values, ways, free places, the day's number.

    ``arrived`` are the rows of the requests in the order in which they came. ``price``,
    ``gain`` and ``plan`` (of candidates, requests, pairs) come from ``foresight`` and are
    there for the policies of ``LOOKS_AHEAD`` only; ``waited`` are days by pair.
    """

    number: int
    table: PairTable
    distance: Ints
    places: Ints
    arrived: Ints
    price: Ints
    gain: Ints | None = None
    plan: Ints | None = None
    waited: Ints | None = None


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


def _ripe(day: Day) -> Day:
    """Only the pairs that may be made today, worth what they are above the two apart.

    The two apart are worth her price and what the request may expect if it waits. The
    longer it has waited, the less must be expected to make it wait on.
    """
    if day.gain is None or day.plan is None or day.waited is None:
        raise ValueError("this policy needs the outlook of the day")
    apart = day.price[day.table.c] + day.gain[day.table.r]
    worth = day.plan - apart + (PATIENCE_POINTS + WAITED_POINTS) * day.waited + TOLERANCE
    kept = np.flatnonzero(worth > 0)
    table = replace(day.table.only(kept), value=worth[kept])
    return replace(day, table=table, distance=day.distance[kept])


def priced(day: Day) -> Ints:
    """The best assignment of the day among the pairs that need not wait."""
    ripe = _ripe(day)
    return best_assignment(ripe.table, ripe.places)[0]


def priced_event(day: Day) -> Ints:
    """On every event: whoever asks first gets the best of the pairs that need not wait."""
    ripe = _ripe(day)
    return _one_by_one(ripe, ripe.table.value)


POLICIES: Final[Mapping[str, Policy]] = {
    "first-come": first_come,
    "nearest": nearest,
    "daily": daily,
    "weekly": weekly,
    "priced": priced,
    "priced-event": priced_event,
}
LOOKS_AHEAD: Final = frozenset({"priced", "priced-event"})
