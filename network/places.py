"""Where the network stands: municipalities with their midpoint and, if known, their border."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt

import numpy as np
from numpy.typing import NDArray

Ring = tuple[tuple[float, float], ...]
EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG
ROAD_FACTOR = 1.3  # a road is about this much longer than the straight line


@dataclass(frozen=True, slots=True)
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
    return _way_km(a.lat, a.lon, b.lat, b.lon)


@lru_cache(maxsize=400_000)
def _way_km(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """Four numbers are hashed faster than two municipalities with their borders."""
    phi_a, phi_b, turn = radians(lat_a), radians(lat_b), radians(lon_b - lon_a)
    half = sin((phi_b - phi_a) / 2) ** 2 + cos(phi_a) * cos(phi_b) * sin(turn / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(min(1.0, half))) * ROAD_FACTOR


def by_ags(places: Iterable[Place]) -> dict[str, Place]:
    """Places under their key, in the order of the key."""
    return {place.ags: place for place in sorted(places, key=lambda place: place.ags)}


def distances(places: Sequence[Place | None]) -> NDArray[np.float64]:
    """Travel kilometres between all municipalities, shape (m, m); unknown ones are far from all."""
    half = half_chords(places, places)
    km = np.where(np.isinf(half), np.inf, 2 * EARTH_RADIUS_KM * ROAD_FACTOR * np.arcsin(np.minimum(half, 1.0)))
    np.fill_diagonal(km, 0.0)
    return km


def half_chords(starts: Sequence[Place | None], ends: Sequence[Place | None]) -> NDArray[np.float64]:
    """Half the straight line through the earth from each start to each end, in radii; unknown places: infinity.

    It grows with the way, so "near enough" can be asked without an arc sine for every pair.
    """
    a, b = _on_the_sphere(starts), _on_the_sphere(ends)
    half = np.sqrt(sum((a[:, None, axis] - b[None, :, axis]) ** 2 for axis in range(3))) / 2
    return np.asarray(np.where(np.isnan(half), np.inf, half), dtype=np.float64)


def half_chord(km: NDArray[np.float64]) -> NDArray[np.float64]:
    """Half the straight line below a way of so many travel kilometres."""
    return np.asarray(np.sin(np.minimum(km / (2 * EARTH_RADIUS_KM * ROAD_FACTOR), np.pi / 2)))


def _on_the_sphere(places: Sequence[Place | None]) -> NDArray[np.float64]:
    """Unit vectors, shape (places, 3); not a number where the place is unknown."""
    lat = np.radians([place.lat if place else np.nan for place in places])
    lon = np.radians([place.lon if place else np.nan for place in places])
    return np.stack((np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)), axis=1)
