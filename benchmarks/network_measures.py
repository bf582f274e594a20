"""Measures beside plain NetworkX, in the same run, on 1,000 and 10,000 nodes; then 100,000 nodes alone.

    python -m benchmarks.network_measures [--quick] [--cpu]

Removing nodes one by one and exact betweenness take NetworkX minutes on 10,000
nodes. Removing is timed on a sample and scaled to all nodes; betweenness is
timed on 100 sources and scaled to all (its work is one search per source).
--quick leaves out 100,000 nodes. Each pair must agree to 1e-12. --cpu counts the
processor's time instead of the clock's, for a busy machine. Ends with status 1 if
a claim is not kept.

The arrays of a graph are read once and kept until it changes; NetworkX reads its
dictionaries in every call. The row "first call" is ours with the reading.
"""

from __future__ import annotations

import math
import os
import random
import sys
import time
from collections.abc import Callable

import networkx as nx

from benchmarks.network_land import land, made_up_places
from network.measures import betweenness, constraint, core_numbers, effective_size, losses, two_step_reach
from tests.memory import peak_mib

now = time.process_time if "--cpu" in sys.argv else time.perf_counter
# Times faster than NetworkX, by number of nodes.
CLAIMS = {
    ("articulation losses", 1_000): 1000,
    ("articulation losses", 10_000): 1000,
    ("betweenness, exact", 1_000): 20,
    ("betweenness, exact", 10_000): 20,
    ("effective size", 1_000): 50,
    ("effective size", 10_000): 50,
}


def best_of(call: Callable[[], object], times: int = 5) -> tuple[float, object]:
    """Shortest time in milliseconds, and the result."""
    shortest, found = math.inf, None
    for _ in range(times):
        start = now()
        found = call()
        shortest = min(shortest, (now() - start) * 1000)
    return shortest, found


def differ(a: dict, b: dict) -> float:
    """Largest difference between two results; NaN equals NaN."""
    pairs = ((a[key], b[key]) for key in b)
    return max((abs(x - y) for x, y in pairs if not (math.isnan(x) and math.isnan(y))), default=0.0)


def one_by_one(graph: nx.Graph, nodes: list[str]) -> dict[str, float]:
    """What each node cuts off, by taking it out: the way a tool without the algorithm does it."""
    found = {}
    for node in nodes:
        part = nx.node_connected_component(graph, node) - {node}
        sizes = [len(one) for one in nx.connected_components(graph.subgraph(part))]
        found[node] = float(len(part) - max(sizes, default=0))
    return found


def losses_pair(graph: nx.Graph, chance: random.Random) -> tuple[float, float, float]:
    """Ours, NetworkX scaled to all nodes, largest difference."""
    ours, found = best_of(lambda: losses(graph))
    sample = chance.sample(list(graph), 100)
    theirs, expected = best_of(lambda: one_by_one(graph, sample), 1)
    same = {node: found.nodes.get(node, 0.0) for node in sample}
    assert set(found.nodes) == set(nx.articulation_points(graph))
    return ours, theirs * len(graph) / len(sample), differ(same, expected)


def betweenness_pair(graph: nx.Graph) -> tuple[float, float, float]:
    """Ours, NetworkX (scaled from 100 sources above 2,000 nodes), largest difference."""
    ours, found = best_of(lambda: betweenness(graph), 3 if len(graph) <= 2000 else 1)
    if len(graph) <= 2000:
        theirs, expected = best_of(lambda: nx.betweenness_centrality(graph), 2)
        return ours, theirs, differ(found, expected)
    theirs, _ = best_of(lambda: nx.betweenness_centrality(graph, k=100, seed=1), 1)
    largest = graph.subgraph(max(nx.connected_components(graph), key=len))
    some = nx.ego_graph(largest, max(largest, key=largest.degree), radius=2)
    return ours, theirs * len(graph) / 100, differ(betweenness(some), nx.betweenness_centrality(some))


def plain_pair(ours: Callable, theirs: Callable, graph: nx.Graph, times: int = 50) -> tuple[float, float, float]:
    """Two functions with the same result."""
    fast, found = best_of(lambda: ours(graph), times)
    slow, expected = best_of(lambda: theirs(graph), 10 if len(graph) <= 2000 else 1)
    return fast, slow, differ(found, expected)


def read_anew(graph: nx.Graph) -> dict[str, float]:
    """Effective size with nothing kept from before."""
    graph.__networkx_cache__.clear()
    return effective_size(graph)


def compare(size: int) -> bool:
    """One table; False if a claim is not kept."""
    graph = land(size, made_up_places(max(size // 24, 20))).graph
    print(f"\n{len(graph)} nodes, {graph.number_of_edges()} edges (ms)")
    print(f"{'':28}{'ours':>10}{'NetworkX':>12}{'times':>9}  {'difference':>10}")
    rows = {
        "articulation losses": losses_pair(graph, random.Random(1)),
        "betweenness, exact": betweenness_pair(graph),
        "effective size": plain_pair(effective_size, nx.effective_size, graph),
        "effective size, first call": plain_pair(read_anew, nx.effective_size, graph),
        "constraint": plain_pair(constraint, nx.constraint, graph),
    }
    is_kept = True
    for name, (ours, theirs, gap) in rows.items():
        claim = CLAIMS.get((name, size), 0)
        mark = f"  claimed {claim}: {'kept' if theirs / ours >= claim else 'NOT KEPT'}" if claim else ""
        print(f"{name:28}{ours:10.2f}{theirs:12.1f}{theirs / ours:9.0f}  {gap:10.1e}{mark}", flush=True)
        is_kept = is_kept and theirs / ours >= claim
        assert gap <= 1e-12
    return is_kept


def large() -> None:
    """100,000 nodes without a dense matrix."""
    graph = land(100_000, made_up_places(4210)).graph
    print(f"\n{len(graph)} nodes, {graph.number_of_edges()} edges (ms)")
    for call in (losses, effective_size, constraint, core_numbers, two_step_reach):
        print(f"{call.__name__:22}{best_of(lambda call=call: call(graph), 1)[0]:10.1f}")
    print(f"peak memory of the process, records of the graph included: {peak_mib()} MB")


def main() -> int:
    """All tables; 1 if a claim is not kept."""
    clock = "processor time" if "--cpu" in sys.argv else "wall clock"
    print(f"{clock}, best of several; load at the start: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    are_kept = [compare(size) for size in (1_000, 10_000)]
    if "--quick" not in sys.argv:
        large()
    return 0 if all(are_kept) else 1


if __name__ == "__main__":
    sys.exit(main())
