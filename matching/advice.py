"""What the policy says today: whom to ask for each open request, and where to wait a little.

The same rule as in the simulated years (``policy.priced``), on the people of one day. A
region with too little of a past to draw futures from gets today's best assignment.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from matching.admissible import admissible_pairs
from matching.certificate import NOBODY
from matching.columns import Ints
from matching.exact import best_assignment
from matching.foresight import HORIZON_DAYS, Foresight, Now, Outlook, there_from, timeless
from matching.imagined import Past
from matching.pair_table import PairTable
from matching.policy import Day, days_to_wait, hold_days, priced
from matching.problem import Problem
from matching.simulation import PATIENCE_DAYS
from matching.value import fit

LITTLE: Final = 40  # earlier requests: futures drawn from fewer would repeat a handful of people


@dataclass(frozen=True, slots=True)
class Advised:
    """One open request: whom to ask, or for ``wait_days`` more days at most rather not yet.

    ``loss`` is the share of imagined futures in which somebody else would go without
    anybody for it, from 0 to 1; 0 where nothing was imagined.
    """

    request_id: str
    candidate_id: str
    fit: int
    loss: float = 0.0
    wait_days: int = 0


@dataclass(frozen=True, slots=True)
class Advice:
    """What is advised today, by request, and whether earlier requests were enough to look ahead."""

    advised: tuple[Advised, ...]
    looks_ahead: bool


def advise(problem: Problem, past: Past, *, seed: int = 0) -> Advice:
    """Whom to ask today, and whom to keep; pinned pairs are always asked.

    >>> from datetime import date
    >>> from matching import Candidate, Request
    >>> there = {"lat": 50.1, "lon": 8.7}
    >>> both = Candidate(id="v1", modes={"lotse"}, languages={"ar": 7, "ti": 7}, **there)
    >>> arabic = Request(id="r1", mode="lotse", languages={"ar": 7}, opened_on=date(2026, 1, 5), **there)
    >>> today = Problem(candidates=[both], requests=[arabic], today=date(2026, 1, 5))
    >>> advise(today, Past()).advised[0].wait_days
    0
    >>> tigrinya = [Request(id=f"old{i}", mode="lotse", languages={"ti": 7}, **there) for i in range(40)]
    >>> joined = [Candidate(id=f"new{i}", modes={"lotse"}, languages={"ar": 7}, **there) for i in range(60)]
    >>> found = advise(today, Past(tigrinya, joined)).advised[0]
    >>> found.candidate_id, found.loss, found.wait_days
    ('v1', 1.0, 45)
    """
    table = admissible_pairs(problem)
    looks_ahead = problem.today is not None and len(past.requests) >= LITTLE
    if not looks_ahead or not len(table):
        chosen, _ = best_assignment(table, problem.places)
        return Advice(_advised(problem, table, chosen), looks_ahead)
    day = _day(problem, table, _outlook(problem, past, table, seed))
    asked, waits = priced(day), days_to_wait(day)
    kept = _kept(day, asked, waits)
    return Advice(_advised(problem, table, np.where(asked == NOBODY, kept, asked), day, waits), looks_ahead)


def _advised(
    problem: Problem, table: PairTable, chosen: Ints, day: Day | None = None, waits: Ints | None = None
) -> tuple[Advised, ...]:
    """The chosen rows and the pins by id, in the order of request ids."""
    loss = day.seen()[0].loss if day else np.zeros(len(table))
    wait = np.zeros(len(table), dtype=np.int64) if waits is None else waits
    rows = np.flatnonzero(table.c == chosen[table.r])
    fits = fit(problem.pairs(table.c[rows], table.r[rows]), problem.settings)
    found = []
    for row, points in zip(rows.tolist(), fits.tolist(), strict=True):
        pair = problem.requests[table.r[row]].id, problem.candidates[table.c[row]].id
        found.append(Advised(*pair, points, float(loss[row]), int(wait[row])))
    found += [Advised(*pair, int(fit(problem.pair(*pair), problem.settings)[0])) for pair in problem.pinned]
    return tuple(sorted(found, key=lambda one: one.request_id))


def _outlook(problem: Problem, past: Past, table: PairTable, seed: int) -> Outlook:
    """Loss and claim of today's pairs; whoever is open now is imagined to wait as long as a new request."""
    assert problem.today is not None
    today = problem.today.toordinal()
    nobody = np.zeros(0, dtype=np.int64)
    is_open = np.ones(len(problem.requests), dtype=bool)
    is_open[[problem.request_row[request_id] for request_id, _ in problem.pinned]] = False
    opened = np.full(len(problem.requests), today)
    ahead = Foresight(timeless(problem), past, opened=opened, patience=PATIENCE_DAYS, seed=seed)
    now = Now(
        day=today, is_open=is_open, places=np.maximum(problem.places, 0), there_from=there_from(problem.people, today),
        arrived=nobody, joined=nobody, elapsed=1, left=HORIZON_DAYS,
    )  # fmt: skip
    return ahead.outlook(now, table.r, table.c)


def _day(problem: Problem, table: PairTable, outlook: Outlook) -> Day:
    """Today as a policy sees it."""
    assert problem.today is not None
    waited = np.array([(problem.today - (r.opened_on or problem.today)).days for r in problem.requests], dtype=np.int64)
    return Day(
        number=0, table=table, distance=np.zeros(len(table), dtype=np.int64), places=problem.places,
        arrived=np.arange(0), outlook=outlook,
        waited=np.maximum(waited, 0)[table.r], hold=hold_days(problem.requests)[table.r],
    )  # fmt: skip


def _kept(day: Day, asked: Ints, waits: Ints) -> Ints:
    """For who is not asked today though somebody is free: the pair that takes least from others."""
    left = day.places.copy()
    np.subtract.at(left, asked[asked != NOBODY], 1)
    rows = np.flatnonzero((asked[day.table.r] == NOBODY) & (waits > 0) & (left[day.table.c] > 0))
    kept = np.full(len(asked), NOBODY, dtype=np.int64)
    for row in rows[np.argsort(waits[rows], kind="stable")].tolist():
        r, c = day.table.r[row], day.table.c[row]
        if kept[r] == NOBODY and left[c]:
            kept[r] = c
            left[c] -= 1
    return kept
