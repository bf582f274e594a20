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
    row = positions(graph)
    columns: list[int] = []
    values: list[float] = []
    starts = [0]
    # Straight into CSR: sorting coordinates would take longer than all measures.
    for node, near in graph.adjacency():
        columns += [row[other] for other in near if other != node]
        if weight is not None:
            values += [data.get(weight, 1.0) for other, data in near.items() if other != node]
        starts.append(len(columns))
    data = np.ones(len(columns)) if weight is None else np.array(values, dtype=float)
    n = len(row)
    return sparse.csr_array((data, np.array(columns, dtype=np.int32), np.array(starts, dtype=np.int32)), shape=(n, n))


def by_node(graph: Graph, values: Floats) -> dict[str, float]:
    """A vector as a mapping from nodes."""
    return dict(zip(graph, values.tolist(), strict=True))
