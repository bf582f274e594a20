"""Where the network stands: municipalities with their midpoint and, if known, their border."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

Ring = tuple[tuple[float, float], ...]
EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG
ROAD_FACTOR = 1.3  # a road is about this much longer than the straight line


@dataclass(frozen=True)
class Place:
    """A municipality: key, name, midpoint in degrees, and rings of (longitude, latitude).

    `region` is the WIR region that it belonged to on the day; the caller knows,
    because the key does not tell (Hanau left its Kreis in 2026).
    """

    ags: str
    name: str
    lat: float
    lon: float
    rings: tuple[Ring, ...] = ()
    population: int | None = None
    region: str | None = None


def distance_km(a: Place, b: Place) -> float:
    """Travel distance between two midpoints: great circle times 1.3.

    >>> frankfurt = Place("06412000", "Frankfurt am Main", 50.11797, 8.64419)
    >>> darmstadt = Place("06411000", "Darmstadt", 49.88145, 8.66468)
    >>> round(distance_km(frankfurt, darmstadt))
    34
    """
    lat_a, lat_b = radians(a.lat), radians(b.lat)
    half = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin(radians(b.lon - a.lon) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(min(1.0, half))) * ROAD_FACTOR


def by_ags(places: Iterable[Place]) -> dict[str, Place]:
    """Places under their key, in the order of the key."""
    return {place.ags: place for place in sorted(places, key=lambda place: place.ags)}
