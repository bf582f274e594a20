"""One change on a solved problem: somebody asks, somebody leaves; who would move?

The admissible pairs of everybody else stay as they are, so only the pairs of the one
who comes are judged and the optimum is found and proved again on the table. Nothing is
decided here: the answer says what the new best would be and which pairs it would move.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matching.assignment import Assignment
from matching.certificate import NOBODY, chosen_values
from matching.columns import Ints, request_columns
from matching.exact import best_assignment
from matching.pair_table import PairTable
from matching.pairs import Pairs
from matching.people import ImpossibleError, Request
from matching.rules import broken_rules
from matching.value import value


@dataclass(frozen=True, slots=True)
class Move:
    """A request whose candidate changes; None means unserved."""

    request_id: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """The new optimum: its value, what it gains or loses, and who moves."""

    value: int
    gain: int
    moves: tuple[Move, ...]


def arrive(solved: Assignment, request: Request) -> Change:
    """The new optimum when this request joins; its id must be new.

    >>> from matching import Candidate, Problem, assign
    >>> there = {"lat": 50.1, "lon": 8.7}
    >>> helper = Candidate(id="v1", modes={"lotse"}, languages={"ti": 7}, **there)
    >>> solved = assign(Problem(candidates=[helper], requests=[]))
    >>> arrive(solved, Request(id="r1", mode="lotse", languages={"ti": 7}, **there)).moves
    (Move(request_id='r1', before=None, after='v1'),)
    """
    problem, table = solved.problem, solved.table
    if request.id in problem.request_row:
        raise ImpossibleError("id", f"the request {request.id!r} is already part of the problem")
    asked = request_columns([request], problem.people, settings=problem.settings, today=problem.today)
    everyone = Pairs(problem.people, asked, slice(None), slice(0, 1))
    c = np.flatnonzero(~broken_rules(everyone, problem.settings).any(axis=0) & (problem.places > 0))
    wider = PairTable(
        np.concatenate([table.r, np.full(len(c), table.request_count)]),
        np.concatenate([table.c, c]),
        np.concatenate([table.value, value(everyone.only(c), problem.settings)]),
        table.request_count + 1,
        table.candidate_count,
    )
    names = [*(r.id for r in problem.requests), request.id]
    return _change(solved, wider, problem.places, names)


def leave(solved: Assignment, candidate_id: str) -> Change:
    """The new optimum when this candidate takes no request any more; KeyError for an unknown id.

    >>> from matching import Candidate, Problem, assign
    >>> there = {"lat": 50.1, "lon": 8.7}
    >>> helper = Candidate(id="v1", modes={"lotse"}, languages={"ti": 7}, **there)
    >>> asked = Request(id="r1", mode="lotse", languages={"ti": 7}, **there)
    >>> leave(assign(Problem(candidates=[helper], requests=[asked])), "v1").moves
    (Move(request_id='r1', before='v1', after=None),)
    """
    problem = solved.problem
    gone = problem.candidate_row[candidate_id]
    if any(candidate == candidate_id for _, candidate in problem.pinned):
        raise ImpossibleError("pinned", f"{candidate_id!r} is pinned; take the pin away first")
    table = solved.table.only(np.flatnonzero(solved.table.c != gone))
    return _change(solved, table, problem.places, [request.id for request in problem.requests])


def _change(solved: Assignment, table: PairTable, places: Ints, names: list[str]) -> Change:
    """Solve the new table and compare."""
    chosen, _ = best_assignment(table, places)
    before = np.full(table.request_count, NOBODY, dtype=np.int64)
    before[: len(solved.chosen)] = solved.chosen
    ids = solved.problem.people.ids
    moves = [
        Move(names[row], *(None if at == NOBODY else ids[at] for at in (int(before[row]), int(chosen[row]))))
        for row in np.flatnonzero(before != chosen).tolist()
    ]
    gain = int(chosen_values(table, chosen).sum() - chosen_values(solved.table, solved.chosen).sum())
    return Change(solved.value + gain, gain, tuple(sorted(moves, key=lambda move: move.request_id)))
