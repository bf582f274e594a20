"""The assignment is the best there is: against brute force, a linear program, and by hand."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.sparse import csr_matrix, vstack

from matching import Candidate, ImpossibleError, Pool, Problem, Request, Settings, assign
from matching.admissible import admissible_pairs
from matching.certificate import chosen_values, least_certificate
from matching.exact import solve_by_pricing, solve_sparse
from matching.pair_table import PairTable
from tests.matching.people import TODAY, a_candidate, a_request, problems


def brute_force(problem: Problem) -> int:
    """The greatest sum over all ways to serve, values taken from single rankings."""
    options: list[list[tuple[str | None, int]]] = []
    for request in problem.requests:
        ranking = Pool(problem.candidates).rank(request, settings=problem.settings, today=problem.today)
        allowed = [(p.candidate_id, p.value) for p in ranking.ranked
                   if (request.id, p.candidate_id) not in problem.forbidden]  # fmt: skip
        options.append([(None, 0), *allowed])
    free = {candidate.id: candidate.free_places for candidate in problem.candidates}
    best = 0
    for way in product(*options):
        names = [name for name, _ in way if name is not None]
        if all(names.count(name) <= free[name] for name in set(names)):
            best = max(best, sum(points for _, points in way))
    return best


@given(problem=problems(most=4))
@limits(deadline=None, max_examples=300)
def test_equals_brute_force(problem: Problem) -> None:
    """No way of serving is worth more, and the prices prove it."""
    answer = assign(problem)
    assert answer.value == brute_force(problem)
    assert answer.optimal


@given(problem=problems(most=7), seed=st.randoms())
@limits(deadline=None)
def test_the_order_of_the_input_changes_nothing(problem: Problem, seed) -> None:
    """Shuffled people and pairs give the same pairs, not only the same sum."""
    shuffled = Problem(
        candidates=seed.sample(list(problem.candidates), len(problem.candidates)),
        requests=seed.sample(list(problem.requests), len(problem.requests)),
        forbidden=problem.forbidden[::-1],
        settings=problem.settings,
        today=problem.today,
    )
    assert assign(shuffled).assignments == assign(problem).assignments


@given(problem=problems(most=7))
@limits(deadline=None)
def test_no_rule_is_ever_broken(problem: Problem) -> None:
    """Every pair is lawful, no place is used twice, reasons add up to the value."""
    answer = assign(problem)
    used = [pair.candidate_id for pair in answer.assignments]
    for pair in answer.assignments:
        assert not problem.broken(pair.request_id, pair.candidate_id)
        assert (pair.request_id, pair.candidate_id) not in problem.forbidden
        assert sum(reason.points for reason in answer.reasons(pair.request_id)) == pair.value
    for candidate in problem.candidates:
        assert used.count(candidate.id) <= candidate.free_places


@given(problem=problems(most=7))
@limits(deadline=None)
def test_the_fast_join_finds_exactly_the_lawful_pairs(problem: Problem) -> None:
    """Classes and trees leave out no pair that the rules allow, and let none in."""
    table = admissible_pairs(problem)
    fast = {(problem.requests[r].id, problem.candidates[c].id) for r, c in zip(table.r, table.c, strict=True)}
    slow = {
        (request.id, candidate.id)
        for request in problem.requests
        for candidate in problem.candidates
        if not problem.broken(request.id, candidate.id) and (request.id, candidate.id) not in problem.forbidden
    }
    assert fast == slow
    assert len(table) == len(slow)


def linear_optimum(table: PairTable, places: np.ndarray) -> float:
    """The same problem as a linear program, solved by HiGHS."""
    n = len(table)
    ones, columns = np.ones(n), np.arange(n)
    by_request = csr_matrix((ones, (table.r, columns)), shape=(table.request_count, n))
    by_candidate = csr_matrix((ones, (table.c, columns)), shape=(table.candidate_count, n))
    limit = np.concatenate([np.ones(table.request_count), places])
    found = linprog(-table.value, A_ub=vstack([by_request, by_candidate]), b_ub=limit, method="highs")
    return -float(found.fun)


def town(count: int, *, seed: int, languages: int = 6) -> Problem:
    """A region with scarce languages, several places per volunteer and short ways."""
    dice = random.Random(seed)
    codes = ("ar", "uk", "fa", "ti", "so", "tr", "ps", "fr")[:languages]
    weights = [1 / (rank + 1) for rank in range(len(codes))]

    def place() -> dict[str, float]:
        return {"lat": 50 + dice.random() * 0.3, "lon": 8.5 + dice.random() * 0.4}

    offers = [
        a_candidate(id=f"v{i}", languages={dice.choices(codes, weights)[0]: dice.randint(2, 7), "de": 5},
                    radius_km=dice.choice([5, 10, 20]), capacity=dice.randint(1, 3),
                    needs=set(dice.sample(["behoerde", "wohnen", "alltag"], 2)), **place())
        for i in range(count // 2)
    ]  # fmt: skip
    asks = [
        a_request(id=f"r{i}", languages={dice.choices(codes, weights)[0]: 7},
                  needs={dice.choice(["behoerde", "wohnen", "alltag"])}, **place())
        for i in range(count)
    ]  # fmt: skip
    return Problem(candidates=offers, requests=asks, today=TODAY)


@pytest.mark.parametrize("seed", range(3))
def test_equals_the_linear_program_on_a_town(seed: int) -> None:
    """600 requests: an independent solver finds the same sum to the last point."""
    problem = town(600, seed=seed)
    answer = assign(problem)
    assert answer.value == round(linear_optimum(answer.table, problem.places))
    assert 0 < len(answer.assignments) < 600


def test_equal_scores_everywhere_stay_exact() -> None:
    """The hard case for auctions: every pair is worth the same."""
    people = [a_candidate(id=f"v{i}", capacity=2) for i in range(60)]
    problem = Problem(candidates=people, requests=[a_request(id=f"r{i}") for i in range(150)], today=TODAY)
    answer = assign(problem)
    assert len(answer.assignments) == 120
    assert answer.optimal


def test_nobody_fits_and_nobody_is_there() -> None:
    """An empty answer is an answer, with its proof and its reasons."""
    problem = Problem(candidates=[a_candidate(languages={"ti": 7})], requests=[a_request()])
    answer = assign(problem)
    assert (answer.value, answer.unserved, answer.optimal) == (0, ("r1",), True)
    assert answer.unserved_reasons("r1") == {"language.none": 1}
    assert assign(Problem(candidates=[], requests=[])).value == 0


def test_a_pin_holds_and_uses_a_place() -> None:
    """The pinned pair is kept although another is worth more, and the others work around it."""
    people = [a_candidate(id="v1", needs={"alltag"}), a_candidate(id="v2", radius_km=1)]
    asks = [a_request(id="r1"), a_request(id="r2", needs={"alltag"})]
    free = assign(Problem(candidates=people, requests=asks))
    assert free.pairs == {"r1": "v2", "r2": "v1"}
    pinned = assign(Problem(candidates=people, requests=asks, pinned=[("r1", "v1")]))
    assert pinned.pairs == {"r1": "v1", "r2": "v2"}
    assert [pair.is_pinned for pair in pinned.assignments] == [True, False]


def test_a_forbidden_pair_is_part_of_no_answer() -> None:
    """The only possible pair is forbidden: nobody is served, and the reason says so."""
    answer = assign(Problem(candidates=[a_candidate()], requests=[a_request()], forbidden=[("r1", "v1")]))
    assert answer.unserved_reasons("r1") == {"pair.forbidden": 1}


def test_a_taken_candidate_is_named_as_the_reason() -> None:
    """One place, two requests: who stays unserved learns that somebody else needed her more."""
    asks = [a_request(id="r1", urgency="today"), a_request(id="r2")]
    answer = assign(Problem(candidates=[a_candidate()], requests=asks))
    assert (answer.unserved, answer.unserved_reasons("r2")) == (("r2",), {"taken": 1})


@pytest.mark.parametrize(
    ("pinned", "changes", "word"),
    [
        ([("r9", "v1")], {}, "there is no request 'r9'"),
        ([("r1", "v9")], {}, "there is no candidate 'v9'"),
        ([("r1", "v1"), ("r1", "v2")], {}, "two candidates"),
        ([("r1", "v1"), ("r2", "v1")], {}, "more often than places"),
        ([("r1", "v1")], {"minors_ok": False}, "minors.clearance"),
    ],
)
def test_impossible_pins_are_refused(pinned: list[tuple[str, str]], changes: dict[str, object], word: str) -> None:
    """Dangling, contradictory and unlawful pins raise before anything is computed."""
    people = [a_candidate(id="v1", **({"minors_ok": True} | changes)), a_candidate(id="v2", minors_ok=True)]
    asks = [a_request(id="r1", involves_minors=True), a_request(id="r2")]
    with pytest.raises(ImpossibleError, match=word):
        Problem(candidates=people, requests=asks, pinned=pinned)


def test_a_pin_may_bend_a_rule_that_bends() -> None:
    """People may decide to ask somebody beyond the radius; the pair keeps an honest value."""
    far = a_candidate(lat=51.31, lon=9.49)
    answer = assign(Problem(candidates=[far], requests=[a_request()], pinned=[("r1", "v1")]))
    assert answer.pairs == {"r1": "v1"}


@given(problem=problems(most=6))
@limits(deadline=None)
def test_least_prices_are_what_one_more_place_adds(problem: Problem) -> None:
    """Solving again with one more place gains exactly the price."""
    for candidate in problem.candidates:
        more = replace(candidate, capacity=max(candidate.capacity, candidate.active) + 1)
        if candidate.free_places == 0 or not candidate.released:
            continue
        settings = replace(problem.settings, weights={**problem.settings.weights, "load.free": 0})
        plain = replace(problem, settings=settings)
        wider = replace(plain, candidates=[more if c is candidate else c for c in problem.candidates])
        assert assign(wider).value - assign(plain).value == assign(plain).prices.get(candidate.id, 0)


@given(problem=problems(most=6))
@limits(deadline=None)
def test_greatest_prices_are_what_losing_a_place_costs(problem: Problem) -> None:
    """Solving again with one place less loses exactly the cost."""
    settings = replace(problem.settings, weights={**problem.settings.weights, "load.free": 0})
    plain = replace(problem, settings=settings)
    answer = assign(plain)
    for candidate in problem.candidates:
        if candidate.free_places:
            less = replace(candidate, capacity=candidate.capacity - 1)
            rest = [less if c is candidate else c for c in problem.candidates]
            lost = answer.value - assign(replace(plain, candidates=rest)).value
            assert lost == answer.costs.get(candidate.id, 0)


def test_a_worse_assignment_has_no_proof() -> None:
    """The negative control of the proof: swap two people and the prices refuse."""
    problem = town(80, seed=5)
    answer = assign(problem)
    assert least_certificate(answer.table, problem.places, answer.chosen).proves
    worse = answer.chosen.copy()
    worse[np.flatnonzero(worse >= 0)[0]] = -1
    assert not least_certificate(answer.table, problem.places, worse).proves


def test_the_scale_serves_more_or_fits_better() -> None:
    """Serving both costs fit: at 0 the perfect pair alone wins, at 1 both are served.

    far    r1–v1 perfect, r1–v2 and r2–v1 poor: with fit alone 1 · good > 2 · poor.
    """
    people: list[Candidate] = [
        a_candidate(id="v1", languages={"ar": 7, "ti": 2}, needs={"alltag"}, times={"mon-am"}),
        a_candidate(id="v2", languages={"ar": 2}, lat=50.11, lon=9.05, radius_km=40, capacity=20, active=19),
    ]
    asks: list[Request] = [
        a_request(id="r1", needs={"alltag"}, times={"mon-am"}),
        a_request(id="r2", languages={"ti": 7}, lat=50.11, lon=8.5, wants_gender="w", gender_is="prefer"),
    ]
    weights = {"language.shared": 300, "need.covered": 700}
    weigh = {"candidates": people, "requests": [asks[0], replace(asks[1], needs=frozenset({"kita"}))]}
    fit_only = assign(Problem(settings=Settings(service_against_fit=0, weights=weights), **weigh))
    serve = assign(Problem(settings=Settings(service_against_fit=1, weights=weights), **weigh))
    assert (len(fit_only.assignments), len(serve.assignments)) == (1, 2)


@pytest.mark.parametrize("promising", [1, 3])
def test_pricing_finds_the_same_optimum_as_solving_all_pairs(promising: int) -> None:
    """Starting from far too few pairs, prices bring in every pair that matters."""
    problem = town(400, seed=9)
    table = admissible_pairs(problem)
    chosen, proof = solve_by_pricing(table, problem.places, promising=promising)
    assert proof.price.tolist() == least_certificate(table, problem.places, chosen).price.tolist()
    assert least_certificate(table, problem.places, chosen).proves
    direct = solve_sparse(table, problem.places)
    assert chosen_values(table, chosen).sum() == chosen_values(table, direct).sum()


def test_pricing_survives_equal_scores() -> None:
    """A price war among equals ends with its budget of rounds and stays exact."""
    people = [a_candidate(id=f"v{i}") for i in range(200)]
    problem = Problem(candidates=people, requests=[a_request(id=f"r{i}") for i in range(230)])
    table = admissible_pairs(problem)
    chosen, _ = solve_by_pricing(table, problem.places, promising=5)
    assert (chosen >= 0).sum() == 200
