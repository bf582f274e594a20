"""A text that calls for people: filled from the gap, in German and in the language that is wanted."""

import re

from lotsen.extensions import db
from lotsen.gaps import drafts, tracking
from tests import factories
from tests.lotsen.gaps.letters import fields_of, letter_from
from tests.lotsen.gaps.scene import LIST, key_of, mails, row_of, signed_in


def test_a_recruiting_text_names_language_need_and_place(pages, played):
    """Filled from the gap, to copy; beginning without any mail sets the gap in work all the same."""
    key = key_of("L1_unversorgt")
    url = f"{LIST}/{key}/werben"
    browser = signed_in(pages, played.coordinator)
    text = browser.get(url).text
    assert "In Büdingen werden Menschen gesucht, die Tigrinya und etwas Deutsch sprechen." in text
    assert "/abgleich/gewinnen" in text
    seen = browser.post(url, letter_from(text), status=200).text
    assert "Es geht keine Mail hinaus" in seen
    browser.post(url, {**fields_of(seen), "press": "send"}, status=302)
    assert row_of(key).status == "in_arbeit"
    assert not mails()


def test_a_recruiting_text_stands_in_the_wanted_language_as_well(pages, played):
    """For a gap in Arabic, which our pages speak; one in Tigrinya has the German text alone."""
    factories.help_request(factories.newcomer(languages=[{"language": "ara", "level": 7}]))
    db.session.commit()
    key_of("L1_unversorgt")
    keys = {one.facts["language"]: key for key, one in tracking.current().items() if one.code == "L1_unversorgt"}
    browser = signed_in(pages, played.coordinator)
    arabic = browser.get(f"{LIST}/{keys['ara']}/werben").text
    assert "Derselbe Aufruf auf العربية" in arabic
    assert 'lang="ar" dir="rtl"' in arabic
    assert "Derselbe Aufruf" not in browser.get(f"{LIST}/{keys['tir']}/werben").text


def test_a_text_says_nothing_about_a_single_newcomer(played):
    """Neither number nor alias nor how many wait."""
    finding = tracking.current()[key_of("L1_unversorgt")]
    for draft in (drafts.recruiting(finding), drafts.training(finding)):
        assert not re.search(r"A-\d|Z-\d|Alias|wartet", draft.title + draft.text)
