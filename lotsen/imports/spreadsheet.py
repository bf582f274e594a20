"""From an uploaded file to one table: the right sheet, its head, its rows with their own numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from flask_babel import lazy_gettext as _l

from lotsen.exports.spreadsheet import unescape_formula
from lotsen.imports.columns import field_of_head, forbidden_columns
from lotsen.imports.reading import Cell, Formula, Row, Sheet, cell_from_json, cell_to_json, read_sheets
from lotsen.imports.refusals import FileRefused
from lotsen.imports.spelling import fold, tidy

HEADER_WITHIN: Final = 30

NOTE_SENTENCES: Final[dict[str, str]] = {
    "encoding_guessed": _l("Die Datei ist nicht in UTF-8. Wir haben sie als %(encoding)s gelesen."),
    "external_links_ignored": _l("Verknüpfungen zu anderen Dateien wurden nicht beachtet."),
    "comments_ignored": _l("Kommentare an Zellen wurden nicht übernommen."),
    "dates_1904": _l("Die Datei zählt Tage ab 1904 (alter Mac). Wir haben umgerechnet."),
    "header_found": _l("Die Überschriften stehen in Zeile %(row)s."),
    "header_missing": _l("Wir haben keine Überschriften gefunden. Bitte ordnen Sie die Spalten zu."),
    "head_repeated": _l("Die Überschrift „%(head)s“ gibt es mehrmals."),
    "column_forbidden": _l("Die Spalte „%(head)s“ wird nicht übernommen. Solche Angaben dürfen wir nicht speichern."),
    "other_sheet": _l("Das Tabellenblatt „%(sheet)s“ wurde nicht gelesen."),
    "hidden_sheet": _l("Das ausgeblendete Tabellenblatt „%(sheet)s“ wurde nicht gelesen."),
    "hidden_columns": _l("Ausgeblendete Spalten wurden mitgelesen: %(columns)s."),
    "hidden_rows": _l("Ausgeblendete Zeilen wurden mitgelesen: %(rows)s."),
    "merged_cells": _l("Verbundene Zellen in Zeile %(rows)s: Nur die erste Zelle zählt."),
    "blank_rows": _l("Leere Zeilen wurden übergangen: %(rows)s."),
    "total_row": _l("Zeile %(row)s sieht wie eine Summe oder Überschrift aus und wurde übergangen."),
    "header_again": _l("In Zeile %(row)s stehen die Überschriften noch einmal. Wir haben sie übergangen."),
}


@dataclass(frozen=True)
class TableNote:
    """Something about the whole file worth telling: a code and its facts."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """The note in the language of the page."""
        return str(NOTE_SENTENCES[self.code]) % self.facts


@dataclass
class Table:
    """Heads (all different) and rows of typed cells, each with its number in the file."""

    header: list[str]
    rows: list[Row]
    notes: list[TableNote]
    sheet: str = ""
    header_row: int = 0
    uses_1904: bool = False

    def to_json(self) -> dict[str, Any]:
        """As plain values, to be kept sealed between upload and take-over."""
        return {
            "header": self.header,
            "rows": [[row.number, [cell_to_json(cell) for cell in row.cells]] for row in self.rows],
            "notes": [[note.code, dict(note.facts)] for note in self.notes],
            "sheet": self.sheet,
            "header_row": self.header_row,
            "uses_1904": self.uses_1904,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Table:
        """The table again, equal to the one that was kept."""
        return cls(
            header=list(stored["header"]),
            rows=[Row(number, tuple(map(cell_from_json, cells))) for number, cells in stored["rows"]],
            notes=[TableNote(code, facts) for code, facts in stored["notes"]],
            sheet=stored["sheet"],
            header_row=stored["header_row"],
            uses_1904=stored["uses_1904"],
        )

    def sample(self, count: int = 50) -> list[tuple[Cell, ...]]:
        """The first rows, to guess what the columns hold."""
        return [row.cells for row in self.rows[:count]]


def read_table(data: bytes, filename: str = "", *, sheet: str | None = None) -> Table:
    """Read the one list in a file; raises FileRefused with a sentence.

    The name is only for the reader: what the file is, its content decides. Without `sheet` the sheet
    that looks most like a list of people is taken, and the others are named in the notes.
    """
    sheets = read_sheets(data)
    chosen = _choose(sheets, sheet)
    if not any(not row.is_blank for row in chosen.rows):
        raise FileRefused("no_rows")
    notes = [TableNote(code, facts) for code, facts in chosen.notes]
    for other in sheets:
        if other is not chosen and other.rows:
            notes.append(TableNote("hidden_sheet" if other.is_hidden else "other_sheet", {"sheet": other.name}))
    table = _build(chosen, notes)
    if not table.rows:
        raise FileRefused("no_rows")
    return table


def _choose(sheets: Sequence[Sheet], wanted: str | None) -> Sheet:
    if wanted is not None:
        for candidate in sheets:
            if candidate.name == wanted:
                return candidate
        raise FileRefused("sheet_missing", sheet=wanted)
    visible = [candidate for candidate in sheets if not candidate.is_hidden] or list(sheets)
    if not visible:
        raise FileRefused("no_rows")
    return max(visible, key=lambda s: (min(_head_score(_header_of(s)), 3), len(s.rows)))


def _head_score(row: Row | None) -> int:
    return sum(1 for cell in row.cells if field_of_head(_text(cell))) if row else 0


def _header_of(sheet: Sheet) -> Row | None:
    """The row among the first ones with the most known heads; at least two, or one beside others."""
    best: Row | None = None
    for row in [row for row in sheet.rows if row.number <= HEADER_WITHIN]:
        if _head_score(row) > _head_score(best):
            best = row
    if best is None:
        return None
    filled = sum(1 for cell in best.cells if _text(cell))
    return best if _head_score(best) >= 2 or filled == 1 else None


def _text(cell: Cell) -> str:
    value = cell.value if isinstance(cell, Formula) else cell
    return "" if value is None else tidy(str(value))


def _build(sheet: Sheet, notes: list[TableNote]) -> Table:
    head = _header_of(sheet) or _likely_header(sheet)
    width = max(len(row.cells) for row in sheet.rows)
    if head is None:
        notes.append(TableNote("header_missing"))
        names, first = [""] * width, 0
    else:
        names, first = [_text(cell) for cell in head.cells], head.number
        if head.number > 1:
            notes.append(TableNote("header_found", {"row": head.number}))
    header = _distinct(names + [""] * (width - len(names)), notes)
    for index in forbidden_columns(header):
        notes.append(TableNote("column_forbidden", {"head": header[index]}))
    body = [row for row in sheet.rows if row.number > first]
    rows = _data_rows(body, header, notes)
    _note_shape(sheet, {row.number for row in rows}, header, notes)
    uses_1904 = any(code == "dates_1904" for code, _ in sheet.notes)
    return Table(header, rows, notes, sheet.name, first, uses_1904)


def _likely_header(sheet: Sheet) -> Row | None:
    """Without known heads: the first row, if all of it is different short text without digits or @."""
    first = next((row for row in sheet.rows if not row.is_blank), None)
    texts = [_text(cell) for cell in first.cells if _text(cell)] if first else []
    looks_like_heads = all(len(text) <= 40 and not re.search(r"[\d@]", text) for text in texts)
    return first if len(texts) >= 2 and len(set(texts)) == len(texts) and looks_like_heads else None


def _distinct(names: list[str], notes: list[TableNote]) -> list[str]:
    """Every head once: repeated heads get a number, empty ones the letter of the column."""
    header: list[str] = []
    for index, name in enumerate(names):
        unique = name or str(_l("Spalte %(letter)s", letter=column_letter(index)))
        if unique in header:
            notes.append(TableNote("head_repeated", {"head": unique}))
            number = 2
            while f"{unique} ({number})" in header:
                number += 1
            unique = f"{unique} ({number})"
        header.append(unique)
    return header


def column_letter(index: int) -> str:
    """The letter of a column, counted from 0.

    >>> column_letter(0), column_letter(27)
    ('A', 'AB')
    """
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


_TOTALS: Final = re.compile(
    r"(summe|gesamt|gesamtzahl|insgesamt|anzahl|total|zwischensumme|stand|ende|seite)\b.{0,40}", re.IGNORECASE
)


def _data_rows(body: list[Row], header: list[str], notes: list[TableNote]) -> list[Row]:
    kept: list[Row] = []
    blank: list[int] = []
    previous = body[0].number - 1 if body else 0
    last = max((row.number for row in body if not row.is_blank), default=0)
    for row in body:
        blank.extend(range(previous + 1, min(row.number, last + 1)))
        previous = row.number
        if row.is_blank:
            blank.extend([row.number] if row.number < last else [])
        elif _is_total(row):
            notes.append(TableNote("total_row", {"row": row.number}))
        elif _is_header_again(row, header):
            notes.append(TableNote("header_again", {"row": row.number}))
        else:
            kept.append(Row(row.number, tuple(_unescaped(cell) for cell in row.cells)))
    if blank:
        notes.append(TableNote("blank_rows", {"rows": _listed(blank), "numbers": blank}))
    return kept


def _unescaped(cell: Cell) -> Cell:
    return unescape_formula(cell) if isinstance(cell, str) else cell


def _is_total(row: Row) -> bool:
    texts = [_text(cell) for cell in row.cells if _text(cell)]
    words = [text for text in texts if not re.fullmatch(r"[\d.,]+", text)]
    return len(texts) <= 3 and len(words) <= 1 and any(_TOTALS.fullmatch(text) for text in words)


def _is_header_again(row: Row, header: list[str]) -> bool:
    pairs = [(fold(_text(cell)), fold(head)) for cell, head in zip(row.cells, header, strict=False) if _text(cell)]
    return len(pairs) >= 2 and all(text == head for text, head in pairs)


def _note_shape(sheet: Sheet, numbers: set[int], header: list[str], notes: list[TableNote]) -> None:
    hidden_columns = [header[c - 1] for c in sorted(sheet.hidden_columns) if c <= len(header)]
    if hidden_columns:
        notes.append(TableNote("hidden_columns", {"columns": ", ".join(hidden_columns)}))
    hidden_rows = sorted(sheet.hidden_rows & numbers)
    if hidden_rows:
        notes.append(TableNote("hidden_rows", {"rows": _listed(hidden_rows)}))
    merged = sorted({first for first, _, last, _ in sheet.merged if numbers & set(range(first, last + 1))})
    if merged:
        notes.append(TableNote("merged_cells", {"rows": _listed(merged)}))


def _listed(numbers: Sequence[int]) -> str:
    shown = ", ".join(str(number) for number in numbers[:20])
    return shown if len(numbers) <= 20 else f"{shown}, …"
