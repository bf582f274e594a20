"""Bars as numbers for an SVG: how many, and how many of them soon; the table beside it says the same."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from lotsen.statistics.tables import Line

BAR_WIDTH, ROW_HEIGHT, BAR_HEIGHT = 290, 42, 16
SHOWN: Final = 14
_LONGEST_LABEL: Final = 44


@dataclass(frozen=True)
class Bar:
    """One bar: its name, its place, its length, the length of the part, and the number at its end."""

    label: str
    y: int
    width: float
    part_width: float | None
    text: str


@dataclass(frozen=True)
class Chart:
    """All bars of a table and the size of the drawing."""

    bars: list[Bar]
    width: int
    height: int
    bar_height: int = BAR_HEIGHT


def bars(lines: Sequence[Line], name: Callable[[str | None], str]) -> Chart:
    """The longest rows first as the table has them; a row whose part is hidden is drawn without it."""
    shown = lines[:SHOWN]
    most = max((line.count for line in shown), default=1)
    made = [
        Bar(
            label=_short(name(line.key)),
            y=20 + place * ROW_HEIGHT,
            width=round(BAR_WIDTH * line.count / most, 1),
            part_width=None if line.soon_count is None else round(BAR_WIDTH * line.soon_count / most, 1),
            text=str(line.count) if line.soon_percent is None else f"{line.count} ({line.soon_percent} %)",
        )
        for place, line in enumerate(shown)
    ]
    return Chart(made, BAR_WIDTH + 90, 8 + ROW_HEIGHT * len(shown))


def _short(label: str) -> str:
    return label if len(label) <= _LONGEST_LABEL else f"{label[: _LONGEST_LABEL - 1]}…"
