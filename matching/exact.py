"""The best assignment over admissible pairs, exactly.

Up to ``SMALL`` pairs the sparse solver of scipy takes them all: each candidate appears
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
from matching.certificate import NOBODY, Certificate, least_certificate
from matching.columns import Ints

SMALL: Final = 400_000


def best_assignment(table: PairTable, places: Ints) -> tuple[Ints, Certificate]:
    """For each request the row of its candidate or -1, and the prices that prove it.

    Raises ArithmeticError if the prices do not prove the answer: a wrong optimum is
    never handed out.
    """
    chosen = solve_sparse(table, places)
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
    graph = csr_matrix(
        (weights.astype(np.float64), (rows, columns)), shape=(table.request_count, slots + len(dummies))
    )
    _, matched = min_weight_full_bipartite_matching(graph, maximize=True)
    owner = np.repeat(np.arange(table.candidate_count), copies)
    chosen = np.full(table.request_count, NOBODY, dtype=np.int64)
    real = matched < slots
    chosen[real] = owner[matched[real]]
    return chosen
