"""SVG elements as text: escaped, without inline styles, so that a strict CSP lets them through."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from math import cos, pi, sin

from network.clean_text import clean
from network.pictures.layout import Point

_MARKUP = re.compile('[&<>"]')
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}


def escape(text: object) -> str:
    """Text that is safe inside an element and inside an attribute.

    >>> escape('<b> & "c"' + chr(11))
    '&lt;b&gt; &amp; &quot;c&quot;'
    """
    return _MARKUP.sub(lambda found: _ENTITIES[found.group()], clean(str(text)))


def number(value: float) -> str:
    """A short number: one decimal, none if it is a whole one.

    >>> number(3.04), number(2.96), number(-0.01)
    ('3', '3', '0')
    """
    text = f"{value:.1f}"
    return "0" if text in {"-0.0", "0.0"} else text.removesuffix(".0")


def element(tag: str, /, *children: str, **attributes: object) -> str:
    """One element; `_` in attribute names becomes `-`, attributes of None are left out.

    >>> element("g", element("title", "A & B"[:1]), class_="node", data_x=1.25, role=None)
    '<g class="node" data-x="1.2"><title>A</title></g>'
    """
    parts = [tag]
    for key, value in attributes.items():
        if value is not None:
            text = number(value) if isinstance(value, float) else escape(value)
            parts.append(f'{key.rstrip("_").replace("_", "-")}="{text}"')
    head = " ".join(parts)
    return f"<{head}>{''.join(children)}</{tag}>" if children else f"<{head}/>"


def text(value: str, x: float, y: float, **attributes: object) -> str:
    """A line of text."""
    return element("text", escape(value), x=x, y=y, **attributes)


def path(rings: Iterable[Sequence[Point]]) -> str:
    """The `d` of closed rings, without repeated points.

    >>> path([[(0, 0), (0.01, 0), (4, 0), (4, 4)]])
    'M0 0L4 0L4 4Z'
    """
    parts = []
    for ring in rings:
        spots = list(dict.fromkeys(f"{number(x)} {number(y)}" for x, y in ring))
        if len(spots) > 2:
            parts.append("M" + "L".join(spots) + "Z")
    return "".join(parts)


def hexagon(x: float, y: float, radius: float) -> str:
    """The `d` of a hexagon standing on a corner."""
    return path([[(x + radius * sin(k * pi / 3), y + radius * cos(k * pi / 3)) for k in range(6)]])


def width_of(value: str, font_size: float) -> float:
    """About how wide a text will be; good enough to keep labels apart."""
    return len(value) * font_size * 0.56


def wrapped(value: str, font_size: float, room: float) -> list[str]:
    """A text in lines that fit; a word that is longer than the room stands alone.

    >>> wrapped("Die stärksten von allen", 10.0, 90.0)
    ['Die stärksten', 'von allen']
    """
    lines: list[str] = []
    for word in value.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, font_size) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
