"""A year under a policy: worked by hand on small years, lawful and bounded on drawn ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import settings as limits

from matching import ImpossibleError, Problem, Settings, simulate
from matching.certificate import NOBODY
from matching.imagined import Past
from matching.policy import LOOKS_AHEAD, POLICIES
from matching.simulation import World
from tests.matching.people import TODAY, a_candidate, a_request, problems

MONDAY = date(2026, 1, 5)


@pytest.mark.parametrize("policy", POLICIES)
def test_a_person_who_joins_later_is_waited_for(policy: str) -> None:
    """The only volunteer is away until day 9: served on day 10 (weekly: the 14th), never before."""
    away = a_candidate(absent=((MONDAY, MONDAY + timedelta(days=9)),))
    year, best = simulate(Problem(candidates=[away], requests=[a_request(opened_on=MONDAY)]), policy)
    assert (year.served, best.served) == (1.0, 1.0)
    assert year.longest_wait_days == (14 if policy == "weekly" else 10)
    assert best.longest_wait_days == 10


@pytest.mark.parametrize("policy", POLICIES)
def test_people_give_up_after_their_patience(policy: str) -> None:
    """Nobody is there for 71 days: the request is not served, even by hindsight."""
    away = a_candidate(absent=((MONDAY, MONDAY + timedelta(days=70)),))
    year, best = simulate(Problem(candidates=[away], requests=[a_request(opened_on=MONDAY)]), policy)
    assert (year.served, best.served) == (0.0, 0.0)


def test_prices_keep_the_scarce_speaker_for_those_who_need_her() -> None:
    """Last year brought Tigrinya after Arabic: by hand she is spent at once, with prices not.

    Both speak Arabic, she fits it better: 250 points more, of which a plan counts a hundred
    thousandth each, 0.0025. That she is missing in the futures counts up to 1, because one
    Tigrinya request is to be expected every thirty days and nobody else could serve it.
    """
    both = a_candidate(id="both", languages={"ar": 7, "ti": 7}, needs={"alltag"})
    arabic = a_candidate(id="arabic")
    asks = [
        a_request(id="r1", needs={"alltag"}, opened_on=MONDAY),
        a_request(id="r2", languages={"ti": 7}, opened_on=MONDAY + timedelta(days=30)),
    ]
    problem = Problem(candidates=[both, arabic], requests=asks, settings=Settings(service_against_fit=0.5))
    past = Past([replace(asks[1], id=f"old{i}") for i in range(12)], days=365)
    assert simulate(problem, "first-come", past=past)[0].served == 0.5
    assert simulate(problem, "priced", past=past)[0].served == 1.0
    assert simulate(problem, "priced-event", past=past)[0].served == 1.0


@given(problem=problems(most=6))
@limits(deadline=None, max_examples=25)
def test_no_policy_beats_hindsight(problem: Problem) -> None:
    """Serving counted alone: at most as much value as the best that knew everything."""
    plain = replace(problem, settings=Settings(waiting_points=0), today=TODAY)
    world = World(plain)
    base = {r.id: int(b) for r, b in zip(world.problem.requests, world.problem.asks.base, strict=True)}
    best = world.hindsight()
    for policy in POLICIES:
        year = world.run(policy)
        assert year.served <= 1.0
        if len(set(base.values())) == 1:
            served = base.popitem()[1] if base else 0
            base = {"all": served}
            total = year.fit_sum + round(year.served * year.requests) * served
            assert total <= best.fit_sum + round(best.served * best.requests) * served


def test_the_same_seed_gives_the_same_year() -> None:
    """Drawn futures depend on the seed alone."""
    asks = [a_request(id=f"r{i}", opened_on=MONDAY + timedelta(days=i)) for i in range(20)]
    people = [a_candidate(id=f"v{i}") for i in range(9)]
    problem = Problem(candidates=people, requests=asks)
    assert simulate(problem, "priced", seed=3) == simulate(problem, "priced", seed=3)


TURN = MONDAY + timedelta(days=30)  # until here the two years below are the same


def year_that_turns(later: Sequence[str]) -> tuple[Problem, Past]:
    """Requests and volunteers of every second day until TURN; after it, those of these languages only."""
    asks = [a_request(id="last", opened_on=TURN + timedelta(days=60))]  # until when a year goes on is known
    people = []
    for day in range(0, 60, 2):
        on = MONDAY + timedelta(days=day)
        language = ("ar", "ti", "ar")[day % 3] if on <= TURN else later[day % len(later)]
        asks.append(a_request(id=f"r{day}", languages={language: 7}, urgency="month", opened_on=on))
        spoken = {"ar": 7, language: 7}
        before = ((MONDAY - timedelta(days=400), on),)
        away = before if day % 4 or on > TURN else ()
        people.append(a_candidate(id=f"v{day}", languages=spoken, capacity=1, absent=away))
    past = Past([a_request(id=f"h{i}", languages={("ar", "ti")[i % 2]: 7}) for i in range(200)], days=365)
    return Problem(candidates=people, requests=asks), past


@pytest.mark.parametrize("policy", sorted(LOOKS_AHEAD))
def test_what_has_not_come_yet_changes_no_decision(policy: str) -> None:
    """Two years that are the same for thirty days: the same pairs on the same days, and others only afterwards."""
    made: list[dict[str, tuple[str, int]]] = []
    for later in (("ti", "ar"), ("fa", "so", "ti")):
        problem, past = year_that_turns(later)
        world = World(problem, past=past, seed=4)
        chosen, on = world.lived(policy)
        requests, people = world.problem.requests, world.problem.candidates
        pairs = zip(requests, chosen.tolist(), on.tolist(), strict=True)
        made.append({r.id: (people[c].id, day) for r, c, day in pairs if c != NOBODY})
    before, after = (
        [{one for one in year.items() if (one[1][1] <= TURN.toordinal()) is early} for year in made]
        for early in (True, False)
    )
    assert len(before[0]) > 5
    assert before[0] == before[1]
    assert after[0] != after[1]  # the comparison would see a difference


def test_a_request_without_its_day_is_refused() -> None:
    """Who never arrived cannot wait."""
    with pytest.raises(ImpossibleError, match="needs the day"):
        simulate(Problem(candidates=[], requests=[a_request()]), "daily")


def test_requests_centuries_apart_are_refused() -> None:
    """A year with a digit too few would be simulated day by day for centuries."""
    asks = [a_request(opened_on=date(26, 1, 5)), a_request(id="r2", opened_on=MONDAY)]
    with pytest.raises(ImpossibleError, match="days apart"):
        simulate(Problem(candidates=[], requests=asks), "daily")


def test_an_unknown_policy_is_refused() -> None:
    """The known ones are named."""
    with pytest.raises(ImpossibleError, match="first-come"):
        simulate(Problem(candidates=[], requests=[]), "magic")
