"""A request for one appointment: asked with its hour, matched on its day, an Einsatz with the yes, done by going."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask
from icalendar import Calendar
from sqlalchemy import select

from lotsen import clock
from lotsen.check_ins import service as check_ins
from lotsen.extensions import db
from lotsen.help_requests import matchable, next_steps
from lotsen.help_requests import service as help_requests
from lotsen.help_requests.models import HelpRequest
from lotsen.jobs import run_inside
from lotsen.notices.models import Notice
from lotsen.planned_meetings import service
from lotsen.planned_meetings.models import PlannedMeeting
from lotsen.proposals import answers
from lotsen.tandems import service as tandems
from lotsen.tandems.models import Tandem
from tests import factories
from tests.lotsen.help_requests.scene import Scene, scene, sign_in
from tests.pages import Pages
from tests.promises.test_b4_stale_forms import typed_into

IN_DAYS = 9


def at(days: int = IN_DAYS, hour: int = 14) -> datetime:
    """An hour of a day to come, on the clocks in Hessen."""
    return datetime.combine(clock.today() + timedelta(days=days), time(hour), clock.BERLIN)


@pytest.fixture
def asked(app: Flask, here: str) -> Scene:
    """A request for an appointment, of a newcomer with a mail address; one volunteer who suits is asked."""
    play = scene(
        volunteers=1, person={"contact": "olena@example.org"}, frequency="einmalig", starts_on=at().date(),
        appointment_at=at(), appointment_minutes=90, appointment_place="Rathaus, Zimmer 12", status="angefragt",
    )  # fmt: skip
    factories.proposal(play.request, play.volunteers[0], status="angefragt", proposed_by=play.case_manager.id,
                       answer_by=clock.now() + timedelta(days=3))  # fmt: skip
    db.session.commit()
    return play


def accepted(play: Scene) -> tuple[Tandem, PlannedMeeting]:
    """The volunteer says yes."""
    proposal = help_requests.proposals_of(play.request)[0]
    tandem = answers.accept(proposal.id)
    return tandem, db.session.scalars(select(PlannedMeeting)).one()


def question(play: Scene) -> Any:
    """Who owes the next step of the request."""
    db.session.rollback()
    return next_steps.questions([play.request])[play.request.id]


def test_the_hour_is_asked_with_the_request(app: Flask, here: str) -> None:
    """Day, from, to and place; without a day, an end or "once" a sentence says what is missing."""
    play = scene()
    desk = sign_in(Pages(app), play.case_manager)
    url = f"/anfragen/{play.request.id}/aendern"
    form = typed_into(desk.get(url).text) | {
        "frequency": "mehrfach", "starts_on": str(at().date()), "appointment_begins": "10:00",
        "appointment_until": "11:30", "appointment_place": "Rathaus, Zimmer 12",
    }  # fmt: skip
    wrong = (
        ({"starts_on": ""}, "appointment_begins"), ({"appointment_until": ""}, "appointment_begins"),
        ({"appointment_until": "09:00"}, "appointment_until"),
        ({"starts_on": "0001-01-01"}, "appointment_begins"), ({"starts_on": "9999-12-31"}, "appointment_begins"),
        ({"appointment_place": "Moschee"}, "appointment_place"),
        ({"starts_on": str(clock.today() - timedelta(days=2))}, "starts_on"),
    )  # fmt: skip
    for changed, field in wrong:
        assert f'id="{field}-error"' in desk.post(url, form | changed, status=422).text, changed
    desk.post(url, form)
    row = play.request
    db.session.refresh(row)
    assert row.appointment_at is not None
    assert (row.appointment_at.astimezone(clock.BERLIN).hour, row.appointment_minutes) == (10, 90)
    assert row.frequency == "einmalig"
    assert "Rathaus, Zimmer 12" in desk.get(f"/anfragen/{row.id}").text


def test_the_matching_sees_the_day_and_its_half(asked: Scene) -> None:
    """Whatever times the week had: the appointment is on one afternoon."""
    asked.request.times = ["mon-am"]
    seen = matchable.as_request(asked.request)
    day = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[at().weekday()]
    assert (seen.times, seen.starts_on) == (frozenset({f"{day}-pm"}), at().date())
    asked.request.appointment_at = None
    assert matchable.as_request(asked.request).times == frozenset({"mon-am"})


def test_a_yes_makes_an_einsatz_in_both_calendars(app: Flask, asked: Scene) -> None:
    """With hour and place; the place is in no mail, and she saw the hour before she said yes."""
    her = factories.account("volunteer")
    asked.volunteers[0].account_id = her.id
    db.session.commit()
    shown = sign_in(Pages(app), her).get("/meine-seite").text
    assert "14:00–15:30" in shown
    assert "Rathaus" not in shown
    tandem, one = accepted(asked)
    assert (one.kind, one.begins_at, one.minutes, one.place) == ("einsatz", at(), 90, "Rathaus, Zimmer 12")
    mails = list(db.session.scalars(select(Notice).where(Notice.kind == "planned_meeting")))
    assert {mail.mail for mail in mails} == {asked.volunteers[0].mail, "olena@example.org"}
    assert {str(Calendar.from_ical(mail.calendar or "")["METHOD"]) for mail in mails} == {"REQUEST"}
    assert [mail for mail in mails if "Rathaus" in mail.body + (mail.calendar or "")] == []
    own = sign_in(Pages(app), her).get(f"/tandems/mein/{tandem.id}").text
    assert "Rathaus, Zimmer 12" in own
    assert "Möchten Sie weitermachen?" not in own
    assert (question(asked).code, question(asked).at) == ("planned.ahead", at())


def test_going_there_fulfils_the_request(asked: Scene) -> None:
    """One click: tandem and request are done well, her place is free, and she counts as somebody who helped."""
    tandem, one = accepted(asked)
    with clock.moved_to(one.ends_at + timedelta(hours=1)):
        assert question(asked).code == "planned.happened"
        service.note_held(one.id, by="volunteer")
        db.session.rollback()
        assert (tandem.status, tandem.end_reason, tandem.meetings_count) == ("abgeschlossen", "ziel_erreicht", 1)
        assert asked.request.status == "abgeschlossen"
        assert asked.volunteers[0].taken_count == 0
        assert one.status == "stattgefunden"
        assert matchable.as_request(asked.request).known == frozenset({str(asked.volunteers[0].id)})
        kinds = set(db.session.scalars(select(Notice.kind)))
        assert "trial_question" not in kinds


def test_nobody_is_asked_how_it_goes_on(app: Flask, asked: Scene) -> None:
    """The check-ins leave it out; the negative control is a tandem beside it."""
    accepted(asked)
    other = factories.tandem(factories.help_request(status="aktiv"), factories.volunteer())
    db.session.commit()
    with clock.moved_to(clock.now() + timedelta(days=4)):
        run_inside(app, check_ins.ask_check_ins)
        db.session.rollback()
        found = check_ins.of_tandems([tandem.id for tandem in db.session.scalars(select(Tandem))])
        assert set(found) == {other.id}


def test_what_fell_out_is_planned_again(app: Flask, asked: Scene) -> None:
    """The Fallmanager:in is asked for another date, and may plan one before any first meeting."""
    tandem, one = accepted(asked)
    with clock.moved_to(one.ends_at + timedelta(hours=1)):
        service.note_fell_out(one.id, by="volunteer")
        left = question(asked)
        assert (left.code, left.owner) == ("single.plan", "case_manager")
        desk = sign_in(Pages(app), asked.case_manager)
        day = str(clock.today() + timedelta(days=3))
        desk.post(f"/treffen/neu/{tandem.id}", {"kind": "einsatz", "day": day, "begins": "09:00", "until": "10:00"})
        assert question(asked).code == "planned.ahead"


def test_an_appointment_that_passes_without_anybody_is_a_question(asked: Scene) -> None:
    """Choose somebody the day before at the latest; after it, another date or the end."""
    proposal = help_requests.proposals_of(asked.request)[0]
    proposal.status = "abgelaufen"
    asked.request.status, asked.request.urgency = "offen", "laufend"
    db.session.delete(proposal)
    db.session.commit()
    first = question(asked)
    assert (first.code, first.due_on) == ("search.choose", at().date() - timedelta(days=1))
    with clock.moved_to(at() + timedelta(hours=1)):
        over = question(asked)
        assert (over.code, over.owner) == ("search.over", "case_manager")


def test_a_request_without_an_hour_is_as_it_was(app: Flask, here: str) -> None:
    """The negative control: a yes plans nothing, and the first meeting is the next step."""
    play = scene(volunteers=1, frequency="einmalig", status="angefragt")
    factories.proposal(play.request, play.volunteers[0], status="angefragt", proposed_by=play.case_manager.id,
                       answer_by=clock.now() + timedelta(days=3))  # fmt: skip
    db.session.commit()
    tandem = answers.accept(help_requests.proposals_of(play.request)[0].id)
    assert db.session.scalars(select(PlannedMeeting)).all() == []
    assert question(play).code == "meeting.plan"
    tandems.add_meeting(tandem.id, on=clock.today(), minutes=60, reported_by="staff")
    assert db.session.scalars(select(HelpRequest.status).where(HelpRequest.id == play.request.id)).one() == "erprobung"
