"""Lists for the import tests: the cases, the places of Hessen, and files built by hand."""

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

import xlsxwriter

from lotsen.imports.columns import suggest_mapping
from lotsen.imports.findings import BLOCKING, Remarks
from lotsen.imports.gazetteer import Gazetteer
from lotsen.imports.rows import RowResult, check_rows
from lotsen.imports.spreadsheet import Table, read_table

ROOT = Path(__file__).parents[3]
CASES = ROOT / "tests" / "data" / "cases"
GEO = ROOT / "lotsen" / "regions" / "data"
TODAY = dt.date(2026, 11, 22)
HEADER = [
    *(
        "Vorname",
        "Nachname",
        "E-Mail",
        "Telefon",
        "PLZ",
        "Ort",
        "Geschlecht",
        "Einsatzart",
        "Sprachen",
        "Themen",
    ),
    *("Zeiten", "Umkreis km", "Basisqualifizierung am", "Führungszeugnis gesehen am", "Bemerkung"),
]


@cache
def gazetteer() -> Gazetteer:
    """The real places, as the product ships them."""
    with (GEO / "gemeinden.csv").open(encoding="utf-8") as file:
        names = {row["ags"]: row["name"] for row in csv.DictReader(file)}
    with (GEO / "plz.csv").open(encoding="utf-8") as file:
        return Gazetteer.of([(row["plz"], row["ags"], names[row["ags"]]) for row in csv.DictReader(file)])


def case(name: str) -> bytes:
    """The bytes of one of the lists kept with the tests."""
    return (CASES / name).read_bytes()


def check(table: Table, mapping: Mapping[str, int] | None = None, **options: object) -> list[RowResult]:
    """Check a table with the suggested mapping, as of a fixed day."""
    mapping = suggest_mapping(table.header, table.sample()) if mapping is None else mapping
    return check_rows(table, mapping, gazetteer(), today=TODAY, **options)


def clean_row(number: int = 0) -> dict[str, str]:
    """A row without any fault; two numbers give two different people."""
    letters = "".join("bcdfghklmnprstvw"[(number // 16**i) % 16] for i in range(4))
    return dict(
        zip(
            HEADER,
            (
                f"Mira{letters}",
                f"Sol{letters[::-1]}",
                f"person{number}@example.org",
                f"+49 641 {1_000_000 + number}",
                "35390",
                "Gießen",
                "w",
                "Lotse",
                "Arabisch Muttersprache; Deutsch B2",
                "Behörden, Schule",
                "Mo vormittags, Do abends",
                "15",
                "2025-03-04",
                "2025-02-03",
                "kommt gern mit dem Fahrrad",
            ),
            strict=True,
        )
    )


def csv_bytes(rows: Iterable[Mapping[str, str]], *, encoding: str = "utf-8", delimiter: str = ";") -> bytes:
    """Rows as a CSV file with the usual head."""
    target = io.StringIO(newline="")
    writer = csv.DictWriter(target, HEADER, delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return target.getvalue().encode(encoding)


def xlsx_bytes(rows: Sequence[Sequence[object]]) -> bytes:
    """Rows as an XLSX file as other programs write it: text stays text, numbers numbers, = a formula."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        page = book.add_worksheet("Liste")
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, dt.date):
                    page.write_datetime(number, column, cell, day)
                else:
                    page.write(number, column, cell)
    return target.getvalue()


def with_part(data: bytes, name: str, content: bytes | str) -> bytes:
    """The same archive with one part added or replaced."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, content)
    return target.getvalue()


def part_of(data: bytes, name: str) -> str:
    """The text of one part of an archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode("utf-8")


def checked(**changes: str) -> RowResult:
    """The result for one clean row with some cells changed."""
    row = clean_row() | {key.replace("_", " "): value for key, value in changes.items()}
    return check(read_table(csv_bytes([row])))[0]


def codes(result: RowResult, *, blocking: bool = False) -> set[str]:
    """The codes found in a row; only errors and questions on demand."""
    return {finding.code for finding in result.findings if not blocking or finding.severity in BLOCKING}


def remarks() -> Remarks:
    """An empty sheet of remarks for tests of single readers."""
    return Remarks(7, ["A", "B", "C"])
