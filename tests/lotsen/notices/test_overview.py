"""The weekly mail: what waits for whom, on Monday morning, once, and only when something waits."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from lotsen import clock, scope
from lotsen.clock import BERLIN
from lotsen.extensions import db
from lotsen.jobs import run_inside
from lotsen.notices import overview, wishes
from lotsen.notices.models import MailWish, Notice
from tests import factories
from tests.conftest import ELSEWHERE, HERE

MONDAY = datetime(2027, 11, 1, 8, tzinfo=BERLIN)  # the day after the clock went back
LEAP_WEEK = datetime(2028, 2, 28, 8, tzinfo=BERLIN)


@pytest.fixture
def region(any_app: Flask) -> Iterator[Flask]:
    """A case manager whose request nobody was chosen for, and a coordinator, on both databases."""
    with clock.moved_to(MONDAY - timedelta(days=3)), scope.of(HERE):
        factories.help_request(factories.newcomer(_staff("case_manager", "cm@example.org")), needs=["arzt"])
        _staff("coordinator", "co@example.org")
        db.session.commit()
    return any_app


def _staff(role: str, mail: str, **values: object) -> object:
    return factories.account(role, mail=mail, password_hash="x", **values)


def _run(app: Flask, now: datetime, times: int = 1) -> None:
    with clock.moved_to(now):
        for _ in range(times):
            run_inside(app, overview.write_overviews)


def _mails() -> dict[str, Notice]:
    with scope.everywhere("test"):
        db.session.rollback()
        return {one.mail: one for one in db.session.scalars(select(Notice).where(Notice.kind.like("%overview")))}


def test_what_waits_is_told_on_monday_morning_and_once(region: Flask) -> None:
    """Not before eight by the clock on the wall, and not again in the hours and days after."""
    _run(region, MONDAY - timedelta(minutes=1))
    assert _mails() == {}
    for hours in (0, 1, 2, 30, 90):
        _run(region, MONDAY + timedelta(hours=hours))
    assert _mails().keys() == {"cm@example.org", "co@example.org"}
    assert _count() == 2
    _run(region, MONDAY + timedelta(days=7))
    assert _count() == 4


def test_it_says_what_the_start_page_says_without_what_a_person_needs(region: Flask) -> None:
    """The question, the number and the day; one link, to the list itself."""
    _run(region, MONDAY)
    body = _mails()["cm@example.org"].body
    assert "– Ehrenamtliche auswählen (A-" in body
    assert "Arzt" not in body
    assert body.count("http://127.0.0.1:8000/") == 1
    assert "Offene Anfragen, für die gerade niemand gefragt ist: 1" in _mails()["co@example.org"].body


def _count() -> int:
    with scope.everywhere("test"):
        db.session.rollback()
        return len(db.session.scalars(select(Notice)).all())


@pytest.mark.parametrize("monday", [MONDAY, LEAP_WEEK, datetime(2027, 3, 29, 8, tzinfo=BERLIN)])
def test_a_server_that_was_off_for_three_days_sends_it_once(region: Flask, monday: datetime) -> None:
    """Off from Sunday to Wednesday, also around the leap day and both changes of the clock."""
    _run(region, monday - timedelta(days=1))
    before = len(_mails())
    _run(region, monday + timedelta(days=2, hours=3), times=3)
    _run(region, monday + timedelta(days=3))
    assert (before, _count()) == (0, 2)


def test_from_friday_on_the_next_monday_is_waited_for(region: Flask) -> None:
    """What waited on Monday is old by then."""
    _run(region, MONDAY + timedelta(days=4))
    assert _mails() == {}


def test_nobody_gets_a_mail_about_nothing(any_app: Flask) -> None:
    """And what begins to wait on Tuesday is told next Monday, or by a mail of its own."""
    with clock.moved_to(MONDAY - timedelta(days=3)), scope.of(HERE):
        account = _staff("case_manager", "cm@example.org")
        db.session.commit()
    _run(any_app, MONDAY)
    with clock.moved_to(MONDAY + timedelta(days=1)), scope.of(HERE):
        factories.help_request(factories.newcomer(db.session.merge(account)))
        db.session.commit()
    _run(any_app, MONDAY + timedelta(days=1, hours=1))
    assert _mails() == {}
    _run(any_app, MONDAY + timedelta(days=7))
    assert _mails().keys() == {"cm@example.org"}


def test_whoever_does_not_want_it_gets_none(region: Flask) -> None:
    """Nor does somebody who never signed in, or was locked."""
    with scope.of(HERE):
        for mail, values in (("new@example.org", {}), ("off@example.org", {"is_active": False, "password_hash": "x"})):
            factories.account("coordinator", mail=mail, **values)
        db.session.commit()
        for mail in ("cm@example.org",):
            wishes.save(wishes_index(mail), frequency="sofort", quiet_from=None, quiet_until=None, wants_overview=False)
    _run(region, MONDAY, times=2)
    assert _mails().keys() == {"co@example.org"}


def wishes_index(mail: str) -> bytes:
    """The blind index of an address."""
    from lotsen import crypto

    return crypto.mail_index(mail)


def test_a_volunteer_who_asked_for_it_is_told_what_is_hers(any_app: Flask) -> None:
    """In her language, with a link that opens her page; others get each question by itself."""
    with clock.moved_to(MONDAY - timedelta(days=1)), scope.of(HERE):
        wants = factories.volunteer(mail="mira@example.org", language="uk")
        for person in (wants, factories.volunteer(mail="other@example.org")):
            factories.proposal(factories.help_request(status="angefragt"), person)
        db.session.commit()
        wishes.save(
            wishes_index("mira@example.org"), frequency="woechentlich", quiet_from=None, quiet_until=None,
            wants_overview=True,
        )  # fmt: skip
    _run(any_app, MONDAY, times=2)
    mails = {mail: one for mail, one in _mails().items() if one.kind == "own_overview"}
    assert mails.keys() == {"mira@example.org"}
    assert mails["mira@example.org"].language == "uk"
    assert "/meine-seite/oeffnen/" in mails["mira@example.org"].body
    assert "Eine Anfrage" not in mails["mira@example.org"].body, "it is Ukrainian"


def test_a_region_is_told_of_its_own_work_only(region: Flask) -> None:
    """A coordinator elsewhere has nothing to do, and hears nothing."""
    with scope.of(ELSEWHERE):
        _staff("coordinator", "there@example.org")
        db.session.commit()
    _run(region, MONDAY)
    assert "there@example.org" not in _mails()


def test_two_workers_at_the_same_moment_write_one(region: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second one, which saw nobody's mark yet, finds the week taken when it writes."""
    _run(region, MONDAY)
    with scope.everywhere("test"):
        accounts = list(db.session.execute(select(MailWish.region_id, MailWish.overview_on)))
        assert len(accounts) == 2
    with clock.moved_to(MONDAY), scope.of(HERE):
        index = wishes_index("cm@example.org")
        assert overview._claim(index, clock.today()) is None
        db.session.rollback()
    with scope.everywhere("test"):
        db.session.execute(MailWish.__table__.update().values(overview_on=None))
        db.session.commit()
    _run(region, MONDAY + timedelta(hours=1))
    assert _count() == 2, "the cause has its mail already"
