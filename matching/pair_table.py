"""A list of admissible pairs with their values, and its best pairs under given prices."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matching.columns import Bools, Ints

WORD_BITS: Final = 63
PART: Final = 4_000_000  # pairs looked at side by side
GOLDEN: Final = 2_654_435_761  # 2³² by the golden ratio: neighbours begin far from each other (Knuth, TAOCP 6.4)
_EMPTY: Final = np.zeros(0, dtype=np.int64)


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
        return self.only(np.concatenate([_EMPTY, *(self._better(part, price, gain, most) for part in self._parts())]))

    def _better(self, part: slice, price: Ints, gain: Ints, most: int) -> Ints:
        """Where the better pairs of a part are, in order."""
        net = self.value[part] - price[self.c[part]]
        rows = np.flatnonzero(net > gain[self.r[part]])
        net, rows = net[rows], rows + part.start
        return np.sort(rows[_best(self.only(rows), net, most)])

    def _parts(self) -> Iterator[slice]:
        """Parts of about ``PART`` pairs, so that work on all takes little memory; no request is cut in two."""
        starts = self.starts()
        ends = starts[np.searchsorted(starts, np.arange(PART, len(self), PART))]
        bounds = np.unique(np.concatenate([[0], ends, [len(self)]])).tolist()
        return (slice(begin, end) for begin, end in pairwise(bounds))


def joined(tables: list[PairTable]) -> PairTable:
    """Several tables of the same people as one; a pair that is in two of them is in it once."""
    first = tables[0]
    key = np.concatenate([table.r * first.candidate_count + table.c for table in tables])
    value = np.concatenate([table.value for table in tables])
    return from_keys(key, value, first.request_count, first.candidate_count)


def from_keys(key: Ints, value: Ints, request_count: int, candidate_count: int) -> PairTable:
    """Pairs named by ``r * candidate_count + c`` in any order as a table, each once."""
    if np.any(key[1:] <= key[:-1]):
        order = np.argsort(key, kind="stable")
        key, value = key[order], value[order]
        is_new = np.append(True, key[1:] != key[:-1])
        if not is_new.all():
            key, value = key[is_new], value[is_new]
    r, c = np.divmod(key, max(candidate_count, 1))
    return PairTable(r, c, value, request_count, candidate_count)


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
