"""Consents: given once, taken back as easily, and always with the words they were given to."""

import hashlib
import re

import pytest

from lotsen.consents import service
from lotsen.extensions import db
from tests import factories

#: The German words of each version. Changed words need a new version in the service, then a new line here.
WORDS = {
    ("mail_group", "2026-11"): "44a16d027570608e",
    ("matching", "2026-11"): "eb7dbdf34023e28d",
    ("neighbours", "2026-11"): "95ab03fb55e3b745",
    ("newsletter", "2026-11"): "cc07eba12b5d0dd7",
    ("privacy_notice", "2026-11"): "4a751fc18c56560d",
}


def _words(purpose: str) -> str:
    text = re.sub(r"<[^>]+>", " ", service.consent_text(purpose, "de").html)
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:16]


@pytest.mark.parametrize("purpose", sorted(service.VERSIONS))
def test_a_version_never_changes_its_words(here, purpose):
    """A row that names purpose and version says which words were agreed to."""
    assert WORDS[purpose, service.VERSIONS[purpose]] == _words(purpose)


@pytest.mark.parametrize("purpose", sorted(service.VERSIONS))
@pytest.mark.parametrize("language", ["de", "en", "ar", "uk"])
def test_every_text_is_there_in_every_language_of_the_pages(here, purpose, language):
    """A text knows its language and in which direction it runs."""
    text = service.consent_text(purpose, language)
    assert (text.language, text.direction) == (language, "rtl" if language == "ar" else "ltr")
    assert "<p>" in text.html


def test_a_language_without_text_falls_back_to_german_and_says_so(here):
    """The row must name the language that was really shown."""
    assert service.consent_text("matching", "ti").language == "de"


def test_giving_twice_keeps_one_consent(here):
    """A second press on the button is no second consent."""
    person = factories.volunteer()
    first = service.give("newsletter", person, language="de")
    db.session.flush()
    assert service.give("newsletter", person, language="de") is first
    assert len(service.history(person)) == 1


def test_withdrawing_ends_it_and_keeps_the_evidence(here):
    """What was withdrawn stays on record and can be given again."""
    person = factories.volunteer()
    service.give("newsletter", person, language="ar")
    db.session.flush()
    assert service.withdraw("newsletter", person).withdrawn_at is not None
    db.session.flush()
    assert service.running(person) == {}
    assert service.withdraw("newsletter", person) is None
    service.give("newsletter", person, language="ar")
    db.session.flush()
    assert len(service.history(person)) == 2


def test_a_new_version_replaces_the_old_consent(here, monkeypatch):
    """Old words do not count for a new text."""
    person = factories.newcomer()
    service.give("matching", person, language="uk", channel="oral", witness="Olga M.")
    db.session.flush()
    monkeypatch.setitem(service.VERSIONS, "matching", "2027-01")
    service.give("matching", person, language="uk", channel="written")
    db.session.flush()
    assert service.running(person)["matching"].text_version == "2027-01"
    assert [consent.withdrawn_at is None for consent in service.history(person)].count(False) == 1


def test_an_oral_consent_needs_its_witness(here):
    """Somebody must be able to say that it was given."""
    with pytest.raises(ValueError, match="witness"):
        service.give("matching", factories.newcomer(), language="de", channel="oral")
