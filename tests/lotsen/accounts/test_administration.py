"""What the administration of a region does with accounts."""

import pytest
from flask import Flask

from tests.conftest import ELSEWHERE
from tests.lotsen.accounts import people
from tests.pages import Pages


@pytest.fixture
def admin(app: Flask, pages: Pages) -> Pages:
    """Somebody of the administration who has just signed in."""
    people.sign_in(pages, people.somebody("region_admin"))
    return pages


def test_the_list_shows_the_own_region_only(app: Flask, admin: Pages) -> None:
    """Colleagues with role and state; nobody from elsewhere."""
    people.somebody(display_name="Hier Hannah")
    people.somebody(display_name="Dort Dora", region=ELSEWHERE)
    people.somebody(display_name="Fort Fritz", is_active=False)
    text = admin.get("/konto/alle").text
    assert "Hier Hannah" in text
    assert "Fort Fritz" in text
    assert "Dort Dora" not in text
    text = admin.get("/konto/alle?is_locked=y").text
    assert "Hier Hannah" not in text
    assert "Kein Konto" in admin.get("/konto/alle?role=auditor").text


def test_locking_ends_all_sessions_at_once(app: Flask, admin: Pages) -> None:
    """The next click of whoever was locked leads to the sign-in."""
    account = people.somebody()
    colleague = people.second_browser(app).sign_in(account)
    assert people.is_in(colleague)
    admin.get(f"/konto/alle/{account.id}/sperren")
    admin.post(f"/konto/alle/{account.id}/sperren")
    assert not people.is_in(colleague)
    assert "gesperrt" in admin.get(f"/konto/alle/{account.id}").text
    admin.post(f"/konto/alle/{account.id}/entsperren")
    assert not people.is_in(colleague)


def test_whoever_lost_everything_starts_over(app: Flask, admin: Pages) -> None:
    """Password and factors are gone, sessions end, and a new invitation is on its way."""
    account = people.somebody()
    colleague = people.second_browser(app).sign_in(account)
    admin.get(f"/konto/alle/{account.id}/neu-beginnen")
    admin.post(f"/konto/alle/{account.id}/neu-beginnen")
    assert not people.is_in(colleague)
    people.give_password(colleague, account, status=422)
    path = people.link_in(people.mails("invitation")[0])
    colleague.post(path, {"name": "Wieder Da", "password": people.PASSWORD})
    assert colleague.get("/konto", 302).location == "/konto/zweiter-faktor/einrichten"


def test_another_role_holds_from_the_next_click(app: Flask, admin: Pages) -> None:
    """Sessions end, the person is told."""
    account = people.somebody("region_admin")
    colleague = people.second_browser(app).sign_in(account)
    colleague.get("/konto/alle")
    admin.get(f"/konto/alle/{account.id}/rolle")
    admin.post(f"/konto/alle/{account.id}/rolle", {"role": "case_manager"})
    colleague.get("/konto/alle", 302)
    colleague.sign_in(account).get("/konto/alle", 403)
    assert len(people.mails("role_changed")) == 1


def test_roles_of_others_are_not_given(app: Flask, admin: Pages) -> None:
    """Nobody becomes an operator or a volunteer here, and nobody locks the own door."""
    account = people.somebody()
    admin.post(f"/konto/alle/{account.id}/rolle", {"role": "operator"}, 422)
    own = people.somebody("region_admin")
    pages = people.second_browser(app)
    people.sign_in(pages, own)
    pages.post(f"/konto/alle/{own.id}/sperren", status=409)
    pages.post(f"/konto/alle/{own.id}/rolle", {"role": "auditor"}, 409)


def test_a_foreign_account_looks_like_a_missing_one(app: Flask, admin: Pages) -> None:
    """Every address of another region answers 404."""
    foreign = people.somebody(region=ELSEWHERE)
    admin.get(f"/konto/alle/{foreign.id}", 404)
    for act in ("rolle", "sperren", "entsperren", "einladung", "neu-beginnen"):
        admin.post(f"/konto/alle/{foreign.id}/{act}", {"role": "auditor"}, 404)


@pytest.mark.parametrize("role", ["volunteer", "case_manager", "coordinator", "auditor", "operator"])
def test_only_the_administration_comes_in(app: Flask, pages: Pages, role: str) -> None:
    """Operators run the machine and see no people."""
    pages.sign_in(people.somebody(role)).get("/konto/alle", 403)
