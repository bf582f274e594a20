"""Which passwords are refused."""

from collections.abc import Iterator

import pytest
from flask import Flask

from lotsen.accounts import passwords
from lotsen.errors import Invalid


@pytest.fixture(autouse=True)
def _request(app: Flask) -> Iterator[None]:
    """Sentences are made in the language of a request."""
    with app.test_request_context():
        yield


@pytest.mark.parametrize(
    "password",
    [
        "passwort1234", "Passwort2024!", "P@ssw0rt2025!", "qwertzuiop123", "asdfghjklyxc", "123456789012",
        "abcdefghijkl", "aaaaaaaaaaaa", "abababababab", "hessen2026!!!", "Friedberg2026", "lotsennetz12",
        "Wetteraukreis1", "sommersommer1", "willkommen123", "administrator1", "zyxwvutsrqpo", "0987654321098",
        "Lotsennetz-Hessen", "geheimgeheim!", "Borussia-1909", "iloveyou2026",
    ],
)  # fmt: skip
def test_what_guessers_try_first_is_refused(password: str) -> None:
    """Common words with digits around them, keyboard rows, repetitions, words of the house."""
    with pytest.raises(Invalid):
        passwords.check_new(password, mail="x@example.org")


@pytest.mark.parametrize(
    "password",
    [
        "ziegel wolke trompete neun",
        "Kq7-vtam-93lp-xx",
        "пароль із кількох слів",
        "كلمة مرور طويلة جدا",
        "🦊" * 6 + "füchse",
    ],
)
def test_long_and_odd_ones_are_welcome(password: str) -> None:
    """Any Unicode, no rules about digits or signs."""
    passwords.check_new(password, mail="x@example.org")


def test_own_data_is_refused() -> None:
    """Neither mail address nor name."""
    for password in ("amina.haddad-77", "XX-haddad-XX-9", "mein-example-9k"):
        with pytest.raises(Invalid):
            passwords.check_new(password, mail="amina.haddad@example.org", name="Amina Haddad")


def test_length_has_two_ends() -> None:
    """11 is too short, 12 and 128 are fine, 129 is too long."""
    good = "k7v-tam9-3lp" + "xq4-" * 40
    passwords.check_new(good[:12], mail="")
    passwords.check_new(good[:128], mail="")
    for length in (11, 129):
        with pytest.raises(Invalid):
            passwords.check_new(good[:length], mail="")
