"""A long run in a real browser: the bar moves, it is called off, and it outlives the death of the server."""

import random
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import update

from lotsen import clock, scope
from lotsen.accounts import sessions
from lotsen.consents import service as consents
from lotsen.database import measure_tables, own_transaction, writing
from lotsen.extensions import db
from lotsen.matching_runs.long_runs import SILENT
from lotsen.matching_runs.models import MatchingRun
from tests import databases, factories
from tests.browser.journey_visitor import Visitor, visit
from tests.conftest import HERE
from tests.promises.server import Server

pytestmark = pytest.mark.browser
REQUESTS, VOLUNTEERS = 60, 90  # a step each, half a minute on the slow machine of slow_solver
LANGUAGES = ("ara", "ukr", "tir", "tur", "rus")
BAR = "main progress"
LONGEST = 120_000  # milliseconds, on a busy machine


def test_a_long_run_moves_is_called_off_and_outlives_its_server(
    browser: Browser, tmp_path: Path, sqlite_template: Path
) -> None:
    """The operator leaves all runs to the job; the server dies once in the middle of one."""
    databases.sqlite_copy(sqlite_template, tmp_path)
    app = databases.make_app(tmp_path)
    with app.app_context():
        token = _fill()
        server = Server(tmp_path, solve_at_once="0", has_job_thread="true")
        server.start(application="tests.browser.slow_solver:app")
        try:
            with visit(browser, server.address) as karin:
                karin.page.context.add_cookies([{"name": "lotsen", "value": token, "url": server.address}])
                _start(karin)
                _wait_until_it_moves(karin)
                karin.press("Rechnung abbrechen")
                assert karin.sees("Die Rechnung ist abgebrochen")
                _start(karin)
                _wait_until_it_moves(karin)
                server.kill()
                _a_minute_passes()
                server.start()
                karin.go(karin.page.url)
                expect(karin.page.locator("main .tiles")).to_be_visible(timeout=LONGEST)
                karin.page.wait_for_load_state()  # hundreds of lines: what is not read yet has no name for axe
                karin.inspect()
                assert karin.sees(f"von {REQUESTS}")
                while_dead = "Failed to load resource"
                karin.faults = [one for one in karin.faults if while_dead not in one]
        finally:
            server.kill()


def _fill() -> str:
    """A region in which many suit many; the session of its coordinator."""
    dice = random.Random(3)
    with scope.of(HERE), writing():
        karin = factories.account("coordinator")
        for _number in range(VOLUNTEERS):
            factories.volunteer(languages={"deu": 5, dice.choice(LANGUAGES): 7}, capacity=1, radius_km=40)
        for _number in range(REQUESTS):
            person = factories.newcomer(karin, languages=[{"language": dice.choice(LANGUAGES), "level": 7}])
            consents.give("matching", person, language="de", channel="written")
            factories.help_request(person)
        db.session.commit()
        measure_tables()
    with scope.of(HERE):
        db.session.refresh(karin)  # not inside: it would wait for the lock that the next line takes
        with own_transaction(region=HERE) as session:
            token = sessions.start(session, karin, is_complete=True)
    db.session.remove()
    db.engine.dispose()
    return token


def _start(karin: Visitor) -> None:
    karin.go("/abgleich")
    karin.press("Besten Abgleich rechnen")
    assert karin.sees("im Hintergrund")
    assert karin.page.locator(BAR).is_visible()


def _wait_until_it_moves(karin: Visitor) -> None:
    expect(karin.page.locator(BAR)).not_to_have_attribute("value", "0", timeout=LONGEST)


def _a_minute_passes() -> None:
    """As if the dead job had been silent for long enough."""
    aged = update(MatchingRun).where(MatchingRun.status == "rechnet")
    with own_transaction(region=HERE) as session:
        session.execute(aged.values(beat_at=clock.now() - SILENT - timedelta(seconds=1)))
    db.session.remove()
