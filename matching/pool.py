"""A pool of candidates, laid out once, against which single requests are ranked.

A page asks about one request at a time while the volunteers stay the same for hours.
The pool therefore keeps their columns; a request against 10,000 people then costs
less than a millisecond. Refusals are worked out only when somebody reads them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from matching.case import Case
from matching.columns import Bools, Ints, candidate_columns, request_columns
from matching.pairs import Pairs
from matching.people import Candidate, ImpossibleError, Request
from matching.reasons import Reason, Refusal
from matching.rules import RULES, broken_rules, refusals
from matching.settings import Settings
from matching.value import fit, points, reasons, value


@dataclass(frozen=True, slots=True)
class Ranked:
    """One possible person: value and fit in per mille points, and why.

    ``price`` is what the others would lose by her taking this request (0 when no
    prices were given); the order is by ``value - price``.
    """

    candidate_id: str
    value: int
    fit: int
    reasons: tuple[Reason, ...]
    price: int = 0


class Refused(Mapping[str, tuple[Refusal, ...]]):
    """The people who are not possible, each with every rule that says so.

    A mapping that evaluates the rules on first reading, because most callers only
    want the people on top.
    """

    def __init__(self, pool: Pool, request: Request, pairs: Pairs, settings: Settings, today: date | None):
        self._pool, self._request, self._pairs = pool, request, pairs
        self._settings, self._today = settings, today

    @cached_property
    def _broken(self) -> Bools:
        """Rules by candidates: True where a candidate breaks a rule."""
        return broken_rules(self._pairs, self._settings)

    def rule_count(self, candidate_id: str) -> int:
        """How many rules keep this candidate from the request; KeyError for an unknown id."""
        return int(self._broken[:, self._pool.columns.row_of[candidate_id]].sum())

    def is_possible(self, candidate_id: str) -> bool:
        """Whether somebody of the pool breaks no rule; nobody outside of it is possible."""
        row = self._pool.columns.row_of.get(candidate_id)
        return row is not None and not self._broken[:, row].any()

    def __getitem__(self, candidate_id: str) -> tuple[Refusal, ...]:
        """Every rule that keeps this candidate from the request; KeyError where none does."""
        row = self._pool.columns.row_of[candidate_id]
        rules = tuple(rule for rule, broken in zip(RULES, self._broken[:, row].tolist(), strict=True) if broken)
        if not rules:
            raise KeyError(candidate_id)
        return refusals(Case(self._pool.candidates[row], self._request, self._settings, self._today), rules)

    def __iter__(self) -> Iterator[str]:
        """Ids of the refused candidates, in the order of the pool."""
        return (self.ids[row] for row in np.flatnonzero(self._broken.any(axis=0)).tolist())

    def __len__(self) -> int:
        """How many are refused."""
        return int(self._broken.any(axis=0).sum())

    def counts(self) -> dict[str, int]:
        """How many candidates each rule keeps away; one person may be kept away by several."""
        numbers = self._broken.sum(axis=1)
        return {rule.code: int(n) for rule, n in zip(RULES, numbers, strict=True) if n}

    @property
    def broken(self) -> Bools:
        """Rules (in the order of ``RULES``) by candidates: True where a candidate breaks a rule."""
        return self._broken

    @property
    def ids(self) -> tuple[str, ...]:
        """The candidates of the pool, in the order of ``broken``; also those who break nothing."""
        return self._pool.columns.ids

    def worth(self) -> Ints:
        """What each candidate would be worth if she broke nothing, in per mille points."""
        return np.broadcast_to(value(self._pairs, self._settings), (len(self._pool),))

    def in_spite(self, candidate_ids: Sequence[str]) -> tuple[Ranked, ...]:
        """The value and the reasons of people whom a rule keeps away; KeyError for an unknown id."""
        rows = np.array([self._pool.columns.row_of[one] for one in candidate_ids], dtype=np.int64)
        return self.told(rows, np.zeros(len(rows), dtype=np.int64))

    def told(self, rows: NDArray[np.int64], costs: Ints) -> tuple[Ranked, ...]:
        """The candidates of these rows with value, reasons and price, in this order."""
        pairs = self._pairs.only(rows)
        fits, earned = fit(pairs, self._settings), points(pairs, self._settings)
        base = int(self._pairs.requests.base[0])
        return tuple(
            Ranked(
                candidate_id=self.ids[row],
                value=int(fits[place]) + base,
                fit=int(fits[place]),
                reasons=reasons(
                    Case(self._pool.candidates[row], self._request, self._settings, self._today),
                    tuple(int(part[place]) for part in earned),
                ),
                price=int(costs[place]),
            )
            for place, row in enumerate(rows)
        )

    def sole_counts(self) -> dict[str, int]:
        """How many candidates are kept away by this rule alone: who would come if it bent."""
        alone = self._broken.sum(axis=0) == 1
        numbers = Counter({rule.code: int((row & alone).sum()) for rule, row in zip(RULES, self._broken, strict=True)})
        return {code: n for code, n in numbers.items() if n}


@dataclass(frozen=True, slots=True)
class Ranking:
    """The answer to one request: who is possible, best first, and who is not and why."""

    request_id: str
    ranked: tuple[Ranked, ...]
    refused: Refused
    possible_count: int


@dataclass(frozen=True, slots=True)
class Standing:
    """One candidate among those who may serve a request: her place from 1, their number, and why she may."""

    place: int
    possible_count: int
    person: Ranked


class Pool:
    """Candidates with their columns.

    >>> pool = Pool([
    ...     Candidate(id="near", modes={"lotse"}, lat=50.1, lon=8.7, languages={"ar": 7}, needs={"wohnen"}),
    ...     Candidate(id="far", modes={"lotse"}, lat=51.3, lon=9.5, languages={"ar": 7}),
    ... ])
    >>> request = Request(id="r1", mode="lotse", lat=50.1, lon=8.7, languages={"ar": 7}, needs={"wohnen"})
    >>> ranking = pool.rank(request)
    >>> [person.candidate_id for person in ranking.ranked]
    ['near']
    >>> ranking.refused["far"]
    (Refusal(code='radius', facts={'distance_km': 144.8, 'radius_km': 15.0}),)
    """

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        self.candidates = tuple(candidates)
        self.columns = candidate_columns(self.candidates)
        if len(self.columns.row_of) != len(self.candidates):
            raise ImpossibleError("id", "two candidates have the same id")
        self._tie = np.array([tie_key(candidate_id) for candidate_id in self.columns.ids], dtype=np.uint64)
        self._available = np.flatnonzero(self.columns.released & (self.columns.free > 0))

    def __len__(self) -> int:
        """How many candidates the pool holds."""
        return len(self.candidates)

    def candidate(self, candidate_id: str) -> Candidate:
        """The candidate with this id; KeyError when there is none."""
        return self.candidates[self.columns.row_of[candidate_id]]

    def rank(
        self,
        request: Request,
        *,
        settings: Settings | None = None,
        top: int | None = None,
        prices: Mapping[str, int] | None = None,
        today: date | None = None,
    ) -> Ranking:
        """Everybody who may serve the request, best first, with reasons; and the others.

        Ties are broken by a hash of the id, so that neither the order of the input nor
        an early id wins. ``today`` None means that the request has not waited.
        """
        settings = settings or Settings()
        everyone = self.beside_everyone(request, settings, today)
        rows = self._possible(everyone, settings)
        fits = fit(everyone.only(rows), settings)
        cost = self._costs(rows, prices)
        best = self._best_first(rows, fits - cost, top)
        refused = Refused(self, request, everyone, settings, today)
        return Ranking(request.id, refused.told(rows[best], cost[best]), refused, len(rows))

    def standing(
        self,
        request: Request,
        candidate_id: str,
        *,
        settings: Settings | None = None,
        without: Collection[str] = (),
        today: date | None = None,
    ) -> Standing | None:
        """Where one candidate stands among those who may serve the request; None if she is none of them.

        As ``rank`` says, but the reasons of the others are not worked out. ``without`` leaves people out of the
        order, because they were asked before; the count of possible people still holds them.
        """
        settings = settings or Settings()
        everyone = self.beside_everyone(request, settings, today)
        rows = self._possible(everyone, settings)
        row = self.columns.row_of.get(candidate_id)
        if row is None or candidate_id in without or row not in rows:
            return None
        left_out = [self.columns.row_of[one] for one in without if one in self.columns.row_of]
        waiting = rows[~np.isin(rows, left_out)]
        order = self._best_first(waiting, fit(everyone.only(waiting), settings), None)
        place = int(np.flatnonzero(waiting[order] == row)[0]) + 1
        refused = Refused(self, request, everyone, settings, today)
        return Standing(place, len(rows), refused.told(np.array([row]), np.zeros(1, dtype=np.int64))[0])

    def beside_everyone(self, request: Request, settings: Settings, today: date | None) -> Pairs:
        """The request beside every candidate."""
        asked = request_columns([request], self.columns, settings=settings, today=today)
        return Pairs(self.columns, asked, slice(None), slice(0, 1))

    def _possible(self, everyone: Pairs, settings: Settings) -> NDArray[np.int64]:
        """Rows of the candidates who break no rule; the language sieves first, it is the finest."""
        level = everyone.shared_level()
        talk = (level > 0) & (level >= everyone.requests.min_level[0])
        rows = self._available[talk[self._available]]
        pairs = everyone.only(rows)
        broken = np.zeros(len(rows), dtype=bool)
        for rule in RULES:
            broken |= rule.breaks(pairs, settings)
        return np.asarray(rows[~broken])

    def _costs(self, rows: NDArray[np.int64], prices: Mapping[str, int] | None) -> Ints:
        """The price of each candidate; 0 for those who have none."""
        if not prices:
            return np.zeros(len(rows), dtype=np.int64)
        ids = self.columns.ids
        return np.array([prices.get(ids[row], 0) for row in rows], dtype=np.int64)

    def _best_first(self, rows: NDArray[np.int64], worth: Ints, top: int | None) -> NDArray[np.int64]:
        """Places of the best, best first; only the top is sorted when only the top is asked."""
        places = np.arange(len(rows))
        if top is not None and 0 < top < len(rows):
            limit = np.partition(worth, len(rows) - top)[len(rows) - top]
            places = np.flatnonzero(worth >= limit)
        order = np.lexsort((self._tie[rows[places]], -worth[places]))
        best: NDArray[np.int64] = places[order][: len(rows) if top is None else max(top, 0)]
        return best


def tie_key(name: str) -> int:
    """A number that depends on the id alone and favours nobody."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big")


def rank(
    request: Request,
    candidates: Sequence[Candidate],
    *,
    settings: Settings | None = None,
    top: int | None = None,
    prices: Mapping[str, int] | None = None,
    today: date | None = None,
) -> Ranking:
    """Rank candidates for one request; make a ``Pool`` when several requests meet the same people.

    >>> helper = Candidate(id="v1", modes={"lotse"}, lat=50.1, lon=8.7, languages={"ar": 7}, needs={"wohnen"})
    >>> asked = Request(id="r1", mode="lotse", lat=50.1, lon=8.7, languages={"ar": 7}, needs={"wohnen"})
    >>> best = rank(asked, [helper]).ranked[0]
    >>> best.fit, best.value
    (900, 1900)
    """
    return Pool(candidates).rank(request, settings=settings, top=top, prices=prices, today=today)
