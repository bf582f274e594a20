"""Fewer mails and quiet hours: what is held comes once, in time, and what must not wait does not."""

import re
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from lotsen import clock, crypto, scope
from lotsen.clock import BERLIN
from lotsen.database import writing
from lotsen.extensions import db
from lotsen.jobs import run_inside
from lotsen.notices import fewer, rounds, service, wishes
from lotsen.notices.models import MailWish, Notice
from tests import databases, factories
from tests.conftest import ELSEWHERE, HERE
from tests.lotsen.notices.relay import Relay, running
from tests.pages import Pages

ADA = "ada@example.org"
NIGHT = (time(22), time(7))


def at(text: str) -> datetime:
    """An instant as the clock in Hessen shows it."""
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


@pytest.fixture
def relay() -> Relay:
    """A relay that takes everything."""
    return Relay()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def mailing(request: pytest.FixtureRequest, tmp_path: Path, relay: Relay) -> Iterator[Flask]:
    """An app on each database whose relay is real."""
    if request.param == "sqlite":
        databases.sqlite_copy(request.getfixturevalue("sqlite_template"), tmp_path)
        yield from _run(tmp_path, "", relay)
    else:
        with databases.postgresql_copy(request.getfixturevalue("postgresql_template")) as url:
            yield from _run(tmp_path, url, relay)


def _run(folder: Path, url: str, relay: Relay) -> Iterator[Flask]:
    with running(relay) as port:
        app = databases.make_app(folder, url, mail_host="127.0.0.1", mail_port=port, mail_from="wir@example.org")
        with app.app_context():
            yield app
            db.session.remove()
            db.engine.dispose()


def _wish(frequency: str = "sofort", hours: tuple[time, time] | tuple[None, None] = (None, None)) -> None:
    with scope.of(HERE):
        wishes.save(
            crypto.mail_index(ADA), frequency=frequency, quiet_from=hours[0], quiet_until=hours[1], wants_overview=False
        )


def _write(kind: str = "goodbye", once: str = "1", **values: Any) -> Notice:
    with scope.of(HERE):
        found = service.write(kind, mail=ADA, language="de", once=f"{kind}:{once}", name="Ada", **values)
        db.session.commit()
        assert found is not None
        return found


def _jobs(app: Flask) -> None:
    """One minute of the clock."""
    run_inside(app, rounds.gather_due)
    run_inside(app, service.deliver_due)


def _states() -> list[str]:
    with scope.everywhere("test"):
        db.session.rollback()
        db.session.expire_all()
        return list(db.session.scalars(select(Notice.status).order_by(Notice.created_at, Notice.kind)))


def _texts(relay: Relay) -> list[str]:
    found = []
    for mail in relay.mails:
        body = mail.get_body(("plain",))
        assert body is not None
        found.append(str(body.get_content()))
    return found


@pytest.mark.parametrize(
    ("frequency", "written", "comes"),
    [
        ("taeglich", ["2027-10-30T09:00", "2027-10-30T23:00", "2027-10-31T02:30"], "2027-10-31T08:00"),
        ("woechentlich", ["2028-02-22T09:00", "2028-02-25T10:00", "2028-02-27T23:59"], "2028-02-28T08:00"),
    ],
)
def test_what_tells_something_is_collected(
    mailing: Flask, relay: Relay, frequency: str, written: list[str], comes: str
) -> None:
    """Three mails become one, on the morning of the round and not a minute before; no job sends it twice."""
    with clock.moved_to(at(written[0])):
        _wish(frequency)
    for number, when in enumerate(written):
        with clock.moved_to(at(when)):
            _write(once=str(number))
            _jobs(mailing)
    with clock.moved_to(at(comes) - timedelta(minutes=1)):
        _jobs(mailing)
    assert (relay.mails, _states()) == ([], ["held"] * 3)
    for minutes in (0, 1, 2, 60 * 24 * 8):
        with clock.moved_to(at(comes) + timedelta(minutes=minutes)):
            _jobs(mailing)
    (text,) = _texts(relay)
    assert relay.mails[0]["Subject"] == "3 Nachrichten für Sie"
    assert text.count("Ihr Engagement ist beendet") == 3
    assert text.count("Guten Tag") == 1
    assert "weil Sie Nachrichten gesammelt haben möchten" in text
    assert sorted(_states()) == ["gathered"] * 3 + ["sent"]


