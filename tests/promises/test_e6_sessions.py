"""E6: sessions live on the server, change their token at every step up, and die at once when they must."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from lotsen import clock, scope
from lotsen.accounts import sessions
from lotsen.accounts.models import SignIn
from lotsen.database import own_transaction
from tests import databases
from tests.lotsen.accounts import people
from tests.pages import Pages


def _token(pages: Pages) -> str | None:
    cookie = pages.client.get_cookie(sessions.cookie_name(pages.app.config["LOTSEN"]))
    return cookie.value if cookie else None


def _with_token(app: Flask, token: str) -> Pages:
    pages = Pages(app)
    pages.client.set_cookie(sessions.cookie_name(app.config["LOTSEN"]), token)
    return pages


def test_every_step_up_gives_a_new_token(app: Flask, pages: Pages) -> None:
    """A token planted before the sign-in, and the one before the code, open nothing afterwards."""
    account = people.somebody()
    pages.client.set_cookie(sessions.cookie_name(app.config["LOTSEN"]), "planted-by-somebody-else")
    people.give_password(pages, account)
    half = _token(pages)
    pages.post("/konto/zweiter-faktor", {"code": people.code()})
    whole = _token(pages)
    assert len({"planted-by-somebody-else", half, whole}) == 3
    for dead in ("planted-by-somebody-else", half):
        assert not people.is_in(_with_token(app, dead))
        assert not people.is_in(_with_token(app, whole[:-1] + dead[-1] + "x"))
    assert people.is_in(_with_token(app, whole))


def test_the_form_cookie_is_no_way_in(app: Flask, pages: Pages) -> None:
    """What flask signs and gives the browser says nothing about who somebody is."""
    people.sign_in(pages, people.somebody())
    other = Pages(app)
    form_cookie = pages.client.get_cookie("lotsen-form")
    if form_cookie:
        other.client.set_cookie("lotsen-form", form_cookie.value)
    assert not people.is_in(other)


def test_tokens_are_long_and_only_their_hash_is_stored(app: Flask, pages: Pages) -> None:
    """256 bits of chance; the database could not sign anybody in."""
    people.sign_in(pages, people.somebody())
    token = _token(pages)
    assert len(token) >= 43
    with own_transaction(region=scope.EVERYWHERE, reads_only=True) as session:
        stored = session.scalars(select(SignIn.token_hash)).all()
    assert token.encode() not in stored
    assert all(len(found) == 32 for found in stored)


def test_a_session_sleeps_in_after_thirty_minutes(app: Flask, pages: Pages) -> None:
    """29 minutes without a click are fine, 31 are not."""
    start = clock.now()
    people.sign_in(pages, people.somebody())
    with clock.moved_to(start + timedelta(minutes=29)):
        assert people.is_in(pages)
    with clock.moved_to(start + timedelta(minutes=58)):
        assert people.is_in(pages)
    with clock.moved_to(start + timedelta(minutes=90)):
        assert not people.is_in(pages)


def test_a_session_ends_after_ten_hours(app: Flask, pages: Pages) -> None:
    """However busy it is."""
    start = clock.now()
    people.sign_in(pages, people.somebody())
    for minutes in range(20, 600, 20):
        with clock.moved_to(start + timedelta(minutes=minutes)):
            assert people.is_in(pages), minutes
    with clock.moved_to(start + timedelta(minutes=601)):
        assert not people.is_in(pages)


def test_the_end_holds_in_every_process(tmp_path, app: Flask, pages: Pages) -> None:
    """Another process on the same database turns the session away with the next request."""
    account = people.somebody()
    people.sign_in(pages, account)
    token = _token(pages)
    beside = databases.make_app(app.config["LOTSEN"].instance)
    with beside.app_context():
        assert people.is_in(_with_token(beside, token))
    pages.post("/konto/abmelden")
    with beside.app_context():
        assert not people.is_in(_with_token(beside, token))


def test_a_thousand_old_cookies_let_nobody_in(app: Flask) -> None:
    """Tokens of ended sessions, all tried again."""
    account = people.somebody()
    tokens = []
    with own_transaction(region=scope.EVERYWHERE) as session:
        tokens = [sessions.start(session, account, is_complete=True) for _ in range(1000)]
        session.flush()
        assert sessions.end(session, account_id=account.id) == 1000
    with app.test_request_context():
        for token in tokens[:100]:
            assert not people.is_in(_with_token(app, token))
    with own_transaction(region=scope.EVERYWHERE, reads_only=True) as session:
        assert not sessions.running(session, account.id)


def test_cookies_are_closed_to_scripts_and_other_sites(app: Flask, pages: Pages) -> None:
    """HttpOnly and SameSite here; with https also Secure and the prefix that ties them to the host."""
    answer = people.give_password(pages, people.somebody("volunteer"))
    for cookie in answer.headers.getlist("Set-Cookie"):
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Path=/" in cookie
    secure = app.config["LOTSEN"].model_copy(update={"is_https": True})
    assert sessions.cookie_name(secure).startswith("__Host-")


@pytest.mark.parametrize("guard", ["ended_at", "is_complete", "ends_at", "last_seen_at"])
def test_negative_control_each_condition_matters(app: Flask, pages: Pages, guard: str) -> None:
    """A session that fails one condition alone is turned away."""
    people.sign_in(pages, people.somebody())
    long_ago = clock.now() - timedelta(days=1)
    wrong = {"ended_at": clock.now(), "is_complete": False, "ends_at": long_ago, "last_seen_at": long_ago}
    assert people.is_in(pages)
    with own_transaction(region=scope.EVERYWHERE) as session:
        found = session.scalars(select(SignIn).where(SignIn.is_complete)).one()
        setattr(found, guard, wrong[guard])
    assert not people.is_in(pages)
