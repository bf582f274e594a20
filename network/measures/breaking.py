"""What breaks when somebody leaves: articulation points and bridges with what they cut off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import inf

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components, depth_first_order

from network.measures.matrix import Neighbours, neighbours
from network.snapshot import Graph

Pair = tuple[str, str]


@dataclass(frozen=True)
class Losses:
    """For nodes and ties whose loss splits a part: how much is cut off from the largest rest."""

    nodes: Mapping[str, float]
    bridges: Mapping[Pair, float]


def losses(graph: Graph, weights: Mapping[str, float] | None = None) -> Losses:
    """Whose leaving, and which lost tie, would cut others off, and how many.

    Articulation points and bridges, all in one pass: a single depth-first search
    (Tarjan 1972) knows for every node which subtrees hang on it alone. What is lost
    is everything except the largest remaining part; the node itself does not count.
    `weights` (default 1) lets people count for more than organisations. Removing
    nodes one by one gives the same numbers in the square of the time. Below, b
    alone holds a, and c alone holds e.

    >>> import networkx as nx
    >>> found = losses(nx.Graph([("a", "b"), ("b", "c"), ("c", "d"), ("d", "b"), ("c", "e")]))
    >>> found.nodes, found.bridges
    ({'b': 1.0, 'c': 1.0}, {('a', 'b'): 1.0, ('c', 'e'): 1.0})
    """
    near = neighbours(graph)
    if not near.names:
        return Losses({}, {})
    own = np.ones(len(near.names)) if weights is None else np.array([weights.get(one, 1.0) for one in near.names])
    _, part = connected_components(near.matrix, directed=False)
    tree = _tree(near, part)
    size = [0.0, *own[tree.order].tolist()]
    hanging, bridges = _climb(tree, size)
    name, weight = ([kind[row] for row in tree.order.tolist()] for kind in (near.names, own.tolist()))
    whole = np.bincount(part, weights=own)[part[tree.order]].tolist()
    nodes: dict[str, float] = {}
    for number, parts in hanging.items():
        if tree.parent[number] or len(parts) > 1:
            rest = whole[number - 1] - weight[number - 1]
            nodes[name[number - 1]] = rest - max(*parts, rest - sum(parts))
    ties: dict[Pair, float] = {}
    for number in bridges:
        a, b = sorted((name[number - 1], name[tree.parent[number] - 1]))
        ties[a, b] = min(size[number], whole[number - 1] - size[number])
    return Losses(dict(sorted(nodes.items())), dict(sorted(ties.items())))


@dataclass(frozen=True)
class _Tree:
    """One depth-first walk through all parts, from a root outside of the network, number 0.

    Number i stands for row `order[i - 1]`; `parent[i]` is the number from which the
    walk came, `low[i]` the lowest number that a tie of i leads to, except the tie to
    its parent.
    """

    order: NDArray[np.intp]
    parent: list[int]
    low: list[int]


def _tree(near: Neighbours, part: NDArray[np.int32]) -> _Tree:
    """Walk with SciPy: the root outside leads to one node of each part."""
    n = len(near.names)
    doors = np.unique(part, return_index=True)[1]
    others, starts = np.append(near.others, doors), np.append(near.starts, len(near.others) + len(doors))
    ways = sparse.csr_array((np.ones(len(others)), others, starts), shape=(n + 1, n + 1))
    order, came_from = depth_first_order(ways, n)
    number = np.empty(n + 1, dtype=np.intp)
    number[order] = np.arange(n + 1)
    leads_to = np.where(near.others == came_from[near.tails], n + 1, number[near.others])
    low, tied = number[:n].copy(), np.flatnonzero(near.degree)
    if len(tied):
        low[tied] = np.minimum(low[tied], np.minimum.reduceat(leads_to, near.starts[tied]))
    rows = order[1:]
    return _Tree(rows, [0, *number[came_from[rows]].tolist()], [0, *low[rows].tolist()])


def _climb(tree: _Tree, size: list[float]) -> tuple[dict[int, list[float]], list[int]]:
    """From the last number to the first: what hangs on each number alone, and whose tie upwards is a bridge.

    Fills `size` with the size of each subtree.
    """
    hanging: dict[int, list[float]] = {}
    bridges: list[int] = []
    parent, low = tree.parent, tree.low
    for number in range(len(size) - 1, 0, -1):
        above = parent[number]
        if not above:
            continue
        size[above] += size[number]
        if low[number] < low[above]:
            low[above] = low[number]
        if low[number] >= above:
            hanging.setdefault(above, []).append(size[number])
            if low[number] > above:
                bridges.append(number)
    return hanging, bridges


def local_bridges(graph: Graph) -> dict[Pair, float]:
    """Ties whose ends have no acquaintance in common, with the length of the detour.

    The span is the shortest way between both ends without the tie (Granovetter
    1973): at least 3, infinite for a bridge. In a square each tie has the three
    others as its detour. Every detour is looked for from both ends, so that
    100,000 nodes take half a minute; how many there are, `strangers_tied` says at once.

    >>> import networkx as nx
    >>> local_bridges(nx.cycle_graph(["a", "b", "c", "d"]))[("a", "b")]
    3
    """
    near, bridges = neighbours(graph), losses(graph).bridges
    others = _others(near)
    found = {
        _pair(near, a, b): inf if _pair(near, a, b) in bridges else _detour(others, a, b)
        for a, b in _without_acquaintance(near, others)
    }
    return dict(sorted(found.items()))


def strangers_tied(graph: Graph) -> int:
    """How many ties join two who have no acquaintance in common.

    The number of local bridges (Granovetter 1973), without the length of their
    detours, which takes far longer. In a triangle with one more tie only that one:

    >>> import networkx as nx
    >>> strangers_tied(nx.Graph([("a", "b"), ("b", "c"), ("c", "a"), ("c", "d")]))
    1
    """
    near = neighbours(graph)
    return len(_without_acquaintance(near, _others(near)))


def _others(near: Neighbours) -> list[set[int]]:
    """The neighbours of every row as a set."""
    rows, starts = near.others.tolist(), near.starts.tolist()
    return [set(rows[first:end]) for first, end in pairwise(starts)]


def _without_acquaintance(near: Neighbours, others: list[set[int]]) -> list[tuple[int, int]]:
    """Both rows of every tie between two without a common neighbour."""
    return [(a, b) for a, b in near.ends.tolist() if others[a].isdisjoint(others[b])]


def _pair(near: Neighbours, a: int, b: int) -> Pair:
    one, other = near.names[a], near.names[b]
    return (one, other) if one <= other else (other, one)


def _detour(others: list[set[int]], a: int, b: int) -> int:
    """Length of the shortest way from a to b beside their tie, from both ends; there must be one."""
    front, back = others[a] - {b}, others[b] - {a}
    seen, met = front | {a}, back | {b}
    steps = 2
    while front.isdisjoint(met):
        if len(front) > len(back):
            front, back, seen, met = back, front, met, seen
        front = set[int]().union(*(others[row] for row in front)) - seen
        seen |= front
        steps += 1
    return steps
