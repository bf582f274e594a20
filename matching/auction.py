"""Approximate prices from an auction, so that the exact solver need not see every pair.

Requests bid for the candidate who is worth most to them after her price; a candidate
keeps the best bids that her places allow, and her price is the lowest bid she holds
once she is full (Bertsekas' auction, all bids of a round at once). The increment is
coarse and the rounds are few: the prices only choose which pairs to look at, never the
answer, so a price war among equal values costs a bounded time and no exactness.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from matching.certificate import NOBODY
from matching.columns import Ints
from matching.pair_table import GOLDEN, PairTable, ranges

ROUNDS: Final = 60
INCREMENT: Final = 20  # points; about a hundredth of a usual value
ENOUGH: Final = 0.002  # share of bidders below which more rounds no longer pay


@dataclass(frozen=True, slots=True)
class _Hall:
    """The state of an auction: prices, who holds whom, and the bid that won it."""

    price: Ints
    holds: Ints
    bid: Ints


def auction_prices(table: PairTable, places: Ints) -> Ints:
    """A price for each candidate, near to those of the optimum."""
    starts = table.starts()
    hall = _Hall(
        price=np.zeros(table.candidate_count, dtype=np.int64),
        holds=np.full(table.request_count, NOBODY, dtype=np.int64),
        bid=np.zeros(table.request_count, dtype=np.int64),
    )
    bidders = np.flatnonzero(np.diff(starts) > 0)
    for _ in range(ROUNDS):
        if len(bidders) <= ENOUGH * table.request_count:
            break
        _bid(table, starts, hall, bidders)
        bidders = _keep_best(hall, places)
    return hall.price


def _bid(table: PairTable, starts: Ints, hall: _Hall, bidders: Ints) -> None:
    """Each bidder offers so much that her second choice would be as good, and a little more."""
    lengths = starts[bidders + 1] - starts[bidders]
    seen = ranges(starts[bidders], starts[bidders + 1])
    first = np.cumsum(lengths) - lengths
    net = table.value[seen] - hall.price[table.c[seen]]
    best = np.maximum.reduceat(net, first)
    is_best = np.flatnonzero(net == np.repeat(best, lengths))
    begin = np.searchsorted(is_best, first)
    ties = np.diff(np.append(begin, len(is_best)))
    place = is_best[begin + bidders * GOLDEN % ties]  # equals are shared out, not all bid for the first
    net[place] = 0
    second = np.maximum(np.maximum.reduceat(net, first), 0)
    stays = best > 0  # who would gain nothing leaves the hall
    wanted = table.c[seen[place[stays]]]
    hall.holds[bidders[stays]] = wanted
    hall.bid[bidders[stays]] = hall.price[wanted] + (best - second)[stays] + INCREMENT


def _keep_best(hall: _Hall, places: Ints) -> Ints:
    """Candidates keep the best bids they have places for; the result are those who were outbid."""
    holders = np.flatnonzero(hall.holds != NOBODY)
    holders = holders[np.lexsort((-hall.bid[holders], hall.holds[holders]))]
    wanted = hall.holds[holders]
    rank = np.arange(len(holders)) - np.searchsorted(wanted, wanted)
    last = holders[rank == places[wanted] - 1]
    hall.price[hall.holds[last]] = hall.bid[last]
    outbid = holders[rank >= places[wanted]]
    hall.holds[outbid] = NOBODY
    return np.sort(outbid)
