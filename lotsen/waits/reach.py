"""Who could have helped whom: requests beside volunteers, judged by the rules of the matching itself.

What was not written down for a day two years ago stays out of the past (absences, earlier failures), so that a
number of then means the same as a number of today.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt

from matching import Candidate, Pool, Problem, Request, Settings
from matching.admissible import admissible_pairs
from matching.rules import RULES

Bools = npt.NDArray[np.bool_]
#: What holds a request up, in the order in which it is said; every other rule stands between the last two.
_TALK: Final = frozenset({"language.none", "level.too_low", "german.too_low"})
_OFFER: Final = frozenset({"mode"})
_NEAR: Final = frozenset({"radius"})
_FREE: Final = frozenset({"capacity.full", "absence"})
_THERE: Final = frozenset({"not_released"})
_OTHER: Final = frozenset(rule.code for rule in RULES) - _TALK - _OFFER - _NEAR - _FREE - _THERE


@dataclass(frozen=True)
class Supply:
    """A volunteer with the time in which she was there and busy."""

    candidate: Candidate
    from_on: date
    until_on: date | None
    busy: tuple[tuple[date, date | None], ...] = ()

    def is_free(self, day: date) -> bool:
        """Whether she was there and had a place left."""
        if self.from_on > day or (self.until_on is not None and self.until_on <= day):
            return False
        taken = sum(first <= day and (last is None or last > day) for first, last in self.busy)
        return taken < self.candidate.capacity


@dataclass(frozen=True)
class Around:
    """How many volunteers there are for one request, each number part of the one before.

    ``against`` is the rule that keeps most of those who are near away; empty where there is none.
    """

    speaking: int
    offering: int
    near: int
    suiting: int
    free: int
    against: str = ""


def able(requests: Sequence[Request], candidates: Sequence[Candidate], settings: Settings) -> Bools:
    """Requests by volunteers: may she be proposed, if she is there and has a place?"""
    table = np.zeros((len(requests), len(candidates)), dtype=bool)
    there = [replace(one, released=True, capacity=1, active=0, absent=()) for one in candidates]
    problem = Problem(candidates=there, requests=[replace(one, starts_on=None) for one in requests], settings=settings)
    pairs = admissible_pairs(problem)
    rows = np.array([problem.request_row[one.id] for one in requests], dtype=np.int64)
    columns = np.array([problem.candidate_row[one.id] for one in candidates], dtype=np.int64)
    table[np.argsort(rows)[pairs.r], np.argsort(columns)[pairs.c]] = True
    return table


def around(request: Request, pool: Pool, *, settings: Settings, today: date, without: Collection[str] = ()) -> Around:
    """The numbers that say what holds one request up today; ``without`` leaves out who was asked already."""
    refused = pool.rank(request, settings=settings, top=0, today=today).refused

    def pass_by(codes: Collection[str]) -> Bools:
        rows = [row for row, rule in enumerate(RULES) if rule.code in codes]
        return np.asarray(~refused.broken[rows].any(axis=0), dtype=bool)

    there = pass_by(_THERE) & np.array([one not in without for one in refused.ids], dtype=bool)
    steps = list[Bools]()
    for codes in (_TALK, _OFFER, _NEAR, _OTHER, _FREE):
        there = there & pass_by(codes)
        steps.append(there)
    near = steps[2]
    kept_away = {rule.code: int((refused.broken[row] & near).sum()) for row, rule in enumerate(RULES)}
    most = max(sorted(_OTHER), key=lambda code: kept_away[code])
    speaking, offering, nearby, suiting, free = (int(step.sum()) for step in steps)
    return Around(speaking, offering, nearby, suiting, free, against=most if kept_away[most] else "")


@dataclass
class Freedom:
    """Which volunteers were free on a day, remembered by day."""

    supplies: Sequence[Supply]
    _kept: dict[date, Bools] = field(default_factory=dict)

    def on(self, day: date) -> Bools:
        """One truth per volunteer."""
        if day not in self._kept:
            self._kept[day] = np.array([one.is_free(day) for one in self.supplies], dtype=bool)
        return self._kept[day]
