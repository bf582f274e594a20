"""The judge of assignments finds every planted fault and every step that gains."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import settings as limits

from matching import Problem, Settings, assign, check
from tests.matching.people import HANAU, TODAY, a_candidate, a_request, problems
from tests.matching.test_rules import BREAKS, Changes

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


@pytest.mark.parametrize(
    ("code", "asks", "keeps", "breaks"), [row[:4] for row in BREAKS], ids=[row[0] for row in BREAKS]
)
def test_each_rule_planted_alone_is_found_by_its_code(
    code: str, asks: Changes, keeps: Changes, breaks: Changes
) -> None:
    """Of each kind one, and the lawful pair of the same request beside it as the control."""
    people = [a_candidate(**{"id": "kept", **keeps}), a_candidate(**{"id": "broken", **breaks})]
    problem = Problem(candidates=people, requests=[a_request(**asks)], today=TODAY)
    also = {"capacity.exceeded"} if code == "capacity.full" else set()
    assert {fault.code for fault in check(problem, [("r1", "broken")]).faults} == {code} | also
    assert check(problem, [("r1", "kept")]).is_lawful


def test_all_kinds_of_faults_planted_at_once_are_all_found() -> None:
    """One bad assignment with every fault that an assignment can have, and nothing is said of the one good pair."""
    people = [a_candidate(id=name) for name in ("v1", "v2", "v3", "v4", "v5")]
    asks = [a_request(id=f"r{n}") for n in range(1, 8)]
    problem = Problem(
        candidates=[*people, a_candidate(id="tigrinya", languages={"ti": 7})],
        requests=[*asks, a_request(id="shelter", needs={"gewalt"})],
        pinned=[("r7", "v5")], forbidden=[("r5", "v4")],
    )  # fmt: skip
    planted = [
        ("r1", "v1"), ("r2", "v2"), ("r2", "v3"), ("r3", "v2"), ("r4", "tigrinya"), ("r5", "v4"),
        ("shelter", "v5"), ("r99", "v5"), ("r6", "v99"),
    ]  # fmt: skip
    found = {(fault.code, fault.request_id, fault.candidate_id) for fault in check(problem, planted).faults}
    assert found == {
        ("request.unknown", "r99", "v5"), ("candidate.unknown", "r6", "v99"), ("request.twice", "r2", "v3"),
        ("capacity.exceeded", "", "v2"), ("pin.missing", "r7", "v5"), ("language.none", "r4", "tigrinya"),
        ("pair.forbidden", "r5", "v4"), ("need.referral_only", "shelter", "v5"),
    }  # fmt: skip


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
