"""A grid: some requests beside all candidates of a class, judged row by row.

Where nearly everybody is near everybody, there are a million pairs but few kinds of requests: as many
places as there are towns, as many needs as a catalogue has. What a rule or a criterion says hangs on few
columns of the request, which it names (``asks``); requests that are equal there get the same row. So each row
is worked out once and then copied, which is several times faster than working it out for each pair.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matching.columns import Array, Ints
from matching.pairs import PLACE, Pairs
from matching.problem import Problem
from matching.rules import RULES
from matching.settings import Settings
from matching.value import CRITERIA, points_of

BLOCK: Final = 60_000  # cells at once: they stay in the processor's cache
KEPT: Final = 20_000_000  # cells of one table of rows; what would need more is worked out block by block
FEW: Final = 0.5  # share of different requests below which copying rows is worth it
SMALL: Final = 2**31 - 1

Lists = tuple[Ints, ...]
Rows = tuple[Ints, Ints, Ints, Ints]
Judge = Callable[[Pairs, Settings], Array]


@dataclass(frozen=True, slots=True)
class _Kinds:
    """What was said of each kind of request: a table with one row each, and the row of each request."""

    table: Array
    row_of: NDArray[np.intp]

    def of(self, block: slice) -> Array:
        """The rows of some requests; one that holds for all is not copied."""
        return self.table if len(self.table) == 1 else self.table[self.row_of[block]]


class Grid:
    """Candidates ``c``, shape (n,), and requests ``r``, shape (m,), both in the order of their rows."""

    def __init__(self, problem: Problem, c: Ints, r: Ints, sieved: frozenset[str]) -> None:
        """Work out the rows of everything that hangs on few kinds of requests; ``sieved`` rules are kept already."""
        self.problem, self.c, self.r = problem, c, r
        self._kinds: dict[tuple[str, ...], tuple[Pairs, NDArray[np.intp]] | None] = {}
        self._rules = [self._prepared(rule.asks, rule.breaks) for rule in RULES if rule.code not in sieved]
        self._criteria = [
            self._prepared(criterion.asks, points_of(criterion))
            for criterion in CRITERIA
            if problem.settings.weights[criterion.code]
        ]

    def blocks(self) -> list[slice]:
        """The requests in portions that stay in the cache."""
        step = max(1, BLOCK // len(self.c))
        return [slice(start, min(start + step, len(self.r))) for start in range(0, len(self.r), step)]

    def judged(self, block: slice) -> Rows:
        """The lawful pairs of some requests: the requests, how many pairs each has, rows of candidates, values."""
        shape = (block.stop - block.start, len(self.c))
        broken = np.zeros(shape, dtype=bool)
        pairs = self._pairs(self.r[block], with_ways=self._kinds_by(PLACE) is None)
        for rule in self._rules:
            broken |= self._said(rule, block, pairs)
        total = np.zeros(shape, dtype=self._number)
        for criterion in self._criteria:
            total += self._said(criterion, block, pairs)
        value = total + self.problem.asks.base[self.r[block], np.newaxis]
        if not broken.any():
            return self.r[block], np.full(*shape), np.tile(self.c, shape[0]), value.ravel()
        kept = ~broken
        return self.r[block], kept.sum(axis=1), np.broadcast_to(self.c, shape)[kept], value[kept]

    @cached_property
    def _number(self) -> type[np.signedinteger[Any]]:
        """Half a word where every sum of points has room in it."""
        return np.int32 if sum(self.problem.settings.weights.values()) <= SMALL else np.int64

    def _said(self, prepared: _Kinds | Judge, block: slice, pairs: Pairs) -> Array:
        return prepared.of(block) if isinstance(prepared, _Kinds) else prepared(pairs, self.problem.settings)

    def _prepared(self, asks: tuple[str, ...], judge: Judge) -> _Kinds | Judge:
        """The rows of a rule or criterion; itself, where requests differ too much or list people."""
        found = self._kinds_by(asks)
        if found is None:
            return judge
        pairs, row_of = found
        said = np.asarray(judge(pairs, self.problem.settings))
        table = np.broadcast_to(said, (len(said) if said.ndim == 2 else 1, len(self.c)))
        kept = table if table.dtype == bool else table.astype(self._number)
        return _Kinds(np.ascontiguousarray(kept), row_of)

    def _kinds_by(self, asks: tuple[str, ...]) -> tuple[Pairs, NDArray[np.intp]] | None:
        """One request of each kind beside all candidates, and the kind of each; None where they are too many."""
        if asks not in self._kinds:
            self._kinds[asks] = self._found_kinds([getattr(self.problem.asks, name) for name in asks], asks == PLACE)
        return self._kinds[asks]

    def _found_kinds(self, columns: list[Array | Lists], with_ways: bool) -> tuple[Pairs, NDArray[np.intp]] | None:
        if any(isinstance(column, tuple) and any(len(column[row]) for row in self.r) for column in columns):
            return None  # lists of people are as many as requests
        facts = [column[..., self.r] for column in columns if not isinstance(column, tuple)]
        first, kind = kinds(*facts, count=len(self.r))
        if len(first) > 1 and (len(first) > FEW * len(self.r) or len(first) * len(self.c) > KEPT):
            return None
        return self._pairs(self.r[first], with_ways=with_ways), kind

    def _pairs(self, r: Ints, *, with_ways: bool) -> Pairs:
        """Requests beside all candidates; where several ask for the ways between them, worked out once."""
        pairs = self.problem.pairs(self.c[np.newaxis, :], r[:, np.newaxis])
        return replace(pairs, way_hm=pairs.distance_hm()) if with_ways else pairs


def kinds(*columns: Array, count: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """People by equal columns: the first of each kind, in their order, and the kind of each.

    Columns have the people last. Equal means equal to the last bit; NaN equals itself.

    >>> first, kind = kinds(np.array([5, 3, 5]), np.array([[True, False, True]]), count=3)
    >>> first.tolist(), kind.tolist()
    ([0, 1], [0, 1, 0])
    """
    flat = [np.atleast_2d(column).T for column in columns]
    words = np.hstack(
        [np.ascontiguousarray(one).view(np.uint8).reshape(count, -1) for one in flat]
        or [np.zeros((count, 0), np.uint8)]
    )
    place: dict[bytes, int] = {}
    kind = np.array([place.setdefault(word.tobytes(), len(place)) for word in words], dtype=np.intp)
    first = np.full(len(place), count, dtype=np.intp)
    np.minimum.at(first, kind, np.arange(count))
    return first, kind
