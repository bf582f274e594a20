"""The demonstration: alive, repeatable, obeying every constraint, and nowhere else."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select

from lotsen import clock, scope
from lotsen.accounts.models import Account
from lotsen.check_ins import schedule
from lotsen.check_ins import service as check_ins
from lotsen.check_ins.models import CheckIn
from lotsen.demonstration import service
from lotsen.demonstration.service import REGIONS
from lotsen.demonstration.waiting import LEFT_DUE
from lotsen.extensions import db
from lotsen.matching_runs.models import Suggestion
from lotsen.newcomers.models import Newcomer
from lotsen.organisations.models import Organisation
from lotsen.retention.models import Renewal
from lotsen.retention.rules import BY_KEY
from lotsen.retention.service import AHEAD_DAYS
from lotsen.tandems.models import Tandem
from lotsen.volunteers.models import Volunteer
from tests import databases
from tests.pages import Pages


@pytest.fixture
def demo(tmp_path, sqlite_template):
    """The product with demonstration data."""
    databases.sqlite_copy(sqlite_template, tmp_path)
    app = databases.make_app(tmp_path, is_demo=True)
    with app.app_context():
        service.fill(seed=7)
        yield app
        db.session.remove()
        db.engine.dispose()


def _count(table: type) -> int:
    return db.session.scalar(select(func.count(table.id))) or 0


def test_lists_graph_and_gaps_look_alive(demo):
    """About 300 volunteers, 400 newcomers, 80 organisations, and tandems in every state."""
    with scope.everywhere("test"):
        assert 280 <= _count(Volunteer) <= 320
        assert 380 <= _count(Newcomer) <= 420
        assert 70 <= _count(Organisation) <= 90
        states = set(db.session.scalars(select(Tandem.status)))
    assert {"aktiv", "erprobung", "abgeschlossen", "abgebrochen"} <= states


def test_places_taken_are_tandems_running(demo):
    """The invented history obeys the same bookkeeping as a real one."""
    with scope.everywhere("test"):
        running = dict(
            db.session.execute(
                select(Tandem.volunteer_id, func.count()).where(Tandem.is_running).group_by(Tandem.volunteer_id)
            ).all()
        )
        for volunteer in db.session.scalars(select(Volunteer)):
            assert volunteer.taken_count == running.get(volunteer.id, 0)


def test_filling_again_changes_nothing(demo):
    """A second start leaves what visitors did."""
    with scope.everywhere("test"):
        before = _count(Account)
        service.fill(seed=8)
        assert _count(Account) == before


def test_a_request_is_advised_to_wait_for_who_is_away(demo):
    """The look ahead keeps somebody who is soon needed; the page and the list of the case manager say until when."""
    with scope.of(REGIONS[0][0]):
        kept = db.session.scalars(select(Suggestion).where(Suggestion.wait_until_on.is_not(None))).all()
        assert kept
        assert all(one.lost_futures > 0 and one.wait_until_on > clock.today() for one in kept)
        page = f"/anfragen/{kept[0].help_request_id}"
    browser = Pages(demo)
    browser.get("/vorfuehrung")
    browser.post("/vorfuehrung/case_manager")
    assert "Besser noch warten" in browser.get(page).text
    assert "Besser noch warten" in browser.get("/anfragen/?whose=alle&status=suche").text


@pytest.mark.parametrize("role", ["volunteer", "case_manager", "coordinator", "region_admin", "auditor", "operator"])
def test_one_click_leads_into_every_role(demo, role):
    """A visitor sees the start page of the role that was chosen."""
    browser = Pages(demo)
    browser.get("/vorfuehrung")
    browser.post(f"/vorfuehrung/{role}")
    browser.get("/", status=302 if role == "volunteer" else 200)


@pytest.mark.parametrize("address", ["/vorfuehrung", "/nachrichten/postfach"])
def test_a_real_installation_has_no_such_doors(pages, address):
    """Without the demonstration these pages do not exist."""
    pages.get(address, status=404)


def test_nobody_becomes_a_role_in_a_real_installation(pages, here):
    """Not even by sending the form by hand."""
    factory_account = Account(role="coordinator", mail="x@example.org", mail_index=b"x", display_name="x")
    db.session.add(factory_account)
    db.session.commit()
    pages.post("/vorfuehrung/coordinator", status=404)


def test_the_first_night_takes_hardly_anybody(demo):
    """Staff of the demonstration looked after the terms: a few records are left to decide about."""
    ahead = clock.today() + timedelta(days=AHEAD_DAYS)
    with scope.of(REGIONS[0][0]):
        due = list(BY_KEY["newcomer"].due(ahead))
        assert 1 <= len(due) <= LEFT_DUE
        db.session.execute(delete(Renewal))  # without the renewals many more would go
        assert len(list(BY_KEY["newcomer"].due(ahead))) > 2 * LEFT_DUE


def test_tandems_were_asked_and_most_are_well(demo):
    """The work list shows every state, most tandems run well, and the first hour asks nobody twice."""
    with scope.of(REGIONS[0][0]):
        running = list(db.session.scalars(select(Tandem.id).where(Tandem.is_running)))
        found = Counter(schedule.standing(rows, clock.now()) for rows in check_ins.of_tandems(running).values())
        assert set(found) == {"schwierig", "still", "einseitig", "gefragt", ""}
        assert found[""] > 0.5 * len(running)
        assert found["schwierig"] + found["still"] + found["einseitig"] < 0.3 * len(running)
        said = Counter(db.session.scalars(select(CheckIn.answer).where(CheckIn.answer.is_not(None))))
        assert said["gut"] > 20 * said["schwierig"] > 0
        early = select(CheckIn.id).where(CheckIn.answered_at > clock.now())
        assert db.session.scalar(early.limit(1)) is None
    assert check_ins.ask_check_ins() < 10, "what came due between filling and asking"
