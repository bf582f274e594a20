"""The record, as those read it who watch over it."""

import pytest
from flask import Flask

from lotsen import clock
from tests.conftest import ELSEWHERE
from tests.lotsen.accounts import people
from tests.pages import Pages


def test_the_record_reads_as_sentences(app: Flask, pages: Pages) -> None:
    """Who did what, with the account's name and a sentence instead of a code."""
    account = people.somebody(display_name="Hannah Hier")
    people.sign_in(people.second_browser(app), account)
    text = pages.sign_in(people.somebody("auditor")).get("/protokoll").text
    assert "Hannah Hier" in text
    assert "angemeldet" in text


def test_the_filters_narrow_it(app: Flask, pages: Pages) -> None:
    """By account, action, subject and day."""
    first, second = people.somebody(), people.somebody()
    for account in (first, second):
        people.sign_in(people.second_browser(app), account)
    pages.sign_in(people.somebody("region_admin"))
    today = clock.today().isoformat()

    def rows(query: str) -> int:
        return pages.get(f"/protokoll?{query}").text.count("<tr>") - 1

    assert rows(f"account={first.id}") == 2
    assert rows("action=accounts.sign_in") == 2
    assert rows("subject=volunteer") == -1
    assert rows(f"action=accounts.sign_in&since={today}&until={today}") == 2
    assert rows("action=accounts.sign_in&until=2020-01-01") == -1


def test_fifty_a_page(app: Flask, pages: Pages) -> None:
    """The rest is on the next page."""
    pages.sign_in(people.somebody("region_admin"))
    for _ in range(60):
        pages.client.get("/konto/anmeldungen")
    assert pages.get("/protokoll").text.count("<tr>") == 51
    assert pages.get("/protokoll?page=2").text.count("<tr>") > 5


def test_no_other_region(app: Flask, pages: Pages) -> None:
    """Not a line of it."""
    people.sign_in(people.second_browser(app), people.somebody(region=ELSEWHERE, display_name="Dort Dora"))
    pages.sign_in(people.somebody("auditor"))
    assert "Dort Dora" not in pages.get("/protokoll").text


@pytest.mark.parametrize("role", ["volunteer", "case_manager", "coordinator", "operator"])
def test_others_do_not_read_it(app: Flask, pages: Pages, role: str) -> None:
    """Only the administration and the auditor."""
    pages.sign_in(people.somebody(role)).get("/protokoll", 403)
