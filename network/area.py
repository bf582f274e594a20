"""How well one municipality is covered: what colour and hatch its area gets."""

from __future__ import annotations

from dataclasses import dataclass

QUIET_DEMAND = 0.5  # less than one request in half a year asks for no colour


@dataclass(frozen=True)
class AreaCoverage:
    """Demand of a municipality, and the shares of it that one and that two people can meet.

    One means "jemand da", two means "ausfallsicher".

    >>> AreaCoverage(demand=4.0, one=0.95, two=0.2).band
    'single'
    """

    demand: float
    one: float
    two: float

    @property
    def band(self) -> str:
        """The colour and hatch of the area."""
        if self.demand < QUIET_DEMAND:
            return "quiet"
        if self.one < 0.5:
            return "open"
        if self.one < 0.9:
            return "partly"
        return "single" if self.two < 0.6 else "safe"
