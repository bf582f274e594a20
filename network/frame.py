"""What every picture carries with it: title, date, selection, legend and source."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from network import svg
from network.labels import Box
from network.marks import INK, MUTED, PAPER, hatches
from network.texts import Texts

HEAD, ROW, FOOT = 76.0, 23.0, 34.0
FONT = "'Fira Sans', 'Noto Sans', 'Segoe UI', Arial, sans-serif"
# A sign of the legend is drawn at (x, y); the word follows to its right.
Entry = tuple[Callable[[float, float], str], str]


@dataclass(frozen=True)
class Frame:
    """Size, words and addresses of a picture.

    `address` gives the link of a node (its id or the ags of a municipality), so
    that the picture works without any script. `prefix` keeps element ids apart
    when a page shows two pictures. `is_standalone` makes a file of its own.
    """

    size: tuple[float, float] = (1200.0, 900.0)
    texts: Texts = field(default_factory=Texts)
    filter_text: str = ""
    source: str | None = None
    address: Callable[[str], str] | None = None
    prefix: str = "netz"
    is_standalone: bool = False

    def box(self, legend: Sequence[Entry]) -> Box:
        """The room that is left for the drawing between head and legend."""
        width, height = self.size
        return (28.0, HEAD + 12, width - 28.0, height - self._foot(legend) - 14)

    def day(self, on: date) -> str:
        """A date as the reader writes it."""
        return on.strftime(self.texts.date_format)

    def document(self, title: str, description: str, on: date, legend: Sequence[Entry], body: Sequence[str]) -> str:
        """The whole SVG around a drawn body."""
        width, height = self.size
        head = '<?xml version="1.0" encoding="UTF-8"?>\n' if self.is_standalone else ""
        return head + svg.element(
            "svg",
            svg.element("title", svg.escape(title), id=f"{self.prefix}-title"),
            svg.element("desc", svg.escape(description), id=f"{self.prefix}-desc"),
            hatches(self.prefix),
            svg.element("rect", class_="paper", width=width, height=height, fill=PAPER),
            self._head(title, on),
            *body,
            self._legend(legend),
            xmlns="http://www.w3.org/2000/svg",
            class_="network-picture",
            viewBox=f"0 0 {svg.number(width)} {svg.number(height)}",
            width=width if self.is_standalone else None,
            height=height if self.is_standalone else None,
            role="group",
            aria_labelledby=f"{self.prefix}-title",
            aria_describedby=f"{self.prefix}-desc",
            font_family=FONT,
            preserveAspectRatio="xMidYMid meet",
        )

    def _head(self, title: str, on: date) -> str:
        """Title, date and selection, readable in an exported file as well."""
        line = self.texts.date_line.format(date=self.day(on))
        if self.filter_text:
            line = f"{line} · {self.texts.filter_line.format(filter=self.filter_text)}"
        return svg.element(
            "g",
            svg.text(title, 28, 38, class_="picture-title", font_size=22, font_weight=700, fill=INK),
            svg.text(line, 28, 62, class_="picture-date", font_size=14, fill=MUTED),
            class_="picture-head",
            aria_hidden="true",
        )

    def _lines(self, legend: Sequence[Entry]) -> list[list[tuple[float, Entry]]]:
        """Legend entries in columns of equal width."""
        room = self.size[0] - 56
        widest = max((44 + svg.width_of(word, 12.0) for _, word in legend), default=room)
        columns = max(1, int(room // widest))
        step = room / columns
        cells = [(28 + index % columns * step, entry) for index, entry in enumerate(legend)]
        return [cells[start : start + columns] for start in range(0, len(cells), columns)] or [[]]

    def _foot(self, legend: Sequence[Entry]) -> float:
        return len(self._lines(legend)) * ROW + FOOT + 12

    def _legend(self, legend: Sequence[Entry]) -> str:
        """Signs with their words, and whose map this is."""
        width, height = self.size
        top = height - self._foot(legend)
        parts = [svg.element("path", d=f"M28 {svg.number(top)}H{svg.number(width - 28)}", stroke="#d3d8e2")]
        for index, line in enumerate(self._lines(legend)):
            y = top + 22 + index * ROW
            for x, (sign, word) in line:
                parts.append(sign(x + 12, y) + svg.text(word, x + 32, y + 4.5, font_size=13, fill=INK))
        source = self.texts.source if self.source is None else self.source
        parts.append(svg.text(source, 28, height - 14, class_="picture-source", font_size=12, fill=MUTED))
        return svg.element("g", *parts, class_="legend", role="group", aria_label=self.texts.legend)
