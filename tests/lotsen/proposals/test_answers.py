"""Yes, no, later: by link, on the own page, through staff; and what happens when nobody answers."""

import re
import uuid
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from lotsen import clock, scope
from lotsen.audit.models import AuditEntry
from lotsen.database import writing
from lotsen.extensions import db
from lotsen.notices.models import Notice
from lotsen.proposals import deadlines, service
from lotsen.proposals.models import Proposal
from lotsen.tandems.models import Tandem
from tests import factories
from tests.conftest import ELSEWHERE, HERE
from tests.lotsen.help_requests.scene import Desk, Scene, scene, sign_in
from tests.pages import Pages


@pytest.fixture
def play(app: Flask, here: str) -> Scene:
    """Two volunteers in line for one request, the first is asked."""
    play = scene(volunteers=2)
    _propose(play)
    return play


@pytest.fixture
def browser(app: Flask) -> Desk:
    """Somebody who is not signed in."""
    return Desk(app)


def _propose(play: Scene) -> None:
    ids = [person.id for person in play.volunteers]
    request_id, by = play.request.id, play.case_manager.id
    db.session.rollback()
    service.propose(request_id, ids, by=by)


def _proposals(play: Scene) -> list[Proposal]:
    db.session.expire_all()
    statement = select(Proposal).where(Proposal.help_request_id == play.request.id)
    return list(db.session.scalars(statement.order_by(Proposal.position)))


def _mails(kind: str) -> list[Notice]:
    return list(db.session.scalars(select(Notice).where(Notice.kind == kind).order_by(Notice.created_at)))


def _link(kind: str = "asked") -> str:
    found = re.search(r"/vorschlaege/antwort/\S+", _mails(kind)[-1].body)
    assert found
    return found.group()


def _expire_at(instant: datetime) -> int:
    db.session.rollback()
    with clock.moved_to(instant), scope.everywhere("test of the job"), writing():
        steps = deadlines.expire_unanswered()
    db.session.rollback()
    return steps


def test_a_scanner_that_follows_the_link_answers_for_nobody(play: Scene, browser: Desk) -> None:
    """GET and HEAD change nothing, however often."""
    link = _link()
    for _ in range(3):
        browser.get(link)
        browser.head(link)
    assert [one.status for one in _proposals(play)] == ["angefragt", "geplant"]


def test_yes_takes_a_place_and_begins_a_tandem(play: Scene, browser: Desk) -> None:
    """One tap without login: tandem, place, the others out of line; the link opens nothing afterwards."""
    link = _link()
    assert "So geht es weiter" in browser.post(link, {"answer": "yes"}, status=200).text
    assert [one.status for one in _proposals(play)] == ["angenommen", "zurueckgezogen"]
    tandem = db.session.scalars(select(Tandem)).one()
    assert (tandem.status, play.request.status, play.volunteers[0].taken_count) == ("kennenlernen", "kennenlernen", 1)
    assert len(_mails("answered_yes")) == len(_mails("tandem_started")) == 1
    assert "schon benutzt oder abgelaufen" in browser.get(link, status=404).text
    browser.post(link, {"answer": "yes"}, status=404)
    assert db.session.scalars(select(Tandem)).one()


def test_no_needs_a_reason_and_asks_the_next(play: Scene, browser: Desk) -> None:
    """A coded no; the next in line is asked at once; a note on health is refused."""
    link = _link()
    browser.post(link, {"answer": "no"}, status=422)
    browser.post(link, {"answer": "no", "reason": "thema", "note": "bin schwanger"}, status=422)
    browser.post(link, {"answer": "no", "reason": "zu_weit", "note": "lieber im Sommer"}, status=200)
    first, second = _proposals(play)
    assert (first.status, first.decline_reason, first.decline_note) == ("abgelehnt", "zu_weit", "lieber im Sommer")
    assert (second.status, play.request.status) == ("angefragt", "angefragt")
    assert "schon gefragt" in _mails("answered_no")[0].body


def test_later_lets_the_next_answer_and_comes_back(play: Scene, browser: Desk) -> None:
    """At most two weeks; she is asked again on her day if nobody else was found."""
    link, today = _link(), clock.today()
    for day in (today, today + timedelta(days=15)):
        browser.post(link, {"answer": "later", "until": str(day)}, status=422)
    browser.post(link, {"answer": "later", "until": str(today + timedelta(days=10))}, status=200)
    assert [one.status for one in _proposals(play)] == ["spaeter", "angefragt"]
    browser.post(_link(), {"answer": "no", "reason": "keine_zeit"}, status=200)
    assert play.request.status in ("vorschlag", "angefragt")
    db.session.expire_all()
    assert play.request.status == "vorschlag"
    assert _expire_at(clock.now() + timedelta(days=9)) == 0
    assert _expire_at(clock.now() + timedelta(days=10, hours=2)) == 1
    assert [one.status for one in _proposals(play)] == ["angefragt", "abgelehnt"]


def test_silence_is_reminded_once_and_then_the_next_is_asked(play: Scene, browser: Desk) -> None:
    """A day before the deadline one reminder; at the deadline the next; twice run, once done."""
    old_link, start = _link(), clock.now()
    assert _expire_at(start + timedelta(days=3)) == 0
    for _ in range(2):
        _expire_at(start + timedelta(days=4, hours=1))
    assert len(_mails("reminder_answer")) == 1
    for _ in range(2):
        _expire_at(start + timedelta(days=5, minutes=1))
    assert [one.status for one in _proposals(play)] == ["abgelaufen", "angefragt"]
    assert len(_mails("no_answer")) == 1
    assert "nicht mehr offen" in browser.get(old_link).text
    browser.post(old_link, {"answer": "yes"}, status=409)
    assert db.session.scalars(select(Tandem)).all() == []
    _expire_at(start + timedelta(days=11))
    db.session.expire_all()
    assert play.request.status == "offen"


