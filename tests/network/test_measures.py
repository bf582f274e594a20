"""Measures equal NetworkX on random graphs and the literature on small ones."""

from __future__ import annotations

import time
from datetime import date

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from network import Actor, Tie, build
from network.measures import (
    between,
    betweenness,
    communities,
    components,
    constraint,
    core_numbers,
    density,
    effective_size,
    ei_index,
    isolates_by_kind,
    local_bridges,
    losses,
    mixing_matrix,
    reciprocity,
    strangers_tied,
    two_step_reach,
    volunteers_near_paid,
)
from network.measures.matrix import neighbours

ON = date(2026, 11, 1)


@st.composite
def graphs(draw: st.DrawFn) -> nx.Graph:
    """Small simple graphs with string names, often in several parts."""
    n = draw(st.integers(0, 14))
    pairs = [(str(a), str(b)) for a in range(n) for b in range(a)]
    graph = nx.Graph()
    graph.add_nodes_from(str(index) for index in range(n))
    graph.add_edges_from(draw(st.lists(st.sampled_from(pairs), max_size=25)) if pairs else [])
    return graph


def loss_one_by_one(graph: nx.Graph, node: str) -> float:
    """What is cut off from the largest rest of the node's own part, by taking it out."""
    part = nx.node_connected_component(graph, node) - {node}
    parts = list(nx.connected_components(graph.subgraph(part)))
    return float(len(part) - max(map(len, parts), default=0))


def assert_same(found: dict, expected: dict) -> None:
    """Equal to 1e-12, with NaN equal to NaN."""
    assert found.keys() == expected.keys()
    assert found == pytest.approx(expected, abs=1e-12, nan_ok=True)


@settings(max_examples=150, deadline=None)
@given(graphs())
def test_equals_networkx(graph: nx.Graph) -> None:
    """Betweenness, constraint, effective size, cores and parts are those of NetworkX."""
    assert_same(betweenness(graph), nx.betweenness_centrality(graph))
    assert_same(core_numbers(graph), nx.core_number(graph))
    assert [set(part) for part in components(graph)] == sorted(
        nx.connected_components(graph), key=lambda part: (-len(part), sorted(part))
    )
    if graph:
        assert_same(constraint(graph), nx.constraint(graph))
        assert_same(effective_size(graph), nx.effective_size(graph))


@settings(max_examples=150, deadline=None)
@given(graphs())
def test_losses_equal_removing_one_by_one(graph: nx.Graph) -> None:
    """One pass finds the articulation points of NetworkX and what each of them cuts off."""
    found = losses(graph)
    assert set(found.nodes) == set(nx.articulation_points(graph))
    assert found.nodes == {node: loss_one_by_one(graph, node) for node in found.nodes}
    assert {frozenset(pair) for pair in found.bridges} == {frozenset(pair) for pair in nx.bridges(graph)}
    for (a, b), lost in found.bridges.items():
        rest = graph.copy()
        rest.remove_edge(a, b)
        assert lost == min(len(nx.node_connected_component(rest, end)) for end in (a, b))


@settings(max_examples=60, deadline=None)
@given(graphs())
def test_two_steps_equal_breadth_first(graph: nx.Graph) -> None:
    """Reach in two steps is what a breadth-first search finds."""
    for node, share in two_step_reach(graph).items():
        near = len(nx.single_source_shortest_path_length(graph, node, cutoff=2)) - 1
        assert share == pytest.approx(near / max(len(graph) - 1, 1))


@pytest.mark.parametrize(
    "graph",
    [
        nx.cycle_graph(130),
        nx.path_graph(130),
        nx.circular_ladder_graph(60),
        nx.lollipop_graph(6, 70),
        nx.barbell_graph(5, 90),
        nx.balanced_tree(3, 4),
        nx.disjoint_union(nx.star_graph(9), nx.cycle_graph(90)),
        nx.gnp_random_graph(150, 0.03, seed=3),
        nx.connected_caveman_graph(12, 6),
    ],
)
def test_betweenness_of_long_ways_trees_and_rings(graph: nx.Graph) -> None:
    """Walked wave by wave, source by source, or counted on a tree: all equal NetworkX."""
    graph = nx.relabel_nodes(graph, str)
    assert_same(betweenness(graph), nx.betweenness_centrality(graph))


