"""How long the matching desk keeps others from writing: solving a region, and asking 500 people by one click.

    .venv/bin/python -m benchmarks.matching_desk
    .venv/bin/python -m benchmarks.matching_desk --requests 1000 --volunteers 2000

Fills a fresh SQLite database, solves it and publishes every line. SQLite has one write lock: whoever else wants
to write waits while a transaction holds it. Prints, for both, the whole time and the longest such transaction.
Ends with status 1 where asking holds it for more than a second of the processor.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from benchmarks.list_pages import REGION, fill, make_app, make_instance
from benchmarks.request_page import LANGUAGES
from benchmarks.write_lock import Lock
from lotsen import scope
from lotsen.accounts.models import Account
from lotsen.consents import service as consents
from lotsen.database import measure_tables, writing
from lotsen.extensions import db
from lotsen.matching_runs import long_runs, publishing, service
from tests import factories

LIMIT_IN_LOCK = 1.0  # seconds of the processor


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


def measure(app: Flask) -> bool:
    """Solve and publish, each timed; whether asking held the lock no longer than the limit."""
    with app.test_request_context(), scope.of(REGION), writing():
        lock = Lock()
        by = db.session.scalars(select(Account.id).where(Account.role == "coordinator").limit(1)).one()
        began = time.perf_counter()
        run_id = service.solve(by=by, scale=50).id
        if service.get(run_id).status == "rechnet":
            long_runs.solve_waiting()
            scope.enter(REGION)
        took = time.perf_counter() - began
        print(f"solving: {took:.2f} s, {lock.longest()[1]}")
        lines = [line.id for line in service.lines_of(service.get(run_id)) if line.volunteer_id]
        db.session.rollback()
        lock.longest()
        began = time.perf_counter()
        asked, overtaken = publishing.publish(run_id, lines, by=by)
        took = time.perf_counter() - began
        held, words = lock.longest()
        print(f"asking {asked} ({overtaken} overtaken): {took:.2f} s, {words}")
    return held <= LIMIT_IN_LOCK


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
        is_kept = measure(app)
    return int(not is_kept)


if __name__ == "__main__":
    sys.exit(main())
