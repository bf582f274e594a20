"""How long list pages take: 20 readers at work on a register with 5,000 volunteers.

    .venv/bin/python -m benchmarks.list_pages
    .venv/bin/python -m benchmarks.list_pages --processes 2
    .venv/bin/python -m benchmarks.list_pages --postgresql postgresql://…/an_empty_database

Fills a fresh database, starts gunicorn as ./run does (one process, eight threads) or with the processes
that are asked for, and lets every reader fetch one page a second (closed loop: the next page only after
the one before; the rest of the second is thinking) over the addresses in PAGES. Prints the 50th, 95th and
99th percentile per address and the computing time that the server took per page, which other work on the
machine disturbs least. Ends with status 1 when the 95th of all is above 100 ms. Everything it started is
gone afterwards.
"""

import argparse
import contextlib
import http.client
import itertools
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade

from lotsen import clock, create_app, crypto, scope
from lotsen.accounts import sessions
from lotsen.accounts.models import Account
from lotsen.database import measure_tables
from lotsen.extensions import db
from lotsen.languages import LANGUAGES
from lotsen.needs import OFFERED_NEEDS
from lotsen.regions import geodata
from lotsen.regions.service import municipalities_in
from lotsen.settings import Settings, fresh_settings_text
from lotsen.volunteers import search_words
from lotsen.volunteers.models import Qualification, Volunteer, VolunteerLanguage, VolunteerNeed

REGION = "06440"
LIMIT_MS = 100
#: What is measured. Another list only has to be added here.
PAGES = (
    "/ehrenamtliche/",
    "/ehrenamtliche/?page=40",
    "/ehrenamtliche/?language=ara&level=4",
    "/ehrenamtliche/?suche=SEARCH",  # the sealed word for "schm"
    "/ehrenamtliche/?status=freigegeben&mode=lotse&need=schule&free=y",
    "/ehrenamtliche/?ags=06440004&within=15&sort=-status",
    "/ehrenamtliche/?certificate=y&sort=waiting",
)
FIRST = ("Amina", "Jörg", "Şirin", "Olena", "Mehmet", "Łukasz", "Fatima", "Sabine", "Tesfaye", "Ngọc")
LAST = ("Schmidt", "Müller", "Öztürk", "Kowalczyk", "Haile", "Шевченко", "Haddad", "Becker", "Nguyễn", "Schmitt")


def make_instance(folder: Path, database_url: str) -> dict[str, str]:
    """Settings of a fresh installation, as an environment."""
    lines = [line for line in fresh_settings_text().splitlines() if line and not line.startswith("#")]
    return {
        **dict(line.split("=", 1) for line in lines),
        "LOTSEN_INSTANCE": str(folder),
        "LOTSEN_DATABASE_URL": database_url,
        "LOTSEN_IS_DEMO": "false",
    }


def make_app(environment: dict[str, str]) -> Flask:
    """The app on that installation."""
    given = {name.removeprefix("LOTSEN_").lower(): value for name, value in environment.items()}
    return create_app(Settings(_env_file=None, **given))


def fill(app: Flask, count: int, readers: int) -> list[str]:
    """Migrate, write volunteers, and give one session token per reader."""
    dice = random.Random(7)
    with app.app_context():
        upgrade(directory="migrations")
        geodata.load()
        with scope.of(REGION):
            places = [place.ags for place in municipalities_in(REGION)]
            for start in range(0, count, 500):
                for number in range(start, min(start + 500, count)):
                    _volunteer(dice, number, dice.choice(places))
                db.session.commit()
                db.session.expunge_all()
            accounts = [_coordinator(f"reader{number}@example.org") for number in range(readers)]
            tokens = [sessions.start(db.session(), account, is_complete=True) for account in accounts]
            db.session.commit()
        db.session.remove()
        measure_tables()  # what the job thread does every hour
        db.engine.dispose()
    return tokens


def _coordinator(mail: str) -> Account:
    account = Account(
        role="coordinator", mail=mail, mail_index=crypto.mail_index(mail), display_name="Lesende Person",
        totp_seed="JBSWY3DPEHPK3PXP",
    )  # fmt: skip
    db.session.add(account)
    return account


def _volunteer(dice: random.Random, number: int, ags: str) -> None:
    states = ("freigegeben",) * 6 + ("interessiert", "in_pruefung", "in_qualifizierung", "pausiert", "beendet")
    mail, since = f"v{number}@example.org", clock.now() - timedelta(days=dice.randrange(500))
    row = Volunteer(
        number=f"V-{number:05}", first_name=dice.choice(FIRST), last_name=dice.choice(LAST), mail=mail,
        mail_index=crypto.mail_index(mail), mail_confirmed_at=since, phone=f"0151 {number:07}", plz="63654",
        ags=ags, status=dice.choice(states), status_since=since, released_at=since, created_at=since,
        modes=dice.choice((["lotse"], ["pate"], ["lotse", "laiendolmetscher"])), times=["mon-am", "wed-eve"],
        capacity=dice.randint(1, 3), gender=dice.choice("wwm"), works_with_minors=dice.random() < 0.4,
    )  # fmt: skip
    db.session.add(row)
    codes = ["deu", *dice.sample([one.code for one in LANGUAGES[1:12]], dice.randint(1, 3))]
    for position, code in enumerate(codes):
        db.session.add(
            VolunteerLanguage(volunteer_id=row.id, position=position, language=code, level=dice.randint(2, 7))
        )
    for need in dice.sample(OFFERED_NEEDS, 4):
        db.session.add(VolunteerNeed(volunteer_id=row.id, need=need.key))
    if "lotse" in row.modes and dice.random() < 0.7:
        day = since.date()
        db.session.add(
            Qualification(
                volunteer_id=row.id, kind="basisqualifizierung", provider="vhs", units=24, started_on=day,
                finished_on=day,
            )
        )  # fmt: skip


