"""Ten made-up years in one Kreis: what each policy serves, beside by hand and hindsight.

Run ``python -m benchmarks.matching_policies [YEARS [FIRST [SUPPLY…]]]``. Each year draws new people;
what may come is learned from another drawn year, never from the one that is lived. A
year in which looking ahead serves fewer than by hand is named, not hidden.
"""

from __future__ import annotations

import os
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from statistics import mean, stdev
from time import process_time

import numpy as np
from numpy.typing import NDArray

from benchmarks.matching_people import Region
from matching import Candidate, Problem, Request
from matching.imagined import Past
from matching.policy import LOOKS_AHEAD, POLICIES
from matching.simulation import World, Year

HELD_OUT = 200  # the first drawn year of the report; policies were tuned on 100 to 123
JUDGED, CLAIMED = "priced", 0.5
PROCESSES = 2  # years at once; each year is drawn and lived by dice of its own, so that nothing else changes
Points = NDArray[np.float64]
START = date(2026, 1, 1)
ARRIVALS = 520
SUPPLY = {"scarce": 260, "balanced": 400, "ample": 620}


def drawn_year(number: int, supply: int) -> tuple[Problem, Past]:
    """One year's people, and another year of the same Kreis: who asked, who joined."""
    region = Region(seed=number, places=24, height=0.35, width=0.5)
    dice = region.dice

    def request(name: str) -> Request:
        return replace(region.request(name), opened_on=START + timedelta(days=dice.randrange(365)))

    def candidate(name: str) -> Candidate:
        joins = START + timedelta(days=dice.randrange(-180, 330))
        before = ((START - timedelta(days=400), joins - timedelta(days=1)),) if joins > START else ()
        return replace(region.candidate(name), capacity=1, absent=before)

    people = [candidate(f"v{i}") for i in range(supply)]
    asks = [request(f"r{i}") for i in range(ARRIVALS)]
    earlier = [candidate(f"w{i}") for i in range(supply)]
    past = Past([request(f"h{i}") for i in range(ARRIVALS)], [c for c in earlier if c.absent], days=365)
    return Problem(candidates=people, requests=asks), past


def line(name: str, years: list[Year]) -> str:
    """Mean and spread of one policy over all years."""
    served, waits = [100 * y.served for y in years], [y.mean_wait_days for y in years]
    rare = [100 * y.served_rare for y in years if y.served_rare is not None]
    spread = stdev(served) if len(served) > 1 else 0.0
    return (
        f"  {name:13} served {mean(served):5.1f} % ± {spread:4.1f}   wait {mean(waits):4.1f} days   "
        f"rare {mean(rare):5.1f} %   fit {mean(y.fit_sum for y in years):9.0f}   "
        f"load spread {mean(y.load_spread for y in years):.2f}"
    )


def main(years: int, first: int, supplies: list[str]) -> int:
    """Print every supply with all policies, and how far the priced ones come; status 1 if not far enough."""
    gone_all, way_all, waits_longer = np.zeros(years), np.zeros(years), False
    processes = ProcessPoolExecutor(PROCESSES)
    living = {s: [processes.submit(one_year, s, n) for n in range(first, first + years)] for s in supplies}
    for supply in supplies:
        results = lived(supply, [year.result() for year in living[supply]])
        hand = results["first-come"]
        way = gained(results["hindsight"], hand)
        print(f"  from first come, best score to hindsight: {way.mean():.2f} points of served share")
        for name in sorted(LOOKS_AHEAD):
            gone = gained(results[name], hand)
            print(f"  {name} goes {gone.mean():.2f} of them, {covered(gone, way)} {verdict(gone, way)}; "
                  f"{lost(results[name], hand, first)}", flush=True)  # fmt: skip
        gone_all += gained(results[JUDGED], hand)
        way_all += way
        waits_longer |= mean_wait(results[JUDGED]) > mean_wait(hand)
    print(f"{', '.join(supplies)} together: {JUDGED} covers {covered(gone_all, way_all)} {verdict(gone_all, way_all)}, "
          f"waits {'LONGER than' if waits_longer else 'no longer than'} by hand")  # fmt: skip
    return int(waits_longer or gone_all.sum() < CLAIMED * way_all.sum())


def lived(supply: str, found: list[tuple[dict[str, Year], float]]) -> dict[str, list[Year]]:
    """The years of one supply by policy, printed."""
    print(f"{supply}: {SUPPLY[supply]} volunteers, {ARRIVALS} requests, {len(found)} years, "
          f"processor {sum(seconds for _, seconds in found):.0f} s")  # fmt: skip
    results = {name: [year[name] for year, _ in found] for name in found[0][0]}
    for name, years in results.items():
        print(line(name, years))
    return results


def one_year(supply: str, number: int) -> tuple[dict[str, Year], float]:
    """One drawn year under every policy and by hindsight, and the seconds of the processor."""
    begin = process_time()
    problem, past = drawn_year(number, SUPPLY[supply])
    world = World(problem, past=past, seed=number)
    results = {policy: world.run(policy) for policy in POLICIES} | {"hindsight": world.hindsight()}
    return results, process_time() - begin


def gained(some: list[Year], hand: list[Year]) -> Points:
    """Points of served share above going by hand, year by year."""
    return np.array([100 * (s.served - h.served) for s, h in zip(some, hand, strict=True)])


def mean_wait(years: list[Year]) -> float:
    """Days, in the mean of the years."""
    return mean(year.mean_wait_days for year in years)


def covered(gone: Points, way: Points) -> str:
    """The share of the way over all years, with the standard error of that ratio between years."""
    share = gone.sum() / way.sum()
    error = np.std(gone - share * way, ddof=1) / np.sqrt(len(way)) / way.mean() if len(way) > 1 else np.nan
    return f"{100 * share:.0f} % of the way (standard error {100 * error:.1f})"


def verdict(gone: Points, way: Points) -> str:
    """What became of the claim."""
    return f"(claimed {100 * CLAIMED:.0f} %: {'kept' if gone.sum() >= CLAIMED * way.sum() else 'NOT KEPT'})"


def lost(priced: list[Year], hand: list[Year], first: int) -> str:
    """The years in which looking ahead served fewer than by hand, or let people wait longer."""
    both = list(enumerate(zip(priced, hand, strict=True), first))
    fewer = [n for n, (p, h) in both if p.served < h.served]
    later = [n for n, (p, h) in both if p.mean_wait_days > h.mean_wait_days]
    return f"years that served fewer than by hand: {fewer or 'none'}, that waited longer: {later or 'none'}"


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    asked = [int(word) for word in sys.argv[1:3]]
    raise SystemExit(main(*asked, *(10, HELD_OUT)[len(asked) :], sys.argv[3:] or list(SUPPLY)))
