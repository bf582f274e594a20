"""Pairs of a candidate and a request, seen through their columns.

The same rule judges one request against everybody (``c`` is a slice, the request's
columns have length 1 and broadcast) and a list of chosen pairs (``c`` and ``r`` are
rows). There is one formula for distance and one for language, and both are here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from matching.columns import Bools, CandidateColumns, Ints, RequestColumns

T = TypeVar("T", bound=np.generic)

PLACE: Final = ("xyz", "remote_ok")  # the columns of a request on which the way to it and its use hang
EARTH_RADIUS_HM = 63_710.088  # mean radius, IUGG: 6371.0088 km


@dataclass(frozen=True, slots=True)
class Pairs:
    """Chosen pairs: rows of candidates ``c`` and of requests ``r``, of one length or broadcasting.

    A row of candidates, shape (1, n), and a column of requests, shape (m, 1), are a grid.
    """

    candidates: CandidateColumns
    requests: RequestColumns
    c: NDArray[np.int64] | slice
    r: NDArray[np.int64] | slice
    way_hm: NDArray[np.float64] | None = None  # worked out before, where several rules ask

    def only(self, kept: NDArray[np.int64]) -> Pairs:
        """These places of the list, in this order."""
        c = kept if isinstance(self.c, slice) else self.c[kept]
        r = self.r if isinstance(self.r, slice) else self.r[kept]
        return Pairs(self.candidates, self.requests, c, r)

    def __len__(self) -> int:
        """How many pairs there are."""
        return len(self.candidates.ids) if isinstance(self.c, slice) else len(self.c)

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of what is said about each pair."""
        if isinstance(self.c, slice) or isinstance(self.r, slice):
            return (len(self),)
        return np.broadcast_shapes(self.c.shape, self.r.shape)

    def of_candidates(self, column: NDArray[T]) -> NDArray[T]:
        """The candidate's side of each pair."""
        chosen: NDArray[T] = column[self.c]
        return chosen

    def of_requests(self, column: NDArray[T]) -> NDArray[T]:
        """The request's side of each pair; of length 1 where there is one request."""
        chosen: NDArray[T] = column[self.r]
        return chosen

    def shared_level(self) -> NDArray[np.uint16]:
        """The level at which each two can talk, as in ``language.shared_language``."""
        best = np.zeros(self.shape, dtype=np.uint16)
        people, asks = self.candidates, self.requests
        for row, level, factor in zip(asks.slot_row, asks.slot_level, asks.slot_factor, strict=True):
            own, per_mille = level[self.r], factor[self.r]
            spoken = people.level[int(row[self.r][0])] if isinstance(self.c, slice) else None
            if spoken is None:
                spoken = people.level[row[self.r], self.c]
            talk = np.minimum(spoken, own).astype(np.uint16)
            np.maximum(best, talk * per_mille // np.uint16(1000), out=best)
        return best

    def distance_hm(self) -> NDArray[np.float64]:
        """The way in whole hectometres along the great circle; NaN where a place is unknown.

        From the chord between two points of the unit sphere: d = 2R·asin(|p − q| / 2).
        Rounded, so that the last bit of an arcus sine never decides between two people.
        """
        if self.way_hm is not None:
            return self.way_hm
        squared: NDArray[np.float64] | None = None
        for mine, yours in zip(self.candidates.xyz, self.requests.xyz, strict=True):
            part = np.square(mine[self.c] - yours[self.r])
            squared = part if squared is None else squared + part
        chord = np.sqrt(squared) if squared is not None else np.zeros(0)
        return np.asarray(np.rint(2 * EARTH_RADIUS_HM * np.arcsin(np.minimum(chord / 2, 1.0))))

    def remote(self) -> Bools:
        """Both sides are content to meet by telephone or video."""
        return self.of_candidates(self.candidates.remote) & self.of_requests(self.requests.remote_ok)

    def common_count(self, mine: NDArray[np.uint64], yours: NDArray[np.uint64]) -> Ints:
        """How many words two masks share."""
        total: Ints = np.zeros(1, dtype=np.int64)
        for my_word, your_word in zip(mine, yours, strict=True):
            total = total + np.bitwise_count(self.of_candidates(my_word) & self.of_requests(your_word))
        return total

    def listed(self, rows: tuple[NDArray[np.int64], ...]) -> Bools:
        """True where the request's own list names the candidate."""
        if isinstance(self.r, slice):
            named = np.concatenate([np.zeros(0, dtype=np.int64), *rows[self.r]])
            if isinstance(self.c, slice):
                found = np.zeros(len(self), dtype=bool)
                found[named] = True
                return found
            return np.isin(self.c, named)
        if isinstance(self.c, slice):
            raise TypeError("a list of requests needs a list of candidates beside it")
        count = len(self.candidates.ids)
        asked = range(len(rows)) if self.r.ndim == 1 else self.r.ravel().tolist()  # a grid has few requests
        keys = [request * count + rows[request] for request in asked if len(rows[request])]
        if not keys:
            return np.zeros(1, dtype=bool)
        return np.isin(self.r * count + self.c, np.concatenate(keys))
