"""E7: no other site can make a signed-in browser change anything."""

import hashlib

import pytest
from flask import Flask

from lotsen import scope
from lotsen.accounts.models import Account, MailLink, Passkey, RecoveryCode
from lotsen.database import own_transaction
from tests.lotsen.accounts import people
from tests.pages import Pages

UNSAFE = [
    "/konto/anmelden", "/konto/passwort-vergessen", "/konto/passkey", "/konto/zweiter-faktor", "/konto/abmelden",
    "/konto", "/konto/bestaetigen", "/konto/passwort", "/konto/zweiter-faktor/einrichten",
    "/konto/wiederherstellungscodes", "/konto/passkeys/neu", "/konto/anmeldungen/beenden", "/konto/einladen",
]  # fmt: skip


@pytest.fixture
def admin(app: Flask, pages: Pages) -> Pages:
    """Somebody who may do much."""
    people.sign_in(pages, people.somebody("region_admin"))
    return pages


@pytest.mark.parametrize("path", UNSAFE)
def test_without_a_token_nothing_happens(app: Flask, admin: Pages, path: str) -> None:
    """No token, a made-up one, and one of another browser are refused alike."""
    stranger = Pages(app)
    for data in ({}, {"csrf_token": "x"}, {"csrf_token": stranger.token()}):
        assert admin.client.post(path, data=data).status_code == 400


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_what_another_site_sent_is_refused_even_with_the_token(admin: Pages, site: str) -> None:
    """The browser says where a request comes from; a stolen token changes nothing about that."""
    for path in UNSAFE:
        data = {"csrf_token": admin.token()}
        answer = admin.client.post(path, data=data, headers={"Sec-Fetch-Site": site})
        assert answer.status_code == 403, path
    assert admin.client.get("/konto", headers={"Sec-Fetch-Site": site}).status_code == 200  # a link may lead here


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_negative_control_our_own_pages_go_through(admin: Pages, site: str) -> None:
    """The same request from our own form, and one that was typed."""
    admin.post("/konto/anmeldungen/beenden", headers={"Sec-Fetch-Site": site})


def test_negative_control_with_a_token_it_happens(app: Flask, admin: Pages) -> None:
    """The same request with the form's own token goes through."""
    admin.post("/konto/anmeldungen/beenden")


def _state() -> str:
    """Everything about accounts, but for when somebody was last seen."""
    found = []
    with own_transaction(region=scope.EVERYWHERE, reads_only=True) as session:
        for kind in (Account, Passkey, RecoveryCode, MailLink):
            for row in session.query(kind).order_by(kind.id):
                found.append([repr(getattr(row, column.key)) for column in kind.__table__.columns])
    return hashlib.sha256(repr(found).encode()).hexdigest()


def test_looking_changes_nothing(app: Flask, admin: Pages) -> None:
    """GET, HEAD and OPTIONS of every page leave accounts, factors and links as they were."""
    account = people.somebody()
    admin.post("/konto/passwort-vergessen", {"mail": account.mail}, 200)
    (mail,) = people.mails("reset")
    paths = [*UNSAFE, people.link_in(mail), f"/konto/alle/{account.id}", f"/konto/alle/{account.id}/rolle",
             f"/konto/alle/{account.id}/sperren", f"/konto/alle/{account.id}/entsperren", "/konto/alle",
             "/protokoll", "/konto/anmeldungen"]  # fmt: skip
    before = _state()
    for path in paths:
        for method in ("GET", "HEAD", "OPTIONS"):
            admin.client.open(path, method=method)
    assert _state() == before
