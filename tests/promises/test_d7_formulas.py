"""D7: nothing we export can run in a spreadsheet, and nothing is spoiled on the way."""

import datetime as dt
import io
import re
import zipfile

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from lotsen.exports.spreadsheet import (
    escape_formula,
    is_formula_like,
    unescape_formula,
    write_csv,
    write_xlsx,
)
from lotsen.imports.reading import Cell
from lotsen.imports.spreadsheet import read_table

DANGEROUS = [
    "=1+1",
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    " =1+1",
    '"=1+1',
    "'=1+1",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(A1)",
    "|cmd",
    '=HYPERLINK("http://example.org";"Akte")',
]
PHONES = ["+49 641 123456", "+49 (0) 641/123-456", "+380441234567"]
HARMLESS = [
    *PHONES,
    "O’Connor",
    "'s-Hertogenbosch",
    "-",
    "-5",
    "12,5",
    "a=b",
    "mira@example.org",
    "Groß",
    "علي",
    "李",
]


def _formula_cells(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return re.findall(r"<f[ >/]", archive.read("xl/worksheets/sheet1.xml").decode())


def _texts(data: bytes) -> list[Cell]:
    return [row.cells[1] for row in read_table(data).rows]


@pytest.mark.parametrize("text", DANGEROUS)
def test_xlsx_has_no_formula_cell(text: str) -> None:
    """Every text is written as text, in head and body."""
    assert _formula_cells(write_xlsx(["Name", text], [["Kaya", text], ["Sol", "x"]])) == []


def test_the_usual_way_would_have_made_a_formula() -> None:
    """The control: the library left alone writes the same text as a formula, and the check sees it."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        book.add_worksheet().write(0, 0, "=1+1")
    assert _formula_cells(target.getvalue()) != []


@pytest.mark.parametrize("text", DANGEROUS)
def test_csv_text_starts_with_an_apostrophe(text: str) -> None:
    """What a spreadsheet would run begins with an apostrophe in the file."""
    assert is_formula_like(text)
    assert escape_formula(text) == f"'{text}"


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless_text_is_left_alone(text: str) -> None:
    """Names, numbers and above all telephone numbers are written as they are."""
    assert not is_formula_like(text)
    assert escape_formula(text) == text


@pytest.mark.parametrize("phone", PHONES)
@pytest.mark.parametrize("write", [write_csv, write_xlsx])
def test_phone_survives_export_and_import(phone: str, write: object) -> None:
    """The plus of a telephone number is neither escaped nor cut off."""
    assert callable(write)
    data = write(["Name", "Telefon"], [["Kaya", phone], ["Sol", "0641 1"]])
    assert _texts(data)[0] == phone
    if write is write_csv:
        assert phone.encode() in data
        assert b"'+" not in data


@given(st.text())
def test_unescape_undoes_escape(text: str) -> None:
    """For every text there is."""
    assert unescape_formula(escape_formula(text)) == text
    assert not is_formula_like(escape_formula(text)) or escape_formula(text).startswith("'")


SAFE_TEXT = st.text(
    alphabet=st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="\ufeff"),
    min_size=1,
    max_size=80,
) | st.sampled_from([*DANGEROUS, *HARMLESS])


@given(st.lists(SAFE_TEXT.filter(lambda text: text.strip() != ""), min_size=1, max_size=5))
def test_csv_comes_back_as_it_left(texts: list[str]) -> None:
    """Export and import of any text give the same text."""
    data = write_csv(["Name", "Bemerkung"], [["Kaya", text] for text in texts])
    assert _texts(data) == texts


@pytest.mark.parametrize("text", [*HARMLESS, "=1+1", "@SUM(A1)"])
def test_xlsx_comes_back_as_it_left(text: str) -> None:
    """The same for XLSX, through the reading process."""
    assert _texts(write_xlsx(["Name", "Bemerkung"], [["Kaya", text]]))[0] == text


def test_values_keep_their_kind() -> None:
    """Dates are dates, numbers numbers, yes and no words."""
    day = dt.date(2025, 4, 9)
    (row,) = read_table(write_xlsx(["Name", "Schulung", "km", "aktiv"], [["Kaya", day, 15, True]])).rows
    assert row.cells == ("Kaya", day, 15.0, "ja")
    assert write_csv(["a"], [[day], [None], [False]]).decode("utf-8-sig").split() == [
        "a",
        "2025-04-09",
        '""',
        "nein",
    ]


@pytest.mark.parametrize("column", ["E-Mail", "Ort"])
def test_formula_in_an_imported_csv_is_an_error(column: str) -> None:
    """A formula that comes in is not taken and is told."""
    from tests.lotsen.imports.lists import checked, codes

    result = checked(**{column: "=1+cmd"})
    assert "formula_in_text" in codes(result, blocking=True)
