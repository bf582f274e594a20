"""Scenarios: kept under a name, opened by their link, compared, gone with the people in them."""

import uuid
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from lotsen import clock, scope
from lotsen.audit.models import AuditEntry
from lotsen.database import writing
from lotsen.errors import Invalid, NotAllowed, NotFound
from lotsen.extensions import db
from lotsen.organisations.models import StaffMember
from lotsen.retention.deletion import forget
from lotsen.retention.rules import BY_KEY
from lotsen.scenarios import service
from lotsen.scenarios.models import Scenario, ScenarioPart
from lotsen.ties.models import Tie
from lotsen.ties.what_if import Question
from lotsen.volunteers.models import Volunteer
from tests import factories
from tests.conftest import ELSEWHERE, HERE
from tests.lotsen.gaps.scene import signed_in
from tests.pages import Pages
from tests.promises.nights import night

URL = "/netzwerk/szenarien"


@dataclass
class Scene:
    """The keys of those who play a part."""

    staff: uuid.UUID
    colleague: uuid.UUID
    person: uuid.UUID


@pytest.fixture
def scene(here: str) -> Scene:
    """A Fallmanagerin whom a volunteer knows, and a colleague of hers."""
    office = factories.organisation("wir_vielfaltszentrum", name="Vielfaltszentrum")
    staff = factories.staff_member(office, name="Katrin Vogel")
    colleague = factories.staff_member(office, name="Jens Ohm")
    person = factories.volunteer(first_name="Amina", last_name="Haddad")
    db.session.add(Tie(kind="tandem_haupt_ehrenamt", from_staff_id=staff.id, to_volunteer_id=person.id,
                       since_on=clock.today(), last_contact_on=clock.today(), stated_on=clock.today()))  # fmt: skip
    db.session.commit()
    played = Scene(staff.id, colleague.id, person.id)
    db.session.rollback()
    return played


def _keep(name: str, *people: uuid.UUID, ties: tuple[tuple[str, str], ...] = ()) -> uuid.UUID:
    question = Question(tuple(str(one) for one in people), ties)
    with scope.of(HERE), writing():
        by = factories.account("coordinator").id
        db.session.commit()
        key = service.keep(uuid.uuid4(), name=name, question=question, role="coordinator", by=by).id
        db.session.rollback()
    return key


def _as(pages: Pages, role: str) -> Pages:
    """Be somebody of the region in this role."""
    with scope.of(HERE):
        account = factories.account(role)
        db.session.commit()
        return signed_in(pages, account)


def _kept() -> list[uuid.UUID]:
    """The keys of all scenarios, the oldest first, with nothing read afterwards."""
    with scope.of(HERE):
        keys = list(db.session.scalars(select(Scenario.id).order_by(Scenario.created_at)))
        db.session.rollback()
    return keys


def _of_parts() -> set[uuid.UUID]:
    with scope.of(HERE):
        keys = set(db.session.scalars(select(ScenarioPart.scenario_id)))
        db.session.rollback()
    return keys


def test_a_scenario_is_the_question_it_was(app: Flask, scene: Scene) -> None:
    """People and ties, in their order, with the day on which it is deleted."""
    pair = (str(scene.staff), str(scene.person))
    with app.test_request_context(), scope.of(HERE):
        row_id = _keep("Sommer 2027", scene.colleague, ties=(pair,))
        kept = service.get(row_id, "coordinator")
    assert kept.question == Question((str(scene.colleague),), (pair,))
    assert kept.who == ["Jens Ohm", "Katrin Vogel – Amina Haddad"]
    assert kept.until_on == clock.months_after(clock.today(), 6)
    with scope.of(HERE):
        (entry,) = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "scenarios.keep"))
    assert "Vogel" not in str(entry.facts)


@pytest.mark.parametrize(("name", "people"), [("", True), ("   ", True), ("x" * 81, True), ("Leer", False)])
def test_what_is_no_scenario_is_refused(app: Flask, scene: Scene, name: str, people: bool) -> None:
    """Without a name, with an endless one, or with nobody who leaves."""
    with app.test_request_context(), scope.of(HERE), pytest.raises(Invalid):
        _keep(name, *([scene.staff] if people else []))


def test_nobody_of_another_region_can_leave(app: Flask, scene: Scene) -> None:
    """A foreign key is a missing one, and no scenario of there opens here."""
    with scope.of(ELSEWHERE):
        foreign = factories.volunteer(ags=factories.GELNHAUSEN)
        there = Scenario(name="Dort", saved_on=clock.today())
        db.session.add(there)
        db.session.commit()
        foreign_id, there_id = foreign.id, there.id
    with app.test_request_context(), scope.of(HERE):
        with pytest.raises(NotFound):
            _keep("Fremd", foreign_id)
        with pytest.raises(NotFound):
            service.get(there_id, "coordinator")
        assert service.readable("coordinator") == []


