"""Who can talk and lives near: the pairs that are worth judging by the other rules.

Requests that can be served in the same languages at the same levels form a class; the
candidates who can talk to a class are joined with it by place in a tree. Where nearly
all of a large class are near each other, its pairs are a grid.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from matching.columns import Bools, Ints
from matching.pairs import EARTH_RADIUS_HM
from matching.problem import Problem

RADIUS_STEPS_HM: Final = (50.0, 100.0, 150.0, 200.0, 300.0, 500.0, 1000.0, np.inf)
LEAST_GRID: Final = 50_000  # cells; a smaller class is not worth counting
DENSE: Final = 0.3  # share of near pairs from which a grid is faster than a list

# Candidates and requests: two lists of one length, or a row and a column that span a grid.
Block = tuple[Ints, Ints]
Floats = NDArray[np.float64]
Class = tuple[tuple[tuple[int, int], ...], int, tuple[int, ...]]


def near_pairs(problem: Problem, is_open: Bools) -> Iterator[Block]:
    """Pairs that can talk and are near or remote, class by class."""
    people = problem.people
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
            yield from _joined(problem, speakers, members, radius)


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


def _joined(problem: Problem, speakers: Ints, members: Ints, radius: Floats) -> Iterator[Block]:
    """The pairs of one class: as a grid where it is large and nearly everybody is near."""
    people, asks = problem.people, problem.asks
    joins = list(_joins_by_place(people.xyz, asks.xyz, speakers, members, radius))
    cells = len(speakers) * len(members)
    if cells >= LEAST_GRID and sum(join.count() for join in joins) >= DENSE * cells:
        yield speakers[np.newaxis, :], members[:, np.newaxis]
        return
    for join in joins:
        yield join.pairs()
    yield _everybody(speakers[people.remote[speakers]], members[asks.remote_ok[members]])


def _everybody(candidates: Ints, requests: Ints) -> Block:
    """Everybody with everybody: distance does not matter to them."""
    return np.repeat(candidates, len(requests)), np.tile(requests, len(candidates))


@dataclass(frozen=True, slots=True)
class _Join:
    """Candidates and requests of a class, with the chord that no way between them may exceed."""

    candidates: Ints
    requests: Ints
    people_xyz: Floats
    tree: cKDTree
    chord: float

    def count(self) -> int:
        """How many pairs there are, without listing them."""
        if self.chord == np.inf:
            return len(self.candidates) * len(self.requests)
        return int(self._people().count_neighbors(self.tree, self.chord))

    def pairs(self) -> Block:
        """The pairs as a list."""
        if self.chord == np.inf:
            return _everybody(self.candidates, self.requests)
        found = self._people().sparse_distance_matrix(self.tree, self.chord, output_type="ndarray")
        return self.candidates[found["i"]], self.requests[found["j"]]

    def _people(self) -> cKDTree:
        return cKDTree(self.people_xyz[:, self.candidates].T)


def _joins_by_place(
    people_xyz: Floats, asks_xyz: Floats, speakers: Ints, members: Ints, radius: Floats
) -> Iterator[_Join]:
    """Pairs within the radius of the candidate, up to the rounding that the rule decides."""
    speakers = speakers[~np.isnan(people_xyz[0, speakers])]
    members = members[~np.isnan(asks_xyz[0, members])]
    if not len(members):
        return
    tree = cKDTree(asks_xyz[:, members].T)
    step = np.searchsorted(RADIUS_STEPS_HM, radius[speakers])
    for place, limit in enumerate(RADIUS_STEPS_HM):
        group = speakers[step == place]
        if len(group):
            yield _Join(group, members, people_xyz, tree, chord(limit + 1))


def chord(hectometres: float) -> float:
    """The straight line, in radii of the earth, below a way of so many hectometres; endless for an endless one.

    >>> round(chord(637.10088), 4), chord(float("inf"))
    (0.01, inf)
    """
    half = hectometres / (2 * EARTH_RADIUS_HM)
    return float(2 * np.sin(min(half, np.pi / 2))) if half < np.inf else np.inf