def test_one_mail_in_a_round_keeps_its_title(mailing: Flask, relay: Relay) -> None:
    """ "1 Nachricht für Sie" would tell nobody anything."""
    with clock.moved_to(at("2027-05-04T12:00")):
        _wish("taeglich")
        _write()
    with clock.moved_to(at("2027-05-05T08:00")):
        _jobs(mailing)
    assert [mail["Subject"] for mail in relay.mails] == ["Lotsennetz: Danke und alles Gute"]


def test_a_server_that_was_off_sends_the_round_once_when_it_is_back(mailing: Flask, relay: Relay) -> None:
    """Three days late, and then never again; after longer than a mail makes sense it is dropped."""
    with clock.moved_to(at("2027-05-04T12:00")):
        _wish("taeglich")
        _write("tandem_over", number="A-1", url="https://a.example")
        _write("meeting_agreed", number="A-1", url="https://a.example")  # lasts for three days
    with clock.moved_to(at("2027-05-08T08:30")):
        run_inside(mailing, service.deliver_due)
        for _ in range(3):
            _jobs(mailing)
    (text,) = _texts(relay)
    assert "beendet" in text
    assert "passt beiden derselbe Termin" not in text
    assert sorted(_states()) == ["cancelled", "gathered", "sent"]


def test_two_workers_gather_once(mailing: Flask, relay: Relay) -> None:
    """The second one finds the mails taken, and writes nothing."""
    with clock.moved_to(at("2027-05-04T12:00")):
        _wish("taeglich")
        _write()
    with clock.moved_to(at("2027-05-05T08:00")), scope.of(HERE), writing():
        index = crypto.mail_index(ADA)
        held = db.session.scalars(select(Notice).where(Notice.status == "held")).one()
        held.status = "gathered"
        db.session.commit()
        assert rounds._gather(index) is False
    assert _states() == ["gathered"]


@pytest.mark.parametrize("frequency", ["taeglich", "woechentlich"])
def test_questions_with_a_deadline_and_safety_go_at_once(mailing: Flask, relay: Relay, frequency: str) -> None:
    """Whatever was wished."""
    with clock.moved_to(at("2027-05-04T12:00")):
        _wish(frequency)
        _write("asked", url="https://a.example", day="Montag")
        _write("reset", address="https://a.example")
        _jobs(mailing)
    assert _states() == ["sent", "sent"]
    assert all(mail["List-Unsubscribe"] is None for mail in relay.mails)


@pytest.mark.parametrize(
    ("due", "before", "end"),
    [
        ("2027-05-04T23:30", "2027-05-05T06:59", "2027-05-05T07:00"),
        ("2027-05-04T00:30", "2027-05-04T06:59", "2027-05-04T07:00"),
        ("2027-03-27T23:30", "2027-03-28T06:59", "2027-03-28T07:00"),
        ("2027-10-30T23:30", "2027-10-31T06:59", "2027-10-31T07:00"),
        ("2028-02-28T23:30", "2028-02-29T06:59", "2028-02-29T07:00"),
        ("2028-02-29T23:30", "2028-03-01T06:59", "2028-03-01T07:00"),
    ],
)
def test_a_mail_due_in_quiet_hours_waits_for_their_end(
    mailing: Flask, relay: Relay, due: str, before: str, end: str
) -> None:
    """Questions too; what protects an account, or was asked for a moment ago, does not wait."""
    with clock.moved_to(at(due) - timedelta(hours=5)):
        _wish("sofort", NIGHT)
    with clock.moved_to(at(due)):
        _write("asked", url="https://a.example", day="Montag")
        _write("reset", address="https://a.example")
        _jobs(mailing)
    assert _states() == ["waiting", "sent"]
    with clock.moved_to(at(before)):
        _jobs(mailing)
    assert _states() == ["waiting", "sent"]
    with clock.moved_to(at(end)):
        _jobs(mailing)
        _jobs(mailing)
    assert (_states(), len(relay.mails)) == (["sent", "sent"], 2)
    with scope.everywhere("test"):
        assert set(db.session.scalars(select(Notice.attempts))) == {1}, "waiting is no try"


