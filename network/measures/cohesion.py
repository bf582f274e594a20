"""How tight the network is: density, centralisation, parts, cores, and who is reached in two steps."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import networkx as nx
import numpy as np

from network.actors import VOLUNTEER
from network.measures.matrix import adjacency, neighbours
from network.snapshot import Graph, actor_of


@dataclass(frozen=True)
class Density:
    """Share of possible ties that exist, and how far they all run through one node.

    The two belong together (Provan and Milward 1995): density alone says little,
    and it falls with the number of nodes, so compare only similar sizes.
    """

    node_count: int
    edge_count: int
    density: float | None
    centralisation: float | None


def density(graph: Graph) -> Density:
    """Density 2m/(n(n-1)) and Freeman's degree centralisation (Freeman 1978).

    Centralisation is the sum of (largest degree - degree) over (n-1)(n-2): 1 for
    a star, 0 for a ring. None where the formula has no meaning (n < 2, n < 3).

    >>> star = nx.star_graph(["a", "b", "c", "d"])
    >>> density(star)
    Density(node_count=4, edge_count=3, density=0.5, centralisation=1.0)
    """
    n = graph.number_of_nodes()
    degrees = [degree for _, degree in graph.degree]
    spread = sum(max(degrees) - degree for degree in degrees) if degrees else 0
    return Density(
        n,
        graph.number_of_edges(),
        nx.density(graph) if n > 1 else None,
        spread / ((n - 1) * (n - 2)) if n > 2 else None,
    )


def components(graph: Graph) -> list[list[str]]:
    """Parts between which nobody has a tie, the largest first.

    >>> components(nx.Graph([("a", "b"), ("c", "d"), ("b", "e")]))
    [['a', 'b', 'e'], ['c', 'd']]
    """
    return sorted((sorted(part) for part in nx.connected_components(graph)), key=lambda part: (-len(part), part))


def isolates_by_kind(graph: Graph) -> dict[str, int]:
    """How many of each kind have no tie at all."""
    return dict(sorted(Counter(actor_of(graph, node).kind for node in nx.isolates(graph)).items()))


def core_numbers(graph: Graph) -> dict[str, int]:
    """The largest k so that the node is in a group where all have k ties inside (Seidman 1983).

    >>> core_numbers(nx.Graph([("a", "b"), ("b", "c"), ("a", "c"), ("c", "d")]))
    {'a': 2, 'b': 2, 'c': 2, 'd': 1}
    """
    loopless = graph if not nx.number_of_selfloops(graph) else nx.Graph(e for e in graph.edges if e[0] != e[1])
    return dict(nx.core_number(loopless))


def two_step_reach(graph: Graph) -> dict[str, float]:
    """Share of the others that a node reaches directly or through one acquaintance.

    >>> two_step_reach(nx.path_graph(["a", "b", "c", "d"]))
    {'a': 0.6666666666666666, 'b': 1.0, 'c': 1.0, 'd': 0.6666666666666666}
    """
    n = graph.number_of_nodes()
    if n < 2:
        return dict.fromkeys(graph, 0.0)
    near = adjacency(graph)
    within = (near + near @ near).tocsr()
    # The way there and back puts everybody with a tie on the diagonal of the square.
    counts = np.diff(within.indptr) - (within.diagonal() > 0)
    return neighbours(graph).named(counts / (n - 1))


def volunteers_near_paid(graph: Graph) -> float | None:
    """Share of volunteers who have a paid person within two steps; None without volunteers."""
    paid = np.array([actor_of(graph, node).paid for node in graph], dtype=float)
    volunteers = np.array([actor_of(graph, node).kind == VOLUNTEER for node in graph], dtype=bool)
    if not volunteers.any():
        return None
    near = adjacency(graph)
    first = near @ paid
    return float(np.mean(((first + near @ first) > 0)[volunteers]))
