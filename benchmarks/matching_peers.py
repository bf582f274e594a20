"""The same problem solved by other methods in the same run: same optimum, other times.

Run ``python -m benchmarks.matching_peers``. Peers: NetworkX ``max_weight_matching``
(Little World's method), scipy's dense assignment, HiGHS' linear program, and best first
by hand, which is faster and loses. Pairs are given to all; ratios are peer ÷ ours.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from time import perf_counter

import numpy as np
from scipy.optimize import linear_sum_assignment, linprog
from scipy.sparse import csr_matrix, vstack

from benchmarks.matching_people import made_up
from matching.admissible import PairTable, admissible_pairs
from matching.certificate import chosen_values
from matching.columns import Ints
from matching.exact import best_assignment


def ours(table: PairTable, places: Ints) -> int:
    """The exact optimum with its certificate."""
    chosen, _ = best_assignment(table, places)
    return int(chosen_values(table, chosen).sum())


def dense(table: PairTable, places: Ints) -> int:
    """scipy's dense solver on requests × places."""
    owner = np.repeat(np.arange(len(places)), places)
    first = np.cumsum(places) - places
    worth = np.zeros((table.request_count, len(owner)))
    for copy in range(int(places.max())):
        has = places[table.c] > copy
        worth[table.r[has], first[table.c[has]] + copy] = table.value[has]
    rows, columns = linear_sum_assignment(worth, maximize=True)
    return round(float(worth[rows, columns].sum()))


def linear_program(table: PairTable, places: Ints) -> int:
    """HiGHS on the sparse program."""
    n = len(table)
    by_request = csr_matrix((np.ones(n), (table.r, np.arange(n))), shape=(table.request_count, n))
    by_candidate = csr_matrix((np.ones(n), (table.c, np.arange(n))), shape=(table.candidate_count, n))
    limit = np.concatenate([np.ones(table.request_count), places])
    found = linprog(-table.value, A_ub=vstack([by_request, by_candidate]), b_ub=limit, method="highs")
    return round(-float(found.fun))


def networkx_blossom(table: PairTable, places: Ints) -> int:
    """General weighted matching, as Little World calls it."""
    import networkx as nx

    graph = nx.Graph()
    for r, c, value in zip(table.r.tolist(), table.c.tolist(), table.value.tolist(), strict=True):
        for copy in range(int(places[c])):
            graph.add_edge(("r", r), ("c", c, copy), weight=value)
    return int(sum(graph[a][b]["weight"] for a, b in nx.max_weight_matching(graph)))


def best_first(table: PairTable, places: Ints) -> int:
    """By hand: the best pair of all, then the next that is still possible."""
    free, open_requests, total = places.copy(), set(range(table.request_count)), 0
    for row in np.argsort(-table.value, kind="stable").tolist():
        r, c = int(table.r[row]), int(table.c[row])
        if r in open_requests and free[c]:
            open_requests.remove(r)
            free[c] -= 1
            total += int(table.value[row])
    return total


METHODS = {
    "ours": ours,
    "dense": dense,
    "linear_program": linear_program,
    "networkx_blossom": networkx_blossom,
    "best_first": best_first,
}
RUNS = [(1000, tuple(METHODS)), (10_000, ("ours", "dense", "best_first"))]


def one(method: str, size: int) -> None:
    """One method in a process of its own: value, seconds, gigabytes."""
    problem = made_up(size, size)
    table, places = admissible_pairs(problem), problem.places
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    METHODS[method](*_tiny())
    begin = perf_counter()
    value = METHODS[method](table, places)
    seconds = perf_counter() - begin
    print(value, seconds, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1e6)


def _tiny() -> tuple[PairTable, Ints]:
    """Two people, so that imports and first calls are not timed."""
    zero, one_ = np.zeros(1, dtype=np.int64), np.ones(1, dtype=np.int64)
    return PairTable(zero, zero, one_ * 5, 1, 1), one_


def main() -> None:
    """Every size with its peers, ratios to ours."""
    for size, methods in RUNS:
        print(f"{size} × {size}", flush=True)
        base: tuple[float, float] | None = None
        for method in methods:
            command = [sys.executable, "-m", "benchmarks.matching_peers", method, str(size)]
            text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            value, seconds, memory = text.split()
            base = base or (float(seconds), float(value))
            print(
                f"  {method:17} {float(seconds):8.3f} s  {float(memory):5.2f} GB more  value {value} "
                f"({100 * float(value) / base[1]:.2f} %)  {float(seconds) / base[0]:8.1f} × ours",
                flush=True,
            )


if __name__ == "__main__":
    if len(sys.argv) == 3:
        one(sys.argv[1], int(sys.argv[2]))
    else:
        main()
