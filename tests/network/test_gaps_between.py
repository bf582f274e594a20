"""Gaps between people and organisations (L4, L5, L8 to L10, L12, isolates): found where they are, and nowhere else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from network import Actor, Thresholds, Tie
from tests.network.gap_examples import FAR, HERE, MIRA, NEAR, ON, STAFF, body, found, snapshot


def test_l4_articulation_and_deputy() -> None:
    """The middle of a star holds it together; a deputy halves the severity; a ring has no such node."""
    leaves = [replace(MIRA, id=f"v{index}") for index in range(4)]
    star = tuple(Tie("s1", leaf.id, "tandem") for leaf in leaves)
    (one,) = found("L4_artikulation", snapshot(STAFF, *leaves, ties=star))
    assert one.subject == ("s1",)
    assert one.facts["cut_off_count"] == 3.0
    (covered,) = found("L4_artikulation", snapshot(replace(STAFF, deputy="v1"), *leaves, ties=star))
    assert covered.severity == one.severity / 2
    ring = tuple(Tie(leaves[i].id, leaves[i - 1].id, "tandem") for i in range(4))
    no_brokers = Thresholds(betweenness_share=0.0)
    assert found("L4_artikulation", snapshot(*leaves, ties=ring, thresholds=no_brokers)) == []


def test_l4_brokers_without_deputy() -> None:
    """The strongest broker without a deputy is a finding even if nobody would be cut off."""
    ring = [replace(STAFF, id=name) for name in "abcd"]
    ties = tuple(Tie(*pair, "arbeitskreis") for pair in ("ab", "bc", "cd", "da", "ac"))
    assert [one.subject[0] for one in found("L4_artikulation", snapshot(*ring, ties=ties))] == ["a"]
    ring[0] = replace(ring[0], deputy="c")
    assert found("L4_artikulation", snapshot(*ring, ties=ties)) == []


def test_l5_migrant_organisation() -> None:
    """An organisation needs two ties, one of them public, and contact within half a year."""
    mso, centre, school = (
        body("o1", "mso"),
        body("o2", "wir_vielfaltszentrum", paid=True),
        body("o3", "vhs", paid=True),
    )
    fresh = (Tie("o1", "o2", "runder_tisch", last_contact=ON), Tie("o1", "o3", "schulung", last_contact=ON))
    old = tuple(replace(tie, last_contact=ON - timedelta(days=181)) for tie in fresh)
    assert found("L5_isolierte_mso", snapshot(mso, centre, school, ties=fresh)) == []
    for ties, reason in ((fresh[:1], "few_ties"), (fresh[1:], "no_public_contact"), (old, "long_silence")):
        (one,) = found("L5_isolierte_mso", snapshot(mso, centre, school, ties=ties))
        assert reason in one.facts["reasons"]


def test_l5_staff_speaks_for_its_body() -> None:
    """Contact of a staff member of the Vielfaltszentrum counts for both organisations."""
    mso, centre = body("o1", "mso"), body("o2", "wir_vielfaltszentrum", paid=True)
    chair = replace(STAFF, id="s2", organisation="o1")
    worker = replace(STAFF, organisation="o2")
    ties = (
        Tie("s2", "s1", "arbeitskreis", last_contact=ON),
        Tie("o1", "o2", "runder_tisch", last_contact=ON),
    )
    assert found("L5_isolierte_mso", snapshot(mso, centre, chair, worker, ties=ties)) == []


def test_l8_tandems() -> None:
    """A group without a paid contact, a body without volunteers, and volunteers who know nobody paid."""
    group, bureau = body("o1", "helferkreis"), body("o2", "jobcenter", paid=True)
    alone = found("L8_kein_tandem", snapshot(group, bureau, MIRA, STAFF))
    assert {one.subject for one in alone} == {("o1",), ("o2",), ("volunteers", HERE)}
    ties = (Tie("o1", "o2", "runder_tisch"), Tie("v1", "s1", "tandem_haupt_ehrenamt"))
    assert found("L8_kein_tandem", snapshot(group, bureau, MIRA, STAFF, ties=ties)) == []


def test_l9_dormant() -> None:
    """180 days are not yet dormant, 181 are; a membership never is; an agreement ends soon within 60 days."""

    def tie(days: int, kind: str = "tandem", **more: object) -> Tie:
        return Tie("s1", "v1", kind, since=date(2024, 1, 1), last_contact=ON - timedelta(days=days), **more)

    def reasons(one: Tie) -> list[object]:
        return [finding.facts["reason"] for finding in found("L9_ruhend", snapshot(STAFF, MIRA, ties=(one,)))]

    assert reasons(tie(180)) == []
    assert reasons(tie(181)) == ["no_contact"]
    assert reasons(tie(900, "membership")) == []
    assert reasons(tie(1, "kooperationsvereinbarung", until=ON + timedelta(days=60))) == ["ends_soon"]
    assert reasons(tie(1, "kooperationsvereinbarung", until=ON + timedelta(days=61))) == []
    assert reasons(tie(1, "runder_tisch", until=ON + timedelta(days=1))) == []


def test_l9_a_past_day_does_not_know_which_tie_will_end() -> None:
    """A cooperation that was ended today was no gap a month ago; then it is over."""
    ended = Tie("s1", "v1", "arbeitskreis", date(2024, 1, 1), ON - timedelta(days=40), until=ON)
    shot = snapshot(STAFF, MIRA, ties=(ended,))
    assert found("L9_ruhend", shot.at(ON - timedelta(days=30))) == []
    assert found("L9_ruhend", shot) == []


def test_l10_double_structures() -> None:
    """Same task, same people, same municipality and no tie: a tie or another target group ends it."""
    a = body("o1", "mbe", paid=True, needs=("wohnen",), target_groups=("frauen",))
    b = body("o2", "awo", paid=True, needs=("wohnen", "arbeit"), target_groups=("frauen", "jugend"))
    (one,) = found("L10_doppelstruktur", snapshot(a, b))
    assert one.facts == {"needs": ("wohnen",), "target_groups": ("frauen",), "municipalities": (HERE,)}
    assert found("L10_doppelstruktur", snapshot(a, b, ties=(Tie("o1", "o2", "arbeitskreis"),))) == []
    assert found("L10_doppelstruktur", snapshot(a, replace(b, target_groups=("jugend",)))) == []
    assert found("L10_doppelstruktur", snapshot(a, replace(b, municipality=FAR))) == []
    assert found("L10_doppelstruktur", snapshot(a, replace(b, municipality=FAR, serves=(HERE,))))


def test_l10_staff_who_know_each_other_are_a_tie_of_their_bodies() -> None:
    """A round table of two advisers is contact enough; with somebody of a third body it is not."""
    a, b, c = (body(key, "mbe", paid=True, needs=("wohnen",)) for key in ("o1", "o2", "o3"))
    one, other = replace(STAFF, id="s1", organisation="o1"), replace(STAFF, id="s2", organisation="o2")
    table = (Tie("s1", "s2", "runder_tisch"),)
    assert found("L10_doppelstruktur", snapshot(a, b, one, other, ties=table)) == []
    subjects = [gap.subject for gap in found("L10_doppelstruktur", snapshot(a, b, c, one, other, ties=table))]
    assert sorted(subjects) == [("o1", "o3"), ("o2", "o3")]


@pytest.mark.parametrize("kind", ["jobcenter", "auslaenderbehoerde", "landkreis", "gemeinde"])
def test_l10_authorities_offer_nothing_twice(kind: str) -> None:
    """What the law gives them is no second offer; the negative control: the same as an association is."""
    office = body("o1", kind, paid=True, needs=("behoerde",), serves=(NEAR, FAR))
    advice = body("o2", "mbe", paid=True, needs=("behoerde",))
    assert found("L10_doppelstruktur", snapshot(office, advice)) == []
    assert found("L10_doppelstruktur", snapshot(replace(office, organisation_kind="wohlfahrtsverband"), advice))


def test_l12_anchor() -> None:
    """Staff or a Helferkreis anchors a municipality, also one that serves it from next door."""
    group = Actor("o1", "organisation", NEAR, paid=False, organisation_kind="helferkreis", serves=(FAR,))
    assert [one.subject for one in found("L12_gemeinde_ohne_anker", snapshot(STAFF, group))] == []
    assert [one.subject[0] for one in found("L12_gemeinde_ohne_anker", snapshot(MIRA, STAFF))] == [FAR, NEAR]


def test_isolates() -> None:
    """Everybody without a tie is named; a body whose staff has ties is not alone."""
    office = body("o1", "mbe", paid=True)
    worker = replace(STAFF, organisation="o1")
    ties = (Tie("s1", "v1", "tandem"),)
    assert [one.subject[0] for one in found("isolated", snapshot(office, STAFF, MIRA))] == ["o1", "s1", "v1"]
    assert found("isolated", snapshot(office, worker, MIRA, ties=ties)) == []
