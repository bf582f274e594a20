"""What would help most: recruit, train, introduce, chosen as a set."""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from network.coverage import Coverage
from network.demand import Floats
from network.finding import Fact
from network.measures.matrix import Sparse

Cell = tuple[str, str, str]


@dataclass(frozen=True)
class Costs:
    """What each kind of act costs, in any unit; only coordinators know, so all can be set."""

    recruit: float = 10.0
    train: float = 12.0
    introduce: float = 2.0


@dataclass(frozen=True)
class Act:
    """Something that a coordinator can do, with whom or what it is about."""

    kind: str
    subject: tuple[str, ...]
    cost: float
    facts: Mapping[str, Fact] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Candidates:
    """Possible acts, and how many volunteers each adds to each cell: CSR (acts × cells)."""

    acts: tuple[Act, ...]
    adds: Sparse


@dataclass(frozen=True)
class Step:
    """One chosen act: what it adds after those before it, and the running totals."""

    act: Act
    gain: float
    gain_one: float
    gain_two: float
    total_gain: float
    total_cost: float
    municipality_count: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Plan:
    """The best set found, and what no set can exceed.

    Greedy choice reaches at least 63 % of the best set (Nemhauser, Wolsey and
    Fisher 1978); `bound` is what this very case proves, usually far better.
    """

    steps: tuple[Step, ...]
    gain: float
    cost: float
    bound: float
    gap_before: float

    @property
    def proven_share(self) -> float:
        """At least this share of the best possible set is reached."""
        return self.gain / self.bound if self.bound > 0 else 1.0


def gains(adds: Sparse, weight: Floats, count: Floats, people: int) -> Floats:
    """What each row of `adds` closes: sum of weight · min(added, what is lacking) / k."""
    lacking = np.maximum(people - count[adds.indices], 0.0)
    parts = weight[adds.indices] * np.minimum(adds.data, lacking) / people
    rows = np.repeat(np.arange(adds.shape[0]), np.diff(adds.indptr))
    found = np.bincount(rows, weights=parts, minlength=adds.shape[0])
    return np.asarray(found, dtype=np.float64)


def best_acts(
    coverage: Coverage,
    candidates: Candidates,
    *,
    count: int = 5,
    budget: float | None = None,
    people: int = 1,
) -> Plan:
    """Choose up to `count` acts within the budget that together close most of the gap.

    Single acts overlap, so a ranked list recommends the same thing five times;
    here every act counts only for what those before it left open. Gains only
    shrink as the set grows (submodular), so a heap of old gains asks few acts
    again (lazy greedy, Minoux 1978). Under a budget two orders are tried, by gain
    per cost and by gain, and the better set wins; the second begins with the best
    single act that can be paid, so at least 39 % of the optimum are sure
    (Khuller, Moss and Naor 1999).
    """
    weight, present = coverage.weight.ravel(), coverage.count.ravel()
    costs = np.array([act.cost for act in candidates.acts], dtype=float)
    choice = _Choice(candidates.adds, weight, present, people, costs, count, np.inf if budget is None else budget)
    first = gains(candidates.adds, weight, present, people)
    prices = [np.ones_like(costs)] if budget is None else [np.maximum(costs, 1e-9), np.ones_like(costs)]
    chosen, after = max((_greedy(choice, first, price) for price in prices), key=lambda one: choice.closed(one[1]))
    rest = gains(candidates.adds, weight, after, people)
    rest[chosen] = 0.0
    steps = _steps(coverage, candidates, chosen, people)
    total = steps[-1].total_gain if steps else 0.0
    bound = min(_ceiling(first, costs, count, budget), total + _ceiling(rest, costs, count, budget))
    cost = float(costs[chosen].sum()) if chosen else 0.0
    return Plan(tuple(steps), total, cost, max(bound, total), coverage.gap(people))


