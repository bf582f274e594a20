"""The graph as a sparse matrix, for measures that NetworkX computes node by node or densely."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from network.snapshot import Graph

# SciPy ships no types for its sparse arrays.
Sparse = Any
Floats = NDArray[np.float64]


def positions(graph: Graph) -> dict[str, int]:
    """Row of every node."""
    return {node: row for row, node in enumerate(graph)}


def edge_array(graph: Graph) -> NDArray[np.intp]:
    """Both rows of every edge without loops, shape (m, 2)."""
    row = positions(graph)
    pairs = [(row[a], row[b]) for a, b in graph.edges if a != b]
    return np.array(pairs, dtype=np.intp).reshape(-1, 2)


def adjacency(graph: Graph, weight: str | None = None) -> Sparse:
    """Symmetric CSR matrix, shape (n, n), without loops; ones, or the named weight."""
    ends = edge_array(graph)
    if weight is None:
        values = np.ones(len(ends))
    else:
        values = np.array(
            [data.get(weight, 1.0) for a, b, data in graph.edges(data=True) if a != b], dtype=float
        )
    rows, columns = np.concatenate((ends[:, 0], ends[:, 1])), np.concatenate((ends[:, 1], ends[:, 0]))
    n = graph.number_of_nodes()
    return sparse.csr_array((np.concatenate((values, values)), (rows, columns)), shape=(n, n))


def by_node(graph: Graph, values: Floats) -> dict[str, float]:
    """A vector as a mapping from nodes."""
    return dict(zip(graph, values.tolist(), strict=True))
