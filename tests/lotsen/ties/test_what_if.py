"""If somebody leaves, what would help most, the course of two years, and Haupt- und Ehrenamt."""

import html
import json
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

import network
from lotsen import clock, scope
from lotsen.extensions import db
from lotsen.network_results.values import COURSE
from lotsen.ties import collaboration, course, directory, filters, helping, what_if
from lotsen.ties.models import Tie
from network.collaboration import group
from tests import factories
from tests.conftest import ELSEWHERE, HERE
from tests.network_results import renewed


@pytest.fixture
def asked(app):
    """Inside a request, because labels carry addresses."""
    with app.test_request_context(), scope.of(HERE):
        yield


def _tie(**ends):
    tie = Tie(
        kind="tandem_haupt_ehrenamt",
        since_on=clock.today(),
        last_contact_on=clock.today(),
        stated_on=clock.today(),
        **ends,
    )
    db.session.add(tie)
    return tie


@pytest.fixture
def scene(here):
    """A Fallmanager with two volunteers who know nobody else, an open request, and an association without contact."""
    account = factories.account("case_manager", display_name="Katrin Vogel")
    office = factories.organisation("wir_vielfaltszentrum", name="Vielfaltszentrum")
    staff = factories.staff_member(office, account_id=account.id, name="Katrin Vogel")
    people = [factories.volunteer(first_name="Amina", last_name="Haddad", number=f"V-7777{n}") for n in (1, 2)]
    for person in people:
        _tie(from_staff_id=staff.id, to_volunteer_id=person.id)
    lonely = factories.organisation("mso", name="Stiller Verein")
    with clock.moved_to(clock.now() - timedelta(days=20)):
        factories.help_request(
            factories.newcomer(languages=[{"language": "tir", "level": 7}]), case_manager_id=account.id
        )
    db.session.commit()
    return {"staff": staff, "people": people, "lonely": lonely, "office": office}


def test_whoever_hangs_on_one_contact_is_alone_without_her(pages, scene):
    """The page tells both namesakes apart, counts the open request, and says that nobody stands in."""
    text = (
        pages.sign_in(factories.account("coordinator")).get(f"/netzwerk/wenn-jemand-geht?weg={scene['staff'].id}").text
    )
    assert "Dann ganz allein" in text
    assert "Amina Haddad (V-77771), Amina Haddad (V-77772)" in text
    assert "2 Ehrenamtliche haben hier Kontakt" in text
    assert "eine offene Anfrage liegt hier" in text
    assert "Dann vertritt niemand." in text


def test_a_gap_of_then_has_not_begun_yet(scene, asked):
    """Nobody has been alone since a day in the past who is not alone today."""
    renewed()
    outcome = what_if.answer(what_if.Question.of([str(scene["staff"].id)], []), "coordinator")
    assert outcome.gaps
    assert {gap.finding.since for gap in outcome.gaps} == {None}


def test_namesakes_are_told_apart_on_every_page(scene, asked):
    """Also where only one of them stands: there are two in the region."""
    key = str(scene["people"][0].id)
    assert directory.of("coordinator", {key})[key].label == "Amina Haddad (V-77771)"
    other = str(factories.volunteer(first_name="Nur", last_name="Einmal").id)
    db.session.commit()
    assert directory.of("coordinator", {other})[other].label == "Nur Einmal"


def test_a_question_that_is_kept_is_compared_under_its_names(pages, scene):
    """At first there is nothing to compare, and the page says what to do; then a column has its name."""
    karin, key = pages.sign_in(factories.account("coordinator")), scene["staff"].id
    same = karin.get(f"/netzwerk/wenn-jemand-geht?weg={key}&gemerkt={key}").text
    assert "Wählen Sie jetzt" in same
    assert "Gemerkt: " not in same
    assert (
        "Gemerkt: Katrin Vogel" in karin.get(f"/netzwerk/wenn-jemand-geht?weg={scene['lonely'].id}&gemerkt={key}").text
    )


def test_a_desk_is_told_of_staff_only(pages, scene):
    """Volunteers and organisations have no requests and no deputy whose absence would say something."""
    karin = pages.sign_in(factories.account("coordinator"))
    for key in (scene["people"][0].id, scene["lonely"].id):
        assert "what-if__desk" not in karin.get(f"/netzwerk/wenn-jemand-geht?weg={key}").text
    assert "what-if__desk" in karin.get(f"/netzwerk/wenn-jemand-geht?weg={scene['staff'].id}").text


