"""Rows made ready before a transaction are written as a session would write them, and never into another region."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from lotsen import scope
from lotsen.extensions import db
from lotsen.ready_rows import ReadyRows
from lotsen.volunteers.models import Volunteer, VolunteerLanguage
from tests import factories
from tests.conftest import ELSEWHERE, HERE


@pytest.fixture
def region(any_app: Flask) -> Iterator[str]:
    """Work inside HERE, on both databases."""
    with scope.of(HERE):
        yield HERE


def _like(person: Volunteer) -> Volunteer:
    """Somebody new with the same facts, known to no session."""
    names = ("status", "status_since", "plz", "ags", "modes", "times", "gender", "radius_km", "capacity")
    facts = {name: getattr(person, name) for name in names}
    return Volunteer(number="V-0001", first_name="Mira", last_name="Sol", mail="mira@example.org", **facts)


def _ready(*rows: Volunteer | VolunteerLanguage) -> ReadyRows:
    ready = ReadyRows()
    ready.add(rows)
    return ready


def test_what_is_read_is_what_was_made_ready(region: str) -> None:
    """Defaults, sealed columns, lists and instants; a child that was taken first comes after its parent."""
    person = _like(factories.volunteer())
    spoken = VolunteerLanguage(volunteer_id=person.id, position=0, language="ara", level=6)
    ready = _ready(spoken, person)
    ready.write()
    db.session.commit()
    read = db.session.scalars(select(Volunteer).where(Volunteer.id == person.id)).one()
    for column in [one.key for one in Volunteer.__table__.columns]:
        assert getattr(read, column) == getattr(person, column), column
    assert (read.first_name, read.mail) == ("Mira", "mira@example.org")
    assert [(one.language, one.level) for one in read.languages] == [("ara", 6)]


def test_they_are_written_once_and_with_the_transaction(region: str) -> None:
    """Written a second time nothing comes; rolled back nothing stays."""
    ready = _ready(_like(factories.volunteer()))
    db.session.commit()
    ready.write()
    ready.write()
    assert db.session.scalar(select(func.count(Volunteer.id))) == 2
    db.session.rollback()
    assert db.session.scalar(select(func.count(Volunteer.id))) == 1


def test_a_row_of_another_region_is_refused(region: str) -> None:
    """When it is made ready, and when all of them are written there.

    Negative control: at home the same rows come in.
    """
    person = _like(factories.volunteer())
    db.session.commit()
    with scope.of(ELSEWHERE), pytest.raises(scope.ScopeBroken):
        _ready(person)
    ready = _ready(person)
    with scope.of(ELSEWHERE), pytest.raises(scope.ScopeBroken):
        ready.write()
    ready.write()
    db.session.commit()
    assert db.session.scalar(select(func.count(Volunteer.id))) == 2


@pytest.mark.postgresql
def test_postgresql_refuses_them_too(postgresql_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Row-level security holds where our own look at the region is gone."""
    with scope.of(HERE):
        ready = _ready(_like(factories.volunteer()))
        db.session.commit()
    with scope.of(ELSEWHERE):
        monkeypatch.setattr(ready, "_region", ELSEWHERE)
        with pytest.raises(DBAPIError):
            ready.write()
        db.session.rollback()
