"""Who joins others that do not know each other: constraint and effective size."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from network.measures.matrix import Floats, Neighbours, adjacency, neighbours
from network.snapshot import Graph


def constraint(graph: Graph, weight: str | None = None) -> dict[str, float]:
    """How far somebody's contacts all know each other (Burt 1992): high means no freedom.

    c(u) = sum over neighbours v of (p_uv + sum over w of p_uw p_wv)², with p_uv the
    share of u's ties that goes to v. NaN for nodes without a tie, as in NetworkX.
    Below, b gives half of its ties to each of two strangers: 2 · 0.5² = 0.5.

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
    return neighbours(graph).named(found)


def effective_size(graph: Graph) -> dict[str, float]:
    """How many of somebody's contacts are not redundant, because they do not know each other.

    n - 2t/n with t ties among the n contacts (Borgatti 1997, after Burt 1992); in a
    triangle each has two contacts with one tie among them, 2 - 2/2 = 1.
    Triangles are counted along the ties, so no dense matrix is built (NetworkX
    needs 75 GB for 100,000 nodes). NaN for nodes without a tie.

    >>> import networkx as nx
    >>> effective_size(nx.complete_graph(["a", "b", "c"]))
    {'a': 1.0, 'b': 1.0, 'c': 1.0}
    """
    near = neighbours(graph)
    degree = near.degree.astype(float)
    degree[degree == 0] = np.nan
    return near.named(degree - 2 * ties_among_contacts(near) / degree)


def ties_among_contacts(near: Neighbours) -> Floats:
    """For every row the number of ties among its neighbours: the triangles it stands in.

    Along the oriented ties every triangle is met once, as a way u, v, w whose
    ends are tied themselves; the work is small because no node has many ties
    ahead.

    >>> import networkx as nx
    >>> ties_among_contacts(neighbours(nx.Graph([("a", "b"), ("b", "c"), ("c", "a"), ("c", "d")]))).tolist()
    [1.0, 1.0, 1.0, 0.0]
    """
    n, ahead = len(near.names), near.oriented
    many = ahead.counts[ahead.heads]
    tie = np.repeat(np.arange(len(many)), many)  # the first tie of every way; its second leads out of the head
    # Numbers the ways out of each head from its first tie onwards.
    offset = ahead.starts[ahead.heads] - np.cumsum(many) + many
    last = ahead.heads[np.arange(len(tie)) + offset[tie]]
    asked = ahead.tails[tie] * n + last
    closed = ahead.keys[np.searchsorted(ahead.keys[:-1], asked)] == asked
    tie, last = tie[closed], last[closed]
    corners = np.concatenate((ahead.tails[tie], ahead.heads[tie], last))
    return np.bincount(corners, minlength=n).astype(float)
