"""Let the matching solve a region, and write down what it found."""

import time
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from lotsen.extensions import db
from lotsen.matching_runs.inputs import Inputs, as_key, digest, inputs, settings
from lotsen.matching_runs.models import MatchingRun, MatchingRunLine
from matching import Assignment, Pool, Problem, Settings, assign
from matching.admissible import admissible_pairs
from matching.certificate import NOBODY
from matching.policy import Day, first_come

#: What other places of the scale would give is worked out beside, where that is quick.
COMPARED = (0, 25, 50, 75, 100)
QUICK_PAIRS = 400_000


@dataclass(frozen=True)
class Solved:
    """The optimum of a region, beside other places of the scale and beside going by hand."""

    given: Inputs
    best: Assignment
    choices: list[dict[str, int]]
    by_hand_count: int
    took_ms: int


def solve(scale: int) -> Solved:
    """Read the region, solve it, and compare."""
    started = time.perf_counter()
    given = inputs(scale=scale)
    best = assign(given.problem)
    took = round((time.perf_counter() - started) * 1000)
    return Solved(given, best, _choices(given.problem, scale, best), by_hand(given.problem), took)


def by_hand(problem: Problem) -> int:
    """How many would be served if each request in the order of waiting took the best who is free then."""
    table = admissible_pairs(problem)
    nothing = np.zeros(len(table.c), dtype=np.int64)
    day = Day(
        number=0,
        table=table,
        distance=nothing,
        places=problem.places,
        arrived=np.array(_in_order_of_waiting(problem), dtype=np.int64),
    )
    return int((first_come(day) != NOBODY).sum()) + len(problem.pinned)


@dataclass(frozen=True)
class Effect:
    """What other weights would change today: how many are served before and after, and who gets somebody else."""

    request_count: int
    served_before: int
    served_after: int
    moved_count: int


def effect(before: Settings, after: Settings) -> Effect:
    """Solve the region of today by both; nothing is written down."""
    problem = inputs(scale=round(before.service_against_fit * 100)).problem
    old, new = (assign(replace(problem, settings=one)) for one in (before, after))
    moved = sum(new.pairs.get(one.id) != old.pairs.get(one.id) for one in problem.requests)
    return Effect(len(problem.requests), len(old.assignments), len(new.assignments), moved)


def store(run: MatchingRun, solved: Solved) -> None:
    """Write the result into a run, in the running transaction."""
    problem, best = solved.given.problem, solved.best
    run.status, run.took_ms = "entwurf", solved.took_ms
    run.request_count, run.candidate_count = len(problem.requests), len(problem.candidates)
    run.hidden_count, run.served_count = solved.given.hidden_count, len(best.assignments)
    run.value, run.is_optimal = best.value, best.optimal
    run.by_hand_count, run.choices = solved.by_hand_count, solved.choices
    run.input_digest, run.weights = digest(problem), dict(problem.settings.weights)
    db.session.flush()
    pool = Pool(problem.candidates)
    for request in problem.requests:
        ranking = pool.rank(request, settings=problem.settings, top=0, today=problem.today)
        line = MatchingRunLine(
            matching_run_id=run.id,
            help_request_id=as_key(request.id),
            possible_count=ranking.possible_count,
            reasons=[],
        )
        if request.id in best.pairs:
            _fill(line, best, request.id)
        else:
            line.refusals = best.unserved_reasons(request.id)
        db.session.add(line)


def _fill(line: MatchingRunLine, best: Assignment, request_id: str) -> None:
    pair = next(one for one in best.assignments if one.request_id == request_id)
    line.volunteer_id, line.is_fixed = as_key(pair.candidate_id), pair.is_pinned
    line.value, line.fit = pair.value, pair.fit
    line.reasons = [
        {"code": reason.code, "facts": dict(reason.facts), "points": reason.points}
        for reason in best.reasons(request_id)
    ]


def _choices(problem: Problem, scale: int, best: Assignment) -> list[dict[str, int]]:
    """Served people and mean fit at every place of the scale; only this one where that would take long."""
    found = []
    for other in COMPARED:
        if other == scale:
            answer = best
        elif len(problem.requests) * len(problem.candidates) <= QUICK_PAIRS:
            answer = assign(_rescaled(problem, other))
        else:
            continue
        fits = [pair.fit for pair in answer.assignments]
        found.append({"scale": other, "served": len(fits), "fit": round(sum(fits) / len(fits)) if fits else 0})
    return found


def _rescaled(problem: Problem, scale: int) -> Problem:
    return replace(problem, settings=settings(scale))


def _in_order_of_waiting(problem: Problem) -> list[int]:
    """Rows of the requests that no pin settles, the longest waiting first."""
    settled = {request for request, _ in problem.pinned}

    def waiting(row: int) -> tuple[Any, ...]:
        request = problem.requests[row]
        return (request.opened_on is None, request.opened_on, request.id)

    open_rows = [row for row, request in enumerate(problem.requests) if request.id not in settled]
    return sorted(open_rows, key=waiting)
