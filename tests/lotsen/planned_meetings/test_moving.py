"""The appointment of a request changes after somebody said yes: the Einsatz follows, and she may say no."""

import re
from datetime import UTC, timedelta
from typing import Any

import pytest
from flask import Flask
from icalendar import Calendar
from sqlalchemy import select

from lotsen import clock, date_words
from lotsen.audit.models import AuditEntry
from lotsen.extensions import db
from lotsen.half_days import DAYS
from lotsen.help_requests import next_steps
from lotsen.planned_meetings.models import PlannedMeeting
from lotsen.proposals import answers as proposal_answers
from lotsen.tandems.models import Tandem
from lotsen.volunteers.models import Absence
from tests import factories
from tests.lotsen.help_requests.scene import Desk, Scene, scene, sign_in
from tests.lotsen.planned_meetings.scene import mails, parts, plan, the_one
from tests.lotsen.planned_meetings.test_single import IN_DAYS, at
from tests.lotsen.tandems.test_pages import Begun
from tests.pages import Pages
from tests.promises.test_b4_stale_forms import typed_into


class Agreed:
    """A request for an appointment to which a volunteer said yes, and the browser of its Fallmanager:in."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.play: Scene = scene(
            volunteers=2, person={"contact": "olena@example.org", "language": "uk"}, frequency="einmalig",
            starts_on=at().date(), appointment_at=at(), appointment_minutes=90,
            appointment_place="Rathaus, Zimmer 12", status="angefragt",
        )  # fmt: skip
        self.her, self.other = self.play.volunteers
        self.account = factories.account("volunteer")
        self.her.account_id = self.account.id
        self.other.times = [f"{day}-pm" for day in DAYS]
        asked = factories.proposal(self.play.request, self.her, proposed_by=self.play.case_manager.id)
        factories.proposal(self.play.request, self.other, status="geplant", asked_at=None, answer_by=None, position=2,
                           proposed_by=self.play.case_manager.id)  # fmt: skip
        db.session.commit()
        proposal_answers.accept(asked.id)
        self.desk = sign_in(Pages(app), self.play.case_manager)
        self.url = f"/anfragen/{self.play.request.id}/aendern"

    def edit(self, status: int = 302, **changed: object) -> str:
        """Change the request as its form does."""
        shown: str = self.desk.post(self.url, typed_into(self.desk.get(self.url).text) | changed, status=status).text
        db.session.rollback()
        db.session.expire_all()
        return shown

    def question(self) -> Any:
        """Who owes the next step of the request."""
        db.session.rollback()
        return next_steps.questions([self.play.request])[self.play.request.id]


@pytest.fixture
def agreed(app: Flask, here: str) -> Agreed:
    """Somebody said yes to an appointment in nine days at two o'clock."""
    return Agreed(app)


def link_of(mail: Any) -> str:
    """The link in a mail that asks whether the new time suits."""
    found = re.search(r"/treffen/verschoben/\S+", mail.body)
    assert found is not None, mail.body
    return found.group()


def moved_mails(agreed: Agreed) -> dict[str, Any]:
    """The mails of the move, by reader."""
    return {mail.mail: mail for mail in mails() if "/treffen/verschoben/" in mail.body}


def test_the_einsatz_follows_and_both_hear_of_both_times(agreed: Agreed) -> None:
    """One name in the calendars with a higher number; old and new time in the mail, in the reader's language."""
    agreed.edit(starts_on=str(at(IN_DAYS + 2).date()), appointment_begins="10:00", appointment_until="11:00")
    one = the_one()
    assert (one.begins_at, one.minutes, one.moved_from_at) == (at(IN_DAYS + 2, 10), 60, at())
    assert (one.place, one.kind, one.status) == ("Rathaus, Zimmer 12", "einsatz", "geplant")
    found = parts()
    assert {number for _side, number in found} == {0, 1}
    assert len({uid for _method, uid in found.values()}) == 1
    sent = moved_mails(agreed)
    assert sent.keys() == {agreed.her.mail, "olena@example.org"}
    mail = sent[agreed.her.mail or ""]
    with agreed.app.test_request_context():
        assert date_words.appointment(at()) in mail.body
        assert date_words.appointment(at(IN_DAYS + 2, 10)) in mail.body
    assert "Rathaus" not in mail.body + (mail.calendar or "")
    assert sent["olena@example.org"].language == "uk"
    assert [mail for mail in mails("planned_meeting_told") if "verschoben" in mail.title] == []  # it was her own act


