"""Where solvers become slow or wrong: ties everywhere, everybody fits, nobody fits, values beyond a word."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as limits
from scipy.optimize import linear_sum_assignment

from benchmarks.matching_hard import HARD
from matching import Problem, Settings, assign, certificate, near, pair_table
from matching.admissible import admissible_pairs
from matching.auction import auction_prices
from matching.cells import Cells, small_number
from matching.certificate import chosen_values, least_certificate
from matching.exact import best_assignment, solve_by_pricing, solve_dense, solve_from_prices, solve_sparse
from matching.pair_table import PairTable
from tests.matching.people import problems
from tests.matching.test_assignment import linear_optimum

Case = Callable[[int], Problem]
Answer = TypeVar("Answer")


def total(table: PairTable, chosen: np.ndarray) -> int:
    """The sum of the chosen values."""
    return int(chosen_values(table, chosen).sum())


@pytest.mark.parametrize("case", HARD)
def test_a_hard_case_is_solved_to_the_last_point(case: Case) -> None:
    """The linear program finds the same sum, and so does every method of ours."""
    problem = case(90)
    answer = assign(problem)
    assert answer.optimal
    table, places = answer.table, problem.places
    assert answer.value == (round(linear_optimum(table, places)) if len(table) else 0)
    for solve in (solve_sparse, solve_dense):
        assert total(table, solve(table, places)) == answer.value
    for pairs in ((table, places), (answer.admissible.listed, places, answer.admissible.cells)):
        chosen, proof = solve_by_pricing(*pairs, promising=3)
        assert total(table, chosen) == answer.value
        assert proof.price.tolist() == least_certificate(table, places, chosen).price.tolist()


@pytest.mark.parametrize("case", HARD)
def test_ties_fall_the_same_way_in_any_order(case: Case) -> None:
    """Shuffled people get the same pairs, also where all pairs are worth the same."""
    problem, dice = case(70), random.Random(1)
    shuffled = replace(
        problem,
        candidates=dice.sample(list(problem.candidates), len(problem.candidates)),
        requests=dice.sample(list(problem.requests), len(problem.requests)),
    )
    assert assign(shuffled).assignments == assign(problem).assignments


def _as_grid_and_as_list(answer: Callable[[Problem], Answer], problem: Problem) -> tuple[Answer, Answer]:
    """The answer where pairs are kept as a grid, however few they are, and where they are kept as a list."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(near, "LEAST_GRID", 1)
        patch.setattr(near, "DENSE", 0.0)
        as_grid = answer(problem)
        patch.setattr(near, "DENSE", 2.0)
        return as_grid, answer(problem)


@given(problem=problems(most=7))
@limits(deadline=None)
def test_a_grid_holds_the_same_pairs_as_a_list(problem: Problem) -> None:
    """However few, once as a grid and once as a list: the same rows, the same values, the same order."""
    grid, listed = _as_grid_and_as_list(admissible_pairs, problem)
    for one, other in ((grid.r, listed.r), (grid.c, listed.c), (grid.value, listed.value)):
        assert one.tolist() == other.tolist()


@given(problem=problems(most=7))
@limits(deadline=None)
def test_cells_give_the_same_answer_as_a_list(problem: Problem) -> None:
    """Forbidden pairs, several places and the unserved included: the same sum, the same prices at both ends."""
    by_cells, by_list = _as_grid_and_as_list(assign, problem)
    assert not by_list.admissible.cells
    assert len(by_cells.admissible) == len(by_list.table)
    assert (by_cells.value, by_cells.optimal) == (by_list.value, True)
    assert by_cells.prices == by_list.prices
    assert by_cells.costs == by_list.costs


@given(problem=problems(most=6))
@limits(deadline=None)
def test_the_dense_solver_is_as_good_as_the_sparse(problem: Problem) -> None:
    """Several places, values of 0 and pairs that do not exist included."""
    plain = replace(problem, settings=Settings(service_against_fit=0, weights={}, urgency_points={"today": 3}))
    for one in (problem, plain):
        table = admissible_pairs(one)
        dense = solve_dense(table, one.places)
        assert total(table, dense) == total(table, solve_sparse(table, one.places))
        assert least_certificate(table, one.places, dense).proves


