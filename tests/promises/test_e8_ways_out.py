"""E8: nobody is led to another site, and mails name the host of the settings, whatever a request says."""

import pytest
from flask import Flask

from tests.lotsen.accounts import people
from tests.pages import Pages

BAD_HOSTS = ("evil.example", "evil.example/konto", "127.0.0.1:8000@evil.example", "evil.example%2f@x")
TRICKS = [
    template.format(host)
    for host in BAD_HOSTS
    for template in (
        "https://{}", "http://{}", "//{}", "///{}", "////{}", "/\\{}", "\\\\{}", "\\/{}", "/\\/{}", "https:{}",
        "https:/{}", "https:\\\\{}", "javascript://{}", "data:text/html,{}", "/\t/{}", "\t//{}", " //{}",
        "/\n/{}", "/\r\n/{}", "/ /{}", "\x00//{}", "/\x0b/{}", "ftp://{}", "//{}/%2f..", "/%0a/{}\\", "{}",
    )
]  # fmt: skip


@pytest.mark.parametrize("trick", TRICKS)
def test_next_leads_only_inside(app: Flask, trick: str) -> None:
    """More than a hundred ways to write another site."""
    from lotsen.accounts.way_back import local_path

    found = local_path(trick)
    assert found is None or (found.startswith("/") and found[1:2] not in {"/", "\\"} and "\\" not in found)


def test_a_trick_ends_on_the_start_page(app: Flask, pages: Pages) -> None:
    """Through the whole sign-in, also when the wish is carried past the code."""
    account = people.somebody()
    url = "/konto/anmelden?next=//evil.example"
    answer = pages.post(url, {"mail": account.mail, "password": people.PASSWORD})
    assert answer.location == "/konto/zweiter-faktor"
    answer = pages.post("/konto/zweiter-faktor?next=https://evil.example", {"code": people.code()})
    assert answer.location == "/"


def test_negative_control_an_inner_way_is_kept(app: Flask, pages: Pages) -> None:
    """The guard does not simply forget every wish."""
    account = people.somebody("volunteer")
    answer = pages.post("/konto/anmelden?next=/konto/passwort", {"mail": account.mail, "password": people.PASSWORD})
    assert answer.location == "/konto/passwort"


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"},
        {"Forwarded": "host=evil.example"},
        {"X-Original-URL": "//evil.example"},
    ],
)
def test_a_forged_host_changes_no_mail_and_no_way(app: Flask, pages: Pages, headers: dict[str, str]) -> None:
    """Links in mails come from the settings; redirects name no host at all."""
    account = people.somebody("volunteer")
    pages.post("/konto/passwort-vergessen", {"mail": account.mail}, 200)
    other = Pages(app)
    other.client.post(
        "/konto/passwort-vergessen", data={"csrf_token": other.token(), "mail": account.mail}, headers=headers
    )
    for mail in people.mails("reset"):
        assert "evil.example" not in mail.body
        assert "http://127.0.0.1:8000/konto/neues-passwort/" in mail.body
    answer = other.client.get("/konto", headers=headers)
    assert answer.headers["Location"].startswith("/konto/anmelden")
