"""A tandem that somebody else takes over, for a while or for good."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from lotsen import clock, scope
from lotsen.extensions import db
from lotsen.handovers import tandems
from lotsen.handovers.models import TandemHandover
from lotsen.help_requests.models import HelpRequest
from lotsen.notices.models import Notice
from lotsen.proposals.models import Proposal
from lotsen.tandems.models import Tandem
from lotsen.volunteers.models import Volunteer
from tests import factories
from tests.conftest import HERE
from tests.lotsen.help_requests.scene import scene, sign_in
from tests.pages import Pages
from tests.promises.test_b2_last_place import _at_once


@pytest.fixture
def together(here: str):
    """A running tandem of a volunteer with an account, and another who would suit."""
    set_up = scene(volunteers=2, status="aktiv")
    her = set_up.volunteers[0]
    account = factories.account("volunteer")
    her.account_id, her.taken_count = account.id, 1
    tandem = factories.tandem(set_up.request, her)
    db.session.commit()
    return set_up, account, tandem


def _handover() -> TandemHandover:
    db.session.rollback()
    return db.session.scalars(select(TandemHandover)).one()


def test_a_volunteer_hands_her_tandem_over_for_good(together, pages: Pages) -> None:
    """She asks, staff choose, her tandem ends, and the other one is asked."""
    set_up, account, tandem = together
    hers = sign_in(pages, account)
    hers.get(f"/uebergaben/mein-tandem/{tandem.id}")
    hers.post(f"/uebergaben/mein-tandem/{tandem.id}", {"kind": "dauerhaft", "reason": "Ich ziehe um"})
    assert "Wir haben Ihre Bitte bekommen" in hers.get(f"/uebergaben/mein-tandem/{tandem.id}").text
    row = _handover()
    mail = db.session.scalars(select(Notice).where(Notice.kind == "handover_asked")).one()
    assert mail.mail == set_up.case_manager.mail
    desk = sign_in(pages, set_up.case_manager)
    assert "Tandems, die jemand anderes übernehmen soll" in desk.get("/").text
    url = f"/uebergaben/tandem-uebergabe/{row.id}"
    assert set_up.volunteers[1].first_name in desk.get(url).text
    desk.post(url, {"volunteer": str(set_up.volunteers[0].id)}, status=422)
    desk.post(url, {"volunteer": str(set_up.volunteers[1].id)})
    db.session.rollback()
    ended = db.session.scalars(select(Tandem).where(Tandem.id == tandem.id)).one()
    assert (ended.is_running, ended.end_reason) == (False, "uebergabe")
    asked = db.session.scalars(select(Proposal).where(Proposal.volunteer_id == set_up.volunteers[1].id)).one()
    request = db.session.scalars(select(HelpRequest).where(HelpRequest.id == set_up.request.id)).one()
    assert (asked.status, request.status) == ("angefragt", "angefragt")
    desk.post(url, {"volunteer": str(set_up.volunteers[1].id)}, status=409)


def test_a_deputy_is_found_for_an_absence(together, pages: Pages) -> None:
    """The Fallmanager:in is told, one button looks for somebody, and the tandem goes on."""
    set_up, account, tandem = together
    hers = sign_in(pages, account)
    first, last = clock.today() + timedelta(days=2), clock.today() + timedelta(days=20)
    hers.post("/meine-seite/abwesenheit", {"from_on": first.isoformat(), "until_on": last.isoformat()})
    db.session.rollback()
    mail = db.session.scalars(select(Notice).where(Notice.kind == "volunteer_away")).one()
    assert mail.mail == set_up.case_manager.mail
    desk = sign_in(pages, set_up.case_manager)
    assert "Vertretung suchen" in desk.get(f"/tandems/{tandem.id}").text
    desk.post(f"/uebergaben/tandem/{tandem.id}/suchen")
    row = _handover()
    assert (row.kind, row.from_on, row.until_on) == ("vertretung", first, last)
    desk.post(f"/uebergaben/tandem-uebergabe/{row.id}", {"volunteer": str(set_up.volunteers[1].id)})
    assert "Eine Vertretung ist eingetragen" in desk.get(f"/tandems/{tandem.id}").text
    db.session.rollback()
    assert db.session.scalars(select(Tandem.is_running).where(Tandem.id == tandem.id)).one()
    assert db.session.scalars(select(Notice).where(Notice.kind == "deputy_of_tandem")).one()


def test_staff_may_leave_it_as_it_is(together, pages: Pages) -> None:
    """The tandem runs on, and she may ask again."""
    set_up, account, tandem = together
    hers, desk = sign_in(pages, account), sign_in(pages, set_up.case_manager)
    hers.post(f"/uebergaben/mein-tandem/{tandem.id}", {"kind": "dauerhaft"})
    desk.post(f"/uebergaben/tandem-uebergabe/{_handover().id}/ablehnen")
    assert _handover().status == "abgelehnt"
    assert db.session.scalars(select(Tandem.is_running).where(Tandem.id == tandem.id)).one()
    hers.post(f"/uebergaben/mein-tandem/{tandem.id}", {"kind": "vertretung"}, status=422)


def test_she_takes_back_what_she_asked_for(together, pages: Pages) -> None:
    """As long as nobody has decided; the mail that waits is not sent, and staff see what became of it."""
    set_up, account, tandem = together
    hers, desk = sign_in(pages, account), sign_in(pages, set_up.case_manager)
    asking, back = f"/uebergaben/mein-tandem/{tandem.id}", f"/uebergaben/mein-tandem/{tandem.id}/zuruecknehmen"
    hers.post(asking, {"kind": "dauerhaft"})
    hers.post(back)
    row = _handover()
    assert row.status == "zurueckgezogen"
    assert db.session.scalars(select(Notice.status).where(Notice.kind == "handover_asked")).all() == ["cancelled"]
    assert db.session.scalars(select(Tandem.is_running).where(Tandem.id == tandem.id)).one()
    assert "Die Bitte ist zurückgenommen" in desk.get(f"/uebergaben/tandem-uebergabe/{row.id}").text
    assert "Tandems, die jemand anderes übernehmen soll" not in desk.get("/").text
    hers.post(back, status=409)
    hers.post(asking, {"kind": "dauerhaft"})
    assert "ich mache weiter" in hers.get(asking).text


def test_what_staff_decided_is_not_taken_back(together, pages: Pages) -> None:
    """Nor what staff themselves look for, nor the wish of somebody else."""
    set_up, account, tandem = together
    hers, desk = sign_in(pages, account), sign_in(pages, set_up.case_manager)
    asking, back = f"/uebergaben/mein-tandem/{tandem.id}", f"/uebergaben/mein-tandem/{tandem.id}/zuruecknehmen"
    desk.post(f"/uebergaben/tandem/{tandem.id}/suchen")
    assert "ich mache weiter" not in hers.get(asking).text
    hers.post(back, status=409)
    assert _handover().status == "offen"
    stranger = factories.account("volunteer")
    factories.volunteer(account_id=stranger.id)
    db.session.commit()
    sign_in(pages, stranger).post(back, status=404)


def test_nobody_hands_over_the_tandem_of_somebody_else(together, pages: Pages) -> None:
    """A foreign tandem looks like a missing one."""
    _set_up, _account, tandem = together
    stranger = factories.account("volunteer")
    factories.volunteer(account_id=stranger.id)
    db.session.commit()
    sign_in(pages, stranger).get(f"/uebergaben/mein-tandem/{tandem.id}", status=404)


def test_two_who_decide_at_the_same_moment_do_not_both(any_app: Flask) -> None:
    """One choice stands, and its deputy alone gets the mail; everybody else is told that it is decided."""
    with any_app.test_request_context(), scope.of(HERE):
        set_up = scene(volunteers=9, status="aktiv")
        tandem = factories.tandem(set_up.request, set_up.volunteers[0])
        today = clock.today()
        row = TandemHandover(tandem_id=tandem.id, kind="vertretung", from_on=today, until_on=today)
        db.session.add(row)
        db.session.commit()
        key, by, others = row.id, set_up.case_manager.id, [one.id for one in set_up.volunteers[1:]]
        db.session.remove()
    outcomes = _at_once(any_app, [lambda one=one: tandems.decide(key, one, by=by) for one in others])
    assert outcomes == {"yes": 1, "conflict": 7}
    with any_app.app_context(), scope.of(HERE):
        taken = select(Volunteer).join(TandemHandover, TandemHandover.volunteer_id == Volunteer.id)
        chosen = db.session.scalars(taken).one()
        assert [mail.mail for mail in db.session.scalars(select(Notice))] == [chosen.mail]
