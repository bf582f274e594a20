"""How others solve the same problem: each method runs in an environment of its own.

``python matching_peer_methods.py METHOD PAIRS.npz`` prints one line of JSON. Nothing of
ours is imported, because mentor-match and matching (PyPI) are both called ``matching``
as well; the admissible pairs with their values come in a file. What a method needs laid
out (a dense matrix, a graph, objects) is made before its clock starts.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time
from types import SimpleNamespace
from typing import Any

Found = tuple[int, int]  # value, requests served
Solve = Callable[[], Found]


def scipy_dense(p: Any) -> Solve:
    """scipy's dense solver on requests × places."""
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    worth = np.zeros((p.requests, int(p.places.sum())))
    first = np.cumsum(p.places) - p.places
    for copy in range(int(p.places.max())):
        has = p.places[p.c] > copy
        worth[p.r[has], first[p.c[has]] + copy] = p.value[has]

    def solve() -> Found:
        rows, columns = linear_sum_assignment(worth, maximize=True)
        chosen = worth[rows, columns]
        return round(float(chosen.sum())), int((chosen > 0).sum())

    return solve


def linear_program(p: Any) -> Solve:
    """HiGHS on the sparse program."""
    import numpy as np
    from scipy.optimize import linprog
    from scipy.sparse import csr_matrix, vstack

    n = len(p.r)
    by_request = csr_matrix((np.ones(n), (p.r, np.arange(n))), shape=(p.requests, n))
    by_candidate = csr_matrix((np.ones(n), (p.c, np.arange(n))), shape=(len(p.places), n))
    rows, limit = vstack([by_request, by_candidate]), np.concatenate([np.ones(p.requests), p.places])

    def solve() -> Found:
        found = linprog(-p.value, A_ub=rows, b_ub=limit, method="highs")
        return round(-float(found.fun)), round(float(found.x.sum()))

    return solve


def ortools_flow(p: Any) -> Solve:
    """OR-tools' min-cost flow; places are capacities, leaving somebody unserved is an arc of cost 0."""
    import numpy as np
    from ortools.graph.python import min_cost_flow

    m, n = p.requests, len(p.places)
    sink = m + n
    asks, offers = np.arange(m), np.arange(m, m + n)
    tail = np.concatenate([p.r, offers, asks])
    head = np.concatenate([p.c + m, np.full(n, sink), np.full(m, sink)])
    room = np.concatenate([np.ones(len(p.r)), p.places, np.ones(m)]).astype(np.int64)
    cost = np.concatenate([-p.value, np.zeros(n + m)]).astype(np.int64)

    def solve() -> Found:
        flow = min_cost_flow.SimpleMinCostFlow()
        arcs = flow.add_arcs_with_capacity_and_unit_cost(tail, head, room, cost)
        flow.set_nodes_supplies(np.append(asks, sink), np.append(np.ones(m), -m).astype(np.int64))
        if flow.solve() != flow.OPTIMAL:
            raise ArithmeticError("no optimum")
        return -flow.optimal_cost(), int(flow.flows(arcs[: len(p.r)]).sum())

    return solve


def networkx_blossom(p: Any) -> Solve:
    """General weighted matching, as Little World calls it."""
    import networkx as nx

    graph = nx.Graph()
    for r, c, value in zip(p.r.tolist(), p.c.tolist(), p.value.tolist(), strict=True):
        for copy in range(int(p.places[c])):
            graph.add_edge(("r", r), ("c", c, copy), weight=value)

    def solve() -> Found:
        pairs = nx.max_weight_matching(graph)
        return int(sum(graph[a][b]["weight"] for a, b in pairs)), len(pairs)

    return solve


