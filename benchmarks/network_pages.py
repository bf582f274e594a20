"""What a coordinator waits for, on a Land of 421 municipalities and 10,000 people, and on one region.

    PYTHONPATH=. python benchmarks/network_pages.py

Each line names its limit; times are the best of three (first calls load SciPy).
"""

from __future__ import annotations

import gc
import resource
import time
from collections.abc import Callable
from dataclasses import replace

from network_land import land, made_up_places

from network import best_acts, coverage, gaps, layout, missing_ties, picture, possible_acts
from network.measures import losses


def timed(
    name: str,
    call: Callable[..., object],
    limit: float | None = None,
    times: int = 3,
    before: Callable[[], object] | None = None,
) -> object:
    """Print the shortest wall time beside its limit; what `before` prepares is not timed."""
    shortest, found = float("inf"), None
    for _ in range(times):
        prepared = (before(),) if before else ()
        start = time.perf_counter()
        found = call(*prepared)
        shortest = min(shortest, (time.perf_counter() - start) * 1000)
    mark = "" if limit is None else f"   limit {limit:g}: {'kept' if shortest <= limit else 'NOT KEPT'}"
    print(f"  {name:46}{shortest:9.1f} ms{mark}")
    return found


def fresh(snapshot):
    """The same records with nothing computed yet but the graph, as after loading."""
    copy = replace(snapshot)
    assert copy.graph
    return copy


def region() -> None:
    """One WIR region: 25 municipalities, 600 people and organisations."""
    places = made_up_places(25)
    snapshot = land(600, places, requests=120, history=2500)
    print("One region: 25 municipalities, 600 nodes")
    timed("graph from records", lambda: replace(snapshot).graph)
    found = timed("coverage", lambda: coverage(snapshot))
    timed("map of the region as SVG", lambda: picture(snapshot.graph, places, coverage=found.areas()), 300)
    timed("all gaps, L1 to L14", lambda copy: gaps(copy), 200, before=lambda: fresh(snapshot))
    recruits = timed("possible recruitments", lambda: possible_acts(found, kinds=["recruit"]))
    timed("best five recruitments, choosing", lambda: best_acts(found, recruits), 10)
    acts = timed("possible acts of all kinds", lambda: possible_acts(found))
    timed("best five acts of all kinds, choosing", lambda: best_acts(found, acts), 10)
    timed("who should meet", lambda: missing_ties(snapshot.graph))


def whole_land() -> None:
    """All 421 municipalities with 10,000 people."""
    places = made_up_places(421)
    snapshot = land(10_000, places, requests=3_000, history=60_000)
    print("The Land: 421 municipalities, 10,000 nodes, 3,000 open and 60,000 past requests")
    # As a web worker does after loading: the collector need not walk 63,000 records again and again.
    gc.collect()
    gc.freeze()
    timed("graph from records", lambda: replace(snapshot).graph)
    timed("layout of all nodes", lambda: layout(snapshot.graph, places), 10, times=15)
    timed("losses of all nodes", lambda: losses(snapshot.graph), 50)
    timed("map as SVG", lambda: picture(snapshot.graph, places), 300)
    timed("all gaps, L1 to L14", lambda copy: gaps(copy), 200, before=lambda: fresh(snapshot))
    found = timed("coverage from records", lambda: coverage(snapshot))
    timed("coverage counts of all cells", lambda: replace(found).count, 5, times=7)
    timed("sole-cover loss of everybody", found.sole_cover_losses)
    recruits = timed("possible recruitments", lambda: possible_acts(found, kinds=["recruit"]), times=1)
    timed("best five recruitments", lambda: best_acts(found, recruits))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  peak memory of the process: {peak:.0f} MB   limit 300: {'kept' if peak <= 300 else 'NOT KEPT'}")


if __name__ == "__main__":
    region()
    whole_land()
