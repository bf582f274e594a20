"""What breaks when somebody leaves: articulation points and bridges with what they cut off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import networkx as nx

from network.snapshot import Graph

Pair = tuple[str, str]


@dataclass(frozen=True)
class Losses:
    """For nodes and ties whose loss splits a part: how much is cut off from the largest rest."""

    nodes: Mapping[str, float]
    bridges: Mapping[Pair, float]


@dataclass
class _Walk:
    """The state of one depth-first search over integer neighbours."""

    near: list[list[int]]
    size: list[float]
    seen: list[int]
    low: list[int]
    parent: list[int]
    cut: dict[int, list[float]] = field(default_factory=dict)
    bridges: list[tuple[int, int]] = field(default_factory=list)


def losses(graph: Graph, weights: Mapping[str, float] | None = None) -> Losses:
    """All articulation points and bridges in one pass, each with what it cuts off.

    A single depth-first search (Tarjan 1972) knows for every node which subtrees
    hang on it alone. What is lost is everything except the largest remaining
    part; the node itself does not count. `weights` (default 1) lets people count
    for more than organisations. Removing nodes one by one gives the same numbers
    in the square of the time.

    >>> found = losses(nx.Graph([("a", "b"), ("b", "c"), ("c", "d"), ("d", "b"), ("c", "e")]))
    >>> found.nodes, found.bridges
    ({'b': 1.0, 'c': 1.0}, {('a', 'b'): 1.0, ('c', 'e'): 1.0})
    """
    names = list(graph)
    row = {node: index for index, node in enumerate(names)}
    near = [[row[other] for other in graph[node] if other != node] for node in names]
    own = [1.0] * len(names) if weights is None else [float(weights.get(node, 1.0)) for node in names]
    walk = _Walk(near, own.copy(), [-1] * len(names), [0] * len(names), [-1] * len(names))
    nodes: dict[str, float] = {}
    bridges: dict[Pair, float] = {}
    for root in range(len(names)):
        if walk.seen[root] < 0:
            walk.cut, walk.bridges = {}, []
            _search(walk, root)
            _collect(walk, root, own, names, nodes, bridges)
    return Losses(dict(sorted(nodes.items())), dict(sorted(bridges.items())))


def _search(walk: _Walk, root: int) -> None:
    """Visit one part without recursion; fill sizes, low points and what hangs on each node."""
    near, seen, low, parent = walk.near, walk.seen, walk.low, walk.parent
    time = max(seen[root], 0)
    seen[root] = low[root] = time
    stack = [(root, iter(near[root]))]
    while stack:
        node, rest = stack[-1]
        for other in rest:
            if seen[other] < 0:
                time += 1
                seen[other] = low[other] = time
                parent[other] = node
                stack.append((other, iter(near[other])))
                break
            if other != parent[node] and seen[other] < low[node]:
                low[node] = seen[other]
        else:
            stack.pop()
            if stack:
                _close(walk, stack[-1][0], node)


def _close(walk: _Walk, node: int, child: int) -> None:
    """A child is done: hand its size up and note whether it hangs on its parent alone."""
    walk.size[node] += walk.size[child]
    if walk.low[child] < walk.low[node]:
        walk.low[node] = walk.low[child]
    if walk.low[child] >= walk.seen[node]:
        walk.cut.setdefault(node, []).append(walk.size[child])
        if walk.low[child] > walk.seen[node]:
            walk.bridges.append((node, child))


def _collect(
    walk: _Walk,
    root: int,
    own: list[float],
    names: list[str],
    nodes: dict[str, float],
    bridges: dict[Pair, float],
) -> None:
    """Turn subtree sizes of one part into losses."""
    whole = walk.size[root]
    for node, parts in walk.cut.items():
        if node == root and len(parts) < 2:
            continue
        above = whole - own[node] - sum(parts)
        nodes[names[node]] = whole - own[node] - max(*parts, above)
    for node, child in walk.bridges:
        a, b = names[node], names[child]
        bridges[(a, b) if a <= b else (b, a)] = min(walk.size[child], whole - walk.size[child])


def local_bridges(graph: Graph) -> dict[Pair, float]:
    """Ties whose ends have no acquaintance in common, with the length of the detour.

    The detour is infinite for a bridge (Granovetter 1973).

    >>> local_bridges(nx.cycle_graph(["a", "b", "c", "d"]))[("a", "b")]
    3
    """
    # The published types know only the form without spans.
    found: Any = nx.local_bridges(graph, with_span=True)
    return dict(sorted(((min(a, b), max(a, b)), span) for a, b, span in found))
