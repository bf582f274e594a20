"""Requests and volunteers like earlier ones: what came together once need not come together again.

Last year's only Tigrinya request came from Hanau, for mornings; next year's may come from
Gelnhausen, for evenings. So language, place and circumstances of an earlier time are put
together anew, and a small region's one year says more about what may come. Beside the
earlier people as they were stand ``COPIES`` - 1 such mixtures of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from matching.people import Candidate, Request

COPIES: Final = 4  # on the training years, more came out no better


@dataclass(frozen=True, slots=True)
class Past:
    """An earlier time of the same region: who asked, which volunteers joined, in how many days."""

    requests: Sequence[Request] = ()
    joiners: Sequence[Candidate] = ()
    days: int = 365


def asks_like(earlier: Sequence[Request], dice: np.random.Generator) -> list[Request]:
    """The earlier requests, and mixtures: one's language, another's place, a third's circumstances."""
    earlier = sorted(earlier, key=lambda one: one.id)  # so that the order in which they are handed over changes nothing
    asks = [replace(r, id=f"history 0 {r.id}", starts_on=None) for r in earlier]
    for copy in range(1, COPIES):
        places, tasks, wishes = (dice.permutation(len(earlier)) for _ in range(3))
        for own, place, task, wish in zip(earlier, places, tasks, wishes, strict=True):
            at, about, wants = earlier[place], earlier[task], earlier[wish]
            mixture = replace(
                own, id=f"history {copy} {own.id}", starts_on=None, lat=at.lat, lon=at.lon,
                needs=about.needs, times=about.times, involves_minors=about.involves_minors, urgency=about.urgency,
                gender=wants.gender, wants_gender=wants.wants_gender, gender_is=wants.gender_is,
            )  # fmt: skip
            asks.append(mixture)
    return asks


def joiners_like(earlier: Sequence[Candidate], dice: np.random.Generator) -> list[Candidate]:
    """The earlier volunteers, and mixtures of them in the same way."""
    earlier = sorted(earlier, key=lambda one: one.id)
    joiners = [replace(c, id=f"history 0 {c.id}", absent=()) for c in earlier]
    for copy in range(1, COPIES):
        places, tasks, wishes = (dice.permutation(len(earlier)) for _ in range(3))
        for own, place, task, wish in zip(earlier, places, tasks, wishes, strict=True):
            at, about, takes = earlier[place], earlier[task], earlier[wish]
            mixture = replace(
                own, id=f"history {copy} {own.id}", absent=(), lat=at.lat, lon=at.lon, radius_km=at.radius_km,
                needs=about.needs, not_needs=about.not_needs, times=about.times, minors_ok=about.minors_ok,
                gender=takes.gender, accepts_gender=takes.accepts_gender,
            )  # fmt: skip
            joiners.append(mixture)
    return joiners
