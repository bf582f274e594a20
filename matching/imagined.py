"""Requests and volunteers like earlier ones: what came together once need not come together again.

Last year's only Tigrinya request came from Hanau, for mornings; next year's may come from
Gelnhausen, for evenings. So a person of a future is put together anew from four earlier
ones: who it is (languages, community), where, what for (task, times, urgency) and what is
wished of the other's gender. A small region's one year says more about what may come that
way, and the same few people do not return in every future.

Nearly every rule asks one part of a request and one part of a volunteer. So the parts are
judged against each other once, and a hundred futures only look up what was found.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matching.columns import Bools, Ints
from matching.pairs import Pairs
from matching.people import Candidate, Request
from matching.problem import Problem
from matching.rules import RULE_BY_CODE

Levels = NDArray[np.uint8]
PARTS = WHO, WHERE, WHAT, WISH = range(4)

# The rules by the part of the request and the part of the volunteer that they ask. The common
# language asks three (who, who and what for) and is judged by its level; absences are no part
# of a future, which asks on which day somebody is there.
ASKED: Final = {
    (WHO, WHO): ("not_released", "capacity.full", "community.own", "pair.failed_before"),
    (WHERE, WHERE): ("radius",),
    (WHAT, WHAT): ("need.referral_only", "minors.clearance", "need.excluded", "time.none"),
    (WHAT, WHO): ("mode", "german.too_low"),
    (WISH, WISH): ("gender.must", "gender.not_accepted"),
}
BY_LEVEL: Final = ("language.none", "level.too_low")
BY_DAY: Final = ("absence",)
BLOCK: Final = 256  # requests judged at once, to bound memory


@dataclass(frozen=True, slots=True)
class Past:
    """An earlier time of the same region: who asked, which volunteers joined, in how many days."""

    requests: Sequence[Request] = ()
    joiners: Sequence[Candidate] = ()
    days: int = 365


def with_past(problem: Problem, past: Past) -> Problem:
    """The problem with its past beside it: ``earlier`` stands before the ids of who asked and who joined then."""
    asks = [replace(r, id=f"earlier {r.id}", starts_on=None) for r in past.requests]
    joiners = [replace(c, id=f"earlier {c.id}", absent=()) for c in past.joiners]
    return replace(problem, candidates=[*problem.candidates, *joiners], requests=[*problem.requests, *asks], pinned=())


@dataclass(frozen=True, slots=True)
class Parts:
    """What each part of a request and each part of a volunteer say about each other: requests by volunteers.

    ``level`` is the common level of who asks and who offers, 0 where they cannot meet at all,
    ``needed`` the level that a task needs, ``fits`` the other rules by the parts that they ask.
    """

    needed: Levels
    level: Levels
    fits: Mapping[tuple[int, int], Bools]

    def of(self, people: Ints) -> Parts:
        """The same for volunteers put together from others: row of a volunteer, by part and new volunteer."""
        fits = {asked: table.take(people[asked[1]], axis=1) for asked, table in self.fits.items()}
        return Parts(self.needed, self.level.take(people[WHO], axis=1), fits)

    def admit(self, asks: Ints) -> Bools:
        """Which volunteers break no rule for requests put together from others: row by part and new request."""
        found: Bools = self.level.take(asks[WHO], axis=0) >= self.needed[asks[WHAT], np.newaxis]
        for (part, _), table in self.fits.items():
            found &= table.take(asks[part], axis=0)
        return found


def parts(problem: Problem) -> Parts:
    """Judge all requests and volunteers of a problem against each other, rule by rule."""
    size = len(problem.requests), len(problem.candidates)
    level = np.zeros(size, dtype=np.uint8)
    fits = {asked: np.zeros(size, dtype=bool) for asked in ASKED}
    for begin in range(0, size[0], BLOCK):
        rows = np.arange(begin, min(begin + BLOCK, size[0]))
        grid = problem.pairs(np.arange(size[1])[np.newaxis, :], rows[:, np.newaxis])
        level[rows] = grid.shared_level()
        for asked, codes in ASKED.items():
            fits[asked][rows] = _kept(grid, problem, codes)
    level[~fits.pop((WHO, WHO))] = 0
    for request_id, candidate_id in problem.forbidden:
        level[problem.request_row[request_id], problem.candidate_row[candidate_id]] = 0
    needed = np.maximum(problem.asks.min_level, np.uint8(1))
    return Parts(needed, level, {asked: table for asked, table in fits.items() if not table.all()})


def _kept(grid: Pairs, problem: Problem, codes: tuple[str, ...]) -> Bools:
    """Where none of these rules is broken."""
    kept = np.ones(grid.shape, dtype=bool)
    for code in codes:
        kept &= ~RULE_BY_CODE[code].breaks(grid, problem.settings)
    return kept
