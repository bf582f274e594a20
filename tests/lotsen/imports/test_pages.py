"""From a list in Excel to volunteers and back, in a browser without scripts, on both databases."""

import pytest
from flask import Flask

from lotsen import scope
from lotsen.extensions import db
from lotsen.imports import list_files, service
from lotsen.imports.columns import suggest_mapping
from lotsen.imports.spreadsheet import read_table
from tests import factories
from tests.conftest import ELSEWHERE, HERE
from tests.lotsen.imports import browsing
from tests.lotsen.imports.lists import case, check, clean_row, csv_bytes


def test_clean_list_end_to_end(any_app: Flask) -> None:
    """80 clean rows become 80 volunteers who are interested and got no mail."""
    pages = browsing.coordinator(any_app)
    address = browsing.bring(pages, case("lotsenliste_sauber.csv"), "lotsenliste_sauber.csv")
    preview = pages.get(f"{address}/pruefen").text
    assert "Alles geklärt" in preview
    assert browsing.volunteer_count() == 0
    pages.post(f"{address}/uebernehmen")
    assert "80" in pages.get(address).text
    found = browsing.people()
    assert len(found) == 80
    assert {one.status for one in found} == {"interessiert"}
    assert {one.mail_confirmed_at for one in found} == {None}
    first = next(one for one in found if one.mail == "person0.7@example.org")
    with scope.of(HERE):
        assert [(spoken.language, spoken.level) for spoken in first.languages] == [("prs", 6), ("deu", 4)]
        assert [helped.need for helped in first.needs] == ["wohnen"]


def test_grown_list_end_to_end(any_app: Flask) -> None:
    """The grown list: forbidden notes on top and nowhere kept, answers for all, the good rows taken, undone."""
    pages = browsing.coordinator(any_app)
    address = browsing.bring(pages, case("lotsenliste_gewachsen.xlsx"), "lotsenliste_gewachsen.xlsx")
    preview = pages.get(f"{address}/pruefen").text
    assert "3 Angaben dürfen wir nicht speichern" in preview
    assert "Zeile 9, Spalte „Bemerkung“" in preview
    before = browsing.source().counts
    assert before["open"] >= 30
    pages.post(f"{address}/uebernehmen", status=422)
    assert browsing.volunteer_count() == 0
    pages.post(f"{address}/alle", {"kind": "suggestions"})
    pages.post(f"{address}/alle", {"kind": "merge"})
    pages.post(f"{address}/alle", {"kind": "level", "level": "3"})
    after = browsing.source().counts
    assert after["open"] < before["open"] - 15
    pages.post(f"{address}/uebernehmen", {"only_good": "1"})
    row = browsing.source()
    assert row.status == "uebernommen"
    assert (
        browsing.volunteer_count()
        == row.counts["neu"]
        == after["taken"] - row.counts["ergaenzt"] - row.counts["unveraendert"]
    )
    rest = pages.get(f"{address}/offene-zeilen.xlsx")
    again = read_table(rest.data)
    assert len(again.rows) == row.counts["left"] == after["open"]
    pages.get(address)
    pages.post(f"{address}/rueckgaengig")
    assert browsing.volunteer_count() == 0
    pages.get(address)
    pages.get("/importe")


@pytest.mark.parametrize("word", ["schwanger", "Aufenthaltstitel"])
def test_forbidden_words_are_not_even_sealed(app: Flask, word: str) -> None:
    """Neither the kept table nor the check nor any page says what must not be kept."""
    pages = browsing.coordinator(app)
    address = browsing.bring(pages, case("lotsenliste_gewachsen.xlsx"))
    row = browsing.source()
    assert word not in repr(row.table)
    assert word not in repr(row.checked)
    for url in ("spalten", "pruefen?filter=alle", "zeile/9", "pruefen?filter=gut"):
        assert word not in pages.get(f"{address}/{url}").text
    assert word in repr(read_table(case("lotsenliste_gewachsen.xlsx")).to_json())  # the control


