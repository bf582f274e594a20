"""Ten made-up years in one Kreis: what each policy serves, beside by hand and hindsight.

Run ``python -m benchmarks.matching_policies [YEARS [FIRST [SUPPLY…]]]``. Each year draws new people;
what may come is learned from another drawn year, never from the one that is lived. A
year in which looking ahead serves fewer than by hand is named, not hidden.
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from datetime import date, timedelta
from statistics import mean, stdev
from time import process_time

from benchmarks.matching_people import Region
from matching import Candidate, Problem, Request
from matching.imagined import Past
from matching.policy import LOOKS_AHEAD, POLICIES
from matching.simulation import World, Year

HELD_OUT = 200  # the first drawn year of the report; policies were tuned on 100 to 123
JUDGED, CLAIMED = "priced", 0.5
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
    gone_all = way_all = 0.0
    for supply in supplies:
        results = lived(supply, years, first)
        hand = results["first-come"]
        way = gained(results["hindsight"], hand)
        print(f"  from first come, best score to hindsight: {way:.2f} points of served share")
        for name in sorted(LOOKS_AHEAD):
            gone = gained(results[name], hand)
            print(f"  {name} goes {gone:.2f} of them, {100 * gone / way:.0f} % of the way {verdict(gone, way)}; "
                  f"{lost(results[name], hand)}", flush=True)  # fmt: skip
        gone_all += gained(results[JUDGED], hand)
        way_all += way
    print(f"{', '.join(supplies)} together: {JUDGED} covers {100 * gone_all / way_all:.0f} % of the way "
          f"{verdict(gone_all, way_all)}")  # fmt: skip
    return 0 if gone_all >= CLAIMED * way_all else 1


def lived(supply: str, years: int, first: int) -> dict[str, list[Year]]:
    """The years of one supply under every policy, printed."""
    begin = process_time()
    results: dict[str, list[Year]] = {}
    for number in range(first, first + years):
        problem, past = drawn_year(number, SUPPLY[supply])
        world = World(problem, past=past, seed=number)
        for policy in POLICIES:
            results.setdefault(policy, []).append(world.run(policy))
        results.setdefault("hindsight", []).append(world.hindsight())
    seconds = process_time() - begin
    print(f"{supply}: {SUPPLY[supply]} volunteers, {ARRIVALS} requests, {years} years, processor {seconds:.0f} s")
    for name, found in results.items():
        print(line(name, found))
    return results


def gained(some: list[Year], hand: list[Year]) -> float:
    """Points of served share above going by hand, in the mean of the years."""
    return 100 * mean(s.served - h.served for s, h in zip(some, hand, strict=True))


def verdict(gone: float, way: float) -> str:
    """What became of the claim."""
    return f"(claimed {100 * CLAIMED:.0f} %: {'kept' if gone >= CLAIMED * way else 'NOT KEPT'})"


def lost(priced: list[Year], hand: list[Year]) -> str:
    """The years in which looking ahead served fewer than by hand, or let people wait longer."""
    fewer = [n for n, (p, h) in enumerate(zip(priced, hand, strict=True)) if p.served < h.served]
    later = [n for n, (p, h) in enumerate(zip(priced, hand, strict=True)) if p.mean_wait_days > h.mean_wait_days]
    return f"years that served fewer than by hand: {fewer or 'none'}, that waited longer: {later or 'none'}"


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    asked = [int(word) for word in sys.argv[1:3]]
    raise SystemExit(main(*asked, *(10, HELD_OUT)[len(asked) :], sys.argv[3:] or list(SUPPLY)))
