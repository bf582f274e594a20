"""E1, E2: passwords are stored with Argon2id, checked four at once at most, and never cut."""

import threading

import pytest
from argon2 import extract_parameters
from argon2.low_level import Type
from flask import Flask
from sqlalchemy import select
from werkzeug.security import generate_password_hash

from lotsen import scope
from lotsen.accounts import passwords
from lotsen.accounts.models import Account
from lotsen.database import own_transaction
from tests.lotsen.accounts import people
from tests.pages import Pages


def is_strong(stored: str) -> bool:
    """What a stored hash must say of itself."""
    try:
        found = extract_parameters(stored)
    except ValueError:
        return False
    return found.type is Type.ID and found.time_cost >= 3 and found.memory_cost >= 64 * 1024


def _stored(account: Account) -> str:
    with own_transaction(region=scope.EVERYWHERE, reads_only=True) as session:
        return session.scalars(select(Account.password_hash).where(Account.id == account.id)).one()


def test_what_is_stored_is_argon2id_with_enough_memory(app: Flask) -> None:
    """Read the parameters back, also those of the hash that belongs to nobody."""
    assert is_strong(people.password_hash())
    assert is_strong(passwords.NOBODYS_HASH)
    assert extract_parameters(passwords.NOBODYS_HASH) == extract_parameters(people.password_hash())


def test_negative_control_another_hash_is_not_strong() -> None:
    """The check above sees the difference."""
    assert not is_strong(generate_password_hash("x"))
    assert not is_strong(people.password_hash().replace("m=65536", "m=19456"))


def test_a_weaker_hash_is_made_anew_at_sign_in(app: Flask, pages: Pages) -> None:
    """Whoever signs in gets today's parameters."""
    from argon2 import PasswordHasher

    weak = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(people.PASSWORD)
    account = people.somebody(password_hash=weak)
    people.give_password(pages, account)
    assert is_strong(_stored(account))


def test_at_most_four_hashes_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fifty at once need the memory of four."""
    running, most, gate = 0, 0, threading.Lock()
    real = passwords.HASHER.hash

    class Counting:
        def hash(self, password: str) -> str:
            nonlocal running, most
            with gate:
                running += 1
                most = max(most, running)
            try:
                return real(password)
            finally:
                with gate:
                    running -= 1

    monkeypatch.setattr(passwords, "HASHER", Counting())
    threads = [threading.Thread(target=passwords.hash_password, args=("x",)) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most <= 4


def test_every_byte_counts() -> None:
    """No byte of a long password is ignored, also beyond the 72nd, also inside a sign of several bytes."""
    long = "ü" + "k7vtam93lp" * 19 + "äöß"
    stored = passwords.hash_password(long)
    assert passwords.is_right(stored, long)
    for place in (0, 1, 70, 71, 72, 73, 128, len(long) - 1):
        changed = long[:place] + ("x" if long[place] != "x" else "y") + long[place + 1 :]
        assert not passwords.is_right(stored, changed), place


def test_no_password_is_never_right() -> None:
    """An account without a password is not opened by the hash of nobody."""
    assert not passwords.is_right(None, "")
    assert not passwords.is_right(None, people.PASSWORD)
