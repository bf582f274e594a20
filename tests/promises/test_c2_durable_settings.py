"""C2: every connection keeps through a power cut what it confirmed, and a database that would not is refused."""

import threading
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, event

from lotsen import database, scope
from lotsen.database import NotDurable, check_durability, prepare_engine
from lotsen.extensions import db
from tests import databases

WANTED = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}


def _pragmas(engine: Engine) -> dict[str, object]:
    with engine.connect() as connection:
        return {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in WANTED}


def test_every_connection_is_durable(app: Flask) -> None:
    """Also those of other threads, and those opened at the same time."""
    found: list[dict[str, object]] = []
    engine = db.engine
    threads = [threading.Thread(target=lambda: found.append(_pragmas(engine))) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [WANTED] * 20


def test_the_check_passes_where_nothing_can_be_lost(any_app: Flask) -> None:
    """SQLite and PostgreSQL as we set them up."""
    with scope.everywhere("test"):
        check_durability(db.engine)


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("synchronous", "NORMAL"), ("synchronous", "OFF"), ("journal_mode", "DELETE"), ("foreign_keys", "OFF"),
     ("secure_delete", "OFF")],
)  # fmt: skip
def test_a_careless_setting_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pragma: str, value: str
) -> None:
    """The negative control: one setting changed, and nothing starts."""
    monkeypatch.setitem(database.SQLITE_PRAGMAS, pragma, value)
    engine = create_engine(f"sqlite:///{tmp_path / 'careless.sqlite'}")
    prepare_engine(engine)
    with pytest.raises(NotDurable, match=pragma):
        check_durability(engine)
    engine.dispose()


@pytest.mark.postgresql
def test_postgresql_that_answers_before_it_wrote_is_refused(postgresql_app: Flask) -> None:
    """synchronous_commit off loses the last commits of a crash."""
    engine = db.engine

    @event.listens_for(engine, "connect")
    def _careless(connection: psycopg.Connection, _record: object) -> None:
        connection.execute("SET synchronous_commit = off")
        connection.commit()

    engine.dispose()
    with pytest.raises(NotDurable, match="synchronous_commit"):
        check_durability(engine)


def test_the_command_says_so_in_a_sentence(tmp_path: Path, sqlite_template: Path) -> None:
    """``flask check`` ends with status 1 and names the setting."""
    databases.sqlite_copy(sqlite_template, tmp_path)
    app = databases.make_app(tmp_path)
    runner = app.test_cli_runner()
    assert runner.invoke(args=["check"]).exit_code == 0
    with pytest.MonkeyPatch.context() as patch, app.app_context():
        patch.setitem(database.SQLITE_PRAGMAS, "synchronous", "NORMAL")
        db.engine.dispose()
        refused = runner.invoke(args=["check"])
    assert refused.exit_code == 1
    assert "synchronous" in refused.output
