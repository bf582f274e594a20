"""From facts to tables in which every number may be read by everybody."""

import uuid
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TypeVar

from lotsen.statistics.counted import Asked, Question
from lotsen.suppression import LEAST, Pooled, pool, showable_parts, size

SOON_DAYS = 14
Item = TypeVar("Item")
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True)
class Line:
    """One row: a group by its key (None: the rest), how many, how many of them soon, and the median wait."""

    key: str | None
    count: int
    soon_count: int | None
    soon_percent: int | None
    median_days: int | None


@dataclass(frozen=True)
class Table:
    """Rows, the rest, and the total; ``is_empty`` where too few people were counted to say anything."""

    lines: list[Line]
    rest: Line | None
    total: Line | None

    @property
    def is_empty(self) -> bool:
        """Nothing may be shown."""
        return self.total is None

    @property
    def rows(self) -> list[Line]:
        """The groups and the rest, without the total."""
        return [*self.lines, *([self.rest] if self.rest else [])]


@dataclass(frozen=True)
class Counted:
    """How often each answer or reason was given."""

    lines: list[tuple[str | None, int]]
    total: int | None


def grouped(items: Iterable[Item], keys: Callable[[Item], Iterable[K]]) -> dict[K, list[Item]]:
    """Items by every key they have."""
    found: dict[K, list[Item]] = defaultdict(list)
    for item in items:
        for key in keys(item):
            found[key].append(item)
    return found


def of_requests(groups: Mapping[str, Sequence[Asked]], *, order: Callable[[str], str] | None = None) -> Table:
    """Requests by group: how many, how many had somebody within two weeks, how long the others took."""
    pooled = pool({key: size(one.person for one in items) for key, items in groups.items()})
    if pooled.total is None:
        return Table([], None, None)
    keys = sorted(
        pooled.shown, key=lambda key: (0 if order else -pooled.shown[key].units, order(key) if order else key)
    )
    rest = [item for key in pooled.hidden for item in groups[key]]
    everybody = [item for items in groups.values() for item in items]
    blocks: list[Sequence[Asked]] = [*(groups[key] for key in keys), *([rest] if pooled.rest else [])]
    shows, total_shown = showable_parts([(_soon(items), len(items)) for items in blocks])
    lines = [
        _line(key, items, shows=shown)
        for key, items, shown in zip([*keys, *([None] if pooled.rest else [])], blocks, shows, strict=True)
    ]
    return Table(
        lines[: len(keys)], lines[-1] if pooled.rest else None, _line(None, everybody, shows=total_shown)
    )  # fmt: skip


def counted(items: Iterable[Item], key: Callable[[Item], str | None], person: Callable[[Item], uuid.UUID]) -> Counted:
    """How often each answer or reason was given; rare ones together without a name."""
    groups = grouped(items, lambda one: [found] if (found := key(one)) else [])
    pooled: Pooled[str] = pool({name: size(person(one) for one in those) for name, those in groups.items()})
    lines: list[tuple[str | None, int]] = [
        (name, found.units) for name, found in sorted(pooled.shown.items(), key=lambda one: (-one[1].units, one[0]))
    ]
    if pooled.rest:
        lines.append((None, pooled.rest.units))
    return Counted(lines, pooled.total.units if pooled.total else None)


def answer_days(asked: Sequence[Question]) -> int | None:
    """The median of days to an answer, from five people on."""
    days = [one.answer_days for one in asked if one.answer_days is not None]
    people = {one.volunteer for one in asked if one.answer_days is not None}
    return round(median(days)) if len(people) >= LEAST else None


def _soon(items: Sequence[Asked]) -> int:
    return sum(one.wait_days is not None and one.wait_days <= SOON_DAYS for one in items)


def _line(key: str | None, items: Sequence[Asked], *, shows: bool) -> Line:
    soon = _soon(items)
    waits = [one.wait_days for one in items if one.wait_days is not None]
    people = {one.person for one in items if one.wait_days is not None}
    return Line(
        key,
        len(items),
        soon if shows else None,
        round(100 * soon / len(items)) if shows and items else None,
        round(median(waits)) if len(people) >= LEAST else None,
    )
