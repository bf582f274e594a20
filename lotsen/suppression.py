"""Numbers that betray nobody: groups under five people are not shown, nor can they be worked out.

A small group goes, without its name, into "Übrige" together with others, until five people and two groups
are in it; if need be the smallest shown group goes along. So the rows still add up to the total, and
subtracting what is shown from the total gives only "Übrige". A share is hidden where the part or its
complement is under five; never in one row alone, because the total would give it away.

>>> people = [str(number) for number in range(41)]
>>> pooled = pool({"ara": size(people[:31]), "tir": size(people[31:33]), "ukr": size(people[33:])})
>>> list(pooled.shown), pooled.rest.units, pooled.total.units
(['ara'], 10, 41)
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Generic, NamedTuple, TypeVar

LEAST: Final = 5
K = TypeVar("K", bound=Hashable)


class Size(NamedTuple):
    """How many things were counted, and which people stand behind them."""

    units: int
    people: frozenset[Hashable]


def size(people: Iterable[Hashable]) -> Size:
    """One thing counted for each person named; somebody may be named twice."""
    named = list(people)
    return Size(len(named), frozenset(named))


@dataclass(frozen=True)
class Pooled(Generic[K]):
    """What may be shown: groups by name, the rest without names, and the total; None where nothing may."""

    shown: dict[K, Size]
    hidden: frozenset[K]  # for our own arithmetic, never for a page
    rest: Size | None
    total: Size | None


def is_small(counted: Size) -> bool:
    """Whether too few people stand behind a number; nought too, because absence speaks."""
    return len(counted.people) < LEAST


def pool(groups: Mapping[K, Size]) -> Pooled[K]:
    """Show what is big enough and pool the rest so that it cannot be taken apart again."""
    shown = {key: found for key, found in groups.items() if not is_small(found)}
    hidden = {key: found for key, found in groups.items() if key not in shown}
    while hidden and shown and (is_small(_sum(hidden)) or len(hidden) < 2):
        least = min(shown, key=lambda key: (len(shown[key].people), shown[key].units, str(key)))
        hidden[least] = shown.pop(least)
    if hidden and (is_small(_sum(hidden)) or len(hidden) < 2):
        return Pooled({}, frozenset(hidden), None, None)
    total = _sum(groups)
    return Pooled(shown, frozenset(hidden), _sum(hidden) if hidden else None, total if groups else None)


def _sum(groups: Mapping[K, Size]) -> Size:
    everybody: frozenset[Hashable] = frozenset().union(*(found.people for found in groups.values()))
    return Size(sum(found.units for found in groups.values()), everybody)


def showable_parts(parts: Sequence[tuple[int, int]]) -> tuple[list[bool], bool]:
    """For rows (part, whole) that add up: in which rows the part may be shown, and whether its total may.

    The total stands in other tables too, so a row must stay hidden even from who knows it.

    >>> showable_parts([(12, 30), (9, 20), (2, 15)])
    ([True, False, False], True)
    >>> showable_parts([(2, 15)])
    ([False], False)
    """
    hidden = {place for place, (part, whole) in enumerate(parts) if min(part, whole - part) < LEAST}
    while hidden and len(hidden) < len(parts) and not _is_safe(parts, hidden):
        open_ones = (place for place in range(len(parts)) if place not in hidden)
        hidden.add(min(open_ones, key=lambda place: (min(parts[place][0], parts[place][1] - parts[place][0]), place)))
    part, whole = sum(one for one, _ in parts), sum(every for _, every in parts)
    total_shown = min(part, whole - part) >= LEAST
    return [place not in hidden for place in range(len(parts))], total_shown


def _is_safe(parts: Sequence[tuple[int, int]], hidden: set[int]) -> bool:
    """At least two rows, whose parts and complements together are five or more each."""
    part = sum(parts[place][0] for place in hidden)
    whole = sum(parts[place][1] for place in hidden)
    return len(hidden) > 1 and min(part, whole - part) >= LEAST
