"""The best assignment over admissible pairs, exactly.

Up to ``DIRECT`` listed pairs a solver of scipy takes them all: each candidate appears once
per free place. Where a list holds nearly everybody beside everybody it is the dense one, which
equal values do not slow down; elsewhere the sparse one, where each request has a dummy of its
own that means *unserved*. Longer lists and cells need not be solved, only priced: solve on each
request's most promising pairs, read the prices, price all pairs with them, add those that would
gain, repeat until none does. The last prices prove the answer for all pairs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from matching.auction import auction_prices
from matching.cells import Cells
from matching.certificate import NOBODY, Certificate, least_certificate
from matching.columns import Ints
from matching.pair_table import PairTable, joined

DIRECT: Final = 6_000_000
DENSE_CELLS: Final = 25_000_000  # requests × places: 200 MB
DENSE_SHARE: Final = 0.25  # of the cells that are pairs; below it the sparse solver is faster
PROMISING: Final = 40  # pairs per request in the first small problem
SCATTERED: Final = 10  # pairs per request taken without looking, where the best of all may be the same few people
ADDED: Final = 20  # pairs per request that join in a round


def best_assignment(
    table: PairTable, places: Ints, cells: Sequence[Cells] = (), *, direct: int = DIRECT
) -> tuple[Ints, Certificate]:
    """For each request the row of its candidate or -1, and the prices that prove it.

    ``cells`` are the pairs of requests that have none in the table. Raises
    ArithmeticError if the prices do not prove the answer: a wrong optimum is never
    handed out.
    """
    if cells or len(table) > direct:
        chosen, certificate = solve_by_pricing(table, places, cells)
    else:
        chosen = (solve_dense if _is_dense(table, places) else solve_sparse)(table, places)
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
    pair, slot, owner = _slots(table, places)
    dummies = np.arange(table.request_count)
    rows = np.concatenate([table.r[pair], dummies])
    columns = np.concatenate([slot, len(owner) + dummies])
    weights = np.concatenate([table.value[pair] + 1, np.ones(table.request_count, np.int64)])
    shape = table.request_count, len(owner) + table.request_count
    return _matched(csr_matrix((weights.astype(float), (rows, columns)), shape=shape), owner, maximize=True)


def solve_from_prices(table: PairTable, places: Ints, price: Ints) -> Ints:
    """All pairs at once as ``solve_sparse``, from prices near those of the optimum: several times faster.

    What a pair costs is what it leaves its request less than the best pair does. Prices
    may be taken off only where everybody is matched, so each place has a dummy too: it
    pays the price of a place that nobody takes, and goes to the dummy of a request
    whose request takes one.
    """
    pair, slot, owner = _slots(table, places)
    r, net = table.r[pair], (table.value - price[table.c])[pair]
    gain = np.zeros(table.request_count, dtype=np.int64)
    np.maximum.at(gain, r, net)
    asks, slots = np.arange(table.request_count), np.arange(len(owner))
    rows = np.concatenate([r, asks, len(asks) + slots, len(asks) + slot])
    columns = np.concatenate([slot, len(slots) + asks, slots, len(slots) + r])
    costs = np.concatenate([gain[r] - net, gain, price[owner], np.zeros_like(slot)]) + 1
    count = len(asks) + len(slots)
    graph = csr_matrix((costs.astype(float), (rows, columns)), shape=(count, count))
    return _matched(graph, owner, maximize=False)[: len(asks)]


def _slots(table: PairTable, places: Ints) -> tuple[Ints, Ints, Ints]:
    """Each pair once for every place of its candidate: the pair, the place; and whose each place is."""
    copies = _copies(table, places)
    first = np.cumsum(copies) - copies
    repeat = copies[table.c]
    pair = np.repeat(np.arange(len(table)), repeat)
    slot = np.arange(len(pair)) - np.repeat(np.cumsum(repeat) - repeat - first[table.c], repeat)
    return pair, slot, np.repeat(np.arange(table.candidate_count), copies)


def _matched(graph: csr_matrix, owner: Ints, *, maximize: bool) -> Ints:
    """The candidate of each row of the graph by scipy; columns beyond the places are dummies."""
    _, matched = min_weight_full_bipartite_matching(graph, maximize=maximize)
    chosen = np.full(graph.shape[0], NOBODY, dtype=np.int64)
    real = matched < len(owner)
    chosen[real] = owner[matched[real]]
    return chosen


def solve_by_pricing(
    table: PairTable, places: Ints, cells: Sequence[Cells] = (), *, promising: int = PROMISING
) -> tuple[Ints, Certificate]:
    """Solve on few pairs, price all, add those that would gain, until none would.

    The last prices are the least for the few pairs and no other pair would gain by them,
    so they are the least for all pairs, and prove the answer for all.
    """
    kept = _better(table, cells, auction_prices(table, places), np.zeros(table.request_count, np.int64), promising)
    kept = joined([kept, *(one.scattered(SCATTERED) for one in cells)])
    chosen = solve_sparse(kept, places)
    while True:
        proof = least_certificate(kept, places, chosen)
        gaining = _better(table, cells, proof.price, proof.gain, ADDED)
        if not (proof.proves and len(gaining)):
            return chosen, proof
        kept = joined([kept, gaining])
        chosen = solve_from_prices(kept, places, proof.price)


def _better(table: PairTable, cells: Sequence[Cells], price: Ints, gain: Ints, most: int) -> PairTable:
    """The best pairs of each request, of those that leave it more than it gains."""
    return joined([table.better(price, gain, most), *(one.better(price, gain, most) for one in cells)])
