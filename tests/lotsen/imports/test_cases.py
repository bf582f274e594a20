"""The two lists that offices really keep: everything planted is seen, nothing else is."""

import datetime as dt
import json

import pytest

from lotsen.imports.findings import BLOCKING
from lotsen.imports.rows import RowResult
from lotsen.imports.spreadsheet import Table, read_table
from tests.lotsen.imports.lists import case, check

FAULTS = [(fault["row"], fault["kind"]) for fault in json.loads(case("lotsenliste_gewachsen.faults.json"))["faults"]]


@pytest.fixture(scope="module")
def grown() -> tuple[Table, dict[int, RowResult]]:
    table = read_table(case("lotsenliste_gewachsen.xlsx"), "lotsenliste_gewachsen.xlsx")
    return table, {result.row: result for result in check(table)}


def test_clean_list_gives_no_complaint() -> None:
    """80 clean rows: all may be taken, no error, no question, nothing that had to be put right."""
    results = check(read_table(case("lotsenliste_sauber.csv")))
    assert len(results) == 80
    assert [f for r in results for f in r.findings if f.severity != "note"] == []
    assert {f.code for r in results for f in r.findings} <= {"same_name"}


def test_clean_list_is_read_completely() -> None:
    """The first row arrives in the form of the register, every field of it."""
    draft = check(read_table(case("lotsenliste_sauber.csv")))[0].draft
    assert (draft.first_name, draft.last_name, draft.gender) == ("Tesfay", "Al-Masri", "w")
    assert (draft.email, draft.phone) == ("person0.7@example.org", "+49668108702")
    assert (draft.postal_code, draft.ags, draft.place) == ("63699", "06440013", "Kefenrod")
    assert (draft.modes, draft.needs, draft.radius_km) == (("lotse",), ("wohnen",), 25)
    assert draft.languages == {"prs": 6, "deu": 4}
    assert draft.times == ("mon-eve", "wed-pm", "fri-pm", "sun-pm")
    assert (draft.basisqualifizierung_on, draft.fuehrungszeugnis_seen_on) == (dt.date(2025, 1, 27), None)


@pytest.mark.parametrize(("row", "kind"), FAULTS)
def test_planted_fault_is_reported_or_resolved(grown: tuple[Table, dict[int, RowResult]], row: int, kind: str) -> None:
    """Each planted fault is named in its own row under its own kind."""
    table, results = grown
    if kind == "blank_row":
        blank = next(note for note in table.notes if note.code == "blank_rows")
        assert row in blank.facts["numbers"]
        assert row not in results
        return
    finding = next(f for f in results[row].findings if f.code == kind)
    assert finding.row == row
    assert finding.sentence


def test_nothing_else_is_an_error_or_a_question(grown: tuple[Table, dict[int, RowResult]]) -> None:
    """No false alarm: every error and every question was planted."""
    alarms = [(f.row, f.code) for r in grown[1].values() for f in r.findings if f.severity in BLOCKING]
    assert [alarm for alarm in alarms if alarm not in FAULTS] == []
    assert len(alarms) >= 30  # the control: alarms do ring


def test_forbidden_remark_is_neither_stored_nor_repeated(grown: tuple[Table, dict[int, RowResult]]) -> None:
    """The word that must not be kept appears in no draft and in no finding."""
    for row in (9, 79, 111):
        result = grown[1][row]
        assert result.draft.note is None
        assert "schwanger" not in repr(result)
        assert "Aufenthaltstitel" not in repr(result)


def test_settled_faults_have_the_right_value(grown: tuple[Table, dict[int, RowResult]]) -> None:
    """What was resolved was resolved rightly: dates, swapped contacts, the only postal code."""
    drafts = {row: result.draft for row, result in grown[1].items()}
    assert drafts[20].basisqualifizierung_on == dt.date(2025, 1, 1)
    assert drafts[133].basisqualifizierung_on == dt.date(2025, 4, 9)
    assert drafts[32].basisqualifizierung_on == dt.date(2025, 8, 22)
    assert (drafts[42].email, drafts[42].phone) == ("person1034.7@example.org", "+49636371212")
    assert (drafts[100].postal_code, drafts[100].place) == ("35428", "Langgöns")
    assert (drafts[69].ags, drafts[69].postal_code) == ("06414000", None)
    assert drafts[99].languages == {"ara": None, "eng": None}
    assert drafts[128].languages == {"deu": 2}
    assert (drafts[37].first_name, drafts[37].last_name) == ("Birgit", "O’Connor")


def test_doubles_point_to_the_first_row(grown: tuple[Table, dict[int, RowResult]]) -> None:
    """A person entered twice is shown with the row where she stands already."""
    assert [grown[1][row].duplicate_row for row in (10, 37, 66, 132)] == [9, 36, 65, 131]


def test_titles_totals_and_other_sheets_are_named(grown: tuple[Table, dict[int, RowResult]]) -> None:
    """Heads in row 4, the sum at the end, the other sheet, the hidden column: said, not silently done."""
    table, results = grown
    assert {"header_found", "total_row", "other_sheet", "hidden_columns"} <= {note.code for note in table.notes}
    assert all(note.sentence for note in table.notes)
    assert len(results) == 124
    assert table.header_row == 4


def test_second_import_finds_everybody() -> None:
    """The same list again, against the register that it filled: every row is a known person."""
    table = read_table(case("lotsenliste_sauber.csv"))
    register = [result.draft.as_known(f"v{result.row}") for result in check(table)]
    again = check(table, existing=register)
    assert [result.duplicate_person for result in again] == [person.key for person in register]
