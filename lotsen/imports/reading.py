"""Bytes of an uploaded file to sheets of typed cells: CSV here, XLSX in a process of its own."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, cast

from lotsen.imports.archive import check_archive
from lotsen.imports.refusals import FileRefused
from lotsen.imports.workbook_process import MAX_CELL, MAX_COLUMNS, MAX_ROWS, MAX_TEXT

MAX_UPLOAD: Final = 10 * 1024 * 1024
WALL_SECONDS: Final = 30
_PROCESS: Final = Path(__file__).with_name("workbook_process.py")
_DELIMITERS: Final = ";\t,|"


@dataclass(frozen=True)
class Formula:
    """A cell that calculates: its formula, and the value it showed when the file was saved."""

    text: str
    value: Cell = None


Cell = str | int | float | bool | dt.date | dt.datetime | dt.time | Formula | None


@dataclass(frozen=True)
class Row:
    """One row with the number that the person sees in their program."""

    number: int
    cells: tuple[Cell, ...]

    @property
    def is_blank(self) -> bool:
        """Nothing but empty cells and blanks."""
        return all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in self.cells)


@dataclass
class Sheet:
    """One sheet as it stands in the file; notes are codes with facts about the whole sheet."""

    name: str
    rows: list[Row]
    is_hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    notes: list[tuple[str, dict[str, Any]]] = field(default_factory=list)


def read_sheets(data: bytes) -> list[Sheet]:
    """The sheets of a file, told apart by content and never by the ending of its name."""
    if not data.strip(b"\xef\xbb\xbf\0 \r\n\t"):
        raise FileRefused("empty_file")
    if len(data) > MAX_UPLOAD:
        raise FileRefused("too_large", limit=MAX_UPLOAD // 1024 // 1024)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _read_workbook(data)
    _refuse_other_formats(data)
    return [_read_csv(data)]


def _refuse_other_formats(data: bytes) -> None:
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise FileRefused("old_or_locked")
    start = data[:1024].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    for magic, kind in _OTHER_FORMATS:
        if start.startswith(magic):
            raise FileRefused("wrong_format", kind=kind)


_OTHER_FORMATS: Final = (
    (b"%pdf", "PDF"),
    (b"{\\rtf", "RTF"),
    (b"<!doctype", "HTML"),
    (b"<html", "HTML"),
    (b"<table", "HTML"),
    (b"<?xml", "XML"),
    (b"\x89png", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"gif8", "GIF"),
    (b"\x1f\x8b", "GZIP"),
    (b"rar!", "RAR"),
    (b"7z\xbc\xaf", "7Z"),
    (b"mz\x90", "EXE"),
    (b"\x7felf", "EXE"),
    (b"begin:vcard", "VCF"),
)


# --- XLSX -----------------------------------------------------------------------------------------


def _read_workbook(data: bytes) -> list[Sheet]:
    notes: list[tuple[str, dict[str, Any]]] = [(code, {}) for code in check_archive(data)]
    answer = _ask_process(data)
    if "refused" in answer:
        raise FileRefused(answer["refused"], **answer["facts"])
    if answer["uses_1904"]:
        notes.append(("dates_1904", {}))
    sheets = [_sheet(raw) for raw in answer["sheets"]]
    for sheet in sheets:
        sheet.notes.extend(notes)
    return sheets


def _ask_process(data: bytes) -> dict[str, Any]:
    """Let the other process read; whatever ends it early is a refusal, never an error page."""
    try:
        done = subprocess.run(  # noqa: S603 - our own file, no shell, no argument from outside
            [sys.executable, "-I", "-B", str(_PROCESS)],
            input=data,
            capture_output=True,
            timeout=WALL_SECONDS,
            check=False,
            env={"LANG": "C.UTF-8"},
        )
    except subprocess.TimeoutExpired as error:
        raise FileRefused("too_slow") from error
    if done.returncode in (-24, -9):  # SIGXCPU, SIGKILL: out of processor time
        raise FileRefused("too_slow")
    if done.returncode != 0:  # the allocator of the parser aborts when the memory limit is met
        raise FileRefused("too_much_memory")
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _sheet(raw: dict[str, Any]) -> Sheet:
    formulas: dict[int, dict[int, str]] = {}
    for row, column, text in raw["formulas"]:
        formulas.setdefault(row, {})[column] = f"={text}"
    rows = {number: [cell_from_json(cell) for cell in cells] for number, cells in raw["rows"]}
    for number, columns in formulas.items():
        cells = rows.setdefault(number, [])
        cells.extend([None] * (max(columns) - len(cells)))
        for column, text in columns.items():
            cells[column - 1] = Formula(text, cells[column - 1])
    hidden = (range(a, min(b, MAX_COLUMNS) + 1) for a, b in raw["hidden_columns"])
    return Sheet(
        name=raw["name"],
        rows=[Row(number, tuple(cells)) for number, cells in sorted(rows.items())],
        is_hidden=raw["hidden"],
        hidden_rows=frozenset(raw["hidden_rows"]),
        hidden_columns=frozenset(column for columns in hidden for column in columns),
        merged=[(a, b, c, d) for a, b, c, d in raw["merged"]],
    )


def cell_to_json(cell: Cell) -> Any:
    """A cell as plain values: text and numbers as they are, the rest as a pair of kind and text."""
    if isinstance(cell, Formula):
        return ["formula", cell.text, cell_to_json(cell.value)]
    if isinstance(cell, dt.datetime):
        return ["datetime", cell.isoformat()]
    if isinstance(cell, dt.date):
        return ["date", cell.isoformat()]
    return ["time", cell.isoformat()] if isinstance(cell, dt.time) else cell


def cell_from_json(stored: Any) -> Cell:
    """The cell that cell_to_json, or the reading process, has written."""
    if not isinstance(stored, list):
        return cast(Cell, stored)
    kind, text = stored[0], stored[1]
    if kind == "formula":
        return Formula(text, cell_from_json(stored[2]))
    if kind == "datetime":
        return dt.datetime.fromisoformat(text)
    if kind == "date":
        return dt.date.fromisoformat(text)
    return dt.time.fromisoformat(text) if kind == "time" else str(text)


# --- CSV ------------------------------------------------------------------------------------------


def _read_csv(data: bytes) -> Sheet:
    text, encoding = decode(data)
    notes: list[tuple[str, dict[str, Any]]] = []
    if encoding == "cp1252":
        notes.append(("encoding_guessed", {"encoding": "Windows-1252"}))
    first_line, _, rest = text.partition("\n")
    if first_line.strip().lower().startswith("sep=") and len(first_line.strip()) == 5:
        delimiter, text, skipped = first_line.strip()[4], rest, 1
    else:
        delimiter, skipped = find_delimiter(text), 0
    rows = list(_csv_rows(text.rstrip("\r\n"), delimiter, skipped))
    if text.count('"') % 2 and rows and any("\n" in str(cell) for cell in rows[-1].cells):
        raise FileRefused("csv_broken", row=rows[-1].number)  # an open quote has swallowed the rest
    return Sheet(name="CSV", rows=rows, notes=notes)


def decode(data: bytes) -> tuple[str, str]:
    """Text and encoding: marks first, then UTF-16 by its zero bytes, UTF-8, and what old Excel writes."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decode_as(data, "utf-16"), "utf-16"
    if b"\0" in data[:2000]:
        zeros_first = data[:2000:2].count(0) > data[1:2000:2].count(0)
        return _decode_as(data, "utf-16-be" if zeros_first else "utf-16-le"), "utf-16"
    try:
        return data.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError as error:
        if data.startswith(b"\xef\xbb\xbf"):  # it says UTF-8 and is not: read as anything else, names come out garbled
            raise FileRefused("encoding_unknown") from error
        return _decode_as(data, "cp1252"), "cp1252"


