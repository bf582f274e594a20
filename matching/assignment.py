"""The best assignment for all: as many points as the rules, places and pins allow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from matching.admissible import Admissible, admissible
from matching.certificate import NOBODY, Certificate, greatest_prices
from matching.columns import Ints
from matching.exact import best_assignment
from matching.pair_table import PairTable
from matching.pool import Pool
from matching.problem import PairOfIds, Problem
from matching.reasons import Reason
from matching.value import fit, points, reasons

TAKEN = "taken"  # possible, but worth more to somebody else
FORBIDDEN = "pair.forbidden"


@dataclass(frozen=True, slots=True)
class Assigned:
    """One pair of an assignment with its value and fit in points."""

    request_id: str
    candidate_id: str
    value: int
    fit: int
    is_pinned: bool = False


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """The answer to a problem: pairs in the order of request ids, who is unserved, the proof.

    ``value`` is the sum over the pairs. ``optimal`` is True only when the prices prove
    it. Reasons are worked out when they are read.
    """

    problem: Problem = field(repr=False)
    admissible: Admissible = field(repr=False)
    chosen: Ints = field(repr=False)
    certificate: Certificate = field(repr=False)
    assignments: tuple[Assigned, ...]
    unserved: tuple[str, ...]
    value: int
    optimal: bool

    @property
    def table(self) -> PairTable:
        """All admissible pairs as a list."""
        return self.admissible.table

    @cached_property
    def prices(self) -> Mapping[str, int]:
        """Least prices: what one more place of each candidate would add; zeros left out."""
        return _named(self.problem, self.certificate.price)

    @cached_property
    def costs(self) -> Mapping[str, int]:
        """Greatest prices: what the others lose when a place of each candidate is used up."""
        found = self.admissible
        return _named(self.problem, greatest_prices(found.listed, self.problem.places, self.chosen, found.cells))

    def reasons(self, request_id: str) -> tuple[Reason, ...]:
        """Why this request got its candidate; KeyError when it is unserved."""
        candidate_id = self.pairs[request_id]
        earned = points(self.problem.pair(request_id, candidate_id), self.problem.settings)
        return reasons(self.problem.case(request_id, candidate_id), tuple(int(part[0]) for part in earned))

    @cached_property
    def pairs(self) -> dict[str, str]:
        """Candidate by request."""
        return {pair.request_id: pair.candidate_id for pair in self.assignments}

    @cached_property
    def _pool(self) -> Pool:
        """The candidates with the places that the pins leave, for the counts of rules."""
        return Pool(self.problem.candidates)

    def unserved_reasons(self, request_id: str) -> dict[str, int]:
        """How many candidates each rule keeps away, how many are forbidden, how many taken."""
        problem = self.problem
        request = problem.requests[problem.request_row[request_id]]
        refused = self._pool.rank(request, settings=problem.settings, top=0, today=problem.today).refused
        counts = refused.counts()
        forbidden = sum(r == request_id and c not in refused for r, c in problem.forbidden)
        taken = len(self._pool) - len(refused) - forbidden
        return counts | {code: n for code, n in ((FORBIDDEN, forbidden), (TAKEN, taken)) if n}


def assign(problem: Problem) -> Assignment:
    """The assignment of greatest value; leaving somebody unserved is allowed.

    Ties fall the same way whatever the order of the input, because people are put in
    the order of their hashed ids first.

    >>> from matching import Candidate, Request
    >>> speaker = {"modes": {"lotse"}, "lat": 50.1, "lon": 8.7}
    >>> asker = {"mode": "lotse", "lat": 50.1, "lon": 8.7}
    >>> answer = assign(Problem(
    ...     candidates=[Candidate(id="both", languages={"ar": 7, "ti": 7}, **speaker),
    ...                 Candidate(id="arabic", languages={"ar": 4}, **speaker)],
    ...     requests=[Request(id="r1", languages={"ar": 7}, **asker),
    ...               Request(id="r2", languages={"ti": 7}, **asker)]))
    >>> answer.pairs, answer.optimal
    ({'r1': 'arabic', 'r2': 'both'}, True)
    """
    found = admissible(problem)
    chosen, certificate = best_assignment(found.listed, problem.places, found.cells)
    pairs = [*problem.pinned, *_named_pairs(problem, chosen)]
    assigned = _assigned(problem, pairs)
    served = {pair.request_id for pair in assigned}
    return Assignment(
        problem=problem,
        admissible=found,
        chosen=chosen,
        certificate=certificate,
        assignments=assigned,
        unserved=tuple(sorted(request.id for request in problem.requests if request.id not in served)),
        value=sum(pair.value for pair in assigned),
        optimal=certificate.proves,
    )


def prices(problem: Problem, *, without: str | None = None) -> Mapping[str, int]:
    """What it costs the others when a place of each candidate is used up; zeros left out.

    These are the prices for ``rank``: name its request as ``without``, because the cost
    of a person is what *other* requests lose. ``Assignment.prices`` holds the other end:
    what one more place would add.

    >>> from matching import Candidate, Request
    >>> there = {"lat": 50.1, "lon": 8.7}
    >>> helper = Candidate(id="v1", modes={"lotse"}, languages={"ti": 7}, **there)
    >>> asks = [Request(id=name, mode="lotse", languages={"ti": 7}, **there) for name in ("r1", "r2")]
    >>> prices(Problem(candidates=[helper], requests=asks), without="r1")
    {'v1': 1900}
    """
    others = [request for request in problem.requests if request.id != without]
    pinned = [pair for pair in problem.pinned if pair[0] != without]
    forbidden = [pair for pair in problem.forbidden if pair[0] != without]
    return assign(replace(problem, requests=others, pinned=pinned, forbidden=forbidden)).costs


def _named_pairs(problem: Problem, chosen: Ints) -> list[PairOfIds]:
    """Chosen rows as pairs of ids."""
    return [(problem.requests[r].id, problem.candidates[c].id) for r, c in enumerate(chosen.tolist()) if c != NOBODY]


def _assigned(problem: Problem, pairs: list[PairOfIds]) -> tuple[Assigned, ...]:
    """Pairs with their values, in the order of request ids."""
    pairs, pinned = sorted(pairs), set(problem.pinned)
    r = np.array([problem.request_row[request_id] for request_id, _ in pairs], dtype=np.int64)
    c = np.array([problem.candidate_row[candidate_id] for _, candidate_id in pairs], dtype=np.int64)
    fits = fit(problem.pairs(c, r), problem.settings)
    values = fits + problem.asks.base[r]
    return tuple(
        Assigned(*pair, value=int(v), fit=int(f), is_pinned=pair in pinned)
        for pair, v, f in zip(pairs, values, fits, strict=True)
    )


def _named(problem: Problem, price: Ints) -> dict[str, int]:
    """Prices above zero by candidate id, in the order of ids."""
    rows = np.flatnonzero(price)
    return dict(sorted((problem.candidates[row].id, int(price[row])) for row in rows.tolist()))
