"""Invitations: the mail that says a date puts it into the calendar, moves it there, and takes it out again."""

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from icalendar import Calendar
from icalendar import Event as Read
from sqlalchemy import select

from lotsen import clock, scope
from lotsen.extensions import db
from lotsen.jobs import run_inside
from lotsen.notices import service as notices
from lotsen.notices.models import Notice
from lotsen.tandems import meeting_dates, service
from lotsen.volunteers import moves, talks
from tests import factories
from tests.conftest import HERE
from tests.lotsen.notices.relay import Relay
from tests.lotsen.tandems.test_pages import Begun

AT = datetime(2036, 3, 30, 8, tzinfo=UTC)  # the day on which summer time begins: ten o'clock
NEWCOMER = "olena@example.org"


@pytest.fixture
def begun(app: Flask, here: str) -> Begun:
    """A tandem that has just begun, of a newcomer with a mail address who reads Ukrainian."""
    return Begun(app, contact=NEWCOMER, language="uk")


def sent_to(mail: str | None) -> list[tuple[str, Read]]:
    """Every invitation to an address, in order: what it asks for, and the date."""
    with scope.of(HERE):
        db.session.expire_all()
        rows = [one for one in db.session.scalars(select(Notice).order_by(Notice.created_at)) if one.mail == mail]
        read = [Calendar.from_ical(one.calendar) for one in rows if one.calendar]
    return sorted(((str(one["METHOD"]), one.events[0]) for one in read), key=lambda pair: int(pair[1]["SEQUENCE"]))


def test_a_meeting_that_moves_stays_one_date_in_both_calendars(begun: Begun) -> None:
    """The same name, a greater number; pressed twice it is sent once, moved back it is sent again."""
    key = begun.tandem.id
    for at in (AT, AT, AT + timedelta(days=1), AT):
        service.plan_first_meeting(key, at=at)
    for mail in (begun.volunteer.mail, NEWCOMER):
        found = sent_to(mail)
        assert [method for method, _ in found] == ["REQUEST"] * 3
        assert [int(one["SEQUENCE"]) for _, one in found] == [0, 1, 2]
        assert [one.start for _, one in found] == [AT, AT + timedelta(days=1), AT]
        assert len({str(one["UID"]) for _, one in found}) == 1
        assert {str(one["ATTENDEE"]) for _, one in found} == {f"mailto:{mail}"}


def test_an_invitation_names_nobody_and_speaks_the_readers_language(begun: Begun) -> None:
    """The other side is no part of it."""
    service.plan_first_meeting(begun.tandem.id, at=AT)
    newcomer, volunteer = begun.play.newcomer, begun.volunteer
    with scope.of(HERE):
        texts = {one.mail: one.calendar or "" for one in db.session.scalars(select(Notice))}
    assert newcomer.alias not in texts[str(volunteer.mail)]
    assert volunteer.last_name not in texts[NEWCOMER]
    assert "LOCATION:Büdingen" in texts[str(volunteer.mail)]
    assert "Lotsennetz: Erstes Treffen" in texts[str(volunteer.mail)]
    assert "Lotsennetz: Erstes Treffen" not in texts[NEWCOMER]


def test_new_proposals_take_the_old_date_out_and_the_common_one_puts_it_back(begun: Begun) -> None:
    """Said in the mail that asks anew."""
    service.plan_first_meeting(begun.tandem.id, at=AT)
    (date,) = meeting_dates.propose(begun.tandem.id, [AT + timedelta(days=7)])
    for side in ("volunteer", "newcomer"):
        meeting_dates.answer(begun.tandem.id, side, [date.id])
    for mail in (begun.volunteer.mail, NEWCOMER):
        found = sent_to(mail)
        assert [method for method, _ in found] == ["REQUEST", "CANCEL", "REQUEST"]
        assert [int(one["SEQUENCE"]) for _, one in found] == [0, 1, 2]
        assert found[1][1]["STATUS"] == "CANCELLED"
    with scope.of(HERE):
        asked = [
            one for one in db.session.scalars(select(Notice)) if one.kind == "meeting_dates" and one.mail != NEWCOMER
        ]
    assert "gilt nicht mehr" in asked[0].body