def test_questions_of_a_row_are_answered_inline(app: Flask) -> None:
    """A place, a language, a name's order, a date: each by one choice or by typing."""
    rows = [
        clean_row(0) | {"PLZ": "64395", "Ort": ""},
        clean_row(1) | {"Sprachen": "Kurdisch B2; Deutsch C1"},
        clean_row(2) | {"Sprachen": "Arabisch; Deutsch B1"},
        clean_row(3) | {"E-Mail": "mira at example.org"},
        clean_row(4) | {"Basisqualifizierung am": "31.02.2025"},
        clean_row(5) | {"PLZ": "10115", "Ort": "Berlin"},
    ]
    pages = browsing.coordinator(app)
    address = browsing.bring(pages, csv_bytes(rows))
    preview = pages.get(f"{address}/pruefen").text
    assert browsing.source().counts["open"] == 6

    def answer(number: int, **values: str) -> None:
        pages.post(f"{address}/zeile/{number}", values)

    option = preview.split('value="place-64395-')[1].split('"')[0]
    answer(2, **{"answer-place_ambiguous-0": f"place-64395-{option}"})
    answer(3, **{"answer-language_unclear-0": "is-ckb"})
    answer(4, **{"level-ara": "5"})
    answer(5, **{"answer-mail_invalid-0": "mail"})
    answer(6, **{"cell-basisqualifizierung_on": "28.02.2025"})
    answer(7, decision="skip")
    source = browsing.source()
    assert source.counts["open"] == 0
    assert source.counts["weggelassen"] == 1
    with scope.of(HERE):
        drafts = {row.row: row.draft for row in service.checked(source)}
    assert drafts[2].postal_code == "64395"
    assert drafts[3].languages == {"ckb": 4, "deu": 5}
    assert drafts[4].languages == {"ara": 5, "deu": 3}
    assert drafts[5].email == "mira@example.org"
    assert str(drafts[6].basisqualifizierung_on) == "2025-02-28"
    answer(7, forget="1")
    assert browsing.source().counts["open"] == 1


def test_typed_forbidden_text_is_refused(app: Flask) -> None:
    """Also by typing, nobody puts such a remark in."""
    pages = browsing.coordinator(app)
    address = browsing.bring(pages, csv_bytes([clean_row()]))
    form = {"from": "row", "cell-note": "ist schwanger"}
    assert "dürfen wir nicht speichern" in pages.post(f"{address}/zeile/2", form, status=422).text
    assert "schwanger" not in repr(browsing.source().choices)
    pages.get(f"{address}/zeile/2")
    pages.get(f"{address}/zeile/99", status=404)


def test_row_page_corrects_any_cell(app: Flask) -> None:
    """Good rows can be changed too."""
    pages = browsing.coordinator(app)
    address = browsing.bring(pages, csv_bytes([clean_row()]))
    pages.post(f"{address}/zeile/2", {"from": "row", "cell-last_name": "Neumann"})
    pages.post(f"{address}/uebernehmen")
    assert [one.last_name for one in browsing.people()] == ["Neumann"]


def test_same_file_again_changes_nothing(any_app: Flask) -> None:
    """Sent twice, pressed twice, uploaded again later: one import, the same people."""
    pages = browsing.coordinator(any_app)
    data = csv_bytes(map(clean_row, range(5)))
    first = browsing.upload(pages, data)
    assert browsing.upload(pages, data, "umbenannt.csv") == first
    address = browsing.map_columns(pages, first)
    pages.post(f"{address}/uebernehmen")
    pages.post(f"{address}/uebernehmen")
    assert browsing.volunteer_count() == 5
    assert browsing.upload(pages, data) == address
    assert browsing.volunteer_count() == 5


