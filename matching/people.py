"""The two kinds of people the library knows: who offers (Candidate) and who asks (Request).

Both hold opaque ids and properties only. A name, an address or a contact has no field
here, so no result can leak one. What cannot be true (a level 9, a latitude of 200) is
refused when the object is made, not later inside a sum.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

from matching.language import NATIVE, language_code
from matching.times import SLOTS

Gender = Literal["w", "m", "d"]
Urgency = Literal["today", "week", "month", "ongoing"]
GENDERS: Final = frozenset({"w", "m", "d"})
URGENCIES: Final = ("today", "week", "month", "ongoing")


class ImpossibleError(ValueError):
    """A property that cannot be true; ``field`` names it, the message is the sentence."""

    def __init__(self, field_name: str, sentence: str) -> None:
        super().__init__(f"{field_name}: {sentence}")
        self.field = field_name
        self.sentence = sentence


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """A volunteer as the matching sees them.

    ``radius_km`` None means the default of the settings. ``active`` counts running
    tandems, so that ``capacity - active`` places are free. ``absent`` holds first and
    last day of each absence, both included. ``languages`` may use short or long codes.

    >>> Candidate(id="v1", modes={"lotse"}, languages={"de": 7, "ar": 6}).languages
    {'deu': 7, 'ara': 6}
    """

    id: str
    modes: frozenset[str] = frozenset()
    lat: float | None = None
    lon: float | None = None
    radius_km: float | None = None
    remote: bool = False
    languages: Mapping[str, int] = field(default_factory=dict)
    needs: frozenset[str] = frozenset()
    not_needs: frozenset[str] = frozenset()
    times: frozenset[str] = frozenset()
    gender: Gender | None = None
    accepts_gender: frozenset[str] = GENDERS
    capacity: int = 1
    active: int = 0
    minors_ok: bool = False
    absent: tuple[tuple[date, date], ...] = ()
    community: str | None = None
    communities: frozenset[str] = frozenset()
    released: bool = True
    in_training: bool = False

    def __post_init__(self) -> None:
        """Bring sets and language codes into one form and refuse the impossible."""
        for name in ("modes", "needs", "not_needs", "times", "accepts_gender"):
            object.__setattr__(self, name, frozenset(getattr(self, name)))
        own = frozenset(() if self.community is None else (self.community,))
        object.__setattr__(self, "communities", frozenset(self.communities) | own)
        object.__setattr__(self, "languages", _normalised(self.languages))
        object.__setattr__(self, "absent", tuple((first, last) for first, last in self.absent))
        _check_place(self.lat, self.lon)
        _check_known("times", self.times, SLOTS)
        _check_known("gender", () if self.gender is None else (self.gender,), GENDERS)
        _check_known("accepts_gender", self.accepts_gender, GENDERS)
        _check_at_least_zero("radius_km", self.radius_km)
        _check_at_least_zero("capacity", self.capacity)
        _check_at_least_zero("active", self.active)
        if any(last < first for first, last in self.absent):
            raise ImpossibleError("absent", "an absence ends before it begins")

    @property
    def free_places(self) -> int:
        """Places still free; never below zero, even when more tandems run than were promised."""
        return max(0, self.capacity - self.active)


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """The wish of a newcomer as the matching sees it.

    ``setting`` names the kind of situation (``arzttermin``, ``sprechstunde``) where it
    asks for more language than the needs do. ``never`` are candidates with whom it
    failed before, ``known`` those who have helped before and would be welcome again.
    ``suits_training`` marks a request that a person in training may take.

    >>> Request(id="r1", mode="lotse", languages={"fa-AF": 7}).languages
    {'prs': 7}
    """

    id: str
    mode: str
    lat: float | None = None
    lon: float | None = None
    languages: Mapping[str, int] = field(default_factory=dict)
    needs: frozenset[str] = frozenset()
    times: frozenset[str] = frozenset()
    gender: Gender | None = None
    wants_gender: Gender | None = None
    gender_is: Literal["must", "prefer"] | None = None
    involves_minors: bool = False
    remote_ok: bool = False
    not_community: str | None = None
    urgency: Urgency = "ongoing"
    opened_on: date | None = None
    starts_on: date | None = None
    never: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()
    setting: str | None = None
    suits_training: bool = False

    def __post_init__(self) -> None:
        """Bring sets and language codes into one form and refuse the impossible."""
        for name in ("needs", "times", "never", "known"):
            object.__setattr__(self, name, frozenset(getattr(self, name)))
        object.__setattr__(self, "languages", _normalised(self.languages))
        _check_place(self.lat, self.lon)
        _check_known("times", self.times, SLOTS)
        _check_known("urgency", (self.urgency,), URGENCIES)
        for name in ("gender", "wants_gender"):
            value = getattr(self, name)
            _check_known(name, () if value is None else (value,), GENDERS)
        _check_known("gender_is", () if self.gender_is is None else (self.gender_is,), ("must", "prefer"))
        if self.gender_is is not None and self.wants_gender is None:
            raise ImpossibleError("wants_gender", "gender_is says how strict the wish is, but no wish is given")


def _normalised(languages: Mapping[str, int]) -> dict[str, int]:
    """Languages under their long codes; of two spellings of one language the better level counts."""
    found: dict[str, int] = {}
    for code, level in languages.items():
        if isinstance(level, bool) or not isinstance(level, int) or not 0 <= level <= NATIVE:
            raise ImpossibleError("languages", f"level of {code} must be a whole number from 0 to 7, not {level!r}")
        long_code = language_code(code)
        found[long_code] = max(level, found.get(long_code, 0))
    return found


def _check_place(lat: float | None, lon: float | None) -> None:
    """A place has both coordinates or none, and lies on the earth."""
    if (lat is None) != (lon is None):
        raise ImpossibleError("lon" if lon is None else "lat", "latitude and longitude belong together")
    for name, value, limit in (("lat", lat, 90.0), ("lon", lon, 180.0)):
        if value is not None and not (math.isfinite(value) and -limit <= value <= limit):
            raise ImpossibleError(name, f"must lie between -{limit:g} and {limit:g}, not {value!r}")


def _check_known(name: str, values: Iterable[str], known: Iterable[str]) -> None:
    """Every value is one of the known words."""
    for value in sorted(set(values) - set(known)):
        raise ImpossibleError(name, f"{value!r} is unknown; known are {', '.join(sorted(known))}")


def _check_at_least_zero(name: str, value: float | None) -> None:
    """A number that cannot be negative, infinite or not a number."""
    if value is not None and not (math.isfinite(value) and value >= 0):
        raise ImpossibleError(name, f"must not be below zero or endless, not {value!r}")
