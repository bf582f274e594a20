"""The tandem that these tests begin with."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from lotsen import clock
from lotsen.extensions import db
from tests import databases
from tests.lotsen.tandems.test_pages import Begun


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def app_on_each(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """The product on SQLite and on PostgreSQL: plans are locked and moved beside answers to them."""
    if request.param == "postgresql":
        yield request.getfixturevalue("postgresql_app")
        return
    databases.sqlite_copy(request.getfixturevalue("sqlite_template"), tmp_path)
    made = databases.make_app(tmp_path)
    with made.app_context():
        yield made
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def app(app_on_each: Flask) -> Flask:
    """On both databases."""
    return app_on_each


@pytest.fixture
def trial(app: Flask, here: str) -> Begun:
    """A tandem in its trial, of a newcomer with a mail address who reads Ukrainian."""
    begun = Begun(app, contact="olena@example.org", language="uk")
    begun.tandem.status = begun.play.request.status = "erprobung"
    begun.tandem.meetings_count, begun.tandem.last_contact_on = 1, clock.today()
    db.session.commit()
    return begun