def test_an_auditor_reads_no_name_of_a_volunteer_here_either(pages, scene):
    """Nor her number: neither in the list to choose from nor in what breaks."""
    text = pages.sign_in(factories.account("auditor")).get(f"/netzwerk/wenn-jemand-geht?weg={scene['staff'].id}").text
    assert "Haddad" not in text
    assert "V-77771" not in text


def test_the_address_is_the_whole_question_and_names_nobody(pages, scene):
    """Several at once, a tie, and a kept question: keys only; each can be taken back."""
    staff, person = scene["staff"].id, scene["people"][0].id
    text = pages.sign_in(factories.account("coordinator")).get(
        f"/netzwerk/wenn-jemand-geht?weg={scene['lonely'].id}&verbindung={staff}~{person}&gemerkt={staff}"
    ).text  # fmt: skip
    addresses = re.findall(r'href="(/netzwerk/wenn-jemand-geht[^"]*)"', text)
    assert any("verbindung" not in one and str(scene["lonely"].id) in one for one in addresses)
    assert not any("Haddad" in one or "Vogel" in one or "Verein" in one for one in addresses)
    assert "Gemerkt" in text


@pytest.mark.parametrize("query", ["weg={foreign}", "verbindung={foreign}~{staff}", "gemerkt={foreign}", "weg=unsinn"])
def test_a_foreign_key_and_nonsense_look_the_same(pages, scene, query):
    """Whoever is not of the region cannot be taken out of it."""
    with scope.of(ELSEWHERE):
        foreign = factories.volunteer(ags=factories.GELNHAUSEN)
        db.session.commit()
    address = query.format(foreign=foreign.id, staff=scene["staff"].id)
    pages.sign_in(factories.account("coordinator")).get(f"/netzwerk/wenn-jemand-geht?{address}", status=404)


def test_half_a_tie_and_twice_the_same_change_nothing():
    """An address somebody typed is read for what it says."""
    question = what_if.Question.of(["a", "a", ""], ["a", "a~b", "a~b~c"])
    assert question == what_if.Question(("a",), (("a", "b"),))
    assert what_if.Question.kept(question.text) == question


def test_the_shell_repeats_the_numbers_of_the_page_on_its_export(pages, scene, tmp_path: Path):
    """The command that the page prints, run on the file that the page links, gives the same difference."""
    browser = pages.sign_in(factories.account("coordinator"))
    browser.get(f"/netzwerk/wenn-jemand-geht?weg={scene['staff'].id}")
    (tmp_path / "netz.json").write_text(browser.get("/netzwerk/export/netz.json").text, encoding="utf-8")
    with browser.app.test_request_context(), scope.of(HERE):
        renewed()
        outcome = what_if.answer(what_if.Question((str(scene["staff"].id),)), "coordinator")
    words = html.unescape(outcome.command).split()
    done = subprocess.run(
        [sys.executable, *words[1:]], cwd=tmp_path, capture_output=True, text=True, check=True,
        env={"PYTHONPATH": str(Path(__file__).resolve().parents[3])},
    )  # fmt: skip
    told = json.loads(done.stdout)
    for moment, state in (("before", outcome.before), ("after", outcome.after)):
        assert told[moment]["tie_count"] == state.tie_count
        assert told[moment]["isolated_count"] == state.isolated_count
        assert told[moment]["unmet_demand"] == pytest.approx(state.unmet_demand)


def test_the_plan_recruits_for_what_nobody_speaks(pages, scene):
    """One open request in Tigrinya: the best act is somebody who speaks it."""
    text = pages.sign_in(factories.account("coordinator")).get("/netzwerk/was-hilft").text
    assert "Eine Person mit Tigrinya" in text


def test_a_plan_never_costs_more_than_its_budget(scene, asked):
    """With too little for any act there is none; with enough the cost stays within."""
    assert helping.plan(helping.Wish(budget=5, introduce=40)).steps == []
    found = helping.plan(helping.Wish(budget=25))
    assert found.steps
    assert found.plan.cost <= 25
    assert found.plan.gain <= found.plan.bound


@pytest.mark.parametrize(
    "args", [{"budget": "-3"}, {"budget": "9" * 9}, {"zahl": "x"}, {"personen": "7"}, {"werben": "²"}]
)
def test_sliders_stay_within_their_bounds(app, args):
    """Whatever stands in the address, the wish is one that a slider could make."""
    with app.test_request_context():
        _form, wish = filters.wish(args)
    assert 5 <= wish.budget <= 200
    assert 1 <= wish.count <= 10
    assert wish.people in {1, 2}


