"""After a planned meeting somebody is asked once by mail whether it took place, and answers by one click."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from lotsen import clock, scope
from lotsen.audit.models import AuditEntry
from lotsen.extensions import db
from lotsen.notices.catalogue import KINDS
from lotsen.notices.models import MailWish
from lotsen.planned_meetings import asking
from lotsen.tandems import papers
from lotsen.tandems import service as tandems
from lotsen.tandems.models import Meeting
from lotsen.volunteers.models import Absence
from tests.lotsen.help_requests.scene import Desk
from tests.lotsen.planned_meetings.scene import IN_DAYS, mails, parts, past, plan, the_one
from tests.lotsen.tandems.test_pages import Begun


def job() -> int:
    """What the job does now."""
    db.session.rollback()
    with scope.everywhere("as the job"):
        asked = asking.ask_what_became()
    db.session.rollback()
    return asked


def link(kind: str = "meeting_question") -> str:
    """The link of the newest mail that asks."""
    found = re.search(r"/treffen/war/\S+", mails(kind)[-1].body)
    assert found is not None
    return found.group()


@pytest.fixture
def planned(trial: Begun) -> Begun:
    """A meeting of ninety minutes in five days."""
    plan(trial.hers, trial)
    return trial


def test_one_mail_once_it_is_over(planned: Begun) -> None:
    """Not while it lasts, and not again an hour later; to the volunteer in her language, with no name and no place."""
    one = the_one()
    with clock.moved_to(one.begins_at + timedelta(minutes=80)):
        assert job() == 0
    with past(one):
        assert [job(), job()] == [1, 0]
        (mail,) = mails("meeting_question")
        assert (mail.mail, mail.language) == (planned.volunteer.mail, planned.volunteer.language)
        assert "Rathaus" not in mail.body
        assert planned.play.newcomer.alias not in mail.body
        assert mails("meeting_question_staff") == []
        recorded = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "planned_meetings.ask")).one()
        assert recorded.subject_id == one.id
    with clock.moved_to(one.ends_at + timedelta(days=5)):
        assert job() == 0


def test_yes_by_link_counts_as_every_meeting_and_a_look_changes_nothing(planned: Begun) -> None:
    """A scanner answers for nobody; the click makes a meeting with its minutes, which the certificate counts."""
    one, visitor = the_one(), Desk(planned.app)
    with past(one):
        job()
        address = link()
        assert "Hat das Treffen stattgefunden?" in visitor.get(address).text
        visitor.head(address)
        assert the_one().status == "geplant"
        assert "90 Minuten" in visitor.post(address, {"answer": "held"}, status=200).text
        meeting = db.session.scalars(select(Meeting)).one()
        assert (meeting.minutes, meeting.reported_by, meeting.is_held) == (90, "volunteer", True)
        assert the_one().status == "stattgefunden"
        assert planned.fresh().meetings_count == 2
        assert b"%PDF" in papers.certificate(planned.tandem)[:8]
        visitor.post(address, {"answer": "held"}, status=404)
        visitor.get(address, status=404)


def test_no_by_link_counts_nothing(planned: Begun) -> None:
    """It fell out, and nobody is blamed."""
    with past(the_one()):
        job()
        Desk(planned.app).post(link(), {"answer": "fell_out"}, status=200)
        assert the_one().status == "ausgefallen"
        assert db.session.scalars(select(Meeting)).all() == []


def test_put_off_by_link_it_is_one_date_that_moved(planned: Begun) -> None:
    """The same name in the calendars with a higher number; after the new time the question comes anew."""
    one, visitor = the_one(), Desk(planned.app)
    day = clock.day_of(one.begins_at) + timedelta(days=3)
    new = {"answer": "moved", "day": str(day), "begins": "10:00", "until": "11:00"}
    with past(one):
        job()
        address = link()
        for wrong, field in (({"day": ""}, "day"), ({"until": "09:00"}, "until"), ({"day": "2020-01-01"}, "day")):
            assert f'id="{field}-error"' in visitor.post(address, new | wrong, status=422).text
        visitor.post(address, new, status=200)
        moved = the_one()
        assert (moved.id, moved.status, clock.day_of(moved.begins_at)) == (one.id, "geplant", day)
        assert (moved.minutes, moved.place, moved.awaits_yes) == (60, "Rathaus, Zimmer 12", False)
        assert max(number for _side, number in parts()) == 1
        assert job() == 0
    with past(the_one()):
        assert job() == 1
        assert len(mails("meeting_question")) == 2


def test_a_new_day_that_is_taken_is_warned_of(planned: Begun) -> None:
    """The link stays good for the second press."""
    one = the_one()
    day = clock.day_of(one.begins_at) + timedelta(days=3)
    db.session.add(Absence(volunteer_id=planned.volunteer.id, from_on=day, until_on=day))
    db.session.commit()
    new = {"answer": "moved", "day": str(day), "begins": "10:00", "until": "11:00"}
    with past(one):
        job()
        shown = Desk(planned.app).post(link(), new, status=422).text
        assert "Trotzdem an diesem Tag planen" in shown
        Desk(planned.app).post(link(), new | {"despite_clash": "y"}, status=200)
        assert clock.day_of(the_one().begins_at) == day


def test_without_a_mail_address_staff_are_asked(planned: Begun) -> None:
    """With the number of the request; what they answer is staff's."""
    planned.volunteer.mail = planned.volunteer.mail_index = None
    db.session.commit()
    with past(the_one()):
        assert job() == 1
        (mail,) = mails("meeting_question_staff")
        assert mail.mail == planned.play.case_manager.mail
        address = link("meeting_question_staff")
        assert planned.play.request.number in Desk(planned.app).get(address).text
        Desk(planned.app).post(address, {"answer": "held"}, status=200)
        assert db.session.scalars(select(Meeting)).one().reported_by == "staff"


