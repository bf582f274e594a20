"""All admissible pairs of a problem with their values.

Most of the n × m pairs are never looked at. Requests that can be served in the same
languages at the same levels form a class; the candidates who can talk to a class are
joined with it by place in a tree. The remaining rules judge the pairs that are left,
and each rule sees only what the one before it let through.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from matching.columns import Bools, Ints
from matching.pairs import EARTH_RADIUS_HM
from matching.problem import Problem
from matching.rules import RULES
from matching.value import value

# The classes answer these rules already; a test holds them against the rules themselves.
SIEVED: Final = frozenset({
    "need.referral_only", "not_released", "mode", "capacity.full",
    "language.none", "level.too_low", "german.too_low",
})  # fmt: skip
RADIUS_STEPS_HM: Final = (50.0, 100.0, 150.0, 200.0, 300.0, 500.0, 1000.0, np.inf)
BLOCK: Final = 500_000  # pairs judged at once, to bound memory
THREADS: Final = 2

Class = tuple[tuple[tuple[int, int], ...], int, tuple[int, ...]]


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
    near = _near_pairs(problem, ~closed & ~problem.asks.referral_only)
    empty = np.zeros(0, dtype=np.int64)
    judged = [(empty, empty, empty), *_judged(problem, near)]
    r, c, v = (np.concatenate(parts) for parts in zip(*judged, strict=True))
    key = r * len(problem.candidates) + c
    order = np.argsort(key, kind="stable")
    key = key[order]
    order = order[np.flatnonzero(np.diff(key, prepend=-1))]  # near and remote at once: one pair
    table = PairTable(r[order], c[order], v[order], len(problem.requests), len(problem.candidates))
    return _without_forbidden(table, problem)


def _without_forbidden(table: PairTable, problem: Problem) -> PairTable:
    """Leave out what people have forbidden."""
    if not problem.forbidden:
        return table
    count = table.candidate_count
    keys = [problem.request_row[r] * count + problem.candidate_row[c] for r, c in problem.forbidden]
    return table.only(~np.isin(table.r * count + table.c, np.array(keys, dtype=np.int64)))


def _judged(problem: Problem, near: Iterator[tuple[Ints, Ints]]) -> Iterator[tuple[Ints, Ints, Ints]]:
    """Lawful pairs with their values, block by block, on as many threads as pay.

    Blocks wait in a short queue only, because all of them at once would fill the memory.
    """

    def judge(c: Ints, r: Ints) -> tuple[Ints, Ints, Ints]:
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


def _blocks(parts: Iterator[tuple[Ints, Ints]]) -> Iterator[tuple[Ints, Ints]]:
    """Gather small parts and cut large ones, so that each block is worth its overhead."""
    held: list[tuple[Ints, Ints]] = []
    count = 0
    for c, r in parts:
        for start in range(0, len(c), BLOCK):
            held.append((c[start : start + BLOCK], r[start : start + BLOCK]))
            count += len(held[-1][0])
            if count >= BLOCK:
                yield _joined(held)
                held, count = [], 0
    if held:
        yield _joined(held)


def _joined(parts: list[tuple[Ints, Ints]]) -> tuple[Ints, Ints]:
    """Several lists of pairs as one."""
    return np.concatenate([c for c, _ in parts]), np.concatenate([r for _, r in parts])


def _near_pairs(problem: Problem, is_open: Bools) -> Iterator[tuple[Ints, Ints]]:
    """Pairs that can talk and are near or remote, class by class."""
    people, asks = problem.people, problem.asks
    available = people.released & (problem.places > 0)
    radius = np.where(np.isnan(people.radius_hm), np.floor(problem.settings.default_radius_km * 10), people.radius_hm)
    for (languages, german, mode), members in _classes(problem, is_open).items():
        speaks = np.zeros(len(people.ids), dtype=bool)
        for row, level in languages:
            speaks |= people.level[row] >= level
        speaks &= available & (people.german >= german)
        works = np.zeros(len(people.ids), dtype=bool)
        for word, asked in zip(people.mode, mode, strict=True):
            works |= (word & np.uint64(asked)) != 0
        speakers = np.flatnonzero(speaks & works)
        if len(speakers):
            yield from _join_by_place(people.xyz, asks.xyz, speakers, members, radius)
            yield _remote_pairs(speakers[people.remote[speakers]], members[asks.remote_ok[members]])


def _classes(problem: Problem, is_open: Bools) -> dict[Class, Ints]:
    """Open requests by what decides who can talk to them: languages, German, mode."""
    asks = problem.asks
    groups: defaultdict[Class, list[int]] = defaultdict(list)
    for r in np.flatnonzero(is_open):
        least = max(1, int(asks.min_level[r]))
        languages = set()
        for row, own, factor in zip(asks.slot_row[:, r], asks.slot_level[:, r], asks.slot_factor[:, r], strict=True):
            needed = -(-least * 1000 // int(factor)) if factor else 8
            if needed <= own:
                languages.add((int(row), needed))
        if languages:
            mode = tuple(int(word) for word in asks.mode[:, r])
            groups[tuple(sorted(languages)), int(asks.german_level[r]), mode].append(int(r))
    return {key: np.array(members, dtype=np.int64) for key, members in groups.items()}


def _remote_pairs(candidates: Ints, requests: Ints) -> tuple[Ints, Ints]:
    """Everybody with everybody: distance does not matter to them."""
    return np.repeat(candidates, len(requests)), np.tile(requests, len(candidates))


def _join_by_place(
    people_xyz: NDArray[np.float64],
    asks_xyz: NDArray[np.float64],
    speakers: Ints,
    members: Ints,
    radius: NDArray[np.float64],
) -> Iterator[tuple[Ints, Ints]]:
    """Pairs within the radius of the candidate, up to the rounding that the rule decides."""
    speakers = speakers[~np.isnan(people_xyz[0, speakers])]
    members = members[~np.isnan(asks_xyz[0, members])]
    if not len(members):
        return
    tree = cKDTree(asks_xyz[:, members].T)
    step = np.searchsorted(RADIUS_STEPS_HM, radius[speakers])
    for place, limit in enumerate(RADIUS_STEPS_HM):
        group = speakers[step == place]
        if not len(group):
            continue
        if limit == np.inf:
            yield _remote_pairs(group, members)
            continue
        chord = 2 * np.sin((limit + 1) / (2 * EARTH_RADIUS_HM))
        found = cKDTree(people_xyz[:, group].T).sparse_distance_matrix(tree, chord, output_type="ndarray")
        yield group[found["i"]], members[found["j"]]
