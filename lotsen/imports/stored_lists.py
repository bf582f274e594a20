"""A list as it is kept sealed between upload and take-over, without what must never be stored.

Remarks on health, religion, residence and the like, and words about a Führungszeugnis, are taken out
before the list is sealed. What remains of them is where they stood and of which kind they were.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from lotsen.imports.columns import forbidden_columns
from lotsen.imports.dates import is_yes_or_no
from lotsen.imports.findings import Finding
from lotsen.imports.reading import Cell, Formula
from lotsen.imports.refusals import FileRefused
from lotsen.imports.sensitive import sensitive_kinds
from lotsen.imports.spelling import is_empty_word
from lotsen.imports.spreadsheet import Table, read_table

MAX_OTHER_SHEETS: Final = 5
_SENSITIVE, _CERTIFICATE = "forbidden_sensitive_note", "fuehrungszeugnis_text"


@dataclass(frozen=True)
class Withheld:
    """A cell that was taken out: where it stood and why, never what it said."""

    row: int
    column: int
    code: str
    kinds: tuple[str, ...] = ()

    def as_finding(self, header: list[str]) -> Finding:
        """For the preview."""
        facts = {"kinds": self.kinds} if self.kinds else {}
        return Finding(self.row, header[self.column], "", self.code, "note", facts)


@dataclass
class StoredList:
    """The chosen sheet with what was taken out of it, and the other sheets of the file."""

    table: Table
    withheld: list[Withheld]
    others: dict[str, Any]  # name of a sheet -> its own stored list, as JSON
    file_digest: str

    @classmethod
    def read(cls, data: bytes, filename: str, *, sheet: str | None = None) -> StoredList:
        """Read an uploaded file with all its visible sheets; FileRefused with a sentence."""
        table = read_table(data, filename, sheet=sheet)
        digest = hashlib.sha256(data).hexdigest()
        others: dict[str, Any] = {}
        names = [str(note.facts["sheet"]) for note in table.notes if note.code == "other_sheet"]
        for name in names[:MAX_OTHER_SHEETS]:
            try:
                others[name] = cls(read_table(data, filename, sheet=name), [], {}, digest).to_json()
            except FileRefused:  # an empty or broken sheet is no choice
                continue
        return cls(table, [], others, digest)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> StoredList:
        """As it was kept."""
        withheld = [Withheld(row, column, code, tuple(kinds)) for row, column, code, kinds in stored["withheld"]]
        return cls(Table.from_json(stored["table"]), withheld, dict(stored["others"]), stored["file"])

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return {
            "table": self.table.to_json(),
            "withheld": [[one.row, one.column, one.code, list(one.kinds)] for one in self.withheld],
            "others": self.others,
            "file": self.file_digest,
        }

    @property
    def digest(self) -> bytes:
        """The same for the same sheet of the same file."""
        return hashlib.sha256(f"{self.file_digest}|{self.table.sheet}".encode()).digest()

    def with_sheet(self, name: str) -> StoredList:
        """The same file with another sheet chosen."""
        chosen = StoredList.from_json(self.others[name])
        rest = {key: value for key, value in self.others.items() if key != name}
        own = replace(self, others={}).to_json()
        return replace(chosen, others={self.table.sheet: own, **rest})

    def withhold(self, mapping: Mapping[str, int]) -> None:
        """Empty the cells that must not be stored; again after each change of the mapping."""
        forbidden = forbidden_columns(self.table.header)
        certificate = mapping.get("fuehrungszeugnis_seen_on")
        read_as_words = {at for key, at in mapping.items() if key not in ("note", "languages")} - {certificate}
        for place, row in enumerate(self.table.rows):
            cells = list(row.cells)
            for column, cell in enumerate(cells):
                if cell is None or (column in read_as_words and column not in forbidden):
                    continue
                found = None if column in forbidden else _reason(row.number, column, cell, certificate)
                if found is not None:
                    self.withheld.append(found)
                if found is not None or column in forbidden:
                    cells[column] = None
            self.table.rows[place] = replace(row, cells=tuple(cells))


def _reason(row: int, column: int, cell: Cell, certificate: int | None) -> Withheld | None:
    text = _words(cell)
    if kinds := sensitive_kinds(text):
        return Withheld(row, column, _SENSITIVE, kinds)
    is_words = isinstance(cell, str) and not any(char.isdigit() for char in text)
    if column == certificate and is_words and not is_yes_or_no(text) and not is_empty_word(text):
        return Withheld(row, column, _CERTIFICATE)
    return None


def _words(cell: Cell) -> str:
    if isinstance(cell, Formula):
        return f"{cell.text} {cell.value or ''}"
    return cell if isinstance(cell, str) else ""
