"""How long the network's pages take: as a reader meets them, right after a change, and with nothing from a job.

    .venv/bin/python -m benchmarks.network_results [PEOPLE …]

Fills a fresh database with regions of 1,000 and 3,000 people and organisations (or as many as are named), lets
the job run, and fetches each page several times as a case manager. Prints the median of the processor's time:
from the kept result; the same right after somebody noted a contact, so that records are read anew; and the same
page if the result were worked out first, as before there was a job. Ends with status 1 where a page from the kept
result takes longer than 200 ms with 1,000, the most that any region has, or longer than 400 ms with 3,000.
"""

import sys
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import process_time

from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy import select

import network
from benchmarks import region_rows
from benchmarks.list_pages import REGION, make_app, make_instance
from lotsen import clock, scope
from lotsen.accounts import sessions
from lotsen.database import measure_tables
from lotsen.extensions import db
from lotsen.network_results import renewal, worked_out
from lotsen.regions import geodata
from lotsen.ties import course, snapshot
from lotsen.ties.models import Tie

LIMITS_MS, ROUNDS = {1_000: 200.0, 3_000: 400.0}, 5
JOB = "the job, two years included"
#: Each page, and what it would have to work out by itself.
PAGES: dict[str, Callable[[snapshot.Known], object]] = {
    "/netzwerk": lambda known: network.gaps(known.snapshot),
    "/netzwerk/luecken": lambda known: network.gaps(known.snapshot),
    "/netzwerk/was-hilft": worked_out.introductions,
    "/netzwerk/wenn-jemand-geht?weg=SOMEBODY": lambda known: network.assess(known.snapshot),
    "/netzwerk/haupt-und-ehrenamt": lambda known: network.collaboration(known.snapshot),
    "/netzwerk/verlauf": lambda known: network.between(
        known.snapshot.at(course.months_before(known.snapshot.on, 1)), known.snapshot
    ),
    "/netzwerk/angebot-und-bedarf": lambda _known: None,
    "/netzwerk?gemeinde=06440004": lambda _known: None,
    "/netzwerk?knoten=SOMEBODY": lambda _known: None,
}


def taken_ms(call: Callable[[], object]) -> float:
    """Processor time of one call in milliseconds."""
    begun = process_time()
    call()
    return (process_time() - begun) * 1000


def fill(app: Flask, count: int) -> tuple[str, str]:
    """A region of so many; a session token, and the key of somebody of the staff."""
    with app.app_context():
        upgrade(directory="migrations")
        geodata.load()
        with scope.of(REGION):
            with clock.moved_to(
                clock.now() - timedelta(hours=1)
            ):  # what the last minute changed is looked at row by row
                account = region_rows.write(REGION, count)
            token = sessions.start(db.session(), account, is_complete=True)
            db.session.commit()
            known = snapshot.of_region()
        db.session.remove()
        measure_tables()
    return token, next(one.id for one in known.active_actors if one.kind == "staff")


def worked_out_ms(app: Flask) -> dict[str, float]:
    """What each page would have to work out, and the job for all of them, on records that are read."""
    found = {}
    with app.app_context(), scope.of(REGION):
        known = snapshot.known_of_region()
        for page, work_out in PAGES.items():
            found[page] = min(taken_ms(lambda work_out=work_out: work_out(known)) for _ in range(3))
        found[JOB] = taken_ms(renewal.renew)
        db.session.remove()
    return found


def fetch(client: FlaskClient, page: str) -> None:
    """One page, which must be there."""
    answer = client.get(page, headers={"Accept-Language": "de"})
    if answer.status_code != 200:
        raise SystemExit(f"{page}: {answer.status_code}")


def after_contact_ms(app: Flask, client: FlaskClient, page: str) -> float:
    """One page after contact between two was noted: ties are read anew, and the graph is built again."""
    with app.app_context(), scope.of(REGION):
        tie = db.session.scalars(select(Tie).limit(1)).one()
        tie.contact_count += 1
        db.session.commit()
        db.session.remove()
    return taken_ms(lambda: fetch(client, page))


def measured(count: int) -> float:
    """The table of one size; the slowest page from a kept result."""
    slowest = 0.0
    with tempfile.TemporaryDirectory() as folder:
        app = make_app(make_instance(Path(folder), ""))
        token, somebody = fill(app, count)
        took = worked_out_ms(app)
        client = app.test_client()
        client.set_cookie(sessions.cookie_name(app.config["LOTSEN"]), token)
        print(f"{count:,} people and organisations, ms of the processor", end="")
        print(f"{'kept':>10}{'after a change':>16}{'on demand':>12}")
        for page in PAGES:
            address = page.replace("SOMEBODY", somebody)
            fetch(client, address)
            kept = median(taken_ms(lambda address=address: fetch(client, address)) for _ in range(ROUNDS))
            renewed = median(after_contact_ms(app, client, address) for _ in range(ROUNDS))
            print(f"{page:<50}{kept:10.0f}{renewed:16.0f}{kept + took[page]:12.0f}", flush=True)
            slowest = max(slowest, kept)
    print(f"{JOB:<76}{took[JOB]:12.0f}")
    return slowest


def main() -> int:
    """Every size; 1 where a limit is not kept."""
    slowest = {count: measured(count) for count in map(int, sys.argv[1:] or LIMITS_MS)}
    return int(any(found > LIMITS_MS.get(count, found) for count, found in slowest.items()))


if __name__ == "__main__":
    sys.exit(main())
