"""What may still come: futures drawn from earlier days, and what people are worth in them.

The price of a volunteer says what later requests would lose without her, the gain of a
request what it may expect if it waits. Both are read from the dual prices of drawn
futures: who is open and who is there now, together with requests and newcomers among
the volunteers as they came before. A pair that is worth about as much as the two are
worth apart loses nothing by being made today; any other pair had better wait.

This is the regret heuristic of online stochastic optimisation (Bent and Van Hentenryck,
"Regrets Only!", AAAI 2004), with the loss of a decision read from dual prices instead of
solving each future again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matching.admissible import PairTable, admissible_pairs
from matching.certificate import greatest_prices, least_certificate, ranges
from matching.columns import Ints
from matching.exact import solve_sparse
from matching.people import Candidate, Request
from matching.problem import Problem

FUTURES: Final = 6
HORIZON_DAYS: Final = 365  # a place is used once, so everybody still to come competes for it
# Plans lean to service: between two futures the number of people served says more than
# their fit, which the choice of today weighs in full only among equal plans.
PLAN_SERVICE: Final = 2000
PLAN_FIT: Final = 20  # fit counts a twentieth


@dataclass(frozen=True, slots=True)
class Past:
    """An earlier time of the same region: who asked, which volunteers joined, in how many days."""

    requests: Sequence[Request] = ()
    joiners: Sequence[Candidate] = ()
    days: int = 365


@dataclass(frozen=True, slots=True)
class Now:
    """A day: open requests, free places, from when each candidate is there; nobody unknown yet."""

    day: int
    open_requests: Ints
    places: Ints
    there_from: Ints
    arrived: Ints  # requests so far, which teach where nothing earlier is known
    joined: Ints  # volunteers who joined so far, likewise
    elapsed: int
    left: int


@dataclass(frozen=True, slots=True)
class Outlook:
    """Mean price of each candidate and mean gain of each request, in points of the plan."""

    price: Ints
    gain: Ints


class Foresight:
    """Draws futures of one problem from its past."""

    def __init__(self, problem: Problem, past: Past, *, opened: Ints, patience: int, seed: int) -> None:
        asks = [replace(r, id=f"history {r.id}", starts_on=None) for r in past.requests]
        joiners = [replace(c, id=f"history {c.id}", absent=()) for c in past.joiners]
        wide = replace(
            problem, candidates=[*problem.candidates, *joiners], requests=[*problem.requests, *asks], pinned=()
        )
        table = admissible_pairs(wide)
        self.table = replace(table, value=plan(table.value, wide.asks.base[table.r]))
        self.starts = self.table.starts()
        self.people = np.array([wide.candidate_row[c.id] for c in problem.candidates], dtype=np.int64)
        self.asks = np.array([wide.request_row[r.id] for r in problem.requests], dtype=np.int64)
        self.past_people = np.array([wide.candidate_row[c.id] for c in joiners], dtype=np.int64)
        self.past_asks = np.array([wide.request_row[r.id] for r in asks], dtype=np.int64)
        self.past_days = past.days
        self.opened, self.patience = opened, patience
        self.dice = np.random.default_rng(seed)

    def outlook(self, now: Now) -> Outlook:
        """Prices and gains, averaged over the drawn futures."""
        price = np.zeros(len(self.people), dtype=np.float64)
        gain = np.zeros(len(self.asks), dtype=np.float64)
        here = np.flatnonzero(now.places > 0)
        for _ in range(FUTURES):
            table, places = self._future(now, here)
            chosen = solve_sparse(table, places)
            least, greatest = least_certificate(table, places, chosen), greatest_prices(table, places, chosen)
            price[here] += (least.price[: len(here)] + greatest[: len(here)]) / 2
            open_count = len(now.open_requests)
            gain[now.open_requests] += (least.gain[:open_count] + _gains(table, greatest)[:open_count]) / 2
        return Outlook(*(np.rint(total / FUTURES).astype(np.int64) for total in (price, gain)))

    def _future(self, now: Now, here: Ints) -> tuple[PairTable, Ints]:
        """Who is open and here, then who is drawn; a pair needs the candidate within the patience."""
        asks, asked_on = self._drawn(self.past_asks, self.asks[now.arrived], now)
        people, joined_on = self._drawn(self.past_people, self.people[now.joined], now)
        rows = np.concatenate([self.asks[now.open_requests], asks])
        until = np.concatenate([self.opened[now.open_requests], asked_on]) + self.patience
        columns = np.concatenate([self.people[here], people])
        since = np.concatenate([now.there_from[here], joined_on])
        places = np.concatenate([now.places[here], np.ones(len(people), dtype=np.int64)])
        return self._joined(rows, until, columns, since), places

    def _drawn(self, before: Ints, so_far: Ints, now: Now) -> tuple[Ints, Ints]:
        """As many as are to be expected within the horizon, each on a day of its own.

        Where there is an earlier time, it alone is drawn from: twins of those who are open
        or here now would make each of them look less rare than it is.
        """
        known, seen_days = (before, self.past_days) if len(before) else (so_far, now.elapsed)
        days = min(HORIZON_DAYS, now.left)
        if not len(known) or days <= 0:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        count = self.dice.poisson(len(known) / max(seen_days, 1) * days)
        return self.dice.choice(known, count), now.day + 1 + self.dice.integers(0, days, count)

    def _joined(self, rows: Ints, until: Ints, columns: Ints, since: Ints) -> PairTable:
        """The pairs of these requests and people, which may name one row several times."""
        begins, ends = self.starts[rows], self.starts[rows + 1]
        seen = ranges(begins, ends)
        request = np.repeat(np.arange(len(rows)), ends - begins)
        order = np.argsort(columns, kind="stable")
        copies = np.searchsorted(columns[order], np.arange(self.table.candidate_count + 1))
        first, last = copies[self.table.c[seen]], copies[self.table.c[seen] + 1]
        candidate = order[ranges(first, last)]
        seen, request = np.repeat(seen, last - first), np.repeat(request, last - first)
        kept = np.flatnonzero(since[candidate] <= until[request])
        kept = kept[np.lexsort((candidate[kept], request[kept]))]
        value = self.table.value[seen[kept]]
        return PairTable(request[kept], candidate[kept], value, len(rows), len(columns))


def plan(value: Ints, base: Ints) -> Ints:
    """What a pair is worth in a plan: its request's points, service, a part of the fit."""
    return np.asarray(base + PLAN_SERVICE + (value - base) // PLAN_FIT)


def _gains(table: PairTable, price: NDArray[np.int64]) -> Ints:
    """What is left to each request under these prices."""
    gain = np.zeros(table.request_count, dtype=np.int64)
    np.maximum.at(gain, table.r, table.value - price[table.c])
    return gain
