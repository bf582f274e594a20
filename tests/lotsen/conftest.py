"""A real relay, and apps that deliver their mails to it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from lotsen.extensions import db
from tests import databases
from tests.lotsen.notices.relay import Relay, running


@pytest.fixture
def relay() -> Relay:
    """A relay that takes everything."""
    return Relay()


@pytest.fixture
def mailing(tmp_path: Path, sqlite_template: Path, relay: Relay) -> Iterator[Flask]:
    """An app whose relay is real."""
    databases.sqlite_copy(sqlite_template, tmp_path)
    yield from _delivering(tmp_path, "", relay)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def mailing_on_each(request: pytest.FixtureRequest, tmp_path: Path, relay: Relay) -> Iterator[Flask]:
    """An app on each database whose relay is real."""
    if request.param == "sqlite":
        yield request.getfixturevalue("mailing")
    else:
        with databases.postgresql_copy(request.getfixturevalue("postgresql_template")) as url:
            yield from _delivering(tmp_path, url, relay)


def _delivering(folder: Path, url: str, relay: Relay) -> Iterator[Flask]:
    with running(relay) as port:
        app = databases.make_app(folder, url, mail_host="127.0.0.1", mail_port=port, mail_from="wir@example.org")
        with app.app_context():
            yield app
            db.session.remove()
            db.engine.dispose()
