"""What staff see of deletion before and after it happens, and how they keep somebody longer."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from lotsen import clock
from lotsen.audit.models import AuditEntry
from lotsen.extensions import db
from lotsen.jobs import run_inside
from lotsen.newcomers.models import Newcomer
from lotsen.retention import service
from lotsen.retention.models import Renewal
from lotsen.retention.service import delete_overdue
from lotsen.volunteers.models import Volunteer
from lotsen.volunteers.states import ON_REQUEST
from tests import factories
from tests.lotsen.help_requests.scene import sign_in
from tests.pages import Pages

URL = "/loeschfristen/"


@pytest.fixture
def fading(here: str) -> Newcomer:
    """A newcomer for whom nobody was found for nearly six months."""
    newcomer: Newcomer = factories.newcomer(alias="Samira", created_at=clock.now() - timedelta(days=170))
    factories.help_request(newcomer, status_since=clock.now() - timedelta(days=170))
    db.session.commit()
    return newcomer


def test_who_goes_next_stands_there_and_can_be_kept_with_a_reason(app: Flask, fading: Newcomer) -> None:
    """Name and day before, renewal with reason and entry, and after it the person stays."""
    desk = sign_in(Pages(app), factories.account("coordinator"))
    assert "Samira" in desk.get(URL).text
    url = f"{URL}{fading.id}/verlaengern"
    until = clock.today() + timedelta(days=120)
    assert desk.get(url).text.count('name="reason"') == 1
    for wrong in ({"until_on": str(until)}, {"until_on": str(clock.today()), "reason": "Sprachkurs"},
                  {"until_on": str(clock.today() + timedelta(days=400)), "reason": "Sprachkurs"},
                  {"until_on": str(until), "reason": "Asylverfahren läuft"}):  # fmt: skip
        desk.post(url, wrong, status=422)
    desk.post(url, {"until_on": str(until), "reason": "Sprachkurs beginnt erst"})
    assert "Samira" not in desk.get(URL).text
    renewal = db.session.scalars(select(Renewal)).one()
    assert (renewal.reason, renewal.until_on) == ("Sprachkurs beginnt erst", until)
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "retention.renew")).one()
    assert (entry.subject_id, entry.facts) == (fading.id, {"until_on": str(until)})
    db.session.rollback()
    for days, stays in ((119, True), (120, False)):
        with clock.moved_to(clock.now() + timedelta(days=days)):
            run_inside(app, delete_overdue)
        assert bool(db.session.scalar(select(Newcomer.id))) is stays
        db.session.rollback()


def test_a_row_that_cannot_be_read_holds_up_nobody_else(
    app: Flask, fading: Newcomer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stays and is named in the log; whoever else is due goes in the same night, also of later rules."""
    broken, told = fading.id, list[tuple[object, ...]]()
    monkeypatch.setattr(service.log, "exception", lambda *words: told.append(words))
    other = factories.newcomer(created_at=clock.now() - timedelta(days=170))
    factories.help_request(other, status_since=clock.now() - timedelta(days=170))
    db.session.commit()
    broken_seal = update(Newcomer.__table__).values(languages_sealed=b"not sealed by us")
    db.session.execute(broken_seal.where(Newcomer.id == broken))
    db.session.commit()
    db.session.expunge_all()
    with clock.moved_to(clock.now() + timedelta(days=60)):
        run_inside(app, delete_overdue)
    assert list(db.session.scalars(select(Newcomer.id))) == [broken]
    assert [words[-1] for words in told] == [broken]


def test_somebody_who_does_not_go_soon_is_not_renewed(app: Flask, here: str) -> None:
    """There is nothing to keep yet."""
    newcomer = factories.newcomer()
    desk = sign_in(Pages(app), factories.account("coordinator"))
    url = f"{URL}{newcomer.id}/verlaengern"
    page = desk.get(url).text
    assert "Hier ist nichts zu verlängern" in page
    assert 'name="until_on"' not in page
    data = {"until_on": str(clock.today() + timedelta(days=90)), "reason": "Sprachkurs"}
    assert "nicht gelöscht" in desk.post(url, data, status=422).text
    assert db.session.scalars(select(Renewal)).all() == []


def test_numbers_say_what_went(app: Flask, here: str) -> None:
    """The auditor sees how many were deleted, and no name before."""
    long_ago = clock.today() - timedelta(days=400)
    for _ in range(3):
        factories.volunteer(status="beendet", ended_on=long_ago, last_name="Vergangen")
    desk = sign_in(Pages(app), factories.account("auditor"))
    assert "Vergangen" not in desk.get(URL).text
    run_inside(app, delete_overdue)
    row = desk.get(URL).text.split("12 Monate nach dem Ende")[1].split("</tr>")[0]
    assert [part.split("<")[0] for part in row.split("<span>")[1:]] == ["0", "3"]


def test_a_case_manager_sees_newcomers_and_no_ended_volunteer(app: Flask, fading: Newcomer) -> None:
    """Names only of people the role works with."""
    ended_on = clock.today() - timedelta(days=360)
    factories.volunteer(status="beendet", ended_on=ended_on, last_name="Vergangen")
    db.session.commit()
    shown = sign_in(Pages(app), factories.account("case_manager")).get(URL).text
    assert "Samira" in shown
    assert "Vergangen" not in shown
    assert "Vergangen" in sign_in(Pages(app), factories.account("coordinator")).get(URL).text


def test_whoever_asks_is_deleted_the_same_night(app: Flask, here: str) -> None:
    """By her own page, with a tick; without it she stays for her certificate."""
    for wants, stays in (("y", False), (None, True)):
        account = factories.account("volunteer")
        person = factories.volunteer(account_id=account.id)
        key = person.id
        db.session.commit()
        data = {"is_sure": "y"} | ({"wants_deletion": wants} if wants else {})
        sign_in(Pages(app), account).post("/meine-seite/beenden", data)
        db.session.expire_all()
        end_reason = db.session.scalar(select(Volunteer.end_reason).where(Volunteer.id == key))
        assert (end_reason == ON_REQUEST) is not stays
        db.session.rollback()
        run_inside(app, delete_overdue)
        assert bool(db.session.scalar(select(Volunteer.id).where(Volunteer.id == key))) is stays
        db.session.rollback()
