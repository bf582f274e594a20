"""Where everybody is drawn: around the midpoint of their municipality, always the same way.

A force layout of 10,000 nodes takes minutes and looks different each time. Here
the place decides: municipality first, then a sunflower (phyllotaxis) inside it,
with staff and organisations in the middle and volunteers around them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from math import cos, pi, radians, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from network.actors import KINDS
from network.places import Place, by_ags
from network.snapshot import Graph

Point = tuple[float, float]
Floats = NDArray[np.float64]
GOLDEN_ANGLE = pi * (3 - sqrt(5))  # Vogel 1979: no two seeds ever line up
DOT_SPACING = 10.0
SEED = 0.665  # a sunflower of n seeds is so many spacings times √n wide, to each side
_RANK = {kind: rank for rank, kind in enumerate(KINDS)}


@dataclass(frozen=True)
class Projection:
    """Degrees to picture points: equirectangular at the middle latitude, north up."""

    scale: float
    left: float
    top: float
    stretch: float

    def point(self, lon: float, lat: float) -> Point:
        """The picture point of a geographic one."""
        return (self.left + lon * self.stretch * self.scale, self.top - lat * self.scale)


def projection(
    places: Iterable[Place],
    size: tuple[float, float],
    *,
    box: tuple[float, float, float, float] | None = None,
) -> Projection:
    """Fit all places (and their borders) into a box of the picture, keeping proportions.

    `box` is (left, top, right, bottom); without it the picture keeps a margin of 4 %.
    """
    lons, lats = _extent(places)
    left, top, right, bottom = box or _margin(size)
    stretch = cos(radians((min(lats) + max(lats)) / 2))
    width = max((max(lons) - min(lons)) * stretch, 1e-6)
    height = max(max(lats) - min(lats), 1e-6)
    scale = min((right - left) / width, (bottom - top) / height)
    if len(lons) == 1:
        scale = 1.0
    return Projection(
        scale,
        (left + right) / 2 - (min(lons) + max(lons)) / 2 * stretch * scale,
        (top + bottom) / 2 + (min(lats) + max(lats)) / 2 * scale,
        stretch,
    )


def _margin(size: tuple[float, float]) -> tuple[float, float, float, float]:
    edge = 0.04 * min(size)
    return (edge, edge, size[0] - edge, size[1] - edge)


def _extent(places: Iterable[Place]) -> tuple[list[float], list[float]]:
    """All longitudes and latitudes that have to fit; the middle of Hessen if there are none."""
    lons: list[float] = []
    lats: list[float] = []
    for place in places:
        points = [point for ring in place.rings for point in ring] or [(place.lon, place.lat)]
        lons.extend(point[0] for point in points)
        lats.extend(point[1] for point in points)
    return (lons, lats) if lons else ([9.0], [50.6])


def sunflower(count: int, spacing: float = DOT_SPACING) -> Floats:
    """Offsets of `count` seeds from the middle, shape (count, 2).

    >>> [round(float(r), 2) for r in np.hypot(*sunflower(3, 1.0).T)]
    [0.0, 0.67, 0.94]
    """
    index = np.arange(count, dtype=np.float64)
    radius = spacing * SEED * np.sqrt(index)
    return np.column_stack((radius * np.cos(index * GOLDEN_ANGLE), radius * np.sin(index * GOLDEN_ANGLE)))


def members(graph: Graph, known: Mapping[str, Place]) -> dict[str, list[str]]:
    """Nodes by municipality, staff first; those without a known one stand under ''."""
    groups: dict[str, tuple[list[str], ...]] = {}
    at_home: dict[str | None, tuple[list[str], ...]] = {}
    nodes: Any = graph.nodes(data=True)  # a third quicker than asking for the actor alone
    for node, held in nodes:
        actor = held["actor"]
        home = actor.municipality
        if home not in at_home:
            at_home[home] = groups.setdefault(home if home in known else "", tuple([] for _ in KINDS))
        at_home[home][_RANK[actor.kind]].append(node)
    return {ags: [node for part in groups[ags] for node in part] for ags in sorted(groups)}


def spacings(centres: Floats, counts: Floats, spacing: float = DOT_SPACING) -> Floats:
    """Seed distance for every municipality, so that no sunflower reaches into the next one."""
    if len(centres) < 2:
        return np.full(len(centres), spacing)
    nearest = cKDTree(centres).query(centres, k=2)[0][:, 1]
    room = 0.47 * nearest / (SEED * np.sqrt(np.maximum(counts, 1.0)) + 0.5)
    # Nobody's dots grow much larger than those of the crowded middle of the map.
    most = min(spacing, 1.25 * float(np.median(room)))
    return np.asarray(np.clip(room, 0.6, most), dtype=np.float64)


def layout(
    graph: Graph,
    places: Iterable[Place],
    size: tuple[float, float] = (1200.0, 900.0),
    *,
    box: tuple[float, float, float, float] | None = None,
) -> dict[str, Point]:
    """Picture points of all nodes, the same for the same records.

    Nodes whose municipality is not among the places stand together in the lower
    left corner, so that nobody disappears.

    >>> from datetime import date
    >>> from network.actors import Actor
    >>> from network.snapshot import build
    >>> graph = build([Actor("s", "staff", "1", paid=True)], [], on=date(2026, 1, 1))
    >>> layout(graph, [Place("1", "Büdingen", 50.3, 9.1)], (400, 300))
    {'s': (200.0, 150.0)}
    """
    known = by_ags(places)
    groups = members(graph, known)
    fit = projection(known.values(), size, box=box)
    corner = (30.0, size[1] - 30.0)
    centres = np.array(
        [fit.point(known[ags].lon, known[ags].lat) if ags else corner for ags in groups], dtype=np.float64
    ).reshape(-1, 2)
    counts = np.array([len(nodes) for nodes in groups.values()], dtype=np.float64)
    return _seed(groups, centres, spacings(centres, counts))


def _seed(groups: Mapping[str, list[str]], centres: Floats, distances: Floats) -> dict[str, Point]:
    """Put every group around its centre; all sunflowers are cut from one."""
    counts = np.array([len(nodes) for nodes in groups.values()], dtype=np.intp)
    seeds = sunflower(int(counts.max(initial=0)), 1.0)
    first = np.repeat(np.cumsum(counts) - counts, counts)
    spots = np.repeat(centres, counts, axis=0)
    spots += seeds[np.arange(len(first)) - first] * np.repeat(distances, counts)[:, None]
    names = chain.from_iterable(groups.values())
    x, y = np.round(spots.T, 2).tolist()
    return dict(zip(names, zip(x, y, strict=True), strict=True))


def radius_of(count: int, spacing: float) -> float:
    """How far a sunflower of that many seeds reaches.

    >>> radius_of(0, 7.0)
    0.0
    """
    return spacing * (SEED * sqrt(max(count - 1, 0)) + 0.5) if count else 0.0
