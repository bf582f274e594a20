"""How we talk to the database: durable, with foreign keys, and with the region told to PostgreSQL.

SQLite runs in WAL mode with ``synchronous=FULL``: a commit that was answered survives a power cut.
Requests that write begin with BEGIN IMMEDIATE, so that nobody who has already read loses the race
for the write lock; readers never wait for writers. Those who write wait in the order in which they came
(``turns``).
"""

import sqlite3
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar, cast

from flask import Flask
from sqlalchemy import ColumnElement, Connection, CursorResult, Engine, Select, String, Update, event, select
from sqlalchemy import cast as sql_cast
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from lotsen import region_guard, scope
from lotsen.errors import NotFound
from lotsen.extensions import db
from lotsen.rows import RegionRow
from lotsen.settings import Settings
from lotsen.turns import Turns

PATIENCE = 30  # seconds; a list of 10,000 people is one transaction of a few, and others wait for it
HAS_TURN = "has a turn to write"  # said of a connection
SQLITE_PRAGMAS = {
    "journal_mode": "WAL",
    "synchronous": "FULL",
    "foreign_keys": "ON",
    "secure_delete": "ON",
    "busy_timeout": f"{PATIENCE * 1000}",
    "temp_store": "MEMORY",
    "cache_size": "-16000",
}
region_guard.guard(db.session)  # here, because once per process: every further guard would filter every statement again
_writes: ContextVar[bool] = ContextVar("begins_to_write", default=False)


class NotDurable(RuntimeError):
    """The database would lose what was confirmed; the product refuses to start on it."""


def begin_to_write() -> None:
    """From here to the end of the request every transaction takes the write lock at its start."""
    _writes.set(True)


def begin_to_read() -> None:
    """Transactions begin without the write lock (the default)."""
    _writes.set(False)


@contextmanager
def writing(really: bool = True) -> Iterator[None]:
    """Transactions inside take the write lock at their start (SQLite only)."""
    token = _writes.set(really)
    try:
        yield
    finally:
        _writes.reset(token)


@contextmanager
def reading() -> Iterator[None]:
    """Compute for a while in the middle of a request that writes, without the write lock.

    The transaction that looked around so far ends before and after; nothing may be waiting in it to be written.
    """
    db.session.rollback()
    with writing(False):
        yield
        db.session.rollback()


@contextmanager
def own_transaction(*, region: str, reads_only: bool = False) -> Iterator[Session]:
    """A short transaction beside the request's own, in one region or everywhere; commits at the end.

    For what must stand whatever becomes of the request: session checks, counters, the record of a look.
    """
    with scope.of(region), writing(not reads_only), Session(db.engine, expire_on_commit=False) as session:
        region_guard.guard(session)
        with session.begin():
            yield session


Found = TypeVar("Found", bound=RegionRow)


def find(statement: Select[Found]) -> Found:
    """The one row of the reader's region that a statement names; NotFound where there is none."""
    row = db.session.scalars(statement).one_or_none()
    if row is None:
        raise NotFound
    return row


def hold(row_class: type[Found], row_id: uuid.UUID) -> None:
    """Keep everybody else from changing a row until this transaction ends (SQLite: all rows, since its start)."""
    db.session.scalar(select(row_class.id).where(row_class.id == row_id).with_for_update())


def written_once(row_class: type[Found], key: uuid.UUID, write: Callable[[], Found]) -> Found:
    """Write a row under a key that its form brought along; sent again, it finds the first one.

    ``write`` commits. Two at the same moment collide in the database, and the second one finds the row too.
    """
    known = db.session.scalar(select(row_class).where(row_class.id == key))
    if known is not None:
        return known
    try:
        return write()
    except IntegrityError:
        db.session.rollback()
        known = db.session.scalar(select(row_class).where(row_class.id == key))
        if known is None:
            raise
        return known


def holds(column: Any, key: str) -> ColumnElement[bool]:
    """Whether a JSON list of keys holds one of our own keys; the same on both databases."""
    return sql_cast(column, String).contains(f'"{key}"', autoescape=True)


