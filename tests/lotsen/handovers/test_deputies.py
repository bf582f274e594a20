"""Standing in for a colleague: work list, answers, mails; from a day to a day, and over by itself."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from lotsen import clock
from lotsen.audit.models import AuditEntry
from lotsen.errors import Invalid, NotAllowed
from lotsen.extensions import db
from lotsen.handovers import cases, deputies
from lotsen.help_requests.models import HelpRequest
from lotsen.newcomers import protection
from lotsen.notices.models import Notice
from lotsen.proposals import answers
from lotsen.proposals.models import Proposal
from tests import factories
from tests.lotsen.help_requests.scene import Scene, scene, sign_in
from tests.pages import Pages


def _appoint(set_up: Scene, deputy, *, first: int = 0, last: int = 10, protected: bool = False, by=None) -> None:
    deputies.appoint(
        set_up.case_manager.id, deputy.id, from_on=clock.today() + timedelta(days=first),
        until_on=clock.today() + timedelta(days=last), includes_protected=protected,
        by=by or set_up.case_manager.id,
    )  # fmt: skip


@pytest.fixture
def away(here: str):
    """A Fallmanager:in with an open request, and a colleague."""
    set_up = scene()
    colleague = factories.account("case_manager", display_name="Petra Vertretung")
    db.session.commit()
    return set_up, colleague


def test_the_deputy_sees_the_work_and_only_for_these_days(away, pages: Pages) -> None:
    """The list "mine" holds the colleague's requests today, and no more when the time is over."""
    set_up, colleague = away
    desk = sign_in(pages, colleague)
    assert set_up.newcomer.alias not in desk.get("/anfragen/").text
    _appoint(set_up, colleague)
    assert set_up.newcomer.alias in desk.get("/anfragen/").text
    assert set_up.request.number in desk.get("/").text
    with clock.moved_to(clock.now() + timedelta(days=11)):
        assert deputies.covered_by(colleague.id) == {colleague.id}


def test_answers_go_to_the_deputy(away) -> None:
    """The mail about a no reaches whoever is there, and the colleague again afterwards."""
    set_up, colleague = away
    _appoint(set_up, colleague)
    asked = factories.proposal(set_up.request, set_up.volunteers[0])
    db.session.commit()
    answers.decline(asked.id, reason="keine_zeit")
    (mail,) = db.session.scalars(select(Notice).where(Notice.kind == "answered_no"))
    assert mail.mail == colleague.mail
    with clock.moved_to(clock.now() + timedelta(days=11)):
        assert deputies.reader_for(set_up.case_manager).id == set_up.case_manager.id


def test_protected_people_go_along_only_where_that_was_said(here: str) -> None:
    """A deputy sees no hidden place, unless the responsible one said so herself."""
    set_up = scene(person={"is_protected": True})
    colleague, coordinator = factories.account("case_manager"), factories.account("coordinator")
    db.session.commit()
    with pytest.raises(NotAllowed):
        _appoint(set_up, colleague, protected=True, by=coordinator.id)
    _appoint(set_up, colleague, last=3)
    assert not protection.may_see_place(set_up.newcomer, colleague.id)
    _appoint(set_up, colleague, first=4, last=9, protected=True)
    with clock.moved_to(clock.now() + timedelta(days=5)):
        assert protection.may_see_place(set_up.newcomer, colleague.id)


def test_nobody_makes_herself_deputy_of_others(away) -> None:
    """A colleague says it herself, or the coordination."""
    set_up, colleague = away
    with pytest.raises(NotAllowed):
        _appoint(set_up, colleague, by=colleague.id)


@pytest.mark.parametrize(("first", "last"), [(5, 1), (-9, -2), (0, 400)])
def test_impossible_days_are_refused(away, first: int, last: int) -> None:
    """Turned round, over, or too long."""
    with pytest.raises(Invalid):
        _appoint(*away, first=first, last=last)


def test_a_deputy_is_named_and_ended_on_the_page(away, pages: Pages) -> None:
    """With a mail to the deputy and an entry in the record."""
    set_up, colleague = away
    desk = sign_in(pages, set_up.case_manager)
    form = {"absent": str(set_up.case_manager.id), "deputy": str(colleague.id),
            "from_on": clock.today().isoformat(), "until_on": (clock.today() + timedelta(5)).isoformat()}  # fmt: skip
    desk.get("/uebergaben/")
    desk.post("/uebergaben/", form)
    assert "Petra Vertretung" in desk.get("/uebergaben/").text
    db.session.rollback()
    (row,) = deputies.coming()
    assert db.session.scalars(select(Notice).where(Notice.kind == "deputy_named")).one().mail == colleague.mail
    desk.post(f"/uebergaben/vertretung/{row.id}/beenden")
    db.session.rollback()
    assert deputies.coming() == []
    actions = set(db.session.scalars(select(AuditEntry.action)))
    assert {"handovers.appoint", "handovers.end_deputy"} <= actions


def test_people_are_handed_over_for_good_with_pending_answers(away, pages: Pages) -> None:
    """The newcomer, the requests, and who hears of the answer."""
    set_up, colleague = away
    asked = factories.proposal(set_up.request, set_up.volunteers[0], proposed_by=set_up.case_manager.id)
    db.session.commit()
    desk = sign_in(pages, set_up.case_manager)
    desk.get("/uebergaben/personen")
    desk.post("/uebergaben/personen", {"to": str(colleague.id), "people": [str(set_up.newcomer.id)]})
    db.session.rollback()
    request = db.session.scalars(select(HelpRequest).where(HelpRequest.id == set_up.request.id)).one()
    assert request.case_manager_id == request.newcomer.case_manager_id == colleague.id
    assert db.session.scalars(select(Proposal.proposed_by).where(Proposal.id == asked.id)).one() == colleague.id
    assert db.session.scalars(select(Notice).where(Notice.kind == "people_handed_over")).one().mail == colleague.mail


def test_protected_people_are_handed_over_only_explicitly(here: str) -> None:
    """Not by the coordination, and by the responsible one only with her word."""
    set_up = scene(person={"is_protected": True})
    colleague = factories.account("case_manager")
    coordinator, admin = factories.account("coordinator"), factories.account("region_admin")
    db.session.commit()
    give = {"newcomer_ids": [set_up.newcomer.id]}
    assert cases.people_of(set_up.case_manager.id, reader=coordinator.id) == []
    with pytest.raises(Invalid):
        cases.hand_over(set_up.case_manager.id, colleague.id, with_protected=True, by=coordinator.id, **give)
    with pytest.raises(Invalid):
        cases.hand_over(set_up.case_manager.id, colleague.id, with_protected=False, by=set_up.case_manager.id, **give)
    cases.hand_over(set_up.case_manager.id, colleague.id, with_protected=True, by=admin.id, **give)
    assert set_up.newcomer.case_manager_id == colleague.id
