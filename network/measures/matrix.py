"""The graph as arrays, for measures that NetworkX computes node by node or densely."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from network.snapshot import Graph

# SciPy ships no types for its sparse arrays.
Sparse = Any
Floats = NDArray[np.float64]
Rows = NDArray[np.intp]
KEPT = "network.measures"  # the place of the arrays in the cache of the graph


@dataclass(frozen=True)
class Oriented:
    """Every tie once, from the end with fewer ties to the other, sorted.

    So no node has many ties ahead, and looking for common acquaintances stays
    cheap even at a hub (Chiba and Nishizeki 1985). `starts[r]` is the first tie
    that leads away from row r, `counts[r]` how many there are. `keys` are the ties as
    numbers (tail · n + head), ascending, and at the end -1 for whatever lies beyond.
    """

    tails: Rows
    heads: Rows
    starts: Rows
    counts: Rows
    keys: Rows


@dataclass(frozen=True)
class Neighbours:
    """Who stands beside whom: the neighbours of row r are `others[starts[r]:starts[r + 1]]`, sorted, without loops."""

    names: tuple[str, ...]
    starts: Rows
    others: Rows

    @cached_property
    def degree(self) -> Rows:
        """Number of neighbours of every row."""
        return np.diff(self.starts)

    @cached_property
    def tails(self) -> Rows:
        """The row to which each entry of `others` belongs."""
        return np.repeat(np.arange(len(self.names), dtype=np.intp), self.degree)

    @cached_property
    def matrix(self) -> Sparse:
        """Symmetric CSR matrix of ones, shape (n, n)."""
        n = len(self.names)
        return sparse.csr_array(
            (np.ones(len(self.others)), self.others.astype(np.int32), self.starts.astype(np.int32)), shape=(n, n)
        )

    @cached_property
    def ends(self) -> Rows:
        """Both rows of every tie, shape (m, 2), each tie once."""
        once = self.tails < self.others
        return np.column_stack((self.tails[once], self.others[once]))

    @cached_property
    def oriented(self) -> Oriented:
        """Every tie once, from the end with fewer ties to the other."""
        n, degree = len(self.names), self.degree
        leads = degree[self.tails] * n + self.tails < degree[self.others] * n + self.others
        tails, heads = self.tails[leads], self.others[leads]
        counts = np.bincount(tails, minlength=n)
        return Oriented(tails, heads, np.cumsum(counts) - counts, counts, np.append(tails * n + heads, -1))

    def named(self, values: Floats) -> dict[str, float]:
        """A vector as a mapping from nodes."""
        found = self._blank.copy()
        found.update(zip(self.names, values.tolist(), strict=True))
        return found

    @cached_property
    def _blank(self) -> dict[str, float]:
        """A mapping with room for every node: a copy of it is filled in two thirds of the time that a new one takes."""
        return dict.fromkeys(self.names, 0.0)


def neighbours(graph: Graph) -> Neighbours:
    """The arrays of a graph, read once.

    Reading takes longer than most measures, so the arrays are kept where NetworkX
    itself keeps what it converts: in the cache of the graph, which every change
    of nodes or edges clears. A view changes with the graph behind it without
    notice, so nothing is kept of it.

    >>> import networkx as nx
    >>> graph = nx.path_graph(["a", "b", "c"])
    >>> neighbours(graph) is neighbours(graph)
    True
    >>> graph.add_edge("c", "d")
    >>> neighbours(graph).degree.tolist()
    [1, 2, 2, 1]
    """
    cache = None if hasattr(graph, "_graph") else getattr(graph, "__networkx_cache__", None)
    if cache is None:
        return _read(graph)
    if KEPT not in cache:
        cache[KEPT] = _read(graph)
    found = cache[KEPT]
    assert isinstance(found, Neighbours)
    return found


def _read(graph: Graph) -> Neighbours:
    """Straight from the dictionaries of NetworkX."""
    tails, others, proper = _entries(graph)
    n = len(graph)
    # Sorting by one number is much faster than by two; the number is below n².
    keys = np.sort((tails * n + others)[proper])
    starts = np.concatenate(([0], np.cumsum(np.bincount(tails[proper], minlength=n))))
    return Neighbours(tuple(graph), starts.astype(np.intp), keys % max(n, 1))


def _entries(graph: Graph) -> tuple[Rows, Rows, NDArray[np.bool_]]:
    """Both rows of every entry of the adjacency, and whether it is no loop."""
    row = {node: index for index, node in enumerate(graph)}
    near = [others for _, others in graph.adjacency()]
    others = np.fromiter(map(row.__getitem__, chain.from_iterable(near)), dtype=np.intp)
    tails = np.repeat(np.arange(len(row), dtype=np.intp), np.array([len(one) for one in near], dtype=np.intp))
    return tails, others, tails != others


def adjacency(graph: Graph, weight: str | None = None) -> Sparse:
    """Symmetric CSR matrix, shape (n, n), without loops; ones, or the named weight."""
    if weight is None:
        return neighbours(graph).matrix
    tails, others, proper = _entries(graph)
    values = np.array([edge.get(weight, 1.0) for _, near in graph.adjacency() for edge in near.values()], dtype=float)
    n = len(graph)
    return sparse.csr_array((values[proper], (tails[proper], others[proper])), shape=(n, n))