@pytest.mark.parametrize("why", ["reported", "called off", "ended", "long ago"])
def test_nobody_is_asked_about_what_needs_no_answer(planned: Begun, why: str) -> None:
    """The controls: somebody said it, it was called off, the tandem ended, or the server was off for ten days."""
    one = the_one()
    if why == "called off":
        planned.hers.post(f"/treffen/{one.id}/absagen")
    with past(one):
        if why == "reported":
            planned.hers.post(f"/treffen/{one.id}/stattgefunden")
        elif why == "ended":
            tandems.end(planned.tandem.id, reason="keine_zeit")
        if why != "long ago":
            assert job() == 0
    with clock.moved_to(one.ends_at + timedelta(days=10)):
        assert job() == 0
    assert mails("meeting_question") == []


def test_who_answers_on_her_page_finds_the_link_done(planned: Begun) -> None:
    """And who wants fewer mails gets this one all the same, after her quiet hours: it asks."""
    one = the_one()
    now = one.ends_at + timedelta(hours=1)
    minutes = now.astimezone(clock.BERLIN).hour * 60
    db.session.add(MailWish(mail_index=planned.volunteer.mail_index, frequency="woechentlich", wants_overview=False,
                            quiet_from_minutes=minutes, quiet_until_minutes=minutes + 120))  # fmt: skip
    db.session.commit()
    with clock.moved_to(now):
        job()
        (mail,) = mails("meeting_question")
        assert (mail.status, KINDS[mail.kind].may_be_fewer) == ("waiting", False)
        planned.hers.post(f"/treffen/{one.id}/ausgefallen")
        shown = Desk(planned.app).get(f"{link()}?lang=de").text
        assert "Diese Frage ist schon beantwortet" in shown
        Desk(planned.app).post(link(), {"answer": "held"}, status=200)
        assert the_one().status == "ausgefallen"


def test_putting_off_works_on_the_page_too(planned: Begun) -> None:
    """A date that has begun may be moved as long as nobody said what became of it."""
    one = the_one()
    with past(one):
        assert "Wurde verschoben" in planned.hers.get(planned.own_url).text
        url = f"/treffen/{one.id}/aendern"
        seen = planned.hers.get(url).text.split('name="seen"')[1].split('value="')[1].split('"')[0]
        day = str(clock.today() + timedelta(days=IN_DAYS))
        planned.hers.post(url, {"kind": "treffen", "day": day, "begins": "10:00", "until": "11:00", "place": "",
                                "seen": seen.replace("&#34;", '"')})  # fmt: skip
        assert str(clock.day_of(the_one().begins_at)) == day
