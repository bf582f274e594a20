"""The language of a page: what was chosen, else what the browser likes, else German; and its direction."""

import gettext
import re

import pytest
from babel.messages.pofile import read_po
from flask import Flask

from tests import factories
from tests.house.sources import ROOT
from tests.pages import Pages

TRANSLATIONS = ROOT / "translations"
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


@pytest.mark.parametrize(("language", "marks"), [("ar", ("\u2066", "\u2069")), ("uk", ("", "")), ("en", ("", ""))])
def test_german_words_stand_apart_where_people_read_from_right_to_left(language: str, marks: tuple[str, str]) -> None:
    """What nobody translated, in the singular and by the German rule in the plural; translated words stay."""
    spoken = gettext.translation("messages", TRANSLATIONS, [language])
    with (TRANSLATIONS / language / "LC_MESSAGES/messages.po").open("rb") as file:
        catalog = [one for one in read_po(file) if one.id]
    seen = set()
    for one in catalog:
        if isinstance(one.id, str):
            said = spoken.gettext(one.id)
            assert said == (one.string or one.id.join(marks))
        elif not all(one.string):
            for count in (0, 1, 2, 5, 21, 101):
                assert spoken.ngettext(*one.id, count) == one.id[count != 1].join(marks)
        seen.add((isinstance(one.id, str), bool(one.string and all(one.string))))
    assert seen >= ({(True, True)} if language == "en" else {(True, True), (True, False), (False, False)})


def test_a_page_with_german_words_in_it_reads_well_in_arabic(pages: Pages, here: str) -> None:
    """The browser gets the marks; a German page has none."""
    coordinator = pages.sign_in(factories.account("coordinator"))
    assert "\u2066Netz der Region\u2069" in coordinator.get("/netzwerk?lang=ar").text
    german = coordinator.get("/netzwerk?lang=de").text
    assert "Netz der Region" in german
    assert "\u2066" not in german
