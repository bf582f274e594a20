"""What every test of the product can ask for: an app on a real database, and a client that inspects pages."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import settings

from lotsen import scope
from lotsen.extensions import db
from tests import databases
from tests.pages import Pages

# How long an example takes says something about the machine, never about the promise.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

#: The region most tests play in, and another one whose people must stay unseen.
HERE, ELSEWHERE = "06440", "06435"


def pytest_collection_finish() -> None:
    """What is imported now stays to the end: looking through it for garbage took a fifth of all tests' time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file with geodata."""
    return databases.sqlite_template(tmp_path_factory.mktemp("template"))


@pytest.fixture(scope="session")
def postgresql_template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A migrated PostgreSQL database with geodata; fails where a server is required and missing."""
    if not databases.POSTGRESQL:
        if os.environ.get("LOTSEN_REQUIRE_ALL"):
            pytest.fail("no PostgreSQL server: set LOTSEN_TEST_POSTGRESQL")
        pytest.skip("no PostgreSQL server: set LOTSEN_TEST_POSTGRESQL")
    worker = f"{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"  # two runs may share a server
    name = databases.postgresql_template(tmp_path_factory.mktemp("postgresql"), worker)
    yield name
    databases.drop(name)


@pytest.fixture
def app(tmp_path: Path, sqlite_template: Path) -> Iterator[Flask]:
    """The product on SQLite, inside its context."""
    databases.sqlite_copy(sqlite_template, tmp_path)
    yield from _run(databases.make_app(tmp_path))


@pytest.fixture
def postgresql_app(tmp_path: Path, postgresql_template: str) -> Iterator[Flask]:
    """The product on PostgreSQL, inside its context."""
    with databases.postgresql_copy(postgresql_template) as url:
        yield from _run(databases.make_app(tmp_path, url))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def any_app(request: pytest.FixtureRequest) -> Flask:
    """The product on SQLite and on PostgreSQL, one after the other."""
    return request.getfixturevalue("app" if request.param == "sqlite" else "postgresql_app")


def _run(app: Flask) -> Iterator[Flask]:
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def here(app: Flask) -> Iterator[str]:
    """Work inside the region HERE."""
    with scope.of(HERE):
        yield HERE


@pytest.fixture
def pages(app: Flask) -> Pages:
    """A client that inspects every page it fetches."""
    return Pages(app)
