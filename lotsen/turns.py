"""First come, first served: the order in which the threads of this process write to SQLite.

SQLite has one write lock and no queue before it: who waits looks again after up to 100 ms, and a job that writes
one short transaction after the other has taken the lock again long before. Pages beside such a job waited for
seconds in the median, and some were refused after 30 (``benchmarks/write_turns.py``). So threads of one process
queue up here first. Another process still waits as SQLite lets it.
"""

from collections import deque
from threading import Event, Lock


class Turns:
    """A lock that is handed to whoever has waited longest."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._is_taken = False
        self._waiting: deque[Event] = deque()

    def take(self, seconds: float) -> bool:
        """Wait for one's turn; False where it did not come in time."""
        with self._guard:
            if not self._is_taken:
                self._is_taken = True
                return True
            mine = Event()
            self._waiting.append(mine)
        if mine.wait(seconds):
            return True
        with self._guard:
            if not mine.is_set():
                self._waiting.remove(mine)
        return mine.is_set()

    def give(self) -> None:
        """Hand the turn on; whoever gives it and wants it again stands at the end."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._is_taken = False
