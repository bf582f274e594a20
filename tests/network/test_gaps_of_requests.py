"""Gaps of those who ask and who help (L1 to L3, L6, L7, L11, L13, L14): each rule finds its gap and falls silent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from network import Actor, HelpRequest, Qualification, Thresholds, Tie, Workload
from network.files import exports
from tests.network.gap_examples import ASKED, FAR, HERE, MIRA, NEAR, ON, STAFF, found, snapshot


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


def test_l2_a_membership_is_no_deployment() -> None:
    """Who carries all four deployments is found among ten members of a club; three are too few to say so."""
    club = replace(STAFF, id="o1", kind="organisation")
    members = [replace(MIRA, id=f"v{index}") for index in range(10)]
    joined = tuple(Tie(one.id, "o1", "membership") for one in members)
    for count, subjects in ((4, [(HERE,)]), (3, [])):
        ties = (*joined, Tie("s1", "v0", "tandem", count=count))
        assert [one.subject for one in found("L2_duenn", snapshot(STAFF, club, *members, ties=ties))] == subjects


def test_l2_the_only_volunteer_of_a_municipality_carries_everything() -> None:
    """Nobody else has to live there for it to hang on one."""
    (one,) = found("L2_duenn", snapshot(MIRA, STAFF, ties=(Tie("s1", "v1", "tandem", count=4),)))
    assert (one.facts["share"], one.evidence) == (1.0, ("v1",))


def test_l3_women() -> None:
    """A request for a woman needs a woman."""
    asked = (replace(ASKED, women_only=True),)
    assert found("L3_frauen", snapshot(MIRA, requests=asked)) == []
    assert found("L3_frauen", snapshot(replace(MIRA, is_woman=False), requests=asked))
    assert found("L3_frauen", snapshot(replace(MIRA, is_woman=False), requests=(ASKED,))) == []


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


def test_l11_waiting() -> None:
    """Fourteen days are bearable, fifteen are a finding, thirty-one count as long."""

    def count(days: int) -> list[object]:
        asked = (replace(ASKED, opened_on=ON - timedelta(days=days)),)
        return [one.facts["long_waiting_count"] for one in found("L11_wartezeit", snapshot(requests=asked))]

    assert [count(days) for days in (14, 15, 30, 31)] == [[], [0], [0], [1]]


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


def test_l14_whoever_does_both_counts_in_both_pools() -> None:
    """Five who are Lots:innen and interpreters are two pools; counted under their first engagement they were one."""
    both = [replace(MIRA, id=f"v{one}", languages=(one,), modes=("lotse", "laiendolmetscher")) for one in "abcde"]
    assert found("L14_sprachpool", snapshot(*both)) == []
    assert [one.subject for one in found("L14_sprachpool", snapshot(*both[1:]))] == [("laiendolmetscher",), ("lotse",)]


def test_a_request_with_several_needs_counts_once() -> None:
    """For L12 and as what L11 looks at; its needs are cells of their own, and a file under numbers says the same."""
    asked = [ASKED, replace(ASKED, id="further", need="wohnen", part_of=ASKED.id)]
    shot = snapshot(requests=(*asked, replace(ASKED, id="r2", opened_on=ON - timedelta(days=40))))
    for one in (shot, exports.pseudonymised(shot)):
        (anchor,) = [gap for gap in found("L12_gemeinde_ohne_anker", one) if gap.subject == (HERE,)]
        assert (anchor.facts["open_count"], len(anchor.evidence)) == (2, 2)
        assert {gap.population for gap in found("L11_wartezeit", one)} == {2}
        assert len(one.open_cells) == 2
