"""A network far larger than any region is measured without a dense matrix."""

from __future__ import annotations

import subprocess
import sys

NODES = 40_000  # as a dense matrix 1,500 MiB in bytes, 12 GiB in numbers
MEASURED = f"""
import random
import networkx as nx
from network.measures import components, constraint, density, effective_size, losses, strangers_tied, two_step_reach
from tests.memory import peak_mib

chance = random.Random(1)
graph = nx.empty_graph(map(str, range({NODES})))
graph.add_edges_from((str(chance.randrange({NODES})), str(chance.randrange({NODES}))) for _ in range(2 * {NODES}))
before = peak_mib()
for measure in (components, constraint, density, effective_size, losses, strangers_tied, two_step_reach):
    measure(graph)
print(peak_mib() - before)
"""
DENSE = f"""
import numpy
from tests.memory import peak_mib

numpy.ones(({NODES // 2}, {NODES // 2}), bool)
print(peak_mib())
"""


def printed_by(code: str) -> int:
    """The number that a process of its own prints."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return int(done.stdout)


def test_no_dense_matrix() -> None:
    """All measures of 40,000 nodes together add less than a tenth of the smallest dense matrix."""
    assert printed_by(MEASURED) < 150


def test_a_dense_matrix_would_be_seen() -> None:
    """Negative control: a quarter of that matrix in bytes alone breaks the limit."""
    assert printed_by(DENSE) > 150
