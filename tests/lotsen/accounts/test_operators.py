"""Operator accounts come from the shell of the machine, and see no people."""

import re

from flask import Flask

from lotsen import scope
from lotsen.accounts.sign_ins import account_of
from lotsen.extensions import db
from tests.lotsen.accounts import people
from tests.pages import Pages

MAIL = "it@landkreis.example"


def _run(app: Flask, *words: str) -> tuple[int, str]:
    db.session.rollback()
    done = app.test_cli_runner().invoke(args=["operator-account", *words])
    return done.exit_code, done.output


def _path(said: str) -> str:
    found = re.search(r"/konto/einladung/\S+", said)
    assert found is not None, said
    return found[0]


def test_a_printed_link_becomes_an_account_without_people(app: Flask) -> None:
    """Name and password by the link, then the second factor; the lists stay closed."""
    path = _path(_run(app, MAIL, "--name", "IT-Betrieb")[1])
    guest = people.second_browser(app)
    guest.get(path)
    guest.post(path, {"name": "IT-Betrieb", "password": people.PASSWORD})
    assert guest.get("/konto", 302).location == "/konto/zweiter-faktor/einrichten"
    with scope.everywhere("test"):
        account = account_of(MAIL)
    assert account is not None
    assert (account.role, account.region_id, account.password_hash is not None) == ("operator", "00", True)
    people.second_browser(app).get(path, 404)


def test_called_again_the_account_starts_over(app: Flask, pages: Pages) -> None:
    """The old link and the sessions end; whoever lost the telephone begins anew."""
    first = _path(_run(app, MAIL)[1])
    guest = people.second_browser(app)
    guest.post(first, {"name": "IT", "password": people.PASSWORD})
    second = _path(_run(app, MAIL)[1])
    assert guest.client.get("/konto/zweiter-faktor/einrichten").location.startswith("/konto/anmelden")
    pages.get(first, 404)
    pages.get(second)


def test_a_locked_account_opens_nothing(app: Flask, pages: Pages) -> None:
    """Neither by the link nor by what was set up."""
    path = _path(_run(app, MAIL)[1])
    assert _run(app, MAIL, "--lock")[0] == 0
    pages.get(path, 404)


def test_somebody_of_a_region_is_not_made_an_operator(app: Flask) -> None:
    """Whoever sees people does not also run the machine under the same account."""
    known = people.somebody("coordinator")
    for words in ((known.mail,), (known.mail, "--lock"), ("kein",), ("nobody@example.org", "--lock")):
        code, said = _run(app, *words)
        assert code == 1
        assert said.strip()
