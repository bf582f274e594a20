"""Count the SQL that something needs."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from lotsen.extensions import db

NOT_COUNTED = ("BEGIN", "SELECT SET_CONFIG", "SAVEPOINT", "RELEASE")


@contextmanager
def counted_queries() -> Iterator[list[str]]:
    """The statements sent inside, without the starts of transactions."""
    statements: list[str] = []

    def listen(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.lstrip().upper().startswith(NOT_COUNTED):
            statements.append(statement)

    engine = db.engine
    event.listen(engine, "before_cursor_execute", listen)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", listen)
