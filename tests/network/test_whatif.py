"""What-if is a difference against today, and can be undone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from network import Actor, HelpRequest, Place, Snapshot, Tie, UnknownActor, gaps
from network.whatif import Desk, Scenario, applied, assess, between, compared, desk, difference, loaded, saved, state
from tests.network.any_snapshot import snapshots

ON = date(2026, 11, 1)
SHOT = Snapshot(
    on=ON,
    places=(Place("a", "A", 50, 9),),
    actors=(
        Actor("s", "staff", "a", paid=True),
        Actor("v", "volunteer", "a", paid=False, languages=("tir",), needs=("gesundheit",)),
        Actor("w", "volunteer", "a", paid=False, languages=("tir",), needs=("wohnen",)),
    ),
    ties=(Tie("s", "v", "tandem"), Tie("s", "w", "tandem")),
    requests=(HelpRequest("r", "a", "tir", "gesundheit", ON),),
)


def test_leaving_tears_the_network() -> None:
    """Without the only staff member both volunteers are alone."""
    found = difference(SHOT, Scenario().without("s"))
    assert found.newly_alone == ("v", "w")
    assert (found.before.isolated_count, found.after.isolated_count) == (0, 2)
    assert (found.before.component_count, found.after.component_count) == (1, 2)
    assert len(found.cut_off) == 1
    assert found.unmet_change == 0.0


def test_leaving_opens_a_gap() -> None:
    """Without the only speaker for health the request is unserved."""
    found = difference(SHOT, Scenario().without("v"))
    assert "L1_unversorgt:a/tir/gesundheit" in found.opened
    assert found.unmet_change > 0.9
    assert found.after.covered_one == 0.0


def test_training_closes_it_again() -> None:
    """If the other one learns it before, nobody misses anything."""
    found = difference(SHOT, Scenario().with_training("w", "gesundheit").without("v"))
    assert not [key for key in found.opened if key.startswith("L1")]
    assert found.unmet_change == 0.0


def test_nothing_changes_nothing() -> None:
    """The empty scenario is no difference; scenarios leave the records alone."""
    found = difference(SHOT, Scenario())
    assert found.before == found.after
    assert found.opened == found.closed == found.newly_alone == found.cut_off == ()
    assert applied(SHOT, Scenario().without("s")) != SHOT
    assert len(SHOT.actors) == 3


def test_ties_come_and_go() -> None:
    """A removed tie isolates, a new one joins."""
    assert difference(SHOT, Scenario().without_tie("w", "s")).newly_alone == ("w",)
    joined = Scenario().without_tie("w", "s").with_actor(Actor("n", "staff", "a", paid=True))
    found = difference(SHOT, joined.with_tie(Tie("n", "w", "tandem")))
    assert found.newly_alone == ()
    assert found.after.node_count == 4


def test_what_lies_on_a_desk() -> None:
    """Open requests, volunteers and deputy; a request that was answered lies nowhere."""
    asked = replace(SHOT.requests[0], staff="s")
    done = replace(asked, id="r2", answered_on=ON)
    shot = replace(SHOT, requests=(asked, done), actors=(replace(SHOT.actors[0], deputy="v"), *SHOT.actors[1:]))
    assert desk(shot, "s") == Desk("s", open_count=1, volunteer_count=2, deputy="v")
    with pytest.raises(KeyError):
        desk(shot, "nobody")


def test_undo_and_compare() -> None:
    """Undo takes back the last change only; several scenarios stand beside each other."""
    one = Scenario().without("v")
    assert one.without("w").undone() == one
    assert Scenario().undone() == Scenario()
    assert [found.after.node_count for found in compared(SHOT, [one, one.without("w")])] == [2, 1]


def test_saved_and_loaded() -> None:
    """A scenario survives being a text in a link; nonsense is refused."""
    one = Scenario().without("v").without_tie("s", "w").with_training("w", "schule")
    two = one.with_actor(SHOT.actors[0]).with_tie(Tie("s", "w", "tandem", since=ON))
    assert loaded(saved(two)) == replace(two, before=None)
    for bad in ("[]", "{", '{"added": [{"id": 1}]}'):
        with pytest.raises(ValueError, match=r".+"):
            loaded(bad)


def test_since_last_month() -> None:
    """Between two days of the same records: the tie of today has not been there before."""
    grown = replace(SHOT, ties=(Tie("s", "v", "tandem", since=date(2026, 10, 20)), *SHOT.ties[1:]))
    found = between(grown.at(date(2026, 10, 1)), grown)
    assert (found.before.isolated_count, found.after.isolated_count) == (1, 0)
    assert "isolated:v" in found.closed


def test_unknown_ids_are_refused() -> None:
    """Nobody can leave who is not there."""
    with pytest.raises(UnknownActor, match="'x'"):
        difference(SHOT, Scenario().without("x"))


@settings(max_examples=60, deadline=None)
@given(snapshots())
def test_nothing_is_no_difference_in_any_network(shot: Snapshot) -> None:
    """Whatever the network looks like, also without anybody: no change, no difference."""
    found = difference(shot, Scenario())
    assert found.before == found.after
    assert found.opened == found.closed == found.newly_alone == found.cut_off == ()


@settings(max_examples=60, deadline=None)
@given(snapshots(), st.data())
def test_a_difference_says_what_leaving_does(shot: Snapshot, data: st.DataObject) -> None:
    """Before is today, after is the network without them; each number and each name can be counted again."""
    ids = [one.id for one in shot.actors]
    gone = data.draw(st.lists(st.sampled_from(ids), unique=True, max_size=3)) if ids else []
    scenario = Scenario(removed=tuple(gone))
    rest, found = applied(shot, scenario), difference(shot, scenario)
    today, later = {one.key for one in gaps(shot)}, {one.key for one in gaps(rest)}
    assert (found.before, found.after) == (state(shot), state(rest))
    assert set(found.opened) == later - today
    assert set(found.closed) == today - later
    smaller = shot.graph.copy()
    smaller.remove_nodes_from(gone)
    assert set(rest.graph) == set(smaller)
    assert set(map(frozenset, rest.graph.edges)) == set(map(frozenset, smaller.edges))
    assert found.after.component_count == nx.number_connected_components(smaller)
    assert set(found.newly_alone) == set(nx.isolates(smaller)) - set(nx.isolates(shot.graph))
    assert set(found.cut_off) <= set(smaller)


@settings(max_examples=200, deadline=None)
@given(snapshots(), st.data())
def test_what_is_left_is_as_if_built_anew(shot: Snapshot, data: st.DataObject) -> None:
    """Whoever leaves and whichever ties end: graph, order, numbers, gaps are those of the records alone."""
    ids = [one.id for one in shot.actors]
    gone = data.draw(st.lists(st.sampled_from(ids), unique=True, max_size=3)) if ids else []
    pair = st.tuples(st.sampled_from(ids), st.sampled_from(ids)) if ids else st.nothing()
    ended = data.draw(st.lists(pair, max_size=3)) if ids else []
    left = applied(shot, Scenario(removed=tuple(gone), removed_ties=tuple(ended)))
    anew = replace(left)  # the records alone
    assert "graph" in vars(left)
    assert "graph" not in vars(anew)
    assert list(left.graph.nodes.data()) == list(anew.graph.nodes.data())
    assert [(one, list(near.items())) for one, near in left.graph.adjacency()] == [
        (one, list(near.items())) for one, near in anew.graph.adjacency()
    ]
    assert left.graph.graph == anew.graph.graph
    assert assess(left) == assess(anew)


def test_leaving_in_thought_leaves_today_as_it_is() -> None:
    """The graph of today is read by everybody: neither its nodes nor its edges are touched."""
    before = SHOT.graph.copy()
    left = applied(SHOT, Scenario(removed=("v",), removed_ties=(("s", "w"),))).graph
    left.nodes["s"]["actor"] = None
    assert (dict(SHOT.graph.nodes), SHOT.graph.adj) == (dict(before.nodes), before.adj)


@settings(max_examples=60, deadline=None)
@given(snapshots(), st.data())
def test_leaving_takes_cover_and_never_adds(shot: Snapshot, data: st.DataObject) -> None:
    """Without a volunteer no demand is met better; without staff or organisations it is met as before."""
    for actor in data.draw(st.permutations(shot.actors))[:2]:
        change = difference(shot, Scenario().without(actor.id)).unmet_change
        assert change >= -1e-9
        if actor.kind != "volunteer":
            assert change == pytest.approx(0.0, abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(snapshots(), snapshots())
def test_there_and_back(one: Snapshot, other: Snapshot) -> None:
    """Seen from the other side, what opened has closed and the states change places."""
    there, back = between(one, other), between(other, one)
    assert (there.opened, there.closed) == (back.closed, back.opened)
    assert (there.before, there.after) == (back.after, back.before)


@settings(max_examples=60, deadline=None)
@given(snapshots(), st.data())
def test_any_scenario_survives_a_link_and_undo(shot: Snapshot, data: st.DataObject) -> None:
    """Saved and loaded it is the same, each undo takes back one change, and the records never change."""
    before = replace(shot)
    steps = [Scenario()]
    for actor in shot.actors:
        change = data.draw(st.sampled_from(("leave", "learn", "meet", "none")))
        if change == "leave":
            steps.append(steps[-1].without(actor.id))
        elif change == "learn":
            steps.append(steps[-1].with_training(actor.id, "wohnen"))
        elif change == "meet":
            steps.append(steps[-1].with_tie(Tie(actor.id, shot.actors[0].id, "tandem", since=ON)))
    assert applied(shot, loaded(saved(steps[-1]))) == applied(shot, steps[-1])
    assert shot == before
    last = steps[-1]
    for expected in reversed(steps[:-1]):
        last = last.undone()
        assert last == expected


def test_the_smallest_networks() -> None:
    """Of one person nobody is left, and nothing is cut off; two who never met stay two parts."""
    one = Snapshot(on=ON, actors=SHOT.actors[:1])
    found = difference(one, Scenario().without("s"))
    assert (found.before.node_count, found.after.node_count, found.after.density) == (1, 0, None)
    assert found.cut_off == found.newly_alone == ()
    assert found.closed == ("isolated:s",)
    two = difference(Snapshot(on=ON, actors=SHOT.actors[:2]), Scenario().with_tie(Tie("s", "v", "tandem")))
    assert (two.before.component_count, two.after.component_count) == (2, 1)