def test_she_says_yes_by_link_and_a_look_changes_nothing(agreed: Agreed) -> None:
    """The question is hers until then; afterwards the date stands."""
    agreed.edit(appointment_begins="15:00", appointment_until="16:00")
    asked = agreed.question()
    assert (asked.code, asked.owner) == ("planned.moved", "volunteer")
    assert "Zusage zum neuen Termin steht aus" in agreed.desk.get(f"/tandems/{the_one().tandem_id}").text
    link = link_of(moved_mails(agreed)[agreed.her.mail or ""])
    visitor = Desk(agreed.app)
    shown = visitor.get(link).text
    assert "Passt der neue Termin?" in shown
    assert "15:00–16:00" in shown
    assert "Rathaus" not in shown
    visitor.head(link)
    assert the_one().confirmed_at is None
    assert "Danke, der Termin steht" in visitor.post(link, {"answer": "yes"}, status=200).text
    assert the_one().confirmed_at is not None
    assert agreed.question().code == "planned.ahead"
    gone = visitor.get(f"{link}?lang=de", status=404).text
    assert "Link nicht mehr gültig" in gone
    assert "404" not in gone


def test_her_no_ends_it_gently_and_the_next_one_is_asked(agreed: Agreed) -> None:
    """Her place is free, the calendars forget the date, and whoever stood in line is asked for the new one."""
    agreed.edit(appointment_begins="15:00", appointment_until="16:00")
    Desk(agreed.app).post(link_of(moved_mails(agreed)[agreed.her.mail or ""]), {"answer": "no"}, status=200)
    assert the_one().status == "abgesagt"
    tandem = db.session.scalars(select(Tandem)).one()
    assert (tandem.status, tandem.end_reason) == ("abgebrochen", "anderer_termin")
    assert agreed.her.taken_count == 0
    assert (agreed.play.request.status, agreed.play.request.appointment_at) == ("angefragt", at(hour=15))
    assert agreed.question().code == "proposal.answer"
    last = {mail.mail: Calendar.from_ical(mail.calendar or "") for mail in mails()}
    assert {str(calendar["METHOD"]) for calendar in last.values()} == {"CANCEL"}


def test_a_newcomer_who_cannot_leaves_the_tandem_as_it_is(agreed: Agreed) -> None:
    """The date is called off, the Fallmanager:in is told and plans another; the request follows that one."""
    agreed.edit(appointment_begins="15:00", appointment_until="16:00")
    Desk(agreed.app).post(link_of(moved_mails(agreed)["olena@example.org"]), {"answer": "no"}, status=200)
    assert the_one().status == "abgesagt"
    told = mails("planned_meeting_told")[-1]
    assert told.mail == agreed.play.case_manager.mail
    assert "Der neue Termin passt nicht" in told.title
    assert agreed.question().code == "single.plan"
    agreed.edit(starts_on=str(at(IN_DAYS + 3).date()))
    planned = db.session.scalars(select(PlannedMeeting).where(PlannedMeeting.status == "geplant")).one()
    assert planned.begins_at == at(IN_DAYS + 3, 15)


def test_a_day_on_which_she_is_away_is_warned_of(agreed: Agreed) -> None:
    """Nothing is moved before the box is ticked."""
    day = at(IN_DAYS + 2).date()
    db.session.add(Absence(volunteer_id=agreed.her.id, from_on=day, until_on=day))
    db.session.commit()
    shown = agreed.edit(status=422, starts_on=str(day))
    assert "Trotzdem auf diesen Tag verschieben" in shown
    assert (the_one().begins_at, agreed.play.request.appointment_at) == (at(), at())
    agreed.edit(starts_on=str(day), despite_clash="y")
    assert (the_one().begins_at, agreed.play.request.appointment_at) == (at(IN_DAYS + 2), at(IN_DAYS + 2))


