"""Loss and claim of a pair, held against counting by hand and against solving again."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import maximum_bipartite_matching

from matching import Problem
from matching.foresight import FUTURES, Foresight, Now, _judged
from matching.imagined import Past
from tests.matching.people import TODAY, a_candidate, a_request


def most_served(cells: np.ndarray) -> int:
    """How many requests (rows) can be served by places (columns)."""
    return int((maximum_bipartite_matching(csr_matrix(cells.astype(np.int8)), perm_type="column") >= 0).sum())


@given(cells=st.lists(st.lists(st.booleans(), min_size=5, max_size=5), min_size=1, max_size=6))
def test_a_pair_loses_exactly_where_solving_again_serves_fewer(cells: list[list[bool]]) -> None:
    """Without both people, one fewer is served than before, or the pair has cost somebody the place."""
    able = np.array(cells)
    r, c = np.nonzero(able)
    if not len(r):
        return
    found = _judged(r, c, able.shape, r[np.newaxis, :], c[np.newaxis, :])
    for place, (row, column) in enumerate(zip(r, c, strict=True)):
        rest = np.delete(np.delete(able, row, axis=0), column, axis=1)
        assert found.loss[place] == (most_served(rest) + 1 < most_served(able))


def test_a_claim_divides_each_request_among_all_who_could_serve_it() -> None:
    """v0 is the only one for r0 and one of two for r1: 1 + 1/2; v1 is one of two for r1: 1/2."""
    r, c = np.array([0, 1, 1]), np.array([0, 0, 1])
    found = _judged(r, c, (2, 2), r[np.newaxis, :], c[np.newaxis, :])
    assert found.claim.tolist() == [1.5, 1.5, 0.5]
    assert found.loss.tolist() == [0.0, 1.0, 0.0]  # r1 with v0 would leave r0 without anybody


def now(day: int, problem: Problem, *, left: int) -> Now:
    """A day on which everybody is there and nobody came before."""
    nobody = np.zeros(0, dtype=np.int64)
    return Now(
        day=day, is_open=np.ones(len(problem.requests), dtype=bool), places=problem.places,
        there_from=np.full(len(problem.candidates), day), arrived=nobody, joined=nobody, elapsed=1, left=left,
    )  # fmt: skip


def test_a_second_place_takes_the_loss_away() -> None:
    """Tigrinya is sure to come: with one place her Arabic pair loses, with two it does not."""
    asked = a_request(id="r1", opened_on=TODAY)
    past = Past([a_request(id=f"old{i}", languages={"ti": 7}, opened_on=TODAY) for i in range(40)], days=365)
    for places, loss in ((1, 1.0), (60, 0.0)):
        both = a_candidate(languages={"ar": 7, "ti": 7}, capacity=places)
        problem = Problem(candidates=[both, a_candidate(id="v2")], requests=[asked])
        day = TODAY.toordinal()
        ahead = Foresight(problem, past, opened=np.array([day]), patience=70, seed=1)
        row = np.array([problem.candidate_row["v1"]])
        assert ahead.outlook(now(day, problem, left=365), np.array([0]), row).loss == [loss]


def test_without_a_future_nothing_is_lost() -> None:
    """On the last day whoever is there may be given away."""
    problem = Problem(candidates=[a_candidate()], requests=[a_request(opened_on=TODAY)])
    day = TODAY.toordinal()
    ahead = Foresight(problem, Past(), opened=np.array([day]), patience=70, seed=1)
    found = ahead.outlook(now(day, problem, left=0), np.array([0]), np.array([0]))
    assert (found.loss.tolist(), found.claim.tolist()) == ([0.0], [1.0])
    assert FUTURES > 1
