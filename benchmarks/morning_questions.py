"""How long the job of the morning takes that asks whether people are still there, and how long others wait for it.

    .venv/bin/python -m benchmarks.morning_questions
    .venv/bin/python -m benchmarks.morning_questions --volunteers 500

Fills a fresh SQLite database; lets the job ask everybody of whom nothing was heard, remind them a week later, and
let them rest after another. Prints the seconds of the processor of each morning, and of the longest transaction
that held the write lock. Ends with status 1 where a morning takes longer than the limit.
"""

import argparse
import os
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import update

from benchmarks.list_pages import REGION, fill, make_app, make_instance
from benchmarks.write_lock import Lock, job_time
from lotsen import clock, scope
from lotsen.database import change, writing
from lotsen.extensions import db
from lotsen.interest_questions.morning import REMIND_AFTER, REST_AFTER, ask_and_remind
from lotsen.volunteers.models import Volunteer

LIMIT_OF_A_MORNING = 5.0  # seconds of the processor, for 3,000 people


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
                took, steps = job_time(ask_and_remind)
            print(f"{days.days} days on, {steps} people: {took:.2f} s, {lock.longest()[1]}")
            slowest = max(slowest, took)
    return slowest <= LIMIT_OF_A_MORNING


def main() -> int:
    """Fill, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--volunteers", type=int, default=3000)
    given = parser.parse_args()
    print(f"load average {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        app = make_app(make_instance(Path(folder), ""))
        fill(app, given.volunteers, 1)
        is_kept = asked(app)
    return int(not is_kept)


if __name__ == "__main__":
    sys.exit(main())
