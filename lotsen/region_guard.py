"""The guards that hold every session to the region of its ``scope``.

Four layers keep regions apart: the filter that is added to every ORM statement, the check before
every flush, composite foreign keys (``refers_to`` in ``rows``), and row-level security on PostgreSQL.
A statement without a scope finds nothing.
"""

from typing import Any

from sqlalchemy import Connection, event, false
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction, with_loader_criteria

from lotsen import scope
from lotsen.rows import RegionRow


def _confine(state: ORMExecuteState) -> None:
    """Add the region to every ORM statement; refuse what cannot carry it."""
    region = scope.current()
    if region == scope.EVERYWHERE:
        return
    if not state.is_orm_statement or state.is_insert:
        raise scope.ScopeBroken("only ORM queries and flushed rows carry the region; use those")
    state.statement = state.statement.options(
        with_loader_criteria(
            RegionRow,
            (lambda cls: cls.region_id == region) if region else (lambda cls: false()),
            include_aliases=True,
        )
    )


def _check_rows(session: Session, _context: UOWTransaction, _instances: Any) -> None:
    """No row of another region is written, moved or deleted."""
    region = scope.current()
    if region == scope.EVERYWHERE:
        return
    for row in [*session.new, *session.dirty, *session.deleted]:
        if isinstance(row, RegionRow) and row.region_id != region:
            raise scope.ScopeBroken(f"{type(row).__name__} of another region")


def _tell_database(_session: Session, _transaction: Any, connection: Connection) -> None:
    """Tell PostgreSQL the region of this transaction, for row-level security."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT set_config('lotsen.region', %s, true)", (scope.current() or "",))


def guard(session_class: Any) -> None:
    """Put the guards on a session or a session class."""
    event.listen(session_class, "do_orm_execute", _confine)
    event.listen(session_class, "before_flush", _check_rows)
    event.listen(session_class, "after_begin", _tell_database)