def test_changed_file_proposes_to_merge(any_app: Flask) -> None:
    """Saved anew with one more telephone number: everybody is a double, merging fills what was empty."""
    pages = browsing.coordinator(any_app)
    bare = [clean_row(number) | {"Telefon": "", "Themen": "", "Geschlecht": ""} for number in range(3)]
    pages.post(f"{browsing.bring(pages, csv_bytes(bare))}/uebernehmen")
    address = browsing.bring(pages, csv_bytes(map(clean_row, range(3))))
    assert browsing.source().counts["doppelt"] == 3
    assert "Ist wohl schon eingetragen" in pages.get(f"{address}/pruefen").text
    pages.post(f"{address}/uebernehmen", status=422)
    pages.post(f"{address}/zeile/2", {"decision": "merge"})
    pages.post(f"{address}/zeile/3", {"decision": "skip"})
    pages.post(f"{address}/zeile/4", {"decision": "new"})
    pages.post(f"{address}/uebernehmen")
    found = browsing.people()
    assert len(found) == 4
    assert [one.phone for one in found] == ["+496411000000", None, None, "+496411000002"]
    assert found[3].mail is None  # the address belongs to the other one
    pages.post(f"{address}/rueckgaengig")
    found = browsing.people()
    assert [(one.phone, one.gender) for one in found] == [(None, None)] * 3
    with scope.of(HERE):
        assert [len(one.needs) for one in found] == [0, 0, 0]
        assert [len(one.languages) for one in found] == [2, 2, 2]


def test_undo_is_refused_when_somebody_was_changed(any_app: Flask) -> None:
    """One person was worked with since: her name is said, and nobody is removed."""
    pages = browsing.coordinator(any_app)
    address = browsing.bring(pages, csv_bytes(map(clean_row, range(3))))
    pages.post(f"{address}/uebernehmen")
    with scope.of(HERE):
        one = browsing.people()[1]
        factories.proposal(person=one)
        db.session.commit()
        name = one.last_name
    answer = pages.post(f"{address}/rueckgaengig", status=422).text
    assert name in answer
    assert browsing.volunteer_count() == 3
    assert browsing.source().status == "uebernommen"


def test_undo_is_refused_after_an_edit(app: Flask) -> None:
    """Also a changed field counts."""
    pages = browsing.coordinator(app)
    address = browsing.bring(pages, csv_bytes([clean_row()]))
    pages.post(f"{address}/uebernehmen")
    with scope.of(HERE):
        browsing.people()[0].radius_km = 50
        db.session.commit()
    pages.post(f"{address}/rueckgaengig", status=422)
    assert browsing.volunteer_count() == 1


def test_doubles_within_the_file_become_one(app: Flask) -> None:
    """Two rows of one person: the second completes the first."""
    twice = [clean_row(0) | {"Telefon": ""}, clean_row(0) | {"Themen": "Wohnen"}]
    pages = browsing.coordinator(app)
    address = browsing.bring(pages, csv_bytes(twice))
    pages.post(f"{address}/alle", {"kind": "merge"})
    pages.post(f"{address}/uebernehmen")
    (one,) = browsing.people()
    assert one.phone == "+496411000000"
    with scope.of(HERE):
        assert {helped.need for helped in one.needs} == {"behoerde", "schule", "wohnen"}


def test_foreign_import_looks_missing(any_app: Flask) -> None:
    """Another region's coordinator gets the same answer as for what never was."""
    address = browsing.bring(browsing.coordinator(any_app), csv_bytes([clean_row()]))
    foreign = browsing.coordinator(any_app, region=ELSEWHERE)
    missing = "/importe/00000000-0000-4000-8000-000000000000"
    for way in ("", "/pruefen", "/spalten", "/zeile/2", "/offene-zeilen.xlsx"):
        assert foreign.get(address + way, status=404).status == foreign.get(missing + way, status=404).status
    for way in ("/uebernehmen", "/rueckgaengig", "/verwerfen", "/zeile/2", "/alle", "/blatt", "/spalten"):
        foreign.post(address + way, {"decision": "skip", "kind": "merge"}, status=404)
    assert "liste.csv" not in foreign.get("/importe").text
    assert browsing.source().status == "geprueft"


