"""All admissible pairs of a problem with their values.

Most of the n × m pairs are never looked at: ``near`` finds those who can talk and live
near. The remaining rules judge the pairs that are left, and each rule sees only what
the one before it let through. Where nearly everybody is near, pairs come as a grid of
requests × candidates and the rules judge rows and columns side by side, which is
several times faster than a list.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matching.columns import Bools, Ints
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
GRID_BLOCK: Final = 60_000  # cells of a grid at once: they stay in the processor's cache
THREADS: Final = 2


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
    judged = [(empty, empty, empty), *_judged(problem, near)]
    r, c, v = (np.concatenate(parts) for parts in zip(*judged, strict=True))
    table = PairTable(r, c, v, len(problem.requests), len(problem.candidates))
    key = r * len(problem.candidates) + c
    if not np.all(key[1:] > key[:-1]):
        order = np.argsort(key, kind="stable")
        table = table.only(order[np.flatnonzero(np.diff(key[order], prepend=-1))])  # near and remote at once: one pair
    return _without_forbidden(table, problem)


def _without_forbidden(table: PairTable, problem: Problem) -> PairTable:
    """Leave out what people have forbidden."""
    if not problem.forbidden:
        return table
    count = table.candidate_count
    keys = [problem.request_row[r] * count + problem.candidate_row[c] for r, c in problem.forbidden]
    return table.only(~np.isin(table.r * count + table.c, np.array(keys, dtype=np.int64)))


def _judged(problem: Problem, near: Iterator[Block]) -> Iterator[tuple[Ints, Ints, Ints]]:
    """Lawful pairs with their values, block by block, on as many threads as pay.

    Blocks wait in a short queue only, because all of them at once would fill the memory.
    """

    def judge(c: Ints, r: Ints) -> tuple[Ints, Ints, Ints]:
        if c.ndim == r.ndim == 2:
            return _judged_grid(problem, c, r)
        c, r = _lawful(problem, c, r)
        return r, c, value(problem.pairs(c, r), problem.settings)

    with ThreadPoolExecutor(THREADS) as threads:
        waiting: deque[Future[tuple[Ints, Ints, Ints]]] = deque()
        for c, r in _blocks(near):
            waiting.append(threads.submit(judge, c, r))
            if len(waiting) > 2 * THREADS:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _judged_grid(problem: Problem, c: Ints, r: Ints) -> tuple[Ints, Ints, Ints]:
    """The lawful pairs of a grid with their values, request by request."""
    grid = problem.pairs(c, r)
    grid = replace(grid, way_hm=grid.distance_hm())
    broken = np.zeros(grid.shape, dtype=bool)
    for rule in RULES:
        if rule.code not in SIEVED:
            broken |= rule.breaks(grid, problem.settings)
    kept = np.flatnonzero(~broken)
    row, column = kept // c.shape[1], kept % c.shape[1]
    return r[row, 0], c[0, column], value(grid, problem.settings).ravel()[kept]


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


def _blocks(parts: Iterator[Block]) -> Iterator[Block]:
    """Gather small lists and cut large ones and grids, so that each block is worth its overhead."""
    held: list[Block] = []
    count = 0
    for c, r in parts:
        if c.ndim == 2:
            step = max(1, GRID_BLOCK // c.shape[1])
            yield from ((c, r[start : start + step]) for start in range(0, len(r), step))
            continue
        for start in range(0, len(c), BLOCK):
            held.append((c[start : start + BLOCK], r[start : start + BLOCK]))
            count += len(held[-1][0])
            if count >= BLOCK:
                yield _joined(held)
                held, count = [], 0
    if held:
        yield _joined(held)


def _joined(parts: list[Block]) -> Block:
    """Several lists of pairs as one."""
    return np.concatenate([c for c, _ in parts]), np.concatenate([r for _, r in parts])
