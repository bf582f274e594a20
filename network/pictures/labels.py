"""Labels that do not lie on top of each other."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace

from network.pictures import svg
from network.pictures.layout import Point

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Label:
    """A text that wants to stand near a spot; `gap` is the room that its sign needs."""

    text: str
    spot: Point
    gap: float
    font_size: float = 13.0
    weight: float = 0.0
    is_bold: bool = False
    # Where the text would rather stand: below, above, right, left.
    sides: str = "barl"


@dataclass(frozen=True)
class Placed:
    """A label with its baseline and anchor."""

    label: Label
    x: float
    y: float
    anchor: str


def place(
    labels: Iterable[Label],
    *,
    bounds: Box,
    obstacles: Iterable[Box] = (),
    suits: Callable[[Label, Box], bool] = lambda _label, _box: True,
) -> list[Placed]:
    """Set as many labels as fit, the heaviest first; the rest stays to the table and the focus.

    `suits` may refuse a room, for instance one where a reader would take the name for another place's.

    >>> twice = [Label("Nidda", (50, 50), 5), Label("Nidda", (50, 50), 5)] * 4
    >>> len(place(twice, bounds=(0, 0, 100, 100)))
    2
    """
    taken = list(obstacles)
    found: list[Placed] = []
    for label in sorted(labels, key=lambda one: (-one.weight, one.text, one.spot)):
        for side in label.sides:
            candidate, box = _candidate(label, side)
            if _inside(box, bounds) and suits(label, box) and not any(_overlap(box, other) for other in taken):
                taken.append(box)
                found.append(candidate)
                break
    return found


def squeeze_in(labels: Iterable[Label], placed: Iterable[Placed], *, bounds: Box) -> list[Placed]:
    """Set what found no room smaller and over signs, but never over another label."""
    done = list(placed)
    left = [label for label in labels if label not in {one.label for one in done}]
    smaller = [replace(label, font_size=label.font_size * 0.85, is_bold=False) for label in left]
    return place(smaller, bounds=bounds, obstacles=[box_of(one) for one in done])


def box_of(placed: Placed) -> Box:
    """The room that a set label takes."""
    side = {"start": "r", "end": "l"}.get(placed.anchor)
    if side is None:
        side = "b" if placed.y > placed.label.spot[1] else "a"
    return _candidate(placed.label, side)[1]


def _candidate(label: Label, side: str) -> tuple[Placed, Box]:
    """One possible position and the room that it takes."""
    width = svg.width_of(label.text, label.font_size) * (1.06 if label.is_bold else 1.0)
    high = label.font_size
    x, y = label.spot
    if side in "ba":
        base = y + label.gap + high if side == "b" else y - label.gap - high * 0.3
        return Placed(label, x, base, "middle"), (
            x - width / 2,
            base - high,
            x + width / 2,
            base + high * 0.3,
        )
    base, away = y + high * 0.35, label.gap + 4
    if side == "r":
        return Placed(label, x + away, base, "start"), (
            x + away,
            base - high,
            x + away + width,
            base + high * 0.3,
        )
    return Placed(label, x - away, base, "end"), (x - away - width, base - high, x - away, base + high * 0.3)


def _inside(box: Box, bounds: Box) -> bool:
    return box[0] >= bounds[0] and box[1] >= bounds[1] and box[2] <= bounds[2] and box[3] <= bounds[3]


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def later(labels: Iterable[Label], placed: Collection[Placed], *, ink: str, paper: str) -> str:
    """What found no room, hidden at the side where it would rather stand: a script shows it to whoever looks closer."""
    done = {(one.label.text, one.label.spot) for one in placed}
    left = [_candidate(label, label.sides[0])[0] for label in labels if (label.text, label.spot) not in done]
    return draw(left, ink=ink, paper=paper, visibility="hidden") if left else ""


def draw(placed: Iterable[Placed], *, ink: str, paper: str, **attributes: object) -> str:
    """The texts, each with a halo of paper so that lines behind do not disturb."""
    return "".join(
        svg.text(
            one.label.text,
            one.x,
            one.y,
            class_="label label-bold" if one.label.is_bold else "label",
            text_anchor=one.anchor,
            font_size=float(one.label.font_size),
            font_weight=600 if one.label.is_bold else None,
            fill=ink,
            stroke=paper,
            stroke_width=3,
            stroke_linejoin="round",
            paint_order="stroke",
            aria_hidden="true",
            **attributes,
        )
        for one in placed
    )