@pytest.mark.parametrize("role", ["case_manager", "region_admin", "auditor", "volunteer"])
def test_only_coordinators_import(app: Flask, role: str) -> None:
    """Everybody else finds the door closed."""
    address = browsing.bring(browsing.coordinator(app), csv_bytes([clean_row()]))
    pages = browsing.coordinator(app, role=role)
    for url in ("/importe", "/importe/neu", address, f"{address}/pruefen"):
        pages.get(url, status=403)
    pages.post(f"{address}/uebernehmen", status=403)
    assert browsing.volunteer_count() == 0


def test_bad_files_are_refused_with_a_sentence(app: Flask) -> None:
    """What is no list says so on the form, and nothing is kept."""
    pages = browsing.coordinator(app)
    assert "keine Zeile" in browsing.upload(pages, b"Name;Mail\r\n", status=422)
    assert "PDF" in browsing.upload(pages, b"%PDF-1.7 x", "liste.xlsx", status=422)
    assert "Tabellenblatt" in browsing.upload(pages, csv_bytes([clean_row()]), status=422, sheet="Gibt es nicht")
    pages.get("/importe")


def test_mapping_can_be_changed(app: Flask) -> None:
    """Without a name nothing is checked; two columns of one meaning are told at the field."""
    pages = browsing.coordinator(app)
    address = browsing.upload(pages, csv_bytes([clean_row()]))
    empty = dict.fromkeys(browsing.columns(pages, address), "")
    answer = pages.post(address, empty | {"column_2": "email", "column_4": "postal_code"}, status=422).text
    assert "Welche Spalte enthält den Namen?" in answer
    same = {"column_0": "name", "column_1": "name", "column_2": "email", "column_4": "postal_code"}
    assert "schon einer anderen Spalte" in pages.post(address, empty | same, status=422).text
    right = {"column_1": "name_first_last", "column_2": "email", "column_4": "postal_code"}
    pages.post(address, empty | right)
    assert set(browsing.source().mapping) == {"name_first_last", "email", "postal_code"}


def test_another_sheet_can_be_chosen(app: Flask) -> None:
    """The sheet of those who left, only by choice."""
    pages = browsing.coordinator(app)
    address = browsing.upload(pages, case("lotsenliste_gewachsen.xlsx"), "liste.xlsx")
    assert "ausgeschieden" in pages.get(address).text
    count = browsing.source().row_count
    pages.post(address.replace("/spalten", "/blatt"), {"sheet": "ausgeschieden"})
    assert browsing.source().row_count < count
    pages.get(address)
    pages.post(address.replace("/spalten", "/blatt"), {"sheet": "gibt es nicht"})


def test_discarded_list_is_gone(app: Flask) -> None:
    """Thrown away: nothing of the list is left, and the file may come again."""
    pages = browsing.coordinator(app)
    data = csv_bytes([clean_row()])
    first = browsing.bring(pages, data)
    pages.post(f"{first}/verwerfen")
    row = browsing.source()
    assert (row.table, row.checked, row.choices) == (None, None, None)
    assert browsing.upload(pages, data) != f"{first}/spalten"


def test_template_is_understood_completely(app: Flask) -> None:
    """Our own template, uploaded: every column is recognised, the example is good."""
    pages = browsing.coordinator(app)
    for kind in ("xlsx", "csv"):
        data = pages.get(f"/importe/vorlage.{kind}").data
        table = read_table(data)
        assert set(suggest_mapping(table.header, table.sample())) == {key for key, _ in list_files.TEMPLATE}
        assert [result.is_good for result in check(table)] == [True]
    pages.get("/importe/vorlage.exe", status=404)