@pytest.mark.parametrize("seed", range(10))
def test_thousands_of_random_problems_have_the_value_of_an_independent_solver(seed: int) -> None:
    """Ten times four hundred: few values or many, no place or several, sparse or full; a matrix of places beside it."""
    dice = np.random.default_rng(seed)
    for _ in range(400):
        requests, candidates = dice.integers(1, 13, 2)
        there = dice.random((requests, candidates)) < dice.choice([0.2, 0.6, 1.0])
        worth = dice.integers(0, dice.choice([1, 3, 1000, 2**40]), (requests, candidates), endpoint=True)
        places = dice.integers(0, dice.choice([1, 2, 20]), candidates, endpoint=True)
        r, c = np.nonzero(there & (places > 0))
        table = PairTable(r, c, worth[r, c], int(requests), int(candidates))
        chosen, proof = best_assignment(table, places)
        matrix = np.repeat(np.where(there, worth, 0), np.minimum(places, requests), axis=1)
        assert total(table, chosen) == matrix[linear_sum_assignment(matrix, maximize=True)].sum()
        assert proof.gain.sum() + (places * proof.price).sum() == total(table, chosen)
        assert (np.bincount(chosen[chosen >= 0], minlength=candidates) <= places).all()
        if len(table):
            priced, _ = solve_by_pricing(table, places, promising=2)
            assert total(table, priced) == total(table, chosen)


def full(size: int, values: np.ndarray) -> PairTable:
    """Every pair of as many requests as candidates."""
    r, c = (part.ravel() for part in np.indices((size, size)))
    return PairTable(r, c, values.ravel().astype(np.int64), size, size)


@pytest.mark.parametrize("scale", [1, 2**44])
def test_the_most_promising_pairs_are_the_best_also_beyond_a_word(scale: int) -> None:
    """Values near the end of a 64-bit word leave no room for packing; the choice stays the same."""
    values = np.random.default_rng(3).permutation(900).reshape(30, 30) * scale
    table = full(30, values)
    nothing = np.zeros(30, dtype=np.int64)
    found = table.better(nothing, nothing - 1, 4)
    best = [set(np.argsort(-row)[:4].tolist()) for row in values]
    assert [set(found.c[found.r == r].tolist()) for r in range(30)] == best


def test_large_weights_are_priced_exactly() -> None:
    """A region may weigh with a million points; the packed words must not run over into the request."""
    values = np.random.default_rng(4).integers(0, 8_000_000, (120, 120)) + 2**40
    table, places = full(120, values), np.ones(120, dtype=np.int64)
    priced, _ = solve_by_pricing(table, places, promising=3)
    assert total(table, priced) == total(table, best_assignment(table, places)[0])


def test_equals_are_shared_out_before_pricing() -> None:
    """All equal: the first few pairs of the requests name nearly everybody, not the same few."""
    table, places = full(200, np.full((200, 200), 1900)), np.ones(200, dtype=np.int64)
    found = table.better(np.zeros(200, dtype=np.int64), np.zeros(200, dtype=np.int64), 5)
    assert len(np.unique(found.c)) > 150
    assert auction_prices(table, places).max() < 1900


@pytest.mark.parametrize("part", [1, 7, 250])
def test_the_best_pairs_are_the_same_part_by_part(monkeypatch: pytest.MonkeyPatch, part: int) -> None:
    """Requests without pairs, with few and with many, looked at in parts of some pairs each."""
    dice = np.random.default_rng(5)
    kept = np.flatnonzero(dice.random(900) < np.repeat(dice.choice([0, 0.1, 0.9], 30), 30))
    table = full(30, dice.integers(0, 50, (30, 30))).only(kept)
    price, gain = dice.integers(0, 20, 30), dice.integers(0, 20, 30)
    whole = table.better(price, gain, 4)
    monkeypatch.setattr(pair_table, "PART", part)
    found = table.better(price, gain, 4)
    assert [found.r.tolist(), found.c.tolist()] == [whole.r.tolist(), whole.c.tolist()]
    assert len(whole)


