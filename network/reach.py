"""Whom a volunteer can reach: near enough, in the language, for the need, with room for one more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from network.actors import VOLUNTEER, Actor
from network.places import Place, distance_km, distances
from network.requests import HelpRequest

Cell = tuple[str, str, str]  # municipality, language, need


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
    for request in sorted(requests, key=lambda one: (one.cell, one.opened_on, one.id)):
        found.setdefault(request.cell, []).append(request)
    return found


def volunteers_of(
    cells_open: Mapping[Cell, Sequence[HelpRequest]],
    actors: Iterable[Actor],
    places: Mapping[str, Place],
    radius_km: float,
) -> dict[Cell, list[Actor]]:
    """For every cell the volunteers who could take it over, by id.

    Only those who live near are asked at all: among 10,000 volunteers that is
    one in twenty. A cell counts as remote if all of its requests are.
    """
    people = [one for one in actors if one.kind == VOLUNTEER and one.is_released and one.has_room]
    near = _near_homes(people, places, radius_km)
    index = _index(people)
    found: dict[Cell, list[Actor]] = {}
    for cell, requests in cells_open.items():
        ags, language, need = cell
        homes = ["*", ags, *near.get(ags, ())]
        asked = {actor.id: actor for home in homes for actor in index.get((home, language, need), ())}
        is_remote = all(one.is_remote for one in requests)
        found[cell] = [
            asked[key]
            for key in sorted(asked)
            if (is_remote and asked[key].is_remote) or is_near(asked[key], ags, places, radius_km)
        ]
    return found


def _index(people: Iterable[Actor]) -> dict[Cell, list[Actor]]:
    """Volunteers under every place that they are bound to; '*' stands for those who help from afar."""
    found: dict[Cell, list[Actor]] = {}
    for actor in people:
        homes = (*actor.territory, "*") if actor.is_remote else actor.territory
        for home in homes:
            for language in set(actor.languages):
                for need in set(actor.needs):
                    found.setdefault((home, language, need), []).append(actor)
    return found


def _near_homes(people: Iterable[Actor], places: Mapping[str, Place], radius_km: float) -> dict[str, list[str]]:
    """For every municipality those from which the readiest volunteer would still come."""
    radii = [radius_km if actor.radius_km is None else actor.radius_km for actor in people]
    # A hair more than the radius, so that rounding never drops anybody; is_near decides.
    inside = distances(list(places.values())) <= max(radii, default=0.0) + 1e-6
    keys = list(places)
    return {ags: [keys[index] for index in np.flatnonzero(row)] for ags, row in zip(keys, inside, strict=True)}
