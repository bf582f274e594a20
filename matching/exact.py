"""The best assignment over admissible pairs, exactly.

Up to ``DIRECT`` pairs the sparse solver of scipy takes them all: each candidate appears
once per free place, and each request has a dummy of its own that means *unserved*.
Above it, pairs need not be solved, only priced: solve on each request's most promising
pairs, read the prices, price all pairs with them, add those that would gain, repeat
until none does. The last prices prove the answer for all pairs.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from matching.admissible import PairTable
from matching.auction import auction_prices
from matching.certificate import NOBODY, Certificate, least_certificate, ranges
from matching.columns import Bools, Ints

DIRECT: Final = 6_000_000
PROMISING: Final = 40  # pairs per request in the first small problem
ADDED: Final = 12  # pairs per request that join in a round


def best_assignment(table: PairTable, places: Ints, *, direct: int = DIRECT) -> tuple[Ints, Certificate]:
    """For each request the row of its candidate or -1, and the prices that prove it.

    Raises ArithmeticError if the prices do not prove the answer: a wrong optimum is
    never handed out.
    """
    chosen = solve_sparse(table, places) if len(table) <= direct else solve_by_pricing(table, places)
    certificate = least_certificate(table, places, chosen)
    if not certificate.proves:
        raise ArithmeticError("the solver's answer could not be proved best")
    return chosen, certificate


def solve_sparse(table: PairTable, places: Ints) -> Ints:
    """All pairs at once with scipy's sparse Jonker–Volgenant solver.

    It wants a full matching and weights that are not zero, hence the dummies and the
    one point that every weight has more: each row is matched exactly once, so the sum
    only moves by a constant.
    """
    if not len(table):
        return np.full(table.request_count, NOBODY, dtype=np.int64)
    copies = np.minimum(places, np.bincount(table.c, minlength=table.candidate_count))
    first = np.concatenate([[0], np.cumsum(copies)])
    slots = int(first[-1])
    repeat = copies[table.c]
    within = np.arange(int(repeat.sum())) - np.repeat(np.cumsum(repeat) - repeat, repeat)
    column = np.repeat(first[table.c], repeat) + within
    dummies = np.arange(table.request_count)
    rows = np.concatenate([np.repeat(table.r, repeat), dummies])
    columns = np.concatenate([column, slots + dummies])
    weights = np.concatenate([np.repeat(table.value, repeat) + 1, np.ones(table.request_count, np.int64)])
    graph = csr_matrix((weights.astype(np.float64), (rows, columns)), shape=(table.request_count, slots + len(dummies)))
    _, matched = min_weight_full_bipartite_matching(graph, maximize=True)
    owner = np.repeat(np.arange(table.candidate_count), copies)
    chosen = np.full(table.request_count, NOBODY, dtype=np.int64)
    real = matched < slots
    chosen[real] = owner[matched[real]]
    return chosen


def solve_by_pricing(table: PairTable, places: Ints, *, promising: int = PROMISING) -> Ints:
    """Solve on few pairs, price all, add those that would gain, until none would."""
    kept = np.zeros(len(table), dtype=bool)
    kept[_promising(table, auction_prices(table, places), promising)] = True
    while True:
        small = table.only(np.flatnonzero(kept))
        chosen = solve_sparse(small, places)
        proof = least_certificate(small, places, chosen)
        if not proof.proves:
            raise ArithmeticError("the solver's answer could not be proved best")
        gaining = _gaining(table, proof, kept)
        if not len(gaining):
            return chosen
        kept[gaining] = True


def _promising(table: PairTable, price: Ints, most: int) -> Ints:
    """Places in the table of each request's best pairs after prices.

    Request, reversed worth and place are packed into one word each, because sorting
    words is several times faster than sorting their order.
    """
    starts = table.starts()
    net = table.value - price[table.c]
    place_bits = int(np.diff(starts).max(initial=1)).bit_length()
    net_bits = int(net.max(initial=0) - net.min(initial=0)).bit_length()
    words = ((table.r << net_bits) | (net.max(initial=0) - net)) << place_bits
    words |= np.arange(len(table)) - starts[table.r]
    words.sort()
    found = words[ranges(starts[:-1], np.minimum(starts[:-1] + most, starts[1:]))]
    best: Ints = starts[found >> (net_bits + place_bits)] + (found & ((1 << place_bits) - 1))
    return best


def _gaining(table: PairTable, proof: Certificate, kept: Bools) -> Ints:
    """Pairs left out that would gain under these prices; the best few of each request."""
    profit = table.value - proof.gain[table.r] - proof.price[table.c]
    rows = np.flatnonzero((profit > 0) & ~kept)
    rows = rows[np.lexsort((-profit[rows], table.r[rows]))]
    asks = table.r[rows]
    best: Ints = rows[np.arange(len(rows)) - np.searchsorted(asks, asks) < ADDED]
    return best
