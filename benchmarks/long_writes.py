"""How long others wait while a long list is taken over, and while thousands are asked whether they are still there.

    .venv/bin/python -m benchmarks.long_writes
    .venv/bin/python -m benchmarks.long_writes --rows 2000 --volunteers 500

Fills a fresh SQLite database; takes over a list as the job does; then lets the job of the morning ask everybody of
whom nothing was heard, remind them a week later, and let them rest after another. SQLite has one write lock: prints
the seconds of the processor of each, and of the longest transaction in it. Ends with status 1 above a limit.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import select, update

from benchmarks.list_pages import REGION, fill, make_app, make_instance
from benchmarks.write_lock import Lock
from lotsen import clock, scope
from lotsen.accounts.models import Account
from lotsen.database import change, writing
from lotsen.extensions import db
from lotsen.imports import service as imports
from lotsen.interest_questions.morning import REMIND_AFTER, REST_AFTER, ask_and_remind
from lotsen.volunteers.models import Volunteer
from tests.lotsen.imports.lists import clean_row, csv_bytes

LIMIT_IN_LOCK = 3.0  # seconds of the processor, of a list of 10,000 rows
LIMIT_OF_A_MORNING = 5.0  # seconds of the processor, for 3,000 people


def taken_over(app: Flask, rows: int) -> bool:
    """Take a list over; whether the lock was held no longer than the limit."""
    with app.test_request_context(), scope.of(REGION), writing():
        lock = Lock()
        by = db.session.scalars(select(Account.id).where(Account.role == "coordinator").limit(1)).one()
        data = csv_bytes(map(clean_row, range(rows)))
        source, _ = imports.upload(data=data, file_name="liste.csv", account_id=by)
        key = imports.set_mapping(source.id, mapping=dict(source.mapping)).id
        db.session.rollback()
        _job(imports.work_on_lists)
        lock.longest()
        imports.take_over(key)  # at once where the list is short
        db.session.rollback()
        took, _steps = _job(imports.work_on_lists)
        held, words = lock.longest()
        print(f"a list of {rows} rows, {imports.get(key).counts['neu']} people: {took:.2f} s, {words}")
    return held <= LIMIT_IN_LOCK


def asked(app: Flask) -> bool:
    """Ask everybody, remind, let rest; whether each morning took no longer than the limit."""
    slowest = 0.0
    with app.test_request_context(), scope.of(REGION), writing():
        long_ago = clock.now() - timedelta(days=90)
        change(update(Volunteer).values(last_contact_at=long_ago, released_at=long_ago))
        db.session.commit()
        lock = Lock()
        for days in (timedelta(0), REMIND_AFTER, REST_AFTER):
            with clock.moved_to(clock.now() + days):
                took, steps = _job(ask_and_remind)
            print(f"{days.days} days on, {steps} people: {took:.2f} s, {lock.longest()[1]}")
            slowest = max(slowest, took)
    return slowest <= LIMIT_OF_A_MORNING


def _job(work: Callable[[], int | None]) -> tuple[float, int | None]:
    """Seconds of the processor that a job takes, and what it answers."""
    began = time.process_time()
    with scope.everywhere("a job serves every region"):
        answer = work()
    return time.process_time() - began, answer


def main() -> int:
    """Fill, take over, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--volunteers", type=int, default=3000)
    given = parser.parse_args()
    print(f"load average {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        app = make_app(make_instance(Path(folder), ""))
        fill(app, given.volunteers, 1)
        kept = [asked(app), taken_over(app, given.rows)]
    return int(not all(kept))


if __name__ == "__main__":
    sys.exit(main())
