"""Whoever has left is in the network of earlier months, in none of today, and nowhere once they are anonymised."""

import json
import re
import uuid
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from flask import Flask

from lotsen import clock, scope
from lotsen.extensions import db
from lotsen.organisations import closing, staff
from lotsen.organisations.models import StaffMember
from lotsen.own_pages import service as own_pages
from lotsen.ties import leavers, service, snapshot, what_if
from lotsen.ties.models import Tie
from lotsen.volunteers import moves
from lotsen.volunteers.models import Volunteer
from network.collaboration import groups_of
from tests import factories
from tests.conftest import HERE
from tests.network_results import renewed
from tests.pages import Pages

LONG_AGO, LAST_MONTH = 200, 20
PICTURES = 2  # a page draws the same for a desk and for a phone


def _ago(days: int) -> date:
    return clock.days_ago(days)


def _tie(colleague: StaffMember, person: Volunteer) -> Tie:
    day = _ago(LONG_AGO)
    tie = Tie(
        kind="tandem_haupt_ehrenamt", from_staff_id=colleague.id, to_volunteer_id=person.id,
        since_on=day, last_contact_on=day, stated_on=day,
    )  # fmt: skip
    db.session.add(tie)
    return tie


def _stop_working(member: StaffMember, *, is_active: bool = False) -> None:
    staff.edit_staff_member(member.organisation_id, member.id, is_active=is_active)


def _play() -> SimpleNamespace:
    """Two of the staff, each with a volunteer since long ago; one of either kind left last month."""
    with clock.moved_to(clock.now() - timedelta(days=LONG_AGO)):
        office = factories.organisation("wir_vielfaltszentrum")
        stays, goes = (factories.staff_member(office, name=name) for name in ("Katrin Vogel", "Ayse Demir"))
        helps, ends = factories.volunteer(first_name="Amina"), factories.volunteer(first_name="Yonas")
        for colleague in (stays, goes):
            for person in (helps, ends):
                _tie(colleague, person)
        db.session.commit()
    with clock.moved_to(clock.now() - timedelta(days=LAST_MONTH)):
        moves.end(ends.id, reason="keine_zeit")
        _stop_working(goes)
    return SimpleNamespace(stays=stays, goes=goes, helps=helps, ends=ends, left={str(goes.id), str(ends.id)})


def test_they_are_in_the_past_and_not_in_the_present(any_app: Flask) -> None:
    """With their ties, up to the day on which they left."""
    with scope.of(HERE):
        scene = _play()
        today = snapshot.of_region()
        assert scene.left.isdisjoint(today.actors_by_id)
        assert today.graph.has_edge(str(scene.stays.id), str(scene.helps.id))
        before, after = today.at(_ago(LAST_MONTH + 1)), today.at(_ago(LAST_MONTH))
        assert scene.left <= {*before.actors_by_id}
        assert before.graph.has_edge(str(scene.goes.id), str(scene.ends.id))
        assert scene.left.isdisjoint(after.actors_by_id)


def _close_office() -> SimpleNamespace:
    """One of the staff of an office that closed last month, one from elsewhere, and a volunteer whom both know."""
    with clock.moved_to(clock.now() - timedelta(days=LONG_AGO)):
        office = factories.organisation("wir_vielfaltszentrum", name="Haus der Vielfalt")
        goes = factories.staff_member(office, name="Ayse Demir")
        elsewhere = factories.staff_member(name="Katrin Vogel")
        helps = factories.volunteer(first_name="Amina", organisation_id=office.id)
        for colleague in (goes, elsewhere):
            _tie(colleague, helps)
        db.session.commit()
    closing.close(office.id, on=_ago(LAST_MONTH))
    return SimpleNamespace(
        office=office, goes=goes, elsewhere=elsewhere, helps=helps, left={str(office.id), str(goes.id)}
    )


def test_a_closed_office_takes_its_staff_along_and_no_volunteer(any_app: Flask) -> None:
    """Up to the day on which it closed both are there; its volunteers stay, without a group, and keep other ties."""
    with scope.of(HERE):
        scene = _close_office()
        today = snapshot.of_region()
        assert scene.left.isdisjoint(today.actors_by_id)
        assert today.graph.has_edge(str(scene.elsewhere.id), str(scene.helps.id))
        before = today.at(_ago(LAST_MONTH + 1))
        assert scene.left <= {*before.actors_by_id}
        assert before.graph.has_edge(str(scene.office.id), str(scene.helps.id))
        assert scene.left.isdisjoint(groups_of(today))
        closing.reopen(scene.office.id)
        assert scene.left <= {*snapshot.of_region().actors_by_id}, "whoever opens it again has everybody back"


