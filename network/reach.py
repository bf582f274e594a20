"""Whom a volunteer can reach: near enough, in the language, for the need, with room for one more."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from network.actors import VOLUNTEER, Actor
from network.places import Place, distance_km, half_chord, half_chords
from network.requests import HelpRequest

Cell = tuple[str, str, str]  # municipality, language, need
Home = tuple[str | None, tuple[str, ...], float]  # municipality, further ones, radius in kilometres
HAIR = 1e-10  # about a metre in half chords: so close to the radius not the array decides, but is_near


def is_near(actor: Actor, ags: str, places: Mapping[str, Place], radius_km: float) -> bool:
    """Is the municipality the actor's own, or within the way they are ready to go?

    The actor's own radius counts before the one of the region. A municipality
    without a known midpoint is reached only from itself.
    """
    if actor.municipality == ags or ags in actor.serves:
        return True
    home, there = places.get(actor.municipality or ""), places.get(ags)
    if home is None or there is None:
        return False
    return distance_km(home, there) <= (actor.radius_km if actor.radius_km is not None else radius_km)


def can_serve(
    actor: Actor, cell: Cell, places: Mapping[str, Place], radius_km: float, *, is_remote: bool = False
) -> bool:
    """Is this volunteer released, free, able to speak, ready for the need, and near?

    A remote request is also reached by whoever offers remote help, from anywhere.

    >>> mira = Actor("v", "volunteer", "1", paid=False, languages=("tir",), needs=("gesundheit",))
    >>> [can_serve(mira, ("1", language, "gesundheit"), {}, 15.0) for language in ("tir", "ara")]
    [True, False]
    """
    ags, language, need = cell
    return (
        actor.kind == VOLUNTEER
        and actor.is_released
        and actor.has_room
        and language in actor.languages
        and need in actor.needs
        and ((is_remote and actor.is_remote) or is_near(actor, ags, places, radius_km))
    )


def cells(requests: Iterable[HelpRequest]) -> dict[Cell, list[HelpRequest]]:
    """Requests by municipality, language and need, in a fixed order."""
    found: dict[Cell, list[HelpRequest]] = {}
    for request in requests:
        found.setdefault(request.cell, []).append(request)
    return {cell: sorted(found[cell], key=lambda one: (one.opened_on, one.id)) for cell in sorted(found)}


@dataclass(frozen=True)
class Ways:
    """Which municipalities people come to, as arrays.

    Who shares home, further municipalities and radius reaches the same: `row` holds
    for each person the row of `table`, whose shape is (homes, municipalities).
    """

    row: NDArray[np.intp]
    table: NDArray[np.bool_]


def ways(people: Iterable[Actor], municipalities: Sequence[str], places: Mapping[str, Place], radius_km: float) -> Ways:
    """What `is_near` says of all people and all these municipalities.

    >>> there = {"1": Place("1", "A", 50.0, 9.0), "2": Place("2", "B", 50.0, 9.1)}
    >>> both = [Actor(one, "volunteer", "1", paid=False, radius_km=km) for one, km in (("v", None), ("w", 1.0))]
    >>> found = ways(both, ["1", "2"], there, 15.0)
    >>> found.table[found.row].tolist()
    [[True, True], [True, False]]
    """
    rows: dict[Home, int] = {}
    row = [rows.setdefault(_home(actor, radius_km), len(rows)) for actor in people]
    return Ways(np.array(row, dtype=np.intp), _table(list(rows), municipalities, places))


def _home(actor: Actor, radius_km: float) -> Home:
    return actor.municipality, actor.serves, radius_km if actor.radius_km is None else actor.radius_km


def _table(homes: Sequence[Home], municipalities: Sequence[str], places: Mapping[str, Place]) -> NDArray[np.bool_]:
    """Which municipalities are reached from each home."""
    start = {ags: index for index, ags in enumerate(dict.fromkeys(ags for ags, _, _ in homes))}
    end = {ags: index for index, ags in enumerate(municipalities)}
    origins, targets = [places.get(ags or "") for ags in start], [places.get(ags) for ags in municipalities]
    limit = half_chord(np.array([km for _, _, km in homes])).reshape(-1, 1)
    beyond = half_chords(origins, targets)[[start[ags] for ags, _, _ in homes]]
    beyond -= limit
    table = beyond < HAIR
    for row, column in np.argwhere(table ^ (beyond <= -HAIR)).tolist():
        home, target = places.get(homes[row][0] or ""), targets[column]
        table[row, column] = bool(home and target and distance_km(home, target) <= homes[row][2])
    for row, (ags, serves, _) in enumerate(homes):
        for key in (ags, *serves):
            if key in end:
                table[row, end[key]] = True
    return table


class Reached(NamedTuple):
    """How many volunteers could take a cell over, and how many of them are women."""

    volunteer_count: int
    woman_count: int


def reached(
    cells_open: Mapping[Cell, Sequence[HelpRequest]],
    actors: Iterable[Actor],
    places: Mapping[str, Place],
    radius_km: float,
) -> dict[Cell, Reached]:
    """For every cell how many volunteers could take it over.

    All pairs of a cell and somebody with its language and need are looked at in one
    go. A cell counts as remote if all of its requests are.
    """
    people = [one for one in actors if one.kind == VOLUNTEER and one.is_released and one.has_room]
    municipalities = {ags: index for index, ags in enumerate(sorted({ags for ags, _, _ in cells_open}))}
    near = ways(people, tuple(municipalities), places, radius_km)
    cell, person = _able(people, cells_open)
    column = np.array([municipalities[ags] for ags, _, _ in cells_open], dtype=np.intp)
    is_remote = np.array([all(one.is_remote for one in requests) for requests in cells_open.values()], dtype=bool)
    is_afar, is_woman = (
        np.array(said, dtype=bool) for said in ([one.is_remote for one in people], [one.is_woman for one in people])
    )
    comes = near.table[near.row[person], column[cell]] | (is_remote[cell] & is_afar[person])
    counts = (np.bincount(cell[some], minlength=len(cells_open)) for some in (comes, comes & is_woman[person]))
    return dict(zip(cells_open, map(Reached, *(count.tolist() for count in counts)), strict=True))


def _able(people: Sequence[Actor], asked: Collection[Cell]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Positions of every cell and of everybody who offers its language and its need, pair by pair."""
    skills: dict[tuple[str, str], list[int]] = {cell[1:]: [] for cell in asked}
    for index, actor in enumerate(people):
        for skill in product(set(actor.languages), set(actor.needs)):
            if skill in skills:
                skills[skill].append(index)
    able = np.fromiter(chain.from_iterable(skills.values()), dtype=np.intp)
    count = np.array([len(found) for found in skills.values()], dtype=np.intp)
    number = {skill: index for index, skill in enumerate(skills)}
    wanted = np.array([number[one[1:]] for one in asked], dtype=np.intp)
    many = count[wanted]
    # From the first pair of a cell to the first person of its skill: what a position of a pair lacks.
    ahead = (np.cumsum(count) - count)[wanted] - (np.cumsum(many) - many)
    cell = np.repeat(np.arange(len(asked)), many)
    return cell, able[np.arange(len(cell)) + ahead[cell]]
