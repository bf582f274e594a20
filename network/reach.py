"""Whom a volunteer can reach: near enough, in the language, for the need, with room for one more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from network.actors import VOLUNTEER, Actor
from network.places import Place, distance_km
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
    return _distance(home, there) <= (actor.radius_km if actor.radius_km is not None else radius_km)


@lru_cache(maxsize=400_000)
def _distance(home: Place, there: Place) -> float:
    return distance_km(home, there)


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


def speakers(actors: Iterable[Actor]) -> dict[tuple[str, str], list[Actor]]:
    """Released volunteers by language and need, so that a cell asks few of them."""
    found: dict[tuple[str, str], list[Actor]] = {}
    for actor in actors:
        if actor.kind == VOLUNTEER and actor.is_released:
            for language in dict.fromkeys(actor.languages):
                for need in dict.fromkeys(actor.needs):
                    found.setdefault((language, need), []).append(actor)
    return found
