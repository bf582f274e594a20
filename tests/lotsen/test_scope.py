"""The region of a piece of work: set once, left behind with it, and never guessed."""

import threading

import pytest
from flask import Flask
from sqlalchemy import select

from lotsen import scope
from lotsen.database import find, own_transaction
from lotsen.errors import NotFound
from lotsen.extensions import db
from lotsen.volunteers.models import Volunteer
from tests import factories
from tests.conftest import ELSEWHERE, HERE
from tests.pages import Pages


def test_without_a_region_there_is_none() -> None:
    """Nothing falls back to a default."""
    assert scope.current() is None
    with pytest.raises(scope.ScopeBroken):
        scope.region_id()


def test_everywhere_is_no_region_and_wants_a_reason() -> None:
    """Whoever looks past regions says why."""
    with scope.everywhere("test"), pytest.raises(scope.ScopeBroken):
        scope.region_id()
    with pytest.raises(scope.ScopeBroken), scope.everywhere(""):
        pass


def test_an_inner_region_ends_with_its_block() -> None:
    """Also when something goes wrong inside."""
    with scope.of(HERE):
        with pytest.raises(ValueError, match="inside"), scope.of(ELSEWHERE):
            raise ValueError("inside")
        assert scope.region_id() == HERE
    assert scope.current() is None


def test_a_thread_starts_without_a_region() -> None:
    """Nobody inherits one."""
    found: list[str | None] = []
    with scope.of(HERE):
        thread = threading.Thread(target=lambda: found.append(scope.current()))
        thread.start()
        thread.join()
    assert found == [None]


def test_a_request_leaves_no_region_behind(app: Flask, pages: Pages) -> None:
    """The next one on the same thread starts with none."""
    with scope.of(HERE):
        account = factories.account("coordinator")
        db.session.commit()
        pages.sign_in(account)
    pages.get("/")
    assert scope.current() is None


def test_a_missing_and_a_foreign_row_are_the_same_error(app: Flask) -> None:
    """NotFound, with nothing in it."""
    with scope.of(ELSEWHERE):
        key = factories.volunteer(ags=factories.GELNHAUSEN).id
        db.session.commit()
        db.session.remove()
    with scope.of(HERE), pytest.raises(NotFound) as error:
        find(select(Volunteer).where(Volunteer.id == key))
    assert error.value.sentence == ""


def test_an_own_transaction_stands_whatever_becomes_of_the_other(app: Flask) -> None:
    """A counter or the record of a look survives the rollback of the request."""
    with scope.of(HERE):
        with own_transaction(region=HERE) as session:
            session.add(factories.Organisation(kind="mso", name="Verein", ags=factories.BUEDINGEN))
        db.session.rollback()
        assert db.session.scalars(select(factories.Organisation.name)).all() == ["Verein"]


def test_an_own_transaction_is_confined_too(app: Flask) -> None:
    """It carries the guards."""
    with pytest.raises(scope.ScopeBroken), own_transaction(region=HERE) as session:
        session.add(factories.Organisation(kind="mso", name="Verein", ags=factories.GELNHAUSEN, region_id=ELSEWHERE))
