"""Signing in with password, code, link; signing out."""

from flask import Flask

from lotsen.accounts import sessions
from tests.conftest import HERE
from tests.lotsen.accounts import people
from tests.pages import Pages


def test_a_coordinator_needs_password_and_code(app: Flask, pages: Pages) -> None:
    """After the password the door is still closed; the code opens it."""
    account = people.somebody()
    answer = people.give_password(pages, account)
    assert answer.location == "/konto/zweiter-faktor"
    assert not people.is_in(pages)
    pages.get("/konto/zweiter-faktor")
    answer = pages.post("/konto/zweiter-faktor", {"code": people.code()})
    assert answer.location == "/"
    assert people.is_in(pages)
    assert people.actions() == ["accounts.begin_sign_in", "accounts.sign_in", "accounts.view"]


def test_a_volunteer_needs_a_password_only(app: Flask, pages: Pages) -> None:
    """Volunteers see nobody but themselves and their tandems, so one factor is enough."""
    people.give_password(pages, people.somebody("volunteer"))
    assert people.is_in(pages)


def test_a_volunteer_with_a_second_factor_needs_it(app: Flask, pages: Pages) -> None:
    """Whoever sets a second factor up is asked for it, whatever the role."""
    account = people.somebody("volunteer", totp_seed="JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    answer = people.give_password(pages, account)
    assert answer.location == "/konto/zweiter-faktor"


def test_a_wrong_password_is_refused_and_the_mail_kept(app: Flask, pages: Pages) -> None:
    """The answer names no field, and what was typed stays."""
    account = people.somebody()
    answer = people.give_password(pages, account, "falsch falsch falsch", 422)
    assert account.mail in answer.text
    assert people.actions() == ["accounts.fail_password"]


def test_a_volunteer_signs_in_with_a_link(app: Flask, pages: Pages) -> None:
    """The link shows a button first, signs in once, and is then used up."""
    account = people.somebody("volunteer", password_hash=None)
    pages.post("/konto/anmelden", {"mail": account.mail, "send_link": "1"})
    (mail,) = people.mails("sign_in_link")
    path = people.link_in(mail)
    pages.get(path)
    assert not people.is_in(pages)
    pages.post(path)
    assert people.is_in(pages)
    people.second_browser(app).get(path, 404)


def test_staff_get_no_link(app: Flask, pages: Pages) -> None:
    """A mailbox alone opens nothing for those who see other people."""
    pages.post("/konto/anmelden", {"mail": people.somebody().mail, "send_link": "1"})
    (mail,) = people.mails("sign_in_link")
    assert mail.status == "cancelled"
    assert mail.region_id == "00"


def test_the_way_goes_on_to_where_one_wanted(app: Flask, pages: Pages) -> None:
    """A bookmark leads through the sign-in and on to its page."""
    account = people.somebody("volunteer")
    answer = pages.get("/konto/anmeldungen", 302)
    assert answer.location == "/konto/anmelden?next=/konto/anmeldungen"
    answer = pages.post(answer.location, {"mail": account.mail, "password": people.PASSWORD})
    assert answer.location == "/konto/anmeldungen"


def test_signing_out_ends_the_session_everywhere(app: Flask, pages: Pages) -> None:
    """The cookie is taken, the browser forgets its pages, and the old token opens nothing."""
    people.sign_in(pages, people.somebody())
    name = sessions.cookie_name(app.config["LOTSEN"])
    token = pages.client.get_cookie(name).value
    answer = pages.post("/konto/abmelden")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert not people.is_in(pages)
    other = people.second_browser(app)
    other.client.set_cookie(name, token)
    assert not people.is_in(other)


def test_staff_without_a_factor_set_one_up_first(app: Flask, pages: Pages) -> None:
    """On the first visit every way leads to the second factor."""
    people.give_password(pages, people.somebody(totp_seed=None))
    for path in ("/", "/konto", "/tandems/"):
        answer = pages.get(path, 302)
        assert answer.location == "/konto/zweiter-faktor/einrichten"
    assert "<svg" in pages.get(answer.location).text


def test_an_invited_account_cannot_sign_in_yet(app: Flask, pages: Pages) -> None:
    """No password is not an empty password."""
    account = people.somebody(password_hash=None)
    people.give_password(pages, account, "", 422)
    people.give_password(pages, account, "irgendetwas anderes", 422)


def test_a_locked_account_looks_like_a_wrong_password(app: Flask, pages: Pages) -> None:
    """Nobody learns that an account was locked by trying its old password."""
    open_page = people.give_password(pages, people.somebody(mail="a@example.org"), "falsch falsch", 422).text
    locked = people.somebody(is_active=False, mail="b@example.org")
    locked_page = people.give_password(pages, locked, status=422).text
    assert "passen nicht zusammen" in locked_page
    assert len(open_page) == len(locked_page)
    assert locked.region_id == HERE
