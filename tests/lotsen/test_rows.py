"""What every row does by itself: its key, its defaults, its instants, its sealed values."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, StatementError

from lotsen import clock, scope
from lotsen.extensions import db
from lotsen.newcomers.models import Newcomer
from lotsen.volunteers.models import Absence, Volunteer
from tests import factories
from tests.conftest import HERE


def test_a_row_has_its_key_region_and_defaults_before_it_is_written(app: Flask, here: str) -> None:
    """Sealed values are bound to the key, so it must be there first."""
    row = Volunteer(first_name="Mira", last_name="Haddad")
    assert row.id is not None
    assert row.region_id == here
    assert (row.capacity, row.status, row.modes) == (1, "interessiert", [])
    assert Volunteer(first_name="A", last_name="B").modes is not row.modes


def test_a_row_takes_no_attribute_that_it_does_not_have(app: Flask, here: str) -> None:
    """A slip of the pen is an error and not a lost value."""
    with pytest.raises(TypeError, match="surname"):
        Volunteer(surname="Haddad")


def test_no_row_is_made_outside_a_region(app: Flask) -> None:
    """Where should it belong?"""
    with pytest.raises(scope.ScopeBroken):
        Volunteer(first_name="Mira")


def test_a_sealed_value_may_be_anything_that_json_holds(any_app: Flask) -> None:
    """Text in any script, lists, nested values, nothing."""
    household = {"type": "familie", "children": {"0_2": 1}, "ü": ["ب", None, 1.5, True]}
    with scope.of(HERE):
        key = factories.newcomer(alias="أمل 𝒜", household=household, note=None).id
        db.session.commit()
        db.session.expire_all()
        row = db.session.scalars(select(Newcomer).where(Newcomer.id == key)).one()
        assert (row.alias, row.household, row.note) == ("أمل 𝒜", household, None)
        assert row.note_sealed is None


def test_a_sealed_value_that_must_be_there_cannot_be_missing(any_app: Flask) -> None:
    """The database itself refuses."""
    with scope.of(HERE), pytest.raises(IntegrityError):
        factories.volunteer(first_name=None)
    db.session.rollback()


def test_an_instant_comes_back_as_the_same_instant(any_app: Flask) -> None:
    """In UTC, whatever zone it was given in."""
    given = datetime(2026, 3, 29, 3, 30, tzinfo=timezone(timedelta(hours=2)))
    with scope.of(HERE):
        key = factories.volunteer(status_since=given).id
        db.session.commit()
        db.session.expire_all()
        found = db.session.scalars(select(Volunteer).where(Volunteer.id == key)).one().status_since
    assert (found, found.tzinfo) == (given, UTC)


def test_an_instant_without_a_zone_is_refused(app: Flask, here: str) -> None:
    """Nobody knows which instant it is."""
    with pytest.raises(StatementError, match="zone"):
        factories.volunteer(status_since=datetime(2026, 3, 29, 3, 30))


def test_a_change_moves_the_day_of_the_change_and_not_of_the_making(app: Flask, here: str) -> None:
    """Lists that are kept in memory ask by it."""
    row = factories.volunteer()
    made = row.created_at
    with clock.moved_to(made + timedelta(days=3)):
        row.capacity = 3
        db.session.flush()
    assert (row.created_at, row.updated_at) == (made, made + timedelta(days=3))


def test_what_belongs_to_a_row_goes_with_it(any_app: Flask) -> None:
    """The database deletes it, so that nobody can forget."""
    with scope.of(HERE):
        row = factories.volunteer()
        db.session.add(Absence(volunteer_id=row.id, from_on=clock.today(), until_on=clock.today()))
        db.session.commit()
        db.session.delete(row)
        db.session.commit()
        assert db.session.scalars(select(Absence)).all() == []