def test_a_tandem_that_ends_before_its_meeting_takes_it_out_of_both_calendars(begun: Begun) -> None:
    """The newcomer is told too, who gets no other mail then."""
    service.plan_first_meeting(begun.tandem.id, at=AT)
    service.end(begun.tandem.id, reason="keine_zeit")
    for mail in (begun.volunteer.mail, NEWCOMER):
        assert [method for method, _ in sent_to(mail)] == ["REQUEST", "CANCEL"]
    assert begun.fresh().first_meeting_at is None


def test_a_meeting_that_is_over_stays_where_it_is(begun: Begun) -> None:
    """The negative control: an end afterwards calls nothing off."""
    service.plan_first_meeting(begun.tandem.id, at=AT)
    with clock.moved_to(AT + timedelta(days=1)):
        service.end(begun.tandem.id, reason="keine_zeit")
    assert [method for method, _ in sent_to(NEWCOMER)] == ["REQUEST"]
    assert begun.fresh().first_meeting_at == AT


def test_a_protected_persons_meeting_has_no_place(begun: Begun) -> None:
    """Nothing leads there (§ 51 BMG), and no machine writes to them."""
    begun.play.newcomer.is_protected = True
    db.session.commit()
    service.plan_first_meeting(begun.tandem.id, at=AT)
    ((_, found),) = sent_to(begun.volunteer.mail)
    assert "LOCATION" not in found
    assert sent_to(NEWCOMER) == []


def test_the_first_talk_comes_moves_and_goes(app: Flask, here: str) -> None:
    """Invited, moved, and taken out when she is rejected."""
    person = factories.volunteer(status="interessiert", released_at=None)
    db.session.commit()
    for at in (AT, AT, AT + timedelta(hours=2)):
        talks.plan(person.id, at=at, place="Rathaus, Zimmer 3", sends_mail=True)
    moves.reject(person.id, reason="voraussetzungen", tells_her=True)
    found = sent_to(person.mail)
    assert [(method, int(one["SEQUENCE"])) for method, one in found] == [("REQUEST", 0), ("REQUEST", 1), ("CANCEL", 2)]
    assert str(found[0][1]["LOCATION"]) == "Rathaus, Zimmer 3"


def test_the_mail_that_arrives_carries_it_as_calendars_want_it(mailing: Flask, relay: Relay) -> None:
    """Beside the text for programs that act on it, and as a file for all others; the text stays readable."""
    with scope.of(HERE):
        begun = Begun(mailing, contact="0151 1234567")
        service.plan_first_meeting(begun.tandem.id, at=AT)
        mail, alias = begun.volunteer.mail, begun.play.newcomer.alias
        notices.write("goodbye", mail="b@example.org", language="de", once="x", name="B", first_name="B")
        db.session.commit()
        db.session.remove()
    run_inside(mailing, notices.deliver_due)
    found = {str(one["To"]): one for one in relay.mails}
    parts = {part.get_content_type(): part for part in found[str(mail)].walk()}
    assert isinstance(parts["text/plain"], EmailMessage)
    assert "30.\u00a0März 2036, 10:00" in parts["text/plain"].get_content()
    assert parts["text/calendar"]["Content-Type"].params["method"] == "REQUEST"
    (event,) = Calendar.from_ical(parts["text/calendar"].get_content()).events
    assert event.start == AT
    assert parts["application/ics"].get_filename() == "termin.ics"
    file = parts["application/ics"].get_content()
    assert file == parts["text/calendar"].get_payload(decode=True)
    assert file.count(b"\r\n") == file.count(b"\n") > 10
    assert alias not in parts["text/calendar"].get_content()
    others = {part.get_content_type() for part in found["b@example.org"].walk()}
    assert others == {"multipart/alternative", "text/plain", "text/html"}, "no date, no attachment"
