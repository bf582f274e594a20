"""Why nobody, and what would help: every line is true when the rule is really bent."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import settings as limits

from matching import ImpossibleError, Pool, Problem, rank, why
from tests.matching.people import HANAU, TODAY, a_candidate, a_request, problems


def test_a_longer_way_would_help_and_the_nearer_one_is_best() -> None:
    """Two live beyond their radius; the line counts both and names the better one."""
    people = [a_candidate(id="hanau", **HANAU), a_candidate(id="kassel", lat=51.31, lon=9.49)]
    (line,) = why(Problem(candidates=people, requests=[a_request()]), "r1").relaxations
    assert (line.codes, line.count, line.best_candidate_id, line.bends) == (("radius",), 2, "hanau", True)
    bent = rank(a_request(), [replace(people[0], radius_km=20)])
    assert bent.ranked[0].value == line.best_value


def test_a_pair_of_rules_is_named_only_where_one_is_not_enough() -> None:
    """v1 is far, v2 is far and full: the single rule brings one, the two together bring both."""
    people = [a_candidate(id="v1", **HANAU), a_candidate(id="v2", active=1, **HANAU)]
    lines = why(Problem(candidates=people, requests=[a_request()]), "r1").relaxations
    assert [(line.codes, line.count) for line in lines] == [
        (("radius",), 1), (("capacity.full", "radius"), 2),
    ]  # fmt: skip


def test_a_rule_that_protects_is_explained_but_does_not_bend() -> None:
    """A woman asked for a woman: the page may say so, nobody may act on it."""
    asked = a_request(wants_gender="w", gender_is="must")
    (line,) = why(Problem(candidates=[a_candidate(gender="m")], requests=[asked]), "r1").relaxations
    assert (line.codes, line.bends) == (("gender.must",), False)


def test_forbidden_people_are_counted_and_never_proposed() -> None:
    """Who is kept apart by the coordination is not offered as a way out."""
    problem = Problem(candidates=[a_candidate(**HANAU)], requests=[a_request()], forbidden=[("r1", "v1")])
    answer = why(problem, "r1")
    assert answer.relaxations == ()
    assert answer.counts == {"radius": 1, "pair.forbidden": 1}


def test_a_pool_of_other_people_is_refused() -> None:
    """Explaining with the wrong pool would name the wrong people."""
    problem = Problem(candidates=[a_candidate()], requests=[a_request()])
    with pytest.raises(ImpossibleError, match="other candidates"):
        why(problem, "r1", pool=Pool([a_candidate(id="v2")]))


@given(problem=problems(most=6))
@limits(deadline=None)
def test_every_line_equals_the_refusals(problem: Problem) -> None:
    """Exactly the people whose refusals lie within a line's codes are in that line."""
    for request in problem.requests:
        refused = rank(request, problem.candidates, today=TODAY, settings=problem.settings).refused
        kept_apart = {c for r, c in problem.forbidden if r == request.id}
        for line in why(problem, request.id).relaxations:
            within = {
                name for name, broken in refused.items()
                if {refusal.code for refusal in broken} <= set(line.codes) and name not in kept_apart
            }  # fmt: skip
            assert set(line.candidate_ids) == within
