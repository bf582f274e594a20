"""The second level: one municipality with everybody in it, and where its ties lead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import atan2, ceil, cos, pi, sin, sqrt

from network.pictures import labels, legend, marks, svg
from network.pictures.frame import Frame
from network.pictures.layout import SEED, Point, members, projection, sunflower
from network.pictures.node import actor_sentence, focusable
from network.places import Place, by_ags
from network.snapshot import Graph, actor_of, day_of

NAMES_IN_A_ROW, EXIT_ROW = 3, 25.0  # names of other municipalities beside each other on a phone, and from row to row
MAX_PEOPLE = 800  # beyond that a picture of single people says nothing


@dataclass(frozen=True)
class _Town:
    graph: Graph
    place: Place
    nodes: list[str]
    points: Mapping[str, Point]
    exits: Mapping[str, Point]
    radius: float
    frame: Frame
    names: Mapping[str, str]


def picture_of_municipality(graph: Graph, places: Iterable[Place], ags: str, *, frame: Frame | None = None) -> str:
    """Everybody in one municipality, their ties, and exits to the others.

    Raises KeyError for a municipality that is not among the places.
    """
    known = by_ags(places)
    place = known[ags]
    frame = frame or Frame(size=(1000.0, 900.0))
    nodes = members(graph, known).get(ags, [])[:MAX_PEOPLE]
    signs = legend.entries(frame, (actor_of(graph, node) for node in nodes), legend.styles_in(graph, nodes))
    town = _town(graph, known, ags, nodes, frame, frame.box(signs))
    body = [
        svg.element("g", *_ground(town, frame.box(signs)), class_="areas", aria_hidden="true"),
        svg.element("g", *_ties_out(town), *_ties(town), *_doors(town), class_="ties", aria_hidden="true"),
        svg.element("g", *_nodes(town), class_="nodes"),
        svg.element("g", _labels(town), class_="labels", pointer_events="none"),
    ]
    title = frame.texts.municipality_title.format(name=place.name)
    about = frame.texts.municipality_description.format(name=place.name)
    return frame.document(title, about, day_of(graph), signs, body)


def _town(graph: Graph, known: Mapping[str, Place], ags: str, nodes: list[str], frame: Frame, box: labels.Box) -> _Town:
    """Seeds in the middle, one exit at the edge for every municipality outside."""
    exits = _exits(graph, known, ags, box)
    if frame.is_narrow:
        exits, box = _above_and_below(exits, box)
    middle = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    room = min(box[2] - box[0], box[3] - box[1]) / 2 * 0.8
    spacing = min(84.0, room / (SEED * sqrt(max(len(nodes) - 1, 1))))
    seeds = sunflower(len(nodes), spacing)
    points = {node: (middle[0] + float(x), middle[1] + float(y)) for node, (x, y) in zip(nodes, seeds, strict=True)}
    names = {key: place.name for key, place in known.items()}
    radius = min(13.0, spacing * 0.3)
    return _Town(graph, known[ags], nodes, points, exits, radius, frame, names)


def _exits(graph: Graph, known: Mapping[str, Place], ags: str, box: labels.Box) -> dict[str, Point]:
    """Where the lines to other municipalities leave the picture: in their true direction."""
    middle = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    wide, high = (box[2] - box[0]) / 2 * 0.7, (box[3] - box[1]) / 2 * 0.95
    home = known[ags]
    turns = {
        other: atan2(home.lat - known[other].lat, (known[other].lon - home.lon) * 0.64)
        for other in _outside(graph, known, ags)
    }
    return {
        other: (middle[0] + wide * cos(turn), middle[1] + high * sin(turn)) for other, turn in _spread(turns).items()
    }


def _above_and_below(exits: Mapping[str, Point], box: labels.Box) -> tuple[dict[str, Point], labels.Box]:
    """On a phone there is no room for names beside the people: north stands above them, south below, west to the left.

    In rows that leave room for a name each; also the box that is left between.
    """
    left, top, right, bottom = box
    found: dict[str, Point] = {}
    edges = {True: top, False: bottom}
    for is_above, inwards in ((True, EXIT_ROW), (False, -EXIT_ROW)):
        here = [one for one, (_, y) in exits.items() if (y < (top + bottom) / 2) is is_above]
        rows = ceil(len(here) / NAMES_IN_A_ROW)
        for index, one in enumerate(sorted(here, key=lambda one: (exits[one][0], one))):
            x = left + (right - left) * (index + 0.5) / len(here)
            found[one] = (x, edges[is_above] + inwards * (index % rows + 0.6))
        edges[is_above] += inwards * (rows + 0.2)
    return found, (left, edges[True], right, edges[False])


def _spread(turns: Mapping[str, float]) -> dict[str, float]:
    """Directions pushed apart until their names fit, in the order of the compass.

    Starting after the widest gap each one keeps its distance from the last; then
    all turn back together, so that on average nobody has moved.

    >>> [round(turn, 2) for turn in _spread({"a": 1.0, "b": 1.0, "c": 2.0}).values()]
    [0.94, 1.12, 1.94]
    """
    order = sorted(turns, key=lambda one: (turns[one], one))
    if len(order) < 2:
        return dict(turns)
    gaps = [(turns[one] - turns[order[index - 1]]) % (2 * pi) for index, one in enumerate(order)]
    start = gaps.index(max(gaps))
    order = order[start:] + order[:start]
    first = turns[order[0]]
    true = [(turns[one] - first) % (2 * pi) for one in order]
    least = min(0.18, 2 * pi / len(order))
    found = [0.0]
    for turn in true[1:]:
        found.append(max(turn, found[-1] + least))
    back = sum(a - b for a, b in zip(found, true, strict=True)) / len(order)
    return {one: first + turn - back for one, turn in zip(order, found, strict=True)}


def _outside(graph: Graph, known: Mapping[str, Place], ags: str) -> Counter[str]:
    """How many ties lead to each other municipality."""
    found: Counter[str] = Counter()
    for source, target in graph.edges:
        ends = (actor_of(graph, source).municipality, actor_of(graph, target).municipality)
        if ags in ends and ends[0] != ends[1]:
            other = ends[1] if ends[0] == ags else ends[0]
            if other in known:
                found[str(other)] += 1
    return found


def _ground(town: _Town, box: labels.Box) -> Iterable[str]:
    """The outline of the municipality, faint behind its people."""
    if town.place.rings:
        fit = projection([town.place], town.frame.size, box=box)
        d = svg.path([[fit.point(*point) for point in ring] for ring in town.place.rings])
        yield svg.element("path", class_="area area-ground", d=d, fill="#f1f4f9", stroke="#d9dee9")


def _ties(town: _Town) -> Iterable[str]:
    """Ties between people of this municipality."""
    part = town.graph.subgraph(town.nodes)
    quiet = marks.calm(part.number_of_edges())
    for source, target in sorted(tuple(sorted(edge)) for edge in part.edges):
        edge = part[source][target]
        yield marks.tie(
            marks.curve(town.points[source], town.points[target], bow=0.08, trim=(town.radius, town.radius)),
            edge["weight"],
            style=marks.style_of(edge),
            opacity=0.55 * quiet,
            data_source=source,
            data_target=target,
        )


def _ties_out(town: _Town) -> Iterable[str]:
    """Faint lines to the exits."""
    for node in town.nodes:
        away = {actor_of(town.graph, other).municipality for other in town.graph[node]}
        for ags in sorted(str(one) for one in away if one in town.exits):
            d = marks.curve(town.points[node], town.exits[ags], bow=0.04, trim=(town.radius, 4.0))
            yield marks.tie(d, 0.4, opacity=0.28, data_source=node, data_target=ags)


def _doors(town: _Town) -> Iterable[str]:
    """A small ring where the lines to another municipality end."""
    for ags, (x, y) in town.exits.items():
        yield svg.element("circle", class_="exit", cx=x, cy=y, r=4.0, fill="#ffffff", stroke=marks.LINE, data_area=ags)


def _outward(town: _Town, spot: Point) -> str:
    """The name of an exit stands outside of its ring; on a phone below it, where the next row leaves room."""
    if town.frame.is_narrow:
        return "barl"
    middle = town.frame.size[0] / 2
    return "lab" if spot[0] < middle - 40 else "rab" if spot[0] > middle + 40 else "abrl"


def _nodes(town: _Town) -> Iterable[str]:
    """Everybody as a focusable sign."""
    for index, node in enumerate(town.nodes):
        spot = town.points[node]
        alone = marks.alone_ring(spot, town.radius) if not town.graph[node] else ""
        actor = actor_of(town.graph, node)
        yield focusable(
            town.frame,
            node,
            spot,
            alone + marks.shape(actor, spot, town.radius),
            kind=actor.kind,
            sentence=actor_sentence(town.graph, node, town.frame, town.names),
            radius=town.frame.touch(town.radius + 5),
            is_first=index == 0,
        )


def _labels(town: _Town) -> str:
    """Names of the exits always, names of people as far as there is room."""
    exits = [
        labels.Label(town.names[ags], spot, 5.0, weight=1e6, is_bold=True, sides=_outward(town, spot))
        for ags, spot in town.exits.items()
    ]
    people = [
        labels.Label(
            actor_of(town.graph, node).label,
            town.points[node],
            town.radius + 2,
            font_size=12.0,
            weight=float(town.graph.degree[node]),
        )
        for node in town.nodes
        if actor_of(town.graph, node).label
    ]
    signs = [(x - town.radius, y - town.radius, x + town.radius, y + town.radius) for x, y in town.points.values()]
    bounds = (4.0, town.frame.top - 6, town.frame.size[0] - 4, town.frame.size[1] - 60)
    placed = labels.place(exits + people, bounds=bounds, obstacles=signs)
    placed += labels.squeeze_in(exits, placed, bounds=bounds)
    inks = {"ink": marks.INK, "paper": marks.PAPER}
    return labels.draw(placed, **inks) + labels.later(people, placed, **inks)
