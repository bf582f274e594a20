"""What every picture carries with it: title, date, selection, legend and source."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from network.pictures import svg
from network.pictures.labels import Box
from network.pictures.marks import INK, MUTED, PAPER, hatches
from network.pictures.texts import Texts

HEAD, ROW, FOOT = 76.0, 23.0, 34.0
LINE = 16.0  # from one line of a wrapped text to the next
NARROW = 500.0  # below this a picture is made for a phone
PHONE = (340.0, 720.0)  # about as many points as a phone has, so that a letter is as large as on the page
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

    @property
    def is_narrow(self) -> bool:
        """Is it made for a phone: no title of its own, legend in one column, larger letters, room for a finger?"""
        return self.size[0] < NARROW

    @property
    def edge(self) -> float:
        """How far the drawing stays from the sides."""
        return 10.0 if self.is_narrow else 28.0

    @property
    def top(self) -> float:
        """Where the room for the drawing begins."""
        return LINE * len(self._head_lines(None)) + 6 if self.is_narrow else HEAD

    def touch(self, radius: float) -> float:
        """How far a sign can be met: on a phone never less than a fingertip (WCAG 2.2, 2.5.8: 24 points across)."""
        return max(radius, 13.5) if self.is_narrow else radius

    def box(self, legend: Sequence[Entry]) -> Box:
        """The room that is left for the drawing between head and legend."""
        width, height = self.size
        return (self.edge, self.top + 12, width - self.edge, height - self._foot(legend) - 14)

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
            data_drawing=" ".join(svg.number(one) for one in self.box(legend)),
        )

    def _head(self, title: str, on: date) -> str:
        """Title, date and selection, readable in an exported file as well; on a phone the page has the title."""
        if self.is_narrow:
            lines = [
                svg.text(line, self.edge, LINE * (index + 1), class_="picture-date", font_size=13, fill=MUTED)
                for index, line in enumerate(self._head_lines(on))
            ]
            return svg.element("g", *lines, class_="picture-head", aria_hidden="true")
        return svg.element(
            "g",
            svg.text(title, 28, 38, class_="picture-title", font_size=22, font_weight=700, fill=INK),
            svg.text(" · ".join(self._told(on)), 28, 62, class_="picture-date", font_size=14, fill=MUTED),
            class_="picture-head",
            aria_hidden="true",
        )

    def _told(self, on: date | None) -> list[str]:
        """The day and, if there is one, the selection."""
        day = self.texts.date_line.format(date=self.day(on) if on else "00.00.0000")
        return [day, *([self.texts.filter_line.format(filter=self.filter_text)] if self.filter_text else [])]

    def _head_lines(self, on: date | None) -> list[str]:
        return [line for part in self._told(on) for line in svg.wrapped(part, 13.0, self.size[0] - 2 * self.edge)]

    def _rows(self, legend: Sequence[Entry]) -> list[list[tuple[float, Entry]]]:
        """Legend entries in columns of equal width; on a phone one below the other."""
        room = self.size[0] - 2 * self.edge
        widest = max((44 + svg.width_of(word, 12.0) for _, word in legend), default=room)
        columns = 1 if self.is_narrow else max(1, int(room // widest))
        step = room / columns
        cells = [(self.edge + index % columns * step, entry) for index, entry in enumerate(legend)]
        return [cells[start : start + columns] for start in range(0, len(cells), columns)] or [[]]

    def _words(self, word: str) -> list[str]:
        """The words of an entry, in lines where there is little room."""
        return svg.wrapped(word, 13.0, self.size[0] - 2 * self.edge - 32) if self.is_narrow else [word]

    def _source(self) -> list[str]:
        source = self.texts.source if self.source is None else self.source
        return svg.wrapped(source, 12.0, self.size[0] - 2 * self.edge) if self.is_narrow else [source]

    def _row_height(self, row: Sequence[tuple[float, Entry]]) -> float:
        lines = max((len(self._words(word)) for _, (_, word) in row), default=1)
        return ROW + LINE * (lines - 1)

    def _foot(self, legend: Sequence[Entry]) -> float:
        rows = sum(self._row_height(row) for row in self._rows(legend))
        return rows + FOOT + 12 + LINE * (len(self._source()) - 1)

    def _legend(self, legend: Sequence[Entry]) -> str:
        """Signs with their words, and whose map this is."""
        width, height = self.size
        top = height - self._foot(legend)
        d = f"M{svg.number(self.edge)} {svg.number(top)}H{svg.number(width - self.edge)}"
        parts, y = [svg.element("path", d=d, stroke="#d3d8e2")], top + 22
        for row in self._rows(legend):
            for x, (sign, word) in row:
                parts.append(sign(x + 12, y))
                parts += [
                    svg.text(line, x + 32, y + 4.5 + LINE * index, font_size=13, fill=INK)
                    for index, line in enumerate(self._words(word))
                ]
            y += self._row_height(row)
        source = self._source()
        parts += [
            svg.text(line, self.edge, height - 14 - LINE * (len(source) - 1 - index), class_="picture-source",
                     font_size=12, fill=MUTED)
            for index, line in enumerate(source)
        ]  # fmt: skip
        return svg.element("g", *parts, class_="legend", role="group", aria_label=self.texts.legend)
