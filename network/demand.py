"""What people ask for, and will ask for: municipality by language by need, open and expected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import log

import numpy as np
from numpy.typing import NDArray

from network.places import Place
from network.requests import HelpRequest

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Assumptions:
    """What a coverage rests on; a page shows it beside every number and lets it be changed."""

    horizon_days: int = 90
    history_days: int = 720
    half_life_days: int = 180
    prior_weight: float = 2.0
    remote_needs: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Grid:
    """The axes of all tables: municipalities, languages, needs, each sorted."""

    municipalities: tuple[str, ...]
    languages: tuple[str, ...]
    needs: tuple[str, ...]

    @property
    def shape(self) -> tuple[int, int, int]:
        """Length of the three axes."""
        return (len(self.municipalities), len(self.languages), len(self.needs))

    def rows(self, requests: Sequence[HelpRequest]) -> NDArray[np.intp]:
        """Flat cell number of every request; all of them must lie on the grid."""
        m, language, need = (
            {key: index for index, key in enumerate(axis)} for axis in (self.municipalities, self.languages, self.needs)
        )
        _, wide, deep = self.shape
        return np.array(
            [(m[one.municipality] * wide + language[one.language]) * deep + need[one.need] for one in requests],
            dtype=np.intp,
        )


@dataclass(frozen=True)
class Demand:
    """Open and expected requests, arrays of shape (municipalities, languages, needs)."""

    grid: Grid
    open: Floats
    expected: Floats

    @property
    def weight(self) -> Floats:
        """Requests within the horizon: those that are open and those to be expected."""
        return self.open + self.expected


def expected_days(history_days: int, half_life_days: int) -> float:
    """Days that a fading history is worth: half-life / ln 2 · (1 - 0.5^(T / half-life)).

    >>> round(expected_days(720, 180), 1)
    243.5
    """
    return float(half_life_days / log(2) * (1 - 0.5 ** (history_days / half_life_days)))


def demand(
    requests: Sequence[HelpRequest],
    places: Mapping[str, Place],
    grid: Grid,
    *,
    on: date,
    assumptions: Assumptions | None = None,
) -> Demand:
    """Open requests plus those to be expected within the horizon.

    A single cell has seen none or one request so far, so its own fading count is
    shrunk towards the share of its population in what the region asks for:
    (own + α·prior) / (1 + α) per day, times the horizon. The sum over the
    municipalities of a region stays what the region has seen.
    """
    rules = assumptions or Assumptions()
    on_grid = set(grid.municipalities)
    known = [one for one in requests if one.opened_on <= on and one.municipality in on_grid]
    waiting = [one for one in known if one.is_open(on)]
    past = [one for one in known if (on - one.opened_on).days <= rules.history_days]
    fading = np.array([0.5 ** ((on - one.opened_on).days / rules.half_life_days) for one in past])
    own = _table(grid, past, fading)
    prior = _prior(own, grid, places)
    days = expected_days(rules.history_days, rules.half_life_days)
    rate = (own + rules.prior_weight * prior) / ((1 + rules.prior_weight) * days)
    return Demand(grid, _table(grid, waiting, np.ones(len(waiting))), rate * rules.horizon_days)


def _table(grid: Grid, requests: Sequence[HelpRequest], values: Floats) -> Floats:
    """Sum values into cells."""
    flat = np.zeros(int(np.prod(grid.shape)))
    np.add.at(flat, grid.rows(requests), values)
    return flat.reshape(grid.shape)


def _prior(own: Floats, grid: Grid, places: Mapping[str, Place]) -> Floats:
    """What each municipality would ask for if it were like its region."""
    homes = np.array([_region(places, ags) for ags in grid.municipalities])
    people = np.array([float(_people(places, ags)) for ags in grid.municipalities])
    prior = np.zeros_like(own)
    for region in np.unique(homes):
        inside = homes == region
        share = people[inside] / people[inside].sum()
        prior[inside] = share[:, None, None] * own[inside].sum(axis=0)
    return prior


def _region(places: Mapping[str, Place], ags: str) -> str:
    place = places.get(ags)
    return (place.region if place else None) or ""


def _people(places: Mapping[str, Place], ags: str) -> int:
    """Inhabitants; municipalities without a number count alike."""
    place = places.get(ags)
    return (place.population if place else None) or 10_000
