"""All admissible pairs of a problem with their values.

Most of the n × m pairs are never looked at: ``near`` finds those who can talk and live
near. The remaining rules judge the pairs that are left, and each rule sees only what
the one before it let through. Where nearly everybody is near, pairs come as a grid of
requests × candidates, the rules judge rows and columns side by side, and the pairs stay
cells: several times faster than a list, and a twelfth of its memory.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Final

import numpy as np

from matching.cells import Cells
from matching.columns import Ints
from matching.grid import Grid
from matching.near import Block, near_pairs
from matching.pair_table import PairTable, from_keys
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


@dataclass(frozen=True)
class Admissible:
    """All admissible pairs: a list, and cells where nearly everybody fits. A request has pairs in one of them only."""

    listed: PairTable
    cells: tuple[Cells, ...] = ()

    def __len__(self) -> int:
        """How many pairs there are."""
        return len(self.listed) + sum(len(one) for one in self.cells)

    @cached_property
    def table(self) -> PairTable:
        """All pairs in one list, sorted by request, then candidate."""
        tables = [self.listed, *(one.listed() for one in self.cells)]
        r, c, value = (np.concatenate([getattr(one, name) for one in tables]) for name in ("r", "c", "value"))
        order = np.argsort(r, kind="stable") if np.any(r[1:] < r[:-1]) else slice(None)
        return PairTable(r[order], c[order], value[order], self.listed.request_count, self.listed.candidate_count)


def admissible_pairs(problem: Problem) -> PairTable:
    """Every pair that breaks no rule as a list, pinned requests and forbidden pairs left out."""
    return admissible(problem).table


def admissible(problem: Problem) -> Admissible:
    """Every pair that breaks no rule, pinned requests and forbidden pairs left out."""
    closed = np.zeros(len(problem.requests), dtype=bool)
    closed[[problem.request_row[request_id] for request_id, _ in problem.pinned]] = True
    near, cells = near_pairs(problem, ~closed & ~problem.asks.referral_only), list[Cells]()
    key, worth = _gathered(_judged(problem, _lists(problem, near, cells)), len(problem.candidates))
    table = from_keys(key, worth, len(problem.requests), len(problem.candidates))
    return _without_forbidden(Admissible(table, tuple(cells)), problem)


def _gathered(blocks: Iterator[Listed], candidate_count: int) -> tuple[Ints, Ints]:
    """All pairs by one number each, because two columns would take as much memory again, and their values."""
    keys, values = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for r, c, worth in blocks:
        keys.append(r * candidate_count + c)
        values.append(worth)
    return np.concatenate(keys), np.concatenate(values)


def _lists(problem: Problem, near: Iterator[Block], cells: list[Cells]) -> Iterator[Block]:
    """The blocks that are lists; grids are judged on the way and become cells."""
    for c, r in near:
        if c.ndim == 2:
            cells.append(Grid(problem, c[0], r[:, 0], SIEVED).cells())
        else:
            yield c, r


def _without_forbidden(found: Admissible, problem: Problem) -> Admissible:
    """Leave out what people have forbidden."""
    if not problem.forbidden:
        return found
    rows = [(problem.request_row[r], problem.candidate_row[c]) for r, c in problem.forbidden]
    r, c = np.array(rows, dtype=np.int64).T
    table = found.listed
    kept = ~np.isin(table.r * table.candidate_count + table.c, r * table.candidate_count + c)
    for one in found.cells:
        one.forbid(r, c)
    return Admissible(table.only(kept), found.cells)


def _judged(problem: Problem, lists: Iterator[Block]) -> Iterator[Listed]:
    """Lawful pairs with their values, block by block, on as many threads as pay.

    Blocks wait in a short queue only, because all of them at once would fill the memory.
    """
    with ThreadPoolExecutor(THREADS) as threads:
        waiting: deque[Future[Listed]] = deque()
        for task in _tasks(problem, lists):
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


def _tasks(problem: Problem, lists: Iterator[Block]) -> Iterator[Callable[[], Listed]]:
    """Gather small lists and cut large ones, so that each block is worth its overhead."""
    held: list[Block] = []
    count = 0
    for c, r in lists:
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
