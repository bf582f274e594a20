"""Who stands between others: betweenness, constraint, effective size."""

from __future__ import annotations

from typing import Any

import numpy as np
import rustworkx as rx
from scipy import sparse

from network.measures.matrix import adjacency, by_node, edge_array
from network.snapshot import Graph

PARALLEL = 300  # below that starting threads takes longer than it saves
LARGEST_EXACT = 20_000  # above this exact betweenness takes minutes; compute it region by region


def betweenness(graph: Graph) -> dict[str, float]:
    """Share of shortest ways between two others that lead through a node (Freeman 1977), exact.

    Computed by rustworkx and equal to NetworkX. Sampling is no substitute where
    single people matter: of the true first twenty it found nine. Raises
    ValueError above 20,000 nodes.

    >>> import networkx as nx
    >>> betweenness(nx.path_graph(["a", "b", "c"]))
    {'a': 0.0, 'b': 1.0, 'c': 0.0}
    """
    n = graph.number_of_nodes()
    if n > LARGEST_EXACT:
        raise ValueError(f"Exact betweenness of {n} nodes takes minutes: compute it for one region at a time")
    fast: Any = rx.PyGraph(multigraph=False)
    fast.add_nodes_from(list(graph))
    fast.add_edges_from_no_data([(int(a), int(b)) for a, b in edge_array(graph)])
    found = rx.betweenness_centrality(fast, normalized=True, parallel_threshold=PARALLEL)
    # Threads add in any order; rounding keeps the last bits from changing between two calls.
    return {node: round(float(found[row]), 14) for row, node in enumerate(graph)}


def constraint(graph: Graph, weight: str | None = None) -> dict[str, float]:
    """How far somebody's contacts all know each other (Burt 1992): high means no freedom.

    c(u) = sum over neighbours v of (p_uv + sum over w of p_uw p_wv)², with p_uv the
    share of u's ties that goes to v. NaN for nodes without a tie, as in NetworkX.

    >>> import networkx as nx
    >>> constraint(nx.path_graph(["a", "b", "c"]))
    {'a': 1.0, 'b': 0.5, 'c': 1.0}
    """
    near = adjacency(graph, weight)
    sums = np.asarray(near.sum(axis=1)).ravel()
    share = sparse.diags_array(np.divide(1.0, sums, out=np.zeros_like(sums), where=sums > 0)) @ near
    indirect = (share @ share).multiply(near != 0)
    total = share + indirect
    found = np.asarray(total.multiply(total).sum(axis=1)).ravel()
    found[sums == 0] = np.nan
    return by_node(graph, found)


def effective_size(graph: Graph) -> dict[str, float]:
    """Contacts that are not redundant: n - 2t/n with t ties among the n contacts (Borgatti 1997).

    The square of the sparse matrix counts triangles, so no dense matrix is built
    (NetworkX needs 75 GB for 100,000 nodes). NaN for nodes without a tie.

    >>> import networkx as nx
    >>> effective_size(nx.complete_graph(["a", "b", "c"]))
    {'a': 1.0, 'b': 1.0, 'c': 1.0}
    """
    near = adjacency(graph)
    degree = np.diff(near.indptr).astype(float)
    twice = np.asarray((near @ near).multiply(near).sum(axis=1)).ravel()
    with np.errstate(divide="ignore", invalid="ignore"):
        found = degree - twice / degree
    return by_node(graph, found)
