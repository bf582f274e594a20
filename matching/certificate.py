"""Prices that prove an assignment best.

An assignment is optimal exactly when every candidate can be given a price p ≥ 0 and
every request a gain u ≥ 0 such that u + p ≥ value for every admissible pair, with
equality for the chosen ones, u = 0 for the unserved and p = 0 where a place is left.
Then Σu + Σ places·p equals the value, and no other assignment can exceed it
(linear programming duality; see any text on the assignment problem).

The prices are found from the assignment alone, by raising them where a pair would
gain, so a certificate proves an answer whoever found it. Raising from zero gives the
**least** prices: what one more place of a candidate would add. Lowering from the top
gives the **greatest**: what is lost if she is taken away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matching.cells import Cells
from matching.columns import Ints
from matching.pair_table import PairTable, ranges

NOBODY = -1
PORTION = 100_000  # pairs looked at side by side: they stay in the processor's cache


@dataclass(frozen=True, slots=True)
class Certificate:
    """Gains of requests, prices of candidates, and whether they prove the optimum."""

    gain: Ints
    price: Ints
    proves: bool


def chosen_values(table: PairTable, chosen: Ints) -> Ints:
    """The value of each request's chosen pair; 0 for the unserved. Halving finds it among the request's pairs."""
    starts = table.starts()
    low, high = starts[:-1], starts[1:]
    for _ in range(int(np.diff(starts).max(initial=0)).bit_length()):
        middle = (low + high) // 2
        is_open = low < high
        lies_above = is_open & (table.c[np.where(is_open, middle, 0)] < chosen)
        low, high = np.where(lies_above, middle + 1, low), np.where(is_open & ~lies_above, middle, high)
    values = np.zeros(table.request_count, dtype=np.int64)
    there = np.flatnonzero(low < starts[1:])
    there = there[table.c[low[there]] == chosen[there]]
    values[there] = table.value[low[there]]
    return values


def least_certificate(table: PairTable, places: Ints, chosen: Ints) -> Certificate:
    """Least prices for an assignment (``chosen``: a candidate's row or -1 for each request).

    Longest paths in the graph of exchanges, round by round (Bellman and Ford): a
    request that sees a better offer bids for it; the bid lowers the gains of those who
    hold it, and they look again. A cycle that gains means that the assignment is not
    best; it would bid for ever, and shows as a negative gain first.
    """
    starts, values = table.starts(), chosen_values(table, chosen)
    served = np.flatnonzero(chosen >= 0)
    holders = served[np.argsort(chosen[served], kind="stable")]
    holder_starts = np.searchsorted(chosen[holders], np.arange(table.candidate_count + 1))
    price = np.zeros(table.candidate_count, dtype=np.int64)
    gain = values.copy()
    looking = np.arange(table.request_count)
    while len(looking) and gain.min(initial=0) >= 0:
        shown = starts[looking + 1] - starts[looking]
        parts = np.array_split(looking, min(len(looking), 1 + int(shown.sum()) // PORTION))
        raised = np.concatenate([_raise(table, starts, gain, price, part) for part in parts])
        raised = _distinct(raised, table.candidate_count)
        looking = holders[ranges(holder_starts[raised], holder_starts[raised + 1])]
        gain[looking] = values[looking] - price[chosen[looking]]
    taken = np.bincount(chosen[served], minlength=table.candidate_count)
    proves = bool(gain.min(initial=0) >= 0 and not np.any(price[taken < places]) and np.all(taken <= places))
    return Certificate(gain, price, proves)


def _raise(table: PairTable, starts: Ints, gain: Ints, price: Ints, looking: Ints) -> Ints:
    """Raise prices to what these requests bid; the candidates whose price rose."""
    first, end = int(looking[0]), int(looking[-1]) + 1
    is_run = end - first == len(looking) and bool(np.all(np.diff(looking) == 1))
    seen = slice(starts[first], starts[end]) if is_run else ranges(starts[looking], starts[looking + 1])
    looked_at = table.c[seen]
    bids = table.value[seen] - np.repeat(gain[looking], starts[looking + 1] - starts[looking])
    rising = np.flatnonzero(bids > price[looked_at])
    np.maximum.at(price, looked_at[rising], bids[rising])
    return looked_at[rising]


def greatest_prices(table: PairTable, places: Ints, chosen: Ints, cells: Sequence[Cells] = ()) -> Ints:
    """Greatest prices that still prove an optimal assignment: the cost of using each candidate.

    The mirror image: gains start at zero and rise where a request has a better offer;
    the price of a full candidate is the least that one of her requests leaves her.
    """
    served = np.flatnonzero(chosen >= 0)
    values = chosen_values(table, chosen)
    for one in cells:
        values[one.r] = one.values(chosen[one.r])
    taken = np.bincount(chosen[served], minlength=table.candidate_count)
    full = (taken == places) & (places > 0)
    gain = np.zeros(table.request_count, dtype=np.int64)
    while True:
        price = np.zeros(table.candidate_count, dtype=np.int64)
        price[full] = np.iinfo(np.int64).max
        np.minimum.at(price, chosen[served], np.where(full[chosen[served]], values[served] - gain[served], 0))
        better = gain.copy()
        np.maximum.at(better, table.r, table.value - price[table.c])
        for one in cells:
            better[one.r] = np.maximum(better[one.r], one.offers(price))
        if np.array_equal(better, gain):
            return price
        gain = better


def _distinct(rows: Ints, count: int) -> Ints:
    """The different rows, in order; a table of marks is faster than sorting."""
    marks = np.zeros(count, dtype=bool)
    marks[rows] = True
    return np.flatnonzero(marks)
