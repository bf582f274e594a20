"""Tables as XLSX and CSV in which no text can turn into a formula.

Spreadsheets run text that begins with = + - @ or a control character (ASVS 1.2.10). XLSX cells say
explicitly that they are text. CSV cannot, so dangerous text gets a leading apostrophe, which our own
import takes off again. Telephone numbers keep their plus: cutting it off would spoil them.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Sequence
from typing import Final

import xlsxwriter

Value = str | int | float | bool | dt.date | dt.datetime | None

_DANGEROUS: Final = frozenset("=+-@\t\r\n\0＝＋－＠|%")
_STARTS: Final = " \u00a0\u3000\"'’‘“”„`´"
_HARMLESS: Final = re.compile(
    r"\+[0-9][0-9 ()/.\-]{4,25}"  # a telephone number with its country
    r"|[+-]?[0-9]{1,15}([.,][0-9]{1,15})?"  # a number
    r"|-{1,3}"  # a dash for "nothing"
)
MAX_XLSX_TEXT: Final = 32_767


def is_formula_like(text: str) -> bool:
    """Would a spreadsheet take this text for a formula, directly or after its quotes are gone?

    >>> is_formula_like("=1+1"), is_formula_like("+49 641 123"), is_formula_like('"=A1"')
    (True, False, True)
    """
    if _HARMLESS.fullmatch(text):
        return False
    start = text.lstrip(_STARTS)
    return bool(start) and start[0] in _DANGEROUS


def escape_formula(text: str) -> str:
    """The text as it may stand in a CSV file."""
    return f"'{text}" if is_formula_like(text) else text


def unescape_formula(text: str) -> str:
    """The text before escape_formula; text that was never escaped stays as it is.

    >>> unescape_formula(escape_formula("=1+1")), unescape_formula("'s Hertogenbosch")
    ('=1+1', "'s Hertogenbosch")
    """
    return text[1:] if text.startswith("'") and is_formula_like(text[1:]) else text


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """A CSV file as German Excel opens it: UTF-8 with mark, semicolons, CRLF."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerow([escape_formula(column) for column in columns])
    writer.writerows([_csv_text(value) for value in row] for row in rows)
    return target.getvalue().encode("utf-8-sig")


def _csv_text(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float):
        return str(value).replace(".", ",")  # a German spreadsheet takes 12.5 for a day in May
    return escape_formula(value.replace("\0", "")) if isinstance(value, str) else str(value)


def write_xlsx(columns: Sequence[str], rows: Iterable[Sequence[Value]], *, sheet: str = "Liste") -> bytes:
    """An XLSX file: one sheet, bold fixed head, every text written as text, dates as dates."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    page = book.add_worksheet(sheet)
    bold = book.add_format({"bold": True})
    day = book.add_format({"num_format": "dd.mm.yyyy"})
    for column, head in enumerate(columns):
        page.write_string(0, column, head, bold)
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            _write_cell(page, number, column, value, day)
    page.freeze_panes(1, 0)
    page.set_column(0, max(len(columns) - 1, 0), 22)
    book.close()
    return target.getvalue()


def _write_cell(
    page: xlsxwriter.worksheet.Worksheet, row: int, column: int, value: Value, day: xlsxwriter.format.Format
) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        page.write_string(row, column, _csv_text(value))
    elif isinstance(value, int | float):
        page.write_number(row, column, value)
    elif isinstance(value, dt.date):
        page.write_datetime(row, column, value, day)
    else:
        page.write_string(row, column, value.replace("\0", "")[:MAX_XLSX_TEXT])
