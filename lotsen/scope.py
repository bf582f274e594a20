"""Whose data may be touched: one region at a time, in every query.

Four layers keep regions apart: the filter that is added to every ORM statement, the check before
every flush, composite foreign keys, and row-level security on PostgreSQL. A statement without a
scope finds nothing. Only sign-in, signed links, jobs and the command line may look everywhere, and
they say why.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from sqlalchemy import Connection, event, false
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction, with_loader_criteria

from lotsen.rows import RegionRow

EVERYWHERE = "*"
_current: ContextVar[str | None] = ContextVar("region_scope", default=None)


class ScopeBroken(RuntimeError):
    """Code tried to reach past its region. Always a fault of ours, never of the reader."""


def current() -> str | None:
    """The region of this piece of work, EVERYWHERE, or None when nothing was set."""
    return _current.get()


def region_id() -> str:
    """The one region of this piece of work; ScopeBroken where there is none."""
    region = _current.get()
    if region is None or region == EVERYWHERE:
        raise ScopeBroken("this needs one region")
    return region


@contextmanager
def of(region: str) -> Iterator[None]:
    """Work inside one region."""
    token = _current.set(region)
    try:
        yield
    finally:
        _current.reset(token)


@contextmanager
def everywhere(reason: str) -> Iterator[None]:
    """Work across regions; ``reason`` is for the reader of the code and must not be empty."""
    if not reason:
        raise ScopeBroken("say why this needs all regions")
    with of(EVERYWHERE):
        yield


def enter(region: str) -> None:
    """Set the region for the rest of this request or command."""
    _current.set(region)


def leave() -> None:
    """Forget the region at the end of a request."""
    _current.set(None)


def _confine(state: ORMExecuteState) -> None:
    """Add the region to every ORM statement; refuse what cannot carry it."""
    region = _current.get()
    if region == EVERYWHERE:
        return
    if not state.is_orm_statement or state.is_insert:
        raise ScopeBroken("only ORM queries and flushed rows carry the region; use those")
    state.statement = state.statement.options(
        with_loader_criteria(
            RegionRow,
            (lambda cls: cls.region_id == region) if region else (lambda cls: false()),
            include_aliases=True,
        )
    )


def _check_rows(session: Session, _context: UOWTransaction, _instances: Any) -> None:
    """No row of another region is written, moved or deleted."""
    region = _current.get()
    if region == EVERYWHERE:
        return
    for row in [*session.new, *session.dirty, *session.deleted]:
        if isinstance(row, RegionRow) and row.region_id != region:
            raise ScopeBroken(f"{type(row).__name__} of another region")


def _tell_database(_session: Session, _transaction: Any, connection: Connection) -> None:
    """Tell PostgreSQL the region of this transaction, for row-level security."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT set_config('lotsen.region', %s, true)", (_current.get() or "",))


def guard(session_class: Any) -> None:
    """Put the guards on a session or a session class."""
    event.listen(session_class, "do_orm_execute", _confine)
    event.listen(session_class, "before_flush", _check_rows)
    event.listen(session_class, "after_begin", _tell_database)
