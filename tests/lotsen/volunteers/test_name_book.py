"""Sealed names can be searched, however they are written, and the book follows every change."""

import unicodedata
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from lotsen import scope
from lotsen.extensions import db
from lotsen.volunteers.models import Volunteer
from lotsen.volunteers.name_book import book, fold
from tests import factories
from tests.conftest import ELSEWHERE, HERE


@pytest.fixture(autouse=True)
def region(app: Flask) -> Iterator[None]:
    """Inside HERE."""
    with scope.of(HERE):
        yield


def _add(first: str, last: str, **values: object) -> Volunteer:
    person = factories.volunteer(first_name=first, last_name=last, **values)
    db.session.commit()
    return person


@pytest.mark.parametrize(
    ("first", "last", "asked"),
    [
        ("Jörg", "Müller", "muller"), ("Jörg", "Müller", "Mueller"), ("Jörg", "Müller", "JÖRG mül"),
        ("Şirin", "Öztürk", "sirin oz"), ("Łukasz", "Wiśniewski", "lukasz wisn"), ("Ngọc", "Nguyễn", "nguyen"),
        ("Søren", "Groß", "soren gross"), ("Олена", "Шевченко", "шевч"), ("مُحَمَّد", "حداد", "محمد"),
        ("Amina", "Haddad", "V-"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("asked_form", ["NFC", "NFD"])
def test_a_name_is_found_without_its_signs(first: str, last: str, asked: str, form: str, asked_form: str) -> None:
    """Composed or decomposed, with or without accents, umlauts as one letter or two."""
    person = _add(unicodedata.normalize(form, first), unicodedata.normalize(form, last))
    _add("Xaver", "Ypsilon", number="W-1")
    assert book().find(unicodedata.normalize(asked_form, asked), contacts=False) == {person.id}


def test_folding_is_needed() -> None:
    """Without it the decomposed name would not contain the composed one."""
    stored = unicodedata.normalize("NFD", "Müller")
    assert "Müller" not in stored
    assert fold("Müller") in fold(stored)


def test_contacts_are_searched_only_by_those_who_may_see_them() -> None:
    """Mail and telephone find a coordinator's volunteer and stay silent for everybody else."""
    person = _add("Amina", "Haddad", mail="amina@verein.example", phone="+49 151 2345678")
    for asked in ("amina@verein", "0151 2345", "0151/2345678"):
        assert book().find(asked, contacts=True) == {person.id}
        assert book().find(asked, contacts=False) == set()


def test_the_book_follows_changes_and_deletions() -> None:
    """A new name is found at once, an old one no more."""
    person = _add("Amina", "Haddad")
    first = book()
    assert book() is first
    person.last_name = "Becker"
    db.session.commit()
    assert book().find("haddad", contacts=False) == set()
    assert book().find("becker", contacts=False) == {person.id}
    db.session.delete(db.session.scalars(select(Volunteer)).one())
    db.session.commit()
    assert book().find("becker", contacts=False) == set()


def test_each_region_has_its_own_book() -> None:
    """Names of another region are not in it."""
    with scope.of(ELSEWHERE):
        factories.volunteer(first_name="Amina", last_name="Haddad", ags=factories.GELNHAUSEN)
        db.session.commit()
    assert book().find("haddad", contacts=True) == set()
