"""Supply and demand step by step: by language, within one by need, within that by municipality."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from network.coverage import Booleans, Coverage
from network.demand import Floats

Indices = NDArray[np.intp]
LEAST_DEMAND = 0.05  # less than one request in five years is not listed


@dataclass(frozen=True)
class SupplyLine:
    """One language, need or municipality: what is asked for, and who is there.

    `covered_one` and `covered_two` are the shares of the demand (open and expected
    requests) that one and that two volunteers can meet; None without demand.
    `volunteer_count` are released volunteers with room who could help here at all.
    """

    key: str
    open_count: int
    expected_count: float
    covered_one: float | None
    covered_two: float | None
    volunteer_count: int


@dataclass(frozen=True)
class _Part:
    """Rows and columns of the tables that are looked at, by position on the three axes."""

    municipalities: Indices
    languages: Indices
    needs: Indices

    def columns(self, cover: Coverage) -> Indices:
        """Positions in the flat axis language·need."""
        return (self.languages[:, None] * len(cover.grid.needs) + self.needs).ravel()


def supply_lines(
    cover: Coverage, *, language: str | None = None, need: str | None = None, municipality: str | None = None
) -> list[SupplyLine]:
    """The first of language, need and municipality that is left open, line by line; the weakest cover first.

    Every municipality is listed, also where nobody asks yet: the question is where
    nobody could help. KeyError for a key that is not on the grid.

    >>> from datetime import date
    >>> from network import HelpRequest, Place, Snapshot, coverage
    >>> asked = HelpRequest("r", "1", "tir", "gesundheit", date(2026, 1, 1))
    >>> cover = coverage(Snapshot(on=date(2026, 2, 1), places=(Place("1", "Nidda", 50.4, 9.0),), requests=(asked,)))
    >>> [(line.key, line.open_count, line.covered_one) for line in supply_lines(cover)]
    [('tir', 1, 0.0)]
    """
    grid = cover.grid
    chosen = {"languages": language, "needs": need, "municipalities": municipality}
    axes = {name: getattr(grid, name) for name in chosen}
    part = _Part(**{name: _positions(axes[name], key) for name, key in chosen.items()})
    axis = next((name for name, key in chosen.items() if key is None), "municipalities")
    lines = [
        _line(cover, axes[axis][index], replace(part, **{axis: np.array([index])}))
        for index in getattr(part, axis).tolist()
    ]
    listed = [one for one in lines if axis == "municipalities" or _weight(one) >= LEAST_DEMAND]
    return sorted(listed, key=lambda one: (_share(one), min(one.volunteer_count, 2), -_weight(one), one.key))


def volunteers_for(cover: Coverage, municipality: str, language: str, need: str) -> list[str]:
    """Ids of the volunteers who reach one cell; KeyError for one that is not on the grid."""
    grid = cover.grid
    part = _Part(
        _positions(grid.municipalities, municipality), _positions(grid.languages, language),
        _positions(grid.needs, need),
    )  # fmt: skip
    return [one.id for one, reaches in zip(cover.volunteers, _reaching(cover, part), strict=True) if reaches]


def _line(cover: Coverage, key: str, part: _Part) -> SupplyLine:
    cells = np.ix_(part.municipalities, part.columns(cover))
    shape = cover.weight.shape
    weight, count = cover.weight[cells], cover.count[cells]
    return SupplyLine(
        key,
        int(cover.demand.open.reshape(shape)[cells].sum()),
        round(float(cover.demand.expected.reshape(shape)[cells].sum()), 4),
        _covered(weight, count >= 1),
        _covered(weight, count >= 2),
        int(_reaching(cover, part).sum()),
    )


def _reaching(cover: Coverage, part: _Part) -> Booleans:
    """Who reaches at least one cell of a part."""
    columns = part.columns(cover)
    able, afar = (np.asarray(matrix[:, columns].sum(axis=1)).ravel() > 0 for matrix in (cover.skill, cover.afar))
    near = np.asarray(cover.near[:, part.municipalities].sum(axis=1)).ravel() > 0
    found: Booleans = (able & near) | afar
    return found


def _covered(weight: Floats, is_met: Booleans) -> float | None:
    total = float(weight.sum())
    return round(float(weight[is_met].sum()) / total, 6) if total else None


def _positions(axis: tuple[str, ...], key: str | None) -> Indices:
    """Where a key stands on its axis, or the whole axis."""
    if key is None:
        return np.arange(len(axis))
    if key not in axis:
        raise KeyError(key)
    return np.array([axis.index(key)])


def _share(line: SupplyLine) -> float:
    return 1.0 if line.covered_one is None else line.covered_one


def _weight(line: SupplyLine) -> float:
    return line.open_count + line.expected_count
