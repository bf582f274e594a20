"""How long others wait to write while a long list is taken over.

    .venv/bin/python -m benchmarks.long_import
    .venv/bin/python -m benchmarks.long_import --rows 3000

Fills a fresh SQLite database and takes over a list as the job does. SQLite has one write lock: prints the seconds of
the processor of the whole job, and of the longest transaction that held the lock. Ends with status 1 above the limit.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from benchmarks.list_pages import REGION, fill, make_app, make_instance
from benchmarks.write_lock import Lock, job_time
from lotsen import scope
from lotsen.accounts.models import Account
from lotsen.database import writing
from lotsen.extensions import db
from lotsen.imports import service as imports
from tests.lotsen.imports.lists import clean_row, csv_bytes

LIMIT_IN_LOCK = 3.0  # seconds of the processor, of a list of 10,000 rows


def taken_over(app: Flask, rows: int) -> bool:
    """Take a list over; whether the lock was held no longer than the limit."""
    with app.test_request_context(), scope.of(REGION), writing():
        lock = Lock()
        by = db.session.scalars(select(Account.id).where(Account.role == "coordinator").limit(1)).one()
        data = csv_bytes(map(clean_row, range(rows)))
        source, _ = imports.upload(data=data, file_name="liste.csv", account_id=by)
        key = imports.set_mapping(source.id, mapping=dict(source.mapping)).id
        db.session.rollback()
        job_time(imports.work_on_lists)
        lock.longest()
        imports.take_over(key)  # at once where the list is short
        db.session.rollback()
        took, _steps = job_time(imports.work_on_lists)
        held, words = lock.longest()
        print(f"a list of {rows} rows, {imports.get(key).counts['neu']} people: {took:.2f} s, {words}")
    return held <= LIMIT_IN_LOCK


def main() -> int:
    """Fill, take over, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=10_000)
    given = parser.parse_args()
    print(f"load average {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        app = make_app(make_instance(Path(folder), ""))
        fill(app, 500, 1)
        return int(not taken_over(app, given.rows))


if __name__ == "__main__":
    sys.exit(main())