def test_both_ways_to_betweenness_are_taken() -> None:
    """Long rings leave the waves to rustworkx; where the waves answer, rustworkx says the same."""
    ring, club = neighbours(nx.cycle_graph(130)), neighbours(nx.karate_club_graph())
    assert between._by_waves(ring) is None
    assert between._by_waves(club) / (33 * 32 / 2) == pytest.approx(between._by_sources(club), abs=1e-12)


def test_arrays_are_kept_until_the_graph_changes() -> None:
    """The arrays of a graph are read once, again after any change, and never kept of a view."""
    graph = nx.path_graph(["a", "b", "c", "d"])
    kept = neighbours(graph)
    assert neighbours(graph) is kept
    assert effective_size(graph)["b"] == 2.0
    for change in (
        lambda: graph.add_edge("a", "c"),
        lambda: graph.remove_edge("a", "b"),
        lambda: graph.add_node("e"),
        lambda: graph.remove_node("e"),
        lambda: graph.add_edges_from([("a", "d")]),
    ):
        change()
        assert neighbours(graph) is not kept
        kept = neighbours(graph)
        assert_same(effective_size(graph), nx.effective_size(graph))
    view = graph.subgraph(["a", "b", "c"])
    assert neighbours(view).names == ("a", "b", "c")
    graph.remove_node("c")
    assert neighbours(view).names == ("a", "b")


def test_loops_count_nowhere() -> None:
    """A tie to oneself changes no measure."""
    graph = nx.Graph([("a", "b"), ("b", "c"), ("c", "a"), ("c", "d")])
    looped = graph.copy()
    looped.add_edges_from([("a", "a"), ("d", "d")])
    for measure in (betweenness, constraint, effective_size, core_numbers, two_step_reach):
        assert_same(measure(looped), measure(graph))
    assert losses(looped) == losses(graph)


def test_weighted_constraint_equals_networkx() -> None:
    """Constraint with weights is that of NetworkX."""
    graph = nx.les_miserables_graph()
    assert_same(constraint(graph, "weight"), nx.constraint(graph, weight="weight"))


def test_losses_count_by_weight() -> None:
    """Weighted losses add what the separated nodes weigh; the node itself does not count."""
    graph = nx.path_graph(["a", "b", "c"])
    assert losses(graph, {"a": 5.0, "b": 100.0, "c": 2.0}).nodes == {"b": 2.0}


def test_local_bridge_spans() -> None:
    """A bridge has no detour, a tie in a square one of three steps."""
    graph = nx.Graph([("a", "b"), ("b", "c"), ("c", "d"), ("d", "a"), ("d", "e")])
    assert local_bridges(graph)[("d", "e")] == float("inf")
    assert local_bridges(graph)[("a", "b")] == 3


@settings(max_examples=150, deadline=None)
@given(graphs())
def test_local_bridges_equal_networkx(graph: nx.Graph) -> None:
    """The same ties with the same spans, and as many of them as the quick count says; loops change nothing."""
    expected = {frozenset((a, b)): span for a, b, span in nx.local_bridges(graph)}
    graph.add_edges_from((node, node) for node in list(graph)[:2])
    assert {frozenset(pair): span for pair, span in local_bridges(graph).items()} == expected
    assert strangers_tied(graph) == len(expected)


def test_density_of_a_large_network_takes_no_square_of_the_time() -> None:
    """Twenty times as many nodes take far less than four hundred times as long."""
    few, many = (nx.empty_graph(count) for count in (5_000, 100_000))
    times = []
    for graph in (few, many):
        start = time.process_time()
        assert density(graph).centralisation == 0.0
        times.append(time.process_time() - start)
    assert times[1] < 100 * max(times[0], 0.005)


