"""A list of admissible pairs with their values, and its best pairs under given prices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matching.columns import Bools, Ints

WORD_BITS: Final = 63
GOLDEN: Final = 2_654_435_761  # 2³² by the golden ratio: neighbours begin far from each other (Knuth, TAOCP 6.4)


@dataclass(frozen=True, slots=True)
class PairTable:
    """Admissible pairs sorted by request, then candidate: rows and whole values."""

    r: Ints
    c: Ints
    value: Ints
    request_count: int
    candidate_count: int

    def __len__(self) -> int:
        """How many pairs there are."""
        return len(self.r)

    def starts(self) -> Ints:
        """Where each request's pairs begin; one entry more than there are requests."""
        return np.asarray(np.searchsorted(self.r, np.arange(self.request_count + 1)))

    def only(self, kept: NDArray[np.int64] | Bools) -> PairTable:
        """The chosen pairs of the table."""
        return PairTable(self.r[kept], self.c[kept], self.value[kept], self.request_count, self.candidate_count)

    def better(self, price: Ints, gain: Ints, most: int) -> PairTable:
        """Pairs that leave their request more than ``gain`` after prices: the ``most`` best of each request."""
        net = self.value - price[self.c]
        rows = np.flatnonzero(net > gain[self.r])
        return self.only(np.sort(rows[_best(self.only(rows), net[rows], most)]))


def joined(tables: list[PairTable]) -> PairTable:
    """Several tables of the same people as one; a pair that is in two of them is in it once."""
    r, c, value = (np.concatenate([getattr(table, name) for table in tables]) for name in ("r", "c", "value"))
    both = PairTable(r, c, value, tables[0].request_count, tables[0].candidate_count)
    key = r * both.candidate_count + c
    if np.all(key[1:] > key[:-1]):
        return both
    order = np.argsort(key, kind="stable")
    return both.only(order[np.flatnonzero(np.diff(key[order], prepend=-1))])


def _best(table: PairTable, net: Ints, most: int) -> Ints:
    """Places in the table of each request's best pairs by ``net``.

    Request, reversed worth and place are packed into one word each, because sorting
    words is several times faster than sorting their order. Values that leave no room
    for that are sorted the slow way. Among equals every request begins at another
    place: if all looked at the same few candidates, the next rounds would have to
    bring in all others.
    """
    starts = table.starts()
    lengths = np.diff(starts)
    begins = np.arange(len(lengths)) * GOLDEN % np.maximum(lengths, 1)
    turned = np.arange(len(table)) - starts[table.r] - begins[table.r]
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
    place += begins[r]
    return np.asarray(starts[r] + np.where(place >= lengths[r], place - lengths[r], place))


def ranges(starts: Ints, ends: Ints) -> Ints:
    """All numbers of several half-open ranges, one after the other."""
    lengths = ends - starts
    offsets = np.repeat(starts - np.concatenate([[0], np.cumsum(lengths)[:-1]]), lengths)
    return np.asarray(np.arange(int(lengths.sum())) + offsets)
