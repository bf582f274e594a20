"""Coverage equals counting by hand, and the chosen acts come close to the best possible."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from network import Actor, HelpRequest, Place, Snapshot
from network.acts import Costs, best_acts
from network.candidates import possible_acts
from network.coverage import Coverage, assignable_count, coverage
from network.demand import Assumptions, expected_days
from network.reach import can_serve

ON = date(2026, 11, 1)
LANGUAGES, NEEDS = ("ara", "tir", "ukr", "prs"), ("arbeit", "gesundheit", "wohnen", "schule")


def small_region(seed: int, people: int = 25, requests: int = 60) -> Snapshot:
    """Nine municipalities about eight kilometres apart, drawn by chance."""
    chance = random.Random(seed)
    places = tuple(
        Place(f"m{i}", f"M{i}", 50.0 + 0.07 * (i // 3), 9.0 + 0.11 * (i % 3), population=1000 * (i + 1))
        for i in range(9)
    )
    volunteers = tuple(
        Actor(
            f"v{i}",
            "volunteer",
            chance.choice(places).ags,
            paid=False,
            languages=tuple(chance.sample(LANGUAGES, chance.randint(1, 2))),
            needs=tuple(chance.sample(NEEDS, chance.randint(1, 2))),
            radius_km=chance.choice((None, 8.0, 15.0, 30.0)),
            is_remote=chance.random() < 0.2,
        )
        for i in range(people)
    )
    asked = tuple(
        HelpRequest(
            f"r{i}",
            chance.choice(places).ags,
            chance.choice(LANGUAGES),
            chance.choice(NEEDS),
            ON - timedelta(days=(age := chance.randrange(300))),
            None if age < 60 else ON - timedelta(days=age - 20),
        )
        for i in range(requests)
    )
    return Snapshot(on=ON, actors=volunteers, places=places, requests=asked)


def cells_of(found: Coverage) -> list[tuple[str, str, str]]:
    """All cells in the order of the flat tables."""
    grid = found.grid
    return [(m, one, need) for m in grid.municipalities for one in grid.languages for need in grid.needs]


@pytest.mark.parametrize("remote", [frozenset(), frozenset({"arbeit"})])
@pytest.mark.parametrize("seed", range(4))
def test_counts_equal_asking_everybody(seed: int, remote: frozenset[str]) -> None:
    """The sparse product counts exactly those volunteers who can serve a cell."""
    shot = small_region(seed)
    found = coverage(shot, Assumptions(remote_needs=remote))
    expected = [
        sum(can_serve(actor, cell, shot.places_by_ags, 15.0, is_remote=cell[2] in remote) for actor in shot.actors)
        for cell in cells_of(found)
    ]
    assert found.count.ravel().tolist() == expected


@pytest.mark.parametrize("seed", range(4))
def test_asking_the_near_ones_finds_everybody(seed: int) -> None:
    """Asking only those who live near finds everybody whom asking all would find."""
    shot = small_region(seed)
    remote = tuple(replace(one, is_remote=index % 2 == 0) for index, one in enumerate(shot.requests))
    shot = replace(shot, requests=remote, actors=(*shot.actors[:-1], replace(shot.actors[-1], serves=("m0", "m8"))))
    assert shot.reach
    for cell, found in shot.reach.items():
        afar = all(one.is_remote for one in shot.open_cells[cell])
        places = shot.places_by_ags
        expected = [one.id for one in shot.active_actors if can_serve(one, cell, places, 15.0, is_remote=afar)]
        assert [one.id for one in found] == expected


@pytest.mark.parametrize("remote", [frozenset(), frozenset({"arbeit"})])
def test_sole_cover_loss_equals_leaving(remote: frozenset[str]) -> None:
    """What hangs on one person is what the gap grows by when that person leaves."""
    shot = small_region(5)
    rules = Assumptions(remote_needs=remote)
    today = coverage(shot, rules)
    for volunteer, lost in today.sole_cover_losses().items():
        rest = replace(shot, actors=tuple(one for one in shot.actors if one.id != volunteer))
        assert coverage(rest, rules).gap(1) - today.gap(1) == pytest.approx(lost, abs=1e-9)


def test_demand_keeps_what_the_region_has_seen() -> None:
    """Shrinkage moves expected requests between municipalities, but adds and loses none."""
    shot = small_region(1)
    fading = sum(0.5 ** ((ON - one.opened_on).days / 180) for one in shot.requests)
    expected = fading / expected_days(720, 180) * 90
    assert coverage(shot).demand.expected.sum() == pytest.approx(expected)
    open_count = sum(one.is_open(ON) for one in shot.requests)
    assert coverage(shot).demand.open.sum() == open_count


def test_demand_by_hand() -> None:
    """One request today in one of two equal municipalities: it expects two thirds, its neighbour a third."""
    places = (Place("a", "A", 50, 9), Place("b", "B", 50.05, 9))
    shot = Snapshot(on=ON, places=places, requests=(HelpRequest("r", "a", "ara", "arbeit", ON),))
    a, b = coverage(shot).demand.expected.ravel().tolist()
    whole = 90 / expected_days(720, 180)
    # (1 + 2 · 1/2) / 3 of one request, and (0 + 2 · 1/2) / 3.
    assert (a, b) == pytest.approx((whole * 2 / 3, whole / 3))


def test_regions_do_not_share_their_past() -> None:
    """What one region asks for says nothing about the next."""
    places = (Place("a", "A", 50, 9, region="1"), Place("b", "B", 50.05, 9, region="2"))
    shot = Snapshot(on=ON, places=places, requests=(HelpRequest("r", "a", "ara", "arbeit", ON),))
    assert coverage(shot).demand.expected.ravel()[1] == 0.0


def test_bus_factor_by_hand() -> None:
    """Of three people one alone covers the larger half: one leaving is enough; equal doubles need two."""
    place = (Place("a", "A", 50, 9),)
    requests = tuple(
        HelpRequest(f"r{i}", "a", "ara", need, ON) for i, need in enumerate(("arbeit", "arbeit", "wohnen"))
    )
    first = Actor("v1", "volunteer", "a", paid=False, languages=("ara",), needs=("arbeit",))
    second = replace(first, id="v2", needs=("wohnen",))
    shot = Snapshot(on=ON, places=place, requests=requests, actors=(first, second))
    assert coverage(shot).bus_factor("a") == 1
    doubled = replace(shot, actors=(first, second, replace(first, id="v3")))
    assert coverage(doubled).bus_factor("a") == 2
    assert coverage(replace(shot, actors=())).bus_factor("a") is None


def test_assignment_is_smaller_than_reach() -> None:
    """Three requests reach the same volunteer with two free places: two can be answered."""
    asked = tuple(HelpRequest(f"r{i}", "a", "ara", "arbeit", ON) for i in range(3))
    mira = Actor("v", "volunteer", "a", paid=False, languages=("ara",), needs=("arbeit",), capacity=3, load=1)
    shot = Snapshot(on=ON, places=(Place("a", "A", 50, 9),), requests=asked, actors=(mira,))
    assert assignable_count(shot) == 2
    assert assignable_count(replace(shot, actors=())) == 0


def exact_best(found: Coverage, adds: np.ndarray, count: int) -> float:
    """The best possible set for one volunteer per cell, by HiGHS."""
    weight = found.weight.ravel() * (found.count.ravel() < 1)
    acts, cells = adds.shape
    goal = np.concatenate((np.zeros(acts), -weight))
    covered = np.hstack((-(adds > 0).T.astype(float), np.eye(cells)))
    number = np.concatenate((np.ones(acts), np.zeros(cells)))[None, :]
    result = milp(
        goal,
        constraints=[LinearConstraint(covered, -np.inf, 0), LinearConstraint(number, 0, count)],
        integrality=np.concatenate((np.ones(acts), np.zeros(cells))),
        bounds=Bounds(0, 1),
    )
    return float(-result.fun)


@pytest.mark.parametrize("seed", range(5))
def test_greedy_against_the_exact_best(seed: int) -> None:
    """Five recruits chosen greedily reach at least 95 % of the optimum, never more, and the bound holds."""
    found = coverage(small_region(seed, people=6))
    candidates = possible_acts(found, kinds=["recruit"])
    plan = best_acts(found, candidates, count=5)
    best = exact_best(found, candidates.adds.toarray(), 5)
    assert 0.95 * best <= plan.gain <= best + 1e-9
    assert best <= plan.bound + 1e-9


@pytest.mark.parametrize("people", [1, 2])
@pytest.mark.parametrize("seed", range(3))
def test_lazy_equals_plain_greedy(seed: int, people: int) -> None:
    """The heap chooses what asking every act again would choose, by value."""
    found = coverage(small_region(seed, people=8))
    candidates = possible_acts(found, people=people)
    plan = best_acts(found, candidates, count=6, people=people)
    adds, weight = candidates.adds.toarray(), found.weight.ravel()
    now, total = found.count.ravel().copy(), 0.0
    for _ in range(6):
        values = (weight * (np.minimum(now + adds, people) - np.minimum(now, people))).sum(axis=1) / people
        total += values.max()
        now = now + adds[values.argmax()]
    assert plan.gain == pytest.approx(total, rel=0.02)
    assert [step.gain for step in plan.steps] == sorted((step.gain for step in plan.steps), reverse=True)


def test_plan_adds_up_and_stays_within_budget() -> None:
    """Running totals are sums, the budget is kept, and the gap really shrinks by the gain."""
    found = coverage(small_region(2, people=8))
    candidates = possible_acts(found, costs=Costs(recruit=10, train=12, introduce=2))
    plan = best_acts(found, candidates, count=9, budget=30)
    assert plan.cost <= 30
    assert plan.steps[-1].total_gain == pytest.approx(sum(step.gain for step in plan.steps))
    assert plan.gain <= plan.gap_before
    assert plan.gain <= plan.bound
    assert best_acts(found, candidates, count=9, budget=1).steps == ()


def test_one_dear_act_beats_many_cheap_ones() -> None:
    """If gain per cost leads away from the one act that does most, that act wins."""
    found = coverage(small_region(3, people=3))
    candidates = possible_acts(found, kinds=["recruit"])
    cheap = tuple(replace(act, cost=0.01 if index == 0 else 10.0) for index, act in enumerate(candidates.acts))
    best = max(best_acts(found, candidates, count=1).gain, 0)
    plan = best_acts(found, replace(candidates, acts=cheap), count=1, budget=10)
    assert plan.gain == pytest.approx(best)


def test_training_teaches_only_those_who_lack_it() -> None:
    """A course names at most twelve people, none of whom knew the need."""
    found = coverage(small_region(4))
    known = {one.id: one.needs for one in found.volunteers}
    courses = list(possible_acts(found, kinds=["train"]).acts)
    assert courses
    for act in courses:
        assert 1 <= act.facts["volunteer_count"] <= 12
        assert all(act.facts["need"] not in known[one] for one in act.facts["volunteers"])


def test_nothing_to_cover() -> None:
    """No requests, no people, no places: no acts and no crash."""
    for shot in (Snapshot(on=ON), replace(small_region(1), requests=()), replace(small_region(1), actors=())):
        found = coverage(shot)
        plan = best_acts(found, possible_acts(found))
        assert plan.gain <= plan.gap_before
        assert found.share(1) is None or 0 <= found.share(1) <= 1
        assert set(found.areas()) == set(found.grid.municipalities)


def test_cells_are_listed_by_demand() -> None:
    """The table shows the largest demand first, with who could help."""
    rows = coverage(small_region(1)).cells()
    demand = [row.open_count + row.expected_count for row in rows]
    assert demand == pytest.approx(sorted(demand, reverse=True), abs=1e-3)
