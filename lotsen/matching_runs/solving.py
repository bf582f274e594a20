"""Let the matching solve a region, and write down what it found."""

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from sqlalchemy import select

from lotsen.extensions import db
from lotsen.help_requests.models import SEARCHING, HelpRequest
from lotsen.matching_runs.inputs import digest, inputs, settings
from lotsen.matching_runs.models import SCALES, MatchingRun, MatchingRunLine
from lotsen.volunteers.models import Volunteer
from matching import Assignment, Pool, Problem, Settings, assign
from matching.admissible import admissible_pairs
from matching.assignment import Assigned
from matching.certificate import NOBODY
from matching.policy import Day, first_come

QUICK_PAIRS = 400_000  # up to here the run says as well what other places of the scale would give
#: How far a run is, in per cent, when the region is read, solved, compared; the rest is told request by request.
READ, SOLVED, COMPARED = 5, 25, 40
Watch = Callable[[int], None]


@dataclass(frozen=True)
class Solved:
    """The optimum of a region, ready to be written: nothing is left to compute while others wait for the lock."""

    facts: dict[str, Any]  # columns of the run
    lines: list[dict[str, Any]]  # columns of its lines


def _unwatched(_percent: int) -> None:
    """Nobody waits to be told how far it is."""


def solve(scale: int, *, watch: Watch = _unwatched) -> Solved:
    """Read the region, solve it, and compare with other places of the scale and with going by hand.

    ``watch`` is told how far it is, in per cent; what it raises ends the work.
    """
    started = time.perf_counter()
    given = inputs(scale=scale)
    watch(READ)
    problem, best = given.problem, assign(given.problem)
    watch(SOLVED)
    took = round((time.perf_counter() - started) * 1000)
    facts = {
        "took_ms": took,
        "candidate_count": len(problem.candidates),
        "hidden_count": given.hidden_count,
        "value": best.value,
        "is_optimal": best.optimal,
        "by_hand_count": by_hand(problem),
        "choices": _choices(problem, scale, best),
        "input_digest": digest(problem),
        "weights": dict(problem.settings.weights),
    }
    watch(COMPARED)
    held_back = [{"help_request_id": key, **_without(), "refusals": {code: 1}} for key, code in given.held_back.items()]
    return Solved(facts, _lines(problem, best, watch) + held_back)


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
    """Write the result into a run, in the running transaction, with what changed while it was computed.

    A request or a volunteer who is gone has no line. A line whose request found somebody meanwhile, or whose
    volunteer paused, is there and says that it no longer holds.
    """
    db.session.add(run)
    asked, offered = _states(HelpRequest), _states(Volunteer)
    lines = [
        line
        for line in solved.lines
        if line["help_request_id"] in asked and (line["volunteer_id"] is None or line["volunteer_id"] in offered)
    ]
    for name, value in solved.facts.items():
        setattr(run, name, value)
    run.status, run.request_count = "entwurf", len(lines)
    run.served_count = sum(line["volunteer_id"] is not None for line in lines)
    db.session.flush()
    for line in lines:
        volunteer = line["volunteer_id"]
        holds = volunteer is None or (
            asked[line["help_request_id"]] in SEARCHING and offered[volunteer] == "freigegeben"
        )
        db.session.add(MatchingRunLine(matching_run_id=run.id, outcome=None if holds else "ueberholt", **line))


def _states(row_class: type[HelpRequest] | type[Volunteer]) -> dict[uuid.UUID, str]:
    """The state of every request, or of every volunteer, of the region at this moment."""
    return {row.id: row.status for row in db.session.execute(select(row_class.id, row_class.status))}


def _lines(problem: Problem, best: Assignment, watch: Watch) -> list[dict[str, Any]]:
    """What the run says of each request: whom it would get and why, or what keeps everybody away."""
    pool = Pool(problem.candidates)
    pairs = {pair.request_id: pair for pair in best.assignments}
    lines = []
    for number, request in enumerate(problem.requests):
        watch(COMPARED + (100 - COMPARED) * number // len(problem.requests))
        ranking = pool.rank(request, settings=problem.settings, top=0, today=problem.today)
        pair = pairs.get(request.id)
        found = _nobody(best, request.id) if pair is None else _somebody(best, pair)
        lines.append({"help_request_id": uuid.UUID(request.id), "possible_count": ranking.possible_count} | found)
    return lines


def _nobody(best: Assignment, request_id: str) -> dict[str, Any]:
    return _without() | {"refusals": best.unserved_reasons(request_id)}


def _without() -> dict[str, Any]:
    return {"volunteer_id": None, "reasons": []}


def _somebody(best: Assignment, pair: Assigned) -> dict[str, Any]:
    reasons = [
        {"code": reason.code, "facts": dict(reason.facts), "points": reason.points}
        for reason in best.reasons(pair.request_id)
    ]
    return {
        "volunteer_id": uuid.UUID(pair.candidate_id),
        "is_fixed": pair.is_pinned,
        "value": pair.value,
        "fit": pair.fit,
        "reasons": reasons,
    }


def _choices(problem: Problem, scale: int, best: Assignment) -> list[dict[str, int]]:
    """Served people and mean fit at every place of the scale; only this one where that would take long."""
    found = []
    for other in SCALES:
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
