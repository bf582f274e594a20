"""Supply and demand step by step: the same numbers as cell by cell, on every axis."""

from datetime import date, timedelta
from itertools import product

import pytest

from network import VOLUNTEER, Actor, HelpRequest, Place, Snapshot, coverage, supply_lines, volunteers_for
from network.collaboration import collaboration

ON = date(2026, 11, 1)
PLACES = tuple(Place(str(n), f"Ort {n}", 50.3 + n / 20, 9.0) for n in range(4))
LANGUAGES, NEEDS = ("ara", "som", "tir"), ("behoerde", "gesundheit")


@pytest.fixture(scope="module")
def known() -> Snapshot:
    """Four places, three languages, two needs; nobody speaks Somali, one volunteer helps everywhere by radius."""
    people = (
        Actor("v1", VOLUNTEER, "0", paid=False, languages=("ara",), needs=NEEDS, radius_km=50),
        Actor("v2", VOLUNTEER, "3", paid=False, languages=("ara", "tir"), needs=("behoerde",), radius_km=1),
        Actor("v3", VOLUNTEER, "3", paid=False, languages=("tir",), needs=NEEDS, radius_km=1, capacity=1, load=1),
    )
    asked = tuple(
        HelpRequest(f"r{index}", place.ags, language, need, ON - timedelta(days=10 * index))
        for index, (place, language, need) in enumerate(product(PLACES, LANGUAGES, NEEDS))
        if index % 3 != 1
    )
    return Snapshot(on=ON, actors=people, places=PLACES, requests=asked)


def test_every_step_adds_up_to_the_same(known: Snapshot) -> None:
    """Languages, needs of a language, places of both: open and expected requests are sums of the next step."""
    cover = coverage(known)
    for language in supply_lines(cover):
        needs = supply_lines(cover, language=language.key)
        assert sum(line.open_count for line in needs) == language.open_count
        assert sum(line.expected_count for line in needs) == pytest.approx(language.expected_count, abs=1e-3)
        for need in needs:
            places = supply_lines(cover, language=language.key, need=need.key)
            assert len(places) == len(PLACES)
            assert sum(line.open_count for line in places) == need.open_count


def test_volunteers_are_counted_once_and_by_their_way(known: Snapshot) -> None:
    """Who could help at all in a language; in a place only who comes there; whoever has no room not at all."""
    cover = coverage(known)
    assert {line.key: line.volunteer_count for line in supply_lines(cover)} == {"ara": 2, "som": 0, "tir": 1}
    here = {line.key: line.volunteer_count for line in supply_lines(cover, language="ara", need="behoerde")}
    assert here == {"0": 1, "1": 1, "2": 1, "3": 2}
    for place in PLACES:
        found = volunteers_for(cover, place.ags, "ara", "behoerde")
        assert len(found) == here[place.ags]
    assert volunteers_for(cover, "3", "ara", "behoerde") == ["v1", "v2"]


def test_every_combination_of_filters_has_lines(known: Snapshot) -> None:
    """The first axis left open makes the lines, whatever the others are."""
    cover = coverage(known)
    for language, need, place in product((None, "ara"), (None, "gesundheit"), (None, "2")):
        lines = supply_lines(cover, language=language, need=need, municipality=place)
        assert lines
        assert all(0 <= (line.covered_two or 0) <= (line.covered_one or 0) <= 1 for line in lines)


def test_the_weakest_cover_stands_first(known: Snapshot) -> None:
    """A language that nobody speaks before one that somebody does."""
    assert supply_lines(coverage(known))[0].key == "som"


def test_an_unknown_key_is_an_error(known: Snapshot) -> None:
    """Not an empty answer that looks like one."""
    with pytest.raises(KeyError):
        supply_lines(coverage(known), language="xxx")
    with pytest.raises(KeyError):
        volunteers_for(coverage(known), "9", "ara", "behoerde")


def test_an_empty_network_has_no_lines_and_no_matrix() -> None:
    """No fault without anybody."""
    empty = Snapshot(on=ON)
    assert supply_lines(coverage(empty)) == []
    found = collaboration(empty)
    assert (dict(found.matrix), found.alone, found.overloaded, found.associations) == ({}, [], [], [])
