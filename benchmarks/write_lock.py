"""How long transactions hold the write lock of SQLite: whoever else wants to write waits for so long."""

import time
from collections.abc import Callable

from sqlalchemy import Connection, event

from lotsen import scope
from lotsen.extensions import db


class Lock:
    """Notes for how long each transaction of an engine held the write lock: seconds, and of the processor."""

    def __init__(self) -> None:
        self.began, self.held = (0.0, 0.0), [(0.0, 0.0)]
        event.listen(db.engine, "after_cursor_execute", self._taken)
        for name in ("commit", "rollback"):
            event.listen(db.engine, name, self._given)

    def _taken(self, _connection: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        if statement == "BEGIN IMMEDIATE":
            self.began = (time.perf_counter(), time.process_time())

    def _given(self, _connection: Connection) -> None:
        wall, processor = self.began
        if wall:
            self.held.append((time.perf_counter() - wall, time.process_time() - processor))
            self.began = (0.0, 0.0)

    def longest(self) -> tuple[float, str]:
        """The longest since the last question: its seconds of the processor, and in words."""
        (wall, processor), self.held = max(self.held, key=lambda held: held[1]), [(0.0, 0.0)]
        return processor, f"the write lock at most {processor:.2f} s of the processor, {wall:.2f} s by the clock"


def job_time(work: Callable[[], int | None]) -> tuple[float, int | None]:
    """Seconds of the processor that a job takes, and what it answers."""
    began = time.process_time()
    with scope.everywhere("a job serves every region"):
        answer = work()
    return time.process_time() - began, answer
