"""A grid: some requests beside all candidates of a class, judged row by row into cells.

Where nearly everybody is near everybody, there are a million pairs but few kinds of requests: as many
places as there are towns, as many needs as a catalogue has. What a rule or a criterion says hangs on few
columns of the request, which it names (``asks``); requests that are equal there get the same row. So each row
is worked out once and then copied, which is several times faster than working it out for each pair.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matching.cells import Cells, no_pair, small_number
from matching.columns import Array, Ints
from matching.pairs import PLACE, Pairs
from matching.problem import Problem
from matching.rules import RULES
from matching.settings import Settings
from matching.value import CRITERIA, points_of

BLOCK: Final = 60_000  # cells at once: they stay in the processor's cache
KEPT: Final = 20_000_000  # cells of one table of rows; what would need more is worked out block by block
FEW: Final = 0.5  # share of different requests below which copying rows is worth it
THREADS: Final = 2

Lists = tuple[Ints, ...]
Judge = Callable[[Pairs, Settings], Array]


@dataclass(frozen=True, slots=True, eq=False)
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
        self._kinds: dict[tuple[str, ...], tuple[Ints, NDArray[np.intp]] | None] = {}
        rules = [self._prepared(rule.asks, rule.breaks) for rule in RULES if rule.code not in sieved]
        criteria = [
            self._prepared(criterion.asks, points_of(criterion))
            for criterion in CRITERIA
            if problem.settings.weights[criterion.code]
        ]
        self._rules, self._criteria = _merged(rules, np.logical_or), _merged(criteria, np.add)

    def cells(self) -> Cells:
        """The lawful pairs and what they are worth."""
        people, base = self.problem, self.problem.asks.base[self.r]
        worth = np.empty((len(self.r), len(self.c)), dtype=self._number)
        nothing, blocks = no_pair(base), self._blocks(len(self.r))
        with ThreadPoolExecutor(THREADS) as threads:
            list(threads.map(lambda block: self._judge(block, worth[block], nothing), blocks))
        return Cells(self.r, self.c, worth, base, len(people.requests), len(people.candidates))

    def _judge(self, block: slice, worth: Array, nothing: int) -> None:
        """Write what each pair of some requests is worth, and ``nothing`` where a rule is broken."""
        pairs = self._pairs(self.r[block], with_ways=self._kinds_by(PLACE) is None)
        worth[:] = 0
        for criterion in self._criteria:
            np.add(worth, self._said(criterion, block, pairs), out=worth, casting="same_kind")
        for rule in self._rules:
            np.copyto(worth, nothing, where=self._said(rule, block, pairs))

    @cached_property
    def _number(self) -> type[np.signedinteger[Any]]:
        """As few bytes as every sum of points has room in."""
        return small_number(sum(self.problem.settings.weights.values()), self.problem.asks.base[self.r])

    def _said(self, prepared: _Kinds | Judge, block: slice, pairs: Pairs) -> Array:
        return prepared.of(block) if isinstance(prepared, _Kinds) else prepared(pairs, self.problem.settings)

    def _prepared(self, asks: tuple[str, ...], judge: Judge) -> _Kinds | Judge:
        """The rows of a rule or criterion; itself, where requests differ too much or list people."""
        found = self._kinds_by(asks)
        if found is None:
            return judge
        first, row_of = found
        rows = []
        for block in self._blocks(len(first)):
            pairs = self._pairs(first[block], with_ways=asks == PLACE)
            said = np.asarray(judge(pairs, self.problem.settings))
            if said.ndim < 2:  # the same of every request
                return self._kept(said[np.newaxis], 1, row_of)
            rows.append(self._kept(said, block.stop - block.start, row_of).table)
        return _Kinds(np.concatenate(rows), row_of)

    def _kept(self, said: Array, count: int, row_of: NDArray[np.intp]) -> _Kinds:
        """What a judge said as full rows of small numbers."""
        table = np.broadcast_to(said, (count, len(self.c)))
        return _Kinds(np.ascontiguousarray(table if table.dtype == bool else table.astype(self._number)), row_of)

    def _blocks(self, count: int) -> list[slice]:
        """As many rows at once as stay in the cache."""
        step = max(1, BLOCK // len(self.c))
        return [slice(start, min(start + step, count)) for start in range(0, count, step)]

    def _kinds_by(self, asks: tuple[str, ...]) -> tuple[Ints, NDArray[np.intp]] | None:
        """One request of each kind, and the kind of each; None where they are too many."""
        if asks not in self._kinds:
            self._kinds[asks] = self._found_kinds([getattr(self.problem.asks, name) for name in asks])
        return self._kinds[asks]

    def _found_kinds(self, columns: list[Array | Lists]) -> tuple[Ints, NDArray[np.intp]] | None:
        if any(isinstance(column, tuple) and any(len(column[row]) for row in self.r) for column in columns):
            return None  # lists of people are as many as requests
        facts = [column[..., self.r] for column in columns if not isinstance(column, tuple)]
        first, kind = kinds(*facts, count=len(self.r))
        if len(first) > 1 and (len(first) > FEW * len(self.r) or len(first) * len(self.c) > KEPT):
            return None
        return self.r[first], kind

    def _pairs(self, r: Ints, *, with_ways: bool) -> Pairs:
        """Requests beside all candidates; where several ask for the ways between them, worked out once."""
        pairs = self.problem.pairs(self.c[np.newaxis, :], r[:, np.newaxis])
        return replace(pairs, way_hm=self._ways(r)) if with_ways else pairs

    def _ways(self, r: Ints) -> NDArray[np.float64]:
        """The ways between requests and all candidates; people of one place have the same."""
        first, place = self._places
        ways = self.problem.pairs(self.c[np.newaxis, first], r[:, np.newaxis]).distance_hm()
        return ways if len(first) == len(self.c) else ways[:, place]

    @cached_property
    def _places(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """The first candidate of each place, and the place of each candidate."""
        return kinds(self.problem.people.xyz[:, self.c], count=len(self.c))


def _merged(prepared: list[_Kinds | Judge], together: np.ufunc) -> list[_Kinds | Judge]:
    """Rows that hold for all requests as one row, and what says no or nothing of every pair left out."""
    for_all = [one for one in prepared if isinstance(one, _Kinds) and len(one.table) == 1]
    rest = [one for one in prepared if one not in for_all]
    if for_all:
        rest.append(_Kinds(together.reduce([one.table for one in for_all]), for_all[0].row_of))
    return [one for one in rest if not isinstance(one, _Kinds) or one.table.any()]


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
