"""The catalogues: English is complete, and no translation loses or invents what is filled in."""

import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from tests.house.sources import ROOT

LANGUAGES = ("en", "ar", "uk")
FILLED_IN = re.compile(r"%\((\w+)\)[sd]")
#: Arabic has forms for none, one and two that say the number as a word.
MAY_SAY_THE_NUMBER = {"num", "count"}


@cache
def catalogue(language: str) -> Catalog:
    """What is translated into a language."""
    path: Path = ROOT / "translations" / language / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        return read_po(file, locale=language)


def forms(value: object) -> list[str]:
    """The one text of a message, or its plural forms."""
    return [str(one) for one in value] if isinstance(value, tuple | list) else [str(value or "")]


def faults(message: Message) -> list[str]:
    """Forms of a translation that fill in something else than the German text."""
    wanted = set(FILLED_IN.findall(" ".join(forms(message.id))))
    found = []
    for form in forms(message.string):
        has = set(FILLED_IN.findall(form))
        if form and (has - wanted or wanted - has - (MAY_SAY_THE_NUMBER if message.pluralizable else set())):
            found.append(form)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_fills_in_what_the_german_text_fills_in(language: str) -> None:
    """A missing name would be a fault of grammar, a made-up one a fault on the page."""
    wrong = {str(message.id): faults(message) for message in catalogue(language) if message.id}
    assert {text: found for text, found in wrong.items() if found} == {}


def test_english_is_complete() -> None:
    """Every text has its English one, in all its forms."""
    assert [message.id for message in catalogue("en") if message.id and not all(forms(message.string))] == []


def test_every_catalogue_knows_the_same_texts() -> None:
    """One text more in one language is a text that was forgotten in the others."""
    known = {language: {str(message.id) for message in catalogue(language)} for language in LANGUAGES}
    assert known["en"] == known["ar"] == known["uk"]


@pytest.mark.parametrize("text", ["Guten Tag", "Guten Tag, %(nmae)s", ""])
def test_a_lost_name_is_noticed(text: str) -> None:
    """The negative control; what is not translated yet is no fault of this kind."""
    assert bool(faults(Message("Hallo, %(name)s", text))) is bool(text)
