"""Judge any assignment, also one made by hand: its faults, its value, what it leaves lying.

An assignment is given as pairs of ids (request, candidate). Every fault is found, not
only the first. The distance to the optimum is exact; the exchanges name single steps
that would gain: take a free place, take over somebody's place, change places.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from matching.assignment import Assignment, assign
from matching.certificate import NOBODY
from matching.columns import Ints
from matching.pair_table import PairTable, ranges
from matching.problem import PairOfIds, Problem
from matching.reasons import Facts
from matching.value import value


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that must not be: a code of a rule or of the list below, the pair, the facts.

    ``request.unknown``, ``candidate.unknown``, ``request.twice``, ``capacity.exceeded``,
    ``pin.missing``, ``pair.forbidden``; every other code is that of a hard rule.
    """

    code: str
    request_id: str
    candidate_id: str
    facts: Facts


@dataclass(frozen=True, slots=True)
class Exchange:
    """One step that gains: ``move`` to a free place, ``replace`` somebody, ``swap`` with somebody."""

    kind: str
    request_id: str
    candidate_id: str
    other_request_id: str | None
    gain: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What there is to say about an assignment.

    ``loss`` is the distance to the optimum, in points; it is None while there are
    faults, because a value gained by breaking rules compares with nothing.
    """

    faults: tuple[Fault, ...]
    value: int
    optimum: int
    loss: int | None
    exchanges: tuple[Exchange, ...]

    @property
    def is_lawful(self) -> bool:
        """No fault was found."""
        return not self.faults


def check(problem: Problem, pairs: Iterable[PairOfIds], *, most_exchanges: int = 20) -> Verdict:
    """Every fault of an assignment, its value, its distance to the optimum, what would gain.

    >>> from matching import Candidate, Request
    >>> helper = Candidate(id="v1", modes={"lotse"}, lat=50.1, lon=8.7, languages={"ti": 7})
    >>> asked = Request(id="r1", mode="lotse", lat=50.1, lon=8.7, languages={"ar": 7})
    >>> [fault.code for fault in check(Problem(candidates=[helper], requests=[asked]), [("r1", "v1")]).faults]
    ['language.none']
    """
    given = list(pairs)
    known = [(r, c) for r, c in given if r in problem.request_row and c in problem.candidate_row]
    faults = (*_unknown(problem, given), *_counting_faults(problem, known), *_rule_faults(problem, known))
    best = assign(problem)
    total = int(sum(_values(problem, known)))
    lawful = not faults
    return Verdict(
        faults=tuple(faults),
        value=total,
        optimum=best.value,
        loss=best.value - total if lawful else None,
        exchanges=_exchanges(best, known)[:most_exchanges] if lawful else (),
    )


def _unknown(problem: Problem, pairs: Sequence[PairOfIds]) -> Iterable[Fault]:
    """Ids that are not part of the problem."""
    for request_id, candidate_id in pairs:
        if request_id not in problem.request_row:
            yield Fault("request.unknown", request_id, candidate_id, {})
        if candidate_id not in problem.candidate_row:
            yield Fault("candidate.unknown", request_id, candidate_id, {})


def _counting_faults(problem: Problem, pairs: Sequence[PairOfIds]) -> Iterable[Fault]:
    """Requests served twice, people with more requests than places, pins left out."""
    served: defaultdict[str, list[str]] = defaultdict(list)
    used: Counter[str] = Counter()
    for request_id, candidate_id in pairs:
        served[request_id].append(candidate_id)
        used[candidate_id] += 1
    for request_id, candidates in sorted(served.items()):
        if len(candidates) > 1:
            yield Fault("request.twice", request_id, candidates[1], {"candidates": tuple(sorted(candidates))})
    for candidate_id, number in sorted(used.items()):
        free = problem.candidates[problem.candidate_row[candidate_id]].free_places
        if number > free:
            yield Fault("capacity.exceeded", "", candidate_id, {"free": free, "used": number})
    for request_id, candidate_id in sorted(set(problem.pinned) - set(pairs)):
        yield Fault("pin.missing", request_id, candidate_id, {})


def _rule_faults(problem: Problem, pairs: Sequence[PairOfIds]) -> Iterable[Fault]:
    """Broken rules and forbidden pairs; a pin may bend what bends."""
    forbidden, pinned = set(problem.forbidden), set(problem.pinned)
    for pair in pairs:
        for rule in problem.broken(*pair):
            if not (rule.bends and pair in pinned):
                yield Fault(rule.code, *pair, facts=rule.facts(problem.case(*pair)))
        if pair in forbidden:
            yield Fault("pair.forbidden", *pair, facts={})


def _values(problem: Problem, pairs: Sequence[PairOfIds]) -> Sequence[int]:
    """The value of each pair, lawful or not."""
    r = np.array([problem.request_row[request_id] for request_id, _ in pairs], dtype=np.int64)
    c = np.array([problem.candidate_row[candidate_id] for _, candidate_id in pairs], dtype=np.int64)
    found: list[int] = value(problem.pairs(c, r), problem.settings).tolist()
    return found


def _exchanges(best: Assignment, pairs: Sequence[PairOfIds]) -> tuple[Exchange, ...]:
    """Single steps that gain, greatest gain first."""
    problem, table = best.problem, best.table
    pinned = set(problem.pinned)
    chosen = np.full(len(problem.requests), NOBODY, dtype=np.int64)
    for request_id, candidate_id in pairs:
        if (request_id, candidate_id) not in pinned:
            chosen[problem.request_row[request_id]] = problem.candidate_row[candidate_id]
    steps = [*_moves(table, problem.places, chosen), *_take_overs(table, chosen)]
    found = [
        Exchange(kind, problem.requests[r].id, problem.candidates[c].id,
                 None if other == NOBODY else problem.requests[other].id, gain)
        for kind, r, c, other, gain in steps
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda step: (-step.gain, step.request_id, step.candidate_id)))


Step = tuple[str, int, int, int, int]


def _present(table: PairTable, chosen: Ints) -> Ints:
    """What each request has now, in points."""
    has = np.zeros(table.request_count, dtype=np.int64)
    is_chosen = table.c == chosen[table.r]
    has[table.r[is_chosen]] = table.value[is_chosen]
    return has


def _moves(table: PairTable, places: Ints, chosen: Ints) -> Iterable[Step]:
    """A request takes a place that is free."""
    used = np.bincount(chosen[chosen != NOBODY], minlength=table.candidate_count)
    gains = table.value - _present(table, chosen)[table.r]
    for row in np.flatnonzero((gains > 0) & (used < places)[table.c]).tolist():
        yield "move", int(table.r[row]), int(table.c[row]), NOBODY, int(gains[row])


def _take_overs(table: PairTable, chosen: Ints) -> Iterable[Step]:
    """A request takes another's place; the other takes hers, if it can, or goes without."""
    has = _present(table, chosen)
    served = np.flatnonzero(chosen != NOBODY)
    holders = served[np.argsort(chosen[served], kind="stable")]
    starts = np.searchsorted(chosen[holders], np.arange(table.candidate_count + 1))
    lengths = starts[table.c + 1] - starts[table.c]
    row = np.repeat(np.arange(len(table)), lengths)
    other = holders[ranges(starts[table.c], starts[table.c + 1])]
    r, c = table.r[row], table.c[row]
    back = _looked_up(table, other, chosen[r])
    gains = table.value[row] + back - has[r] - has[other]
    for place in np.flatnonzero((gains > 0) & (r != other) & (chosen[r] != c)).tolist():
        kind = "swap" if back[place] else "replace"
        yield kind, int(r[place]), int(c[place]), int(other[place]), int(gains[place])


def _looked_up(table: PairTable, r: Ints, c: Ints) -> Ints:
    """Values of pairs by rows; 0 where the pair is not admissible or nobody is meant."""
    keys = table.r * table.candidate_count + table.c
    wanted = r * table.candidate_count + c
    at = np.minimum(np.searchsorted(keys, wanted), max(len(keys) - 1, 0))
    if not len(keys):
        return np.zeros(len(r), dtype=np.int64)
    return np.where((c != NOBODY) & (keys[at] == wanted), table.value[at], 0)
