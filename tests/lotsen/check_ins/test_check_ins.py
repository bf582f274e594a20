"""Both sides are asked on their days, once; a scanner answers for nobody; silence and trouble reach somebody."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from lotsen import clock, scope
from lotsen.accounts.models import MailLink
from lotsen.check_ins import service
from lotsen.check_ins.models import CheckIn
from lotsen.extensions import db
from lotsen.help_requests.models import HelpRequest
from lotsen.notices.models import Notice
from lotsen.tandems.models import Tandem
from tests import factories
from tests.conftest import ELSEWHERE
from tests.lotsen.help_requests.scene import Desk, Scene, scene, sign_in
from tests.pages import Pages

BEGUN = datetime(2027, 10, 31, 9, tzinfo=UTC)


class Running:
    """A tandem that runs since BEGUN, of a volunteer and a newcomer with a mail address."""

    def __init__(self, app: Flask, **person: object) -> None:
        self.app = app
        with clock.moved_to(BEGUN):
            person = {"contact": "nour@example.org", "language": "ar", **person}
            self.play: Scene = scene(volunteers=1, status="aktiv", person=person)
            self.volunteer = self.play.volunteers[0]
            self.account = factories.account("volunteer")
            self.volunteer.account_id, self.volunteer.taken_count = self.account.id, 1
            self.tandem: Tandem = factories.tandem(self.play.request, self.volunteer, contact_released_at=clock.now())
            db.session.commit()

    @property
    def desk(self) -> Desk:
        """The Fallmanager:in."""
        return sign_in(Pages(self.app), self.play.case_manager)

    def ask_after(self, days: float) -> int:
        """Run the job so many days after the beginning."""
        with clock.moved_to(BEGUN + timedelta(days=days)):
            region = scope.current()
            done = service.ask_check_ins()
            if region:
                scope.enter(region)
            return done

    def rows(self) -> dict[str, CheckIn]:
        """The questions, by side."""
        db.session.expire_all()
        return {row.side: row for row in db.session.scalars(select(CheckIn).order_by(CheckIn.due_on))}


def notices(kind: str) -> list[Notice]:
    """The mails of a kind."""
    return list(db.session.scalars(select(Notice).where(Notice.kind == kind).order_by(Notice.created_at)))


def path_in(notice: Notice) -> str:
    """The link of a mail."""
    found = re.search(r"/nachfragen/antwort/\S+", notice.body)
    assert found
    return found.group()


@pytest.fixture
def running(app: Flask, here: str) -> Running:
    """A tandem that runs."""
    return Running(app)


def test_both_are_asked_on_their_days_once_and_in_their_language(running: Running) -> None:
    """Nothing before the third day; the job may run as often as it likes."""
    assert running.ask_after(2) == 0
    assert [running.ask_after(3), running.ask_after(3.1)] == [1, 0]
    assert {mail.language for mail in notices("check_in")} == {"de", "ar"}
    assert running.ask_after(14) == 1
    assert len(notices("check_in")) == 4


def test_a_server_that_was_off_asks_once_and_not_for_each_missed_day(running: Running) -> None:
    """Off from before the third day until after the fourteenth, and over the end of daylight saving."""
    assert running.ask_after(17) == 1
    assert {str(row.due_on) for row in running.rows().values()} == {"2027-11-14"}
    with clock.moved_to(BEGUN + timedelta(days=17)):
        assert all(row.answer_by == clock.now() + timedelta(days=7) for row in running.rows().values())


def test_one_reminder_after_four_days(running: Running) -> None:
    """And none for whoever answered."""
    running.ask_after(3)
    with clock.moved_to(BEGUN + timedelta(days=4)):
        service.answer(running.rows()["volunteer"].id, "gut", to="page")
    assert [running.ask_after(6), running.ask_after(7.5), running.ask_after(8)] == [0, 1, 0]
    assert [mail.language for mail in notices("check_in_reminder")] == ["ar"]


def test_a_link_answers_once_and_a_scanner_for_nobody(running: Running) -> None:
    """GET and HEAD change nothing; POST uses the link up; a second POST finds nothing."""
    running.ask_after(3)
    url = path_in(next(mail for mail in notices("check_in") if mail.language == "ar"))
    with clock.moved_to(BEGUN + timedelta(days=3)):
        visitor = Desk(running.app)
        for _ in range(2):
            text = visitor.get(url).text
            visitor.head(url)
        assert 'dir="rtl"' in text
        assert running.rows()["newcomer"].answer is None
        visitor.post(url, {"answer": "vielleicht"}, status=422)
        visitor.post(url, {"answer": "schwierig"}, status=200)
        row = running.rows()["newcomer"]
        assert (row.answer, row.answered_to) == ("schwierig", "link")
        assert db.session.scalar(select(MailLink.used_at).where(MailLink.subject_id == row.id))
        visitor.get(url, status=404)
        visitor.post(url, {"answer": "gut"}, status=404)
    assert [mail.mail for mail in notices("check_in_trouble")] == [running.play.case_manager.mail]


def test_trouble_stands_on_the_work_list_until_it_is_handled(running: Running) -> None:
    """With one click each: call, look for somebody new, end; the other side never reads it."""
    running.ask_after(3)
    with clock.moved_to(BEGUN + timedelta(days=3)):
        row = service.answer(running.rows()["newcomer"].id, "schwierig", note="kommt oft zu spät", to="link")
        desk, url = running.desk, f"/nachfragen/{row.id}/anruf"
        assert "Es läuft nicht gut: Bitte sprechen Sie mit beiden" in desk.get("/").text
        text = desk.get("/nachfragen/").text
        assert "kommt oft zu spät" in text
        assert all(act in text for act in ("Klären", "Erinnern", "Jemand Neues suchen", "Tandem beenden"))
        hers = sign_in(Pages(running.app), running.account)
        assert "kommt oft" not in hers.get(f"/tandems/mein/{running.tandem.id}").text
        assert "kommt oft" not in hers.get("/meine-seite/daten").text
        desk.get(url)
        desk.post(url, {"note": "Beide sprechen morgen"})
        assert running.rows()["newcomer"].handled_at
        assert "Es läuft nicht gut" not in desk.get("/").text


def test_silence_is_a_state_with_acts(running: Running) -> None:
    """Nobody answered for a week: still; a call note of one side makes it one-sided; both, well."""
    running.ask_after(3)
    with clock.moved_to(BEGUN + timedelta(days=11)):
        desk = running.desk
        assert "Stilles Tandem" in desk.get("/").text
        rows = running.rows()
        desk.post(f"/nachfragen/{rows['newcomer'].id}/anruf", {"answer": ""}, status=422)
        desk.post(f"/nachfragen/{rows['newcomer'].id}/anruf", {"answer": "gut"})
        assert "Nur eine Seite antwortet" in desk.get("/nachfragen/").text
        desk.post(f"/nachfragen/{rows['volunteer'].id}/erinnern")
        assert running.rows()["volunteer"].answer_by == clock.now() + timedelta(days=7)
        hers = sign_in(Pages(running.app), running.account)
        assert "Läuft es gut mit Ihnen beiden?" in hers.get(f"/tandems/mein/{running.tandem.id}").text
        hers.post(f"/nachfragen/mein/{rows['volunteer'].id}", {"answer": "gut"})
        assert "Alle Tandems laufen" in desk.get("/nachfragen/").text


def test_a_newcomer_without_mail_is_a_call_to_make(app: Flask, here: str) -> None:
    """No mail goes out, and the Fallmanager:in sees the call; a protected one is never written to."""
    running = Running(app, contact="0151 2345678")
    running.ask_after(3)
    assert [mail.mail for mail in notices("check_in")] == [running.volunteer.mail]
    with clock.moved_to(BEGUN + timedelta(days=4)):
        assert "Zugewanderte Person anrufen und fragen: Läuft es gut?" in running.desk.get("/").text
        running.desk.post(f"/nachfragen/{running.rows()['newcomer'].id}/erinnern", status=409)
    protected = Running(app, is_protected=True)
    protected.ask_after(3)
    assert not [mail for mail in notices("check_in") if mail.mail == "nour@example.org"]


def test_ended_tandems_are_asked_nothing(running: Running) -> None:
    """And an open question of an ended tandem takes no answer."""
    running.ask_after(3)
    url = path_in(notices("check_in")[0])
    running.tandem.is_running, running.tandem.status, running.tandem.end_reason = False, "abgebrochen", "keine_zeit"
    db.session.commit()
    assert running.ask_after(14) == 0
    with clock.moved_to(BEGUN + timedelta(days=4)):
        assert "Diese Frage ist erledigt" in Desk(running.app).get(f"{url}?lang=de").text
        Desk(running.app).post(url, {"answer": "gut"}, status=409)


def test_questions_of_others_look_missing(running: Running) -> None:
    """Another volunteer and another region find nothing."""
    running.ask_after(3)
    row = running.rows()["newcomer"]
    hers = sign_in(Pages(running.app), running.account)
    hers.post(f"/nachfragen/mein/{row.id}", {"answer": "gut"}, status=404)
    stranger = factories.account("volunteer")
    db.session.commit()
    theirs = sign_in(Pages(running.app), stranger)
    theirs.post(f"/nachfragen/mein/{running.rows()['volunteer'].id}", {"answer": "gut"}, status=404)
    key = row.id
    with scope.of(ELSEWHERE):
        other = factories.account("coordinator")
        db.session.commit()
        desk = sign_in(Pages(running.app), other)
    desk.get(f"/nachfragen/{key}/anruf", status=404)
    desk.post(f"/nachfragen/{key}/erinnern", status=404)


def test_one_bad_row_holds_up_nobody(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """A tandem whose step raises is left for the next turn; the other is asked."""
    other = Running(running.app)
    real = service._write

    def fails(kind: str, request: HelpRequest, row: CheckIn) -> bool:
        if row.tandem_id == running.tandem.id:
            raise RuntimeError("a broken record")
        return real(kind, request, row)

    monkeypatch.setattr(service, "_write", fails)
    assert running.ask_after(3) == 1
    assert {row.tandem_id for row in db.session.scalars(select(CheckIn))} == {other.tandem.id}
    monkeypatch.setattr(service, "_write", real)
    assert running.ask_after(3) == 1
