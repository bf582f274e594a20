"""C1: workers are killed while they deliver; no mail goes out twice, and none is forgotten.

What a worker had given to the relay when it died is neither sent again nor lost: it is named ``unclear``,
and staff see it.
"""

import subprocess
import sys
from collections import Counter

from flask import Flask
from sqlalchemy import select

from lotsen import scope
from lotsen.extensions import db
from lotsen.notices import service
from lotsen.notices.models import Notice
from tests import databases
from tests.conftest import HERE
from tests.house.sources import ROOT
from tests.lotsen.notices.relay import Relay, running

MAILS, KILLS = 1000, 20

#: Forks workers from one process that has everything loaded, kills them, and lets the last ones finish.
KILLING = """
import os, random, signal, sys, time
from datetime import timedelta
from pathlib import Path
from lotsen.extensions import db
from lotsen.jobs import run_inside
from lotsen.notices import delivery, frame, service
from tests.databases import make_app

folder, url, port, kills, workers, careless = sys.argv[1:]
app = make_app(Path(folder), url, mail_host="127.0.0.1", mail_port=int(port), mail_from="wir@example.org")
service.CLAIM_LASTS = timedelta(seconds=0.4)
dice = random.Random(11)
with app.app_context():
    frame.make("goodbye", "Title", "Text", language="de")  # the frame is read once, not by each of the workers
    db.engine.dispose()

def work(until_done):
    while True:
        delivered = run_inside(app, service.deliver_due)
        if until_done:
            return

def begin(until_done=False):
    child = os.fork()
    if child == 0:
        work(until_done)
        os._exit(0)
    return child

if careless == "yes":  # the negative control: begun again although the relay had the text
    service._own_up = lambda: None
    hand = delivery._hand_over
    delivery._hand_over = lambda relay, settings, message, to, before: hand(relay, settings, message, to, lambda: None)

for _ in range(int(kills)):
    children = [begin() for _ in range(int(workers))]
    time.sleep(dice.uniform(0.08, 0.25) * (5 if careless == "yes" else 1))  # few kills: each lands in the middle
    for child in children:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
for _ in range(3):
    time.sleep(0.6)  # claims of the dead run out
    os.waitpid(begin(until_done=True), 0)
"""


def _write(count: int) -> None:
    with scope.of(HERE):
        for number in range(count):
            service.write(
                "goodbye", mail=f"person{number}@example.org", language="de", once=f"goodbye:{number}",
                name="Ada", first_name="Ada",
            )  # fmt: skip
        db.session.commit()
        db.session.remove()


def _killed(app: Flask, relay: Relay, *, kills: int, workers: int, careless: bool = False) -> None:
    settings = app.config["LOTSEN"]
    with running(relay) as port:
        given = [settings.instance, settings.database_url, port, kills, workers, "yes" if careless else "no"]
        subprocess.run(
            [sys.executable, "-c", KILLING, *map(str, given)], cwd=ROOT, check=True, timeout=240,
            env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "LOTSEN_TEST_POSTGRESQL": databases.POSTGRESQL},
        )  # fmt: skip


def _arrived(relay: Relay) -> Counter[str]:
    return Counter(str(mail["To"]) for mail in relay.mails)


def _states() -> Counter[str]:
    with scope.everywhere("test"):
        return Counter(db.session.scalars(select(Notice.status)))


def test_no_mail_twice_and_none_forgotten(any_app: Flask) -> None:
    """1,000 mails, 20 times the plug is pulled, one worker on SQLite and two on PostgreSQL."""
    relay = Relay()
    _write(MAILS)
    is_sqlite = any_app.config["LOTSEN"].is_sqlite
    _killed(any_app, relay, kills=KILLS, workers=1 if is_sqlite else 2)
    arrived, states = _arrived(relay), _states()
    assert max(arrived.values()) == 1
    assert set(states) <= {"sent", "unclear"}
    assert states["sent"] + states["unclear"] == MAILS
    assert states["unclear"] <= 2 * KILLS
    assert MAILS - states["unclear"] <= len(arrived) <= MAILS


def test_a_worker_that_begins_again_sends_twice(app: Flask) -> None:
    """The negative control: without the step before the hand-over some mails arrive twice."""
    relay = Relay()
    relay.pause = 0.1
    _write(40)
    _killed(app, relay, kills=5, workers=1, careless=True)
    assert max(_arrived(relay).values()) > 1
