"""All admissible pairs of a problem with their values.

Most of the n × m pairs are never looked at: ``near`` finds those who can talk and live
near. The remaining rules judge the pairs that are left, and each rule sees only what
the one before it let through. Where nearly everybody is near, pairs come as a grid of
requests × candidates and the rules judge rows and columns side by side, which is
several times faster than a list.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matching.columns import Bools, Ints
from matching.grid import Grid, Rows
from matching.near import Block, near_pairs
from matching.problem import Problem
from matching.rules import RULES
from matching.value import value

# The classes answer these rules already; a test holds them against the rules themselves.
SIEVED: Final = frozenset({
    "need.referral_only", "not_released", "mode", "capacity.full",
    "language.none", "level.too_low", "german.too_low",
})  # fmt: skip
BLOCK: Final = 500_000  # pairs judged at once, to bound memory
THREADS: Final = 2

Listed = tuple[Ints, Ints, Ints]  # rows of requests, of candidates, values
Judged = Listed | Rows


@dataclass(frozen=True, slots=True)
class PairTable:
    """Admissible pairs sorted by request, then candidate: rows and whole values."""

    r: Ints
    c: Ints
    value: Ints
    request_count: int
    candidate_count: int

    def __len__(self) -> int:
        """How many pairs there are."""
        return len(self.r)

    def starts(self) -> Ints:
        """Where each request's pairs begin; one entry more than there are requests."""
        return np.asarray(np.searchsorted(self.r, np.arange(self.request_count + 1)))

    def only(self, kept: NDArray[np.int64] | Bools) -> PairTable:
        """The chosen pairs of the table."""
        return PairTable(self.r[kept], self.c[kept], self.value[kept], self.request_count, self.candidate_count)


def admissible_pairs(problem: Problem) -> PairTable:
    """Every pair that breaks no rule, pinned requests and forbidden pairs left out."""
    closed = np.zeros(len(problem.requests), dtype=bool)
    closed[[problem.request_row[request_id] for request_id, _ in problem.pinned]] = True
    near = near_pairs(problem, ~closed & ~problem.asks.referral_only)
    empty = np.zeros(0, dtype=np.int64)
    listed, grids = [(empty, empty, empty)], list[Rows]()
    for part in _judged(problem, near):
        if len(part) == 3:
            listed.append(part)
        else:
            grids.append(part)
    r, c, v = (np.concatenate(parts) for parts in zip(*listed, strict=True))
    table = PairTable(r, c, v, len(problem.requests), len(problem.candidates))
    key = r * len(problem.candidates) + c
    if not np.all(key[1:] > key[:-1]):
        order = np.argsort(key, kind="stable")
        table = table.only(order[np.flatnonzero(np.diff(key[order], prepend=-1))])  # near and remote at once: one pair
    return _without_forbidden(_with_grids(table, grids), problem)


def _with_grids(table: PairTable, grids: list[Rows]) -> PairTable:
    """Put the rows of grids in their places; a request has all of its pairs in a grid, or none."""
    if not grids:
        return table
    starts = table.starts()
    count, empty = np.diff(starts), np.zeros(0, dtype=np.int64)
    pieces = [(table.c[a:b], table.value[a:b]) if a < b else (empty, empty) for a, b in pairwise(starts.tolist())]
    for requests, counts, c, v in grids:
        count[requests] = counts
        ends = np.cumsum(counts).tolist()
        for row, a, b in zip(requests.tolist(), [0, *ends], ends, strict=False):
            pieces[row] = (c[a:b], v[a:b])
    c, v = (np.concatenate(parts) for parts in zip(*pieces, strict=True))
    r = np.repeat(np.arange(table.request_count), count)
    return PairTable(r, c, v, table.request_count, table.candidate_count)


def _without_forbidden(table: PairTable, problem: Problem) -> PairTable:
    """Leave out what people have forbidden."""
    if not problem.forbidden:
        return table
    count = table.candidate_count
    keys = [problem.request_row[r] * count + problem.candidate_row[c] for r, c in problem.forbidden]
    return table.only(~np.isin(table.r * count + table.c, np.array(keys, dtype=np.int64)))


def _judged(problem: Problem, near: Iterator[Block]) -> Iterator[Judged]:
    """Lawful pairs with their values, block by block, on as many threads as pay.

    Blocks wait in a short queue only, because all of them at once would fill the memory.
    """
    with ThreadPoolExecutor(THREADS) as threads:
        waiting: deque[Future[Judged]] = deque()
        for task in _tasks(problem, near):
            waiting.append(threads.submit(task))
            if len(waiting) > 2 * THREADS:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _judged_list(problem: Problem, c: Ints, r: Ints) -> Listed:
    c, r = _lawful(problem, c, r)
    return r, c, value(problem.pairs(c, r), problem.settings)


def _lawful(problem: Problem, c: Ints, r: Ints) -> tuple[Ints, Ints]:
    """The pairs that break none of the rules which the classes have not answered."""
    for rule in RULES:
        if rule.code in SIEVED or not len(c):
            continue
        broken = rule.breaks(problem.pairs(c, r), problem.settings)
        if broken.any():
            kept = np.flatnonzero(~np.broadcast_to(broken, c.shape))
            c, r = c[kept], r[kept]
    return c, r


def _tasks(problem: Problem, parts: Iterator[Block]) -> Iterator[Callable[[], Judged]]:
    """Gather small lists and cut large ones and grids, so that each block is worth its overhead."""
    held: list[Block] = []
    count = 0
    for c, r in parts:
        if c.ndim == 2:
            grid = Grid(problem, c[0], r[:, 0], SIEVED)
            yield from (partial(grid.judged, block) for block in grid.blocks())
            continue
        for start in range(0, len(c), BLOCK):
            held.append((c[start : start + BLOCK], r[start : start + BLOCK]))
            count += len(held[-1][0])
            if count >= BLOCK:
                yield partial(_judged_list, problem, *_joined(held))
                held, count = [], 0
    if held:
        yield partial(_judged_list, problem, *_joined(held))


def _joined(parts: list[Block]) -> Block:
    """Several lists of pairs as one."""
    return np.concatenate([c for c, _ in parts]), np.concatenate([r for _, r in parts])