def test_without_its_hour_the_einsatz_is_called_off(agreed: Agreed) -> None:
    """And planned with the first hour that is given again."""
    agreed.edit(appointment_begins="", appointment_until="", appointment_place="")
    assert the_one().status == "abgesagt"
    agreed.edit(appointment_begins="09:00", appointment_until="10:00")
    planned = db.session.scalars(select(PlannedMeeting).where(PlannedMeeting.status == "geplant")).one()
    assert planned.begins_at == at(hour=9)


def test_what_else_is_edited_moves_nothing(agreed: Agreed) -> None:
    """The negative control: another urgency writes to nobody; another place is on the page only."""
    before = len(mails())
    agreed.edit(urgency="heute_morgen")
    assert (the_one().invitations, the_one().moved_at, len(mails())) == (1, None, before)
    agreed.edit(appointment_place="Landratsamt")
    assert (the_one().place, the_one().moved_at, len(mails())) == ("Landratsamt", None, before)


def test_the_request_follows_its_einsatz(agreed: Agreed) -> None:
    """Whoever moves the Einsatz moves what the request asks for; she moved it herself, so nobody asks her."""
    hers = sign_in(Pages(agreed.app), agreed.account)
    url = f"/treffen/{the_one().id}/aendern"
    hers.post(url, typed_into(hers.get(url).text) | {"begins": "16:00", "until": "17:00"})
    db.session.rollback()
    db.session.expire_all()
    row = agreed.play.request
    assert (row.appointment_at, row.appointment_minutes) == (at(hour=16), 60)
    assert agreed.question().code == "planned.ahead"
    assert moved_mails(agreed).keys() == {"olena@example.org"}
    assert [mail.mail for mail in mails("planned_meeting_told")][-1] == agreed.play.case_manager.mail


def test_without_a_mail_address_staff_call_and_write_down(agreed: Agreed) -> None:
    """The page says so after saving; one click notes her yes."""
    agreed.her.mail = agreed.her.mail_index = None
    db.session.commit()
    agreed.edit(appointment_begins="15:00", appointment_until="16:00")
    asked = agreed.question()
    assert (asked.code, asked.owner) == ("planned.moved", "case_manager")
    agreed.desk.post(f"/treffen/{the_one().id}/passt")
    assert agreed.question().code == "planned.ahead"


def test_silence_is_the_fallmanagers_after_three_days(agreed: Agreed) -> None:
    """Nobody goes to a date without knowing of it."""
    agreed.edit(appointment_begins="15:00", appointment_until="16:00")
    with clock.moved_to(clock.now() + timedelta(days=4)):
        late = agreed.question()
        assert (late.code, late.owner, late.is_late) == ("planned.moved", "case_manager", True)


def test_the_record_and_the_page_keep_what_was(agreed: Agreed) -> None:
    """Both moves stand in the record with old and new time; the page of the request tells the last one."""
    agreed.edit(appointment_begins="15:00", appointment_until="16:00")
    agreed.edit(appointment_begins="17:00", appointment_until="18:00")
    facts = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "planned_meetings.move"))
    seen = [(one.facts["before"][11:16], one.facts["at"][11:16]) for one in facts.all()]
    hour = at().astimezone(UTC).hour
    assert seen == [(f"{hour}:00", f"{hour + 1}:00"), (f"{hour + 1}:00", f"{hour + 3}:00")]
    assert "Termin verschoben" in agreed.desk.get(f"/anfragen/{agreed.play.request.id}").text