@dataclass(frozen=True)
class _Choice:
    """What is chosen from, for whom, and within which limits."""

    adds: Sparse
    weight: Floats
    present: Floats
    people: int
    costs: Floats
    count: int
    budget: float

    def closed(self, after: Floats) -> float:
        """What a set closes that leaves so many volunteers per cell."""
        more = np.minimum(after, self.people) - np.minimum(self.present, self.people)
        return float((self.weight * more).sum()) / self.people


def _greedy(choice: _Choice, first: Floats, price: Floats) -> tuple[list[int], Floats]:
    """Rows in the order of choice by gain over price, and the volunteers per cell after all of them."""
    adds, costs = choice.adds, choice.costs
    ratio = first / price
    heap = [(-float(ratio[row]), int(row), 0) for row in np.flatnonzero(first > 1e-12)]
    heapq.heapify(heap)
    chosen: list[int] = []
    left, now = choice.budget, choice.present.copy()
    while heap and len(chosen) < choice.count:
        _, row, asked = heapq.heappop(heap)
        if costs[row] > left:
            continue
        if asked == len(chosen):
            chosen.append(row)
            left -= costs[row]
            start, end = adds.indptr[row], adds.indptr[row + 1]
            now[adds.indices[start:end]] += adds.data[start:end]
            continue
        fresh = _gain(adds, row, choice.weight, now, choice.people)
        if fresh > 1e-12:
            heapq.heappush(heap, (-fresh / float(price[row]), row, len(chosen)))
    return chosen, now


def _gain(adds: Sparse, row: int, weight: Floats, count: Floats, people: int) -> float:
    """What one row closes now."""
    start, end = adds.indptr[row], adds.indptr[row + 1]
    where, added = adds.indices[start:end], adds.data[start:end]
    return float((weight[where] * np.minimum(added, np.maximum(people - count[where], 0.0))).sum() / people)


def _dense(adds: Sparse, row: int) -> Floats:
    found = np.zeros(adds.shape[1])
    start, end = adds.indptr[row], adds.indptr[row + 1]
    found[adds.indices[start:end]] = adds.data[start:end]
    return found


def _ceiling(values: Floats, costs: Floats, count: int, budget: float | None) -> float:
    """No set gains more than its best single gains together, by number and by budget."""
    by_count = float(np.sort(values)[::-1][:count].sum())
    if budget is None:
        return by_count
    order = np.argsort(-values / np.where(costs > 0, costs, 1e-9))
    before = np.concatenate(([0.0], np.cumsum(costs[order])[:-1])) if len(order) else np.zeros(0)
    part = np.clip((budget - before) / np.where(costs[order] > 0, costs[order], 1e-9), 0.0, 1.0)
    return min(by_count, float((values[order] * part).sum()))


def _steps(coverage: Coverage, candidates: Candidates, chosen: Sequence[int], people: int) -> list[Step]:
    """Replay the chosen acts and note what each adds at one and at two people."""
    weight, now = coverage.weight.ravel(), coverage.count.ravel().copy()
    steps: list[Step] = []
    gain_sum = cost_sum = 0.0
    for row in chosen:
        act = candidates.acts[row]
        gain, one, two = (_gain(candidates.adds, row, weight, now, k) for k in (people, 1, 2))
        after = now + _dense(candidates.adds, row)
        closed = np.flatnonzero((now < people) & (after >= people) & (weight > 0))
        now = after
        gain_sum, cost_sum = gain_sum + gain, cost_sum + act.cost
        cells = _cells(coverage, closed[np.argsort(-weight[closed], kind="stable")])
        places = len({cell[0] for cell in cells})
        steps.append(Step(act, gain, one, two, gain_sum, cost_sum, places, cells))
    return steps


def _cells(coverage: Coverage, numbers: np.ndarray) -> tuple[Cell, ...]:
    """Names of flat cell numbers."""
    grid = coverage.grid
    _, wide, deep = grid.shape
    return tuple(
        (
            grid.municipalities[number // (wide * deep)],
            grid.languages[number // deep % wide],
            grid.needs[number % deep],
        )
        for number in numbers.tolist()
    )