def test_pairs_by_their_numbers_are_in_order_and_each_once() -> None:
    """Whoever is found near and remote is one pair; what is in order already stays as it is."""
    key, value = np.array([7, 2, 7, 0]), np.array([70, 20, 70, 0])
    found = pair_table.from_keys(key, value, 3, 4)
    assert (found.r.tolist(), found.c.tolist(), found.value.tolist()) == ([0, 0, 1], [0, 2, 3], [0, 20, 70])
    again = pair_table.from_keys(found.r * 4 + found.c, found.value, 3, 4)
    assert again.c.tolist() == found.c.tolist()


def test_one_request_beside_more_people_than_a_portion_is_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    """The certificate looks at pairs in portions; a request whose pairs are more than one is not cut."""
    problem = HARD[1](30)
    whole = assign(problem).certificate
    monkeypatch.setattr(certificate, "PORTION", 7)
    cut = assign(problem).certificate
    assert cut.proves
    assert cut.price.tolist() == whole.price.tolist()


def ranked(requests: int, candidates: int, *, highest: int = 900) -> Cells:
    """Everybody agrees who is best, but for a few points: the best of each request are the same people."""
    dice = np.random.default_rng(6)
    worth = dice.integers(0, highest, candidates) + dice.integers(0, 10, (requests, candidates))
    base = np.full(requests, 1000)
    return Cells(np.arange(requests), np.arange(candidates), worth.astype(small_number(highest + 10, base)), base,
                 requests, candidates)  # fmt: skip


@pytest.mark.parametrize("highest", [900, 1_000_000, 2**40])
@pytest.mark.parametrize("shape", [(150, 150), (150, 80), (80, 150)])
def test_a_crowd_that_wants_the_same_people_is_solved(shape: tuple[int, int], highest: int) -> None:
    """Also where a number of two bytes, or of four, is too small for the values."""
    cells, places = ranked(*shape, highest=highest), np.ones(shape[1], dtype=np.int64)
    none = cells.listed().only(np.zeros(0, dtype=np.int64))
    chosen, proof = best_assignment(none, places, [cells])
    assert total(cells.listed(), chosen) == total(cells.listed(), solve_sparse(cells.listed(), places))
    assert proof.price.tolist() == least_certificate(cells.listed(), places, chosen).price.tolist()


def test_cells_sample_their_best_fairly() -> None:
    """Beyond the sample the limit is an estimate: about as many as asked for, and nearly all of the very best."""
    cells = ranked(20, 9000)
    nothing = np.zeros(9000, dtype=np.int64)
    found = cells.better(nothing, nothing[:20], 40)
    best = np.argsort(-cells.worth, axis=1)[:, :10]
    assert 20 * 15 < len(found) < 20 * 100
    assert np.mean([np.isin(best[r], found.c[found.r == r]).mean() for r in range(20)]) > 0.9


def test_a_price_above_every_value_makes_nobody_better() -> None:
    """A price of another class of people may be greater than any number that the cells can hold."""
    cells = ranked(5, 60)
    dear = np.full(60, 10**12)
    assert len(cells.better(dear, np.zeros(5, dtype=np.int64), 10)) == 0
    assert (cells.offers(dear) <= 0).all()


def test_prices_of_a_worse_answer_bring_in_what_was_missing() -> None:
    """The control of the proof: by prices that fit only a few pairs, some pair outside of them gains."""
    cells, places = ranked(60, 60), np.ones(60, dtype=np.int64)
    few = cells.scattered(3)
    proof = least_certificate(few, places, solve_sparse(few, places))
    assert proof.proves
    assert len(cells.better(proof.price, proof.gain, 5))


@given(problem=problems(most=7))
@limits(deadline=None)
def test_beginning_from_any_prices_finds_the_same_optimum(problem: Problem) -> None:
    """Prices make the solver faster and never change the sum, however wrong they are."""
    table = admissible_pairs(problem)
    if len(table):
        best = total(table, solve_sparse(table, problem.places))
        for price in (0, 700, 5000):
            prices = np.arange(table.candidate_count) * price
            assert total(table, solve_from_prices(table, problem.places, prices)) == best
