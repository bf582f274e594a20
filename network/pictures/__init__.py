"""The picture of a network on three levels: region, municipality, neighbourhood."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from network.area import AreaCoverage
from network.pictures.frame import Frame
from network.pictures.municipality import picture_of_municipality
from network.pictures.neighbourhood import picture_of_neighbourhood
from network.pictures.region import picture_of_region
from network.places import Place
from network.snapshot import Graph

LEVELS = ("region", "municipality", "neighbourhood")


def picture(
    graph: Graph,
    places: Iterable[Place],
    *,
    level: str = "region",
    focus: str | None = None,
    coverage: Mapping[str, AreaCoverage] | None = None,
    frame: Frame | None = None,
) -> str:
    """An accessible SVG of one level, as text.

    `focus` is the ags of the municipality or the id of the node; the region
    needs none. The SVG has no inline style and no script, so it may stand in a
    page under a strict Content-Security-Policy; colours are presentation
    attributes that any class rule of the page overrides.
    """
    if level == "region":
        return picture_of_region(graph, places, coverage=coverage, frame=frame)
    if focus is None:
        raise ValueError(f"The level {level} needs a focus")
    if level == "municipality":
        return picture_of_municipality(graph, places, focus, frame=frame)
    if level == "neighbourhood":
        return picture_of_neighbourhood(graph, places, focus, frame=frame)
    raise ValueError(f"The level is one of {', '.join(LEVELS)}, not {level!r}")
