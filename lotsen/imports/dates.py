"""Dates as people and spreadsheets write them, and the ones that never were."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from lotsen.imports.findings import Remarks
from lotsen.imports.reading import Cell
from lotsen.imports.spelling import fold, is_empty_word, tidy

_GERMAN: Final = re.compile(r"(\d{1,2})\s*[./-]\s*(\d{1,2})\s*[./-]\s*(\d{4}|\d{2})\.?")
_ISO: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)?")
_WORDED: Final = re.compile(r"(\d{1,2})\.?\s*([A-Za-zäÄ]{3,9})\.?\s*(\d{4}|\d{2})")
_MONTH_ONLY: Final = re.compile(r"(?:\d{1,2}|[A-Za-zäÄ]{3,9})\.?\s*[./ -]?\s*\d{4}|\d{4}|\d{1,2}/\d{2}")
_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "januar jan janner january",
            "februar feb februari february",
            "marz mar mrz maerz march",
            "april apr",
            "mai may",
            "juni jun june",
            "juli jul july",
            "august aug",
            "september sep sept",
            "oktober okt october oct",
            "november nov",
            "dezember dez december dec",
        ),
        start=1,
    )
    for name in names.split()
}
_FIRST_SERIAL, _LAST_SERIAL = 20_000, 60_000  # 1954 to 2064; smaller numbers are years or mistakes
_YES: Final = frozenset(
    (
        "ja",
        "j",
        "x",
        "xx",
        "yes",
        "ok",
        "vorhanden",
        "liegt vor",
        "gesehen",
        "erledigt",
        "abgeschlossen",
        "vorgelegt",
        "eingereicht",
        "true",
        "wahr",
        "da",
        "ist da",
        "hat vorgelegt",
    )
)
_NOT_YET: Final = frozenset(
    (
        "nein",
        "n",
        "no",
        "beantragt",
        "offen",
        "fehlt noch",
        "noch nicht",
        "angefordert",
        "falsch",
        "false",
        "ausstehend",
        "folgt",
        "fehlt",
        "in arbeit",
        "geplant",
        "wird nachgereicht",
        "angemeldet",
    )
)
EARLIEST: Final = dt.date(1990, 1, 1)


def is_yes(text: str) -> bool:
    """A word that says: done."""
    return fold(text) in _YES or text in ("✓", "✔", "☑")


def is_no(text: str) -> bool:
    """A word that says: not, or not yet."""
    return fold(text) in _NOT_YET or text in ("✗", "✘", "☐")


def is_yes_or_no(text: str) -> bool:
    """A word that says done, asked for, or not, but no day."""
    return is_yes(text) or is_no(text)


class DateReader:
    """Reads one cell as a past day; says in the remarks what it had to do."""

    def __init__(self, today: dt.date, *, uses_1904: bool = False) -> None:
        self.today = today
        self._zero = dt.date(1904, 1, 1) if uses_1904 else dt.date(1899, 12, 30)

    def read(self, cell: Cell, remarks: Remarks, column: int, *, may_be_future: bool = False) -> dt.date | None:
        """The day, or None with a remark, or None for an empty cell."""
        day = self._read(cell, remarks, column)
        if day is None:
            return None
        if day > self.today and not may_be_future:
            remarks.add("date_in_future", "question", column, cell, date=german(day))
        elif day < EARLIEST:
            remarks.add("date_too_old", "question", column, cell, date=german(day))
        return day

    def _read(self, cell: Cell, remarks: Remarks, column: int) -> dt.date | None:
        if isinstance(cell, dt.datetime):
            cell = cell.date()
        if isinstance(cell, dt.date):
            remarks.add("date_as_number", "fixed", column, cell.isoformat(), date=german(cell))
            return cell
        if isinstance(cell, bool) or cell is None:
            return None
        if isinstance(cell, int | float):
            return self._serial(float(cell), remarks, column)
        return self._text(tidy(str(cell)), remarks, column)

    def _serial(self, number: float, remarks: Remarks, column: int) -> dt.date | None:
        if _FIRST_SERIAL <= number <= _LAST_SERIAL:
            day = self._zero + dt.timedelta(days=int(number))
            remarks.add("date_as_number", "fixed", column, f"{number:g}", date=german(day))
            return day
        code = "date_incomplete" if 1950 <= number <= 2100 else "date_unread"
        remarks.add(code, "question", column, f"{number:g}")
        return None

    def _text(self, text: str, remarks: Remarks, column: int) -> dt.date | None:
        if is_empty_word(text):
            return None
        bare = re.sub(r"^(am|vom|seit|ab|gesehen am|vorgelegt am)\s+", "", text, flags=re.IGNORECASE)
        if re.fullmatch(r"\d{5}(\.0)?", bare):
            return self._serial(float(bare), remarks, column)
        parsed = _parts(bare)
        if parsed is not None:
            return _day(*parsed, text, remarks, column)
        if _MONTH_ONLY.fullmatch(bare):
            remarks.add("date_incomplete", "question", column, text)
            return None
        return _one_of_several(bare, text, remarks, column)


def german(day: dt.date) -> str:
    """The day as German readers write it.

    >>> german(dt.date(2025, 4, 9))
    '09.04.2025'
    """
    return day.strftime("%d.%m.%Y")


def _parts(text: str) -> tuple[int, int, int, bool] | None:
    """Year, month, day, and whether the writing was full."""
    if found := _ISO.fullmatch(text):
        return int(found[1]), int(found[2]), int(found[3]), True
    if found := _GERMAN.fullmatch(text):
        full = len(found[1]) == 2 and len(found[2]) == 2 and len(found[3]) == 4
        return _year(found[3]), int(found[2]), int(found[1]), full
    if (found := _WORDED.fullmatch(text)) and fold(found[2]) in _MONTHS:
        return _year(found[3]), _MONTHS[fold(found[2])], int(found[1]), len(found[3]) == 4
    return None


def _year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits) if int(digits) < 70 else 1900 + int(digits)


def _day(year: int, month: int, day: int, full: bool, text: str, remarks: Remarks, column: int) -> dt.date | None:
    try:
        found = dt.date(year, month, day)
    except ValueError:
        if 12 < month <= 31 and 1 <= day <= 12 and year > 0:
            remarks.add("date_order", "question", column, text, date=german(dt.date(year, day, min(month, 28))))
        else:
            remarks.add("date_impossible", "error", column, text, date=text)
        return None
    if not full:
        remarks.add("date_short_german", "fixed", column, text, date=german(found))
    return found


def _one_of_several(bare: str, text: str, remarks: Remarks, column: int) -> dt.date | None:
    days = []
    for found in (*_GERMAN.finditer(bare), *_ISO.finditer(bare)):
        parts = _parts(found[0])
        try:
            days.append(dt.date(*parts[:3]) if parts else None)
        except ValueError:
            continue
    known = [day for day in days if day]
    if len(set(known)) == 1:
        remarks.add("date_in_text", "question", column, text, date=german(known[0]))
    elif known:
        remarks.add("date_several", "question", column, text, date=german(max(known)))
    else:
        remarks.add("date_unread", "question", column, text)
    return None