def test_houses_meet_through_their_staff(scene, asked):
    """Two houses that both work with a third, and not with each other, should meet."""
    one, other = factories.organisation("vhs", name="VHS"), factories.organisation("jobcenter", name="Jobcenter")
    for house in (one, other):
        _tie(from_staff_id=factories.staff_member(house).id, to_staff_id=scene["staff"].id)
    db.session.commit()
    renewed()
    pairs = [{meeting.one, meeting.other} for meeting in helping.meetings("coordinator")]
    assert {"VHS", "Jobcenter"} in pairs
    assert not any("Vielfaltszentrum" in pair for pair in pairs)


def test_the_course_counts_what_was_there_then(scene, asked):
    """A month ago nobody of the scene was there; today they are."""
    renewed(COURSE)
    then, now = course.moment(1, "coordinator"), course.moment(0, "coordinator")
    assert then.now.node_count < now.now.node_count
    assert now.before.node_count == then.now.node_count


@pytest.mark.parametrize(
    "address", ["verlauf", "verlauf?vor=24", "verlauf?vor=99", "haupt-und-ehrenamt", "was-hilft?personen=2"]
)
@pytest.mark.parametrize("role", ["coordinator", "case_manager", "auditor"])
def test_each_is_a_page_for_all_who_read(pages, scene, address, role):
    """Every state in the address is a page."""
    text = pages.sign_in(factories.account(role)).get(f"/netzwerk/{address}").text
    assert ("Haddad" in text) <= (role != "auditor")


def test_nobody_sees_what_nobody_may(pages, scene):
    """A volunteer has no business with the network."""
    browser = pages.sign_in(factories.account("volunteer"))
    for address in ("verlauf", "haupt-und-ehrenamt", "was-hilft", "wenn-jemand-geht"):
        browser.get(f"/netzwerk/{address}", status=403)


def test_an_association_without_contact_is_named_alone(scene, asked):
    """Its row says no tie and none to the public side; a tie to the centre changes both."""
    renewed()
    (found,) = collaboration.of_region("coordinator").associations
    assert (found.tie_count, found.public_count) == (0, 0)
    _tie(from_staff_id=scene["staff"].id, to_organisation_id=scene["lonely"].id)
    db.session.commit()
    renewed()
    (found,) = collaboration.of_region("coordinator").associations
    assert (found.tie_count, found.public_count) == (1, 1)


def test_a_contact_of_long_ago_ties_nobody_in(pages, scene):
    """Of two associations with a tie to the centre, the one that last talked before the region's half year is quiet."""
    for house, days in ((scene["lonely"], 180), (factories.organisation("mso", name="Stillerer Verein"), 181)):
        tie = _tie(from_staff_id=scene["staff"].id, to_organisation_id=house.id)
        tie.since_on = tie.last_contact_on = clock.today() - timedelta(days=days)
    db.session.commit()
    text = pages.sign_in(factories.account("coordinator")).get("/netzwerk/haupt-und-ehrenamt").text
    rows = dict(re.findall(r"(Stiller\w* Verein)<.*?(angebunden|lange still)", text, re.S))
    assert rows == {"Stiller Verein": "angebunden", "Stillerer Verein": "lange still"}


def test_unpaid_spokespeople_count_as_their_house():
    """Whoever speaks for an association without pay is no Hauptamt."""
    house = network.Actor("o", network.ORGANISATION, None, paid=False, organisation_kind="mso")
    spoken = network.Actor("s", network.STAFF, None, paid=False, organisation="o")
    assert group(spoken, {"o": house}) == "mso"
    assert group(replace(spoken, paid=True), {"o": house}) == "staff"


def test_only_more_than_agreed_is_too_much(scene, asked):
    """A contact within her capacity is not on the list; one volunteer more and she is."""
    scene["staff"].capacity = 2
    db.session.commit()
    renewed()
    assert collaboration.of_region("coordinator").overloaded == []
    scene["staff"].capacity = 1
    db.session.commit()
    renewed()
    assert [one.volunteer_count for one in collaboration.of_region("coordinator").overloaded] == [2]


def test_months_end_where_they_end():
    """One month before the last of March is the last of February; twelve before are a year."""
    assert course.months_before(date(2024, 3, 31), 1) == date(2024, 2, 29)
    assert course.months_before(date(2026, 1, 15), 12) == date(2025, 1, 15)
