"""The own account: factors, password, sessions."""

import re

import pyotp
from flask import Flask

from lotsen.accounts import sessions
from tests.lotsen.accounts import people
from tests.pages import Pages


def _offer(text: str) -> dict[str, str]:
    """What the form of the second factor carries, and the code the app would show."""
    offer = re.search(r'name="offer"[^>]* value="([^"]+)"', text)
    key = re.search(r'class="number key-text"[^>]*>([A-Z2-7 ]+)<', text)
    assert offer
    assert key
    return {"offer": offer.group(1), "code": pyotp.TOTP(key.group(1).replace(" ", "")).now()}


def test_setting_an_app_up_shows_ten_codes_once(app: Flask, pages: Pages) -> None:
    """A wrong code keeps the same picture; the right one sets up, tells by mail, and opens the house."""
    account = people.somebody(totp_seed=None)
    people.give_password(pages, account)
    form = _offer(pages.get("/konto/zweiter-faktor/einrichten").text)
    again = pages.post("/konto/zweiter-faktor/einrichten", {**form, "code": "000000"}, 422)
    assert _offer(again.text)["code"] == form["code"]
    shown = pages.post("/konto/zweiter-faktor/einrichten", form, 200)
    assert len(re.findall(r"<li>[a-z2-9]{5}-[a-z2-9]{5}</li>", shown.text)) == 10
    assert "eingerichtet" in pages.get("/konto").text
    assert len(people.mails("factor_changed")) == 1


def test_a_seed_of_ones_own_choice_is_refused(app: Flask, pages: Pages) -> None:
    """The form carries only what we offered, and only to this account."""
    people.give_password(pages, people.somebody(totp_seed=None))
    other = people.second_browser(app)
    people.give_password(other, people.somebody(totp_seed=None))
    foreign = _offer(other.get("/konto/zweiter-faktor/einrichten").text)
    for offer in (foreign["offer"], "AAAA", "x" * 100):
        answer = pages.post("/konto/zweiter-faktor/einrichten", {**foreign, "offer": offer}, 200)
        assert "Wiederherstellungscodes zeigen" not in answer.text
    assert not people.mails("factor_changed")


def test_changing_the_password_ends_every_other_session(app: Flask, pages: Pages) -> None:
    """The old password is asked, this browser stays signed in under a new token."""
    account = people.somebody()
    people.sign_in(pages, account)
    other = people.second_browser(app).sign_in(account)
    name = sessions.cookie_name(app.config["LOTSEN"])
    before = pages.client.get_cookie(name).value
    new = "sieben zwerge kaufen brot"
    pages.get("/konto/passwort")
    pages.post("/konto/passwort", {"current": "falsch", "password": new}, 422)
    pages.post("/konto/passwort", {"current": people.PASSWORD, "password": new})
    assert people.is_in(pages)
    assert pages.client.get_cookie(name).value != before
    assert not people.is_in(other)
    assert len(people.mails("password_changed")) == 1


def test_sessions_are_listed_and_ended(app: Flask, pages: Pages) -> None:
    """One by one, or all others at once."""
    account = people.somebody()
    people.sign_in(pages, account)
    lost, old = (people.second_browser(app).sign_in(account) for _ in range(2))
    text = pages.get("/konto/anmeldungen").text
    paths = re.findall(r'action="(/konto/anmeldungen/[^"]+/beenden)"', text)
    assert len(paths) == 2
    pages.post(paths[0])
    assert people.is_in(lost) != people.is_in(old)
    pages.post("/konto/anmeldungen/beenden")
    assert not people.is_in(lost)
    assert not people.is_in(old)
    assert people.is_in(pages)


def test_foreign_sessions_cannot_be_ended(app: Flask, pages: Pages) -> None:
    """The address of a session is no key to it."""
    victim = people.second_browser(app)
    people.sign_in(victim, people.somebody())
    with app.test_request_context():
        from lotsen import scope
        from lotsen.accounts.models import SignIn
        from lotsen.database import own_transaction

        with own_transaction(region=scope.EVERYWHERE) as session:
            target = session.query(SignIn).filter(SignIn.is_complete).one().id
    pages.sign_in(people.somebody()).post(f"/konto/anmeldungen/{target}/beenden")
    assert people.is_in(victim)


def test_name_and_language_change(app: Flask, pages: Pages) -> None:
    """What colleagues see, and how pages and mails speak."""
    pages.sign_in(people.somebody())
    pages.post("/konto", {"name": "Neuer Name", "language": "en"})
    assert "Neuer Name" in pages.get("/konto").text


def test_a_reset_keeps_the_second_factor(app: Flask, pages: Pages) -> None:
    """Whoever has the mailbox still needs the code."""
    account = people.somebody()
    inside = people.second_browser(app).sign_in(account)
    pages.get("/konto/passwort-vergessen")
    pages.post("/konto/passwort-vergessen", {"mail": account.mail}, 200)
    (mail,) = people.mails("reset")
    path = people.link_in(mail)
    pages.get(path)
    pages.post(path, {"password": "sieben zwerge kaufen brot"})
    assert not people.is_in(inside)
    answer = people.give_password(pages, account, "sieben zwerge kaufen brot")
    assert answer.location == "/konto/zweiter-faktor"
    people.second_browser(app).get(path, 404)
