"""Who could have helped whom, on which day: one table of requests by volunteers, for the past and for today.

Coarser than the matching on purpose: language, mode, distance, a free place. It has to mean the same on a
day two years ago, when nobody wrote down absences or free evenings, as it means today.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import numpy as np
import numpy.typing as npt

LEAST_LEVEL: Final = 2  # A2, as in the matching
MODES: Final = ("lotse", "pate", "laiendolmetscher")
_EARTH_KM: Final = 6371.0
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Supply:
    """What is known of a volunteer on any day."""

    lat: float
    lon: float
    radius_km: float
    is_remote: bool
    modes: frozenset[str]
    languages: frozenset[str]  # spoken well enough
    capacity: int
    from_on: date
    until_on: date | None
    busy: tuple[tuple[date, date | None], ...] = ()

    def is_free(self, day: date) -> bool:
        """Whether she was there and had a place left."""
        if self.from_on > day or (self.until_on is not None and self.until_on <= day):
            return False
        return sum(first <= day and (last is None or last > day) for first, last in self.busy) < self.capacity


@dataclass(frozen=True)
class Asker:
    """What is known of a request; ``languages`` without German unless there is no other."""

    lat: float
    lon: float
    mode: str
    languages: frozenset[str]
    is_remote_ok: bool


@dataclass(frozen=True)
class Around:
    """How many volunteers there are for one request, each number part of the one before."""

    speaking: int
    offering: int
    near: int
    free: int


def able(askers: Sequence[Asker], supplies: Sequence[Supply]) -> Bools:
    """Requests by volunteers: do they share a language, is it what she does, does she live near enough?"""
    if not askers or not supplies:
        return np.zeros((len(askers), len(supplies)), dtype=bool)
    return _speaking(askers, supplies) & _offering(askers, supplies) & _near(askers, supplies)


def around(asker: Asker, supplies: Sequence[Supply], day: date) -> Around:
    """The four numbers that say what holds one request up."""
    there = [one for one in supplies if one.from_on <= day and (one.until_on is None or one.until_on > day)]
    speaking = [one for one in there if not asker.languages.isdisjoint(one.languages)]
    offering = [one for one in speaking if asker.mode in one.modes]
    is_near = _near([asker], offering)[0] if offering else ()
    near = [one for one, reaches in zip(offering, is_near, strict=True) if reaches]
    return Around(len(speaking), len(offering), len(near), sum(one.is_free(day) for one in near))


@dataclass
class Freedom:
    """Which volunteers were free on a day, remembered by day."""

    supplies: Sequence[Supply]
    _kept: dict[date, Bools] = field(default_factory=dict)

    def on(self, day: date) -> Bools:
        """One truth per volunteer."""
        if day not in self._kept:
            self._kept[day] = np.array([one.is_free(day) for one in self.supplies], dtype=bool)
        return self._kept[day]


def _codes(people: Sequence[Any], known: Sequence[str], attribute: str) -> npt.NDArray[np.float32]:
    place = {code: number for number, code in enumerate(known)}
    table = np.zeros((len(people), len(known)), dtype=np.float32)
    for row, person in enumerate(people):
        for code in getattr(person, attribute):
            if code in place:
                table[row, place[code]] = 1
    return table


def _speaking(askers: Sequence[Asker], supplies: Sequence[Supply]) -> Bools:
    known = sorted({code for asker in askers for code in asker.languages})
    table: Bools = _codes(askers, known, "languages") @ _codes(supplies, known, "languages").T > 0
    return table


def _offering(askers: Sequence[Asker], supplies: Sequence[Supply]) -> Bools:
    offered = _codes(supplies, MODES, "modes")
    wanted = np.array([[asker.mode == mode for mode in MODES] for asker in askers], dtype=np.float32)
    table: Bools = wanted @ offered.T > 0
    return table


def _near(askers: Sequence[Asker], supplies: Sequence[Supply]) -> Bools:
    lat1, lon1 = (np.radians([getattr(one, name) for one in askers])[:, None] for name in ("lat", "lon"))
    lat2, lon2 = (np.radians([getattr(one, name) for one in supplies])[None, :] for name in ("lat", "lon"))
    half = np.sin((lat2 - lat1) / 2) ** 2 + np.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / 2) ** 2
    far = 2 * _EARTH_KM * np.arcsin(np.sqrt(half))
    by_phone = np.outer([one.is_remote_ok for one in askers], [one.is_remote for one in supplies])
    table: Bools = (far <= np.array([one.radius_km for one in supplies])[None, :]) | by_phone
    return table
