"""What became of a planned meeting: one click, silence, the end of the tandem, and the record of all."""

from datetime import timedelta
from typing import Any

from icalendar import Calendar
from sqlalchemy import select

from lotsen import clock, scope
from lotsen.audit.models import AuditEntry
from lotsen.extensions import db
from lotsen.help_requests import next_steps
from lotsen.own_pages import week
from lotsen.planned_meetings.models import PlannedMeeting
from lotsen.start import work_list
from lotsen.tandems import service as tandems
from lotsen.tandems.models import Meeting
from tests.conftest import HERE
from tests.lotsen.calendar_feeds.scene import fetch, make
from tests.lotsen.planned_meetings.scene import IN_DAYS, mails, past, plan, the_one
from tests.lotsen.tandems.test_pages import Begun


def test_one_click_makes_it_a_meeting_that_counts_once(trial: Begun) -> None:
    """Pressed twice, or written down in the form as well as planned: one meeting, with its minutes, in one entry."""
    path = make(trial.hers)
    plan(trial.hers, trial)
    one = the_one()
    trial.hers.post(f"/treffen/{one.id}/stattgefunden", status=409)  # it lies ahead
    with past(one):
        hers = trial.hers
        assert "Hat stattgefunden" in hers.get(trial.own_url).text
        hers.post(f"/treffen/{one.id}/stattgefunden")
        hers.post(f"/treffen/{one.id}/stattgefunden", status=409)
        trial.desk.post(f"/treffen/{one.id}/ausgefallen", status=409)
        meeting = db.session.scalars(select(Meeting)).one()
        assert (meeting.id, meeting.minutes, meeting.reported_by) == (one.id, 90, "volunteer")
        assert trial.fresh().meetings_count == 2
        assert "Hat stattgefunden" not in hers.get(trial.own_url).text
        assert fetch(trial.app, path).text.count(": Treffen") == 1


def test_a_meeting_in_the_form_settles_what_was_planned(trial: Begun) -> None:
    """Who writes it down the old way is not asked again; what is planned for another day stays."""
    plan(trial.hers, trial)
    plan(trial.hers, trial, days=IN_DAYS + 7)
    first = db.session.scalars(select(PlannedMeeting).order_by(PlannedMeeting.begins_at)).first()
    assert first is not None
    with past(first):
        on = clock.day_of(first.begins_at)
        tandems.add_meeting(trial.tandem.id, on=on, minutes=60, reported_by="staff")
    found = db.session.scalars(select(PlannedMeeting).order_by(PlannedMeeting.begins_at))
    assert [one.status for one in found] == ["stattgefunden", "geplant"]
    assert trial.fresh().meetings_count == 2


def test_what_fell_out_counts_nothing_and_who_did_not_come_is_asked_after(trial: Begun) -> None:
    """The volunteer says that it fell out; staff may say which side did not come, and are asked about it later."""
    plan(trial.hers, trial)
    one = the_one()
    with past(one):
        trial.hers.post(f"/treffen/{one.id}/ausgefallen", {"missed_by": "newcomer"})
        assert the_one().status == "ausgefallen"
        assert db.session.scalars(select(Meeting)).all() == []
    plan(trial.desk, trial, days=IN_DAYS + 1)
    other = db.session.scalars(select(PlannedMeeting).where(PlannedMeeting.status == "geplant")).one()
    with past(other):
        trial.desk.post(f"/treffen/{other.id}/ausgefallen", {"missed_by": "newcomer"})
        missed = db.session.scalars(select(Meeting)).one()
        assert (missed.is_held, missed.missed_by) == (False, "newcomer")
        assert trial.fresh().meetings_count == 1


def test_silence_becomes_a_line_of_the_work_list(trial: Begun) -> None:
    """First it is the volunteer's, with a day; what she lets pass is the Fallmanager:in's, with a day of its own."""
    plan(trial.hers, trial)
    one, key = the_one(), trial.play.request.id
    day = clock.day_of(one.begins_at)

    def question() -> Any:
        db.session.rollback()
        return next_steps.questions([trial.play.request])[key]

    assert (question().code, question().owner, question().due_on) == ("planned.ahead", "volunteer", day)
    with past(one):
        asked = question()
        assert (asked.code, asked.owner, asked.due_on) == ("planned.happened", "volunteer", day + timedelta(days=3))
        assert "stattgefunden" in week.lines(trial.volunteer)[0].title
    with clock.moved_to(one.ends_at + timedelta(days=4)), trial.app.test_request_context():
        scope.enter(HERE)
        late = question()
        assert (late.code, late.owner, late.is_late) == ("planned.happened", "case_manager", True)
        (line,) = [one for one in work_list.lines_of(trial.play.case_manager.id) if "Niemand sagte" in one.title]
        assert line.url.endswith("#geplant")
    scope.enter(HERE)  # whoever leaves a request has left its region
    with past(one):
        trial.desk.post(f"/treffen/{one.id}/stattgefunden")
        assert question().code != "planned.happened"


def test_without_a_mail_address_the_fallmanager_asks_at_once(trial: Begun) -> None:
    """Nobody could ask her."""
    plan(trial.hers, trial)
    trial.volunteer.mail = trial.volunteer.mail_index = None
    db.session.commit()
    with past(the_one()):
        asked = next_steps.questions([trial.play.request])[trial.play.request.id]
        assert asked is not None
        assert (asked.code, asked.owner) == ("planned.happened", "case_manager")


def test_the_end_of_a_tandem_calls_off_what_lies_ahead(trial: Begun) -> None:
    """Both calendars forget it; what is past and was never reported goes without a mail, and counts nothing."""
    plan(trial.hers, trial)
    first = the_one()
    plan(trial.hers, trial, days=IN_DAYS + 7)
    before = len(mails())
    with past(first):
        tandems.end(trial.tandem.id, reason="keine_zeit")
        found = db.session.scalars(select(PlannedMeeting)).all()
        assert {one.status for one in found} == {"abgesagt"}
    cancelled = mails()[before:]
    assert len(cancelled) == 2
    assert {str(Calendar.from_ical(mail.calendar or "")["METHOD"]) for mail in cancelled} == {"CANCEL"}
    assert trial.fresh().meetings_count == 1


def test_each_step_stands_in_the_record(trial: Begun) -> None:
    """Plan, call off; in the transaction of the step."""
    plan(trial.hers, trial)
    trial.hers.post(f"/treffen/{the_one().id}/absagen")
    actions = select(AuditEntry.action).where(AuditEntry.subject == "planned_meeting").order_by(AuditEntry.seq)
    assert list(db.session.scalars(actions)) == ["planned_meetings.plan", "planned_meetings.call_off"]
