"""On published small networks the measures give the values of the literature, and agree with NetworkX and igraph.

Which value stands in which publication is said beside it. Where a publication
prints three digits, three digits are compared.
"""

from __future__ import annotations

import math

import igraph
import networkx as nx
import pytest

from network.measures import (
    betweenness,
    communities,
    components,
    constraint,
    core_numbers,
    density,
    effective_size,
    local_bridges,
    losses,
    two_step_reach,
)


def zachary() -> nx.Graph:
    """Zachary 1977, figure 1: who met outside of the karate club; members 1 to 34 as in the paper."""
    club = nx.karate_club_graph()
    return nx.Graph((str(a + 1), str(b + 1)) for a, b in club.edges)


def florence() -> nx.Graph:
    """Padgett's marriages (Breiger and Pattison 1986, Padgett and Ansell 1993), without the unmarried Pucci."""
    return nx.florentine_families_graph()


def kite() -> nx.Graph:
    """Krackhardt 1990, figure 3: Andre to Jane."""
    names = ("Andre", "Beverley", "Carol", "Diane", "Ed", "Fernando", "Garth", "Heather", "Ike", "Jane")
    return nx.relabel_nodes(nx.krackhardt_kite_graph(), dict(enumerate(names)))


def borgatti() -> nx.Graph:
    """The example of Borgatti 1997, figure 1."""
    return nx.Graph(("AB", "AF", "AG", "AE", "EG", "FG", "BG", "BD", "DG", "GC"))


NETWORKS = [zachary, florence, kite, borgatti]


def three_digits(found: dict[str, float], *nodes: str) -> list[float]:
    """Values as a publication prints them."""
    return [round(found[node], 3) for node in nodes]


def second_opinion(graph: nx.Graph) -> igraph.Graph:
    """The same network for igraph, a library in C that shares no line with NetworkX or with ours."""
    names = list(graph)
    row = {node: index for index, node in enumerate(names)}
    return igraph.Graph(n=len(names), edges=[(row[a], row[b]) for a, b in graph.edges])


@pytest.mark.parametrize("network", NETWORKS)
def test_agrees_with_igraph(network: object) -> None:
    """Betweenness, constraint, cores, articulation points, bridges and density are those of igraph."""
    graph = network()
    names, other = list(graph), second_opinion(graph)
    pairs = (len(names) - 1) * (len(names) - 2) / 2
    assert list(betweenness(graph).values()) == pytest.approx([one / pairs for one in other.betweenness()], abs=1e-12)
    assert list(constraint(graph).values()) == pytest.approx(other.constraint(), abs=1e-12)
    assert list(core_numbers(graph).values()) == other.coreness()
    assert set(losses(graph).nodes) == {names[row] for row in other.articulation_points()}
    ends = {frozenset(names[row] for row in other.es[edge].tuple) for edge in other.bridges()}
    assert {frozenset(pair) for pair in losses(graph).bridges} == ends
    assert density(graph).density == pytest.approx(other.density(), abs=1e-12)
    within_two = [(size - 1) / (len(names) - 1) for size in other.neighborhood_size(order=2)]
    assert list(two_step_reach(graph).values()) == pytest.approx(within_two, abs=1e-12)
    assert sorted(map(len, components(graph))) == sorted(other.connected_components().sizes())


@pytest.mark.parametrize("network", NETWORKS)
def test_effective_size_is_degree_less_redundancy(network: object) -> None:
    """Igraph has no effective size, but counts the triangles from which Borgatti 1997 computes it."""
    graph = network()
    other = second_opinion(graph)
    triangles = dict.fromkeys(range(len(graph)), 0)
    for corners in other.list_triangles():
        for row in corners:
            triangles[row] += 1
    expected = [n - 2 * triangles[row] / n for row, n in enumerate(other.degree())]
    assert list(effective_size(graph).values()) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("network", NETWORKS)
def test_agrees_with_networkx(network: object) -> None:
    """The same measures, and local bridges with their spans, are those of NetworkX."""
    graph = network()
    assert betweenness(graph) == pytest.approx(nx.betweenness_centrality(graph), abs=1e-12)
    assert constraint(graph) == pytest.approx(nx.constraint(graph), abs=1e-12)
    assert effective_size(graph) == pytest.approx(nx.effective_size(graph), abs=1e-12)
    assert core_numbers(graph) == nx.core_number(graph)
    assert set(losses(graph).nodes) == set(nx.articulation_points(graph))
    spans = {frozenset((a, b)): span for a, b, span in nx.local_bridges(graph)}
    assert {frozenset(pair): span for pair, span in local_bridges(graph).items()} == spans


def test_the_second_opinion_can_differ() -> None:
    """Negative control: with one tie less igraph and ours no longer agree."""
    graph = kite()
    other = second_opinion(graph)
    graph.remove_edge("Heather", "Ike")
    assert list(constraint(graph).values()) != pytest.approx(other.constraint(), abs=1e-12)


