"""Read one XLSX workbook from standard input and write its cells as JSON to standard output.

This file runs as its own process (see reading.py) so that a hostile workbook can exhaust only itself.
It imports nothing of the house: the process starts fast and holds no key, session or database.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import math
import re
import resource
import sys
import zipfile
from typing import Any
from xml.parsers import expat

MEMORY_BYTES = 512 * 1024 * 1024
CPU_SECONDS = 20
MAX_UNPACKED = 100 * 1024 * 1024
MAX_ROWS = 50_000
MAX_COLUMNS = 100
MAX_CELL = 10_000
MAX_TEXT = 25_000_000
MAX_SHEETS = 50
CHUNK = 1 << 16

_CELL = re.compile(r"^([A-Z]{1,3})([0-9]{1,7})$")
_FORBIDDEN_MARKUP = (b"<!DOCTYPE", b"<!ENTITY")


class Refused(Exception):
    """The workbook is outside the limits."""

    def __init__(self, code: str, **facts: int | str) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


def limit_resources() -> None:
    """Bind this process: memory, processor time, no core files, no files written."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def unpack_once(archive: zipfile.ZipFile) -> None:
    """Unpack every part in small steps and count, because sizes in the directory may lie."""
    total = 0
    for entry in archive.infolist():
        tail = b""
        is_xml = entry.filename.lower().endswith((".xml", ".rels", ".vml"))
        with archive.open(entry) as part:
            while chunk := part.read(CHUNK):
                total += len(chunk)
                if total > MAX_UNPACKED:
                    raise Refused("unpacks_too_large")
                if is_xml:
                    tail = refuse_markup(tail, chunk)


def refuse_markup(tail: bytes, chunk: bytes) -> bytes:
    """Refuse document types and entities, also in UTF-16; returns the bytes to keep for the next step."""
    window = tail + chunk
    plain = window.replace(b"\0", b"").upper()
    if any(mark in plain for mark in _FORBIDDEN_MARKUP):
        raise Refused("unsafe_xml")
    return window[-32:]


