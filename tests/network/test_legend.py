"""The legend explains what stands in the picture: every sign that is drawn, and none that is not."""

from __future__ import annotations

import re
from datetime import date

import pytest

from network import Actor, Frame, Place, Tie, build, picture
from network.pictures.frame import PHONE

PLACES = [Place("m1", "Oberdorf", 50.0, 9.0), Place("m2", "Unterdorf", 50.1, 9.1)]
MEMBER = "Gehört dazu"
EVERYBODY = [
    Actor("s", "staff", "m1", paid=True),
    Actor("r", "staff", "m1", paid=False),
    Actor("b", "organisation", "m1", paid=True),
    Actor("g", "organisation", "m1", paid=False),
    Actor("v", "volunteer", "m1", paid=False),
]
SIGNS = {
    "s": "Hauptamtliche",
    "r": "Ansprechperson im Ehrenamt",
    "b": "Stelle mit Hauptamtlichen",
    "g": "Verein oder Gruppe im Ehrenamt",
    "v": "Ehrenamtliche",
}


def _legend(actors: list[Actor], level: str, frame: Frame) -> set[str]:
    ties = [Tie(actors[0].id, one.id, "tandem", last_contact=date(2026, 11, 1)) for one in actors[1:]]
    focus = {"region": None, "municipality": "m1", "neighbourhood": actors[0].id}[level]
    drawn = picture(build(actors, ties, on=date(2026, 11, 1)), PLACES, level=level, focus=focus, frame=frame)
    return set(re.findall(r">([^<>]+)</text>", drawn.partition('class="legend"')[2]))


@pytest.mark.parametrize("frame", [Frame(), Frame(size=PHONE)], ids=["desk", "phone"])
@pytest.mark.parametrize("level", ["region", "municipality", "neighbourhood"])
@pytest.mark.parametrize("shown", ["srbgv", "s", "r", "g", "bv", "bg"])
def test_a_legend_names_what_is_drawn_and_nothing_else(level: str, frame: Frame, shown: str) -> None:
    """A selection of kinds has the signs of these kinds; hollow and filled are two signs."""
    words = _legend([one for one in EVERYBODY if one.id in shown], level, frame)
    assert {key for key, word in SIGNS.items() if word in words} == set(shown)


def test_the_ring_goes_around_a_sign_of_the_picture() -> None:
    """Who explains being alone is of a kind that the reader sees."""
    graph = build([EVERYBODY[0]], [], on=date(2026, 11, 1))
    legend = picture(graph, PLACES).partition('class="legend"')[2]
    assert 'class="alone"' in legend
    assert "mark-volunteer" not in legend
    assert "mark-volunteer" in picture(build(EVERYBODY, [], on=date(2026, 11, 1)), PLACES)


@pytest.mark.parametrize("level", ["municipality", "neighbourhood"])
def test_membership_has_a_line_of_its_own(level: str) -> None:
    """Dotted, never dashed as if nobody had called, and told in the legend; whoever meets as well has a tie."""
    actors = [Actor("s", "staff", "m1", paid=True, organisation="b"), Actor("b", "organisation", "m1", paid=True)]
    member, met = Tie("s", "b", "membership", date(2020, 1, 1)), Tie("s", "b", "runder_tisch", date(2026, 10, 1))
    found = {}
    for name, ties in (("member", [member]), ("both", [member, met])):
        graph = build(actors, ties, on=date(2026, 11, 1))
        found[name] = picture(graph, PLACES, level=level, focus="m1" if level == "municipality" else "s")
    assert found["member"].count('class="tie tie-member"') == 2, "the tie, and its line in the legend"
    assert found["member"].count('class="tie tie-faded"') == 1, "in the legend only"
    assert MEMBER in found["member"]
    assert MEMBER not in found["both"]
