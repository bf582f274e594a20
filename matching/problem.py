"""A whole problem: everybody who offers, everybody who asks, and what people have decided.

A problem is data. Preparing it lays out its columns in an order that depends on the ids
alone, so that the order of the input can never change an answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np

from matching.case import Case
from matching.columns import CandidateColumns, Ints, RequestColumns, candidate_columns, request_columns
from matching.pairs import Pairs
from matching.people import Candidate, ImpossibleError, Request
from matching.pool import tie_key
from matching.rules import RULES, Rule
from matching.settings import Settings

PairOfIds = tuple[str, str]  # request, candidate


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Candidates, requests, pins and prohibitions, the settings and the day.

    ``pinned`` pairs (request, candidate) are part of every answer; people may pin a
    pair in spite of a rule that bends, never in spite of one that protects and never
    beyond the free places: who takes one more gets a greater ``capacity`` first.
    ``forbidden`` pairs are part of none. A dangling or contradictory pair is refused.
    """

    candidates: Sequence[Candidate]
    requests: Sequence[Request]
    pinned: Sequence[PairOfIds] = ()
    forbidden: Sequence[PairOfIds] = ()
    settings: Settings = field(default_factory=Settings)
    today: date | None = None

    def __post_init__(self) -> None:
        """Put people in the order of their hashed ids and refuse contradictions."""
        for name in ("candidates", "requests"):
            people = tuple(sorted(getattr(self, name), key=lambda person: (tie_key(person.id), person.id)))
            object.__setattr__(self, name, people)
        for name in ("pinned", "forbidden"):
            object.__setattr__(self, name, tuple(sorted({(r, c) for r, c in getattr(self, name)})))
        self._check_ids()
        self._check_pins()

    def _check_ids(self) -> None:
        """Ids are unique, and pins and prohibitions name people who exist."""
        for name, rows, people in (
            ("candidates", self.candidate_row, self.candidates),
            ("requests", self.request_row, self.requests),
        ):
            if len(rows) != len(people):
                raise ImpossibleError(name, "two of them have the same id")
        for name in ("pinned", "forbidden"):
            for request_id, candidate_id in getattr(self, name):
                if request_id not in self.request_row:
                    raise ImpossibleError(name, f"there is no request {request_id!r}")
                if candidate_id not in self.candidate_row:
                    raise ImpossibleError(name, f"there is no candidate {candidate_id!r}")

    def _check_pins(self) -> None:
        """Pins can all be kept together, and none overrides a rule that protects."""
        if both := sorted(set(self.pinned) & set(self.forbidden)):
            raise ImpossibleError("pinned", f"{both[0]} is forbidden as well")
        asked = [request_id for request_id, _ in self.pinned]
        if len(set(asked)) != len(asked):
            raise ImpossibleError("pinned", "a request is pinned to two candidates")
        if np.any(self.places < 0):
            row = int(np.flatnonzero(self.places < 0)[0])
            raise ImpossibleError("pinned", f"{self.candidates[row].id!r} is pinned more often than places are free")
        for request_id, candidate_id in self.pinned:
            hard = [rule.code for rule in self.broken(request_id, candidate_id) if not rule.bends]
            if hard:
                raise ImpossibleError(
                    "pinned", f"({request_id}, {candidate_id}) breaks {', '.join(hard)}, which no decision bends"
                )

    @cached_property
    def candidate_row(self) -> dict[str, int]:
        """The row of each candidate."""
        return {candidate.id: row for row, candidate in enumerate(self.candidates)}

    @cached_property
    def request_row(self) -> dict[str, int]:
        """The row of each request."""
        return {request.id: row for row, request in enumerate(self.requests)}

    @cached_property
    def people(self) -> CandidateColumns:
        """The candidates as columns."""
        return candidate_columns(self.candidates)

    @cached_property
    def asks(self) -> RequestColumns:
        """The requests as columns."""
        return request_columns(self.requests, self.people, settings=self.settings, today=self.today)

    @cached_property
    def places(self) -> Ints:
        """Free places of each candidate after the pins."""
        places = np.array([c.free_places for c in self.candidates], dtype=np.int64)
        for _, candidate_id in self.pinned:
            places[self.candidate_row[candidate_id]] -= 1
        return places

    def pairs(self, candidates: Ints, requests: Ints) -> Pairs:
        """A list of pairs by rows."""
        return Pairs(self.people, self.asks, candidates, requests)

    def pair(self, request_id: str, candidate_id: str) -> Pairs:
        """One pair by ids."""
        rows = self.candidate_row[candidate_id], self.request_row[request_id]
        return self.pairs(np.array(rows[:1]), np.array(rows[1:]))

    def case(self, request_id: str, candidate_id: str) -> Case:
        """One pair in words."""
        candidate = self.candidates[self.candidate_row[candidate_id]]
        request = self.requests[self.request_row[request_id]]
        return Case(candidate, request, self.settings, self.today)

    def broken(self, request_id: str, candidate_id: str) -> tuple[Rule, ...]:
        """The rules that one pair breaks."""
        pair = self.pair(request_id, candidate_id)
        return tuple(rule for rule in RULES if bool(np.all(rule.breaks(pair, self.settings))))
