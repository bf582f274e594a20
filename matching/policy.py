"""Policies: what to do on a day with the requests that are open and the people who are free.

Each policy sees the same table of admissible pairs and answers with pairs. What it may
know is in the ``Day``: never a request that has not arrived yet.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from matching.certificate import NOBODY
from matching.columns import Ints
from matching.exact import best_assignment
from matching.foresight import Outlook
from matching.pair_table import PairTable
from matching.people import Request

# How a pair of today is scored: its loss, a part of the claim on its volunteer, and among
# equals its fit. A pair that would lose more than TOLERATED waits; one that is sure to lose
# waits as long as its request may be kept, HOLD_DAYS by its urgency. Chosen on the drawn years
# 100 to 123 of ``benchmarks.matching_policies`` and reported on others. What decides is how well
# small losses are told apart: most of what a year loses, it loses by pairs that nearly no future
# speaks against. With few futures the claim stands in for them; with a hundred, whose people differ, hardly.
CLAIM: Final = 0.03
FIT: Final = 0.01  # for 1000 points, so that one future in a hundred outweighs any difference of fit
TOLERATED: Final = 0.1
HOLD_DAYS: Final[Mapping[str, int]] = {"today": 0, "week": 7, "month": 30, "ongoing": 45}
WORTH: Final = 1000  # points for a score of 1, in whole numbers
SERVED: Final = 10_000  # so that one more served outweighs the scores of a day


@dataclass(frozen=True, slots=True)
class Day:
    """What a policy sees: open pairs with today's values, ways, free places, the day's number.

    ``arrived`` are the rows of the requests in the order in which they came. ``outlook``
    comes from ``foresight`` and is there for the policies of ``LOOKS_AHEAD`` only;
    ``waited`` are days by pair, and so is ``hold``: how long it may be kept waiting at most.
    """

    number: int
    table: PairTable
    distance: Ints
    places: Ints
    arrived: Ints
    outlook: Outlook | None = None
    waited: Ints | None = None
    hold: Ints | None = None

    def seen(self) -> tuple[Outlook, Ints, Ints]:
        """What only looking ahead needs: outlook, waited, hold; an error where nobody looked."""
        if self.outlook is None or self.waited is None or self.hold is None:
            raise ValueError("this policy needs the outlook of the day")
        return self.outlook, self.waited, self.hold


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


def days_to_wait(day: Day) -> Ints:
    """For how many days each pair is better not made; 0 for those that may be made today."""
    outlook, waited, hold = day.seen()
    more = hold * (outlook.loss - TOLERATED) / (1 - TOLERATED) - waited
    return np.maximum(np.ceil(np.round(more, 6)), 0).astype(np.int64)


def hold_days(requests: Sequence[Request]) -> Ints:
    """How long each request may be kept waiting at most, by its urgency."""
    return np.array([HOLD_DAYS[request.urgency] for request in requests], dtype=np.int64)


def _ripe(day: Day) -> Day:
    """Only the pairs that may be made today, worth the more the less they take from others."""
    outlook = day.seen()[0]
    score = outlook.loss + CLAIM * outlook.claim - FIT * day.table.value / 1000
    kept = np.flatnonzero(days_to_wait(day) == 0)
    worth = np.rint(WORTH * (score.max(initial=0.0) - score[kept])).astype(np.int64) + SERVED
    table = replace(day.table.only(kept), value=worth)
    return replace(day, table=table, distance=day.distance[kept])


def priced(day: Day) -> Ints:
    """The best assignment of the day among the pairs that need not wait."""
    ripe = _ripe(day)
    return best_assignment(ripe.table, ripe.places)[0]


def priced_event(day: Day) -> Ints:
    """On every event, one pair: of those that need not wait, the one that takes least from others.

    The pair is an event itself, after which the policy is asked again.
    """
    ripe = _ripe(day)
    chosen = np.full(day.table.request_count, NOBODY, dtype=np.int64)
    if len(ripe.table):
        best = int(np.argmax(ripe.table.value))
        chosen[ripe.table.r[best]] = ripe.table.c[best]
    return chosen


POLICIES: Final[Mapping[str, Policy]] = {
    "first-come": first_come,
    "nearest": nearest,
    "daily": daily,
    "weekly": weekly,
    "priced": priced,
    "priced-event": priced_event,
}
LOOKS_AHEAD: Final = frozenset({"priced", "priced-event"})
ON_EVENT: Final = frozenset({"priced-event"})  # asked again after each pair, until it makes none
