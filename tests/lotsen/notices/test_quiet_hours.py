"""Quiet hours: what falls due in them waits for their end, and what protects somebody does not."""

from datetime import time, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from lotsen import clock, scope
from lotsen.extensions import db
from lotsen.notices import service
from lotsen.notices.models import Notice
from tests.lotsen.notices.relay import Relay
from tests.lotsen.notices.scene import at, jobs, states, wish, write

NIGHT = (time(22), time(7))


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
    mailing_on_each: Flask, relay: Relay, due: str, before: str, end: str
) -> None:
    """Questions too; what protects an account, or was asked for a moment ago, does not wait."""
    with clock.moved_to(at(due) - timedelta(hours=5)):
        wish("sofort", NIGHT)
    with clock.moved_to(at(due)):
        write("asked", url="https://a.example", day="Montag")
        write("reset", address="https://a.example")
        jobs(mailing_on_each)
    assert states() == ["waiting", "sent"]
    with clock.moved_to(at(before)):
        jobs(mailing_on_each)
    assert states() == ["waiting", "sent"]
    with clock.moved_to(at(end)):
        jobs(mailing_on_each)
        jobs(mailing_on_each)
    assert (states(), len(relay.mails)) == (["sent", "sent"], 2)
    with scope.everywhere("test"):
        assert set(db.session.scalars(select(Notice.attempts))) == {1}, "waiting is no try"


def test_a_relay_that_comes_back_at_night_wakes_nobody(mailing_on_each: Flask, relay: Relay) -> None:
    """The next try falls into quiet hours: it waits like any other mail."""
    relay.answer = "451 later please"
    with clock.moved_to(at("2027-05-04T21:59")):
        wish("sofort", NIGHT)
        write()
        jobs(mailing_on_each)
    relay.answer = "250 OK"
    with clock.moved_to(at("2027-05-04T22:05")):
        jobs(mailing_on_each)
    assert (relay.mails, states()) == ([], ["waiting"])
    with clock.moved_to(at("2027-05-05T07:00")):
        jobs(mailing_on_each)
    assert states() == ["sent"]


def test_without_the_look_at_the_clock_it_would_go_out(
    mailing_on_each: Flask, relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control."""
    monkeypatch.setattr(service, "_quiet_until", lambda _notice, _now: None)
    with clock.moved_to(at("2027-05-04T23:30")):
        wish("sofort", NIGHT)
        write()
        jobs(mailing_on_each)
    assert states() == ["sent"]
