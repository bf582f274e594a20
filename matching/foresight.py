"""What may still come: futures drawn from earlier days, and what a pair of today would lose in them.

A future holds who is open and who is there now, together with requests and newcomers
among the volunteers as they came before. Two numbers judge a pair of today:

- its **loss**: the share of futures in which nobody who knew that future would make it,
  because somebody would stay unserved for it. That is exact: a pair loses nothing if it
  is part of some greatest matching, and one greatest matching shows all of them (the
  decomposition of Dulmage and Mendelsohn: alternating paths from whoever is left over,
  and alternating cycles).
- the **claim** on its volunteer: how many requests to come count on her, each divided
  among all who could serve it. Nobody knows the future when it is there, so a volunteer
  whom many could need is worth keeping also where one future would not miss her.

Both together are the bid price of a volunteer in online stochastic matching (regrets:
Bent and Van Hentenryck, AAAI 2004; fluid loads: Manshadi, Oveis Gharan and Saberi, 2012).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import breadth_first_order, connected_components, maximum_bipartite_matching

from matching.columns import Bools, CandidateColumns, Ints
from matching.imagined import PARTS, WHO, Past, parts, with_past
from matching.problem import Problem

FUTURES: Final = 100  # with 30, losses of one to three in a hundred looked like none (benchmarks/README.md)
REDRAWN_DAYS: Final = 7
HORIZON_DAYS: Final = 365  # a place is used once, so everybody still to come competes for it

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Now:
    """A day: open requests, free places, from when each candidate is there; nobody unknown yet."""

    day: int
    is_open: Bools
    places: Ints
    there_from: Ints
    arrived: Ints  # requests so far, which teach where nothing earlier is known
    joined: Ints  # volunteers who joined so far, likewise
    elapsed: int
    left: int


@dataclass(frozen=True, slots=True)
class Outlook:
    """Loss (0 to 1) and claim (in requests) of each pair asked about."""

    loss: Floats
    claim: Floats


@dataclass(frozen=True, slots=True)
class Futures:
    """Several futures as one graph: pairs of a request's node and a place's node.

    ``asked`` and ``offered`` are nodes of the requests and places known when the futures
    were drawn, by future; ``ask_on`` and ``place_on`` the days on which drawn ones come,
    0 for known ones.
    """

    day: int
    r: Ints
    c: Ints
    known: Ints  # rows of the requests that ``asked`` names
    asked: Ints
    offered: Ints
    ask_on: Ints
    place_on: Ints


def timeless(problem: Problem) -> Problem:
    """The problem without its day: who is away will be back, and what starts later is asked for already."""
    everyone = [replace(candidate, absent=()) for candidate in problem.candidates]
    asks = [replace(request, starts_on=None) for request in problem.requests]
    return replace(problem, candidates=everyone, requests=asks, pinned=(), today=None)


def there_from(people: CandidateColumns, day: int) -> Ints:
    """The first day from this one on at which each candidate is not absent."""
    since = np.full(len(people.ids), day, dtype=np.int64)
    for _ in range(len(people.absent_from)):  # absences may follow each other without a gap
        for begin, end in zip(people.absent_from, people.absent_to, strict=True):
            since = np.where((begin <= since) & (since <= end), end + 1, since)
    return since


class Foresight:
    """Draws futures of one problem from its past."""

    def __init__(self, problem: Problem, past: Past, *, opened: Ints, patience: int, seed: int) -> None:
        self.dice = np.random.default_rng(seed)
        wide = with_past(problem, past)
        is_earlier = np.ones(len(wide.requests), dtype=bool), np.ones(len(wide.candidates), dtype=bool)
        self.asks = np.array([wide.request_row[r.id] for r in problem.requests], dtype=np.int64)
        self.people = np.array([wide.candidate_row[c.id] for c in problem.candidates], dtype=np.int64)
        is_earlier[0][self.asks], is_earlier[1][self.people] = False, False
        self.past_asks, self.past_people = np.flatnonzero(is_earlier[0]), np.flatnonzero(is_earlier[1])
        self.past = past
        self.owner = np.repeat(np.arange(len(self.people)), problem.places)
        self.number = np.arange(len(self.owner)) - np.searchsorted(self.owner, self.owner)  # of a place of its owner
        self.parts = parts(wide)
        self.offered = self.parts.of(_whole(self.people[self.owner]))
        self.opened, self.patience = opened, patience
        self.drawn: Futures | None = None
        self.looked_at: tuple[bytes, bytes] | None = None
        self.looked_on = 0

    def is_news(self, now: Now, r: Ints, c: Ints) -> bool:
        """Whether these open pairs are others than at the last look, or that was a week ago."""
        pairs = r.tobytes(), c.tobytes()
        if pairs == self.looked_at and now.day - self.looked_on < REDRAWN_DAYS:
            return False
        self.looked_at, self.looked_on = pairs, now.day
        return True

    def outlook(self, now: Now, r: Ints, c: Ints) -> Outlook:
        """Loss and claim of these open pairs, over futures that are at most a week old."""
        if self.drawn is None or not 0 <= now.day - self.drawn.day < REDRAWN_DAYS:
            self.drawn = self._futures(now)
        drawn = self.drawn
        asks, places = drawn.ask_on > now.day, drawn.place_on > now.day
        asks[drawn.asked] = now.is_open[drawn.known]
        places[drawn.offered] = self.number < now.places[self.owner]
        kept = np.flatnonzero(asks[drawn.r] & places[drawn.c])
        row = np.zeros(len(self.asks), dtype=np.int64)
        row[drawn.known] = np.arange(len(drawn.known))
        of_r, of_c = drawn.asked[:, row[r]], drawn.offered[:, np.searchsorted(self.owner, c)]
        return _judged(drawn.r[kept], drawn.c[kept], (len(asks), len(places)), of_r, of_c)

    def _futures(self, now: Now) -> Futures:
        """Requests that are open or come this week, everybody who has a place, and who is drawn."""
        near = (self.opened <= now.day + REDRAWN_DAYS) & (self.opened + self.patience >= now.day)
        known = np.flatnonzero(near)
        found = list(self._pairs(now, known))
        ask_counts, place_counts = [len(f[2]) for f in found], [len(f[3]) for f in found]
        first_ask, first_place = np.cumsum([0, *ask_counts[:-1]]), np.cumsum([0, *place_counts[:-1]])
        return Futures(
            day=now.day,
            r=np.concatenate([f[0] + at for f, at in zip(found, first_ask, strict=True)]),
            c=np.concatenate([f[1] + at for f, at in zip(found, first_place, strict=True)]),
            known=known,
            asked=first_ask[:, np.newaxis] + np.arange(len(known)),
            offered=first_place[:, np.newaxis] + np.arange(len(self.owner)),
            ask_on=np.concatenate([f[2] for f in found]),
            place_on=np.concatenate([f[3] for f in found]),
        )

    def _pairs(self, now: Now, known: Ints) -> Iterator[tuple[Ints, Ints, Ints, Ints]]:
        """Each future: its pairs by nodes, and the days on which its requests and places come."""
        for _ in range(FUTURES):
            asks, asked_on = self._drawn(self.past_asks, self.asks[now.arrived], now)
            people, joined_on = self._drawn(self.past_people, self.people[now.joined], now)
            until = np.concatenate([self.opened[known], asked_on]) + self.patience
            since = np.concatenate([now.there_from[self.owner], joined_on])
            wanted = np.concatenate([_whole(self.asks[known]), asks], axis=1)
            fits = np.hstack([self.offered.admit(wanted), self.parts.of(people).admit(wanted)])
            r, c = np.divmod(np.flatnonzero(fits), len(since))
            kept = np.flatnonzero(since[c] <= until[r])
            nothing = np.zeros(len(known), dtype=np.int64), np.zeros(len(self.owner), dtype=np.int64)
            yield r[kept], c[kept], np.concatenate([nothing[0], asked_on]), np.concatenate([nothing[1], joined_on])

    def _drawn(self, earlier: Ints, so_far: Ints, now: Now) -> tuple[Ints, Ints]:
        """As many as are to be expected within the horizon, each mixed from several and on a day of its own.

        One year says only roughly how often a language comes. So each future first draws a year
        of its own from the past (a bootstrap), and who comes from that one. Where there is an
        earlier time, it alone is drawn from: twins of those who are open or here now would make
        each of them look less rare than it is.
        """
        pool, seen_days = (earlier, self.past.days) if len(earlier) else (so_far, now.elapsed)
        days = min(HORIZON_DAYS, now.left)
        if not len(pool) or days <= 0:
            return _whole(pool[:0]), np.zeros(0, dtype=np.int64)
        expected = int(self.dice.poisson(len(pool) / max(seen_days, 1) * days))
        mixed = self.dice.choice(pool, (len(PARTS), expected))
        mixed[WHO] = self.dice.choice(self.dice.choice(pool, len(pool)), expected)
        return mixed, now.day + 1 + self.dice.integers(0, days, expected)


def _whole(people: Ints) -> Ints:
    """People as they are: each part from the same one."""
    return np.tile(people, (len(PARTS), 1))


def _judged(r: Ints, c: Ints, size: tuple[int, int], of_r: Ints, of_c: Ints) -> Outlook:
    """Loss and claim of pairs of nodes (by future, by pair) in the graph of all futures; ``r`` ascends."""
    asks, places = size
    given = maximum_bipartite_matching(_graph(r, c, size), perm_type="column")
    holder = np.full(places, asks + 1, dtype=np.int64)  # asks + 1: a place that is left over
    served = np.flatnonzero(given >= 0)
    holder[given[served]] = served
    # An arrow from a request to whoever holds a place that it could take; one more node, with
    # arrows to all who are unserved.
    kept, unserved = _once(r, holder[c] > asks), np.flatnonzero(given < 0)
    start, end = np.concatenate([r[kept], np.full(len(unserved), asks)]), np.concatenate([holder[c[kept]], unserved])
    swaps = _graph(start, end, (asks + 2, asks + 2))
    of_unserved, to_free = _reached(swaps, asks), _reached(swaps.T.tocsr(), asks + 1)
    _, circle = connected_components(swaps, directed=True, connection="strong")
    other = holder[of_c]
    loses = ~(of_unserved[of_r] | to_free[other] | (circle[of_r] == circle[other]))
    share = 1 / np.maximum(np.bincount(r, minlength=asks), 1)
    claim = np.bincount(c, weights=share[r], minlength=places)
    return Outlook(loses.mean(axis=0), claim[of_c].mean(axis=0))


def _once(r: Ints, is_left_over: Bools) -> Ints:
    """All pairs, but of each request only the first with a place that is left over: more say nothing."""
    left_over = np.flatnonzero(is_left_over)
    again = left_over[1:][r[left_over[1:]] == r[left_over[:-1]]]
    kept = np.ones(len(r), dtype=bool)
    kept[again] = False
    return np.flatnonzero(kept)


def _graph(start: Ints, end: Ints, size: tuple[int, int]) -> csr_matrix:
    """A graph by its arrows, each there once, ``start`` ascending.

    Marked as in order: only being there counts, and SciPy spends a third of the time on sorting.
    """
    begins = np.concatenate([[0], np.cumsum(np.bincount(start, minlength=size[0]))])
    graph = csr_matrix((np.ones(len(end)), end, begins), shape=size)
    graph.has_canonical_format = True
    return graph


def _reached(graph: csr_matrix, start: int) -> Bools:
    """Which nodes arrows lead to."""
    found = np.zeros(graph.shape[0], dtype=bool)
    found[breadth_first_order(graph, start, return_predecessors=False)] = True
    return found
