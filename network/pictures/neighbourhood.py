"""The third level: one node in the middle, who is one step away, who two."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import cos, dist, inf, pi, sin

import networkx as nx

from network.actors import KINDS
from network.pictures import labels, legend, marks, svg
from network.pictures.frame import Frame
from network.pictures.layout import Point
from network.pictures.node import actor_sentence, focusable, name_of
from network.places import Place, by_ags
from network.snapshot import Graph, actor_of, day_of

SHARE_OF_GAP, SMALLEST = 0.42, 2.5  # a sign and its edge against the way to the next one
RING_WIDTH, RING_HEIGHT = 0.8, 0.9  # of the room, so that names find a place beside the outer ring
_RANK = {kind: rank for rank, kind in enumerate(KINDS)}


@dataclass(frozen=True)
class _Round:
    """The part of the graph that is drawn, and where."""

    graph: Graph
    focus: str
    steps: Mapping[str, int]
    points: Mapping[str, Point]
    radius: Mapping[str, float]
    frame: Frame
    box: labels.Box
    names: Mapping[str, str]


def picture_of_neighbourhood(
    graph: Graph,
    places: Iterable[Place],
    node: str,
    *,
    steps: int = 2,
    frame: Frame | None = None,
) -> str:
    """One node and everybody within `steps` (1 or 2) of it, in rings.

    Raises KeyError if the node is not in the graph.
    """
    if node not in graph:
        raise KeyError(node)
    frame = frame or Frame(size=(1000.0, 900.0))
    distance = nx.single_source_shortest_path_length(graph, node, cutoff=steps)
    if frame.source is None:
        frame = replace(frame, source=frame.texts.records)  # no map is drawn
    signs = legend.entries(frame, (actor_of(graph, one) for one in distance), legend.styles_in(graph, distance))
    names = {ags: place.name for ags, place in by_ags(places).items()}
    points, radii = _rings(graph, node, distance, frame.box(signs))
    ring = _Round(graph, node, distance, points, radii, frame, frame.box(signs), names)
    name = name_of(actor_of(graph, node), frame, names)
    body = [
        svg.element("g", *_guides(ring), class_="rings", aria_hidden="true"),
        svg.element("g", *_ties(ring), class_="ties", aria_hidden="true"),
        svg.element("g", *_nodes(ring), class_="nodes"),
        svg.element("g", _labels(ring), class_="labels", pointer_events="none"),
    ]
    texts = frame.texts
    title = texts.neighbourhood_title.format(name=name)
    return frame.document(title, texts.neighbourhood_description.format(name=name), day_of(graph), signs, body)


def _rings(
    graph: Graph, focus: str, steps: Mapping[str, int], box: labels.Box
) -> tuple[dict[str, Point], dict[str, float]]:
    """Neighbours on the inner ring, their neighbours outside near whom they know.

    Everyone on the inner ring gets an angle in proportion to how many stand
    behind them, so that branches do not cross.
    """
    middle = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    wide = (box[2] - box[0]) / 2 * RING_WIDTH
    high = (box[3] - box[1]) / 2 * RING_HEIGHT
    behind = _branches(graph, focus, steps)
    inner = 0.52 if any(behind.values()) else 0.8
    shares = {node: 2.2 + len(children) for node, children in behind.items()}
    total = sum(shares.values()) or 1.0
    points: dict[str, Point] = {focus: middle}
    turn = -pi / 2
    for node, children in behind.items():
        span = 2 * pi * shares[node] / total
        points[node] = _polar(middle, wide * inner, high * inner, turn + span / 2)
        for index, child in enumerate(children):
            angle = turn + span * (index + 0.9) / (len(children) + 0.8)
            points[child] = _polar(middle, wide, high, angle)
        turn += span
    return points, _radii(steps, points)


def _radii(steps: Mapping[str, int], points: Mapping[str, Point]) -> dict[str, float]:
    """Larger signs nearer to the middle, smaller ones where they would lie on each other."""
    room = {step: _least_gap([spot for node, spot in points.items() if steps[node] == step]) for step in (1, 2)}
    largest = {0: 17.0, 1: min(11.0, SHARE_OF_GAP * room[1]), 2: min(7.5, SHARE_OF_GAP * room[2])}
    return {node: max(SMALLEST, largest[min(step, 2)]) for node, step in steps.items()}


def _least_gap(spots: Sequence[Point]) -> float:
    """How far those beside each other on a ring are apart, at the least; the last one stands beside the first."""
    return min((dist(one, other) for one, other in pairwise([*spots, *spots[:1]]) if one != other), default=inf)


def _branches(graph: Graph, focus: str, steps: Mapping[str, int]) -> dict[str, list[str]]:
    """First neighbours in a fixed order, each with the second ones that they lead to."""

    def order(node: str) -> tuple[int, str, str]:
        actor = actor_of(graph, node)
        return (_RANK[actor.kind], actor.municipality or "", node)

    found: dict[str, list[str]] = {node: [] for node in sorted(graph[focus], key=order)}
    for node in sorted((one for one, step in steps.items() if step == 2), key=order):
        parents = [one for one in found if graph.has_edge(one, node)]
        found[min(parents, key=lambda one: (len(found[one]), order(one)))].append(node)
    return found


def _polar(middle: Point, wide: float, high: float, angle: float) -> Point:
    return (middle[0] + wide * cos(angle), middle[1] + high * sin(angle))


def _guides(ring: _Round) -> Iterable[str]:
    """Faint ellipses that say: one step, two steps."""
    x, y = ring.points[ring.focus]
    for step in sorted(set(ring.steps.values()) - {0}, reverse=True):
        on_ring = [ring.points[node] for node, found in ring.steps.items() if found == step]
        rx = max(_stretch(spot, (x, y), ring) for spot in on_ring)
        yield svg.element(
            "ellipse",
            class_=f"ring ring-{step}",
            cx=x,
            cy=y,
            rx=rx,
            ry=rx / _aspect(ring),
            fill="#f7f8fb" if step == 2 else "#eef2f9",
            stroke="#d9dee9",
        )


def _aspect(ring: _Round) -> float:
    """Width of the rings against their height."""
    box = ring.box
    return ((box[2] - box[0]) * RING_WIDTH) / ((box[3] - box[1]) * RING_HEIGHT)


def _stretch(spot: Point, middle: Point, ring: _Round) -> float:
    """The half width of the ellipse on which a point lies."""
    dx, dy = spot[0] - middle[0], (spot[1] - middle[1]) * _aspect(ring)
    return float((dx * dx + dy * dy) ** 0.5)


def _ties(ring: _Round) -> Iterable[str]:
    """All ties among those drawn; the ones of the middle stronger than the others."""
    part = ring.graph.subgraph(ring.steps)
    quiet = marks.calm(part.number_of_edges())
    for source, target in sorted(tuple(sorted(edge)) for edge in part.edges):
        edge = part[source][target]
        is_own = ring.focus in (source, target)
        yield marks.tie(
            marks.curve(
                ring.points[source],
                ring.points[target],
                bow=0.0 if is_own else 0.06,
                trim=(ring.radius[source] + 2, ring.radius[target] + 2),
            ),
            edge["weight"],
            style=marks.style_of(edge),
            opacity=_opacity(ring, source, target, quiet),
            data_source=source,
            data_target=target,
            data_kinds=" ".join(edge["kinds"]),
        )


def _opacity(ring: _Round, source: str, target: str, quiet: float) -> float:
    """Ties of the middle stand out, those between two far ones step back."""
    steps = ring.steps[source] + ring.steps[target]
    return 0.8 if ring.focus in (source, target) else (0.45 if steps < 4 else 0.16) * quiet


def _nodes(ring: _Round) -> Iterable[str]:
    """Focusable signs, the middle first."""
    for index, node in enumerate(sorted(ring.steps, key=lambda one: (ring.steps[one], one))):
        actor, spot, radius = actor_of(ring.graph, node), ring.points[node], ring.radius[node]
        alone = marks.alone_ring(spot, radius) if not ring.graph[node] else ""
        yield focusable(
            ring.frame,
            node,
            spot,
            alone + marks.shape(actor, spot, radius),
            kind=actor.kind,
            sentence=actor_sentence(ring.graph, node, ring.frame, ring.names),
            radius=ring.frame.touch(radius + 6),
            is_first=index == 0,
            classes="node-focus" if node == ring.focus else "",
            data_steps=ring.steps[node],
        )


def _labels(ring: _Round) -> str:
    """Names beside the signs: the middle always, then the inner ring, outwards where there is room."""
    middle = ring.points[ring.focus][0]
    wanted = [
        labels.Label(
            _short(name_of(actor_of(ring.graph, node), ring.frame, ring.names), 20 if ring.frame.is_narrow else 34),
            ring.points[node],
            ring.radius[node] + 3,
            font_size=(16.0, 13.0, 12.0)[min(step, 2)],
            weight=float(-step),
            is_bold=step == 0,
            sides="rbal" if ring.points[node][0] >= middle else "lbar",
        )
        for node, step in ring.steps.items()
        if step == 0 or _is_named(ring, node, step)
    ]
    signs = [(x - r, y - r, x + r, y + r) for node, (x, y) in ring.points.items() for r in [ring.radius[node]]]
    bounds = (4.0, ring.frame.top - 6, ring.frame.size[0] - 4, ring.frame.size[1] - 60)
    middle_one = [replace(one, sides="barl") for one in wanted if one.is_bold]
    placed = labels.place(middle_one, bounds=bounds, obstacles=signs) or labels.place(middle_one, bounds=bounds)
    others = [one for one in wanted if not one.is_bold]
    placed += labels.place(others, bounds=bounds, obstacles=[*signs, *map(labels.box_of, placed)])
    inks = {"ink": marks.INK, "paper": marks.PAPER}
    return labels.draw(placed, **inks) + labels.later(others, placed, **inks)


def _is_named(ring: _Round, node: str, step: int) -> bool:
    """Second steps only if there is room; without a label of their own only where there are few."""
    if not actor_of(ring.graph, node).label:
        return len(ring.steps) <= 16
    return step < 2 or len(ring.steps) <= 70


def _short(name: str, longest: int) -> str:
    """A label that does not run across the picture."""
    return name if len(name) <= longest else name[: longest - 1].rstrip() + "…"
