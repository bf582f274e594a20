"""Dates in all the ways that lists write them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotsen.imports.dates import DateReader
from lotsen.imports.reading import Cell
from tests.lotsen.imports.lists import TODAY, remarks

READER = DateReader(TODAY)
WRITINGS = ("%d.%m.%Y", "%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d 00:00:00", "%d. %m. %Y")


@pytest.mark.parametrize(
    ("cell", "day", "code"),
    [
        ("09.04.2025", dt.date(2025, 4, 9), ""),
        ("9.4.25", dt.date(2025, 4, 9), "date_short_german"),
        ("am 9.4.2025", dt.date(2025, 4, 9), "date_short_german"),
        ("9. April 2025", dt.date(2025, 4, 9), ""),
        ("14. Mrz. 2025", dt.date(2025, 3, 14), ""),
        (45891.0, dt.date(2025, 8, 22), "date_as_number"),
        ("45891", dt.date(2025, 8, 22), "date_as_number"),
        (dt.date(2025, 8, 22), dt.date(2025, 8, 22), "date_as_number"),
        (dt.datetime(2025, 8, 22, 12, 0), dt.date(2025, 8, 22), "date_as_number"),
        ("31.02.2025", None, "date_impossible"),
        ("00.01.2025", None, "date_impossible"),
        ("29.02.2025", None, "date_impossible"),
        ("2025-13-45", None, "date_impossible"),
        ("03/14/2025", None, "date_order"),
        ("03/2024", None, "date_incomplete"),
        ("Mai 2024", None, "date_incomplete"),
        ("2024", None, "date_incomplete"),
        (2024.0, None, "date_incomplete"),
        ("01.02.2024, 03.04.2025", None, "date_several"),
        ("liegt vor, 3.4.2023", None, "date_in_text"),
        ("irgendwann", None, "date_unread"),
        ("01.01.2031", dt.date(2031, 1, 1), "date_in_future"),
        ("01.01.1925", dt.date(1925, 1, 1), "date_too_old"),
        ("", None, ""),
        ("k.A.", None, ""),
        (None, None, ""),
    ],
)
def test_one_cell(cell: Cell, day: dt.date | None, code: str) -> None:
    """Each writing gives its day, or one remark that says why not."""
    found = remarks()
    assert READER.read(cell, found, 0) == day
    assert [f.code for f in found.findings] == ([code] if code else [])
    assert all(f.sentence for f in found.findings)


def test_serial_numbers_of_old_mac_files() -> None:
    """A file that counts from 1904 means another day by the same number."""
    assert DateReader(TODAY, uses_1904=True).read(44429.0, remarks(), 0) == dt.date(2025, 8, 22)


@given(day=st.dates(dt.date(1990, 1, 1), TODAY), writing=st.sampled_from(WRITINGS))
def test_every_day_survives_every_full_writing(day: dt.date, writing: str) -> None:
    """No day is lost or moved by a full writing, and none is remarked."""
    found = remarks()
    assert READER.read(day.strftime(writing), found, 0) == day
    assert found.findings == []


@given(st.text(max_size=40))
def test_any_text_is_a_day_or_a_remark(text: str) -> None:
    """Whatever stands in the cell, reading ends without a crash."""
    READER.read(text, remarks(), 0)
