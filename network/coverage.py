"""Who can meet which demand: covered by one, covered by two, hanging on somebody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from network.actors import VOLUNTEER, Actor
from network.area import AreaCoverage
from network.demand import Assumptions, Demand, Floats, Grid, demand
from network.measures.matrix import Sparse
from network.places import Place
from network.reach import ways
from network.snapshot import Snapshot

Booleans = NDArray[np.bool_]


@dataclass(frozen=True)
class CellRow:
    """One cell of supply and demand."""

    municipality: str
    language: str
    need: str
    open_count: int
    expected_count: float
    volunteer_count: int


@dataclass(frozen=True)
class Coverage:
    """Demand, and how many volunteers reach each cell.

    Reach factorises: a volunteer serves every municipality that is near, in
    every language, for every need of theirs. So `near` (volunteers × municipalities)
    and `skill` (volunteers × language·need) say all, and the counts are one sparse
    product. `afar` is the part of `skill` that needs no way at all.
    """

    demand: Demand
    volunteers: tuple[Actor, ...]
    near: Sparse
    skill: Sparse
    afar: Sparse
    places: tuple[Place | None, ...]
    assumptions: Assumptions

    @property
    def grid(self) -> Grid:
        """The axes of the tables."""
        return self.demand.grid

    @cached_property
    def weight(self) -> Floats:
        """Requests within the horizon, shape (municipalities, language·need)."""
        m, wide, deep = self.grid.shape
        return self.demand.weight.reshape(m, wide * deep)

    @cached_property
    def count(self) -> Floats:
        """Volunteers who reach each cell, shape (municipalities, language·need)."""
        at_home = (self.near.T @ (self.skill - self.afar)).toarray()
        return np.asarray(at_home + np.asarray(self.afar.sum(axis=0)).reshape(1, -1), dtype=np.float64)

    def gap(self, people: int = 1) -> float:
        """Requests that lack somebody: sum of weight · (1 - min(count, k) / k)."""
        return float((self.weight * (1 - np.minimum(self.count, people) / people)).sum())

    def share(self, people: int = 1) -> float | None:
        """Share of the demand that at least so many people can meet; None without demand."""
        total = float(self.weight.sum())
        return float(self.weight[self.count >= people].sum()) / total if total else None

    def areas(self) -> dict[str, AreaCoverage]:
        """Coverage of each municipality, for the map."""
        total = self.weight.sum(axis=1)
        safe = np.where(total > 0, total, 1.0)
        one = (self.weight * (self.count >= 1)).sum(axis=1) / safe
        two = (self.weight * (self.count >= 2)).sum(axis=1) / safe
        rows = zip(self.grid.municipalities, total.tolist(), one.tolist(), two.tolist(), strict=True)
        return {ags: AreaCoverage(weight, first, second) for ags, weight, first, second in rows}

    def cells(self, least: float = 0.05) -> list[CellRow]:
        """Cells with a demand of at least `least` requests, the largest first."""
        _, wide, deep = self.grid.shape
        rows, columns = np.nonzero(self.weight >= least)
        order = np.lexsort((columns, rows, -self.weight[rows, columns]))
        shape = (len(self.grid.municipalities), wide * deep)
        waiting, expected = self.demand.open.reshape(shape), self.demand.expected.reshape(shape)
        return [
            CellRow(
                self.grid.municipalities[row],
                self.grid.languages[column // deep],
                self.grid.needs[column % deep],
                int(waiting[row, column]),
                round(float(expected[row, column]), 4),
                int(self.count[row, column]),
            )
            for row, column in zip(rows[order], columns[order], strict=True)
        ]

    def sole_cover_losses(self) -> dict[str, float]:
        """For every volunteer: the demand that nobody else meets.

        A region shows the number of languages that hang on one person, never who.
        """
        alone = self.weight * (self.count == 1)
        at_home = (self.near @ sparse.csr_array(alone)).multiply(self.skill - self.afar).sum(axis=1)
        from_afar = self.afar @ alone.sum(axis=0)
        lost = np.asarray(at_home).ravel() + np.asarray(from_afar).ravel()
        return dict(zip((one.id for one in self.volunteers), lost.tolist(), strict=True))

    def bus_factor(self, ags: str, share: float = 0.5) -> int | None:
        """How few people need to leave until the municipality keeps less than half of its coverage.

        None if nothing is covered today.
        """
        return len(self.pillars(ags, share)) or None

    def pillars(self, ags: str, share: float = 0.5) -> tuple[str, ...]:
        """Who these people are; nobody if nothing is covered today.

        Two greedy orders are tried, by what hangs on somebody alone and by their
        share in what they do together; the smaller number counts.
        """
        row = self.grid.municipalities.index(ags)
        people, reach = self._reach(row)
        covered = (self.weight[row] > 0) & reach.any(axis=0)
        if not covered.any():
            return ()
        reach, weight = reach[:, covered], self.weight[row, covered]
        serves = reach.any(axis=1)
        orders = [_leaving(reach[serves], weight, share, alone_first=first) for first in (True, False)]
        return tuple(self.volunteers[one].id for one in people[serves][min(orders, key=len)])

    def _reach(self, row: int) -> tuple[NDArray[np.intp], Floats]:
        """Who serves which language and need in one municipality: positions of volunteers, and a row for each."""
        here = self.near[:, [row]].toarray().ravel() > 0
        chosen = np.flatnonzero(here | (np.diff(self.afar.indptr) > 0))
        skill = np.where(here[chosen, None], self.skill[chosen].toarray(), self.afar[chosen].toarray())
        return chosen, np.asarray(skill, dtype=np.float64)


def _leaving(reach: Floats, weight: Floats, share: float, *, alone_first: bool) -> list[int]:
    """Which rows leave in one greedy order until less than the share is left."""
    count, left = reach.sum(axis=0), list(range(len(reach)))
    least, gone = share * float(weight.sum()), []
    while float(weight[count > 0].sum()) >= least:
        sole = reach @ (weight * (count == 1))
        part = reach @ np.divide(weight, count, out=np.zeros_like(weight), where=count > 0)
        first = int(np.lexsort((-part, -sole))[0] if alone_first else part.argmax())
        count = count - reach[first]
        reach = np.delete(reach, first, axis=0)
        gone.append(left.pop(first))
    return gone


def coverage(snapshot: Snapshot, assumptions: Assumptions | None = None) -> Coverage:
    """Demand of a snapshot, and how many released volunteers with room reach each cell."""
    rules = assumptions or Assumptions()
    people = tuple(
        actor for actor in snapshot.active_actors if actor.kind == VOLUNTEER and actor.is_released and actor.has_room
    )
    grid = _grid(snapshot, people)
    skill, afar = _skills(people, grid, rules)
    return Coverage(
        demand(snapshot.requests, snapshot.places_by_ags, grid, on=snapshot.on, assumptions=rules),
        people,
        _near(people, grid, snapshot),
        skill,
        afar,
        tuple(snapshot.places_by_ags.get(ags) for ags in grid.municipalities),
        rules,
    )


def _grid(snapshot: Snapshot, people: Sequence[Actor]) -> Grid:
    """All municipalities, languages and needs that are asked for or offered."""
    municipalities = {one.municipality for one in snapshot.requests} | set(snapshot.places_by_ags)
    languages = {one.language for one in snapshot.requests}.union(*(one.languages for one in people))
    needs = {one.need for one in snapshot.requests}.union(*(one.needs for one in people))
    return Grid(tuple(sorted(municipalities)), tuple(sorted(languages)), tuple(sorted(needs)))


def _skills(people: Sequence[Actor], grid: Grid, rules: Assumptions) -> tuple[Sparse, Sparse]:
    """Languages times needs of each volunteer, and those of them that work from afar."""
    _, wide, deep = grid.shape
    languages = {key: index for index, key in enumerate(grid.languages)}
    needs = {key: index for index, key in enumerate(grid.needs)}
    rows: list[int] = []
    columns: list[int] = []
    afar: list[bool] = []
    for row, actor in enumerate(people):
        for language in set(actor.languages):
            for need in set(actor.needs):
                rows.append(row)
                columns.append(languages[language] * deep + needs[need])
                afar.append(actor.is_remote and need in rules.remote_needs)
    shape = (len(people), wide * deep)
    remote = np.array(afar, dtype=float)
    skill = sparse.csr_array((np.ones(len(rows)), (rows, columns)), shape=shape)
    found = sparse.csr_array((remote, (rows, columns)), shape=shape)
    found.eliminate_zeros()
    return skill, found


def _near(people: Sequence[Actor], grid: Grid, snapshot: Snapshot) -> Sparse:
    """Which municipalities each volunteer travels to, shape (volunteers, municipalities)."""
    found = ways(people, grid.municipalities, snapshot.places_by_ags, snapshot.thresholds.radius_km)
    return sparse.csr_array(found.table.astype(float))[found.row]