@contextlib.contextmanager
def server(environment: dict[str, str], log: Path) -> Iterator[tuple[int, int]]:
    """Gunicorn as ./run starts it, on a free port; its port and process, ended with the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "-b", f"127.0.0.1:{port}", "wsgi:app"]
    with log.open("w") as out:
        process = subprocess.Popen(command, env={**os.environ, **environment}, stdout=out, stderr=out)
        try:
            _wait(port, process, log)
            yield port, process.pid
        finally:
            process.terminate()
            process.wait(20)


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(300):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        if process.poll() is not None:
            raise SystemExit(log.read_text())
        time.sleep(0.1)
    raise SystemExit("the server did not start")


def computing_seconds(master: int) -> float:
    """Processor time that the server and its processes have used so far."""
    workers = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    fields = [Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split() for number in (master, *workers)]
    ticks = sum(int(field[11]) + int(field[12]) for field in fields)  # utime and stime, proc(5)
    return ticks / os.sysconf("SC_CLK_TCK")


def read_pages(port: int, tokens: list[str], pages: tuple[str, ...], seconds: int) -> dict[str, list[float]]:
    """Every reader in a thread of its own; milliseconds per address."""
    found: dict[str, list[float]] = defaultdict(list)
    lock, end = threading.Lock(), time.monotonic() + seconds

    def work(number: int, token: str) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        time.sleep(number / len(tokens))
        for page in itertools.islice(itertools.cycle(pages), number, None):
            if time.monotonic() >= end:
                return
            began = time.perf_counter()
            connection.request("GET", page, headers={"Cookie": f"lotsen={token}", "Accept-Language": "de"})
            answer = connection.getresponse()
            body = answer.read()
            took = (time.perf_counter() - began) * 1000
            if answer.status != 200 or b"<h1" not in body:
                raise SystemExit(f"{page}: {answer.status}")
            with lock:
                found[page].append(took)
            time.sleep(max(0.0, 1 - took / 1000))

    threads = [threading.Thread(target=work, args=pair) for pair in enumerate(tokens)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def percentiles(values: list[float]) -> tuple[float, float, float]:
    """The 50th, 95th and 99th percentile."""
    cuts = statistics.quantiles(values, n=100, method="inclusive")
    return cuts[49], cuts[94], cuts[98]


def print_table(found: dict[str, list[float]]) -> float:
    """The figures per address and for all; gives back the 95th percentile of all."""
    print(f"{'address':<66} {'n':>5} {'p50':>7} {'p95':>7} {'p99':>7}  ms")
    for page, values in found.items():
        print(f"{page:<66} {len(values):>5} " + " ".join(f"{value:7.1f}" for value in percentiles(values)))
    everything = [value for values in found.values() for value in values]
    print(f"{'all':<66} {len(everything):>5} " + " ".join(f"{v:7.1f}" for v in percentiles(everything)))
    return percentiles(everything)[1]


def main() -> int:
    """Fill, start, read, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--volunteers", type=int, default=5000)
    parser.add_argument("--readers", type=int, default=20)
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--postgresql", default="", help="address of an empty database instead of SQLite")
    parser.add_argument("--page", action="append", help="measure this address instead (may be given often)")
    given = parser.parse_args()
    pages = tuple(given.page or PAGES)
    with tempfile.TemporaryDirectory() as folder:
        environment = make_instance(Path(folder), given.postgresql)
        app = make_app(environment)
        tokens = fill(app, given.volunteers, given.readers)
        with app.app_context(), scope.of(REGION):
            word = search_words.seal("schm")
        environment["LOTSEN_PROCESSES"] = str(given.processes)
        with server(environment, Path(folder) / "server.log") as (port, process):
            pages = tuple(page.replace("SEARCH", word) for page in pages)
            read_pages(port, tokens[: 2 * given.processes], pages, 8)  # the first look fills the name book
            before = computing_seconds(process)
            found = read_pages(port, tokens, pages, given.seconds)
            used = computing_seconds(process) - before
    worst = print_table(found)
    count = sum(len(values) for values in found.values())
    print(f"{given.processes} process(es): {used * 1000 / count:.1f} ms of computing per page, {count} pages")
    print(f"p95 of all: {worst:.1f} ms, limit {LIMIT_MS} ms, load of the machine {os.getloadavg()[0]:.1f}")
    return int(worst > LIMIT_MS)


if __name__ == "__main__":
    sys.exit(main())
