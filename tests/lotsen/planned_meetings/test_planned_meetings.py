"""A planned meeting from its date to what became of it, as the volunteer, staff and the calendars see it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from icalendar import Calendar
from sqlalchemy import select

from lotsen import clock, scope
from lotsen.audit.models import AuditEntry
from lotsen.extensions import db
from lotsen.help_requests import next_steps
from lotsen.notices.models import Notice
from lotsen.own_pages import week
from lotsen.planned_meetings.models import PlannedMeeting
from lotsen.start import work_list
from lotsen.tandems import service as tandems
from lotsen.tandems.models import Meeting
from lotsen.volunteers.models import Absence
from tests import factories
from tests.conftest import ELSEWHERE, HERE
from tests.lotsen.calendar_feeds.test_feed import fetch, make, titles
from tests.lotsen.help_requests.scene import Desk, sign_in
from tests.lotsen.tandems.test_pages import Begun
from tests.pages import Pages

IN_DAYS = 5


@pytest.fixture
def trial(app: Flask, here: str) -> Begun:
    """A tandem in its trial, of a newcomer with a mail address who reads Ukrainian."""
    begun = Begun(app, contact="olena@example.org", language="uk")
    begun.tandem.status = begun.play.request.status = "erprobung"
    begun.tandem.meetings_count, begun.tandem.last_contact_on = 1, clock.today()
    db.session.commit()
    return begun


def date_form(days: int = IN_DAYS, **changed: object) -> dict[str, object]:
    """A date as the form sends it: from half past two to four."""
    day = str(clock.today() + timedelta(days=days))
    return {"kind": "treffen", "day": day, "begins": "14:30", "until": "16:00", "place": "Rathaus, Zimmer 12"} | changed


def plan(desk: Desk, begun: Begun, status: int = 302, **changed: Any) -> Any:
    """Send the form."""
    return desk.post(f"/treffen/neu/{begun.tandem.id}", date_form(**changed), status=status)


def the_one() -> PlannedMeeting:
    """The planned meeting as the database has it."""
    db.session.rollback()
    return db.session.scalars(select(PlannedMeeting)).one()


def mails(kind: str = "planned_meeting") -> list[Notice]:
    """Mails of a kind, in the order of writing."""
    db.session.rollback()
    return list(db.session.scalars(select(Notice).where(Notice.kind == kind).order_by(Notice.created_at, Notice.id)))


def parts(kind: str = "planned_meeting") -> dict[tuple[str, int], tuple[str, str]]:
    """What went into calendars: by reader and number, the method and the name."""
    found = {}
    for mail in mails(kind):
        assert mail.calendar is not None
        calendar = Calendar.from_ical(mail.calendar)
        (event,) = calendar.events
        found[(mail.mail.partition("@")[0], int(event["SEQUENCE"]))] = (str(calendar["METHOD"]), str(event["UID"]))
    return found


def past(one: PlannedMeeting) -> Any:
    """An hour after it is over."""
    return clock.moved_to(one.ends_at + timedelta(hours=1))


def test_a_volunteer_plans_and_everybody_has_it(trial: Begun) -> None:
    """Both sides get it for their calendar in their language, the Fallmanager:in hears of it; it is in both feeds."""
    feeds = [make(trial.hers), make(trial.desk)]
    hers = trial.hers
    plan(hers, trial)
    one = the_one()
    assert (one.minutes, one.place, one.planned_by, one.status) == (90, "Rathaus, Zimmer 12", "volunteer", "geplant")
    assert one.begins_at.astimezone(clock.BERLIN).time().isoformat("minutes") == "14:30"
    sent = {mail.mail: mail for mail in mails()}
    assert sent.keys() == {trial.volunteer.mail, "olena@example.org"}
    assert sent["olena@example.org"].language == "uk"
    assert {value[0] for value in parts().values()} == {"REQUEST"}
    assert [mail.mail for mail in mails("planned_meeting_told")] == [trial.play.case_manager.mail]
    shown = hers.get(trial.own_url).text
    assert "Rathaus, Zimmer 12" in shown
    assert "Ihr nächstes Treffen ist am" in shown
    assert "Rathaus, Zimmer 12" in trial.desk.get(trial.url).text
    for path in feeds:
        answer = fetch(trial.app, path)
        assert any(title.endswith(": Treffen") for title in titles(answer))
        assert str(one.id) in answer.text


def test_the_exact_place_is_in_no_mail_and_no_calendar(trial: Begun) -> None:
    """It may tell a need. The municipality is in calendars, and for a register block not even that; a name never."""
    path = make(trial.hers)
    plan(trial.hers, trial, kind="einsatz")
    feed = fetch(trial.app, path).text
    calendars = [feed, *(mail.calendar or "" for mail in mails())]
    letters = [mail.title + mail.body for kind in ("planned_meeting", "planned_meeting_told") for mail in mails(kind)]
    assert [text for text in calendars + letters if "Rathaus" in text] == []
    people = trial.play.newcomer.alias, trial.volunteer.first_name, trial.play.case_manager.display_name
    assert [word for word in people for text in calendars if word in text] == []
    assert "LOCATION:Büdingen" in feed
    trial.play.newcomer.is_protected = True
    db.session.commit()
    assert "LOCATION" not in fetch(trial.app, path).text


def test_a_protected_place_is_for_the_responsible_one(trial: Begun) -> None:
    """A colleague sees that there is a date, neither where nor how to change it; who answers for it does."""
    plan(trial.hers, trial)
    trial.play.newcomer.is_protected = True
    colleague = factories.account("case_manager")
    db.session.commit()
    one, other = the_one(), sign_in(Pages(trial.app), colleague)
    assert "Rathaus" in trial.desk.get(trial.url).text
    assert "Rathaus" not in other.get(trial.url).text
    other.get(f"/treffen/{one.id}/aendern", status=403)


def test_it_moves_and_is_called_off_under_one_name(trial: Begun) -> None:
    """Request, update, cancel: the same UID, a number that rises. Another place alone writes to nobody."""
    plan(trial.hers, trial)
    one, hers = the_one(), trial.hers
    url = f"/treffen/{one.id}/aendern"

    def change(**changed: object) -> None:
        page = hers.get(url).text
        seen = page.split('name="seen"')[1].split('value="')[1].split('"')[0].replace("&#34;", '"')
        hers.post(url, date_form(**changed) | {"seen": seen})

    change(place="Café am Markt")
    assert len(mails()) == 2
    change(place="Café am Markt", days=IN_DAYS + 1)
    trial.desk.post(f"/treffen/{one.id}/absagen")
    found = parts()
    uid = {name for _method, name in found.values()}
    assert len(uid) == 1
    sides = ("olena", (trial.volunteer.mail or "").partition("@")[0])
    assert {key: method for key, (method, _uid) in found.items()} == {
        (side, number): method for side in sides for number, method in enumerate(("REQUEST", "REQUEST", "CANCEL"))
    }
    assert the_one().status == "abgesagt"
    hers.post(f"/treffen/{one.id}/absagen", status=409)
    with past(one):
        trial.hers.post(f"/treffen/{one.id}/stattgefunden", status=409)


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


@pytest.mark.parametrize("why", ["away", "meets already", "the first meeting of another tandem"])
def test_a_day_that_is_taken_is_warned_of(trial: Begun, why: str) -> None:
    """Nothing is planned before the box is ticked; the warning names nobody."""
    day = clock.today() + timedelta(days=IN_DAYS)
    if why == "away":
        db.session.add(Absence(volunteer_id=trial.volunteer.id, from_on=day, until_on=day))
    elif why == "meets already":
        plan(trial.hers, trial)
    else:
        other = factories.help_request(status="kennenlernen")
        at = datetime.combine(day, datetime.min.time(), clock.BERLIN) + timedelta(hours=9)
        factories.tandem(other, trial.volunteer, status="kennenlernen", first_meeting_at=at, started_on=None,
                         volunteer_agreed_at=None, newcomer_agreed_at=None)  # fmt: skip
    db.session.commit()
    before = len(db.session.scalars(select(PlannedMeeting)).all())
    shown = plan(trial.desk, trial, status=422).text
    assert "Trotzdem an diesem Tag planen" in shown
    assert ("Abwesenheit" if why == "away" else "schon ein Treffen") in shown
    db.session.rollback()
    assert len(db.session.scalars(select(PlannedMeeting)).all()) == before
    plan(trial.desk, trial, despite_clash="y")
    db.session.rollback()
    assert len(db.session.scalars(select(PlannedMeeting)).all()) == before + 1


def test_a_free_day_warns_of_nothing(trial: Begun) -> None:
    """The negative control: away the day before, and somebody else's meeting on that day."""
    day = clock.today() + timedelta(days=IN_DAYS - 1)
    db.session.add(Absence(volunteer_id=trial.volunteer.id, from_on=day, until_on=day))
    other = factories.tandem(factories.help_request(status="aktiv"), factories.volunteer())
    at = clock.now() + timedelta(days=IN_DAYS)
    db.session.add(PlannedMeeting(tandem_id=other.id, begins_at=at, planned_by="staff"))
    db.session.commit()
    plan(trial.desk, trial)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"days": 0, "begins": "00:00", "until": "00:01"}, "day"),
        ({"days": 400}, "day"),
        ({"until": "14:00"}, "until"),
        ({"until": "14:30"}, "until"),
        ({"begins": "00:30", "until": "23:30"}, "until"),
        ({"place": "Moschee, wegen der Diagnose"}, "place"),
        ({"kind": "urlaub"}, "kind"),
        ({"begins": ""}, "begins"),
    ],
)
def test_bad_input_gets_a_sentence_at_its_field(trial: Begun, changed: dict[str, Any], field: str) -> None:
    """And plans nothing."""
    shown = plan(trial.hers, trial, status=422, **changed).text
    assert f'id="{field}-error"' in shown or f'href="#{field}' in shown
    db.session.rollback()
    assert db.session.scalars(select(PlannedMeeting)).all() == []


