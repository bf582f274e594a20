"""The list of all gaps: order, keys, selection, and networks of any shape."""

from __future__ import annotations

import random
import statistics
from dataclasses import replace
from datetime import timedelta

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from network import Actor, Snapshot, gaps
from network.gaps import RULES
from network.gaps.loads import median_of_others
from network.reach import can_serve
from tests.network.any_snapshot import snapshots
from tests.network.gap_examples import ASKED, MIRA, ON, STAFF, body, snapshot


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


@settings(max_examples=150, deadline=None)
@given(snapshots())
def test_every_finding_is_well_formed(shot: Snapshot) -> None:
    """Whatever the network looks like: severities from 0 to 1, falling; one key each; evidence that exists."""
    found = gaps(shot)
    assert [one.severity for one in found] == sorted((one.severity for one in found), reverse=True)
    assert all(0 <= one.severity <= 1 for one in found)
    known = {one.id for one in (*shot.actors, *shot.requests)}
    known |= {f"{tie.source}>{tie.target}:{tie.kind}" for tie in shot.ties}
    for one in found:
        assert one.code in RULES
        assert set(one.evidence) <= known
        assert one.population >= (len(one.evidence) > 0)
        assert one.act in {"recruit", "train", "introduce", "relieve", "renew"}
    # Several ties of one kind between the same two share a key; everything else has its own.
    others = [one.key for one in found if one.code != "L9_ruhend"]
    assert len(set(others)) == len(others)


@settings(max_examples=60, deadline=None)
@given(snapshots(), st.randoms(use_true_random=False))
def test_the_order_of_records_says_nothing(shot: Snapshot, chance: random.Random) -> None:
    """Shuffled records give the same gaps."""

    def shuffled(records: tuple) -> tuple:
        return tuple(chance.sample(records, len(records)))

    other = replace(
        shot,
        actors=shuffled(shot.actors),
        requests=shuffled(shot.requests),
        workloads=shuffled(shot.workloads),
        qualifications=shuffled(shot.qualifications),
    )
    assert gaps(other) == gaps(shot)


@settings(max_examples=150, deadline=None)
@given(snapshots())
def test_unserved_and_thin_equal_asking_everybody(shot: Snapshot) -> None:
    """L1 and L2 name exactly the cells that nobody, or one person, can serve when each volunteer is asked alone."""
    expected: dict[str, set] = {"L1_unversorgt": set(), "L2_duenn": set()}
    for cell, requests in shot.open_cells.items():
        afar = all(one.is_remote for one in requests)
        radius = shot.thresholds.radius_km
        able = [one for one in shot.active_actors if can_serve(one, cell, shot.places_by_ags, radius, is_remote=afar)]
        assert shot.reach[cell] == (len(able), sum(bool(one.is_woman) for one in able))
        if len(able) < 2:
            expected[("L1_unversorgt", "L2_duenn")[len(able)]].add(cell)
    for code, cells in expected.items():
        assert {one.subject for one in gaps(shot, [code]) if len(one.subject) == 3} == cells


@settings(max_examples=100, deadline=None)
@given(snapshots())
def test_structure_equals_networkx(shot: Snapshot) -> None:
    """Breaking points are the articulation points of NetworkX; isolates are its isolates without tied staff."""
    cut = {one.subject[0] for one in gaps(shot, ["L4_artikulation"]) if "cut_off_count" in one.facts}
    assert cut == set(nx.articulation_points(shot.graph))
    alone = {one.subject[0] for one in gaps(shot, ["isolated"])}
    tied = {one.organisation for one in shot.active_actors if one.kind == "staff" and shot.graph[one.id]}
    organisations = {one.id for one in shot.active_actors if one.kind == "organisation"}
    assert alone == set(nx.isolates(shot.graph)) - (tied & organisations)


@settings(max_examples=60, deadline=None)
@given(snapshots())
def test_one_more_who_can_everything_opens_no_gap_in_demand(shot: Snapshot) -> None:
    """Somebody who speaks all, does all and goes everywhere closes every L1 and opens none."""
    all_languages = tuple(sorted({one.language for one in shot.requests}))
    all_needs = tuple(sorted({one.need for one in shot.requests}))
    everywhere = tuple(sorted({one.municipality for one in shot.requests}))
    able = Actor("able", "volunteer", None, paid=False, languages=all_languages, needs=all_needs, serves=everywhere)
    assert gaps(replace(shot, actors=(*shot.actors, able)), ["L1_unversorgt"]) == []


@given(st.lists(st.integers(1, 60), min_size=2), st.data())
def test_median_of_others_equals_leaving_one_out(counts: list[int], data: st.DataObject) -> None:
    """The median from the sorted list is the one that the statistics module gives without the own number."""
    own = data.draw(st.sampled_from(counts))
    rest = counts.copy()
    rest.remove(own)
    assert median_of_others(sorted(counts), own) == statistics.median(rest)


@pytest.mark.parametrize("code", RULES)
def test_each_rule_bears_the_smallest_networks(code: str) -> None:
    """Nobody, one person, and two who never met give an answer in every rule."""
    alone = Actor("v1", "volunteer", None, paid=False)
    for actors in ((), (alone,), (alone, replace(alone, id="v2"))):
        found = RULES[code](Snapshot(on=ON, actors=actors))
        assert [one.code for one in found] == [code] * len(found)
        assert bool(found) == (code == "isolated" and bool(actors))
