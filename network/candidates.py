"""Which acts are possible: whom to recruit where, whom to train, which municipalities to join."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from network.acts import Act, Candidates, Costs
from network.coverage import Booleans, Coverage
from network.demand import Floats
from network.finding import Fact
from network.measures.matrix import Sparse
from network.places import distances

RECRUIT_RADIUS_KM = 15.0
INTRODUCE_RADIUS_KM = 35.0
PACKAGE = 3  # a new volunteer takes on about three needs
COURSE = 12  # people in one training
KINDS = ("recruit", "train", "introduce")


def possible_acts(
    coverage: Coverage, *, kinds: Iterable[str] = KINDS, costs: Costs | None = None, people: int = 1
) -> Candidates:
    """All acts that would close anything, with what they add to each cell."""
    costs = costs or Costs()
    makers = {"recruit": _recruits, "train": _trainings, "introduce": _introductions}
    parts = [makers[kind](coverage, costs, people) for kind in kinds]
    found = [part for part in parts if part.acts]
    cells = coverage.weight.size
    if not found:
        return Candidates((), sparse.csr_array((0, cells)))
    adds = sparse.vstack([part.adds for part in found], format="csr")
    return Candidates(tuple(act for part in found for act in part.acts), adds)


def lacking(coverage: Coverage, people: int) -> Floats:
    """Demand that lacks somebody, by cell (municipalities, languages, needs)."""
    open_part = np.maximum(people - coverage.count, 0.0) > 0
    return np.asarray((coverage.weight * open_part).reshape(coverage.grid.shape), dtype=np.float64)


def _recruits(coverage: Coverage, costs: Costs, people: int) -> Candidates:
    """A new volunteer in m with language ℓ and the three needs that lack most within 15 km."""
    m, wide, deep = coverage.grid.shape
    if not (m and wide and deep):
        return Candidates((), sparse.csr_array((0, coverage.weight.size)))
    near = distances(coverage.places) <= RECRUIT_RADIUS_KM
    sums = (near @ lacking(coverage, people).reshape(m, wide * deep)).reshape(m, wide, deep)
    package = min(PACKAGE, deep)
    best = np.sort(np.argpartition(-sums, package - 1, axis=2)[:, :, :package], axis=2)
    rows, columns = np.nonzero(np.take_along_axis(sums, best, axis=2).sum(axis=2) > 0)
    chosen, grid = best[rows, columns], coverage.grid
    needs = np.array(grid.needs, dtype=object)[chosen].tolist()
    acts = tuple(
        _recruit(grid.municipalities[row], grid.languages[column], tuple(package), costs)
        for row, column, package in zip(rows.tolist(), columns.tolist(), needs, strict=True)
    )
    return Candidates(acts, _recruit_adds(coverage, near, rows, columns, chosen))


def _recruit(ags: str, language: str, needs: tuple[str, ...], costs: Costs) -> Act:
    facts: dict[str, Fact] = {
        "municipality": ags,
        "language": language,
        "needs": needs,
        "radius_km": RECRUIT_RADIUS_KM,
    }
    return Act("recruit", (ags, language), costs.recruit, facts)


def _recruit_adds(
    coverage: Coverage, near: np.ndarray, rows: np.ndarray, columns: np.ndarray, needs: np.ndarray
) -> Sparse:
    """One volunteer more in every municipality nearby, for the language and each need of the package."""
    _, wide, deep = coverage.grid.shape
    lists = sparse.csr_array(near)
    sizes = np.diff(lists.indptr)[rows]
    owner = np.repeat(np.arange(len(rows)), sizes)
    starts = np.repeat(lists.indptr[rows] - np.concatenate(([0], np.cumsum(sizes)[:-1])), sizes)
    there = lists.indices[np.arange(len(owner)) + starts]
    base = (there * wide + columns[owner]) * deep
    cells = (base[:, None] + needs[owner]).ravel()
    acts = np.repeat(owner, needs.shape[1])
    return _open_only(coverage, np.ones(len(cells)), acts, cells, len(rows))


def _open_only(coverage: Coverage, values: Floats, acts: np.ndarray, cells: np.ndarray, size: int) -> Sparse:
    """Keep only cells with demand and fewer than two volunteers: nothing else can be gained."""
    keep = ((coverage.weight > 0) & (coverage.count < 2)).ravel()[cells]
    shape = (size, coverage.weight.size)
    return sparse.csr_array((values[keep], (acts[keep], cells[keep])), shape=shape)


def _trainings(coverage: Coverage, costs: Costs, people: int) -> Candidates:
    """A course for one need in one region: up to twelve people who lack it, chosen greedily."""
    regions, reach, knows = _regions(coverage), _reach(coverage), _knows(coverage)
    acts: list[Act] = []
    cells: list[NDArray[np.intp]] = []
    values: list[Floats] = []
    for region in sorted(set(regions.tolist())):
        group = np.flatnonzero(regions == region)
        picked, added = _courses(coverage, reach[group], ~knows[group], people)
        for need, rows in enumerate(picked):
            if rows:
                acts.append(_training(coverage, region, coverage.grid.needs[need], group[rows].tolist(), costs))
                there = np.flatnonzero(added[:, need])
                cells.append(there * len(picked) + need)
                values.append(added[there, need])
    if not acts:
        return Candidates((), sparse.csr_array((0, coverage.weight.size)))
    owner = np.repeat(np.arange(len(acts)), [len(one) for one in cells])
    adds = _open_only(coverage, np.concatenate(values), owner, np.concatenate(cells), len(acts))
    return Candidates(tuple(acts), adds)


def _training(coverage: Coverage, region: str, need: str, picked: list[int], costs: Costs) -> Act:
    ids = tuple(coverage.volunteers[row].id for row in picked)
    facts: dict[str, Fact] = {"need": need, "region": region, "volunteers": ids, "volunteer_count": len(ids)}
    return Act("train", (region, need), costs.train, facts)


def _regions(coverage: Coverage) -> np.ndarray:
    """The region of every volunteer, by where they live."""
    home = dict(zip(coverage.grid.municipalities, coverage.places, strict=True))
    places = [home.get(actor.municipality or "") for actor in coverage.volunteers]
    return np.array([(place.region if place else None) or "" for place in places], dtype=object)


def _courses(coverage: Coverage, reach: Sparse, lacks: Booleans, people: int) -> tuple[list[list[int]], Floats]:
    """Of each need: who of a group should take the course, and what it adds to each municipality and language.

    The courses know nothing of each other, so the next person of all of them is found in one product.
    """
    m, wide, deep = coverage.grid.shape
    weight, today = coverage.weight.reshape(m * wide, deep), coverage.count.reshape(m * wide, deep)
    added, free = np.zeros_like(today), lacks.copy()
    picked: list[list[int]] = [[] for _ in range(deep)]
    for _ in range(COURSE):
        value = (reach @ (weight * (today + added < people))) * free
        first = value.argmax(axis=0)
        needs = np.flatnonzero(value.max(axis=0) > 1e-12)
        if not len(needs):
            break
        added[:, needs] += reach[first[needs]].toarray().T
        free[first[needs], needs] = False
        for need in needs.tolist():
            picked[need].append(int(first[need]))
    return picked, added


def _reach(coverage: Coverage) -> Sparse:
    """Where and in which languages each volunteer can help, shape (people, municipality·language)."""
    m, wide, _ = coverage.grid.shape
    speaks, near = _speaks(coverage), coverage.near
    there = np.repeat(np.arange(near.shape[0]), np.diff(near.indptr))
    spoken = speaks[there]
    size = np.diff(spoken.indptr)
    cells = np.repeat(near.indices, size) * wide + spoken.indices
    shape = (near.shape[0], m * wide)
    return sparse.csr_array((np.ones(len(cells)), (np.repeat(there, size), cells)), shape=shape)


def _speaks(coverage: Coverage) -> Sparse:
    """Languages of all volunteers, shape (people, languages)."""
    column = {key: index for index, key in enumerate(coverage.grid.languages)}
    spoken = [sorted({column[language] for language in one.languages}) for one in coverage.volunteers]
    columns = np.array(list(chain.from_iterable(spoken)), dtype=np.intp)
    ends = np.cumsum([0, *map(len, spoken)])
    return sparse.csr_array((np.ones(len(columns)), columns, ends), shape=(len(spoken), len(column)))


def _knows(coverage: Coverage) -> Booleans:
    """With which needs each volunteer helps in any language, shape (people, needs)."""
    _, _, deep = coverage.grid.shape
    found = np.zeros((len(coverage.volunteers), deep), dtype=bool)
    if deep:
        rows = np.repeat(np.arange(len(found)), np.diff(coverage.skill.indptr))
        found[rows, coverage.skill.indices % deep] = True
    return found


def _introductions(coverage: Coverage, costs: Costs, people: int) -> Candidates:
    """Volunteers of b help in a, 15 to 35 km away, once both sides know each other."""
    names, cells = coverage.grid.municipalities, coverage.weight.size
    index = {ags: row for row, ags in enumerate(names)}
    home = np.array([index.get(actor.municipality or "", -1) for actor in coverage.volunteers], dtype=np.intp)
    km = distances(coverage.places)
    asking = lacking(coverage, people).any(axis=(1, 2))
    distant = (km > RECRUIT_RADIUS_KM) & (km <= INTRODUCE_RADIUS_KM) & asking
    if not distant.any() or not len(home):
        return Candidates((), sparse.csr_array((0, cells)))
    new_here = distant[home] & ~coverage.near.astype(bool).toarray() & (home >= 0)[:, None]
    volunteers, there = np.nonzero(new_here)
    pairs, owner = np.unique(home[volunteers] * len(names) + there, return_inverse=True)
    join = sparse.csr_array((np.ones(len(owner)), (owner, volunteers)), shape=(len(pairs), len(home)))
    table = (join @ (coverage.skill - coverage.afar)).tocoo()
    columns = (pairs % len(names))[table.row] * coverage.weight.shape[1] + table.col
    adds = _open_only(coverage, table.data, table.row, columns, len(pairs))
    useful = np.flatnonzero(np.diff(adds.indptr))
    counts = np.bincount(owner, minlength=len(pairs))
    acts = [
        _introduction(coverage, int(pairs[row] % len(names)), names[pairs[row] // len(names)], int(counts[row]), costs)
        for row in useful.tolist()
    ]
    return Candidates(tuple(acts), adds[useful])


def _introduction(coverage: Coverage, a: int, b: str, volunteer_count: int, costs: Costs) -> Act:
    ags = coverage.grid.municipalities[a]
    facts: dict[str, Fact] = {"municipality": ags, "from": b, "volunteer_count": volunteer_count}
    return Act("introduce", (ags, b), costs.introduce, facts)
