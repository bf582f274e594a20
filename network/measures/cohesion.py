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
    """How tight the network is, and how far it all runs through one node.

    Density is 2m/(n(n-1)), the share of possible ties that exist. Centralisation
    (Freeman 1978) is the sum of (largest degree - degree) over (n-1)(n-2): 1 for
    a star, 0 for a ring. None where the formula has no meaning (n < 2, n < 3).

    >>> star = nx.star_graph(["a", "b", "c", "d"])
    >>> density(star)
    Density(node_count=4, edge_count=3, density=0.5, centralisation=1.0)
    """
    n = graph.number_of_nodes()
    degrees = [degree for _, degree in graph.degree]
    spread = n * max(degrees, default=0) - sum(degrees)
    return Density(
        n,
        graph.number_of_edges(),
        nx.density(graph) if n > 1 else None,
        spread / ((n - 1) * (n - 2)) if n > 2 else None,
    )


def components(graph: Graph) -> list[list[str]]:
    """Parts between which nobody has a tie, the largest first.

    Two nodes are in one part if a way of ties leads from one to the other (Harary
    1969). Inside a part the order is that of the ids.

    >>> components(nx.Graph([("a", "b"), ("c", "d"), ("b", "e")]))
    [['a', 'b', 'e'], ['c', 'd']]
    """
    return sorted((sorted(part) for part in nx.connected_components(graph)), key=lambda part: (-len(part), part))


def isolates_by_kind(graph: Graph) -> dict[str, int]:
    """How many of each kind have no tie at all.

    An isolate is a node of degree 0 (Wasserman and Faust 1994); which kind it is
    says who has to act.

    >>> from datetime import date
    >>> from network.actors import Actor
    >>> from network.snapshot import build
    >>> people = [Actor("s", "staff", "1", paid=True), Actor("v", "volunteer", "1", paid=False)]
    >>> isolates_by_kind(build(people, [], on=date(2026, 1, 1)))
    {'staff': 1, 'volunteer': 1}
    """
    return dict(sorted(Counter(actor_of(graph, node).kind for node in nx.isolates(graph)).items()))


def core_numbers(graph: Graph) -> dict[str, int]:
    """How deep in the network somebody stands: 1 at the rim, more in the core.

    The number is the largest k so that the node belongs to a group in which all
    have at least k ties inside (Seidman 1983). Below, d has one tie only, and the
    triangle holds without it.

    >>> core_numbers(nx.Graph([("a", "b"), ("b", "c"), ("a", "c"), ("c", "d")]))
    {'a': 2, 'b': 2, 'c': 2, 'd': 1}
    """
    loopless = graph if not nx.number_of_selfloops(graph) else nx.Graph(e for e in graph.edges if e[0] != e[1])
    return dict(nx.core_number(loopless))


def two_step_reach(graph: Graph) -> dict[str, float]:
    """Share of the others that a node reaches directly or through one acquaintance.

    |nodes at distance 1 or 2| / (n - 1), the m-reach of Borgatti 2006 with m = 2;
    0 for somebody without a tie. In the chain a reaches b and c of three others.

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
    """Share of volunteers who have a paid person within two steps; None without volunteers.

    A volunteer counts if anybody paid, a person or an organisation, is at distance 1 or 2.
    A measure of this library, after the reach of Borgatti 2006: help for a
    volunteer should be one acquaintance away. Below, of v, w, x in a chain behind
    staff member s the last is too far.

    >>> from datetime import date
    >>> from network.actors import Actor
    >>> from network.snapshot import build
    >>> from network.ties import Tie
    >>> people = [Actor(one, "staff" if one == "s" else "volunteer", "1", paid=one == "s") for one in "svwx"]
    >>> chain = build(people, [Tie(*pair, "tandem") for pair in ("sv", "vw", "wx")], on=date(2026, 1, 1))
    >>> round(volunteers_near_paid(chain), 2)
    0.67
    """
    paid = np.array([actor_of(graph, node).paid for node in graph], dtype=float)
    volunteers = np.array([actor_of(graph, node).kind == VOLUNTEER for node in graph], dtype=bool)
    if not volunteers.any():
        return None
    near = adjacency(graph)
    first = near @ paid
    return float(np.mean(((first + near @ first) > 0)[volunteers]))
