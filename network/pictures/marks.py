"""The signs of a picture: one shape for every kind, never colour alone."""

from __future__ import annotations

from collections.abc import Mapping
from math import log1p

from network.actors import ORGANISATION, STAFF, Actor
from network.pictures import svg
from network.pictures.layout import Point

INK, MUTED, PAPER, ALARM, LINE = "#171a2b", "#535d75", "#ffffff", "#b3261e", "#5a6b92"
FILLS = {"staff": "#1f4ea3", "organisation": "#b4690e", "volunteer": "#0f7b6c"}
HOLLOW = {STAFF: "#e9effb", ORGANISATION: "#fff3e0"}
# Area colours by coverage; the hatch says the same without colour.
BANDS = {"open": "#f6c4ae", "partly": "#fbe6bf", "single": "#dbe4f5", "safe": "#cbe8dd", "quiet": "#eff1f5"}
HATCHES = {"open": "#a83a17", "partly": "#a26a00", "single": "#3d5fa8"}


FADED_SHARE = 0.5  # a tie below half of its strength is drawn dashed


def shape(actor: Actor, spot: Point, radius: float) -> str:
    """Square for staff, hexagon for organisations, circle for volunteers; hollow where nobody is paid for it."""
    x, y = spot
    fill, stroke = FILLS[actor.kind], PAPER
    if actor.kind in HOLLOW and not actor.paid:
        fill, stroke = HOLLOW[actor.kind], FILLS[actor.kind]
    if actor.kind == ORGANISATION:
        return svg.element(
            "path",
            class_="mark mark-organisation",
            d=svg.hexagon(x, y, radius * 1.15),
            fill=fill,
            stroke=stroke,
            stroke_width=radius * 0.25,
        )
    if actor.kind == STAFF:
        return _square(x, y, radius * 1.8, fill, stroke)
    return svg.element(
        "circle",
        class_="mark mark-volunteer",
        cx=x,
        cy=y,
        r=radius,
        fill=fill,
        stroke=stroke,
        stroke_width=radius * 0.25,
    )


def _square(x: float, y: float, side: float, fill: str, stroke: str) -> str:
    return svg.element(
        "rect",
        class_="mark mark-staff",
        x=x - side / 2,
        y=y - side / 2,
        width=side,
        height=side,
        rx=side * 0.22,
        fill=fill,
        stroke=stroke,
        stroke_width=side * 0.12,
    )


def alone_ring(spot: Point, radius: float) -> str:
    """The dashed ring around somebody without any tie."""
    return svg.element(
        "circle",
        class_="alone",
        cx=spot[0],
        cy=spot[1],
        r=radius * 1.75,
        fill="none",
        stroke=ALARM,
        stroke_width=min(2.4, max(0.8, radius * 0.32)),
        stroke_dasharray=f"{svg.number(radius * 0.8)} {svg.number(radius * 0.55)}",
    )


def tie_width(weight: float) -> float:
    """Line width that grows with the logarithm of the weight."""
    return 0.7 + 1.25 * log1p(max(weight, 0.0))


def calm(line_count: int) -> float:
    """How far lines step back when there are many of them: 1 up to 70, then less.

    >>> calm(10), calm(140), calm(10_000)
    (1.0, 0.5, 0.3)
    """
    return max(0.3, min(1.0, 70 / max(line_count, 1)))


def curve(start: Point, end: Point, *, bow: float = 0.12, trim: tuple[float, float] = (0.0, 0.0)) -> str:
    """The `d` of a slightly bowed line; `trim` keeps it off both ends."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = (dx * dx + dy * dy) ** 0.5 or 1.0
    first, last = min(trim[0], length * 0.45), min(trim[1], length * 0.45)
    x1, y1 = start[0] + dx * first / length, start[1] + dy * first / length
    x2, y2 = end[0] - dx * last / length, end[1] - dy * last / length
    mx, my = (x1 + x2) / 2 - dy * bow, (y1 + y2) / 2 + dx * bow
    n = svg.number
    return f"M{n(x1)} {n(y1)}Q{n(mx)} {n(my)} {n(x2)} {n(y2)}"


#: How a line is drawn: by use, without contact for long, or because somebody belongs to an organisation.
DASHES = {"tie": None, "tie tie-faded": "5 6", "tie tie-member": "0.1 5"}


def tie(d: str, weight: float, *, style: str = "tie", opacity: float = 0.55, thin: float = 1.0, **data: object) -> str:
    """A line in one of the styles of `DASHES`: dashed when there was no contact for long, dotted for membership."""
    return svg.element(
        "path",
        class_=style,
        d=d,
        fill="none",
        stroke=LINE,
        stroke_width=2.0 if style == "tie tie-member" else tie_width(weight) * thin,
        stroke_opacity=f"{opacity * (0.7 if style == 'tie tie-faded' else 1):.2f}",
        stroke_linecap="round",
        stroke_dasharray=DASHES[style],
        **data,
    )


def style_of(edge: Mapping[str, object]) -> str:
    """How the line of a pair is drawn."""
    if is_membership(edge):
        return "tie tie-member"
    return "tie tie-faded" if is_fading(edge) else "tie"


def is_membership(edge: Mapping[str, object]) -> bool:
    """Does one belong to the other, and is there nothing else between them?"""
    return edge["kinds"] == ("membership",)


def is_fading(edge: Mapping[str, object]) -> bool:
    """Has the pair lost more than half of its strength?"""
    ties = edge["ties"]
    assert isinstance(ties, tuple)
    full = sum(tie.intensity for tie in ties)
    weight = edge["weight"]
    assert isinstance(weight, float)
    return bool(weight <= FADED_SHARE * full)


def hatches(prefix: str) -> str:
    """The fill patterns of the coverage bands."""
    lines = {
        "open": "M-2 10L10 -2M4 12L12 4M-4 4L4 -4",
        "partly": "M0 0L8 8",
        "single": "",
    }
    found = []
    for band, d in lines.items():
        ink = (
            svg.element("path", d=d, stroke=HATCHES[band], stroke_width=1.1 if band == "open" else 0.9)
            if d
            else svg.element("circle", cx=4, cy=4, r=1.1, fill=HATCHES[band])
        )
        found.append(
            svg.element(
                "pattern",
                ink,
                id=f"{prefix}-hatch-{band}",
                width=8,
                height=8,
                patternUnits="userSpaceOnUse",
            )
        )
    return svg.element("defs", *found)
