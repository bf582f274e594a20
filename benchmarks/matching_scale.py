"""How long the exact optimum, one ranking and the recruiting profiles take, and how much memory.

Run ``python -m benchmarks.matching_scale [SIZES…]``. Each size runs in a process of its
own, so that the peak memory is that size's. Times include laying out the columns and
building the admissible pairs from the raw records; making up the people is not timed.
"""

from __future__ import annotations

import os
import subprocess
import sys
from statistics import median, quantiles
from time import perf_counter

from benchmarks.matching_peer_methods import peak_gb
from benchmarks.matching_people import Region, made_up
from matching import Pool, Problem, Settings, arrive, assign, leave, recruit

SIZES = ("1000", "3000", "10000", "30000", "100000")


def exact(size: int) -> None:
    """One optimum, with its certificate, and the top 10 of a hundred requests."""
    made = made_up(size, size)
    candidates, requests = list(made.candidates), list(made.requests)
    begin = perf_counter()
    answer = assign(Problem(candidates=candidates, requests=requests, today=made.today))
    seconds = perf_counter() - begin
    print(
        f"{size:>7} × {size}: {len(answer.admissible):>9} pairs, {seconds:7.3f} s, {peak_gb():.2f} GB, served "
        f"{100 * len(answer.assignments) / size:.1f} %, value {answer.value}, proved {answer.optimal}",
        flush=True,
    )
    pool, times = Pool(candidates), []
    for request in requests[:200]:
        begin = perf_counter()
        pool.rank(request, top=10)
        times.append(1000 * (perf_counter() - begin))
    print(f"{'':>10} top 10 with reasons: median {median(times):.2f} ms, p95 {quantiles(times, n=20)[-1]:.2f} ms")


def profiles() -> None:
    """Every place × language × need of a region of 1,000."""
    problem, region = made_up(1000, 1000), Region(seed=1)
    places = {f"m{i}": place for i, place in enumerate(region.places)}
    begin = perf_counter()
    found = recruit(problem, places=places, top=100_000, verify=False)
    seconds = perf_counter() - begin
    shown = recruit(problem, places=places, top=20)
    same = sum(profile.verified == profile.adds for profile in shown)
    print(f"recruit, 1,000 × {len(places)} places: {len(found)} helpful profiles, {seconds:.2f} s; "
          f"{same} of {len(shown)} equal to solving again")  # fmt: skip


def one_change() -> None:
    """A request arrives, a volunteer leaves: the new optimum of a solved region of 2,000."""
    solved = assign(made_up(2000, 2000))
    region, times = Region(seed=7), []
    for number in range(40):
        begin = perf_counter()
        if number % 2:
            arrive(solved, region.request(f"new{number}"))
        else:
            leave(solved, solved.problem.candidates[number].id)
        times.append(1000 * (perf_counter() - begin))
    print(f"one change on 2,000 × 2,000: median {median(times):.1f} ms, p95 {quantiles(times, n=20)[-1]:.1f} ms")


def main(sizes: list[str]) -> None:
    """Each size by itself, then the profiles and the changes. The hard cases are in ``matching_hard``."""
    for size in sizes:
        subprocess.run([sys.executable, "-m", "benchmarks.matching_scale", "--one", size], check=True)
    profiles()
    one_change()
    print(f"scale {Settings().service_against_fit}, threads {os.cpu_count()}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        exact(int(sys.argv[2]))
    else:
        main(sys.argv[1:] or list(SIZES))
