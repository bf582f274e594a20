"""People of a future, put together from several: held against the rules on somebody who really is that mixture."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

import numpy as np
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st

from matching import Candidate, Problem, Request
from matching.admissible import admissible_pairs
from matching.foresight import timeless
from matching.imagined import ASKED, BY_DAY, BY_LEVEL, PARTS, Past, parts, with_past
from matching.rules import RULES
from tests.matching.people import HANAU, TODAY, a_candidate, a_request, problems

Person = TypeVar("Person", Candidate, Request)

ASKER = (
    ("languages", "not_community", "never"),
    ("lat", "lon", "remote_ok"),
    ("mode", "setting", "needs", "times", "involves_minors", "urgency"),
    ("gender", "wants_gender", "gender_is"),
)
OFFERER = (
    ("modes", "languages", "community", "communities", "released", "capacity", "active"),
    ("lat", "lon", "radius_km", "remote"),
    ("needs", "not_needs", "times", "minors_ok"),
    ("gender", "accepts_gender"),
)


def test_every_rule_asks_known_parts() -> None:
    """A new rule must say whom it asks, or futures would go without it."""
    told = [code for codes in ASKED.values() for code in codes] + [*BY_LEVEL, *BY_DAY]
    assert sorted(told) == sorted(rule.code for rule in RULES)


@given(problem=problems())
@limits(deadline=None, max_examples=60)
def test_people_as_they_are_fit_as_the_rules_say(problem: Problem) -> None:
    """Each part from the same person: exactly the admissible pairs, forbidden ones left out."""
    problem = timeless(problem)
    whole = [np.tile(np.arange(len(people)), (len(PARTS), 1)) for people in (problem.requests, problem.candidates)]
    table = admissible_pairs(problem)
    r, c = np.nonzero(parts(problem).of(whole[1]).admit(whole[0]))
    assert list(zip(r, c, strict=True)) == list(zip(table.r, table.c, strict=True))


@given(problem=problems(), data=st.data())
@limits(deadline=None, max_examples=150)
def test_a_mixture_fits_whom_somebody_like_that_would_fit(problem: Problem, data: st.DataObject) -> None:
    """Made into a real request and a real volunteer, the two break a rule just where their parts do."""
    problem = timeless(replace(problem, forbidden=()))
    if not problem.requests or not problem.candidates:
        return
    asks, people = (
        np.array([[data.draw(st.integers(0, len(rows) - 1))] for _ in PARTS])
        for rows in (problem.requests, problem.candidates)
    )
    asker, offerer = problem.requests[asks[0, 0]], problem.candidates[people[0, 0]]
    for part in PARTS:
        asker = _taken(asker, problem.requests[asks[part, 0]], ASKER[part])
        offerer = _taken(offerer, problem.candidates[people[part, 0]], OFFERER[part])
    like_that = Problem(candidates=[offerer], requests=[asker], settings=problem.settings)
    assert parts(problem).of(people).admit(asks).item() == bool(len(admissible_pairs(like_that)))


def _taken(person: Person, other: Person, names: tuple[str, ...]) -> Person:
    """The person with these properties of another."""
    return replace(person, **{name: getattr(other, name) for name in names})


def test_what_never_came_together_may_come_together() -> None:
    """Arabic in Frankfurt and Tigrinya in Hanau teach of Tigrinya in Frankfurt as well: nobody near fits, one does."""
    tigrinya = a_request(id="r2", languages={"ti": 7}, **HANAU)
    frankfurt = a_candidate(languages={"ti": 7}, radius_km=5)
    problem = Problem(candidates=[frankfurt], requests=[a_request(), tigrinya])
    who, where = problem.request_row["r2"], problem.request_row["r1"]
    asks = np.array([[who, who], [who, where], [who, who], [who, who]])
    assert parts(problem).admit(asks).tolist() == [[False], [True]]


def test_the_past_stands_beside_the_problem_without_its_days() -> None:
    """Whoever joined then is not away, whoever asked then needs no start; ids do not get into each other's way."""
    past = Past([a_request(starts_on=TODAY)], [a_candidate(absent=((TODAY, TODAY),))])
    wide = with_past(Problem(candidates=[a_candidate()], requests=[a_request()]), past)
    assert {r.id: r.starts_on for r in wide.requests} == {"r1": None, "earlier r1": None}
    assert {c.id: c.absent for c in wide.candidates} == {"v1": (), "earlier v1": ()}