def _decode_as(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise FileRefused("encoding_unknown") from error
    controls = sum(1 for char in text[:5000] if ord(char) < 32 and char not in "\t\r\n")
    if controls > 5 or "\0" in text:
        raise FileRefused("encoding_unknown")
    return text


def find_delimiter(text: str) -> str:
    """The character that splits the first lines most often and most evenly, outside quotes.

    >>> find_delimiter('Name;Ort, PLZ\\nAli;Kassel, 34117')
    ';'
    """
    sample = text[:20_000]
    best, best_score = ";", 0.0
    for delimiter in _DELIMITERS:
        try:
            widths = [len(row) for row in csv.reader(io.StringIO(sample), delimiter=delimiter) if any(row)][:50]
        except csv.Error:
            continue
        usual = max(set(widths), key=widths.count) if widths else 0
        score = (usual - 1) * widths.count(usual) / len(widths) if usual > 1 else 0.0
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _csv_rows(text: str, delimiter: str, skipped: int) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    budget, line = MAX_TEXT, skipped + 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            code = "cell_too_long" if "limit" in str(error) else "csv_broken"
            raise FileRefused(code, row=line, limit=MAX_CELL) from error
        _check_csv_limits(cells, line)
        budget -= sum(map(len, cells))
        if budget < 0:
            raise FileRefused("too_much_text")
        yield Row(line, tuple(cell or None for cell in cells))
        line += 1


def _check_csv_limits(cells: list[str], line: int) -> None:
    while cells and not cells[-1].strip():
        cells.pop()
    if cells and line > MAX_ROWS:
        raise FileRefused("too_many_rows", limit=MAX_ROWS)
    if len(cells) > MAX_COLUMNS:
        raise FileRefused("too_many_columns", limit=MAX_COLUMNS)
    if any(len(cell) > MAX_CELL for cell in cells):
        raise FileRefused("cell_too_long", row=line, limit=MAX_CELL)