def column_number(letters: str) -> int:
    """A -> 1, Z -> 26, AA -> 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


class SheetScan:
    """What calamine does not tell: formulas, hidden rows and columns; and the limits, before loading."""

    def __init__(self) -> None:
        self.formulas: list[tuple[int, int, str]] = []
        self.hidden_rows: list[int] = []
        self.hidden_columns: list[tuple[int, int]] = []
        self._row = 0
        self._column = 0
        self._formula: list[str] | None = None

    def parse(self, part: Any) -> SheetScan:
        """Read one sheet's XML from an open file; Refused where it declares a document type of its own."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = self._doctype
        parser.ParseFile(part)
        return self

    def _doctype(self, *_: object) -> None:
        raise Refused("unsafe_xml")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        if tag == "row":
            self._start_row(attributes)
        elif tag == "c":
            self._start_cell(attributes)
        elif tag == "f":
            self._formula = []
        elif tag in ("v", "t"):
            self._check_limits()
        elif tag == "col" and attributes.get("hidden") in ("1", "true"):
            self.hidden_columns.append((int(attributes["min"]), int(attributes["max"])))

    def _start_row(self, attributes: dict[str, str]) -> None:
        self._row = int(attributes.get("r", self._row + 1))
        self._column = 0
        if attributes.get("hidden") in ("1", "true") and self._row <= MAX_ROWS:
            self.hidden_rows.append(self._row)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        place = _CELL.match(attributes.get("r", ""))
        self._column = column_number(place[1]) if place else self._column + 1
        if place:
            self._row = int(place[2])

    def _check_limits(self) -> None:
        if self._row > MAX_ROWS:
            raise Refused("too_many_rows", limit=MAX_ROWS)
        if self._column > MAX_COLUMNS:
            raise Refused("too_many_columns", limit=MAX_COLUMNS)

    def _text(self, text: str) -> None:
        if self._formula is not None:
            self._formula.append(text)

    def _end(self, name: str) -> None:
        if self._formula is not None and name.rpartition(" ")[2] == "f":
            self._check_limits()
            self.formulas.append((self._row, self._column, "".join(self._formula)[:MAX_CELL]))
            self._formula = None


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name -> part of the archive, by the workbook and its relations."""
    names: list[tuple[str, str]] = []
    targets: dict[str, str] = {}

    def sheet(tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(" ")[2] == "sheet":
            relation = next((v for k, v in attributes.items() if k.endswith(" id")), "")
            names.append((attributes.get("name", ""), relation))

    def relation(tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(" ")[2] == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            targets[attributes.get("Id", "")] = target[1:] if target.startswith("/") else f"xl/{target}"

    for path, start in (("xl/workbook.xml", sheet), ("xl/_rels/workbook.xml.rels", relation)):
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = start
        parser.Parse(archive.read(path), True)
    return {name: targets[key] for name, key in names if targets.get(key) in archive.namelist()}


def plain(value: Any, row: int) -> Any:
    """A cell as JSON: text and numbers as they are, dates as a pair of kind and ISO text."""
    if isinstance(value, str):
        if len(value) > MAX_CELL:
            raise Refused("cell_too_long", row=row, limit=MAX_CELL)
        return value or None
    if isinstance(value, dt.datetime):
        return ["datetime", value.isoformat()]
    if isinstance(value, dt.date):
        return ["date", value.isoformat()]
    if isinstance(value, dt.time):
        return ["time", value.isoformat()]
    if isinstance(value, dt.timedelta):
        return ["text", str(value)]
    if isinstance(value, float) and not math.isfinite(value):
        return ["text", str(value)]  # no number that anybody meant: it is read, and refused, as a word
    return value


def read_sheet(workbook: Any, name: str, scan: SheetScan, budget: list[int]) -> dict[str, Any]:
    """All cells of one sheet with their original row numbers, rows without any value left out."""
    sheet = workbook.get_sheet_by_name(name)
    first_row, first_column = sheet.start or (0, 0)
    rows: list[list[Any]] = []
    for offset, cells in enumerate(sheet.to_python(skip_empty_area=True)):
        number = first_row + offset + 1
        values = [None] * first_column + [plain(cell, number) for cell in cells]
        budget[0] -= sum(len(value) for value in values if isinstance(value, str))
        if budget[0] < 0:
            raise Refused("too_much_text")
        rows.append([number, values])
    merged = [[a + 1, b + 1, c + 1, d + 1] for (a, b), (c, d) in (sheet.merged_cell_ranges or [])]
    return {
        "name": name,
        "rows": rows,
        "formulas": scan.formulas,
        "hidden_rows": scan.hidden_rows,
        "hidden_columns": scan.hidden_columns,
        "merged": merged,
    }


def read_workbook(data: bytes) -> dict[str, Any]:
    """Check the parts, then let calamine read the sheets."""
    from python_calamine import CalamineWorkbook  # after the limits are set

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        unpack_once(archive)
        parts = sheet_parts(archive)
        if len(parts) > MAX_SHEETS:
            raise Refused("too_many_parts")
        scans: dict[str, SheetScan] = {}
        for name, path in parts.items():
            with archive.open(path) as part:
                scans[name] = SheetScan().parse(part)
        uses_1904 = re.search(rb'date1904\s*=\s*["\'](1|true)["\']', archive.read("xl/workbook.xml")) is not None
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    hidden = {sheet.name for sheet in workbook.sheets_metadata if str(sheet.visible).split(".")[-1] != "Visible"}
    budget = [MAX_TEXT]
    sheets = [
        {**read_sheet(workbook, name, scans[name], budget), "hidden": name in hidden}
        for name in workbook.sheet_names
        if name in scans
    ]
    return {"sheets": sheets, "uses_1904": uses_1904}


def main() -> int:
    """Answer with the workbook or with a refusal; a crash of this process is a refusal as well."""
    limit_resources()
    try:
        answer = read_workbook(sys.stdin.buffer.read())
    except Refused as refusal:
        answer = {"refused": refusal.code, "facts": refusal.facts}
    except MemoryError:
        answer = {"refused": "too_much_memory", "facts": {}}
    except Exception:  # any fault of a hostile file is the same answer: the file is damaged
        answer = {"refused": "damaged", "facts": {}}
    sys.stdout.write(json.dumps(answer))
    return 0


if __name__ == "__main__":
    sys.exit(main())
