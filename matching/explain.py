"""Why nobody, and what would help: the rules that, bent, would bring somebody.

A Fallmanager who sees an empty page needs the next step, not a shrug: "two volunteers
would come if the way might be 20 km", "one would, if somebody else took her place".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matching.columns import Bools, Ints
from matching.people import ImpossibleError
from matching.pool import Pool, Refused
from matching.problem import Problem
from matching.rules import RULE_BY_CODE, RULES, broken_rules
from matching.value import value

LARGEST_SET = 2  # rules bent together; three at once is no advice any more


@dataclass(frozen=True, slots=True)
class Relaxation:
    """Rules that would have to bend, who would then appear, and the best of them.

    ``bends`` is False when one of the rules protects somebody: then the line explains,
    and nobody may act on it.
    """

    codes: tuple[str, ...]
    candidate_ids: tuple[str, ...]
    best_candidate_id: str
    best_value: int
    bends: bool

    @property
    def count(self) -> int:
        """How many candidates would appear."""
        return len(self.candidate_ids)


@dataclass(frozen=True, slots=True)
class Why:
    """How many are possible for a request, what keeps the others away, what would help."""

    request_id: str
    possible: tuple[str, ...]
    counts: dict[str, int]
    relaxations: tuple[Relaxation, ...]


def why(problem: Problem, request_id: str, *, pool: Pool | None = None) -> Why:
    """What stands between this request and help, cheapest relaxation first.

    Single rules come before pairs of rules, rules that bend before those that protect,
    and then those that bring more people. ``pool`` spares laying out the candidates
    again when several requests are asked about. KeyError for an unknown request.

    >>> from matching import Candidate, Request
    >>> far = Candidate(id="v1", modes={"lotse"}, lat=50.3, lon=8.7, languages={"ar": 7})
    >>> asked = Request(id="r1", mode="lotse", lat=50.1, lon=8.7, languages={"ar": 7})
    >>> answer = why(Problem(candidates=[far], requests=[asked]), "r1")
    >>> answer.counts, [(line.codes, line.best_candidate_id) for line in answer.relaxations]
    ({'radius': 1}, [(('radius',), 'v1')])
    """
    pool = pool or Pool(problem.candidates)
    if pool.columns.ids != tuple(candidate.id for candidate in problem.candidates):
        raise ImpossibleError("pool", "the pool holds other candidates than the problem")
    request = problem.requests[problem.request_row[request_id]]
    everyone = pool.beside_everyone(request, problem.settings, problem.today)
    broken = broken_rules(everyone, problem.settings)
    worth = np.broadcast_to(value(everyone, problem.settings), (len(pool),))
    kept_apart = {c for r, c in problem.forbidden if r == request_id}
    askable = np.array([name not in kept_apart for name in pool.columns.ids], dtype=bool)
    possible = np.flatnonzero(askable & ~broken.any(axis=0))
    counts = {rule.code: int(n) for rule, n in zip(RULES, broken.sum(axis=1), strict=True) if n}
    if kept_apart:
        counts["pair.forbidden"] = len(kept_apart)
    ids = pool.columns.ids
    return Why(
        request_id,
        tuple(ids[row] for row in possible),
        counts,
        _relaxations(ids, broken, worth, askable),
    )


def relaxations(refused: Refused) -> tuple[Relaxation, ...]:
    """What would bring somebody for a request that was ranked, cheapest first; see ``why``.

    >>> from matching import Candidate, Request
    >>> far = Candidate(id="v1", modes={"lotse"}, lat=50.3, lon=8.7, languages={"ar": 7})
    >>> ranking = Pool([far]).rank(Request(id="r1", mode="lotse", lat=50.1, lon=8.7, languages={"ar": 7}))
    >>> [(line.codes, line.count) for line in relaxations(ranking.refused)]
    [(('radius',), 1)]
    """
    everybody = np.ones(len(refused.ids), dtype=bool)
    return _relaxations(refused.ids, refused.broken, refused.worth(), everybody)


def _relaxations(ids: tuple[str, ...], broken: Bools, worth: Ints, askable: Bools) -> tuple[Relaxation, ...]:
    """Each set of one or two rules that is exactly what keeps somebody away."""
    number = broken.sum(axis=0)
    few = np.flatnonzero((number > 0) & (number <= LARGEST_SET) & askable)
    few = np.array(sorted(few.tolist(), key=ids.__getitem__), dtype=np.int64)
    few = few[np.argsort(-worth[few], kind="stable")]  # equal ones stay in the order of their ids
    bits = np.int64(1) << np.arange(len(RULES), dtype=np.int64)
    sets = bits @ broken[:, few]  # whom which rules keep away, as one number a person, because there are thousands
    found = [_relaxation(ids, chosen, few[sets & ~chosen == 0], worth) for chosen in sorted(set(sets.tolist()))]
    return tuple(sorted(found, key=lambda line: (len(line.codes), not line.bends, -line.count, line.codes)))


def _relaxation(ids: tuple[str, ...], chosen: int, best_first: Ints, worth: Ints) -> Relaxation:
    """The rules that a number stands for, one bit a rule, and who breaks nothing else."""
    rows = best_first.tolist()
    codes = tuple(rule.code for place, rule in enumerate(RULES) if chosen >> place & 1)
    return Relaxation(
        codes=codes,
        candidate_ids=tuple(ids[row] for row in rows),
        best_candidate_id=ids[rows[0]],
        best_value=int(worth[rows[0]]),
        bends=all(RULE_BY_CODE[code].bends for code in codes),
    )
