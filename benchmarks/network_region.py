"""What each computation of the network takes for one region, from the usual size to one that no WIR region has.

    python -m benchmarks.network_region

Each row is the best of three, on records that are read and a graph that is built: 300 people and
organisations are the demonstration region, 1,000 a large Landkreis, 3,000 more than any of the 33 has.
From this follows who works what out in the product (docs/decisions/0014): all gaps, who should meet, Haupt-
und Ehrenamt come from a job, and so does today beside which somebody leaves; coverage, the best acts and the
network without whoever leaves are worked out when a page asks.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from benchmarks.network_land import land, made_up_places
from network import Scenario, best_acts, collaboration, coverage, difference, gaps, missing_ties, possible_acts
from network.measures import betweenness, communities, losses

LIMIT_MS = 200.0


def best_of(call: Callable[[], object], times: int = 3) -> float:
    """The shortest of some runs, in milliseconds of the processor, so that a busy machine does not count."""
    found = []
    for _ in range(times):
        begun = time.process_time()
        call()
        found.append((time.process_time() - begun) * 1000)
    return min(found)


def main() -> None:
    """One column for each size."""
    sizes = (300, 1_000, 3_000)
    table: dict[str, list[float]] = {}
    for size in sizes:
        known = land(size, made_up_places(25), requests=size, history=2 * size)
        graph, cover = known.graph, coverage(known)
        someone = next(actor.id for actor in known.active_actors if actor.kind == "staff")
        fresh = [replace(known) for _ in range(3)]
        calls: dict[str, Callable[[], object]] = {
            "all gaps": lambda fresh=fresh: gaps(fresh.pop()),
            "coverage of all cells": lambda known=known: coverage(known),
            "best five acts": lambda cover=cover: best_acts(cover, possible_acts(cover), count=5, budget=60),
            "if somebody leaves": lambda known=known, someone=someone: difference(known, Scenario((someone,))),
            "loss of every node": lambda graph=graph: losses(graph),
            "communities": lambda graph=graph: communities(graph),
            "exact betweenness": lambda graph=graph: betweenness(graph),
            "who should meet": lambda graph=graph: missing_ties(graph, limit=8),
            "Haupt- und Ehrenamt": lambda known=known: collaboration(known),
        }
        for name, call in calls.items():
            table.setdefault(name, []).append(best_of(call))
    print(f"{'ms':24}" + "".join(f"{size:>10,}" for size in sizes))
    for name, values in table.items():
        marks = "".join(f"{value:10.1f}" for value in values)
        print(f"{name:24}{marks}{'  above 200 ms' if max(values) > LIMIT_MS else ''}")


if __name__ == "__main__":
    main()
