"""The network page shows the region's own records, to those who may see them."""

import re
from datetime import timedelta

import pytest

import network
from lotsen import clock, scope
from lotsen.extensions import db
from lotsen.ties import gap_sentences, service, snapshot
from lotsen.ties.models import Tie
from tests import factories
from tests.conftest import ELSEWHERE


@pytest.fixture
def scene(here):
    """A Fallmanager at an office, a volunteer tied to her, and an association that nobody knows."""
    account = factories.account("case_manager", display_name="Katrin Vogel")
    office = factories.organisation("wir_vielfaltszentrum", name="Vielfaltszentrum")
    staff = factories.staff_member(office, account_id=account.id, name="Katrin Vogel")
    person = factories.volunteer(first_name="Amina", last_name="Haddad", number="V-77777")
    lonely = factories.organisation("mso", name="Stiller Verein")
    tie = Tie(
        kind="tandem_haupt_ehrenamt",
        from_staff_id=staff.id,
        to_volunteer_id=person.id,
        since_on=clock.today(),
        last_contact_on=clock.today(),
        stated_on=clock.today(),
    )
    db.session.add(tie)
    db.session.commit()
    return {"account": account, "staff": staff, "person": person, "lonely": lonely, "tie": tie, "office": office}


def test_the_picture_and_the_table_name_the_same_municipalities(pages, scene):
    """Whoever does not look at pictures finds every municipality of the picture in the table."""
    text = pages.sign_in(factories.account("coordinator")).get("/netzwerk").text
    drawn = set(re.findall(r'data-node="(\d{8})"', text))
    listed = set(re.findall(r'id="row-(\d{8})"', text))
    assert drawn
    assert drawn == listed


@pytest.mark.parametrize(
    "level", ["gemeinde=06440004", "knoten={person}", "knoten={lonely}", "art=staff", "fenster=30"]
)
def test_every_level_and_filter_is_a_page(pages, scene, level):
    """The whole state of the page stands in its address."""
    query = level.format(person=scene["person"].id, lonely=scene["lonely"].id)
    pages.sign_in(factories.account("coordinator")).get(f"/netzwerk?{query}")


def test_a_node_of_another_region_looks_missing(pages, scene):
    """A foreign id and a made-up id get the same answer."""
    with scope.of(ELSEWHERE):
        foreign = factories.volunteer(ags=factories.GELNHAUSEN)
        db.session.commit()
    browser = pages.sign_in(factories.account("coordinator"))
    browser.get(f"/netzwerk?knoten={foreign.id}", status=404)
    browser.get("/netzwerk?knoten=00000000-0000-4000-8000-000000000000", status=404)
    browser.get(f"/netzwerk?knoten={scene['person'].id}")


@pytest.mark.parametrize(("role", "sees"), [("coordinator", True), ("case_manager", True), ("auditor", False)])
def test_volunteers_have_names_only_for_those_who_work_with_them(pages, scene, role, sees):
    """An auditor sees neither the name nor the number of a volunteer where others see the name."""
    text = pages.sign_in(factories.account(role)).get("/netzwerk?gemeinde=06440004").text
    assert ("Amina Haddad" in text) is sees
    assert "V-77777" not in text


@pytest.mark.parametrize(("role", "sees"), [("coordinator", True), ("auditor", False)])
def test_how_few_people_hold_a_municipality_up(pages, scene, role, sees):
    """One volunteer for all that is asked; whoever may not see people is not told that there is one."""
    person = factories.newcomer(scene["account"])
    factories.help_request(person, needs=["alltag"])
    db.session.commit()
    text = pages.sign_in(factories.account(role)).get(f"/netzwerk?gemeinde={person.ags}").text
    assert ("Hier hängt viel an einer Person" in text) is sees


def test_exports_carry_no_name(pages, scene):
    """A file that leaves the house says role and place, never who."""
    browser = pages.sign_in(factories.account("coordinator"))
    for name in ("netz.svg", "netz.graphml", "netz.gexf", "netz.json"):
        body = browser.get(f"/netzwerk/export/{name}").get_data(as_text=True)
        assert "Haddad" not in body
        assert "Katrin" not in body
        assert str(scene["person"].id) not in body


def test_an_unknown_export_is_missing(pages, scene):
    """Only the named files exist."""
    pages.sign_in(factories.account("coordinator")).get("/netzwerk/export/alles.zip", status=404)


def test_a_new_tie_shows_at_once(app, here, scene):
    """What is kept of the network is read anew when a record changes."""
    before = snapshot.of_region().graph.number_of_edges()
    assert snapshot.of_region() is snapshot.of_region()
    service.state(
        one=f"organisation:{scene['lonely'].id}", other=f"staff:{scene['staff'].id}", kind="runder_tisch", intensity=2,
        frequency=None, last_contact_on=clock.today(), until_on=None, note=None, stated_by=scene["account"].id,
    )  # fmt: skip
    assert snapshot.of_region().graph.number_of_edges() == before + 1


def test_people_under_protection_are_in_no_gap(app, here, scene):
    """A newcomer with an Auskunftssperre leaves no trace on a map that says municipality and language."""
    open_request = factories.help_request(factories.newcomer(languages=[{"language": "tir", "level": 7}]))
    hidden = factories.help_request(factories.newcomer(languages=[{"language": "som", "level": 7}], is_protected=True))
    db.session.commit()
    asked = {request.id for request in snapshot.of_region().requests}
    assert str(open_request.id) in asked
    assert str(hidden.id) not in asked


def test_nobody_who_speaks_tigrinya_is_a_gap(pages, scene):
    """An open request in a language that nobody speaks stands on the gap list, in one sentence."""
    with clock.moved_to(clock.now() - timedelta(days=20)):
        factories.help_request(factories.newcomer(languages=[{"language": "tir", "level": 7}]))
    db.session.commit()
    text = pages.sign_in(factories.account("coordinator")).get("/netzwerk/luecken").text
    assert "In Büdingen wartet eine Anfrage zu „Behörden" in text
    assert "Tigrinya" in text
    assert "Stiller Verein hat mit niemandem außerhalb Kontakt." in text


def test_every_rule_has_a_name_and_a_sentence():
    """A rule added to the library cannot appear without words."""
    assert set(gap_sentences.RULE_LABELS) == set(network.RULES)
    assert set(gap_sentences._SENTENCES) == set(network.RULES)
