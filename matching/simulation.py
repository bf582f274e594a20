"""A year in a region, day by day: what a policy serves, how long people wait, who is left.

Requests arrive on the day they were opened and give up when nobody has come within
their patience. A volunteer's place is used once. Absence closes her places for its
days, so that somebody who joins in May is absent until then. The best that could have
been done, knowing the whole year, stands beside every policy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matching.admissible import PairTable, admissible_pairs
from matching.certificate import NOBODY, chosen_values, greatest_prices
from matching.columns import Bools, Ints
from matching.exact import best_assignment
from matching.language import GERMAN
from matching.people import ImpossibleError, Request
from matching.policy import NEEDS_PRICES, POLICIES, Day
from matching.problem import Problem

PATIENCE_DAYS: Final = 70
PRICE_EVERY_DAYS: Final = 7
PRICE_SAMPLES: Final = 8
PRICE_HORIZON_DAYS: Final = 365  # a place is used once, so everybody still to come competes for it
RARE_SHARE: Final = 0.05  # a language that fewer candidates speak is rare


@dataclass(frozen=True, slots=True)
class Year:
    """What a policy made of the requests; shares from 0 to 1, days, points.

    ``load_spread`` is the standard deviation of the used share of the volunteers'
    places: 0 when all carry the same.
    """

    policy: str
    requests: int
    served: float
    mean_wait_days: float
    longest_wait_days: int
    served_rare: float | None
    fit_sum: int
    load_spread: float


class World:
    """A problem as a year: arrivals, ends of patience, days on which people are there.

    ``history`` are requests of an earlier time in the same region. Prices are learned
    from them and from what has arrived so far, never from what is yet to come.
    """

    def __init__(
        self,
        problem: Problem,
        *,
        history: Sequence[Request] = (),
        patience_days: int = PATIENCE_DAYS,
        seed: int = 0,
    ) -> None:
        for request in problem.requests:
            if request.opened_on is None:
                raise ImpossibleError("opened_on", f"request {request.id!r} needs the day on which it came")
        everyone = [replace(candidate, absent=()) for candidate in problem.candidates]
        asks = [replace(request, starts_on=None) for request in problem.requests]
        self.problem = replace(problem, candidates=everyone, requests=asks, pinned=(), today=None)
        self.people = problem.people
        self.patience = patience_days
        self.opened = np.array([r.opened_on.toordinal() for r in self.problem.requests if r.opened_on], dtype=np.int64)
        self.table = admissible_pairs(self.problem)
        way = self.problem.pairs(self.table.c, self.table.r).distance_hm()
        self.distance: Ints = np.where(np.isnan(way), 1_000_000, way).astype(np.int64)
        self.dice = np.random.default_rng(seed)
        past = [replace(r, id=f"history {r.id}", starts_on=None) for r in history]
        self.past = admissible_pairs(replace(self.problem, requests=past, forbidden=())) if past else None
        self.rare = self._rare()

    def there(self, day: int) -> Bools:
        """Candidates who are not absent on a day."""
        away = (self.people.absent_from <= day) & (day <= self.people.absent_to)
        return np.asarray(~np.any(away, axis=0), dtype=bool)

    def _rare(self) -> Bools:
        """Requests whose languages, German aside, are all spoken by few candidates."""
        shares = {code: float((self.people.level[row] > 0).mean()) for code, row in self.people.language_row.items()}
        return np.array(
            [all(shares.get(code, 0) < RARE_SHARE for code in set(r.languages) - {GERMAN})
             for r in self.problem.requests], dtype=bool
        )  # fmt: skip

    def run(self, policy: str) -> Year:
        """Live through the year under one policy (a name of ``POLICIES``)."""
        if policy not in POLICIES:
            raise ImpossibleError("policy", f"{policy!r} is unknown; known are {', '.join(POLICIES)}")
        chosen = np.full(len(self.opened), NOBODY, dtype=np.int64)
        served_on = np.zeros(len(self.opened), dtype=np.int64)
        places = self.problem.places.copy()
        price = np.zeros(len(places), dtype=np.int64)
        first = int(self.opened.min()) if len(self.opened) else 1
        for day in range(first, int(self.opened.max(initial=0)) + self.patience + 1):
            if policy in NEEDS_PRICES and (day - first) % PRICE_EVERY_DAYS == 0:
                price = self._prices(day, first, places)
            found = POLICIES[policy](self._day(day, first, chosen, places, price))
            served = np.flatnonzero(found != NOBODY)
            chosen[served], served_on[served] = found[served], day
            np.subtract.at(places, found[served], 1)
        return self._year(policy, chosen, served_on)

    def _day(self, day: int, first: int, chosen: Ints, places: Ints, price: Ints) -> Day:
        """What a policy sees on a day: open requests beside people who are there and free."""
        waited = day - self.opened
        is_open = (chosen == NOBODY) & (waited >= 0) & (waited <= self.patience)
        free = np.where(self.there(day), places, 0)
        rows = np.flatnonzero(is_open[self.table.r] & (free > 0)[self.table.c])
        table = self.table.only(rows)
        bonus = waited[table.r] * self.problem.settings.waiting_points
        table = replace(table, value=table.value + bonus)
        arrived = np.flatnonzero(np.bincount(table.r, minlength=len(waited)))
        arrived = arrived[np.argsort(self.opened[arrived], kind="stable")]
        return Day(day - first, table, self.distance[rows], free, arrived, price)

    def _prices(self, day: int, first: int, places: Ints) -> Ints:
        """The mean cost of using each candidate over samples of the days to come.

        A sample draws as many earlier requests as will come within the horizon, from
        the history and from what has arrived; the cost is what they would lose.
        """
        tables = [(self.table, np.flatnonzero(self.opened < day))]
        if self.past is not None:
            tables.append((self.past, np.arange(self.past.request_count)))
        known = sum(len(rows) for _, rows in tables)
        length = max(int(self.opened.max(initial=first)) - first, 1)
        days = (day - first) + (length if self.past is not None else 0)
        left = max(first + length - day, 0)
        count = round(known / max(days, 1) * min(PRICE_HORIZON_DAYS, left)) if known else 0
        costs = [self._cost_of_sample(tables, count, places) for _ in range(PRICE_SAMPLES)] if count else []
        return np.mean(costs, axis=0).astype(np.int64) if costs else np.zeros(len(places), dtype=np.int64)

    def _cost_of_sample(self, tables: list[tuple[PairTable, Ints]], count: int, places: Ints) -> NDArray[np.int64]:
        """Greatest prices of one drawn future."""
        source = np.concatenate([np.full(len(rows), place) for place, (_, rows) in enumerate(tables)])
        request = np.concatenate([rows for _, rows in tables])
        drawn = self.dice.integers(0, len(request), count)
        parts = []
        for number, at in enumerate(drawn.tolist()):
            table = tables[int(source[at])][0]
            begin, end = np.searchsorted(table.r, [request[at], request[at] + 1])
            parts.append((np.full(end - begin, number), table.c[begin:end], table.value[begin:end]))
        r, c, value = (np.concatenate(part) for part in zip(*parts, strict=True))
        free = np.flatnonzero(places[c] > 0)
        sample = PairTable(r[free], c[free], value[free], count, len(places))
        return greatest_prices(sample, places, best_assignment(sample, places)[0])

    def hindsight(self) -> Year:
        """The greatest value that anybody could have reached who knew the whole year.

        A pair counts when some day within the patience finds the candidate there; the
        wait runs to the first such day.
        """
        soonest = np.full(len(self.table), -1, dtype=np.int64)
        for wait in range(self.patience, -1, -1):
            days = self.opened[self.table.r] + wait
            away = np.zeros(len(self.table), dtype=bool)
            for begin, end in zip(self.people.absent_from, self.people.absent_to, strict=True):
                away |= (begin[self.table.c] <= days) & (days <= end[self.table.c])
            soonest[~away] = wait
        kept = np.flatnonzero(soonest >= 0)
        chosen, _ = best_assignment(self.table.only(kept), self.problem.places)
        served_on = self.opened.copy()
        is_chosen = kept[self.table.c[kept] == chosen[self.table.r[kept]]]
        served_on[self.table.r[is_chosen]] += soonest[is_chosen]
        return self._year("hindsight", chosen, served_on)

    def _year(self, policy: str, chosen: Ints, served_on: Ints) -> Year:
        """The figures of a year."""
        served = chosen != NOBODY
        waits = (served_on - self.opened)[served]
        base = self.problem.asks.base[served].sum()
        places = self.problem.places
        used = np.bincount(chosen[served], minlength=len(places))
        with_places = places > 0
        load = used[with_places] / places[with_places]
        return Year(
            policy=policy,
            requests=len(chosen),
            served=float(served.mean()) if len(served) else 0.0,
            mean_wait_days=float(waits.mean()) if len(waits) else 0.0,
            longest_wait_days=int(waits.max(initial=0)),
            served_rare=float(served[self.rare].mean()) if self.rare.any() else None,
            fit_sum=int(chosen_values(self.table, chosen).sum() - base),
            load_spread=float(load.std()) if len(load) else 0.0,
        )


def simulate(problem: Problem, policy: str, *, history: Sequence[Request] = (), seed: int = 0) -> tuple[Year, Year]:
    """A year under one policy, and the best that hindsight could have done.

    >>> from datetime import date
    >>> from matching import Candidate, Request
    >>> helper = Candidate(id="v1", modes={"lotse"}, lat=50.1, lon=8.7, languages={"ar": 7})
    >>> came = date(2026, 1, 5)
    >>> asked = Request(id="r1", mode="lotse", lat=50.1, lon=8.7, languages={"ar": 7}, opened_on=came)
    >>> year, best = simulate(Problem(candidates=[helper], requests=[asked]), "daily")
    >>> year.served, year.mean_wait_days, best.served
    (1.0, 0.0, 1.0)
    """
    world = World(problem, history=history, seed=seed)
    return world.run(policy), world.hindsight()
