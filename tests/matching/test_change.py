"""One change on a solved problem equals solving the changed problem from the start."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import settings as limits

from matching import ImpossibleError, Problem, Request, assign
from matching.change import arrive, leave
from tests.matching.people import a_candidate, a_request, problems, requests


@given(problem=problems(most=6), request=requests("newcomer"))
@limits(deadline=None)
def test_an_arrival_equals_solving_again(problem: Problem, request: Request) -> None:
    """The same value as with the request in the file, and moves that lead there."""
    wider = assign(replace(problem, requests=[*problem.requests, request]))
    change = arrive(assign(problem), request)
    assert change.value == wider.value
    assert change.gain == wider.value - assign(problem).value >= 0


@given(problem=problems(most=6))
@limits(deadline=None)
def test_a_departure_equals_solving_again(problem: Problem) -> None:
    """The same value as without the candidate; whoever lost her is named."""
    solved = assign(problem)
    for candidate in problem.candidates:
        change = leave(solved, candidate.id)
        rest = [person for person in problem.candidates if person is not candidate]
        forbidden = [pair for pair in problem.forbidden if pair[1] != candidate.id]
        assert change.value == assign(replace(problem, candidates=rest, forbidden=forbidden)).value
        lost = {request for request, name in solved.pairs.items() if name == candidate.id}
        assert lost <= {move.request_id for move in change.moves if move.before == candidate.id}


def test_impossible_changes_are_refused() -> None:
    """A request that is there cannot arrive; a pinned person cannot silently leave."""
    problem = Problem(candidates=[a_candidate()], requests=[a_request()], pinned=[("r1", "v1")])
    with pytest.raises(ImpossibleError, match="already"):
        arrive(assign(problem), a_request())
    with pytest.raises(ImpossibleError, match="pinned"):
        leave(assign(problem), "v1")
