"""One candidate and one request side by side: where the facts of reasons are read from.

The arrays decide; a case only tells. Its formulas are those of ``pairs``, for one pair,
and a test holds the two against each other.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

from matching.columns import first_day, needed_german, needed_level
from matching.language import shared_language
from matching.pairs import EARTH_RADIUS_HM
from matching.people import Candidate, Request
from matching.reasons import Facts
from matching.settings import Settings


@dataclass(frozen=True, slots=True)
class Case:
    """A pair in words, on one day, under one region's settings."""

    candidate: Candidate
    request: Request
    settings: Settings
    today: date | None

    @property
    def shared(self) -> tuple[str, str, int]:
        """The candidate's language, the request's language, the level of their talk."""
        return shared_language(self.candidate.languages, self.request.languages)

    @property
    def needed_level(self) -> int:
        """The level that this request asks of the common language."""
        return needed_level(self.request, self.settings)

    @property
    def needed_german(self) -> int:
        """The level of German that this request asks of the volunteer."""
        return needed_german(self.request, self.settings)

    @property
    def distance_km(self) -> float | None:
        """The way between the two, to 100 metres; None where a place is unknown."""
        return distance_km(self.candidate, self.request)

    @property
    def radius_km(self) -> float:
        """How far the candidate goes."""
        own = self.candidate.radius_km
        return self.settings.default_radius_km if own is None else own

    @property
    def is_remote(self) -> bool:
        """Both sides are content to meet by telephone or video."""
        return self.candidate.remote and self.request.remote_ok

    @property
    def day(self) -> date | None:
        """The day on which help is needed first."""
        return first_day(self.request, self.today)

    @property
    def absent_until(self) -> date | None:
        """The end of the absence that covers the first day, if there is one."""
        day = self.day
        ends = [last for first, last in self.candidate.absent if day is not None and first <= day <= last]
        return max(ends, default=None)


def language_facts(case: Case) -> Facts:
    """What is told of the common language, whether it speaks for the pair or against it."""
    spoken, language, level = case.shared
    return {"language": language, "spoken": spoken, "level": level, "needed": case.needed_level}


def distance_km(candidate: Candidate, request: Request) -> float | None:
    """The great-circle way between two people, to 100 metres.

    >>> frankfurt = Candidate(id="v1", lat=50.11, lon=8.68)
    >>> distance_km(frankfurt, Request(id="r1", mode="lotse", lat=50.13, lon=8.92))
    17.3
    """
    if candidate.lat is None or candidate.lon is None or request.lat is None or request.lon is None:
        return None
    lat_1, lon_1, lat_2, lon_2 = map(math.radians, (candidate.lat, candidate.lon, request.lat, request.lon))
    chord = math.dist(
        (math.cos(lat_1) * math.cos(lon_1), math.cos(lat_1) * math.sin(lon_1), math.sin(lat_1)),
        (math.cos(lat_2) * math.cos(lon_2), math.cos(lat_2) * math.sin(lon_2), math.sin(lat_2)),
    )
    return round(2 * EARTH_RADIUS_HM * math.asin(min(chord / 2, 1.0))) / 10
