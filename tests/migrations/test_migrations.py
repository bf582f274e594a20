"""C5: migrations equal the models, run up, down and up with data, and are never left half done."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Connection, inspect, text

from lotsen import clock, scope
from lotsen.extensions import db
from lotsen.organisations.models import Organisation, StaffMember
from lotsen.rows import RegionRow
from tests import factories
from tests.conftest import ELSEWHERE, HERE
from tests.promises.world import sow

FOLDER = "migrations"
SCRIPTS = ScriptDirectory(FOLDER)
HEAD = SCRIPTS.get_current_head() or ""
#: Revisions, newest first, as numbers that mean a version of the database.
REVISIONS = [script.revision for script in SCRIPTS.walk_revisions()]
#: Columns that a step took away because nothing read or set them; on the way back they are there again, as new.
TAKEN_AWAY = {
    "newcomer.closed_on", "region_policy.open_requests_limit", "municipality.valid_from", "municipality.valid_to",
    "organisation.is_active",
}  # fmt: skip
EARLIER = date(2026, 2, 1)
#: Right to left, combining marks, quotes, an astral sign, and a very long name.
NAMES = ("שלום مرحبا", "Zoë Ångström", 'O\'Brien "Null"', "𝒜lef", "ß" * 120)


@contextmanager
def _connection() -> Iterator[Connection]:
    with scope.everywhere("test"), db.engine.connect() as connection:
        if db.engine.dialect.name == "postgresql":
            connection.execute(text("SELECT set_config('lotsen.region', '*', true)"))
        yield connection


def _revision() -> str | None:
    with _connection() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def fingerprint() -> dict[str, str]:
    """One hash per column over all rows of its table, so that a step may also take a column away."""
    with _connection() as connection:
        return {
            f"{table}.{column}": found
            for table in sorted(_tables(connection))
            for column, found in _hashes_of(connection, table).items()
        }


def _tables(connection: Connection) -> set[str]:
    """Our tables; the queue of jobs looks after its own."""
    names = set(inspect(connection).get_table_names()) - {"alembic_version"}
    return {name for name in names if not name.startswith("huey_")}


def _differences(connection: Connection) -> list[object]:
    options = {"compare_type": True, "include_name": lambda name, _kind, _of: not (name or "").startswith("huey_")}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), db.metadata))


def _hashes_of(connection: Connection, table: str) -> dict[str, str]:
    """Column -> hash over its values, each beside the key of its row."""
    keys = inspect(connection).get_pk_constraint(table)["constrained_columns"]
    columns = [column["name"] for column in inspect(connection).get_columns(table)]
    rows = connection.execute(text(f'SELECT * FROM "{table}"')).mappings().all()
    found = {}
    for column in columns:
        lines = sorted(repr([*(_plain(row[key]) for key in keys), _plain(row[column])]) for row in rows)
        found[column] = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    return found


def _plain(value: object) -> str:
    return repr(bytes(value) if isinstance(value, memoryview) else value)


def _seed() -> None:
    """Rows in every table of two regions, with names of the world and nulls."""
    sow(HERE, factories.BUEDINGEN, "63654")
    sow(ELSEWHERE, factories.GELNHAUSEN, "63571")
    with scope.of(HERE):
        for name in NAMES:
            factories.volunteer(first_name=name, last_name=name, phone=None, gender=None, message=name * 3)
            factories.organisation(name=name[:120], street=None)
        db.session.commit()
    db.session.remove()


def test_models_and_migrations_say_the_same(any_app: Flask) -> None:
    """Nothing would be generated: no column, index, constraint or type is missing."""
    with _connection() as connection:
        assert _differences(connection) == []
    assert _revision() == HEAD


def test_a_missing_column_is_noticed(app: Flask) -> None:
    """The negative control."""
    with _connection() as connection:
        connection.execute(text("ALTER TABLE meeting DROP COLUMN minutes"))
        assert _differences(connection)


def test_all_the_way_down_and_up_again(any_app: Flask) -> None:
    """To an empty database and back to the newest version, without a remainder."""
    downgrade(FOLDER, revision="base")
    with _connection() as connection:
        assert _tables(connection) == set()
    upgrade(FOLDER)
    assert _revision() == HEAD
    with _connection() as connection:
        assert _tables(connection) == set(db.metadata.tables)


def test_data_survives_the_newest_step(any_app: Flask) -> None:
    """Every column that is there in both versions has the same hash after down and up."""
    _seed()
    before = fingerprint()
    assert len({name.partition(".")[0] for name in before}) >= 30
    downgrade(FOLDER, revision=REVISIONS[1])
    older = fingerprint().keys() - TAKEN_AWAY
    upgrade(FOLDER)
    after = fingerprint()
    assert {table: after[table] for table in older} == {table: before[table] for table in older}


def test_what_a_step_removes_is_all_that_it_removes(any_app: Flask) -> None:
    """Going back one version at a time, tables that remain keep every row."""
    _seed()
    for target in REVISIONS[1:]:
        before = fingerprint()
        downgrade(FOLDER, revision=target)
        after = fingerprint()
        remaining = after.keys() - (TAKEN_AWAY - before.keys())
        assert {name: after[name] for name in remaining} == {name: before[name] for name in remaining}, target


def test_a_lost_row_changes_the_fingerprint(app: Flask) -> None:
    """The negative control."""
    _seed()
    before = fingerprint()
    with _connection() as connection:
        connection.execute(text("DELETE FROM meeting"))
        connection.commit()
    changed = {name for name, value in fingerprint().items() if before[name] != value}
    assert {name.partition(".")[0] for name in changed} == {"meeting"}


KILLED_WORK = """
import os, sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from alembic import op
from flask_migrate import upgrade
from tests.databases import make_app

