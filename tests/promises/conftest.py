"""A database in which two regions hold one row of every table, copied for each test that wants it."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from lotsen import scope
from lotsen.extensions import db
from tests import databases, factories
from tests.conftest import ELSEWHERE, HERE
from tests.promises.canaries import plant
from tests.promises.world import World, sow


@dataclass
class Sown:
    """An app with two regions in it."""

    app: Flask
    here: World
    there: World
    planted: dict[str, str]


@pytest.fixture(scope="session")
def sown_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Sown]:
    """The file with both regions; every text of the other one is a canary."""
    folder = tmp_path_factory.mktemp("sown")
    databases.sqlite_copy(sqlite_template, folder)
    app = databases.make_app(folder)
    with app.app_context():
        here = sow(HERE, factories.BUEDINGEN, "63654")
        there = sow(ELSEWHERE, factories.GELNHAUSEN, "63571")
        planted = plant(ELSEWHERE)
        with scope.everywhere("test"), db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        db.session.remove()
        db.engine.dispose()
    return folder / "lotsen.sqlite", Sown(app, here, there, planted)


@pytest.fixture
def sown(tmp_path: Path, sown_template: tuple[Path, Sown]) -> Iterator[Sown]:
    """A fresh copy, served as in production: a fault is a page with 500, not an exception."""
    source, made = sown_template
    shutil.copyfile(source, tmp_path / "lotsen.sqlite")
    app = databases.make_app(tmp_path)
    app.config["TESTING"] = False
    with app.app_context():
        yield Sown(app, made.here, made.there, made.planted)
        db.session.remove()
        db.engine.dispose()