def people(kinds: str, municipality: str = "1") -> list[Actor]:
    """Actors a, b, c … by a string of s(taff), v(olunteer), o(rganisation)."""
    full = {"s": "staff", "v": "volunteer", "o": "organisation"}
    return [
        Actor(chr(97 + index), full[letter], municipality, paid=letter != "v") for index, letter in enumerate(kinds)
    ]


def test_ei_index_by_hand() -> None:
    """Two ties across and one inside give (2 - 1) / 3."""
    graph = build(people("svvs"), [Tie(*pair, "tandem") for pair in ("ab", "bc", "cd")], on=ON)
    found = ei_index(graph)
    assert found.value == pytest.approx(1 / 3)
    assert found.expected is not None
    assert found.low <= found.expected <= found.high


def test_ei_expectation_is_exact_mean() -> None:
    """With two paid of four nodes a random tie crosses with probability 2/3, so chance gives 1/3."""
    graph = build(people("ssvv"), [Tie(*pair, "tandem") for pair in ("ab", "cd", "ac")], on=ON)
    assert ei_index(graph, permutations=4000).expected == pytest.approx(1 / 3, abs=0.03)


def test_ei_shuffles_only_within_municipality() -> None:
    """Where one municipality is all paid and the other all voluntary, chance changes nothing."""
    actors = [*people("ss", "1"), Actor("x", "volunteer", "2", paid=False)]
    found = ei_index(build(actors, [Tie("a", "x", "tandem"), Tie("a", "b", "tandem")], on=ON))
    assert found.value == found.expected == found.low == found.high == 0.0


def test_mixing_and_reciprocity() -> None:
    """The matrix counts each tie once; an answer is a tie back or one that belongs to both."""
    ties = [
        Tie("a", "b", "referral", directed=True),
        Tie("b", "a", "referral", directed=True),
        Tie("b", "c", "referral", directed=True),
    ]
    graph = build(people("svo"), ties, on=ON)
    assert mixing_matrix(graph) == {("staff", "volunteer"): 1, ("organisation", "volunteer"): 1}
    assert reciprocity(graph) == 0.5
    assert reciprocity(build(people("sv"), [Tie("a", "b", "tandem")], on=ON)) is None


def test_paid_person_within_two_steps() -> None:
    """In a chain staff - volunteer - volunteer - volunteer the last one is too far away."""
    graph = build(people("svvv"), [Tie(*pair, "tandem") for pair in ("ab", "bc", "cd")], on=ON)
    assert volunteers_near_paid(graph) == pytest.approx(2 / 3)
    assert isolates_by_kind(build(people("sv"), [], on=ON)) == {"staff": 1, "volunteer": 1}


def test_communities_are_stable_and_keep_names() -> None:
    """Two calls agree, and a group keeps the name it had when a member joins."""
    actors = people("sssvvvv")
    ties = [Tie(*pair, "tandem") for pair in ("ab", "bc", "ac", "de", "ef", "df", "cd")]
    first = communities(build(actors, ties, on=ON))
    assert first == communities(build(actors[::-1], ties[::-1], on=ON))
    later = communities(build(actors, [*ties, Tie("g", "f", "tandem"), Tie("g", "e", "tandem")], on=ON), previous=first)
    assert {one.name for one in later} == {one.name for one in first}


@pytest.mark.parametrize("kinds", ["", "s"])
def test_empty_and_single(kinds: str) -> None:
    """No node and one node give an answer, never a crash."""
    graph = build(people(kinds), [], on=ON)
    assert density(graph).density is None
    assert betweenness(graph) == dict.fromkeys(graph, 0.0)
    assert losses(graph).nodes == {}
    assert ei_index(graph).value is None
    assert communities(graph) == []
    assert two_step_reach(graph) == dict.fromkeys(graph, 0.0)
    assert set(effective_size(graph)) == set(constraint(graph)) == set(graph)


def test_exact_betweenness_refuses_the_whole_land() -> None:
    """A graph that would block a worker for minutes is refused with a sentence."""
    graph = nx.empty_graph([str(index) for index in range(20_001)])
    with pytest.raises(ValueError, match="one region at a time"):
        betweenness(graph)
