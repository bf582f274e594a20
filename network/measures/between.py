"""Who lies on the shortest ways between others: exact betweenness."""

from __future__ import annotations

from typing import Any

import numpy as np
import rustworkx as rx
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

from network.measures.matrix import Floats, Neighbours, Sparse, neighbours
from network.snapshot import Graph

LARGEST_EXACT = 20_000  # above this exact betweenness takes minutes; compute it region by region
AT_ONCE = 64  # sources that are walked together: so many columns stay in the cache of the processor
DEEPEST = 40  # with longer ways than this walking wave by wave takes longer than source by source
PARALLEL = 300  # below that starting threads takes longer than it saves


def betweenness(graph: Graph) -> dict[str, float]:
    """How often somebody lies on the shortest ways between two others, exact.

    b(v) is the sum over all pairs of others of the share of their shortest ways
    that lead through v, divided by the number of pairs (n - 1)(n - 2)/2 (Freeman
    1977). What hangs on the network like a tree is counted by a formula (Puzis et
    al. 2012); on the rest many sources are walked together, one sparse product for
    each step (Brandes 2001 in matrices). Sampling is no substitute where single
    people matter: of the true first twenty it found nine. Raises ValueError above
    20,000 nodes.

    >>> import networkx as nx
    >>> betweenness(nx.path_graph(["a", "b", "c"]))
    {'a': 0.0, 'b': 1.0, 'c': 0.0}
    """
    n = graph.number_of_nodes()
    if n > LARGEST_EXACT:
        raise ValueError(f"Exact betweenness of {n} nodes takes minutes: compute it for one region at a time")
    near = neighbours(graph)
    pairs = _by_waves(near)
    found = _by_sources(near) if pairs is None else pairs / max((n - 1) * (n - 2) / 2, 1.0)
    # Rounding keeps the last bits from telling apart those who stand alike.
    return {node: round(value, 14) for node, value in zip(near.names, found.tolist(), strict=True)}


def _by_waves(near: Neighbours) -> Floats | None:
    """For every row the number of pairs that meet through it; None if the ways are too long for this."""
    if not near.names:
        return np.zeros(0)
    part = connected_components(near.matrix, directed=False)[1]
    size, found, is_core = _hanging(near)
    # Whoever hangs below a row reaches everybody else of the part only through it.
    found += (size - 1) * (np.bincount(part)[part] - size)
    core = np.flatnonzero(is_core)
    ways, weight = near.matrix[core][:, core], size[core]
    through = np.zeros(len(core))
    for start in range(0, len(core), AT_ONCE):
        sources = np.arange(start, min(start + AT_ONCE, len(core)))
        waves = _waves(ways, sources)
        if waves is None:
            return None
        through += _dependencies(ways, waves, weight) @ weight[sources]
    found[core] += through / 2  # every pair was met from both ends
    return found


def _hanging(near: Neighbours) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Take off end nodes until none is left: of each row how many hang on it (itself included), the pairs
    that meet there from different branches, and whether it remains."""
    degree = near.degree.tolist()
    size, pairs = [1] * len(degree), [0] * len(degree)
    is_core = near.degree > 0
    ends = np.flatnonzero(near.degree == 1).tolist()
    while ends:
        row = ends.pop()
        if degree[row] != 1:
            continue
        is_core[row], degree[row] = False, 0
        others = near.others[near.starts[row] : near.starts[row + 1]]
        above = int(others[is_core[others]][0])
        pairs[above] += (size[above] - 1) * size[row]
        size[above] += size[row]
        degree[above] -= 1
        if degree[above] == 1:
            ends.append(above)
    return np.array(size, dtype=float), np.array(pairs, dtype=float), is_core


def _waves(ways: Sparse, sources: NDArray[np.intp]) -> list[Floats] | None:
    """For each distance the number of shortest ways from each source, shape (rows, sources)."""
    wave = np.zeros((ways.shape[0], len(sources)))
    wave[sources, np.arange(len(sources))] = 1.0
    seen, waves = wave > 0, [wave]
    while len(waves) <= DEEPEST:
        wave = ways @ waves[-1]
        wave[seen] = 0.0
        fresh = wave > 0
        if not fresh.any():
            return waves
        seen |= fresh
        waves.append(wave)
    return None


def _dependencies(ways: Sparse, waves: list[Floats], weight: Floats) -> Floats:
    """What each source needs each row for, from the farthest wave back: shape (rows, sources)."""
    found = np.zeros_like(waves[0])
    for nearer, wave in zip(waves[-2:0:-1], waves[:1:-1], strict=True):
        share = np.divide(weight[:, None] + found, wave, out=np.zeros_like(wave), where=wave > 0)
        found += nearer * (ways @ share)
    return found


def _by_sources(near: Neighbours) -> Floats:
    """The same by rustworkx, source by source: for long chains and rings."""
    fast: Any = rx.PyGraph(multigraph=False)
    fast.add_nodes_from(near.names)
    fast.add_edges_from_no_data(list(map(tuple, near.ends.tolist())))
    found = rx.betweenness_centrality(fast, normalized=True, parallel_threshold=PARALLEL)
    return np.array([found[row] for row in range(len(near.names))])
