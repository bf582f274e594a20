"""The best assignment over admissible pairs, exactly.

Up to ``DIRECT`` pairs a solver of scipy takes them all: each candidate appears once per
free place. Where nearly everybody fits everybody it is the dense one, which equal values
do not slow down; elsewhere the sparse one, where each request has a dummy of its own that
means *unserved*. Above it, pairs need not be solved, only priced: solve on each request's most promising
pairs, read the prices, price all pairs with them, add those that would gain, repeat
until none does. The last prices prove the answer for all pairs.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from matching.admissible import PairTable
from matching.auction import auction_prices
from matching.certificate import NOBODY, Certificate, least_certificate, ranges
from matching.columns import Bools, Ints

DIRECT: Final = 6_000_000
DENSE_CELLS: Final = 25_000_000  # requests × places: 200 MB
DENSE_SHARE: Final = 0.25  # of the cells that are pairs; below it the sparse solver is faster
PROMISING: Final = 40  # pairs per request in the first small problem
WORD_BITS: Final = 63
ADDED: Final = 12  # pairs per request that join in a round


def best_assignment(table: PairTable, places: Ints, *, direct: int = DIRECT) -> tuple[Ints, Certificate]:
    """For each request the row of its candidate or -1, and the prices that prove it.

    Raises ArithmeticError if the prices do not prove the answer: a wrong optimum is
    never handed out.
    """
    if _is_dense(table, places):
        chosen = solve_dense(table, places)
    else:
        chosen = solve_sparse(table, places) if len(table) <= direct else solve_by_pricing(table, places)
    certificate = least_certificate(table, places, chosen)
    if not certificate.proves:
        raise ArithmeticError("the solver's answer could not be proved best")
    return chosen, certificate


def _is_dense(table: PairTable, places: Ints) -> bool:
    """Whether so many pairs of requests and places exist that listing them all costs more than a matrix."""
    copies = _copies(table, places)
    cells = table.request_count * int(copies.sum())
    return bool(cells <= DENSE_CELLS and DENSE_SHARE * cells < int(copies[table.c].sum()))


def _copies(table: PairTable, places: Ints) -> Ints:
    """Places of each candidate that somebody could use."""
    return np.minimum(places, np.bincount(table.c, minlength=table.candidate_count))


def solve_dense(table: PairTable, places: Ints) -> Ints:
    """All requests × places as a matrix for scipy's Jonker–Volgenant solver; no pair is worth 0.

    A pair that does not exist is worth as much as staying unserved, and means that.
    """
    from scipy.optimize import linear_sum_assignment  # 11 MB that no process needs which never solves

    copies = _copies(table, places)
    worth = _matrix(table, copies)
    rows, slots = linear_sum_assignment(worth, maximize=True)
    gains = worth[rows, slots] > 0
    chosen = np.full(table.request_count, NOBODY, dtype=np.int64)
    chosen[rows[gains]] = np.repeat(np.arange(table.candidate_count), copies)[slots[gains]]
    return chosen


def _matrix(table: PairTable, copies: Ints) -> NDArray[np.float64]:
    """What each place is worth to each request, shape (requests, places); 0 where there is no pair."""
    if len(table) == table.request_count * table.candidate_count:  # everybody suits everybody
        full = table.value.reshape(table.request_count, table.candidate_count).astype(np.float64)
        return full if np.all(copies == 1) else np.repeat(full, copies, axis=1)
    worth = np.zeros((table.request_count, int(copies.sum())))
    where = table.r * worth.shape[1] + (np.cumsum(copies) - copies)[table.c]
    for copy in range(int(copies.max(initial=0))):
        has = slice(None) if copy == 0 and copies.all() else np.flatnonzero(copies[table.c] > copy)
        worth.ravel()[where[has] + copy] = table.value[has]
    return worth


def solve_sparse(table: PairTable, places: Ints) -> Ints:
    """All pairs at once with scipy's sparse Jonker–Volgenant solver.

    It wants a full matching and weights that are not zero, hence the dummies and the
    one point that every weight has more: each row is matched exactly once, so the sum
    only moves by a constant.
    """
    if not len(table):
        return np.full(table.request_count, NOBODY, dtype=np.int64)
    copies = _copies(table, places)
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
    words is several times faster than sorting their order. Values that leave no room
    for that are sorted the slow way. Among equals every request begins at another
    place: if all looked at the same few candidates, the next rounds would have to
    bring in all others.
    """
    starts = table.starts()
    lengths = np.diff(starts)
    net = table.value - price[table.c]
    turned = np.arange(len(table)) - starts[table.r] - _beginning(lengths)[table.r]
    turned += np.where(turned < 0, lengths[table.r], 0)
    ends = np.minimum(starts[:-1] + most, starts[1:])
    place_bits = int(lengths.max(initial=1)).bit_length()
    net_bits = (int(net.max(initial=0)) - int(net.min(initial=0))).bit_length()
    if place_bits + net_bits + table.request_count.bit_length() > WORD_BITS:
        order: Ints = np.lexsort((turned, -net, table.r))
        return order[ranges(starts[:-1], ends)]
    words = ((table.r << net_bits) | (net.max(initial=0) - net)) << place_bits
    words |= turned
    words.sort()
    found = words[ranges(starts[:-1], ends)]
    r, place = found >> (net_bits + place_bits), found & ((1 << place_bits) - 1)
    place += _beginning(lengths)[r]
    return np.asarray(starts[r] + np.where(place >= lengths[r], place - lengths[r], place))


def _beginning(lengths: Ints) -> Ints:
    """Where each request begins among equals: spread by the golden ratio (Knuth, TAOCP 6.4)."""
    return np.asarray(np.arange(len(lengths)) * 2_654_435_761 % np.maximum(lengths, 1))


def _gaining(table: PairTable, proof: Certificate, kept: Bools) -> Ints:
    """Pairs left out that would gain under these prices; the best few of each request."""
    profit = table.value - proof.gain[table.r] - proof.price[table.c]
    rows = np.flatnonzero((profit > 0) & ~kept)
    rows = rows[np.lexsort((-profit[rows], table.r[rows]))]
    asks = table.r[rows]
    best: Ints = rows[np.arange(len(rows)) - np.searchsorted(asks, asks) < ADDED]
    return best