def test_the_pages(pages: Pages, scene: Scene) -> None:
    """From the question to the name, the list, the link, the comparison; sent twice it is one; deleted it is gone."""
    desk = _as(pages, "coordinator")
    text = desk.get(f"/netzwerk/wenn-jemand-geht?weg={scene.staff}").text
    assert "Mit einem Namen speichern" in text
    typed = {"key": str(uuid.uuid4()), "weg": str(scene.staff)}
    assert "einen Namen" in desk.post(f"{URL}/neu", {**typed, "name": ""}, status=422).text
    for _press in range(2):
        desk.post(f"{URL}/neu", {**typed, "name": "Ohne Vogel"})
    desk.post(f"{URL}/neu", {"key": str(uuid.uuid4()), "weg": str(scene.colleague), "name": "Ohne Ohm"})
    listed = desk.get(URL).text
    assert listed.count("vergleichen<") == 2
    assert "Ohne Vogel" in listed
    assert "Ohne Ohm" in listed
    one, other = _kept()
    told = desk.get(f"{URL}/{one}").text
    assert "Dann ganz allein" in told
    assert "Amina Haddad" in told
    compared = desk.get(f"{URL}/vergleich?szenario={one}&szenario={other}").text
    assert compared.count("Dann ganz allein") == 2  # the row, and the one scenario in which it happens
    assert "−1" in compared
    assert "zwei" in desk.get(f"{URL}/vergleich?szenario={one}").text
    desk.get(f"{URL}/vergleich?szenario=unsinn", status=404)
    desk.post(f"{URL}/{one}/loeschen", {})
    desk.get(f"{URL}/{one}", status=404)
    assert _kept() == [other]


def test_what_has_vanished_is_said(pages: Pages, scene: Scene) -> None:
    """Somebody left meanwhile: the rest is counted, in the scenario as under its address; all gone is said as well."""
    row_id = _keep("Beide", scene.staff, scene.colleague)
    with scope.of(HERE):
        db.session.get_one(StaffMember, scene.colleague).is_active = False
        db.session.commit()
    desk = _as(pages, "coordinator")
    for address in (f"{URL}/{row_id}", f"/netzwerk/wenn-jemand-geht?weg={scene.staff}&weg={scene.colleague}"):
        text = desk.get(address).text
        assert "weggefallen: Jens Ohm" in text
        assert "Dann ganz allein" in text
    assert "jemand ist inzwischen weggefallen" in desk.get(URL).text
    with scope.of(HERE):
        db.session.get_one(StaffMember, scene.staff).is_active = False
        db.session.commit()
    assert "niemand mehr im Netz" in desk.get(f"{URL}/{row_id}").text


def test_nothing_is_kept_of_a_question_whose_people_have_all_left(pages: Pages, scene: Scene) -> None:
    """Neither an empty scenario nor a form for one."""
    with scope.of(HERE):
        db.session.get_one(StaffMember, scene.colleague).is_active = False
        db.session.commit()
    with pytest.raises(Invalid, match="niemand mehr"):
        _keep("Leer", scene.colleague)
    assert _kept() == []
    _as(pages, "coordinator").get(f"{URL}/neu?weg={scene.colleague}", status=404)


def test_a_scenario_with_a_volunteer_is_for_those_who_see_people(pages: Pages, scene: Scene) -> None:
    """Administration and auditors neither find nor open it; one about staff they do."""
    with_her, without = _keep("Mit ihr", scene.person), _keep("Nur Amt", scene.staff)
    for role in ("region_admin", "auditor"):
        reader = _as(pages, role)
        listed = reader.get(URL).text
        assert "Nur Amt" in listed
        assert "Mit ihr" not in listed
        reader.get(f"{URL}/{with_her}", status=404)
        reader.get(f"{URL}/vergleich?szenario={with_her}&szenario={without}", status=404)
        assert "Haddad" not in reader.get(f"{URL}/{without}").text
    assert "Haddad" in _as(pages, "case_manager").get(f"{URL}/{with_her}").text


def test_who_may_write(pages: Pages, scene: Scene) -> None:
    """An auditor only reads, a volunteer has no business here, a case manager deletes what is hers."""
    row_id = _keep("Ohne Vogel", scene.staff)
    typed = {"key": str(uuid.uuid4()), "weg": str(scene.staff), "name": "Meins"}
    auditor = _as(pages, "auditor")
    assert "Löschen" not in auditor.get(f"{URL}/{row_id}").text
    auditor.post(f"{URL}/neu", typed, status=403)
    _as(pages, "volunteer").get(URL, status=403)
    manager = _as(pages, "case_manager")
    manager.post(f"{URL}/{row_id}/loeschen", {}, status=403)
    manager.post(f"{URL}/neu", typed)
    own = next(key for key in _kept() if key != row_id)
    manager.post(f"{URL}/{own}/loeschen", {})
    assert _kept() == [row_id]


def test_only_makers_and_coordination_delete(app: Flask, scene: Scene) -> None:
    """Asked without a page as well."""
    row_id = _keep("Ohne Vogel", scene.staff)
    with app.test_request_context(), scope.of(HERE), writing(), pytest.raises(NotAllowed):
        service.remove(row_id, role="case_manager", by=uuid.uuid4())


def test_it_goes_with_a_volunteer_and_not_with_another(app: Flask, scene: Scene) -> None:
    """Her deletion takes the whole scenario, because she may stand in its name; those without her stay."""
    pair = (str(scene.staff), str(scene.person))
    _keep("Ohne Amina", scene.person)
    _keep("Ohne die Verbindung", ties=(pair,))
    stays = _keep("Ohne Vogel", scene.staff)
    with scope.of(HERE), writing():
        forget(BY_KEY["volunteer"], db.session.get_one(Volunteer, scene.person))
        db.session.commit()
    assert _kept() == [stays]
    assert _of_parts() == {stays}


def test_it_goes_after_six_months(app: Flask, scene: Scene) -> None:
    """Not a day before."""
    _keep("Ohne Vogel", scene.staff)
    last_day = service.TERM.after(clock.today()) - clock.today()
    night(app, (last_day - timedelta(days=1)).days)
    assert len(_kept()) == 1
    night(app, last_day.days)
    assert _kept() == []
    assert _of_parts() == set()
