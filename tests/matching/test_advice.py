"""What the policy advises today: worked by hand, lawful on drawn problems, and nobody kept waiting for nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import settings as limits

from matching import Candidate, Problem, Request, assign
from matching.admissible import admissible_pairs
from matching.advice import LITTLE, advise
from matching.imagined import Past
from matching.policy import HOLD_DAYS
from tests.matching.people import TODAY, a_candidate, a_request, problems

BOTH = a_candidate(id="both", languages={"ar": 7, "ti": 7})
#: Forty Tigrinya requests a year and a new Arabic speaker every month: she will be needed, and Arabic can wait.
PAST = Past(
    [a_request(id=f"old{i}", languages={"ti": 7}) for i in range(LITTLE)],
    [a_candidate(id=f"new{i}") for i in range(12)],
    days=365,
)


def arabic(urgency: str = "ongoing", *, waited: int = 0) -> Request:
    """An open Arabic request."""
    return a_request(id="r1", urgency=urgency, opened_on=TODAY - timedelta(days=waited))


def today(*requests: Request, candidates: tuple[Candidate, ...] = (BOTH,), **values: object) -> Problem:
    """A problem of today."""
    return Problem(candidates=list(candidates), requests=list(requests), today=TODAY, **values)


@pytest.mark.parametrize(("urgency", "longest"), HOLD_DAYS.items())
def test_a_request_is_kept_waiting_as_long_as_its_urgency_allows(urgency: str, longest: int) -> None:
    """A pair that loses in (nearly) every future waits the whole term; what is needed today never waits."""
    (found,) = advise(today(arabic(urgency)), PAST).advised
    assert found.candidate_id == "both"
    assert found.loss > 0.8
    assert 0.7 * longest <= found.wait_days <= longest


def test_who_has_waited_that_long_is_asked_for() -> None:
    """The days already waited count."""
    before, after = (advise(today(arabic(waited=days)), PAST).advised[0].wait_days for days in (44, 45))
    assert (before <= 1, after) == (True, 0)


def test_a_second_speaker_is_asked_at_once_and_the_scarce_one_is_free_for_her_own() -> None:
    """Arabic goes to the Arabic speaker, Tigrinya to her who speaks both, and nobody waits."""
    tigrinya = a_request(id="r2", languages={"ti": 7}, opened_on=TODAY)
    found = advise(today(arabic(), tigrinya, candidates=(BOTH, a_candidate(id="arabic"))), PAST).advised
    assert [(one.request_id, one.candidate_id, one.wait_days) for one in found] == [
        ("r1", "arabic", 0), ("r2", "both", 0)
    ]  # fmt: skip


def test_with_one_request_too_few_nobody_is_kept() -> None:
    """Too little of a past: today's best assignment, and it says so."""
    problem = today(arabic())
    found = advise(problem, replace(PAST, requests=PAST.requests[1:]))
    assert not found.looks_ahead
    assert {one.request_id: one.candidate_id for one in found.advised} == assign(problem).pairs
    assert all(one.wait_days == 0 for one in found.advised)


def test_what_people_fixed_is_asked_and_what_they_forbade_is_not() -> None:
    """A pin outweighs every future; a forbidden pair does not exist."""
    (pinned,) = advise(today(arabic(), pinned=[("r1", "both")]), PAST).advised
    assert (pinned.candidate_id, pinned.wait_days) == ("both", 0)
    assert advise(today(arabic(), forbidden=[("r1", "both")]), PAST).advised == ()


def test_somebody_who_is_away_today_is_not_asked() -> None:
    """But she is there in the futures: the Tigrinya requests to come have her again tomorrow."""
    away = replace(BOTH, id="away", absent=((TODAY, TODAY),))
    assert [one.candidate_id for one in advise(today(arabic(), candidates=(away, BOTH)), PAST).advised] == ["both"]


@given(problem=problems(most=6))
@limits(deadline=None, max_examples=25)
def test_advice_breaks_no_rule_and_gives_no_place_twice(problem: Problem) -> None:
    """Every pair is admissible or pinned; together they take no more places than there are."""
    problem = replace(problem, today=TODAY)
    found = advise(problem, PAST, seed=5).advised
    table = admissible_pairs(problem)
    lawful = {(problem.requests[r].id, problem.candidates[c].id) for r, c in zip(table.r, table.c, strict=True)}
    assert all((one.request_id, one.candidate_id) in lawful | set(problem.pinned) for one in found)
    assert len({one.request_id for one in found}) == len(found)
    used = Counter(one.candidate_id for one in found)
    assert all(used[one.id] <= one.free_places for one in problem.candidates)
    assert found == advise(problem, PAST, seed=5).advised


@given(problem=problems(most=6))
@limits(deadline=None, max_examples=25)
def test_the_order_of_input_changes_no_advice(problem: Problem) -> None:
    """Neither that of today's people and requests nor that of the earlier ones."""
    problem = replace(problem, today=TODAY)
    turned = replace(problem, candidates=list(reversed(problem.candidates)), requests=list(reversed(problem.requests)))
    past = replace(PAST, requests=PAST.requests[::-1], joiners=PAST.joiners[::-1])
    assert advise(problem, PAST, seed=5) == advise(turned, past, seed=5)
