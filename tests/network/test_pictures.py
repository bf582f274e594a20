"""Pictures are well-formed, quiet under a strict policy, reachable by keyboard, and always the same."""

from __future__ import annotations

import random
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from network import Actor, Frame, Place, Texts, build, layout, picture
from network.pictures.labels import Label, place
from network.places import distance_km
from network.table import municipality_rows
from tests.network.drawn import FRAMES, ON, PLACES, SVG, drawn, network


@pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES.keys())
@pytest.mark.parametrize("level", ["region", "municipality", "neighbourhood"])
class TestEveryPicture:
    """What holds on all three levels."""

    def test_well_formed_and_quiet(self, level: str, frame: Frame) -> None:
        """The SVG parses, has no inline style, no script, no event handler, and no id twice."""
        root = ElementTree.fromstring(drawn(level, frame))
        ids = [one.get("id") for one in root.iter() if one.get("id")]
        assert len(ids) == len(set(ids))
        assert all(one.startswith("netz-") for one in ids)
        for one in root.iter():
            assert one.tag not in {f"{SVG}style", f"{SVG}script"}
            assert not [key for key in one.keys() if key == "style" or key.startswith("on")]  # noqa: SIM118

    def test_named_and_dated(self, level: str, frame: Frame) -> None:
        """Title and description come first; date, legend and source are inside."""
        svg = drawn(level, replace(frame, filter_text="nur Tigrinya"))
        root = ElementTree.fromstring(svg)
        assert [one.tag for one in list(root)[:2]] == [f"{SVG}title", f"{SVG}desc"]
        assert root.get("aria-labelledby") == "netz-title"
        source = "Grundlage: Tandems" if level == "neighbourhood" else "BKG 2017"
        for words in ("Stand: 01.11.2026", "Auswahl: nur Tigrinya", source, "Ohne jeden Kontakt"):
            assert words in svg

    def test_one_tab_stop_and_a_sentence_for_every_node(self, level: str, frame: Frame) -> None:
        """Roving tabindex: one node is a stop, the others are reached by arrows."""
        root = ElementTree.fromstring(drawn(level, frame))
        nodes = [one for one in root.iter() if one.get("data-node")]
        assert len(nodes) > 3
        assert [one.get("tabindex") for one in nodes].count("0") == 1
        width, height = frame.size
        for one in nodes:
            assert one.get("aria-label") == one.findtext(f"{SVG}title")
            assert 0 <= float(one.get("data-x")) <= width
            assert 0 <= float(one.get("data-y")) <= height
            assert (one.tag == f"{SVG}a") == bool(frame.address) == bool(one.get("href"))

    def test_same_records_same_picture(self, level: str, frame: Frame) -> None:
        """Two calls draw the same bytes."""
        assert drawn(level, frame) == drawn(level, frame)


def test_labels_are_escaped() -> None:
    """A label that looks like markup stays text."""
    svg = picture(network(), PLACES, level="neighbourhood", focus="nowhere")
    assert "<script" not in svg
    assert "&lt;script&gt;&quot;&amp;" in svg


def test_region_says_what_the_table_says() -> None:
    """Every number of the table stands in the sentence of its municipality."""
    root = ElementTree.fromstring(drawn("region", Frame()))
    sentences = {one.get("data-node"): one.get("aria-label") for one in root.iter() if one.get("data-node")}
    rows = municipality_rows(network(), PLACES)
    assert sum(row.staff_count + row.volunteer_count + row.organisation_count for row in rows) == 60
    for row in rows:
        said = sentences[row.ags]
        assert f"{row.name}. Ansprechpersonen: {row.staff_count}. Ehrenamtliche: {row.volunteer_count}." in said
        assert f"Ohne Kontakt: {row.isolated_count}." in said


def test_coverage_is_hatched_not_only_coloured() -> None:
    """Each band with a gap has a pattern of its own; without coverage there is none in use."""
    svg = drawn("region", Frame())
    for band in ("open", "partly", "single"):
        assert f'class="area area-{band}"' in svg
        assert f'fill="url(#netz-hatch-{band})"' in svg
    assert 'class="hatch"' not in picture(network(), PLACES)


def test_the_lonely_are_visible() -> None:
    """Everybody without a tie has a dashed ring, and nobody else."""
    graph = network()
    alone = sum(not graph[node] for node in graph)
    assert alone
    # One more ring explains the sign in the legend.
    assert picture(graph, PLACES).count('class="alone"') == alone + 1