def test_links_that_open_nothing_look_alike(play: Scene, browser: Desk) -> None:
    """Expired, invented and foreign links answer like a missing page."""
    link = _link()
    browser.get("/vorschlaege/antwort/invented", status=404)
    with clock.moved_to(clock.now() + timedelta(days=31)):
        browser.get(link, status=404)


def test_the_profile_gives_nobody_away(app: Flask, here: str, browser: Desk) -> None:
    """Alias, contact, number, note and free text reach neither the mail nor the page; a hidden place neither."""
    canary = {"alias": "KANARIALIAS", "contact": "KANARIKONTAKT", "contact_hint": "KANARIHINWEIS",
              "note": "KANARINOTIZ", "number": "Z-KANARI", "is_protected": True}  # fmt: skip
    play = scene(volunteers=1, person=canary, text="KANARITEXT", number="A-KANARI")
    play.volunteers[0].ags, play.volunteers[0].radius_km = factories.NIDDA, 100
    db.session.commit()
    _propose(play)
    page = browser.get(_link()).text
    mails = "".join(one.title + one.body for kind in ("asked", "tandem_started") for one in _mails(kind))
    assert "KANARI" not in page + mails
    assert "Büdingen" not in page
    assert "km" not in re.sub(r"<[^>]+>", "", page)
    assert "Behörden" in page
    assert "Behörden" not in mails


def test_staff_write_an_answer_down(play: Scene, app: Flask) -> None:
    """A volunteer without mail answers by telephone; the chain says that staff wrote it."""
    desk = sign_in(Pages(app), play.case_manager)
    first = _proposals(play)[0]
    desk.get(f"/vorschlaege/{first.id}/eintragen")
    assert "Das dürfen Sie am Telefon sagen" in desk.get(f"/vorschlaege/{first.id}/eintragen").text
    desk.post(f"/vorschlaege/{first.id}/eintragen", {"answer": "yes"})
    closed = desk.get(f"/vorschlaege/{first.id}/eintragen").text
    for over in ("Telefon:", "tel:", "Das dürfen Sie am Telefon sagen"):  # nobody calls any more
        assert over not in closed
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "proposals.accept")).one()
    assert (entry.role, entry.facts["on_behalf"]) == ("case_manager", True)


def test_who_has_no_mail_is_called(app: Flask, here: str) -> None:
    """No mail address: the question is on the list of calls, and the page shows the telephone number."""
    play = scene(volunteers=0)
    person = factories.volunteer(mail=None, mail_index=None, phone="06042 1234")
    db.session.commit()
    play.volunteers.append(person)
    _propose(play)
    desk = sign_in(Pages(app), play.case_manager)
    assert f"/vorschlaege/{_proposals(play)[0].id}/eintragen" in desk.get("/").text
    assert "06042 1234" in desk.get(f"/anfragen/{play.request.id}").text
    assert "Anrufen und Antwort eintragen" in desk.get("/anfragen/").text


def test_the_volunteer_answers_signed_in(play: Scene, app: Flask) -> None:
    """Her own proposal opens; somebody else's and a planned one look missing."""
    account = factories.account("volunteer")
    play.volunteers[0].account_id = account.id
    other = factories.account("volunteer")
    play.volunteers[1].account_id = other.id
    db.session.commit()
    first, second = _proposals(play)
    sign_in(Pages(app), other).get(f"/vorschlaege/{first.id}", status=404)
    sign_in(Pages(app), other).get(f"/vorschlaege/{second.id}", status=404)
    desk = sign_in(Pages(app), account)
    desk.get(f"/vorschlaege/{first.id}")
    desk.post(f"/vorschlaege/{first.id}", {"answer": "yes"}, status=200)
    assert db.session.scalars(select(Tandem)).one().volunteer_id == play.volunteers[0].id


def test_withdrawing_asks_the_next_and_tells_the_first(play: Scene, app: Flask) -> None:
    """Who was asked hears politely that it is settled."""
    desk = sign_in(Pages(app), play.case_manager)
    desk.post(f"/vorschlaege/{_proposals(play)[0].id}/zurueckziehen")
    assert [one.status for one in _proposals(play)] == ["zurueckgezogen", "angefragt"]
    assert len(_mails("withdrawn")) == 1


def test_a_paused_volunteer_is_passed_over(play: Scene, browser: Desk) -> None:
    """Who paused meanwhile leaves the line without being asked."""
    play.volunteers[1].status = "pausiert"
    db.session.commit()
    browser.post(_link(), {"answer": "no", "reason": "keine_zeit"}, status=200)
    assert [one.status for one in _proposals(play)] == ["abgelehnt", "zurueckgezogen"]
    assert play.request.status == "offen"


def test_foreign_and_missing_proposals_answer_alike(play: Scene, app: Flask) -> None:
    """Another region's staff find nothing, as if there were nothing."""
    with scope.of(ELSEWHERE):
        stranger = factories.account("case_manager")
        db.session.commit()
        first_id = _ids(play)[0]
        desk = sign_in(Pages(app), stranger)
    for proposal_id in (first_id, uuid.uuid4()):
        desk.get(f"/vorschlaege/{proposal_id}/eintragen", status=404)
        desk.post(f"/vorschlaege/{proposal_id}/zurueckziehen", status=404)


def _ids(play: Scene) -> list[uuid.UUID]:
    with scope.of(HERE):
        return [one.id for one in _proposals(play)]