def test_zachary_size_and_leaders() -> None:
    """34 members and 78 ties (Zachary 1977); the instructor 1 and the president 34 lie between others most often."""
    graph = zachary()
    assert (density(graph).node_count, density(graph).edge_count) == (34, 78)
    # Zachary 1977, figure 1: 16 ties of the instructor, 17 of the president.
    assert (graph.degree["1"], graph.degree["34"]) == (16, 17)
    # 0.139 = 78 / 561, as in Zachary's matrix of 34 times 33 cells with 156 ones.
    assert density(graph).density == pytest.approx(156 / (34 * 33))
    found = betweenness(graph)
    assert sorted(found, key=lambda node: -found[node])[:2] == ["1", "34"]
    # Not from a publication: what NetworkX and igraph both give.
    assert (found["1"], found["34"]) == pytest.approx((0.43764, 0.30407), abs=1e-5)


def test_zachary_cohesion() -> None:
    """Moody and White 2003: member 12 and the group 5, 6, 7, 11, 17 hang on member 1 alone."""
    graph = zachary()
    assert losses(graph).nodes == {"1": 6.0}
    assert losses(graph).bridges == {("1", "12"): 1.0}
    cores = core_numbers(graph)
    # White's list of cohesive blocks of the club (InterSciWiki, after Moody and White 2003) has these ten as CB2.
    assert sorted(int(node) for node, core in cores.items() if core == 4) == [1, 2, 3, 4, 8, 9, 14, 31, 33, 34]
    assert max(cores.values()) == 4


def test_zachary_communities() -> None:
    """Agarwal and Kempe 2008 prove that no partition exceeds 0.420; Newman and Girvan 2004 reach 0.401."""
    graph = zachary()
    parts = [set(one.members) for one in communities(graph)]
    assert 0.401 <= nx.community.modularity(graph, parts) <= 0.4205
    # Zachary 1977: the club split into the people of 1 and those of 34, who are never found together.
    assert not [part for part in parts if {"1", "34"} <= part]


def test_florence_betweenness() -> None:
    """Wasserman and Faust 1994, section 5.3: the Medici lie between others by far most often."""
    found = betweenness(florence())
    families = ("Medici", "Guadagni", "Albizzi", "Salviati", "Ridolfi", "Bischeri", "Strozzi", "Barbadori")
    assert three_digits(found, *families) == [0.522, 0.255, 0.212, 0.143, 0.114, 0.104, 0.103, 0.093]
    # Their index for the whole group: sum of (largest - each) over (g - 1).
    spread = sum(max(found.values()) - value for value in found.values()) / (len(found) - 1)
    assert spread == pytest.approx(0.437, abs=5e-4)


def test_florence_with_pucci() -> None:
    """With the family that married nobody there are 16, and the centralisation is 0.267 (Wasserman and Faust 1994)."""
    graph = florence()
    graph.add_node("Pucci")
    found = density(graph)
    # 20 marriages among 16 families.
    assert (found.node_count, found.edge_count) == (16, 20)
    assert found.density == pytest.approx(0.167, abs=5e-4)
    assert found.centralisation == pytest.approx(0.267, abs=5e-4)
    assert list(map(len, components(graph))) == [15, 1]
    assert math.isnan(constraint(graph)["Pucci"])


def test_florence_losses() -> None:
    """Read off Padgett and Ansell 1993, figure 2a: who would be left without the rest."""
    # Medici cut off Acciaiuoli, and Salviati with Pazzi; Guadagni Lamberteschi; Albizzi Ginori.
    assert losses(florence()).nodes == {"Medici": 3.0, "Salviati": 1.0, "Guadagni": 1.0, "Albizzi": 1.0}


def test_kite_betweenness() -> None:
    """Krackhardt 1990: Diane has most ties, but Heather lies between others most often.

    The values are printed in Krebs, Social Network Analysis: An Introduction (orgnet.com/sna.html).
    """
    graph = kite()
    found = betweenness(graph)
    assert max(graph, key=graph.degree) == "Diane"
    assert three_digits(found, "Heather", "Fernando", "Garth", "Ike") == [0.389, 0.231, 0.231, 0.222]
    assert three_digits(found, "Diane", "Andre", "Beverley") == [0.102, 0.023, 0.023]
    assert three_digits(found, "Carol", "Ed", "Jane") == [0.0, 0.0, 0.0]


def test_kite_by_hand() -> None:
    """Without Heather Ike and Jane are apart, without Ike only Jane; centralisation is 24 of 72."""
    assert losses(kite()).nodes == {"Heather": 2.0, "Ike": 1.0}
    # Diane has 6 ties: 60 less the 36 ends of 18 ties, over 9 times 8.
    assert density(kite()).centralisation == pytest.approx((60 - 36) / 72)


def test_borgatti_effective_size() -> None:
    """Borgatti 1997: G has six contacts with four ties among them, 6 - 2·4/6 = 4.67."""
    found = effective_size(borgatti())
    assert [round(found[node], 2) for node in "GAC"] == [4.67, 2.5, 1.0]


def test_burt_constraint() -> None:
    """On the same network UCINET gives 0.400, 0.595 and 1 (values in the tests of NetworkX, formula of Burt 1992)."""
    assert three_digits(constraint(borgatti()), "G", "A", "C") == [0.4, 0.595, 1.0]
