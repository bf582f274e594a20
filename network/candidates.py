"""Which acts are possible: whom to recruit where, whom to train, which municipalities to join."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from scipy import sparse

from network.acts import Act, Candidates, Costs
from network.coverage import Coverage
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
    acts = tuple(
        Act(
            "recruit",
            (ags, language),
            costs.recruit,
            _recruit_facts(coverage, row, column, best[row, column]),
        )
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True)
        for ags, language in [(coverage.grid.municipalities[row], coverage.grid.languages[column])]
    )
    return Candidates(acts, _recruit_adds(coverage, near, rows, columns, best[rows, columns]))


def _recruit_facts(coverage: Coverage, row: int, column: int, needs: np.ndarray) -> dict[str, Fact]:
    return {
        "municipality": coverage.grid.municipalities[row],
        "language": coverage.grid.languages[column],
        "needs": tuple(coverage.grid.needs[index] for index in needs.tolist()),
        "radius_km": RECRUIT_RADIUS_KM,
    }


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
    gap = lacking(coverage, people)
    regions = _regions(coverage)
    acts: list[Act] = []
    rows: list[Sparse] = []
    for region in sorted(set(regions.tolist())):
        group = np.flatnonzero(regions == region)
        near = coverage.near[group].toarray()
        for need, key in enumerate(coverage.grid.needs):
            if gap[:, :, need].any():
                picked, added = _course(coverage, group, near, need, people)
                if picked:
                    acts.append(_training(coverage, region, key, picked, costs))
                    rows.append(added)
    if not acts:
        return Candidates((), sparse.csr_array((0, coverage.weight.size)))
    cells = np.concatenate([np.flatnonzero(row) for row in rows])
    values = np.concatenate([row[row > 0] for row in rows])
    owner = np.repeat(np.arange(len(rows)), [int((row > 0).sum()) for row in rows])
    return Candidates(tuple(acts), _open_only(coverage, values, owner, cells, len(acts)))


def _training(coverage: Coverage, region: str, need: str, picked: list[int], costs: Costs) -> Act:
    ids = tuple(coverage.volunteers[row].id for row in picked)
    facts: dict[str, Fact] = {"need": need, "region": region, "volunteers": ids, "volunteer_count": len(ids)}
    return Act("train", (region, need), costs.train, facts)


def _regions(coverage: Coverage) -> np.ndarray:
    """The region of every volunteer, by where they live."""
    home = dict(zip(coverage.grid.municipalities, coverage.places, strict=True))
    places = [home.get(actor.municipality or "") for actor in coverage.volunteers]
    return np.array([(place.region if place else None) or "" for place in places], dtype=object)


def _course(coverage: Coverage, group: np.ndarray, near: Floats, need: int, people: int) -> tuple[list[int], Floats]:
    """Who should take the course, and what it adds to each cell."""
    m, wide, deep = coverage.grid.shape
    speaks = _speaks(coverage, group)
    knows = coverage.skill[group][:, need::deep].sum(axis=1) > 0
    free = ~np.asarray(knows).ravel() & speaks.any(axis=1)
    weight = coverage.weight.reshape(m, wide, deep)[:, :, need]
    count = coverage.count.reshape(m, wide, deep)[:, :, need].copy()
    added = np.zeros((m, wide, deep))
    picked: list[int] = []
    for _ in range(COURSE):
        value = ((near @ (weight * (count < people))) * speaks).sum(axis=1) * free
        if not len(value) or value.max() <= 1e-12:
            break
        first = int(value.argmax())
        more = np.outer(near[first], speaks[first])
        count, free[first] = count + more, False
        added[:, :, need] += more
        picked.append(int(group[first]))
    return picked, added.ravel()


def _speaks(coverage: Coverage, group: np.ndarray) -> Floats:
    """Languages of the volunteers of a group, shape (people, languages)."""
    column = {key: index for index, key in enumerate(coverage.grid.languages)}
    found = np.zeros((len(group), len(column)))
    for row, volunteer in enumerate(group.tolist()):
        for language in coverage.volunteers[volunteer].languages:
            found[row, column[language]] = 1.0
    return found


def _introductions(coverage: Coverage, costs: Costs, people: int) -> Candidates:
    """Volunteers of b help in a, 15 to 35 km away, once both sides know each other."""
    km = distances(coverage.places)
    homes = np.array([actor.municipality or "" for actor in coverage.volunteers], dtype=object)
    asking = lacking(coverage, people).any(axis=(1, 2))
    acts: list[Act] = []
    parts: list[Sparse] = []
    targets: list[np.ndarray] = []
    for b, ags in enumerate(coverage.grid.municipalities):
        group = np.flatnonzero(homes == ags)
        there = np.flatnonzero((km[:, b] > RECRUIT_RADIUS_KM) & (km[:, b] <= INTRODUCE_RADIUS_KM) & asking)
        if not len(group) or not len(there):
            continue
        away = 1.0 - coverage.near[group][:, there].toarray()
        new = sparse.csr_array(away.T) @ (coverage.skill - coverage.afar)[group]
        acts += [_introduction(coverage, a, ags, int(away[:, i].sum()), costs) for i, a in enumerate(there.tolist())]
        parts.append(new)
        targets.append(there)
    if not acts:
        return Candidates((), sparse.csr_array((0, coverage.weight.size)))
    return _with_gain(coverage, acts, parts, np.concatenate(targets))


def _with_gain(coverage: Coverage, acts: list[Act], parts: list[Sparse], targets: np.ndarray) -> Candidates:
    """Shift the columns of each act to its municipality; leave out acts that add nothing."""
    table = sparse.vstack(parts, format="coo")
    cells = targets[table.row] * coverage.weight.shape[1] + table.col
    adds = _open_only(coverage, table.data, table.row, cells, len(acts))
    useful = np.flatnonzero(np.diff(adds.indptr))
    return Candidates(tuple(acts[row] for row in useful.tolist()), adds[useful])


def _introduction(coverage: Coverage, a: int, b: str, volunteer_count: int, costs: Costs) -> Act:
    ags = coverage.grid.municipalities[a]
    facts: dict[str, Fact] = {"municipality": ags, "from": b, "volunteer_count": volunteer_count}
    return Act("introduce", (ags, b), costs.introduce, facts)
