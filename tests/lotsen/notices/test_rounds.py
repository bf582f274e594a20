"""Fewer mails: what is held comes once, in time, and what must not wait does not."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from lotsen import clock, crypto, scope
from lotsen.database import writing
from lotsen.extensions import db
from lotsen.jobs import run_inside
from lotsen.notices import rounds, service
from lotsen.notices.models import Notice
from tests.conftest import ELSEWHERE, HERE
from tests.lotsen.notices.relay import Relay
from tests.lotsen.notices.scene import ADA, at, jobs, states, texts, wish, write


@pytest.mark.parametrize(
    ("frequency", "written", "comes"),
    [
        ("taeglich", ["2027-10-30T09:00", "2027-10-30T23:00", "2027-10-31T02:30"], "2027-10-31T08:00"),
        ("woechentlich", ["2028-02-22T09:00", "2028-02-25T10:00", "2028-02-27T23:59"], "2028-02-28T08:00"),
    ],
)
def test_what_tells_something_is_collected(
    mailing_on_each: Flask, relay: Relay, frequency: str, written: list[str], comes: str
) -> None:
    """Three mails become one, on the morning of the round and not a minute before; no job sends it twice."""
    with clock.moved_to(at(written[0])):
        wish(frequency)
    for number, when in enumerate(written):
        with clock.moved_to(at(when)):
            write(once=str(number))
            jobs(mailing_on_each)
    with clock.moved_to(at(comes) - timedelta(minutes=1)):
        jobs(mailing_on_each)
    assert (relay.mails, states()) == ([], ["held"] * 3)
    for minutes in (0, 1, 2, 60 * 24 * 8):
        with clock.moved_to(at(comes) + timedelta(minutes=minutes)):
            jobs(mailing_on_each)
    (text,) = texts(relay)
    assert relay.mails[0]["Subject"] == "3 Nachrichten für Sie"
    assert text.count("Ihr Engagement ist beendet") == 3
    assert text.count("Guten Tag") == 1
    assert "weil Sie Nachrichten gesammelt haben möchten" in text
    assert sorted(states()) == ["gathered"] * 3 + ["sent"]


def test_one_mail_in_a_round_keeps_its_title(mailing_on_each: Flask, relay: Relay) -> None:
    """ "1 Nachricht für Sie" would tell nobody anything."""
    with clock.moved_to(at("2027-05-04T12:00")):
        wish("taeglich")
        write()
    with clock.moved_to(at("2027-05-05T08:00")):
        jobs(mailing_on_each)
    assert [mail["Subject"] for mail in relay.mails] == ["Lotsennetz: Danke und alles Gute"]


def test_a_server_that_was_off_sends_the_round_once_when_it_is_back(mailing_on_each: Flask, relay: Relay) -> None:
    """Three days late, and then never again; after longer than a mail makes sense it is dropped."""
    with clock.moved_to(at("2027-05-04T12:00")):
        wish("taeglich")
        write("tandem_over", number="A-1", url="https://a.example")
        write("meeting_agreed", number="A-1", url="https://a.example")  # lasts for three days
    with clock.moved_to(at("2027-05-08T08:30")):
        run_inside(mailing_on_each, service.deliver_due)
        for _ in range(3):
            jobs(mailing_on_each)
    (text,) = texts(relay)
    assert "beendet" in text
    assert "passt beiden derselbe Termin" not in text
    assert sorted(states()) == ["cancelled", "gathered", "sent"]


def test_two_workers_gather_once(mailing_on_each: Flask, relay: Relay) -> None:
    """The second one finds the mails taken, and writes nothing."""
    with clock.moved_to(at("2027-05-04T12:00")):
        wish("taeglich")
        write()
    with clock.moved_to(at("2027-05-05T08:00")), scope.of(HERE), writing():
        index = crypto.mail_index(ADA)
        held = db.session.scalars(select(Notice).where(Notice.status == "held")).one()
        held.status = "gathered"
        db.session.commit()
        assert rounds._gather(index) is False
    assert states() == ["gathered"]


@pytest.mark.parametrize("frequency", ["taeglich", "woechentlich"])
def test_questions_with_a_deadline_and_safety_go_at_once(mailing_on_each: Flask, relay: Relay, frequency: str) -> None:
    """Whatever was wished."""
    with clock.moved_to(at("2027-05-04T12:00")):
        wish(frequency)
        write("asked", url="https://a.example", day="Montag")
        write("reset", address="https://a.example")
        jobs(mailing_on_each)
    assert states() == ["sent", "sent"]
    assert all(mail["List-Unsubscribe"] is None for mail in relay.mails)


def test_whoever_wants_mails_at_once_again_gets_what_is_held(mailing_on_each: Flask, relay: Relay) -> None:
    """And a rarer round puts nothing off that has its day already."""
    with clock.moved_to(at("2027-05-04T12:00")):
        wish("taeglich")
        write()
        wish("woechentlich")
        with scope.everywhere("test"):
            assert db.session.scalars(select(Notice.not_before)).one() == at("2027-05-05T08:00")
        wish("sofort")
        jobs(mailing_on_each)
    assert states() == ["sent"]


def test_what_is_held_can_be_taken_back(mailing_on_each: Flask, relay: Relay) -> None:
    """Its cause is gone before the round comes."""
    with clock.moved_to(at("2027-05-04T12:00")):
        wish("taeglich")
        write()
        with scope.of(HERE):
            service.cancel("goodbye:1")
            db.session.commit()
    with clock.moved_to(at("2027-05-05T08:00")):
        jobs(mailing_on_each)
    assert (relay.mails, states()) == ([], ["cancelled"])


def test_a_wish_holds_in_its_region_only(mailing_on_each: Flask, relay: Relay) -> None:
    """The same address in another region has said nothing there."""
    with clock.moved_to(at("2027-05-04T12:00")):
        wish("taeglich")
        with scope.of(ELSEWHERE):
            service.write("goodbye", mail=ADA, language="de", once="x", name="Ada")
            db.session.commit()
        jobs(mailing_on_each)
    assert states() == ["sent"]
