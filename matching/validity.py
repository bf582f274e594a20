"""Settings with the days from which and until which they hold.

A region that changes its weights in March must still be able to say what a proposal of
February was worth. Versions are data; which one counts is decided by the day of the run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from matching.people import ImpossibleError
from matching.settings import Settings


@dataclass(frozen=True, kw_only=True, slots=True)
class Version:
    """Settings and their first and last day, both included; no last day means until further notice."""

    settings: Settings
    valid_from: date
    valid_until: date | None = None

    def __post_init__(self) -> None:
        """A period that ends before it begins holds on no day."""
        if self.valid_until is not None and self.valid_until < self.valid_from:
            raise ImpossibleError("valid_until", "the period ends before it begins")

    def holds_on(self, day: date) -> bool:
        """Is this the version of that day?"""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


def settings_on(day: date, versions: Sequence[Version]) -> Settings:
    """The settings that hold on a day; ImpossibleError when none does or two periods share a day.

    >>> winter, march = date(2026, 1, 1), date(2026, 3, 1)
    >>> old = Version(settings=Settings(waiting_points=2), valid_from=winter, valid_until=date(2026, 2, 28))
    >>> new = Version(settings=Settings(waiting_points=5), valid_from=march)
    >>> [settings_on(day, [new, old]).waiting_points for day in (winter, march)]
    [2, 5]
    """
    ordered = sorted(versions, key=lambda version: version.valid_from)
    for earlier, later in pairwise(ordered):
        if earlier.holds_on(later.valid_from):
            raise ImpossibleError("settings_by_day", f"two versions hold on {later.valid_from.isoformat()}")
    for version in ordered:
        if version.holds_on(day):
            return version.settings
    raise ImpossibleError("settings_by_day", f"no version holds on {day.isoformat()}")