def test_words_come_from_the_caller() -> None:
    """Another language changes title, legend and sentences."""
    words = Texts(title="Network", kinds={"staff": "Staff", "organisation": "Body", "volunteer": "Volunteers"})
    svg = drawn("region", Frame(texts=words))
    assert ">Network</text>" in svg
    assert ">Volunteers</text>" in svg
    assert ">Ehrenamtliche</text>" not in svg


def test_standalone_file_has_a_size() -> None:
    """A file of its own has a declaration, width and height, and a font."""
    svg = drawn("region", Frame(is_standalone=True))
    assert svg.startswith("<?xml")
    assert ElementTree.fromstring(svg.encode()).get("width") == "1200"
    assert "font-family" in svg


def test_two_pictures_on_a_page() -> None:
    """With another prefix no id is shared."""

    def ids(prefix: str) -> set[str | None]:
        return {one.get("id") for one in ElementTree.fromstring(drawn("region", Frame(prefix=prefix))).iter()} - {None}

    assert not ids("a") & ids("b")


def test_layout_keeps_to_the_municipality() -> None:
    """Everybody stands nearer to the midpoint of their own municipality than to any other, north is up."""
    graph = network(size=300)
    points = layout(graph, PLACES, (1200, 900))
    alone = {
        f"m{i}": layout(build([Actor("x", "staff", f"m{i}", paid=True)], [], on=ON), PLACES, (1200, 900))["x"]
        for i in range(9)
    }
    for node, (x, y) in points.items():
        home = graph.nodes[node]["actor"].municipality
        if home:
            nearest = min(alone, key=lambda ags: (alone[ags][0] - x) ** 2 + (alone[ags][1] - y) ** 2)
            assert nearest == home
    assert alone["m6"][1] < alone["m0"][1]
    assert alone["m0"][0] < alone["m2"][0]


def test_layout_does_not_depend_on_order() -> None:
    """The same people in another order stand on the same spots, and none on top of another."""
    actors = [Actor(f"n{i}", "volunteer", "m0", paid=False) for i in range(50)]
    first = layout(build(actors, [], on=ON), PLACES)
    assert first == layout(build(actors[::-1], [], on=ON), PLACES[::-1])
    assert len(set(first.values())) == 50


def test_empty_and_unknown() -> None:
    """No people, no places: still a picture; an unknown focus or level is an error."""
    empty = build([], [], on=ON)
    ElementTree.fromstring(picture(empty, []))
    ElementTree.fromstring(picture(empty, PLACES))
    ElementTree.fromstring(picture(empty, PLACES, level="municipality", focus="m0"))
    with pytest.raises(KeyError):
        picture(empty, PLACES, level="neighbourhood", focus="x")
    with pytest.raises(KeyError):
        picture(empty, PLACES, level="municipality", focus="x")
    with pytest.raises(ValueError, match="focus"):
        picture(empty, PLACES, level="neighbourhood")
    with pytest.raises(ValueError, match="level"):
        picture(empty, PLACES, level="world", focus="x")


def test_somebody_alone_has_a_neighbourhood() -> None:
    """The picture of a person without ties shows that person in a ring."""
    svg = picture(
        build([Actor("a", "volunteer", "m0", paid=False)], [], on=ON),
        PLACES,
        level="neighbourhood",
        focus="a",
    )
    assert "Ohne jeden Kontakt im Netz." in svg
    assert svg.count('class="alone"') == 2


def test_labels_never_overlap() -> None:
    """However crowded, no two set labels share a point, and all stay inside."""
    chance = random.Random(3)
    labels = [Label(f"Gemeinde {i}", (chance.uniform(0, 500), chance.uniform(0, 400)), 4.0) for i in range(120)]
    boxes = []
    for one in place(labels, bounds=(0, 0, 500, 400)):
        width = len(one.label.text) * 13 * 0.56
        left = {"start": one.x, "middle": one.x - width / 2, "end": one.x - width}[one.anchor]
        boxes.append((left, one.y - 13, left + width, one.y + 3.9))
    assert 20 < len(boxes) < 120
    for index, a in enumerate(boxes):
        assert min(a[0], a[1]) >= 0
        assert a[2] <= 500
        for b in boxes[:index]:
            assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


def test_distance_by_hand() -> None:
    """One degree of latitude is 111.2 km, a third more on the road; there and back are equal."""
    a, b = Place("a", "A", 50, 9), Place("b", "B", 51, 9)
    assert distance_km(a, b) == pytest.approx(111.195 * 1.3, rel=1e-4)
    assert distance_km(a, b) == distance_km(b, a)
    assert distance_km(a, a) == 0.0
