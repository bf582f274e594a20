"""Many new rows, made ready before the transaction that writes them, and written with one statement a table.

A session takes its time for each row that it writes, seconds for a long list, and whoever else wants to write
waits for it. What is ready needs no session: sealing, defaults and keys are done, and only the values are kept.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, Final

from sqlalchemy import Table, insert, inspect

from lotsen import scope
from lotsen.extensions import db
from lotsen.rows import Base, RegionRow

CHUNK: Final = 200  # rows given to the driver at once; more are no faster

Values = tuple[Any, ...]


class ReadyRows:
    """New rows of the region of this piece of work, by table, as values in the order of its columns.

    They pass the guards of a session, and so are held to their region here: ScopeBroken where they are of another.
    """

    def __init__(self) -> None:
        self._region = scope.region_id()
        self._columns: dict[Table, tuple[str, ...]] = {}
        self._rows: dict[Table, list[Values]] = defaultdict(list)

    def add(self, rows: Iterable[RegionRow]) -> None:
        """Take the values of rows that no session knows."""
        for row in rows:
            if row.region_id != self._region:
                raise scope.ScopeBroken(f"{type(row).__name__} of another region")
            table = Base.metadata.tables[row.__tablename__]
            if table not in self._columns:
                self._columns[table] = tuple(attribute.key for attribute in inspect(type(row)).column_attrs)
            self._rows[table].append(tuple([getattr(row, name) for name in self._columns[table]]))

    def write(self) -> None:
        """Write all of them in the running transaction, parents before what hangs on them, and hold them no longer.

        A parent that comes after its child lets SQLite look through the child table for each one.
        """
        if not self._rows:
            return
        if scope.region_id() != self._region:
            raise scope.ScopeBroken("ready rows of another region")
        connection = db.session.connection()
        for table in Base.metadata.sorted_tables:
            for rows in _chunks(self._rows.pop(table, [])):
                connection.execute(insert(table), [dict(zip(self._columns[table], row, strict=True)) for row in rows])


def _chunks(rows: list[Values]) -> Iterator[list[Values]]:
    for start in range(0, len(rows), CHUNK):
        yield rows[start : start + CHUNK]
