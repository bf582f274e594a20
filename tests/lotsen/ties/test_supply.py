"""Supply and demand: from language to need to municipality to the people behind a number, and as a file."""

import csv
from datetime import timedelta
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest

from lotsen import clock
from lotsen.extensions import db
from lotsen.ties import supply
from tests import factories


@pytest.fixture
def scene(here):
    """Two requests in Tigrinya for health in Nidda, one volunteer who could help there, one who could not."""
    with clock.moved_to(clock.now() - timedelta(days=20)):
        asked = [
            factories.help_request(
                factories.newcomer(languages=[{"language": "tir", "level": 7}]),
                ags=factories.NIDDA,
                needs=["gesundheit"],
            )
            for _ in range(2)
        ]
    near = factories.volunteer(
        first_name="Selam", last_name="Kidane", languages={"tir": 7}, needs=("gesundheit",), ags=factories.NIDDA
    )
    factories.volunteer(first_name="Fern", last_name="Ab", languages={"tir": 7}, needs=("alltag",), ags=factories.NIDDA)
    db.session.commit()
    return {"asked": asked, "near": near}


def test_each_row_leads_one_step_down(pages, scene):
    """Language, need, municipality, and then who asks and who could help, each linked."""
    browser = pages.sign_in(factories.account("coordinator"))
    first = browser.get("/netzwerk/angebot-und-bedarf").text
    assert 'href="/netzwerk/angebot-und-bedarf?sprache=tir"' in first
    second = browser.get("/netzwerk/angebot-und-bedarf?sprache=tir").text
    assert "sprache=tir&amp;thema=gesundheit" in second
    third = browser.get("/netzwerk/angebot-und-bedarf?sprache=tir&thema=gesundheit").text
    assert "sprache=tir&amp;thema=gesundheit&amp;gemeinde=06440016" in third
    last = browser.get("/netzwerk/angebot-und-bedarf?sprache=tir&thema=gesundheit&gemeinde=06440016").text
    assert "Selam Kidane" in last
    assert "Fern Ab" not in last
    for request in scene["asked"]:
        assert f'href="/anfragen/{request.id}"' in last


@pytest.mark.parametrize(
    "query",
    ["ansicht=einzeln", "thema=gesundheit", "gemeinde=06440016", "sprache=xxx&thema=%22", "page=9&ansicht=einzeln"],
)
@pytest.mark.parametrize("role", ["coordinator", "case_manager", "auditor", "region_admin"])
def test_every_state_in_the_address_is_a_page(pages, scene, query, role):
    """Unknown keys are left out; whoever may not see people finds none."""
    text = pages.sign_in(factories.account(role)).get(f"/netzwerk/angebot-und-bedarf?{query}").text
    assert "Kidane" not in text


def test_nobody_behind_a_number_for_whoever_may_not_see_people(pages, scene):
    """An auditor is not led to the last step, and its address shows no names and no requests."""
    address = "/netzwerk/angebot-und-bedarf?sprache=tir&thema=gesundheit&gemeinde=06440016"
    text = pages.sign_in(factories.account("auditor")).get(address).text
    assert "Kidane" not in text
    assert "/anfragen/" not in text
    assert "Nidda" not in text


def _rows(browser, query):
    body = browser.get(f"/netzwerk/export/bedarf.csv?{query}").data.decode("utf-8-sig")
    return list(csv.reader(StringIO(body), delimiter=";"))


@pytest.mark.parametrize("query", ["", "sprache=tir", "sprache=tir&thema=gesundheit", "ansicht=einzeln"])
def test_files_hold_what_the_page_shows(pages, scene, query):
    """CSV and XLSX of the same state, the same rows."""
    browser = pages.sign_in(factories.account("coordinator"))
    rows = _rows(browser, query)
    book = ZipFile(BytesIO(browser.get(f"/netzwerk/export/bedarf.xlsx?{query}").data))
    assert book.read("xl/worksheets/sheet1.xml").count(b"<row ") == len(rows)
    page = browser.get(f"/netzwerk/angebot-und-bedarf?{query}").text
    assert all(row[0] in page for row in rows[1:])


def test_no_text_of_a_file_is_a_formula(pages, scene, monkeypatch):
    """A municipality called like a formula is text in the file; without the guard it would be one."""
    from lotsen.exports import spreadsheet

    monkeypatch.setattr(supply, "label", lambda axis, key: "=1+1")
    browser = pages.sign_in(factories.account("coordinator"))
    assert all(row[0] == "'=1+1" for row in _rows(browser, "")[1:])
    assert b"<f>" not in browser.get("/netzwerk/export/bedarf.xlsx").data
    monkeypatch.setattr(spreadsheet, "is_formula_like", lambda text: False)
    assert all(row[0] == "=1+1" for row in _rows(browser, "")[1:])
