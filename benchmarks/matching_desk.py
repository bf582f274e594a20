"""How long the matching desk keeps others from writing: solving a region, and asking 500 people by one click.

    .venv/bin/python -m benchmarks.matching_desk
    .venv/bin/python -m benchmarks.matching_desk --requests 1000 --volunteers 2000

Fills a fresh SQLite database, solves it and publishes every line. SQLite has one write lock: whoever else wants
to write waits while a transaction holds it. Prints, for both, the whole time and the longest such transaction.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from pathlib import Path

from flask import Flask
from sqlalchemy import Connection, event, select

from benchmarks.list_pages import REGION, fill, make_app, make_instance
from benchmarks.request_page import LANGUAGES
from lotsen import scope
from lotsen.accounts.models import Account
from lotsen.consents import service as consents
from lotsen.database import measure_tables, writing
from lotsen.extensions import db
from lotsen.matching_runs import publishing, service
from tests import factories


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

    def longest(self) -> str:
        """The longest since the last question, in words."""
        (wall, processor), self.held = max(self.held), [(0.0, 0.0)]
        return f"the write lock at most {wall:.2f} s, of them {processor:.2f} s of the processor"


def ask(app: Flask, count: int) -> None:
    """Open requests of many newcomers."""
    dice = random.Random(11)
    with app.app_context(), scope.of(REGION), writing():
        reader = db.session.scalars(select(Account).where(Account.role == "coordinator").limit(1)).one()
        for _number in range(count):
            person = factories.newcomer(reader, languages=[{"language": dice.choice(LANGUAGES), "level": 7}])
            consents.give("matching", person, language="de", channel="written")
            factories.help_request(person, needs=[dice.choice(("behoerde", "wohnen", "schule"))])
        db.session.commit()
        db.session.remove()
        measure_tables()


def measure(app: Flask) -> None:
    """Solve and publish, each timed."""
    with app.test_request_context(), scope.of(REGION), writing():
        lock = Lock()
        by = db.session.scalars(select(Account.id).where(Account.role == "coordinator").limit(1)).one()
        began = time.perf_counter()
        run_id = service.solve(by=by, scale=50).id
        if service.get(run_id).status == "rechnet":
            service.solve_waiting()
            scope.enter(REGION)
        took = time.perf_counter() - began
        print(f"solving: {took:.2f} s, {lock.longest()}")
        lines = [line.id for line in service.lines_of(service.get(run_id)) if line.volunteer_id]
        db.session.rollback()
        lock.longest()
        began = time.perf_counter()
        asked, overtaken = publishing.publish(run_id, lines, by=by)
        took = time.perf_counter() - began
        print(f"asking {asked} ({overtaken} overtaken): {took:.2f} s, {lock.longest()}")


def main() -> int:
    """Fill, solve, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--volunteers", type=int, default=3000)
    parser.add_argument("--requests", type=int, default=850)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        app = make_app(make_instance(Path(folder), ""))
        fill(app, given.volunteers, 1)
        ask(app, given.requests)
        print(f"{given.requests} requests, {given.volunteers} volunteers, load average {os.getloadavg()[0]:.1f}")
        measure(app)
    return 0


if __name__ == "__main__":
    sys.exit(main())
