"""What the network is asked for and how loaded its people are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class HelpRequest:
    """One request: where, in which language, for which need, since when.

    A request with several needs is a record for each of them; all but the first say
    which one they are `part_of`.
    `answered_on` is the day on which somebody took it over; None while it is open.

    >>> request = HelpRequest("r1", "06440004", "tir", "gesundheit", date(2026, 5, 1))
    >>> request.is_open(date(2026, 6, 1)), request.waiting_days(date(2026, 6, 1))
    (True, 31)
    """

    id: str
    municipality: str
    language: str
    need: str
    opened_on: date
    answered_on: date | None = None
    women_only: bool = False
    is_remote: bool = False
    staff: str | None = None
    volunteer: str | None = None
    part_of: str | None = None

    @property
    def whole(self) -> str:
        """The request that this need belongs to: what counts once where requests are counted.

        >>> HelpRequest("r1#2", "06440004", "tir", "wohnen", date(2026, 5, 1), part_of="r1").whole
        'r1'
        """
        return self.part_of or self.id

    @property
    def cell(self) -> tuple[str, str, str]:
        """Municipality, language and need: the unit in which gaps are counted."""
        return (self.municipality, self.language, self.need)

    def is_open(self, on: date) -> bool:
        """Was somebody still waiting on that day?"""
        return self.opened_on <= on and (self.answered_on is None or self.answered_on > on)

    def waiting_days(self, on: date) -> int:
        """How long the request had waited by that day, or until it was answered."""
        end = min(on, self.answered_on) if self.answered_on else on
        return max(0, (end - self.opened_on).days)


@dataclass(frozen=True, slots=True)
class Workload:
    """What one person carries: hours a week over four weeks, and the share of the yearly cap."""

    actor: str
    active_count: int = 0
    hours_per_week: float | None = None
    yearly_cap_share: float | None = None


@dataclass(frozen=True, slots=True)
class Qualification:
    """What a volunteer still needs: a date for the Basisqualifizierung, renewals that come due."""

    volunteer: str
    waiting_since: date | None = None
    basisqualifizierung_on: date | None = None
    renewal_due_on: date | None = None