def test_a_relay_that_comes_back_at_night_wakes_nobody(mailing: Flask, relay: Relay) -> None:
    """The next try falls into quiet hours: it waits like any other mail."""
    relay.answer = "451 later please"
    with clock.moved_to(at("2027-05-04T21:59")):
        _wish("sofort", NIGHT)
        _write()
        _jobs(mailing)
    relay.answer = "250 OK"
    with clock.moved_to(at("2027-05-04T22:05")):
        _jobs(mailing)
    assert (relay.mails, _states()) == ([], ["waiting"])
    with clock.moved_to(at("2027-05-05T07:00")):
        _jobs(mailing)
    assert _states() == ["sent"]


def test_without_the_look_at_the_clock_it_would_go_out(
    mailing: Flask, relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control."""
    monkeypatch.setattr(service, "_quiet_until", lambda _notice, _now: None)
    with clock.moved_to(at("2027-05-04T23:30")):
        _wish("sofort", NIGHT)
        _write()
        _jobs(mailing)
    assert _states() == ["sent"]


def test_whoever_wants_mails_at_once_again_gets_what_is_held(mailing: Flask, relay: Relay) -> None:
    """And a rarer round puts nothing off that has its day already."""
    with clock.moved_to(at("2027-05-04T12:00")):
        _wish("taeglich")
        _write()
        _wish("woechentlich")
        with scope.everywhere("test"):
            assert db.session.scalars(select(Notice.not_before)).one() == at("2027-05-05T08:00")
        _wish("sofort")
        _jobs(mailing)
    assert _states() == ["sent"]


def test_what_is_held_can_be_taken_back(mailing: Flask, relay: Relay) -> None:
    """Its cause is gone before the round comes."""
    with clock.moved_to(at("2027-05-04T12:00")):
        _wish("taeglich")
        _write()
        with scope.of(HERE):
            service.cancel("goodbye:1")
            db.session.commit()
    with clock.moved_to(at("2027-05-05T08:00")):
        _jobs(mailing)
    assert (relay.mails, _states()) == ([], ["cancelled"])


def test_a_wish_holds_in_its_region_only(mailing: Flask, relay: Relay) -> None:
    """The same address in another region has said nothing there."""
    with clock.moved_to(at("2027-05-04T12:00")):
        _wish("taeglich")
        with scope.of(ELSEWHERE):
            service.write("goodbye", mail=ADA, language="de", once="x", name="Ada")
            db.session.commit()
        _jobs(mailing)
    assert _states() == ["sent"]


def _token(notice: Notice) -> str:
    return str(fewer.token(notice))


def test_every_mail_carries_a_link_that_opens_without_a_password(mailing: Flask, relay: Relay) -> None:
    """The address stands in both parts and in the header; it leads to a page that works, in the mail's language."""
    _write()
    _jobs(mailing)
    (mail,) = relay.mails
    url = str(mail["List-Unsubscribe"]).strip("<>")
    assert url in _texts(relay)[0]
    html = mail.get_body(("html",))
    assert html is not None
    assert url in html.get_content()
    path = re.sub("^https?://[^/]+", "", url)
    pages = Pages(mailing)
    assert "Weniger Mails" in pages.get(path).text
    with scope.everywhere("test"):
        assert db.session.scalars(select(MailWish)).all() == [], "looking changes nothing"
    answer = pages.post(path, {"frequency": "woechentlich", "quiet_from": "22:00", "quiet_until": "07:00"}, status=200)
    assert "Gespeichert" in answer.text
    with scope.everywhere("test"):
        row = db.session.scalars(select(MailWish)).one()
        assert (row.region_id, row.frequency, row.quiet_from_minutes, row.quiet_until_minutes) == (
            HERE, "woechentlich", 1320, 420,
        )  # fmt: skip


def test_a_link_that_is_forged_old_or_of_a_deleted_mail_opens_nothing(app: Flask, pages: Pages) -> None:
    """Nor does one that belongs to another installation."""
    notice = _write()
    good = _token(notice)
    assert pages.client.get(f"/nachrichten/weniger/{good}").status_code == 200
    with clock.moved_to(notice.created_at + fewer.LIFETIME + timedelta(seconds=1)):
        assert pages.client.get(f"/nachrichten/weniger/{good}").status_code == 404
    for wrong in (good[:-2], good[::-1], "x", good.replace(".", ".a")):
        assert pages.client.get(f"/nachrichten/weniger/{wrong}").status_code == 404
    with scope.of(HERE):
        db.session.delete(db.session.merge(notice))
        db.session.commit()
    assert pages.client.get(f"/nachrichten/weniger/{good}").status_code == 404


@pytest.mark.parametrize(
    ("first", "last", "is_fine"),
    [("22:00", "07:00", True), ("20:00", "08:00", True), ("", "", True), ("22:00", "", False), ("", "07:00", False),
     ("20:00", "08:01", False), ("09:00", "09:00", False)],
)  # fmt: skip
def test_quiet_hours_have_two_ends_and_leave_half_the_day(
    app: Flask, pages: Pages, first: str, last: str, is_fine: bool
) -> None:
    """A question with a deadline of a day would be lost in longer ones."""
    path = f"/nachrichten/weniger/{_token(_write())}"
    data: dict[str, object] = {"frequency": "sofort", "quiet_from": first, "quiet_until": last}
    pages.post(path, data, status=200 if is_fine else 422)
    with scope.everywhere("test"):
        assert len(db.session.scalars(select(MailWish)).all()) == is_fine


@pytest.mark.parametrize("role", ["volunteer", "case_manager", "coordinator", "region_admin", "auditor"])
def test_everybody_signed_in_has_the_page(app: Flask, pages: Pages, here: str, role: str) -> None:
    """Staff and volunteers alike; it shows what is set and what came."""
    account = factories.account(role)
    if role == "volunteer":
        factories.volunteer(account_id=account.id, mail=account.mail)
    with scope.everywhere("test"):
        db.session.commit()
    mail, region = account.mail, account.region_id
    pages.sign_in(account)
    db.session.rollback()
    pages.post("/nachrichten/meine", {"frequency": "taeglich"})
    with scope.of(region):
        service.write("goodbye", mail=mail, language="de", once="x", name="Ada")
        db.session.commit()
    shown = pages.get("/nachrichten/meine").text
    assert re.search(r'value="taeglich"[^>]*checked|checked[^>]*value="taeglich"', shown)
    assert "Abschied" in shown
    assert "gesammelt" in shown


def test_a_wish_goes_with_its_reader(app: Flask, here: str) -> None:
    """A new address takes it along; a person who is deleted leaves none."""
    from lotsen.retention.deletion import forget
    from lotsen.retention.rules import BY_KEY

    person = factories.volunteer(mail=ADA)
    db.session.commit()
    _wish("taeglich")
    wishes.move(crypto.mail_index(ADA), crypto.mail_index("new@example.org"))
    db.session.commit()
    assert wishes.of(HERE, crypto.mail_index("new@example.org")).frequency == "taeglich"
    assert wishes.of(HERE, crypto.mail_index(ADA)).frequency == "sofort"
    person.mail_index = crypto.mail_index("new@example.org")
    db.session.commit()
    forget(BY_KEY["volunteer"], person)
    db.session.commit()
    assert db.session.scalars(select(MailWish)).all() == []
