"""Ten made-up years in one Kreis: what each policy serves, beside by hand and hindsight.

Run ``python -m benchmarks.matching_policies [YEARS]``. Each year draws new people; the
prices are learned from another drawn year, never from the one that is lived. A year in
which the priced policy serves fewer than by hand is printed like any other.
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from datetime import date, timedelta
from statistics import mean, stdev

from benchmarks.matching_people import Region
from matching import Candidate, Problem, Request
from matching.policy import POLICIES
from matching.simulation import World, Year

START = date(2026, 1, 1)
ARRIVALS = 520
SUPPLY = {"scarce": 260, "balanced": 400, "ample": 620}


def drawn_year(number: int, supply: int) -> tuple[Problem, list[Request]]:
    """One year's people, and another year's requests of the same Kreis as history."""
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
    return Problem(candidates=people, requests=asks), [request(f"h{i}") for i in range(ARRIVALS)]


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


def main(years: int) -> None:
    """Print every supply with all policies, and how far the priced ones come."""
    for supply, count in SUPPLY.items():
        results: dict[str, list[Year]] = {}
        for number in range(years):
            problem, history = drawn_year(200 + number, count)  # not the years the share was chosen on
            world = World(problem, history=history, seed=number)
            for policy in POLICIES:
                results.setdefault(policy, []).append(world.run(policy))
            results.setdefault("hindsight", []).append(world.hindsight())
        print(f"{supply}: {count} volunteers, {ARRIVALS} requests, {years} years")
        for name, found in results.items():
            print(line(name, found))
        hand, priced, best = (results[name] for name in ("first-come", "priced", "hindsight"))
        way = sum(b.served - h.served for b, h in zip(best, hand, strict=True))
        gone = sum(p.served - h.served for p, h in zip(priced, hand, strict=True))
        lost = [n for n, (p, h) in enumerate(zip(priced, hand, strict=True)) if p.served < h.served]
        print(f"  priced covers {100 * gone / way:.0f} % of the way to hindsight; years lost: {lost}")


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10)
