"""Every number that a region may choose, as one value: weights, levels, the scale.

A coordinator changes data here, never code. ``today`` is not a setting: it is an
argument of each call, because the library has no clock.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from matching.language import LEVELS
from matching.people import URGENCIES, ImpossibleError

# Points of a perfect pair, in per mille of fit; the defaults add up to 1000.
WEIGHTS: Final[Mapping[str, int]] = MappingProxyType({
    "language.shared": 300,
    "need.covered": 250,
    "place.distance": 200,
    "time.overlap": 100,
    "gender.wish": 50,
    "load.free": 50,
    "continuity.known": 30,
    "training.pairing": 20,
})  # fmt: skip

# Least level of the weaker speaker, by need, mode or setting; everything else is Alltag.
LEVEL_BY_TASK: Final[Mapping[str, int]] = MappingProxyType({
    "behoerde": LEVELS["B1"],
    "schule": LEVELS["B1"],
    "gesundheit": LEVELS["B2"],
    "laiendolmetscher": LEVELS["B2"],
})  # fmt: skip

# Who stands between a newcomer and a doctor or an office needs German as well.
# The Richtlinie asks B1 of Laiendolmetscher:innen; the programme's practice is B2.
GERMAN_BY_TASK: Final[Mapping[str, int]] = MappingProxyType({
    "gesundheit": LEVELS["B2"],
    "laiendolmetscher": LEVELS["B2"],
})  # fmt: skip

# Never for a volunteer: a specialised service is shown instead.
REFERRAL_ONLY: Final = frozenset({
    "gewalt", "krise", "asylverfahren", "rechtsstreit", "kindeswohl", "schulden", "menschenhandel",
})  # fmt: skip

URGENCY_POINTS: Final[Mapping[str, int]] = MappingProxyType({
    "today": 400, "week": 200, "month": 100, "ongoing": 0,
})  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """The choices of a region; every default is the programme's.

    ``service_against_fit`` is the one visible scale: 0 weighs fit alone, 1 adds
    ``service_points`` to every pair so that serving one more person outweighs any
    difference of fit within two pairs. ``waiting_points`` are added per day, without end.

    >>> Settings().service
    1000
    >>> Settings(service_against_fit=2.0)
    Traceback (most recent call last):
        ...
    matching.people.ImpossibleError: service_against_fit: must lie between 0 and 1, not 2.0
    """

    service_against_fit: float = 0.5
    service_points: int = 2000
    weights: Mapping[str, int] = field(default_factory=lambda: WEIGHTS)
    min_level: int = LEVELS["A2"]
    level_by_task: Mapping[str, int] = field(default_factory=lambda: LEVEL_BY_TASK)
    german_by_task: Mapping[str, int] = field(default_factory=lambda: GERMAN_BY_TASK)
    referral_only: frozenset[str] = REFERRAL_ONLY
    default_radius_km: float = 15.0
    far_km: float = 30.0
    urgency_points: Mapping[str, int] = field(default_factory=lambda: URGENCY_POINTS)
    waiting_points: int = 2

    def __post_init__(self) -> None:
        """Refuse settings under which a value would mean nothing."""
        if not (math.isfinite(self.service_against_fit) and 0 <= self.service_against_fit <= 1):
            raise ImpossibleError("service_against_fit", f"must lie between 0 and 1, not {self.service_against_fit!r}")
        object.__setattr__(self, "weights", {**dict.fromkeys(WEIGHTS, 0), **_points("weights", self.weights)})
        object.__setattr__(self, "referral_only", frozenset(self.referral_only))
        for code in sorted(set(self.weights) - set(WEIGHTS)):
            raise ImpossibleError("weights", f"no criterion is called {code!r}")
        for urgency in sorted(set(_points("urgency_points", self.urgency_points)) - set(URGENCIES)):
            raise ImpossibleError("urgency_points", f"{urgency!r} is no urgency")
        for name in ("default_radius_km", "far_km", "waiting_points", "service_points"):
            value = getattr(self, name)
            if not (math.isfinite(value) and value >= 0):
                raise ImpossibleError(name, f"must not be below zero or endless, not {value!r}")
        if self.far_km == 0:
            raise ImpossibleError("far_km", "must be above zero, because distances are divided by it")
        levels = (self.min_level, *self.level_by_task.values(), *self.german_by_task.values())
        if not all(0 <= level <= LEVELS["native"] for level in levels):
            raise ImpossibleError("min_level", "levels run from 0 to 7")

    @property
    def service(self) -> int:
        """Points that every served request is worth, whoever serves it."""
        return round(self.service_points * self.service_against_fit)


def _points(name: str, table: Mapping[str, int]) -> dict[str, int]:
    """A table of whole numbers at or above zero: the optimum is exact only in integers."""
    for code, points in table.items():
        if isinstance(points, bool) or not isinstance(points, int) or not 0 <= points <= 1_000_000:
            raise ImpossibleError(name, f"{code} must be a whole number from 0 to 1,000,000, not {points!r}")
    return dict(table)
