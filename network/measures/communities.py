"""Groups that work together more than with others, the same on every call, with names that stay."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import networkx as nx

from network.snapshot import Graph, actor_of

SEED = 7


@dataclass(frozen=True)
class Community:
    """A group: the municipality most of it lives in, its best tied member, everybody."""

    name: str
    municipality: str | None
    centre: str
    members: frozenset[str]


def communities(graph: Graph, *, previous: Iterable[Community] = (), seed: int = SEED) -> list[Community]:
    """Groups that work together more than with others, the largest first, isolates left out.

    The partition of the Louvain method (Blondel et al. 2008) looks for the highest
    modularity: ties inside the groups less those that chance would put there.
    Partitions change from run to run, so the seed is fixed, and a group that
    shares most of its members with one of the `previous` keeps that name. Two
    triangles joined by one tie are two groups:

    >>> triangles = nx.Graph([("a", "b"), ("b", "c"), ("c", "a"), ("d", "e"), ("e", "f"), ("f", "d"), ("c", "d")])
    >>> [sorted(one.members) for one in communities(triangles)]
    [['a', 'b', 'c'], ['d', 'e', 'f']]
    """
    lively = graph.subgraph([node for node in graph if graph[node]])
    if not lively:
        return []
    parts = nx.community.louvain_communities(_ordered(lively), weight="weight", seed=seed)
    fresh = [_describe(lively, frozenset(part)) for part in parts]
    fresh.sort(key=lambda one: (-len(one.members), one.centre))
    return _renamed(fresh, list(previous))


def _ordered(graph: Graph) -> Graph:
    """A copy whose nodes and edges come in sorted order, so that a seed means something."""
    copy: Graph = nx.Graph()
    copy.add_nodes_from(sorted(graph))
    copy.add_weighted_edges_from(
        sorted((min(a, b), max(a, b), weight) for a, b, weight in graph.edges.data("weight", default=1.0))
    )
    return copy


def _describe(graph: Graph, members: frozenset[str]) -> Community:
    """Name a group after its best tied member."""
    centre = min(members, key=lambda node: (-graph.degree[node], node))
    homes = Counter(actor_of(graph, node).municipality for node in sorted(members) if "actor" in graph.nodes[node])
    home = min(homes, key=lambda ags: (-homes[ags], ags or "")) if homes else None
    return Community(centre, home, centre, members)


def _renamed(fresh: list[Community], previous: list[Community]) -> list[Community]:
    """Hand down names by overlap (Jaccard), the best first; every name once."""
    overlaps = sorted(
        (
            (-len(new.members & old.members) / len(new.members | old.members), index, old.name)
            for index, new in enumerate(fresh)
            for old in previous
            if new.members & old.members
        ),
    )
    names: dict[int, str] = {}
    for share, index, name in overlaps:
        if -share >= 0.3 and index not in names and name not in names.values():
            names[index] = name
    return [
        Community(names.get(index, one.name), one.municipality, one.centre, one.members)
        for index, one in enumerate(fresh)
    ]
