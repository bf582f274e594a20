"""Invitations, and the first administrator."""

from flask import Flask

from lotsen import scope
from lotsen.accounts.invitations import first_administrator_link
from tests.conftest import ELSEWHERE, HERE
from tests.lotsen.accounts import people
from tests.pages import Pages

INVITED = {"name": "Rana Aziz", "mail": "rana@example.org", "role": "case_manager"}


def _path(link: str | None) -> str:
    assert link is not None
    return "/konto/einladung/" + link.rsplit("/", 1)[1]


def test_an_invitation_becomes_an_account(app: Flask, pages: Pages) -> None:
    """Invited by mail, name and password set, then led to the second factor."""
    admin = pages.sign_in(people.somebody("region_admin"))
    admin.get("/konto/einladen")
    admin.post("/konto/einladen", INVITED)
    assert "eingeladen" in admin.get("/konto/alle").text
    (mail,) = people.mails("invitation")
    path, guest = people.link_in(mail), people.second_browser(app)
    assert "rana@example.org" in guest.get(path).text
    guest.post(path, {"name": "Rana Aziz", "password": "kurz"}, 422)
    guest.post(path, {"name": "Rana Aziz", "password": people.PASSWORD})
    assert guest.get("/konto", 302).location == "/konto/zweiter-faktor/einrichten"
    people.second_browser(app).get(path, 404)


def test_a_new_invitation_ends_the_old_one(app: Flask, pages: Pages) -> None:
    """Two mails, one working link."""
    admin = pages.sign_in(people.somebody("region_admin"))
    admin.post("/konto/einladen", INVITED)
    first = people.link_in(people.mails("invitation")[0])
    with scope.of(HERE):
        from lotsen.accounts.sign_ins import account_of

        account = account_of("rana@example.org")
    admin.get(f"/konto/alle/{account.id}")
    admin.post(f"/konto/alle/{account.id}/einladung")
    second = people.link_in(people.mails("invitation")[1])
    guest = people.second_browser(app)
    guest.get(first, 404)
    guest.get(second)


def test_an_address_of_another_region_is_not_betrayed(app: Flask, pages: Pages) -> None:
    """Whoever invites sees the same page; only the person hears of it."""
    known = people.somebody(region=ELSEWHERE)
    admin = pages.sign_in(people.somebody("region_admin"))
    strange = admin.post("/konto/einladen", {**INVITED, "mail": known.mail})
    fresh = admin.post("/konto/einladen", INVITED)
    assert strange.headers["Location"] == fresh.headers["Location"]
    (mail,) = people.mails("invitation_known")
    assert mail.region_id == ELSEWHERE


def test_a_known_address_of_the_own_region_is_named(app: Flask, pages: Pages) -> None:
    """Here the list shows it anyway."""
    known = people.somebody()
    admin = pages.sign_in(people.somebody("region_admin"))
    answer = admin.post("/konto/einladen", {**INVITED, "mail": known.mail.upper()}, 422)
    assert "schon ein Konto" in answer.text


def test_the_first_administrator_chooses_a_region(app: Flask, pages: Pages) -> None:
    """An empty installation has one link that makes the first account."""
    path = _path(first_administrator_link(None))
    assert "Wetteraukreis" in pages.get(path).text
    form = {"name": "Erste Person", "mail": "erste@example.org", "password": people.PASSWORD}
    pages.post(path, {**form, "region": ""}, 422)
    pages.post(path, {**form, "region": HERE})
    pages.get("/konto/zweiter-faktor/einrichten")
    assert first_administrator_link(None) is None


def test_the_link_may_name_the_region(app: Flask, pages: Pages) -> None:
    """Then nobody is asked, and nobody can choose another one."""
    path = _path(first_administrator_link(HERE))
    assert 'name="region"' not in pages.get(path).text
    form = {"name": "Erste Person", "mail": "erste@example.org", "password": people.PASSWORD}
    pages.post(path, {**form, "region": ELSEWHERE})
    with scope.everywhere("test"):
        from lotsen.accounts.sign_ins import account_of

        assert account_of("erste@example.org").region_id == HERE


def test_a_newer_first_link_ends_the_older(app: Flask, pages: Pages) -> None:
    """Each start prints a link; only the latest works."""
    older, newer = _path(first_administrator_link(None)), _path(first_administrator_link(None))
    pages.get(older, 404)
    pages.get(newer)
