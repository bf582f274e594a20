"""Pictures for a phone: nothing runs out of them, every sign has room for a finger, none is higher than it needs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import combinations
from math import cos, dist, sin
from xml.etree import ElementTree

import pytest

from network import Actor, Frame, Place, Texts, Tie, build, picture
from network.pictures import svg as drawing
from network.pictures.frame import PHONE
from tests.network.drawn import PLACES, SVG, drawn, network, square


@pytest.mark.parametrize("level", ["region", "municipality", "neighbourhood"])
class TestOnAPhone:
    """Nothing runs out of a narrow picture, and every sign has room for a finger."""

    def test_words_stay_inside_and_are_no_smaller_than_small_print(self, level: str) -> None:
        """Also with a long selection and a long source, which take several lines."""
        long = "Hauptamtliche, Stellen und Vereine · Kontakt in den letzten 90 Tagen, und noch mehr davon"
        frame = Frame(
            size=PHONE, filter_text=long, source=f"Quelle: {long}", texts=Texts(more_ties=f"{{shown}}: {long}")
        )
        root = ElementTree.fromstring(drawn(level, frame))
        left, width = frame.edge, PHONE[0]
        texts = [one for one in root.iter(f"{SVG}text") if one.get("text-anchor") is None]
        assert len(texts) > 6
        for one in texts:
            size = float(one.get("font-size"))
            assert size >= 11
            assert float(one.get("x")) >= left
            assert float(one.get("x")) + drawing.width_of(one.text, size) <= width

    def test_every_sign_has_room_for_a_finger(self, level: str) -> None:
        """Shown a tenth smaller it is still 24 points across; at a desk a pointer needs less."""
        root = ElementTree.fromstring(drawn(level, Frame(size=PHONE)))
        rings = [float(one.get("r")) for one in root.iter(f"{SVG}circle") if one.get("class") == "focus-ring"]
        assert min(rings) * 2 * 0.9 >= 24


def test_a_map_on_a_phone_is_no_higher_than_it_needs() -> None:
    """Flat land makes a low picture, and each fills the width."""
    flat = [replace(one, lat=50.0, rings=square(one.lon, 50.0)) for one in PLACES[:3]]
    heights = []
    for places in (flat, PLACES):
        box = ElementTree.fromstring(picture(network(), places, frame=Frame(size=PHONE))).get("viewBox").split()
        assert float(box[2]) == PHONE[0]
        heights.append(float(box[3]))
    assert heights[0] < heights[1]


@pytest.mark.parametrize(("frame", "are_apart"), [(Frame(size=PHONE), True), (Frame(), False)], ids=["phone", "desk"])
def test_names_of_other_municipalities_stand_above_and_below_the_people(frame: Frame, are_apart: bool) -> None:
    """Beside them there is room on a desk only; all within the picture."""
    around = [Place(f"a{turn}", f"Ort {turn}", 50 + sin(turn) / 5, 9 + cos(turn) / 3) for turn in range(12)]
    people = [Actor(f"p{number}", "volunteer", "m", paid=False) for number in range(25)]
    offices = [Actor(f"o{one.ags}", "organisation", one.ags, paid=True) for one in around]
    ties = [Tie(one.id, other.id, "tandem") for one, other in zip(people, offices, strict=False)]
    graph = build([*people, *offices], ties, on=date(2026, 1, 1))
    home = Place("m", "Mitte", 50.0, 9.0)
    drawn = picture(graph, [home, *around], level="municipality", focus="m", frame=frame)
    root = ElementTree.fromstring(drawn)
    heights = [float(one.get("data-y")) for one in root.iter() if one.get("data-node")]
    doors = [(float(one.get("cx")), float(one.get("cy"))) for one in root.iter() if one.get("class") == "exit"]
    assert len(doors) == len(around)
    assert all((y < min(heights) or y > max(heights)) for _, y in doors) is are_apart
    assert all(0 < x < frame.size[0] and frame.top < y < frame.size[1] for x, y in doors)
    names = [one.text for one in root.iter(f"{SVG}text") if (one.text or "").startswith("Ort")]
    assert len(names) == len(around)


def _shown(root: ElementTree.Element) -> list[ElementTree.Element]:
    return [one for one in root.iter(f"{SVG}text") if "label" in (one.get("class") or "") and not one.get("visibility")]


def test_whoever_stands_in_the_middle_is_named_however_many_stand_around() -> None:
    """And no sign on the inner ring lies on the next one; who finds no room is named to whoever looks closer."""
    people = [Actor("m", "staff", "m", paid=True, label="Petra Lindner")]
    people += [Actor(f"p{n:02}", "volunteer", f"m{n % 7}", paid=False, label=f"Name Nummer {n:02}") for n in range(66)]
    graph = build(people, [Tie("m", one.id, "tandem") for one in people[1:]], on=date(2026, 11, 1))
    svg = picture(graph, PLACES, level="neighbourhood", focus="m", frame=Frame(size=PHONE))
    root = ElementTree.fromstring(svg)
    names = [one.text for one in _shown(root)]
    assert "Petra Lindner" in names
    assert len(names) < 67
    assert svg.count("Name Nummer 65</text>") == 1
    ring = [(float(one.get("cx")), float(one.get("cy")), float(one.get("r")))
            for one in root.iter(f"{SVG}circle") if one.get("class") == "mark mark-volunteer"][:66]  # fmt: skip
    apart = [dist(a[:2], b[:2]) - a[2] - b[2] for a, b in combinations(ring, 2)]
    assert min(apart) > 0


def test_a_name_stands_nearest_to_its_own_municipality() -> None:
    """On a phone a name in another one's area would be read as that one's; what finds no such room waits, hidden."""
    places = [Place(f"m{n}", f"Oberkleinmunzenhausen {n}", 50 + n % 5 / 40, 9 + n // 5 / 40) for n in range(25)]
    root = ElementTree.fromstring(picture(build([], [], on=date(2026, 11, 1)), places, frame=Frame(size=PHONE)))
    centre = {one.get("data-node"): (float(one.get("data-x")), float(one.get("data-y")))
              for one in root.iter(f"{SVG}g") if one.get("data-node")}  # fmt: skip
    shown = _shown(root)
    for one in shown:
        spot = float(one.get("x")), float(one.get("y")) - float(one.get("font-size")) * 0.35
        near = min(centre, key=lambda key: dist(centre[key], spot))
        assert one.text.endswith(f" {near.removeprefix('m')}")
    assert 0 < len(shown) < len(places)
    hidden = [one for one in root.iter(f"{SVG}text") if one.get("visibility") == "hidden"]
    assert len(hidden) == len(places) - len(shown)
