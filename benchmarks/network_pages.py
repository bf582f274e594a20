"""What a coordinator waits for: one table, each row with its limit and whether it is kept.

    python -m benchmarks.network_pages [--quick] [--cpu]

One region (25 municipalities, 600 people and organisations), the Land (421
municipalities, 10,000) and 100,000 nodes, each in a process of its own, so that
the peak memory (VmHWM) is its own. Times are the best of several calls, because
others use the machine too; the load is printed above. "After loading" means: the
records and their graph are there, nothing else is. Ends with status 1 if a limit
is not kept. --quick leaves out the 100,000. --cpu counts the processor's time
instead of the clock's, for a machine on which more processes wait than it has cores.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace

from benchmarks.network_land import land, made_up_places
from lotsen import collector
from network import Snapshot, best_acts, coverage, gaps, layout, missing_ties, picture, possible_acts
from network.measures import (
    components,
    constraint,
    core_numbers,
    density,
    effective_size,
    losses,
    strangers_tied,
    two_step_reach,
)
from tests.memory import peak_mib

Row = tuple[str, float, str, float | None]  # what, how much, unit, limit
now = time.process_time if "--cpu" in sys.argv else time.perf_counter


def timed(
    what: str,
    call: Callable[..., object],
    limit: float | None = None,
    *,
    times: int = 7,
    before: Callable[[], object] | None = None,
) -> Row:
    """The shortest time; what `before` prepares for each call is not timed."""
    shortest = float("inf")
    for _ in range(times):
        prepared = (before(),) if before else ()
        start = now()
        call(*prepared)
        shortest = min(shortest, (now() - start) * 1000)
    return what, shortest, "ms", limit


def loaded(snapshot: Snapshot) -> Snapshot:
    """The same records with nothing computed yet but the graph."""
    copy = replace(snapshot)
    assert copy.graph
    return copy


def region() -> list[Row]:
    """One WIR region, from the records to the first picture."""
    places = made_up_places(25)
    snapshot = land(600, places, requests=120, history=2500)
    found = coverage(snapshot)

    def first_picture(shot: Snapshot) -> str:
        return picture(shot.graph, places, coverage=coverage(shot).areas())

    def five_acts() -> object:
        return best_acts(found, possible_acts(found))

    return [
        timed("region: from records to the picture", first_picture, 300, before=lambda: replace(snapshot)),
        timed("region: gap list after loading", gaps, 200, before=lambda: loaded(snapshot)),
        timed("region: coverage counts", lambda: replace(found).count, 5),
        timed("region: best five acts of all kinds", five_acts, 10, times=15),
        timed("region: who should meet", lambda: missing_ties(snapshot.graph)),
    ]


def whole_land() -> list[Row]:
    """All 421 municipalities with 10,000 people, 3,000 open and 60,000 past requests."""
    places = made_up_places(421)
    snapshot = land(10_000, places, requests=3_000, history=60_000)
    found = coverage(snapshot)
    recruits = possible_acts(found, kinds=["recruit"])
    return [
        timed("Land: gap list (14 rules) after loading", gaps, 200, before=lambda: loaded(snapshot)),
        timed("Land: coverage counts of all cells", lambda: replace(found).count, 5),
        timed("Land: losses of all nodes", losses, 50, before=lambda: loaded(snapshot).graph),
        timed("Land: layout of all nodes", lambda: layout(snapshot.graph, places), 10, times=15),
        timed("Land: map as SVG", lambda: picture(snapshot.graph, places), 300, times=3),
        timed("Land: loading, graph from records", lambda: replace(snapshot).graph),
        timed("Land: coverage from records", lambda: coverage(snapshot)),
        timed("Land: sole-cover loss of everybody", found.sole_cover_losses),
        timed("Land: best five recruitments, choosing", lambda: best_acts(found, recruits)),
        ("Land: peak memory, records and the whole product included", peak_mib(), "MB", 300),
    ]


def large() -> list[Row]:
    """100,000 nodes: a dense matrix would take 10 GB in bytes and 80 GB in numbers."""
    snapshot = land(100_000, made_up_places(4210))
    graph = snapshot.graph
    before = peak_mib()
    counted = (density, components, strangers_tied)
    measures = (losses, effective_size, constraint, core_numbers, two_step_reach, *counted)
    rows = [
        timed(f"100,000 nodes: {measure.__name__}", lambda measure=measure: measure(graph), times=3)
        for measure in measures
    ]
    return [*rows, ("100,000 nodes: memory added by all of these", peak_mib() - before, "MB", 1000)]


PARTS = {"region": region, "land": whole_land, "large": large}


def in_a_process_of_its_own(part: str) -> list[Row]:
    """Rows of one part."""
    command = [sys.executable, "-m", "benchmarks.network_pages", "--part", part, *sys.argv[1:]]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    return [tuple(row) for row in json.loads(done.stdout)]


def main(parts: list[str]) -> int:
    """Print the table; 1 if a limit is not kept."""
    clock = "processor time" if "--cpu" in sys.argv else "wall clock"
    print(f"{clock}, best of several; load at the start: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    print(f"{'':60}{'':>10}    {'limit':>9}")
    is_kept = True
    for part in parts:
        for what, value, unit, limit in in_a_process_of_its_own(part):
            verdict = "" if limit is None else f"{limit:9g}  {'kept' if value <= limit else 'NOT KEPT'}"
            print(f"{what:60}{value:10.1f} {unit} {verdict}", flush=True)
            is_kept = is_kept and (limit is None or value <= limit)
    return 0 if is_kept else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["--part"]:
        collector.settle()  # as every process that serves pages or jobs does
        print(json.dumps(PARTS[sys.argv[2]]()))
    else:
        sys.exit(main([part for part in PARTS if part != "large" or "--quick" not in sys.argv]))