def hospital_resident(p: Any) -> Solve:
    """The stable game of ``matching`` (PyPI): both sides rank by value."""
    from matching.games import HospitalResident

    asks: dict[int, list[tuple[int, int]]] = {}
    offers: dict[int, list[tuple[int, int]]] = {}
    worth: dict[tuple[int, int], int] = {}
    for r, c, value in zip(p.r.tolist(), p.c.tolist(), p.value.tolist(), strict=True):
        if p.places[c]:
            asks.setdefault(r, []).append((-value, c))
            offers.setdefault(c, []).append((-value, r))
            worth[r, c] = value
    residents = {f"r{r}": [f"c{c}" for _, c in sorted(found)] for r, found in asks.items()}
    hospitals = {f"c{c}": [f"r{r}" for _, r in sorted(found)] for c, found in offers.items()}
    room = {name: int(p.places[int(name[1:])]) for name in hospitals}
    sys.setrecursionlimit(1_000_000)

    def solve() -> Found:
        game = HospitalResident.create_from_dictionaries(residents, hospitals, room)
        pairs = [(int(r.name[1:]), int(h.name[1:])) for h, held in game.solve().items() for r in held]
        return sum(worth[pair] for pair in pairs), len(pairs)

    return solve


def mentor_match(p: Any) -> Solve:
    """mentor-match: scores all pairs as objects and runs Munkres, three rounds.

    It knows no number of places and gives a mentor one person per round; whoever comes to a full one is not counted.
    """
    from matching.mentee import Mentee
    from matching.mentor import Mentor
    from matching.process import process_data
    from matching.rules.rule import Disqualify

    worth = dict(zip(zip(p.r.tolist(), p.c.tolist(), strict=True), p.value.tolist(), strict=True))
    mentors = [Mentor(grade=0, role=c, email=f"v{c}") for c in range(len(p.places))]
    mentees = [Mentee(grade=0, role=r, email=f"r{r}") for r in range(p.requests)]
    value = SimpleNamespace(apply=lambda match: worth.get((match.mentee.role, match.mentor.role), 0))
    lawful = Disqualify(lambda match: (match.mentee.role, match.mentor.role) not in worth)

    def solve() -> Found:
        process_data(mentors, mentees, [[value, lawful] for _ in range(3)])
        free, kept = p.places.copy(), []
        for mentee in mentees:
            for mentor in mentee.connections[:1]:
                if free[mentor.role]:
                    free[mentor.role] -= 1
                    kept.append(worth[mentee.role, mentor.role])
        return sum(kept), len(kept)

    return solve


def best_first(p: Any) -> Solve:
    """By hand: the best pair of all, then the next that is still possible."""
    import numpy as np

    def solve() -> Found:
        free, is_open, total, served = p.places.copy(), [True] * p.requests, 0, 0
        for row in np.argsort(-p.value, kind="stable").tolist():
            r, c = int(p.r[row]), int(p.c[row])
            if is_open[r] and free[c]:
                is_open[r], total, served = False, total + int(p.value[row]), served + 1
                free[c] -= 1
        return total, served

    return solve


METHODS: dict[str, Callable[[Any], Solve]] = {
    method.__name__: method
    for method in (
        scipy_dense, linear_program, ortools_flow, networkx_blossom, hospital_resident, mentor_match, best_first,
    )
}  # fmt: skip


def peak_gb() -> float:
    """The most that this process has held since it began (VmHWM of proc(5)), in gigabytes.

    ``resource.ru_maxrss`` would begin with what the parent held when it forked.
    """
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    (line,) = [line for line in lines if line.startswith("VmHWM:")]
    return int(line.split()[1]) * 1024 / 1e9


def measured(prepared: Callable[[], Solve], *, repeat: int = 1) -> dict[str, float]:
    """Value, served, best seconds and processor seconds, gigabytes at most and of them above the start."""
    before = peak_gb()
    walls, processors = [], []
    found = (0, 0)
    for _ in range(repeat):
        solve = prepared()
        wall, processor = perf_counter(), process_time()
        found = solve()
        walls.append(perf_counter() - wall)
        processors.append(process_time() - processor)
    held = peak_gb()
    memory = {"gb": held, "more_gb": held - before}
    return {"value": found[0], "served": found[1], "seconds": min(walls), "cpu": min(processors), **memory}


def main(method: str, file: str) -> None:
    """One method on one file of pairs."""
    import numpy as np

    with np.load(file) as arrays:
        problem = SimpleNamespace(**{name: arrays[name] for name in arrays.files})
    problem.requests = int(problem.requests)
    print(json.dumps(measured(lambda: METHODS[method](problem))))


if __name__ == "__main__":
    main(*sys.argv[1:])
