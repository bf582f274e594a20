"""The numbers in the gap rules; each region may set its own."""

from __future__ import annotations

from dataclasses import dataclass, fields

MOST = 36_525  # the days of a hundred years; no other number of the rules needs as many


@dataclass(frozen=True)
class Thresholds:
    """Defaults of the rules L1 to L14. ValueError for a number below 0 or above ``MOST``.

    >>> Thresholds(radius_km=25).radius_km
    25
    """

    request_days: int = 90  # L1: an open request counts this long
    radius_km: float = 15.0  # L1: how far a volunteer goes who has set no radius of their own
    one_person_share: float = 0.5  # L2: one volunteer carries more than this of a municipality
    one_person_least: int = 4  # L2: fewer deployments say nothing about shares
    betweenness_share: float = 0.05  # L4: the top share of brokers
    contact_days: int = 180  # L5, L9: contact older than this is dormant
    agreement_days: int = 60  # L9: an agreement that ends so soon
    staff_open_requests: int = 40  # L6
    staff_waiting_days: float = 21.0  # L6
    staff_times_median: float = 1.5  # L6: against the median of colleagues
    staff_least_requests: int = 5  # L6: below this nobody is compared with colleagues
    volunteer_hours_per_week: float = 9.0  # L7
    yearly_cap_share: float = 0.8  # L7: reached before 30 September
    waiting_days: int = 14  # L11
    waiting_days_long: int = 30  # L11
    renewal_days: int = 90  # L13: a renewal that is due so soon
    pool_people: int = 5  # L14: least size that the Richtlinie asks for
    pool_languages: int = 5  # L14

    def __post_init__(self) -> None:
        for field in fields(self):
            if not 0 <= getattr(self, field.name) <= MOST:
                raise ValueError(f"{field.name} is 0 to {MOST}")
