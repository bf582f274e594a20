"""The judge of assignments finds every planted fault and every step that gains."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import settings as limits

from matching import Problem, Settings, assign, check
from tests.matching.people import HANAU, a_candidate, a_request, problems

PLAIN = Problem(
    candidates=[a_candidate(id="v1", needs={"alltag"}), a_candidate(id="v2", not_needs={"wohnen"})],
    requests=[a_request(id="r1"), a_request(id="r2", needs={"alltag"})],
)


@given(problem=problems(most=6))
@limits(deadline=None)
def test_the_optimum_has_no_fault_and_no_better_step(problem: Problem) -> None:
    """What assign answers passes its own judge, with nothing left lying."""
    verdict = check(problem, assign(problem).pairs.items())
    assert (verdict.faults, verdict.loss, verdict.exchanges) == ((), 0, ())


@given(problem=problems(most=6))
@limits(deadline=None)
def test_serving_nobody_loses_the_whole_value_and_steps_say_so(problem: Problem) -> None:
    """The empty assignment is lawful; it loses everything, and every free move is named."""
    verdict = check(problem, [], most_exchanges=1000)
    assert verdict.loss == verdict.optimum
    assert {step.kind for step in verdict.exchanges} <= {"move"}
    assert len(verdict.exchanges) == len(assign(problem).table)


@pytest.mark.parametrize(
    ("pairs", "code"),
    [
        ([("r9", "v1")], "request.unknown"),
        ([("r1", "v9")], "candidate.unknown"),
        ([("r1", "v1"), ("r1", "v2")], "request.twice"),
        ([("r1", "v1"), ("r2", "v1")], "capacity.exceeded"),
    ],
)
def test_planted_faults_of_counting_are_found(pairs: list[tuple[str, str]], code: str) -> None:
    """Unknown ids, double service and overfull people are named."""
    verdict = check(PLAIN, pairs)
    assert [fault.code for fault in verdict.faults] == [code]
    assert verdict.loss is None


@given(problem=problems(most=4))
@limits(deadline=None)
def test_every_unlawful_pair_is_found(problem: Problem) -> None:
    """Whichever pair is planted, its faults are exactly the rules it breaks."""
    for request in problem.requests:
        for candidate in problem.candidates:
            pair = (request.id, candidate.id)
            codes = {rule.code for rule in problem.broken(*pair)}
            codes |= {"capacity.exceeded"} if candidate.free_places == 0 else set()
            codes |= {"pair.forbidden"} if pair in problem.forbidden else set()
            assert {fault.code for fault in check(problem, [pair]).faults} == codes


def test_a_missing_pin_is_a_fault_and_a_bent_pin_is_not() -> None:
    """The coordination's decision holds: leaving it out is wrong, bending the radius is hers."""
    far = Problem(candidates=[a_candidate(radius_km=5)], requests=[a_request(**HANAU)], pinned=[("r1", "v1")])
    assert [fault.code for fault in check(far, []).faults] == ["pin.missing"]
    assert check(far, [("r1", "v1")]).is_lawful
    assert [fault.code for fault in check(replace(far, pinned=()), [("r1", "v1")]).faults] == ["radius"]


def test_a_swap_that_gains_is_named_with_its_gain() -> None:
    """r1 asks nothing (needs full: 250 with anybody), r2 needs what only v1 offers: 250 to gain."""
    verdict = check(PLAIN, [("r1", "v1"), ("r2", "v2")])
    assert verdict.loss == 250
    assert {(step.kind, step.gain) for step in verdict.exchanges} == {("swap", 250)}


def test_an_urgent_request_could_replace_another() -> None:
    """One place, taken by the request that can wait: the judge names who would take over."""
    asks = [a_request(id="r1"), a_request(id="r2", urgency="today")]
    problem = Problem(candidates=[a_candidate()], requests=asks, settings=Settings(service_against_fit=0))
    (step,) = check(problem, [("r1", "v1")]).exchanges
    assert (step.kind, step.request_id, step.other_request_id, step.gain) == ("replace", "r2", "r1", 400)