def test_whoever_left_before_the_office_closed_is_gone_since_then(app: Flask, here: str) -> None:
    """The earlier of the two days counts, whichever was noted first."""
    scene = _close_office()
    scene.goes.is_active, scene.goes.left_on = False, _ago(LAST_MONTH + 30)
    db.session.commit()
    days = LAST_MONTH + 29, LAST_MONTH + 31
    there = [str(scene.goes.id) in snapshot.of_region().at(_ago(day)).actors_by_id for day in days]
    assert there == [False, True]


def test_a_question_that_was_passed_on_says_who_has_left_since(app: Flask, here: str, pages: Pages) -> None:
    """Its address still opens, and says so; for somebody who is named to no case manager there is no such page."""
    scene = _play()
    manager = factories.account("case_manager")
    browser = pages.sign_in(factories.account("coordinator"))
    key = scene.ends.id
    text = browser.get(f"/netzwerk/wenn-jemand-geht?weg={scene.goes.id}&weg={key}").text
    assert "weggefallen: Ayse Demir, Yonas" in text
    pages.sign_in(manager).get(f"/netzwerk/wenn-jemand-geht?weg={key}", status=404)


def test_a_change_of_this_minute_is_no_effect_of_a_question(app: Flask, here: str) -> None:
    """Today was worked out before somebody left: what is gone since is not told as what the question changes."""
    scene = _play()
    with app.test_request_context(), scope.of(HERE):
        renewed()
        spare = factories.organisation()
        db.session.commit()
        _stop_working(scene.stays)
        found = what_if.answer(what_if.Question.of([str(spare.id)], []), "coordinator")
    assert found.before.node_count - found.after.node_count == 1
    assert found.alone == []


def test_the_list_of_ties_holds_those_who_are_there(app: Flask, here: str) -> None:
    """A tie of a closed office, of somebody who left, or of a volunteer who ended it cannot be taken up again."""
    for scene in (_close_office(), _play()):
        lines, count = service.listing("coordinator", is_dormant=False, page=1)
        ends = {str(key) for line in lines for key in (line.tie.from_staff_id, line.tie.to_volunteer_id) if key}
        assert count == len(lines) > 0
        assert str(scene.helps.id) in ends
        assert scene.left.isdisjoint(ends)


def test_a_house_that_goes_takes_its_staff_along(app: Flask, here: str) -> None:
    """Each desk is told once, nobody stands in who goes too, and the shell is given everybody."""
    with clock.moved_to(clock.now() - timedelta(days=LONG_AGO)):
        office = factories.organisation("wir_vielfaltszentrum")
        deputy = factories.staff_member(office, name="Jens Ohm")
        chief = factories.staff_member(office, name="Karla Vogel", deputy_id=deputy.id)
        others = [factories.staff_member(office, name=f"Kollege {n}") for n in range(what_if.LONGEST)]
        _tie(chief, factories.volunteer())
        db.session.commit()
    with app.test_request_context(), scope.of(HERE):
        renewed()
        house = what_if.answer(what_if.Question.of([str(office.id)], []), "coordinator")
        alone = what_if.answer(what_if.Question.of([str(chief.id)], []), "coordinator")
    desks = {one.key: one for one in house.desks}
    assert {*desks} == {str(one.id) for one in (office, chief, deputy, *others)}
    assert [one.key for one in house.desks if one.is_asked] == [str(office.id)]
    assert desks[str(chief.id)].deputy is None
    assert [one.deputy for one in alone.desks] == ["Jens Ohm"]
    assert house.command.count("--remove ") == len(desks)
    assert house.after.node_count == house.before.node_count - len(desks)


