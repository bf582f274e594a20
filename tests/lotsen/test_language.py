"""The language of a page: what was chosen, else what the browser likes, else German; and its direction."""

import re

import pytest
from flask import Flask

from tests.pages import Pages

HTML = re.compile(r'<html lang="([^"]+)" dir="([^"]+)"')


def _shown(pages: Pages, url: str, **headers: str) -> tuple[str, str]:
    found = HTML.search(pages.get(url, headers=headers).text)
    assert found is not None
    return found[1], found[2]


@pytest.mark.parametrize(
    ("wish", "shown"),
    [
        ("de", ("de", "ltr")), ("en-GB,en;q=0.9", ("en", "ltr")), ("ar", ("ar", "rtl")), ("uk-UA", ("uk", "ltr")),
        ("fr,en;q=0.5", ("en", "ltr")), ("fr", ("de", "ltr")), ("", ("de", "ltr")), ("\u00ff;;q=x", ("de", "ltr")),
    ],
)  # fmt: skip
def test_the_first_page_speaks_what_the_browser_likes(pages: Pages, wish: str, shown: tuple[str, str]) -> None:
    """As far as we speak it."""
    assert _shown(pages, "/", **{"Accept-Language": wish}) == shown


def test_a_choice_is_kept(pages: Pages) -> None:
    """Against the browser's wish, on the next page too."""
    assert _shown(pages, "/?lang=ar") == ("ar", "rtl")
    assert _shown(pages, "/", **{"Accept-Language": "en"}) == ("ar", "rtl")


@pytest.mark.parametrize("unknown", ["xx", "de-DE'", "../etc", "\x00", "klingon" * 50])
def test_a_language_that_we_do_not_speak_changes_nothing(app: Flask, unknown: str) -> None:
    """No fault, no foreign word in the page."""
    pages = Pages(app)
    pages.get("/?lang=en")
    answer = pages.client.get("/", query_string={"lang": unknown})
    assert answer.status_code == 200
    found = HTML.search(answer.text)
    assert found is not None
    assert found[1] == "en"
