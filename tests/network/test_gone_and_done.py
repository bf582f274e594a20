"""Whoever has left, and whatever has ended, counts nowhere as if it went on; and a past day knows nothing of later."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import networkx as nx
import pytest

from network import Actor, Qualification, Scenario, Tie, desk, difference
from network.collaboration import collaboration
from network.introductions import missing_ties, organisation_graph
from tests.network.gap_examples import FAR, HERE, MIRA, NEAR, ON, PLACES, STAFF, body, found, snapshot

LONG_AGO = ON - timedelta(days=270)
OFFICE = body("o1", "jobcenter", paid=True)


def test_a_colleague_who_left_knows_nobody_for_the_house() -> None:
    """Two offices that share an acquaintance should meet, also where somebody long gone had met the other one."""
    left = Actor("s9", "staff", HERE, paid=True, organisation="o1", until=LONG_AGO)
    ties = (
        Tie("o1", "o3", "runder_tisch", LONG_AGO), Tie("o2", "o3", "runder_tisch", LONG_AGO),
        Tie("s9", "o2", "runder_tisch", LONG_AGO),
    )  # fmt: skip
    bodies = [body(name, "jobcenter", paid=True) for name in ("o1", "o2", "o3")]
    for gone, pairs in ((left, [("o1", "o2")]), (replace(left, until=None), [])):
        shot = snapshot(*bodies, gone, ties=ties)
        assert [(one.source, one.target) for one in missing_ties(organisation_graph(shot))] == pairs


@pytest.mark.parametrize(("kind", "count"), [("former_tandem", 0), ("tandem", 1)])
def test_a_tandem_that_has_ended_rests_by_right(kind: str, count: int) -> None:
    """L9 asks nobody to renew it, and it is no load; but they know each other, so she is not without a contact."""
    tie = Tie("s1", "v1", kind, LONG_AGO, LONG_AGO)
    busy = replace(STAFF, capacity=0)
    shot = snapshot(busy, MIRA, ties=(tie,))
    assert len(found("L9_ruhend", shot)) == count
    assert len(collaboration(shot).overloaded) == count
    assert not [one for one in found("L8_kein_tandem", shot) if "v1" in one.evidence]


def test_whoever_speaks_for_an_association_unpaid_is_a_voluntary_contact() -> None:
    """L8 counts both sides of the same tie: the office knows the association, and the association the office."""
    chair = Actor("s2", "staff", HERE, paid=False, organisation="o2")
    shot = snapshot(OFFICE, body("o2", "mso"), chair, ties=(Tie("o1", "s2", "runder_tisch", ON),))
    assert not [one.subject for one in found("L8_kein_tandem", shot) if one.subject[0] in {"o1", "o2"}]
    alone = snapshot(OFFICE, body("o2", "mso"), replace(chair, paid=True), ties=(Tie("o1", "s2", "runder_tisch", ON),))
    assert [one.subject for one in found("L8_kein_tandem", alone)] == [("o1",)], "the control: a paid one is none"


def test_a_colleague_is_the_contact_person_of_the_places_she_answers_for() -> None:
    """L12 looks at what she serves, not only at where her desk stands; the office alone would not do."""
    office = replace(OFFICE, serves=(NEAR, FAR))
    serves = replace(STAFF, organisation="o1", serves=(NEAR,))
    without = [{one.facts["municipality"] for one in found("L12_gemeinde_ohne_anker", snapshot(office, *staff))}
               for staff in ((), (serves,))]  # fmt: skip
    assert without == [{place.ags for place in PLACES}, {FAR}]


def test_a_past_day_does_not_know_of_a_wait_that_began_later() -> None:
    """L13 on the day before, and on the day."""
    waits = Qualification("v1", waiting_since=ON)
    shot = snapshot(MIRA, qualifications=(waits,))
    days = [found("L13_qualifizierung", shot.at(ON + timedelta(days=days))) for days in (-1, 0)]
    assert [len(one) for one in days] == [0, 1]


def test_cut_off_are_those_who_lose_the_others_and_nobody_else() -> None:
    """Two rings of five: without one, the four beside it still hang together, though the other ring is larger now."""
    rings = nx.disjoint_union(nx.cycle_graph(5), nx.cycle_graph(5))
    people = [Actor(f"p{node}", "staff", HERE, paid=True) for node in rings]
    ties = [Tie(f"p{a}", f"p{b}", "runder_tisch", ON) for a, b in rings.edges]
    shot = snapshot(*people, ties=tuple(ties))
    assert difference(shot, Scenario().without("p0")).cut_off == ()
    assert difference(shot, Scenario().without("p0").without("p2")).cut_off == ("p1",)


def test_nobody_stands_in_who_leaves_as_well_or_has_left() -> None:
    """The deputy of the same office often goes on the same day."""
    two = replace(STAFF, deputy="s2"), replace(STAFF, id="s2")
    assert desk(snapshot(*two), "s1").deputy == "s2"
    assert desk(snapshot(*two), "s1", also_gone=("s1", "s2")).deputy is None
    assert desk(snapshot(two[0], replace(two[1], until=LONG_AGO)), "s1").deputy is None


def test_a_person_in_a_file_with_the_kind_of_an_organisation_breaks_no_rule() -> None:
    """L5 is about organisations, and a place named twice makes nobody a double structure of itself."""
    odd = replace(STAFF, organisation_kind="mso")
    assert found("L5_isolierte_mso", snapshot(odd)) == []
    twice = replace(OFFICE, organisation_kind="mso", serves=(NEAR, NEAR), needs=("geld",))
    assert twice.territory == (HERE, NEAR)
    assert found("L10_doppelstruktur", snapshot(twice)) == []


def test_belonging_somewhere_is_no_contact() -> None:
    """Who joined an association yesterday and last spoke with it long ago last spoke with it long ago."""
    member, met = Tie("v1", "o2", "membership", ON), Tie("v1", "o2", "runder_tisch", LONG_AGO, LONG_AGO)
    for ties, day in (((member, met), LONG_AGO), ((met,), LONG_AGO), ((member,), ON)):
        assert snapshot(MIRA, body("o2", "mso"), ties=ties).graph["v1"]["o2"]["last_contact"] == day


def test_an_agreement_is_a_gap_since_the_day_on_which_its_end_came_near() -> None:
    """L9: not since the last contact, which says nothing about an end that was set beforehand."""
    tie = Tie("o1", "o2", "kooperationsvereinbarung", LONG_AGO, ON, until=ON + timedelta(days=56))
    shot = snapshot(OFFICE, body("o2", "jobcenter", paid=True), ties=(tie,))
    (finding,) = found("L9_ruhend", shot)
    assert (finding.facts["reason"], finding.since) == ("ends_soon", ON - timedelta(days=4))
    assert found("L9_ruhend", shot.at(ON - timedelta(days=4))) != []
    assert found("L9_ruhend", shot.at(ON - timedelta(days=5))) == []