def change(statement: Update, session: Session | None = None) -> int:
    """Run one conditional UPDATE of the reader's region; how many rows it changed."""
    statement = statement.execution_options(synchronize_session=False)
    result = (session or db.session()).execute(statement)
    return cast("CursorResult[Any]", result).rowcount


def prepare_engine(engine: Engine) -> None:
    """Set pragmas and transaction starts on every connection of an engine."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def _set_pragmas(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we begin transactions ourselves
        for name, value in SQLITE_PRAGMAS.items():
            connection.execute(f"PRAGMA {name}={value}")

    turns = Turns()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if not _writes.get():
            connection.exec_driver_sql("BEGIN")
            return
        if not turns.take(PATIENCE):
            late = sqlite3.OperationalError("others write without end")
            raise OperationalError("BEGIN IMMEDIATE", None, late)
        connection.info[HAS_TURN] = True
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    @event.listens_for(engine, "commit")
    @event.listens_for(engine, "rollback")
    def _end(connection: Connection) -> None:
        if not connection.invalidated:
            _give_back(connection.info)

    @event.listens_for(engine, "checkin")
    @event.listens_for(engine, "invalidate")
    def _returned(_connection: Any, record: ConnectionPoolEntry, *_fault: object) -> None:
        _give_back(record.info)  # a transaction that could not begin, or lost its connection, has no end

    def _give_back(info: dict[Any, Any]) -> None:
        if info.pop(HAS_TURN, False):
            turns.give()


def check_durability(engine: Engine) -> None:
    """Refuse a database that can lose a confirmed commit; NotDurable says which setting is wrong."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
            found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in wanted}
        else:
            wanted = {"fsync": "on", "synchronous_commit": "on"}
            found = {name: connection.exec_driver_sql(f"SHOW {name}").scalar() for name in wanted}
    wrong = {name: found[name] for name in wanted if found[name] != wanted[name]}
    if wrong:
        raise NotDurable(f"The database could lose confirmed data: {wrong}, wanted {wanted}.")


def add_database(app: Flask, settings: Settings) -> None:
    """Bind the session to the database of this installation and put the guards on it."""
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.sqlalchemy_url
    # Parameters stay hidden: what a failed statement carried belongs to people, not into the log.
    options: dict[str, Any] = {"pool_pre_ping": not settings.is_sqlite, "hide_parameters": True}
    if settings.is_sqlite:
        options["connect_args"] = {"check_same_thread": False, "timeout": 10}
    else:
        options |= {"pool_size": 10, "max_overflow": 10}
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = options
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)

    @app.teardown_request
    def _forget(_error: BaseException | None) -> None:
        begin_to_read()
        scope.leave()


def measure_tables() -> None:
    """Tell SQLite how long its tables are; PostgreSQL counts by itself.

    Without it, SQLite takes the index of a region for as good as the index of one person, and reads
    every row of the region to find the languages of fifty people.
    """
    engine = db.engine
    if engine.dialect.name != "sqlite":
        return
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA analysis_limit=1000")
        connection.exec_driver_sql("ANALYZE")
        connection.commit()
    engine.dispose()  # connections that are open already would go on with the old figures


def erase_traces() -> bool:
    """Write the log of SQLite into its file and empty it, so that nothing deleted is left there.

    ``secure_delete`` has zeroed the pages already. A reader in mid-page holds the log; we wait for a while.
    On PostgreSQL old versions of rows go with its own VACUUM, which is asked for here.
    """
    engine = db.engine
    if engine.dialect.name != "sqlite":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM")
        return True
    raw = engine.raw_connection()  # a checkpoint cannot run inside the transaction that a session begins
    try:
        for _turn in range(20):
            if not raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
                return True
            time.sleep(0.5)
    finally:
        raw.close()
    return False


def is_ready(app: Flask) -> bool:
    """Whether the tables stand and the regions are loaded."""
    from lotsen.regions.models import Region

    with app.app_context(), scope.everywhere("start: are the regions there?"):
        try:
            return db.session.scalar(select(Region.id).limit(1)) is not None
        finally:
            db.session.remove()