def test_sent_twice_it_is_planned_once(trial: Begun) -> None:
    """The form brings its key along."""
    key = "6f1b8f3e-5b1c-4a53-9c1c-3d8f1f1f9a10"
    for _time in range(2):
        plan(trial.hers, trial, key=key)
    assert str(the_one().id) == key
    assert len(mails()) == 2


def test_before_the_first_meeting_nothing_else_is_planned(app: Flask, here: str) -> None:
    """The first meeting has its own way, with both sides asked."""
    begun = Begun(app)
    plan(begun.desk, begun, status=409)
    assert "Treffen planen" not in begun.desk.get(begun.url).text


def test_somebody_elses_plan_looks_like_a_missing_one(trial: Begun) -> None:
    """Another volunteer of the region, and staff of another region."""
    plan(trial.hers, trial)
    one = the_one()
    stranger = factories.account("volunteer")
    factories.volunteer(account_id=stranger.id)
    with scope.of(ELSEWHERE):
        foreign = factories.account("coordinator")
        db.session.commit()
    db.session.commit()
    for account in (stranger, foreign):
        desk = sign_in(Pages(trial.app), account)
        desk.get(f"/treffen/neu/{trial.tandem.id}", status=404)
        desk.get(f"/treffen/{one.id}/aendern", status=404)
        for act in ("absagen", "stattgefunden", "ausgefallen"):
            desk.post(f"/treffen/{one.id}/{act}", status=404)
    assert the_one().status == "geplant"


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
