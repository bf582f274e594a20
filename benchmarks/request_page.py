"""How long the page of one request takes with 10,000 volunteers: ranking, reasons and exclusions from the database.

    .venv/bin/python -m benchmarks.request_page
    .venv/bin/python -m benchmarks.request_page --postgresql postgresql://…/an_empty_database

Fills a fresh database, starts gunicorn as ./run does (one process), and reads the pages of 20 open requests
one after the other, several times. Prints what the first page after the start took (it lays out the pool),
what a page took after one volunteer had changed (the pool is laid out again), and the percentiles of the warm
pages. Ends with status 1 when the median of the warm pages is above 100 ms.
"""

import argparse
import http.client
import os
import random
import sys
import tempfile
import time
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from benchmarks.list_pages import REGION, fill, make_app, make_instance, percentiles, server
from lotsen import clock, scope
from lotsen.accounts.models import Account
from lotsen.consents import service as consents
from lotsen.database import measure_tables, writing
from lotsen.extensions import db
from lotsen.volunteers.models import Volunteer
from tests import factories

LIMIT_MS = 100
REQUESTS, ROUNDS = 20, 5
LANGUAGES = ("ara", "ukr", "tir", "fas", "tur", "rus")


def ask(app: Flask) -> list[str]:
    """Open requests of different languages, needs and wishes; the addresses of their pages."""
    dice = random.Random(11)
    with app.app_context(), scope.of(REGION), writing():
        reader = db.session.scalars(select(Account).where(Account.role == "coordinator").limit(1)).one()
        addresses = []
        for _number in range(REQUESTS):
            language = dice.choice(LANGUAGES)
            person = factories.newcomer(reader, languages=[{"language": language, "level": 7}])
            consents.give("matching", person, language="de", channel="written")
            wish = {"wants_gender": "w", "gender_is": dice.choice(("must", "prefer"))} if dice.random() < 0.3 else {}
            request = factories.help_request(person, needs=[dice.choice(("behoerde", "wohnen", "schule"))], **wish)
            addresses.append(f"/anfragen/{request.id}")
        db.session.commit()
        db.session.remove()
        measure_tables()
        db.engine.dispose()
    return addresses


def read(port: int, token: str, address: str) -> tuple[float, int]:
    """Milliseconds for one page, and how many people it ranks."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    began = time.perf_counter()
    connection.request("GET", address, headers={"Cookie": f"lotsen={token}", "Accept-Language": "de"})
    answer = connection.getresponse()
    body = answer.read()
    took = (time.perf_counter() - began) * 1000
    if answer.status != 200:
        raise SystemExit(f"{address}: {answer.status}")
    return took, body.count(b'class="candidate"')


def change_somebody(app: Flask) -> None:
    """One volunteer is changed by another process, so that every pool in memory is old."""
    with app.app_context(), scope.of(REGION), writing():
        person = db.session.scalars(select(Volunteer).limit(1)).one()
        person.status_since = clock.now()
        db.session.commit()
        db.session.remove()


def main() -> int:
    """Fill, start, read, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--volunteers", type=int, default=10_000)
    parser.add_argument("--postgresql", default="", help="address of an empty database instead of SQLite")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        environment = make_instance(Path(folder), given.postgresql)
        app = make_app(environment)
        token = fill(app, given.volunteers, 1)[0]
        addresses = ask(app)
        with server(environment, Path(folder) / "server.log") as (port, _process):
            first, _ = read(port, token, addresses[0])
            for address in addresses:
                read(port, token, address)
            found = [read(port, token, address) for _round in range(ROUNDS) for address in addresses]
            change_somebody(app)
            again, _ = read(port, token, addresses[0])
    p50, p95, p99 = percentiles([took for took, _ in found])
    ranked = sum(count for _, count in found) / len(found)
    print(f"{given.volunteers} volunteers, {len(found)} warm pages of {REQUESTS} requests, {ranked:.0f} ranked on each")
    print(f"first page after the start {first:.0f} ms, after somebody changed {again:.0f} ms")
    print(f"warm: p50 {p50:.1f}  p95 {p95:.1f}  p99 {p99:.1f} ms, limit {LIMIT_MS} ms, load {os.getloadavg()[0]:.1f}")
    return int(p50 > LIMIT_MS)


if __name__ == "__main__":
    sys.exit(main())
