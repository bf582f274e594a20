"""Real databases for tests: a migrated SQLite file or PostgreSQL database, copied for each test."""

import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

import psycopg
from flask import Flask
from flask_migrate import upgrade
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import String, event, inspect
from sqlalchemy.exc import DataError
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from lotsen import create_app
from lotsen.extensions import db
from lotsen.regions import geodata
from lotsen.settings import Settings

#: Fixed keys: a failing test fails again.
SECRETS = {
    "secret_key": "test-" + "s" * 40,
    "field_keys": "1:" + "QUFB" * 10 + "QUE=",
    "index_key": "QkJC" * 10 + "QkI=",
    "audit_key": "Q0ND" * 10 + "Q0M=",
}
POSTGRESQL = os.environ.get("LOTSEN_TEST_POSTGRESQL", "")
APP_ROLE = "lotsen_app"


class _CompiledPages(BytecodeCache):
    """Templates compiled once in a process: every test has an app of its own, and the templates are the same."""

    def __init__(self) -> None:
        self.compiled: dict[tuple[str, bool], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what was compiled from this very source."""
        if _kind(bucket) in self.compiled:
            bucket.bytecode_from_string(self.compiled[_kind(bucket)])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self.compiled[_kind(bucket)] = bucket.bytecode_to_string()


def _kind(bucket: Bucket) -> tuple[str, bool]:
    # Escaping is compiled in: an app that switches it off must not be given pages that escape.
    return bucket.key, bool(bucket.environment.autoescape)


COMPILED_PAGES = _CompiledPages()


class _CompiledRule(Rule):
    """An address whose builder is compiled once in a process; that is nine tenths of making an app."""

    compiled: ClassVar[dict[tuple[object, ...], Callable[..., tuple[str, str]]]] = {}

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        if self.defaults:  # they are compiled in
            return super()._compile_builder(append_unknown)
        key = self.rule, tuple(self._trace), append_unknown
        if key not in self.compiled:
            self.compiled[key] = super()._compile_builder(append_unknown)
        return self.compiled[key]


Flask.url_rule_class = _CompiledRule


@event.listens_for(Session, "before_flush")
def _measure(session: Session, *_flush: object) -> None:
    """Texts fit their columns: PostgreSQL refuses a longer one, and SQLite would take it without a word."""
    for row in [*session.new, *session.dirty]:
        for column in inspect(type(row)).columns:
            value = getattr(row, inspect(type(row)).get_property_by_column(column).key)
            if isinstance(column.type, String) and column.type.length and len(value or "") > column.type.length:
                raise DataError(f"{column}: value too long", None, ValueError())


def settings_for(instance: Path, database_url: str = "", **changed: object) -> Settings:
    """Settings of a test installation; nothing is read from the machine."""
    return Settings(_env_file=None, instance=instance, database_url=database_url, **{**SECRETS, **changed})


def make_app(instance: Path, database_url: str = "", **changed: object) -> Flask:
    """An app on a database that is there already."""
    app = create_app(settings_for(instance, database_url, **changed))
    app.config.update(TESTING=True)
    app.jinja_env.bytecode_cache = COMPILED_PAGES
    return app


def fill(app: Flask) -> None:
    """Migrate an empty database and load the geodata."""
    with app.app_context():
        upgrade(directory="migrations")
        geodata.load()
        db.session.remove()
        db.engine.dispose()


def sqlite_template(folder: Path) -> Path:
    """A migrated SQLite file with geodata, to be copied."""
    app = make_app(folder)
    fill(app)
    with app.app_context(), db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    with app.app_context():
        db.engine.dispose()
    return folder / "lotsen.sqlite"


def sqlite_copy(template: Path, folder: Path) -> str:
    """A fresh copy for one test."""
    shutil.copyfile(template, folder / "lotsen.sqlite")
    return ""


def _admin() -> psycopg.Connection:
    return psycopg.connect(POSTGRESQL, autocommit=True)


def _url(name: str) -> str:
    info = psycopg.conninfo.conninfo_to_dict(POSTGRESQL)
    return f"postgresql://{APP_ROLE}@{info.get('host', '127.0.0.1')}:{info.get('port', 5432)}/{name}"


def postgresql_template(folder: Path, worker: str) -> str:
    """A migrated PostgreSQL database owned by a role that is no superuser, to be copied."""
    name = f"lotsen_template_{worker}"
    with _admin() as connection:
        connection.execute(
            f"DO $$ BEGIN CREATE ROLE {APP_ROLE} LOGIN NOSUPERUSER NOBYPASSRLS; "
            "EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
        )
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}" OWNER {APP_ROLE}')
    fill(make_app(folder, _url(name)))
    return name


def drop(name: str) -> None:
    """Take a database of the tests away."""
    with _admin() as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def postgresql_copy(template: str) -> Iterator[str]:
    """A fresh database for one test, dropped afterwards; its address."""
    name = f"lotsen_test_{uuid.uuid4().hex[:12]}"
    with _admin() as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" OWNER {APP_ROLE}')
    try:
        yield _url(name)
    finally:
        drop(name)
