"""From when on the rules of the network call something a gap, in a region and from a day on."""

import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Final

from flask_babel import gettext as _
from sqlalchemy import select

from lotsen import scope
from lotsen.errors import Invalid
from lotsen.extensions import db
from lotsen.regions import from_day
from lotsen.regions.models import GapThresholds, RegionPolicy
from network import Thresholds
from network.files.records import from_plain

PER_CENT: Final = 100


@dataclass(frozen=True)
class Bounds:
    """How far a region may move a number; it is whole, and ``per`` of it make one for the library."""

    least: int
    most: int
    per: int = 1


#: What a region sets. The rest of ``Thresholds`` is set elsewhere (the radius stands among the region's rules)
#: or has nothing to count here yet (renewals, the yearly cap).
NUMBERS: Final[dict[str, Bounds]] = {
    "request_days": Bounds(7, 365),
    "one_person_share": Bounds(20, 95, PER_CENT),
    "one_person_least": Bounds(2, 50),
    "betweenness_share": Bounds(1, 50, PER_CENT),
    "contact_days": Bounds(30, 730),
    "staff_open_requests": Bounds(5, 200),
    "staff_waiting_days": Bounds(7, 180),
    "staff_times_median": Bounds(110, 500, PER_CENT),
    "staff_least_requests": Bounds(2, 50),
    "volunteer_hours_per_week": Bounds(1, 40),
    "agreement_days": Bounds(7, 365),
    "waiting_days": Bounds(1, 90),
    "waiting_days_long": Bounds(2, 365),
    "pool_people": Bounds(1, 50),
    "pool_languages": Bounds(1, 50),
}


def _whole(thresholds: Thresholds) -> dict[str, int]:
    values = asdict(thresholds)
    return {name: round(values[name] * bounds.per) for name, bounds in NUMBERS.items()}


#: The programme's own numbers.
DEFAULTS: Final = _whole(Thresholds())


def of_day(day: date) -> Thresholds:
    """The thresholds that hold in the region on a day."""
    chosen = current(day)
    return with_numbers(chosen.numbers if chosen else DEFAULTS)


def with_numbers(numbers: Mapping[str, int]) -> Thresholds:
    """Whole numbers as the library reads them, with the radius that the region's rules name."""
    values = {
        name: numbers.get(name, DEFAULTS[name]) / bounds.per if bounds.per > 1 else numbers.get(name, DEFAULTS[name])
        for name, bounds in NUMBERS.items()
    }
    radius = select(RegionPolicy.default_radius_km).where(RegionPolicy.region_id == scope.region_id())
    set_there = db.session.scalar(radius)  # None on the platform, which has no rules and nobody
    return from_plain(Thresholds, {**values, "radius_km": set_there})


def numbers_of(row: GapThresholds | None) -> dict[str, int]:
    """The numbers of a choice, each with a value; the programme's own where there is none."""
    return {**DEFAULTS, **(row.numbers if row else {})}


def versions() -> list[GapThresholds]:
    """Every choice of the region by its first day, the earliest first."""
    return from_day.versions(GapThresholds)


def current(day: date) -> GapThresholds | None:
    """The choice that holds on a day; None where the programme's own numbers do."""
    return from_day.current(GapThresholds, day)


def plan(key: uuid.UUID, *, valid_from: date, numbers: Mapping[str, int], by: uuid.UUID) -> GapThresholds:
    """Let other thresholds hold from a day on; Invalid where the day has passed or is taken."""
    check(numbers)
    return from_day.plan(
        GapThresholds, key, action="regions.plan_thresholds", valid_from=valid_from, numbers=dict(numbers), set_by=by
    )


def take_back(thresholds_id: uuid.UUID) -> None:
    """Do without thresholds that have not begun; Conflict where they have."""
    from_day.take_back(GapThresholds, thresholds_id, action="regions.take_back_thresholds")


def check(numbers: Mapping[str, int]) -> None:
    """Refuse what no rule can count with. Invalid says what is wrong."""
    if set(numbers) != set(NUMBERS):
        raise Invalid(_("Bitte geben Sie für jede Regel eine Zahl ein."), "request_days")
    for name, bounds in NUMBERS.items():
        if not bounds.least <= numbers[name] <= bounds.most:
            sentence = _("Bitte geben Sie eine Zahl von %(least)s bis %(most)s ein.",
                         least=bounds.least, most=bounds.most)  # fmt: skip
            raise Invalid(sentence, name)
    if numbers["waiting_days"] >= numbers["waiting_days_long"]:
        raise Invalid(_("Sehr lange muss mehr sein als lange."), "waiting_days_long")


@dataclass(frozen=True)
class Period:
    """One choice and what it changed: by threshold, what was before and what is since."""

    row: GapThresholds
    changes: dict[str, tuple[int, int]]


def periods() -> list[Period]:
    """Every choice with what it changed, the latest first."""
    found, before = [], DEFAULTS
    for row in versions():
        after = numbers_of(row)
        found.append(Period(row, _changes(before, after)))
        before = after
    return found[::-1]


def _changes(before: Mapping[str, int], after: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    return {name: (before[name], after[name]) for name in NUMBERS if before[name] != after[name]}
