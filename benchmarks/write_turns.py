"""How long pages wait to write beside a job that writes one short transaction after the other.

    .venv/bin/python -m benchmarks.write_turns

Three threads write as pages do, each five times a second, beside one that never pauses, on a SQLite file as the
product opens it: once in turns (``lotsen/turns.py``), once as SQLite alone lets them wait, its peer. Prints the
median and the longest wait of the pages, and how many were refused after 30 s. Ends with status 1 when a page
waited longer than a second in turns.
"""

import sys
import tempfile
import threading
import time
from pathlib import Path

from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import OperationalError

from lotsen import database
from lotsen.database import prepare_engine, writing
from lotsen.turns import Turns

SECONDS, PAGES, LIMIT = 40, 3, 1.0
WORK = 0.015  # seconds of each transaction of the job


class NoTurns(Turns):
    """The peer: everybody at once to SQLite."""

    def take(self, seconds: float) -> bool:
        """Go ahead."""
        return seconds > 0

    def give(self) -> None:
        """Nobody waits here."""


class Writers:
    """The job and the pages on one engine, and how long each page waited."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.is_over = engine, threading.Event()
        self.waits: list[float] = []
        self.refused = 0

    def write(self, seconds: float = 0.0) -> None:
        """One transaction."""
        with writing(), self.engine.begin() as connection:
            connection.exec_driver_sql("INSERT INTO note VALUES (1)")
            time.sleep(seconds)

    def job(self) -> None:
        """Write without a pause."""
        while not self.is_over.is_set():
            self.write(WORK)

    def page(self) -> None:
        """Write now and then, and note how long it took."""
        while not self.is_over.is_set():
            began = time.perf_counter()
            try:
                self.write()
                self.waits.append(time.perf_counter() - began)
            except OperationalError:
                self.refused += 1
            time.sleep(0.2)


def measure(turns: type[Turns], seconds: int) -> Writers:
    """Let them write for a while."""
    with tempfile.TemporaryDirectory() as folder:
        database.Turns, before = turns, database.Turns
        engine = create_engine(f"sqlite:///{Path(folder) / 'notes.sqlite'}")
        prepare_engine(engine)
        database.Turns = before
        with writing(), engine.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE note (number)")
        writers = Writers(engine)
        threads = [threading.Thread(target=work) for work in (writers.job, *[writers.page] * PAGES)]
        for thread in threads:
            thread.start()
        time.sleep(seconds)
        writers.is_over.set()
        for thread in threads:
            thread.join()
        engine.dispose()
    return writers


def main() -> int:
    """Measure both and print."""
    longest = {}
    for name, turns in (("in turns", Turns), ("SQLite alone", NoTurns)):
        found = measure(turns, SECONDS)
        waits = sorted(found.waits)
        longest[name] = waits[-1]
        print(
            f"{name:12}: {len(waits)} pages wrote, waited {waits[len(waits) // 2]:.2f} s in the median, "
            f"{waits[-1]:.2f} s at most; refused {found.refused}",
            flush=True,
        )
    return int(longest["in turns"] > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
