"""Each gap rule finds its gap, and falls silent when the gap is closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from network import Actor, HelpRequest, Place, Qualification, Snapshot, Thresholds, Tie, Workload, gaps
from network.finding import Finding
from network.gaps import RULES

ON = date(2026, 6, 1)
HERE, NEAR, FAR = "06440004", "06440016", "06440001"
PLACES = (
    Place(HERE, "Büdingen", 50.29, 9.11),
    Place(NEAR, "Nidda", 50.33, 9.13),
    Place(FAR, "Altenstadt", 49.60, 8.20),
)
MIRA = Actor("v1", "volunteer", HERE, paid=False, languages=("tir",), needs=("gesundheit",), is_woman=True)
STAFF = Actor("s1", "staff", HERE, paid=True)
ASKED = HelpRequest("r1", HERE, "tir", "gesundheit", ON - timedelta(days=10))


def snapshot(*actors: Actor, **records: object) -> Snapshot:
    """A snapshot of the day with these actors."""
    return Snapshot(**{"on": ON, "places": PLACES, "actors": actors, **records})


def found(code: str, shot: Snapshot) -> list[Finding]:
    """What one rule says."""
    return RULES[code](shot)


def body(name: str, kind: str, *, paid: bool = False, **more: object) -> Actor:
    """An organisation of a kind."""
    return Actor(name, "organisation", HERE, paid=paid, organisation_kind=kind, **more)


@pytest.mark.parametrize(
    "change",
    [
        {"languages": ("ara",)},
        {"needs": ("wohnen",)},
        {"is_released": False},
        {"capacity": 1, "load": 1},
        {"municipality": FAR},
        {"until": ON},
        {"since": ON + timedelta(days=1)},
    ],
)
def test_l1_nobody_reaches(change: dict[str, object]) -> None:
    """A request is unserved if the only volunteer lacks any one condition, and served if none is lacking."""
    assert found("L1_unversorgt", snapshot(MIRA, requests=(ASKED,))) == []
    (one,) = found("L1_unversorgt", snapshot(replace(MIRA, **change), requests=(ASKED,)))
    assert one.subject == (HERE, "tir", "gesundheit")
    assert one.evidence == ("r1",)
    assert one.since == ASKED.opened_on
    assert one.population == 1


def test_l1_counts_only_open_and_recent_requests() -> None:
    """Answered requests, future ones and those older than 90 days are no evidence."""
    quiet = (
        replace(ASKED, answered_on=ON),
        replace(ASKED, opened_on=ON + timedelta(days=1)),
        replace(ASKED, opened_on=ON - timedelta(days=91)),
    )
    assert found("L1_unversorgt", snapshot(requests=quiet)) == []
    assert found("L1_unversorgt", snapshot(requests=(replace(ASKED, opened_on=ON - timedelta(days=90)),)))


def test_l1_remote_and_neighbours() -> None:
    """A neighbour within the radius serves; a far one serves only what can be done from afar."""
    near, far = replace(MIRA, municipality=NEAR), replace(MIRA, municipality=FAR, is_remote=True)
    assert found("L1_unversorgt", snapshot(near, requests=(ASKED,))) == []
    assert found("L1_unversorgt", snapshot(replace(near, radius_km=1.0), requests=(ASKED,)))
    assert found("L1_unversorgt", snapshot(far, requests=(ASKED,)))
    assert found("L1_unversorgt", snapshot(far, requests=(replace(ASKED, is_remote=True),))) == []


def test_l1_another_region_sets_another_radius() -> None:
    """Thresholds belong to the region: with 300 km everybody is near."""
    far = replace(MIRA, municipality=FAR)
    wide = Thresholds(radius_km=300)
    assert found("L1_unversorgt", snapshot(far, requests=(ASKED,), thresholds=wide)) == []


def test_l2_one_person() -> None:
    """Exactly one volunteer is thin, two are not."""
    (one,) = found("L2_duenn", snapshot(MIRA, requests=(ASKED,)))
    assert one.facts["volunteer_count"] == 1
    assert found("L2_duenn", snapshot(MIRA, replace(MIRA, id="v2"), requests=(ASKED,))) == []


def test_l2_one_carries_most() -> None:
    """Somebody with five of six deployments of a municipality is a finding, with three of six not."""
    two = (MIRA, replace(MIRA, id="v2"), STAFF)
    uneven = (Tie("s1", "v1", "tandem", count=5), Tie("s1", "v2", "tandem", count=1))
    even = (Tie("s1", "v1", "tandem", count=3), Tie("s1", "v2", "tandem", count=3))
    (one,) = found("L2_duenn", snapshot(*two, ties=uneven))
    assert one.evidence == ("v1",)
    assert found("L2_duenn", snapshot(*two, ties=even)) == []


def test_l3_women() -> None:
    """A request for a woman needs a woman."""
    asked = (replace(ASKED, women_only=True),)
    assert found("L3_frauen", snapshot(MIRA, requests=asked)) == []
    assert found("L3_frauen", snapshot(replace(MIRA, is_woman=False), requests=asked))
    assert found("L3_frauen", snapshot(replace(MIRA, is_woman=False), requests=(ASKED,))) == []


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
    """Contact of a staff member of the Vielfaltszentrum counts for both bodies."""
    mso, centre = body("o1", "mso"), body("o2", "wir_vielfaltszentrum", paid=True)
    chair = replace(STAFF, id="s2", organisation="o1")
    worker = replace(STAFF, organisation="o2")
    ties = (
        Tie("s2", "s1", "arbeitskreis", last_contact=ON),
        Tie("o1", "o2", "runder_tisch", last_contact=ON),
    )
    assert found("L5_isolierte_mso", snapshot(mso, centre, chair, worker, ties=ties)) == []


def requests_at(staff: str, count: int, days: int) -> tuple[HelpRequest, ...]:
    """Open requests on one desk."""
    opened = ON - timedelta(days=days)
    return tuple(replace(ASKED, id=f"{staff}-{i}", staff=staff, opened_on=opened) for i in range(count))


def test_l6_full_desk() -> None:
    """Forty open requests are bearable, forty-one are not; 22 days of waiting are too many."""
    assert found("L6_ueberlast_fm", snapshot(STAFF, requests=requests_at("s1", 40, 1))) == []
    (full,) = found("L6_ueberlast_fm", snapshot(STAFF, requests=requests_at("s1", 41, 1)))
    assert full.facts["reasons"] == ("open_requests",)
    (slow,) = found("L6_ueberlast_fm", snapshot(STAFF, requests=requests_at("s1", 1, 22)))
    assert slow.facts["reasons"] == ("waiting_days",)


def test_l6_above_colleagues() -> None:
    """Ten requests beside two colleagues with four are a finding, beside seven not."""
    team = (STAFF, replace(STAFF, id="s2"), replace(STAFF, id="s3"))
    for others, expected in ((4, 1), (7, 0)):
        requests = requests_at("s1", 10, 1) + requests_at("s2", others, 1) + requests_at("s3", others, 1)
        assert len(found("L6_ueberlast_fm", snapshot(*team, requests=requests))) == expected


def test_l7_volunteers() -> None:
    """Own limit, nine hours, and four fifths of the yearly cap before October."""
    actor = replace(MIRA, capacity=2)
    bearable = Workload("v1", 2, 9.0, 0.8)
    assert found("L7_ueberlast_ehrenamt", snapshot(actor, workloads=(bearable,))) == []
    over = Workload("v1", 3, 9.5, 0.81)
    (one,) = found("L7_ueberlast_ehrenamt", snapshot(actor, workloads=(over,)))
    assert one.facts["reasons"] == ("own_limit", "hours_per_week", "yearly_cap")
    (late,) = found("L7_ueberlast_ehrenamt", snapshot(actor, workloads=(over,), on=date(2026, 10, 1)))
    assert "yearly_cap" not in late.facts["reasons"]


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


def test_l11_waiting() -> None:
    """Fourteen days are bearable, fifteen are a finding, thirty-one count as long."""

    def count(days: int) -> list[object]:
        asked = (replace(ASKED, opened_on=ON - timedelta(days=days)),)
        return [one.facts["long_waiting_count"] for one in found("L11_wartezeit", snapshot(requests=asked))]

    assert [count(days) for days in (14, 15, 30, 31)] == [[], [0], [0], [1]]


def test_l12_anchor() -> None:
    """Staff or a Helferkreis anchors a municipality, also one that serves it from next door."""
    group = Actor("o1", "organisation", NEAR, paid=False, organisation_kind="helferkreis", serves=(FAR,))
    assert [one.subject for one in found("L12_gemeinde_ohne_anker", snapshot(STAFF, group))] == []
    assert [one.subject[0] for one in found("L12_gemeinde_ohne_anker", snapshot(MIRA, STAFF))] == [FAR, NEAR]


def test_l13_qualification() -> None:
    """Waiting without a date and renewals within 90 days are findings."""
    fine = Qualification("v1", ON - timedelta(days=9), ON + timedelta(days=9), ON + timedelta(days=91))
    assert found("L13_qualifizierung", snapshot(MIRA, qualifications=(fine,))) == []
    bad = Qualification("v1", ON - timedelta(days=9), None, ON + timedelta(days=90))
    both = found("L13_qualifizierung", snapshot(MIRA, qualifications=(bad,)))
    assert [(one.facts["reason"], one.act) for one in both] == [
        ("no_date", "train"),
        ("renewal_due", "renew"),
    ]


def test_l14_pools() -> None:
    """Five interpreters with five languages are a pool, four are not, nor are five with four languages."""

    def pool(languages: str) -> list[Actor]:
        return [
            replace(MIRA, id=f"v{index}", mode="laiendolmetscher", languages=(language,))
            for index, language in enumerate(languages)
        ]

    assert found("L14_sprachpool", snapshot(*pool("abcde"))) == []
    assert found("L14_sprachpool", snapshot(*pool("abcd")))
    assert found("L14_sprachpool", snapshot(*pool("abcdd")))
    assert found("L14_sprachpool", snapshot(MIRA)) == []
    assert found("L14_sprachpool", snapshot(replace(MIRA, mode="lotse")))


def test_isolates() -> None:
    """Everybody without a tie is named; a body whose staff has ties is not alone."""
    office = body("o1", "mbe", paid=True)
    worker = replace(STAFF, organisation="o1")
    ties = (Tie("s1", "v1", "tandem"),)
    assert [one.subject[0] for one in found("isolated", snapshot(office, STAFF, MIRA))] == ["o1", "s1", "v1"]
    assert found("isolated", snapshot(office, worker, MIRA, ties=ties)) == []


def test_ranking_is_stable_and_keys_are_unique() -> None:
    """The list does not depend on the order of records, and each gap has one key."""
    actors = (MIRA, STAFF, body("o1", "mso"), body("o2", "jobcenter", paid=True))
    requests = (ASKED, replace(ASKED, id="r2", language="ara", opened_on=ON - timedelta(days=40)))
    first = gaps(snapshot(*actors, requests=requests))
    assert first == gaps(snapshot(*actors[::-1], requests=requests[::-1]))
    assert len({one.key for one in first}) == len(first)
    assert [one.severity for one in first] == sorted((one.severity for one in first), reverse=True)


def test_only_asked_rules() -> None:
    """A selection of rules gives only their findings; an unknown rule is an error."""
    assert {one.code for one in gaps(snapshot(MIRA), ["isolated"])} == {"isolated"}
    with pytest.raises(KeyError):
        gaps(snapshot(MIRA), ["L99"])


def test_empty_network_has_no_gaps() -> None:
    """No records, no findings, no crash."""
    assert gaps(Snapshot(on=ON)) == []
