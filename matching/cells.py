"""Admissible pairs as the cells of a matrix, where nearly everybody fits everybody.

Ten thousand requests beside ten thousand candidates are a hundred million pairs. Nobody
needs them as a list: two bytes a pair say what it is worth, and looking at all of them
under new prices takes a fraction of a second. The solver asks for the few best pairs of
each request and, at last, whether any pair would gain.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matching.columns import Ints
from matching.pair_table import PairTable

BLOCK: Final = 160_000  # cells at once: they stay in the processor's cache
SAMPLE: Final = 2_000  # candidates of whom the limit of the best is read off
LEAST_TIES: Final = 4  # one in so many of the wanted pairs is taken from those that just reach the limit

Small = NDArray[np.signedinteger[Any]]


@dataclass(frozen=True, slots=True)
class Cells:
    """Requests ``r``, shape (m,), beside candidates ``c``, shape (n,), both in the order of their rows.

    ``worth``, shape (m, n), is the value of a pair without the ``base`` of its request,
    and ``no_pair`` where there is none. A request has all of its pairs here, or none.
    """

    r: Ints
    c: Ints
    worth: Small
    base: Ints
    request_count: int
    candidate_count: int

    @property
    def no_pair(self) -> int:
        """Less than any pair can be worth: with it, even the greatest base stays below zero."""
        return no_pair(self.base)

    def __len__(self) -> int:
        """How many pairs there are."""
        return int(np.count_nonzero(self.worth != self.no_pair))

    def table(self, place: Ints, at: Ints) -> PairTable:
        """Chosen cells by their places in ``r`` and ``c``, in order, as a list."""
        value = self.worth[place, at] + self.base[place]
        return PairTable(self.r[place], self.c[at], value, self.request_count, self.candidate_count)

    def listed(self) -> PairTable:
        """All pairs as a list; 24 bytes a pair instead of 2."""
        return self.table(*np.nonzero(self.worth != self.no_pair))

    def forbid(self, r: Ints, c: Ints) -> None:
        """Take pairs out, named by their rows; pairs of other people are none of these."""
        here = np.flatnonzero(np.isin(r, self.r) & np.isin(c, self.c))
        self.worth[np.searchsorted(self.r, r[here]), np.searchsorted(self.c, c[here])] = self.no_pair

    def better(self, price: Ints, gain: Ints, most: int) -> PairTable:
        """Pairs that leave their request more than ``gain`` after prices: about the ``most`` best of each request.

        How good the best are is read off a sample of the candidates. Of those who just
        reach this limit each request takes others, since all may be equal.
        """
        floor = (gain[self.r] - self.base).astype(self.worth.dtype)
        rows, found = list[int](), list[Ints]()
        for start, net in self._nets(price):
            end = start + len(net)
            gains = np.flatnonzero(net.max(axis=1, initial=self.no_pair) > floor[start:end])
            draws = _drawn(self.r[start + gains, np.newaxis] * most + np.arange(most))
            for row, draw in zip(gains.tolist(), draws, strict=True):
                found.append(_best(net[row], int(floor[start + row]), draw))
                rows.append(start + row)
        place = np.repeat(np.array(rows, dtype=np.int64), [len(at) for at in found])
        return self._distinct(place, np.concatenate([np.zeros(0, dtype=np.int64), *found]))

    def scattered(self, most: int) -> PairTable:
        """Some pairs of each request, whatever they are worth: together they reach every candidate."""
        place = np.repeat(np.arange(len(self.r)), most)
        at = _drawn(self.r[place] * most + np.arange(len(place)) % most) % len(self.c)
        there = np.flatnonzero(self.worth[place, at] != self.no_pair)
        return self._distinct(place[there], at[there])

    def _distinct(self, place: Ints, at: Ints) -> PairTable:
        """Chosen cells as a list, in order, each once."""
        key = np.sort(place * len(self.c) + at)
        key = key[np.flatnonzero(np.diff(key, prepend=-1))]
        return self.table(key // len(self.c), key % len(self.c))

    def offers(self, price: Ints) -> Ints:
        """What the best pair leaves each request of ``r`` after prices; below zero where there is none."""
        best = [net.max(axis=1, initial=self.no_pair).astype(np.int64) for _, net in self._nets(price)]
        return np.asarray(np.concatenate([np.zeros(0, dtype=np.int64), *best]) + self.base)

    def values(self, candidate: Ints) -> Ints:
        """The value of one pair of each request of ``r``, by rows of candidates; 0 for nobody."""
        at = np.minimum(np.searchsorted(self.c, candidate), len(self.c) - 1)
        return np.where(self.c[at] == candidate, self.worth[np.arange(len(self.r)), at] + self.base, 0)

    def _nets(self, price: Ints) -> Iterator[tuple[int, Small]]:
        """What pairs are worth after prices, without the base: the first place and the cells of each block.

        A price above every value here makes a pair as useless as the value itself does.
        """
        useless = int(self.worth.max(initial=0)) + int(self.base.max(initial=0)) + 1
        at = np.minimum(price[self.c], useless).astype(self.worth.dtype)
        step = max(1, BLOCK // max(1, len(self.c)))
        for start in range(0, len(self.r), step):
            yield start, self.worth[start : start + step] - at


def no_pair(base: Ints) -> int:
    """What stands in the cell of a pair that does not exist."""
    return -int(base.max(initial=0)) - 1


def small_number(greatest_fit: int, base: Ints) -> type[np.signedinteger[Any]]:
    """The smallest number that holds every worth less every price: a cell without a pair goes lowest."""
    lowest = greatest_fit + 2 * int(base.max(initial=0)) + 2
    return next(kind for kind in (np.int16, np.int32, np.int64) if lowest <= np.iinfo(kind).max)


def _best(net: Small, floor: int, draw: Ints) -> Ints:
    """About as many of the greatest entries above ``floor`` as there are numbers drawn, which choose among equals."""
    most = len(draw)
    step = max(1, len(net) // SAMPLE)
    sample, rank = net[::step], max(1, most // step)
    limit = floor + 1
    if rank < len(sample):
        limit = max(limit, int(np.partition(sample, len(sample) - rank)[len(sample) - rank]))
    above, ties = (net > limit).nonzero()[0], (net == limit).nonzero()[0]
    wanted = max(most - len(above), most // LEAST_TIES, 1)
    if len(ties) > wanted:
        ties = ties[draw[:wanted] % len(ties)]
    return np.concatenate([above, ties])


def _drawn(numbers: Ints) -> Ints:
    """Numbers that look drawn, from zero on, and are the same on every machine (mixing of SplitMix64)."""
    word = numbers.astype(np.uint64)
    word = (word ^ (word >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    word = (word ^ (word >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(((word ^ (word >> np.uint64(31))) >> np.uint64(33)).astype(np.int64))
