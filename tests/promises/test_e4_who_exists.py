"""E4: nobody learns by asking whether an account exists."""

import re
from itertools import pairwise

import pytest
from flask import Flask
from sqlalchemy import func, select

from lotsen import scope
from lotsen.accounts import passwords
from lotsen.accounts.models import MailLink
from lotsen.audit.models import AuditEntry
from lotsen.database import own_transaction
from lotsen.notices.models import Notice
from tests.lotsen.accounts import people
from tests.pages import Pages

UNKNOWN = "unknown1@example.org"  # as long as the known one
KNOWN = "person01@example.org"


def _bytes(answer: object, mail: str) -> str:
    """An answer without what differs by chance: tokens, nonces, and the address that was typed."""
    text = re.sub(r'nonce="[^"]+"|value="[^"]{40,}"|nonce-[\w-]+', "", answer.text)
    headers = sorted((name, re.sub(r"nonce-[\w-]+|lotsen-form=[^;]+", "", value)) for name, value in answer.headers)
    return f"{answer.status_code} {headers} {text}".replace(mail, "MAIL")


def _rows() -> tuple[int, int, int]:
    with own_transaction(region=scope.EVERYWHERE, reads_only=True) as session:
        return tuple(session.scalar(select(func.count(kind.id))) for kind in (MailLink, Notice, AuditEntry))


@pytest.fixture
def known(app: Flask) -> None:
    """An account that exists, of a volunteer, so that a link by mail is possible too."""
    people.somebody("volunteer", mail=KNOWN)


ASKED = [
    ("/konto/anmelden", {"password": "falsch falsch falsch"}, 422),
    ("/konto/anmelden", {"send_link": "1"}, 302),
    ("/konto/passwort-vergessen", {}, 200),
]


@pytest.mark.parametrize(("path", "data", "status"), ASKED)
def test_the_answer_is_the_same_byte_for_byte(
    app: Flask, known: None, path: str, data: dict[str, str], status: int
) -> None:
    """Status, headers and page."""
    answers = [_bytes(Pages(app).post(path, {"mail": mail, **data}, status), mail) for mail in (KNOWN, UNKNOWN)]
    assert answers[0] == answers[1]


@pytest.mark.parametrize(("path", "data", "status"), ASKED)
def test_the_same_number_of_rows_is_written(
    app: Flask, known: None, path: str, data: dict[str, str], status: int
) -> None:
    """As many links, mails and entries of the record for an unknown address: the same work takes the same time."""
    counts = [_rows()]
    for mail in (KNOWN, UNKNOWN):
        Pages(app).post(path, {"mail": mail, **data}, status)
        counts.append(_rows())
    written = [tuple(after - before for before, after in zip(*pair, strict=True)) for pair in pairwise(counts)]
    assert written[0] == written[1]
    assert written[0][2] == 1


def test_the_mail_to_nobody_is_never_sent(app: Flask, known: None) -> None:
    """It is cancelled before it is written, and its link opens nothing."""
    Pages(app).post("/konto/passwort-vergessen", {"mail": UNKNOWN}, 200)
    (mail,) = people.mails("reset")
    assert mail.status == "cancelled"
    assert UNKNOWN not in mail.mail
    Pages(app).get(people.link_in(mail), 404)


@pytest.mark.parametrize("mail", [KNOWN, UNKNOWN])
def test_a_hash_is_checked_for_whoever_asks(
    app: Flask, known: None, monkeypatch: pytest.MonkeyPatch, mail: str
) -> None:
    """One check with today's parameters each time: this is what takes the time."""
    checked = []
    real = passwords.HASHER

    class Watching:
        def verify(self, stored: str, password: str) -> bool:
            checked.append(stored)
            return real.verify(stored, password)

    monkeypatch.setattr(passwords, "HASHER", Watching())
    Pages(app).post("/konto/anmelden", {"mail": mail, "password": "falsch falsch"}, 422)
    assert len(checked) == 1
    assert "m=65536,t=3,p=4" in checked[0]


def test_negative_control_the_comparison_sees_a_difference(app: Flask, known: None) -> None:
    """Two answers that do differ are not called the same."""
    page = Pages(app).get("/konto/anmelden")
    other = Pages(app).get("/konto/passwort-vergessen")
    assert _bytes(page, KNOWN) != _bytes(other, KNOWN)


def test_the_fourth_mail_within_minutes_is_left_out_silently(app: Flask, known: None) -> None:
    """Nobody's mailbox is flooded, and the answer says nothing of it."""
    for _ in range(5):
        Pages(app).post("/konto/passwort-vergessen", {"mail": KNOWN}, 200)
    assert len(people.mails("reset")) == 3
