"""E9: what must not happen by accident or by a stranger at an open desk asks for a factor again."""

from datetime import timedelta

import pytest
from flask import Flask

from lotsen import clock
from tests.lotsen.accounts import people
from tests.pages import Pages

PATHS = ["rolle", "sperren", "neu-beginnen"]
OWN = ["/konto/wiederherstellungscodes", "/konto/zweiter-faktor/einrichten", "/konto/passkeys/neu"]


def _paths() -> list[str]:
    account = people.somebody()
    return [*OWN, *(f"/konto/alle/{account.id}/{act}" for act in PATHS)]


def test_after_six_minutes_a_factor_is_asked_again(app: Flask, pages: Pages) -> None:
    """Role, lock, new start, factors: looked at or sent, the way leads to the confirmation first."""
    start = clock.now()
    people.sign_in(pages, people.somebody("region_admin"))
    with clock.moved_to(start + timedelta(minutes=6)):
        for path in _paths():
            for answer in (pages.get(path, 302), pages.post(path)):
                assert answer.location == f"/konto/bestaetigen?next={path}"


def test_the_password_opens_for_five_minutes(app: Flask, pages: Pages) -> None:
    """And leads back to where one wanted to go."""
    start = clock.now()
    people.sign_in(pages, people.somebody("region_admin"))
    path = OWN[0]
    with clock.moved_to(start + timedelta(minutes=6)):
        pages.post(f"/konto/bestaetigen?next={path}", {"password": "falsch"}, 422)
        answer = pages.post(f"/konto/bestaetigen?next={path}", {"password": people.PASSWORD})
        assert answer.location == path
        pages.get(path)
    with clock.moved_to(start + timedelta(minutes=12)):
        pages.get(path, 302)


@pytest.mark.parametrize("path", [OWN[0], OWN[1]])
def test_negative_control_right_after_signing_in_nothing_is_asked(app: Flask, pages: Pages, path: str) -> None:
    """The guard looks at the time and does not simply close."""
    people.sign_in(pages, people.somebody("region_admin"))
    pages.get(path)