created = op.create_table
def slow(*given, **options):
    made = created(*given, **options)
    print("table", flush=True)
    import time; time.sleep(0.02)
    return made
op.create_table = slow
app = make_app(Path(sys.argv[1]), sys.argv[2])
with app.app_context():
    upgrade("migrations")
"""


def _kill_while_migrating(folder: Path, url: str, after_tables: int) -> None:
    worker = subprocess.Popen(
        [sys.executable, "-c", KILLED_WORK, str(folder), url], stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": "."}, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert worker.stdout is not None
    for _ in range(after_tables):
        if not worker.stdout.readline():
            break
    time.sleep(0.01)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    worker.stdout.close()


@pytest.mark.parametrize("after_tables", [3, 17])
def test_a_killed_migration_leaves_one_version_or_the_next(any_app: Flask, tmp_path: Path, after_tables: int) -> None:
    """SIGKILL in the middle: the tables are exactly those of the revision that stands in the database."""
    url = any_app.config["LOTSEN"].database_url
    downgrade(FOLDER, revision="base")
    db.engine.dispose()
    _kill_while_migrating(tmp_path, url, after_tables)
    time.sleep(0.2)
    with _connection() as connection:
        tables = _tables(connection)
    reached = _revision()
    assert (reached is None) == (not tables)
    assert reached != HEAD
    upgrade(FOLDER)
    if reached:
        downgrade(FOLDER, revision=reached)
        with _connection() as connection:
            assert _tables(connection) == tables
        upgrade(FOLDER)
    assert _revision() == HEAD


def test_requests_learn_when_somebody_was_found(any_app: Flask) -> None:
    """0029: of several tandems the first since the request was opened; of none, nothing. By the day in Hessen."""
    late = datetime(2026, 3, 9, 23, 30, tzinfo=UTC)
    with scope.of(HERE):
        request = factories.help_request(opened_at=late - timedelta(days=9))
        for days in (-30, 0, 40):
            factories.tandem(request, created_at=late + timedelta(days=days), is_exclusive=False)
        factories.help_request()
        db.session.commit()
    db.session.remove()
    downgrade(FOLDER, revision="0028")
    upgrade(FOLDER)
    with _connection() as connection:
        found = connection.execute(text("SELECT found_on FROM help_request WHERE found_on IS NOT NULL")).scalars().all()
        assert [str(day) for day in found] == ["2026-03-10"]


@pytest.mark.parametrize(("row", "revision", "day", "left"), [
    (StaffMember, "0039", "left_on", {"is_active": False}), (Organisation, "0040", "closed_on", {"closed_on": EARLIER}),
], ids=["0040", "0041"])  # fmt: skip
def test_who_is_gone_left_on_the_day_of_the_last_change(
    any_app: Flask, row: type[RegionRow], revision: str, day: str, left: dict[str, object]
) -> None:
    """Down to the mere word that somebody left, or that a house closed, and up again: on both databases nobody else."""
    with scope.of(HERE):
        make = factories.staff_member if row is StaffMember else factories.organisation
        with clock.moved_to(datetime(2026, 3, 5, 12, tzinfo=UTC)):
            gone, there = make(**left), make()
            db.session.commit()
        keys = gone.id, there.id
        db.session.remove()
    downgrade(directory=FOLDER, revision=revision)
    upgrade(directory=FOLDER)
    with scope.of(HERE):
        days = [getattr(db.session.get(row, key), day) for key in keys]
        db.session.remove()
    assert days == [date(2026, 3, 5), None]
