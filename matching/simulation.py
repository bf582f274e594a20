"""A year in a region, day by day: what a policy serves, how long people wait, who is left.

Requests arrive on the day they were opened and give up when nobody has come within
their patience. A volunteer's place is used once. Absence closes her places for its
days, so that somebody who joins in May is absent until then. The best that could have
been done, knowing the whole year, stands beside every policy.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from matching.admissible import admissible_pairs
from matching.certificate import NOBODY, chosen_values
from matching.columns import Bools, Ints
from matching.exact import best_assignment
from matching.foresight import Foresight, Now, there_from, timeless
from matching.imagined import Past
from matching.language import GERMAN
from matching.people import ImpossibleError
from matching.policy import LOOKS_AHEAD, ON_EVENT, POLICIES, Day, hold_days
from matching.problem import Problem

PATIENCE_DAYS: Final = 70
MOST_DAYS: Final = 3660  # a typing error in a year must not become a simulation of centuries
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

    ``past`` is an earlier time of the same region. What may come is learned from it and
    from who has come so far, never from who is yet to come: neither requests nor
    volunteers who have not joined.
    """

    def __init__(
        self,
        problem: Problem,
        *,
        past: Past | None = None,
        patience_days: int = PATIENCE_DAYS,
        seed: int = 0,
    ) -> None:
        for request in problem.requests:
            if request.opened_on is None:
                raise ImpossibleError("opened_on", f"request {request.id!r} needs the day on which it came")
        self.problem = timeless(problem)
        self.people = problem.people
        self.patience = patience_days
        self.opened = np.array([r.opened_on.toordinal() for r in self.problem.requests if r.opened_on], dtype=np.int64)
        self.table = admissible_pairs(self.problem)
        way = self.problem.pairs(self.table.c, self.table.r).distance_hm()
        self.distance: Ints = np.where(np.isnan(way), 1_000_000, way).astype(np.int64)
        self.first = int(self.opened.min()) if len(self.opened) else 1
        self.last = int(self.opened.max(initial=self.first))
        if self.last - self.first > MOST_DAYS:
            raise ImpossibleError("opened_on", f"the requests lie more than {MOST_DAYS} days apart")
        self.joined_on = there_from(self.people, self.first)
        self.hold = hold_days(self.problem.requests)
        self.past, self.seed = past or Past(), seed
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
        """The figures of the year under one policy (a name of ``POLICIES``)."""
        return self._year(policy, *self.lived(policy))

    def lived(self, policy: str) -> tuple[Ints, Ints]:
        """Live through the year under one policy: for each request its candidate or ``NOBODY``, and the day of it."""
        if policy not in POLICIES:
            raise ImpossibleError("policy", f"{policy!r} is unknown; known are {', '.join(POLICIES)}")
        chosen = np.full(len(self.opened), NOBODY, dtype=np.int64)
        served_on = np.zeros(len(self.opened), dtype=np.int64)
        places = self.problem.places.copy()
        ahead = self._foresight() if policy in LOOKS_AHEAD else None
        for day in range(self.first, self.last + self.patience + 1):
            asked_again = True
            while asked_again:
                found = self._decided(policy, self._day(day, chosen, places), self._now(day, chosen, places), ahead)
                served = np.flatnonzero(found != NOBODY)
                chosen[served], served_on[served] = found[served], day
                np.subtract.at(places, found[served], 1)
                asked_again = policy in ON_EVENT and len(served) > 0
        return chosen, served_on

    def _decided(self, policy: str, seen: Day, now: Now, ahead: Foresight | None) -> Ints:
        """What a policy answers; it is not asked while nobody could be served, nor about the same again and again."""
        r, c = seen.table.r, seen.table.c
        if not len(r) or (ahead is not None and not ahead.is_news(now, r, c)):
            return np.full(len(self.opened), NOBODY, dtype=np.int64)
        return POLICIES[policy](seen if ahead is None else replace(seen, outlook=ahead.outlook(now, r, c)))

    def _foresight(self) -> Foresight:
        """Futures drawn by a dice of this year, the same for every policy."""
        return Foresight(self.problem, self.past, opened=self.opened, patience=self.patience, seed=self.seed)

    def _waiting(self, day: int, chosen: Ints) -> Bools:
        """Requests that have come, are not served and have not given up."""
        waited = day - self.opened
        return np.asarray((chosen == NOBODY) & (waited >= 0) & (waited <= self.patience), dtype=bool)

    def _day(self, day: int, chosen: Ints, places: Ints) -> Day:
        """What a policy sees on a day: open requests beside people who are there and free."""
        is_open = self._waiting(day, chosen)
        free = np.where(self.there(day), places, 0)
        rows = np.flatnonzero(is_open[self.table.r] & (free > 0)[self.table.c])
        table = self.table.only(rows)
        waited = (day - self.opened)[table.r]
        table = replace(table, value=table.value + waited * self.problem.settings.waiting_points)
        arrived = np.flatnonzero(np.bincount(table.r, minlength=len(is_open)))
        arrived = arrived[np.argsort(self.opened[arrived], kind="stable")]
        return Day(day - self.first, table, self.distance[rows], free, arrived, waited=waited, hold=self.hold[table.r])

    def _now(self, day: int, chosen: Ints, places: Ints) -> Now:
        """What may be known on a day: nobody who has not come yet."""
        is_known = self.joined_on <= day
        return Now(
            day=day,
            is_open=self._waiting(day, chosen),
            places=np.where(is_known, places, 0),
            there_from=there_from(self.people, day),
            arrived=np.flatnonzero(self.opened <= day),
            joined=np.flatnonzero(is_known & (self.joined_on > self.first)),
            elapsed=day - self.first + 1,
            left=self.last - day,
        )

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


def simulate(problem: Problem, policy: str, *, past: Past | None = None, seed: int = 0) -> tuple[Year, Year]:
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
    world = World(problem, past=past, seed=seed)
    return world.run(policy), world.hindsight()
