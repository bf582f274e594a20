"""The first level: a region as a map, its municipalities as areas, its ties bundled."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from network.area import AreaCoverage
from network.pictures import labels, legend, marks, svg
from network.pictures.frame import Entry, Frame
from network.pictures.layout import Point, Projection, layout, members, projection, radius_of, spacings
from network.pictures.node import focusable
from network.places import Place, by_ags
from network.snapshot import Graph, actor_of, day_of
from network.table import MunicipalityRow, municipality_rows, municipality_ties

HIGHEST = 1.5  # a map on a phone is at most so much higher than wide
AREA_PER_TIE = 10_000.0  # square points of picture for one line; with more nobody sees a single one


@dataclass(frozen=True)
class _Map:
    """Everything that the parts of the drawing need."""

    graph: Graph
    places: Mapping[str, Place]
    fit: Projection
    points: Mapping[str, Point]
    groups: Mapping[str, list[str]]
    spacing: Mapping[str, float]
    coverage: Mapping[str, AreaCoverage]
    frame: Frame

    def centre(self, ags: str) -> Point:
        return self.fit.point(self.places[ags].lon, self.places[ags].lat)

    def reach(self, ags: str) -> float:
        return radius_of(len(self.groups.get(ags, ())), self.spacing.get(ags, 0.0))


def picture_of_region(
    graph: Graph,
    places: Iterable[Place],
    *,
    coverage: Mapping[str, AreaCoverage] | None = None,
    frame: Frame | None = None,
) -> str:
    """The map of a region as SVG: same records, same picture.

    Every municipality is one focusable node; people stand around its midpoint,
    ties between two municipalities are one line. `coverage` by ags colours and
    hatches the areas.
    """
    frame = frame or Frame()
    known = by_ags(places)
    pairs = municipality_ties(graph)
    signs = _legend(frame, graph, has_coverage=bool(coverage), pair_count=len(pairs))
    frame = _as_high_as_it_needs(frame, known, signs) if frame.is_narrow else frame
    sheet = _sheet(graph, known, coverage or {}, frame, signs)
    body = [
        svg.element("g", _coast(sheet), *_areas(sheet), class_="areas"),
        svg.element("g", *_ties(sheet, pairs), class_="ties", aria_hidden="true"),
        svg.element("g", *_dots(sheet), class_="dots", aria_hidden="true"),
        svg.element("g", *_nodes(sheet), class_="nodes"),
        svg.element("g", _labels(sheet, frame.box(signs)), class_="labels", pointer_events="none"),
    ]
    texts = frame.texts
    return frame.document(texts.title, texts.description, day_of(graph), signs, body)


def _as_high_as_it_needs(frame: Frame, known: Mapping[str, Place], signs: list[Entry]) -> Frame:
    """On a phone the map takes the whole width, and the picture is no higher than that."""
    left, top, right, bottom = frame.box(signs)
    fit = projection(known.values(), frame.size, box=(left, 0.0, right, 100 * frame.size[1]))
    spots = [point for place in known.values() for ring in place.rings for point in ring]
    heights = [fit.point(*spot)[1] for spot in spots] or [0.0, right - left]
    high = min(HIGHEST * (right - left), max(heights) - min(heights))
    return replace(frame, size=(frame.size[0], top + high + frame.size[1] - bottom))


def _sheet(
    graph: Graph,
    known: Mapping[str, Place],
    coverage: Mapping[str, AreaCoverage],
    frame: Frame,
    signs: list[Entry],
) -> _Map:
    """Project the places and put everybody on the map."""
    box = frame.box(signs)
    fit = projection(known.values(), frame.size, box=box)
    groups = members(graph, known)
    keys = [ags for ags in groups if ags]
    centres = np.array([fit.point(known[ags].lon, known[ags].lat) for ags in keys], dtype=np.float64).reshape(-1, 2)
    near = spacings(centres, np.array([len(groups[ags]) for ags in keys], dtype=np.float64))
    points = layout(graph, known.values(), frame.size, box=box)
    return _Map(graph, known, fit, points, groups, dict(zip(keys, near.tolist(), strict=True)), coverage, frame)


def max_ties(frame: Frame) -> int:
    """How many lines a picture of this size bears.

    >>> max_ties(Frame(size=(1200.0, 900.0)))
    108
    """
    return max(24, int(frame.size[0] * frame.size[1] / AREA_PER_TIE))


def _coast(sheet: _Map) -> str:
    """A broad line under all areas, of which only the outer border stays visible."""
    rings = [ring for place in sheet.places.values() for ring in place.rings]
    d = svg.path([[sheet.fit.point(*point) for point in ring] for ring in rings])
    return svg.element("path", class_="coast", d=d, fill="none", stroke="#c3cad9", stroke_width=5) if d else ""


def _areas(sheet: _Map) -> Iterable[str]:
    """Municipalities as areas; a second, hatched path lies over those with gaps."""
    for ags, place in sheet.places.items():
        if not place.rings:
            continue
        d = svg.path([[sheet.fit.point(*point) for point in ring] for ring in place.rings])
        cover = sheet.coverage.get(ags)
        band = cover.band if cover else "quiet"
        yield svg.element(
            "path",
            class_=f"area area-{band}",
            d=d,
            fill=marks.BANDS[band],
            fill_rule="evenodd",
            stroke="#ffffff",
            stroke_width=1.6,
            stroke_linejoin="round",
            data_area=ags,
        )
        if band in marks.HATCHES:
            url = f"url(#{sheet.frame.prefix}-hatch-{band})"
            yield svg.element("path", class_="hatch", d=d, fill=url, fill_opacity="0.4", pointer_events="none")


def _ties(sheet: _Map, pairs: Mapping[tuple[str, str], tuple[int, float]]) -> Iterable[str]:
    """One bowed line for each pair of municipalities, the strongest last and on top."""
    drawn = {pair: found for pair, found in pairs.items() if pair[0] in sheet.places and pair[1] in sheet.places}
    strongest = sorted(drawn, key=lambda pair: (-drawn[pair][1], pair))[: max_ties(sheet.frame)]
    for a, b in reversed(strongest):
        count, weight = drawn[(a, b)]
        yield marks.tie(
            marks.curve(sheet.centre(a), sheet.centre(b), trim=(sheet.reach(a) + 1, sheet.reach(b) + 1)),
            weight,
            style="tie tie-faded" if weight / count < 0.75 else "tie",
            opacity=0.42,
            thin=0.45 if sheet.frame.is_narrow else 0.75,
            data_source=a,
            data_target=b,
            data_count=count,
        )


def _dots(sheet: _Map) -> Iterable[str]:
    """All people and organisations; those without any tie with a dashed ring."""
    for ags, nodes in sheet.groups.items():
        radius = 0.4 * sheet.spacing.get(ags, 6.0)
        for node in nodes:
            actor, spot = actor_of(sheet.graph, node), sheet.points[node]
            yield marks.shape(actor, spot, radius)
        # Rings last: a neighbour must not hide that somebody is alone.
        for node in nodes:
            if not sheet.graph[node]:
                yield marks.alone_ring(sheet.points[node], radius)


def _nodes(sheet: _Map) -> Iterable[str]:
    """One focusable node for every municipality, from north to south."""
    facts = {row.ags: row for row in municipality_rows(sheet.graph, sheet.places.values())}
    order = sorted(sheet.places, key=lambda ags: (sheet.centre(ags)[1], ags))
    for index, ags in enumerate(order):
        cover = sheet.coverage.get(ags)
        yield focusable(
            sheet.frame,
            ags,
            sheet.centre(ags),
            kind="municipality",
            sentence=_sentence(sheet.frame, facts[ags], cover),
            radius=sheet.frame.touch(max(14.0, sheet.reach(ags) + 5)),
            is_first=index == 0,
            data_band=cover.band if cover else None,
            data_isolated=facts[ags].isolated_count or None,
        )


def _sentence(frame: Frame, row: MunicipalityRow, cover: AreaCoverage | None) -> str:
    return frame.texts.municipality_sentence.format(
        name=row.name,
        staff=row.staff_count,
        volunteers=row.volunteer_count,
        organisations=row.organisation_count,
        isolated=row.isolated_count,
        coverage=f"{frame.texts.bands[cover.band]}." if cover else "",
    ).strip()


def _labels(sheet: _Map, box: labels.Box) -> str:
    """Names of municipalities; the larger the group, the earlier it is served."""
    small = len(sheet.places) > 60 or sheet.frame.size[0] < 700
    font_size = 12.5 if sheet.frame.is_narrow else 11.0 if small else 14.0
    wanted = [
        labels.Label(
            place.name,
            sheet.centre(ags),
            sheet.reach(ags) + 2,
            font_size=font_size,
            weight=float(len(sheet.groups.get(ags, ()))),
            is_bold=not small,
        )
        for ags, place in sheet.places.items()
    ]
    circles = [
        (x - r, y - r, x + r, y + r)
        for ags in sheet.places
        for (x, y), r in [(sheet.centre(ags), sheet.reach(ags) * (0.3 if sheet.frame.is_narrow else 0.8))]
    ]
    bounds = (0.0, box[1] - 10, sheet.frame.size[0], box[3] + 10)
    placed = labels.place(wanted, bounds=bounds, obstacles=circles, suits=_is_nearest(sheet) if small else _anywhere)
    if not small:
        placed += labels.squeeze_in(wanted, placed, bounds=bounds)
    inks = {"ink": marks.INK, "paper": marks.PAPER}
    return labels.draw(placed, **inks) + labels.later(wanted, placed, **inks)


def _anywhere(_label: labels.Label, _box: labels.Box) -> bool:
    return True


def _is_nearest(sheet: _Map) -> Callable[[labels.Label, labels.Box], bool]:
    """Whether a name stands nearer to its own municipality than to any other: else it is read as that one's."""
    centres = np.array([sheet.centre(ags) for ags in sheet.places], dtype=np.float64).reshape(-1, 2)

    def suits(label: labels.Label, box: labels.Box) -> bool:
        middle = np.array(((box[0] + box[2]) / 2, (box[1] + box[3]) / 2))
        nearest = centres[np.argmin(((centres - middle) ** 2).sum(axis=1))]
        return bool((nearest == label.spot).all())

    return suits


def _legend(frame: Frame, graph: Graph, *, has_coverage: bool, pair_count: int) -> list[Entry]:
    """Kinds, ties, and the bands of coverage if areas are coloured."""
    entries = legend.entries(frame, (actor_of(graph, node) for node in graph))
    if has_coverage:
        entries += [_band_entry(frame, band) for band in marks.BANDS]
    if pair_count > max_ties(frame):
        note = frame.texts.more_ties.format(shown=max_ties(frame), all=pair_count)
        entries.append((lambda x, y: svg.text("i", x, y + 5, font_size=14, font_weight=700), note))
    return entries


def _band_entry(frame: Frame, band: str) -> Entry:
    def swatch(x: float, y: float) -> str:
        box = {"x": x - 11, "y": y - 8, "width": 22.0, "height": 16.0, "rx": 3.0}
        plain = svg.element("rect", **box, fill=marks.BANDS[band], stroke="#c3c9d6", class_=f"area-{band}")
        if band not in marks.HATCHES:
            return plain
        return plain + svg.element("rect", **box, fill=f"url(#{frame.prefix}-hatch-{band})", fill_opacity="0.4")

    return (swatch, frame.texts.bands[band])
