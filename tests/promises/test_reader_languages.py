"""Whoever reads Arabic or Ukrainian gets no German sentence in between: not on a page, not in a refusal.

Every page that a volunteer or somebody without an account can open is opened in each language, and
every form of theirs is sent empty; a text that the catalogue lacks is written down by its German words.
``tests/house/test_reader_languages.py`` reads the templates themselves.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from babel.support import Translations
from flask_babel import get_locale, gettext

from lotsen.access import PERMISSIONS, Door
from tests.promises.conftest import Sown
from tests.promises.visits import Visitor, address, is_allowed, routes

READERS = ("anonymous", "volunteer")
#: What WTForms makes of the name of a field without a label; no page shows it.
NEVER_SHOWN = {"Ags", "Offer", "Languages-0", "Credential", "Seen", "Key"}


@contextmanager
def lacking(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[str]]:
    """What was asked for inside and is in no catalogue."""
    found: set[str] = set()

    def watched(asked: str) -> None:
        before = getattr(Translations, asked)

        def looked_up(self: Translations, text: str, *rest: object) -> str:
            known: dict[object, str] = vars(self)["_catalog"]
            if text and str(get_locale()) != "de" and not ({text, (text, 0)} & known.keys()):
                found.add(text)
            return str(before(self, text, *rest))

        monkeypatch.setattr(Translations, asked, looked_up)

    with monkeypatch.context():
        watched("ugettext")
        watched("ungettext")
        yield found


@pytest.mark.parametrize("language", ["en", "ar", "uk"])
@pytest.mark.parametrize("reader", READERS)
def test_nothing_is_left_in_german(sown: Sown, monkeypatch: pytest.MonkeyPatch, reader: str, language: str) -> None:
    """All pages, then all forms."""
    with lacking(monkeypatch) as found:
        visitor = Visitor(sown.app, sown.here, reader)
        for rule, method in routes(sown.app):
            if PERMISSIONS[rule.endpoint] is Door.DEMO or not is_allowed(rule, reader):
                continue
            visitor.sign_in()
            visitor.open("GET", f"/?lang={language}")
            visitor.open(method, address(sown.app, rule, sown.here))
    assert found - NEVER_SHOWN == set()


def test_a_german_sentence_is_noticed(sown: Sown, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control."""
    with lacking(monkeypatch) as found, sown.app.test_request_context("/?lang=ar"):
        gettext("Das hat niemand übersetzt.")
    assert found == {"Das hat niemand übersetzt."}