def test_in_a_tandem_her_no_calls_off_one_meeting(trial: Begun) -> None:
    """On her page; the tandem goes on, and the Fallmanager:in plans another."""
    plan(trial.desk, trial)
    url, desk = f"/treffen/{the_one().id}/aendern", trial.desk
    desk.post(url, typed_into(desk.get(url).text) | {"begins": "10:00", "until": "11:00"})
    hers = trial.hers
    assert "Der Termin ist verschoben. Passt er Ihnen?" in hers.get(trial.own_url).text
    hers.post(f"/treffen/{the_one().id}/passt-nicht")
    assert the_one().status == "abgesagt"
    assert trial.fresh().is_running
    told = mails("planned_meeting_told")[-1]
    assert "Der neue Termin passt nicht" in told.title
    hers.post(f"/treffen/{the_one().id}/passt-nicht", status=409)
    hers.post(f"/treffen/{the_one().id}/passt", status=409)


def test_a_link_whose_date_has_begun_says_so(trial: Begun) -> None:
    """And changes nothing."""
    plan(trial.hers, trial)
    url, hers = f"/treffen/{the_one().id}/aendern", trial.hers
    hers.post(url, typed_into(hers.get(url).text) | {"begins": "10:00", "until": "11:00"})
    (link,) = [link_of(mail) for mail in mails() if "/treffen/verschoben/" in mail.body]
    with clock.moved_to(the_one().begins_at + timedelta(minutes=1)):
        assert "Hier ist nichts mehr zu tun" in Desk(trial.app).get(f"{link}?lang=de").text
        Desk(trial.app).post(link, {"answer": "no"}, status=200)
        assert the_one().status == "geplant"


def test_only_her_own_date_can_be_answered(trial: Begun) -> None:
    """Another volunteer's looks like a missing one; staff may note her yes, and no no: they call off, or look again."""
    plan(trial.desk, trial)
    stranger = factories.account("volunteer")
    factories.volunteer(account_id=stranger.id)
    db.session.commit()
    other = sign_in(Pages(trial.app), stranger)
    for act in ("passt", "passt-nicht"):
        other.post(f"/treffen/{the_one().id}/{act}", status=404)
    trial.desk.post(f"/treffen/{the_one().id}/passt")
    trial.desk.post(f"/treffen/{the_one().id}/passt-nicht", status=403)


def test_an_answer_to_a_time_that_moved_again_is_none(agreed: Agreed) -> None:
    """She had the page open: her yes was to another time. Asked about the new one, she says yes to that."""
    agreed.edit(appointment_begins="15:00", appointment_until="16:00")
    link = link_of(moved_mails(agreed)[agreed.her.mail or ""])
    visitor = Desk(agreed.app)
    answer = {"answer": "yes", "shown": _shown(visitor.get(link).text)}
    agreed.edit(appointment_begins="17:00", appointment_until="18:00")
    assert "17:00–18:00" in visitor.post(link, answer, status=200).text
    db.session.rollback()
    assert the_one().confirmed_at is None
    visitor.post(link, {"answer": "yes", "shown": _shown(visitor.get(link).text)}, status=200)
    db.session.rollback()
    assert the_one().confirmed_at is not None


def test_a_yes_on_a_page_holds_for_the_time_that_the_page_shows(agreed: Agreed) -> None:
    """Her own page and the page of the Fallmanager: a button that is older than the date is refused."""
    agreed.edit(appointment_begins="15:00", appointment_until="16:00")
    path = f"/treffen/{the_one().id}/passt"
    old = _shown(agreed.desk.get(f"/tandems/{the_one().tandem_id}").text)
    agreed.edit(appointment_begins="17:00", appointment_until="18:00")
    agreed.desk.post(path, {"shown": old}, status=409)
    db.session.rollback()
    assert the_one().confirmed_at is None
    agreed.desk.post(path, {"shown": _shown(agreed.desk.get(f"/tandems/{the_one().tandem_id}").text)})
    db.session.rollback()
    assert the_one().confirmed_at is not None


def _shown(text: str) -> str:
    found = re.search(r'name="shown" value="([^"]+)"', text)
    assert found is not None
    return found[1]
