"""E5: a passkey is both factors, and an answer that is not exactly ours is refused."""

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from lotsen.extensions import db
from tests import databases
from tests.lotsen.accounts import people
from tests.lotsen.accounts.authenticator import PRESENT, Authenticator
from tests.pages import Pages

ORIGIN = "http://localhost:8000"


@pytest.fixture
def named_app(tmp_path: Path, sqlite_template: Path) -> Iterator[Flask]:
    """The product under a name, because passkeys belong to names."""
    databases.sqlite_copy(sqlite_template, tmp_path)
    app = databases.make_app(tmp_path, public_url=ORIGIN)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def device(named_app: Flask) -> Authenticator:
    """A device with a passkey of a coordinator."""
    pages = Pages(named_app)
    people.give_password(pages, people.somebody(totp_seed=None))
    page = pages.get("/konto/passkeys/neu").text
    options = json.loads(html.unescape(re.search(r'data-options="([^"]+)"', page).group(1)))
    device = Authenticator("localhost", ORIGIN)
    answer = pages.post("/konto/passkeys/neu", {"label": "Handy", "credential": device.make(options)}, 200)
    assert "recovery-codes" in answer.text
    return device


def _answer(app: Flask, device: Authenticator) -> tuple[Pages, str]:
    pages = Pages(app)
    return pages, device.get(pages.get("/konto/passkey").json)


def _sends(pages: Pages, credential: str) -> bool:
    pages.post("/konto/passkey", {"credential": credential})
    return people.is_in(pages)


def test_a_passkey_signs_in(named_app: Flask, device: Authenticator) -> None:
    """Without password and code; this is also the control for every refusal below."""
    assert _sends(*_answer(named_app, device))


@pytest.mark.parametrize("fault", ["origin", "host", "not verified", "counter back", "other key", "unknown"])
def test_whatever_is_not_ours_is_refused(named_app: Flask, device: Authenticator, fault: str) -> None:
    """Another site, another host, no finger or PIN, a copied key, a wrong key, a key nobody knows."""
    assert _sends(*_answer(named_app, device))
    other = Authenticator("localhost", ORIGIN)
    if fault == "origin":
        device.origin = "http://localhost.evil.example"
    elif fault == "host":
        device.host = "evil.example"
    elif fault == "not verified":
        device.flags = PRESENT
    elif fault == "counter back":
        device.count = 0
    elif fault == "other key":
        device.key = other.key
    else:
        device.credential_id = other.credential_id
    assert not _sends(*_answer(named_app, device))


def test_a_challenge_is_answered_once(named_app: Flask, device: Authenticator) -> None:
    """Whoever kept cookie and answer cannot send them again."""
    pages, credential = _answer(named_app, device)
    kept = pages.client.get_cookie("lotsen-form").value
    assert _sends(pages, credential)
    thief = Pages(named_app)
    thief.client.set_cookie("lotsen-form", kept)
    assert not _sends(thief, credential)


def test_the_challenge_of_another_browser_is_refused(named_app: Flask, device: Authenticator) -> None:
    """An answer belongs to the browser that asked."""
    _, credential = _answer(named_app, device)
    other, _ = _answer(named_app, device)
    assert not _sends(other, credential)
    assert not _sends(Pages(named_app), credential)
    assert not _sends(Pages(named_app), "no json")


def test_a_bare_address_has_no_passkeys(app: Flask, pages: Pages) -> None:
    """Browsers refuse them there, so the button is not shown."""
    assert "data-passkey" not in pages.get("/konto/anmelden").text
    pages.get("/konto/passkey", 404)