def test_nobody_is_asked_about_them_any_more(app: Flask, here: str) -> None:
    """Neither who could leave, nor whom a tie can be stated with, nor a question in an address."""
    scene = _play()
    with app.test_request_context(), scope.of(HERE):
        offered = {key for group in leavers.groups("coordinator") for key, _ in group.people}
        could_be_tied = dict(service.ends())
        asked = what_if.parted(what_if.Question.of([str(scene.helps.id), *scene.left], []), "coordinator")
    assert str(scene.helps.id) in offered
    assert scene.left.isdisjoint(offered)
    assert f"staff:{scene.stays.id}" in could_be_tied
    assert f"staff:{scene.goes.id}" not in could_be_tied
    assert asked.question.people == (str(scene.helps.id),)
    assert {key for (key,) in asked.gone} == scene.left


@pytest.mark.parametrize("role", ["coordinator", "case_manager", "auditor"])
def test_a_past_month_draws_them_without_a_link_to_today(app: Flask, here: str, pages: Pages, role: str) -> None:
    """Their page of today does not exist; those who stayed are links among the ties that fade."""
    scene = _play()
    browser = pages.sign_in(factories.account(role))
    text = browser.get("/netzwerk/verlauf?vor=1").text
    now = browser.get("/netzwerk/verlauf").text
    assert text.count("mark mark-staff") == now.count("mark mark-staff") + PICTURES
    links = set(re.findall(r"knoten=([0-9a-f-]{36})", text))
    assert (str(scene.stays.id) in links) is (role != "auditor")
    assert scene.left.isdisjoint(links)
    assert ("Yonas" in text) is (role == "coordinator")
    assert ("Ayse Demir" in text) is (role != "auditor"), "colleagues are named to all who read the directory"
    browser.get(f"/netzwerk?knoten={scene.goes.id}", status=404)


@pytest.mark.parametrize(("role", "months", "is_named"), [("coordinator", 1, True), ("coordinator", 0, False),
                                                        ("case_manager", 1, False)])  # fmt: skip
def test_a_file_with_names_names_them_on_a_day_of_theirs_only(
    app: Flask, here: str, pages: Pages, role: str, months: int, is_named: bool
) -> None:
    """And to coordinators only; without names they are in the file of today, so that it repeats earlier months."""
    _play()
    browser = pages.sign_in(factories.account(role))
    named = browser.get(f"/netzwerk/export/netz.json?namen=1&vor={months}").text
    assert ("Yonas" in named) is is_named
    assert "Amina" in named
    hidden = json.loads(browser.get("/netzwerk/export/netz.json").text)
    assert sum(one["until"] is not None for one in hidden["actors"]) == 2
    assert "Yonas" not in str(hidden)


def test_whoever_is_back_never_left(app: Flask, here: str) -> None:
    """A box ticked by mistake leaves no hole in the past; another change of somebody who left moves no day."""
    scene = _play()
    staff.edit_staff_member(scene.goes.organisation_id, scene.goes.id, phone="06042 1", is_active=False)
    assert scene.goes.left_on == _ago(LAST_MONTH)
    _stop_working(scene.goes, is_active=True)
    assert scene.goes.left_on is None
    assert str(scene.goes.id) in snapshot.of_region().at(_ago(LAST_MONTH - 1)).actors_by_id


def test_an_applicant_who_ends_it_was_never_there(app: Flask, here: str) -> None:
    """She asked to be deleted before anybody had released her."""
    with clock.moved_to(clock.now() - timedelta(days=LONG_AGO)):
        account = factories.account("volunteer")
        person = factories.volunteer(status="interessiert", released_at=None, account_id=account.id)
        db.session.commit()
    own_pages.leave(account.id)
    assert person.status == "beendet"
    assert str(person.id) not in repr(snapshot.of_region())


@pytest.mark.parametrize("status", ["anonymisiert", "abgelehnt"])
def test_nothing_is_read_of_whom_nobody_may_find_again(app: Flask, here: str, status: str) -> None:
    """Nor of those who never belonged to the network."""
    scene = _play()
    scene.ends.status = status
    db.session.commit()
    assert str(scene.ends.id) not in repr(snapshot.of_region())
    assert str(scene.goes.id) in repr(snapshot.of_region()), "the control"


def test_a_new_colleague_who_does_not_work_there_yet_is_in_no_past(app: Flask, here: str) -> None:
    """Entered as not active: nothing of them before today."""
    office = factories.organisation()
    key = uuid.uuid4()
    staff.add_staff_member(office.id, key=key, name="Neu", job="beratung", is_active=False)
    today = snapshot.of_region()
    assert all(str(key) not in today.at(_ago(days)).actors_by_id for days in (0, 1, 30))
