"""Candidates and requests for tests: valid by default, and random ones for properties."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from matching import Candidate, Problem, Request, Settings
from matching.times import SLOTS

TODAY = date(2026, 11, 22)
FRANKFURT = {"lat": 50.11, "lon": 8.68}
HANAU = {"lat": 50.13, "lon": 8.92}  # 17.3 km away
KASSEL = {"lat": 51.31, "lon": 9.49}

LANGUAGES = ("ar", "fa-AF", "fa", "kmr", "ckb", "ti", "de")
NEEDS = ("behoerde", "wohnen", "alltag", "gesundheit", "schule")
PLACES = (FRANKFURT, HANAU, KASSEL, {"lat": 50.2, "lon": 8.6}, {"lat": None, "lon": None})


def a_candidate(**changes: Any) -> Candidate:
    """A released Arabic-speaking Lotse in Frankfurt; arguments change one thing each."""
    usual: dict[str, Any] = {"id": "v1", "modes": {"lotse"}, "languages": {"de": 7, "ar": 7}, **FRANKFURT}
    return Candidate(**(usual | changes))


def a_request(**changes: Any) -> Request:
    """An Arabic-speaking newcomer in Frankfurt who asks for everyday help."""
    usual: dict[str, Any] = {"id": "r1", "mode": "lotse", "languages": {"ar": 7}, **FRANKFURT}
    return Request(**(usual | changes))


def some(words: tuple[str, ...], most: int) -> st.SearchStrategy[set[str]]:
    """A small set of words."""
    return st.sets(st.sampled_from(words), max_size=most)


def some_languages() -> st.SearchStrategy[dict[str, int]]:
    """One to three languages with levels."""
    return st.dictionaries(st.sampled_from(LANGUAGES), st.integers(0, 7), min_size=1, max_size=3)


@st.composite
def candidates(draw: st.DrawFn, name: str = "v") -> Candidate:
    """Any candidate; properties are common enough that rules break often but not always."""
    first = TODAY + timedelta(days=draw(st.integers(-3, 3)))
    return Candidate(
        id=name,
        modes=draw(st.sampled_from([{"lotse"}, {"lotse", "laiendolmetscher"}, {"pate"}])),
        **draw(st.sampled_from(PLACES)),
        radius_km=draw(st.sampled_from([None, 5.0, 20.0, 200.0])),
        remote=draw(st.booleans()),
        languages=draw(some_languages()) | {"de": draw(st.integers(3, 7))},
        needs=draw(some(NEEDS, 4)),
        not_needs=draw(some(NEEDS, 1)),
        times=draw(some(SLOTS[:5], 4)),
        gender=draw(st.sampled_from(["w", "m", "d", None])),
        accepts_gender=draw(st.sampled_from([{"w", "m", "d"}, {"w", "m", "d"}, {"w"}])),
        capacity=draw(st.integers(0, 3)),
        active=draw(st.integers(0, 1)),
        minors_ok=draw(st.booleans()),
        absent=draw(st.sampled_from([(), ((first, first + timedelta(days=2)),)])),
        community=draw(st.sampled_from([None, "c1", "c2"])),
        released=draw(st.sampled_from([True, True, True, False])),
        in_training=draw(st.booleans()),
    )


@st.composite
def requests(draw: st.DrawFn, name: str = "r") -> Request:
    """Any request that somebody could serve."""
    wish = draw(st.sampled_from([None, None, "must", "prefer"]))
    return Request(
        id=name,
        mode=draw(st.sampled_from(["lotse", "lotse", "laiendolmetscher", "pate"])),
        **draw(st.sampled_from(PLACES)),
        languages=draw(some_languages()),
        needs=draw(some((*NEEDS, "gewalt"), 2)),
        times=draw(some(SLOTS[:5], 3)),
        gender=draw(st.sampled_from(["w", "m", "d", None])),
        wants_gender=None if wish is None else draw(st.sampled_from(["w", "m"])),
        gender_is=wish,
        involves_minors=draw(st.sampled_from([False, False, True])),
        remote_ok=draw(st.booleans()),
        not_community=draw(st.sampled_from([None, "c1"])),
        urgency=draw(st.sampled_from(["today", "week", "month", "ongoing"])),
        opened_on=TODAY - timedelta(days=draw(st.integers(0, 90))),
        starts_on=draw(st.sampled_from([None, TODAY, TODAY + timedelta(days=2)])),
        never=draw(st.sampled_from([set(), {"v0"}])),
        known=draw(st.sampled_from([set(), {"v1"}])),
        suits_training=draw(st.booleans()),
    )


@st.composite
def problems(draw: st.DrawFn, most: int = 5) -> Problem:
    """A whole problem with up to ``most`` people on each side and a few forbidden pairs."""
    offer = [draw(candidates(f"v{i}")) for i in range(draw(st.integers(0, most)))]
    ask = [draw(requests(f"r{i}")) for i in range(draw(st.integers(0, most)))]
    every = [(r.id, c.id) for r in ask for c in offer]
    forbidden = draw(st.lists(st.sampled_from(every), max_size=2)) if every else []
    scale = draw(st.sampled_from([0.0, 0.5, 1.0]))
    return Problem(
        candidates=offer,
        requests=ask,
        forbidden=forbidden,
        settings=Settings(service_against_fit=scale),
        today=TODAY,
    )
