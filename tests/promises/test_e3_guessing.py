"""E3: guessing is counted exactly, also under parallel fire, and the owner still gets in."""

import re
import subprocess
import threading
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode

import pytest
from flask import Flask

from lotsen import clock
from lotsen.accounts import passwords, throttle
from lotsen.extensions import db
from tests.lotsen.accounts import people
from tests.pages import Pages
from tests.promises.server import Server

WRONG = "falsch aber lang genug"


class FakeHasher:
    """Counts real checks, and is quick, so that counting is what the test measures."""

    def __init__(self) -> None:
        self.checks = 0
        self._gate = threading.Lock()

    def verify(self, _stored: str, password: str) -> bool:
        """Right for PASSWORD."""
        with self._gate:
            self.checks += 1
        if password != people.PASSWORD:
            from argon2.exceptions import VerifyMismatchError

            raise VerifyMismatchError
        return True

    def check_needs_rehash(self, _stored: str) -> bool:
        """Never."""
        return False


@pytest.fixture
def hasher(monkeypatch: pytest.MonkeyPatch) -> FakeHasher:
    """Checks are counted."""
    people.password_hash()  # made by the real one
    fake = FakeHasher()
    monkeypatch.setattr(passwords, "HASHER", fake)
    return fake


def _all_at_once(count: int, act: Callable[[int], object]) -> list[object]:
    """Run in threads that start together."""
    start, results = threading.Barrier(count), [None] * count

    def run(number: int) -> None:
        start.wait()
        results[number] = act(number)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def _try(app: Flask, mail: str, address: str = "192.0.2.1", password: str = WRONG) -> int:
    pages = Pages(app)
    data = {"csrf_token": pages.token(), "mail": mail, "password": password}
    return pages.client.post("/konto/anmelden", data=data, environ_overrides={"REMOTE_ADDR": address}).status_code


def test_fifty_at_once_are_five_checks(any_app: Flask, hasher: FakeHasher) -> None:
    """One address, one account: five passwords are looked at, forty-five are turned away, nothing breaks."""
    mail = people.somebody().mail
    statuses = _all_at_once(50, lambda _number: _try(any_app, mail))
    assert hasher.checks == 5
    assert sorted(statuses) == [422] * 5 + [429] * 45


def test_two_hundred_addresses_are_five_checks(app: Flask, hasher: FakeHasher) -> None:
    """Many machines guess one account."""
    account = people.somebody()
    statuses = [_try(app, account.mail, f"198.51.100.{number}") for number in range(60)]
    assert hasher.checks == 5
    assert statuses.count(429) == 55


def test_one_address_guesses_twenty_times(app: Flask, hasher: FakeHasher) -> None:
    """One machine tries many accounts, known and unknown ones."""
    statuses = [_try(app, f"person{number}@example.com") for number in range(60)]
    assert hasher.checks == 20
    assert statuses.count(429) == 40


def test_a_provider_s_whole_household_is_one_visitor(app: Flask, hasher: FakeHasher) -> None:
    """IPv6 gives everybody more addresses than there are passwords."""
    for number in range(30):
        _try(app, f"person{number}@example.com", f"2001:db8::{number:x}")
    assert hasher.checks == 20


def test_the_owner_gets_in_during_the_attack(app: Flask, hasher: FakeHasher, pages: Pages) -> None:
    """A device that signed in before has tries of its own."""
    account = people.somebody("volunteer")
    people.give_password(pages, account)
    pages.post("/konto/abmelden")
    for _ in range(20):
        _try(app, account.mail)
    people.give_password(Pages(app), account, status=429)
    people.give_password(pages, account)
    assert people.is_in(pages)


def test_a_device_known_to_one_is_a_stranger_to_another(app: Flask, hasher: FakeHasher, pages: Pages) -> None:
    """One's own device gives no further tries at somebody else's account."""
    people.give_password(pages, people.somebody("volunteer"))
    pages.post("/konto/abmelden")
    target = people.somebody()
    statuses = [
        pages.client.post(
            "/konto/anmelden", data={"csrf_token": pages.token(), "mail": target.mail, "password": WRONG}
        ).status_code
        for _ in range(8)
    ]
    assert statuses == [422] * 5 + [429] * 3


def test_no_lock_lasts(app: Flask, hasher: FakeHasher) -> None:
    """After the last counted try nobody waits longer than six minutes, and never less than five."""
    account = people.somebody("volunteer")
    start = datetime(2026, 3, 2, 9, 0, 59, tzinfo=UTC)
    with clock.moved_to(start):
        for _ in range(7):
            _try(app, account.mail)
    with clock.moved_to(start + timedelta(minutes=4, seconds=59)):
        assert _try(app, account.mail) == 429
    with clock.moved_to(start + timedelta(minutes=6)):
        assert _try(app, account.mail, password=people.PASSWORD) == 302


def test_a_town_hall_signs_in(app: Flask, hasher: FakeHasher) -> None:
    """Sixty colleagues behind one address, all within a minute."""
    accounts = [people.somebody("volunteer") for _ in range(60)]
    statuses = [_try(app, account.mail, password=people.PASSWORD) for account in accounts]
    assert statuses == [302] * 60


def test_counting_holds_in_every_bucket(any_app: Flask) -> None:
    """A limit counts all kinds of windows together, and what is given back can be used again."""
    subject = (throttle.Limit("test", 3), "x")
    start = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    for minute in range(3):
        with clock.moved_to(start + timedelta(minutes=minute)):
            receipt = throttle.count(subject)
    with clock.moved_to(start + timedelta(minutes=3)), any_app.test_request_context():
        with pytest.raises(throttle.TooMany):
            throttle.count(subject)
        throttle.give_back(receipt)
        throttle.count(subject)


def _form_token(address: str) -> tuple[str, str]:
    """A form token of a real server, and the cookie that belongs to it."""
    with urllib.request.urlopen(f"{address}/konto/anmelden", timeout=30) as answer:
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', answer.read().decode())
        cookie = answer.headers["Set-Cookie"].partition(";")[0]
    assert token is not None
    return token[1], cookie


def _guess(address: str, mail: str, token: str, cookie: str) -> int:
    data = urlencode({"csrf_token": token, "mail": mail, "password": WRONG}).encode()
    request = urllib.request.Request(f"{address}/konto/anmelden", data, {"Cookie": cookie})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code


@pytest.mark.postgresql
def test_two_processes_count_together(postgresql_app: Flask, tmp_path: Path) -> None:
    """Two worker processes behind one address, forty guesses at once over real HTTP: five passwords are looked at."""
    mail = people.somebody().mail
    server = Server(tmp_path, postgresql_app.config["LOTSEN"].database_url, processes="2")
    server.start()
    try:
        token, cookie = _form_token(server.address)
        statuses = _all_at_once(40, lambda _number: _guess(server.address, mail, token, cookie))
        workers = subprocess.run(["pgrep", "-c", "-P", str(server.process.pid)], capture_output=True, text=True).stdout
    finally:
        server.kill()
    assert sorted(statuses) == [422] * 5 + [429] * 35
    assert int(workers) == 2


def test_negative_control_counting_in_memory_lets_more_through(app: Flask) -> None:
    """Read first and write later, as counters in memory of two workers do: twice as many get through."""
    counters = [{"tries": 0}, {"tries": 0}]
    through = 0
    for number in range(50):
        counter = counters[number % 2]
        if counter["tries"] < 5:
            counter["tries"] += 1
            through += 1
    assert through == 10
    db.session.rollback()
