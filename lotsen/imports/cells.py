"""One cell as it counts: corrected, calculated, repaired; never a formula, never what must not be stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lotsen.exports.spreadsheet import is_formula_like
from lotsen.imports.findings import Remarks, Severity
from lotsen.imports.reading import Cell, Formula, Row
from lotsen.imports.spelling import has_direction_marks, is_empty_word, repair_encoding, tidy


@dataclass(frozen=True)
class CellReader:
    """Reads cells of one list; what was wrong with a cell is remarked."""

    forbidden: Mapping[int, str]  # index of a column -> kind of data that it must not hold
    corrections: Mapping[tuple[int, str], str]

    def read(self, row: Row, key: str, column: int, remarks: Remarks) -> Cell:
        """The cell of a row that belongs to a field; None where nothing of it may be taken."""
        corrected = self.corrections.get((row.number, key))
        cell = corrected if corrected is not None else row.cells[column] if column < len(row.cells) else None
        if column in self.forbidden and cell is not None:
            remarks.add("forbidden_column", "note", column, kinds=(self.forbidden[column],))
            return None
        if isinstance(cell, Formula):
            return self._formula(cell, key, column, remarks)
        return self._string(cell, key, column, remarks) if isinstance(cell, str) else cell

    def _formula(self, cell: Formula, key: str, column: int, remarks: Remarks) -> Cell:
        value = tidy(cell.value) if isinstance(cell.value, str) else cell.value
        if value in (None, "") or key == "note" or "HYPERLINK" in cell.text.upper():
            severity: Severity = "note" if key in ("note", "organisation") else "error"
            remarks.add("formula_in_text", severity, column, cell.text)
            return None
        remarks.add("formula_in_text", "note", column, cell.text, way="value")
        return self._string(value, key, column, remarks) if isinstance(value, str) else value

    def _string(self, cell: str, key: str, column: int, remarks: Remarks) -> Cell:
        if has_direction_marks(cell):
            remarks.add("direction_marks", "error", column, "")
            return None
        text = tidy(cell)
        if is_formula_like(cell.rstrip("\r\n\t ")) and text and is_formula_like(text):
            remarks.add("formula_in_text", "note" if key == "note" else "error", column, text)
            return None
        repaired = repair_encoding(text)
        if repaired != text:
            remarks.add("encoding_repaired", "fixed", column, text, text=repaired)
        return tidy(repaired) or None


def text_of(cell: Cell) -> str:
    """What a reader of the sheet would see."""
    if cell is None or isinstance(cell, bool):
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return tidy(str(cell))


def said_or_none(text: str) -> str | None:
    """The text, unless it only says that there is none."""
    return None if is_empty_word(text) else text
