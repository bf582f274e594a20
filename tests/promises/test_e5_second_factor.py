"""E5: a password alone opens nothing for staff; every code works once; passkeys are checked by the book."""

import threading
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from flask import Flask
from sqlalchemy import select

from lotsen import clock, scope
from lotsen.accounts import codes, sessions, throttle
from lotsen.accounts.models import Account, RecoveryCode
from lotsen.database import own_transaction
from lotsen.extensions import db
from tests import factories
from tests.lotsen.accounts import people
from tests.pages import Pages

RFC_SEED = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # "12345678901234567890", RFC 6238 appendix B
#: Time and the last six of the eight digits in the table of RFC 6238 (SHA-1).
RFC_VECTORS = [
    (59, "287082"),
    (1111111109, "081804"),
    (1111111111, "050471"),
    (1234567890, "005924"),
    (2000000000, "279037"),
]


@pytest.mark.parametrize(("instant", "code"), RFC_VECTORS)
def test_codes_are_those_of_the_standard(instant: int, code: str) -> None:
    """The table of RFC 6238."""
    with clock.moved_to(datetime.fromtimestamp(instant, UTC)):
        assert codes.step_of(RFC_SEED, code) == instant // 30


def test_the_window_is_one_step(app: Flask) -> None:
    """The code before and the code after still count, two steps away do not."""
    now = datetime(2026, 3, 2, 9, 0, 10, tzinfo=UTC)
    totp = pyotp.TOTP(RFC_SEED)
    with clock.moved_to(now):
        found = [codes.step_of(RFC_SEED, totp.at(now, counter_offset=step)) for step in (-2, -1, 0, 1, 2)]
    assert [step is not None for step in found] == [False, True, True, True, False]


def _halves(app: Flask, account: Account, count: int) -> list[Pages]:
    browsers = []
    for _ in range(count):
        with own_transaction(region=scope.EVERYWHERE) as session:
            token = sessions.start(session, account, is_complete=False)
        pages = Pages(app)
        pages.client.set_cookie(sessions.cookie_name(app.config["LOTSEN"]), token)
        browsers.append(pages)
    return browsers


def _at_once(browsers: list[Pages], code: str) -> list[int]:
    start, statuses = threading.Barrier(len(browsers)), [0] * len(browsers)

    def run(number: int) -> None:
        data = {"csrf_token": browsers[number].token(), "code": code}
        start.wait()
        statuses[number] = browsers[number].client.post("/konto/zweiter-faktor", data=data).status_code

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(browsers))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return statuses


def test_fifty_times_the_same_code_lets_one_in(any_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fifty sign-ins of one account show one code at the same moment."""
    monkeypatch.setattr(throttle, "CODES", throttle.Limit("codes", 1000))  # not what this test is about
    account = people.somebody()
    statuses = _at_once(_halves(any_app, account, 50), people.code())
    assert statuses.count(302) == 1
    assert statuses.count(422) == 49


def test_a_recovery_code_lets_one_in(any_app: Flask) -> None:
    """Ten at once with the same recovery code."""
    account = people.somebody()
    with scope.of(account.region_id):
        code = codes.new_recovery_codes(account)[0]
        db.session.commit()
    statuses = _at_once(_halves(any_app, account, 8), code.upper())
    assert statuses.count(302) == 1
    assert len(people.mails("recovery_code_used")) == 1


def test_a_used_code_does_not_open_again(app: Flask, pages: Pages) -> None:
    """Whoever looked over the shoulder comes too late."""
    account = people.somebody()
    code = people.code()
    first, second = _halves(app, account, 2)
    first.post("/konto/zweiter-faktor", {"code": code})
    second.post("/konto/zweiter-faktor", {"code": code}, 422)


def test_five_tries_end_the_sign_in(any_app: Flask) -> None:
    """After five wrong codes also the right one comes too late, and the owner hears of it."""
    account = people.somebody()
    (pages,) = _halves(any_app, account, 1)
    for _ in range(5):
        pages.post("/konto/zweiter-faktor", {"code": "000000"}, 422)
    answer = pages.post("/konto/zweiter-faktor", {"code": people.code()})
    assert answer.location.startswith("/konto/anmelden")
    assert not people.is_in(pages)
    assert len(people.mails("codes_used_up")) == 1


def test_guessing_over_many_sign_ins_is_counted_too(app: Flask) -> None:
    """Who knows the password does not get five more tries with each sign-in."""
    account = people.somebody()
    statuses = [
        pages.client.post("/konto/zweiter-faktor", data={"csrf_token": pages.token(), "code": "000000"}).status_code
        for pages in _halves(app, account, 15)
    ]
    assert statuses == [422] * 10 + [429] * 5


def test_seeds_and_codes_are_not_readable_in_the_database(app: Flask) -> None:
    """The seed is sealed, the codes are hashes with a key from outside."""
    account = people.somebody()
    with scope.of(account.region_id):
        shown = codes.new_recovery_codes(account)
        db.session.commit()
    assert factories.TOTP_SEED.encode() not in account.totp_seed_sealed
    with own_transaction(region=scope.EVERYWHERE, reads_only=True) as session:
        stored = [row.code_hash for row in session.scalars(select(RecoveryCode))]
    assert len(stored) == 10
    assert all(len(code) == 32 for code in stored)
    assert not {code.replace("-", "").encode() for code in shown} & set(stored)


@pytest.mark.parametrize("role", ["case_manager", "coordinator", "region_admin", "auditor", "operator"])
def test_half_a_sign_in_opens_no_page(app: Flask, role: str) -> None:
    """Every staff role, with the password given and the code owed."""
    account = people.somebody(role)
    (pages,) = _halves(app, account, 1)
    for path in ("/konto", "/konto/alle", "/protokoll", "/konto/zweiter-faktor/einrichten"):
        assert pages.get(path, 302).location.startswith("/konto/anmelden")


def test_half_a_sign_in_ends_after_ten_minutes(app: Flask) -> None:
    """A code that comes later starts from the password again."""
    (pages,) = _halves(app, people.somebody(), 1)
    with clock.moved_to(clock.now() + timedelta(minutes=11)):
        answer = pages.post("/konto/zweiter-faktor", {"code": people.code()})
    assert answer.location == "/konto/anmelden"


def test_negative_control_reading_before_writing_lets_many_in(app: Flask) -> None:
    """Without the condition in the update, each of two readers would take the code for unused."""
    account = people.somebody()
    first, second = account.totp_last_step, account.totp_last_step
    step = codes.step_of(factories.TOTP_SEED, people.code())
    assert step is not None
    assert all(last is None or last < step for last in (first, second))
