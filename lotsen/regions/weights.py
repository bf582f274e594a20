"""What counts how much in the matching of a region, and from which day on: the past keeps its own weights."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from flask_babel import gettext as _

from lotsen.errors import Invalid
from lotsen.regions import from_day
from lotsen.regions.models import MatchingWeights
from lotsen.regions.service import policy
from matching import Settings
from matching.settings import WEIGHTS
from matching.validity import Version, settings_on

WHOLE: Final = 100
_POINTS_PER_CENT: Final = sum(WEIGHTS.values()) // WHOLE
#: The programme's own shares in per cent, in the order of their weight.
DEFAULT_SHARES: Final[dict[str, int]] = {code: points // _POINTS_PER_CENT for code, points in WEIGHTS.items()}
DEFAULT_WAITING_POINTS: Final = Settings().waiting_points


def settings_of(day: date, *, scale: int | None = None) -> Settings:
    """How the matching of the region decides on a day; ``scale`` is its one visible place from 0 to 100."""
    return settings_on(day, _periods(_base(scale), versions()))


def with_shares(settings: Settings, shares: Mapping[str, int], waiting_points: int) -> Settings:
    """The same settings with other weights; shares in per cent."""
    weights = {code: share * _POINTS_PER_CENT for code, share in shares.items()}
    return replace(settings, weights=weights, waiting_points=waiting_points)


def versions() -> list[MatchingWeights]:
    """Every choice of the region by its first day, the earliest first."""
    return from_day.versions(MatchingWeights)


def current(day: date) -> MatchingWeights | None:
    """The choice that holds on a day; None where the programme's own weights do."""
    return from_day.current(MatchingWeights, day)


def plan(
    key: uuid.UUID, *, valid_from: date, shares: Mapping[str, int], waiting_points: int, by: uuid.UUID
) -> MatchingWeights:
    """Let other weights hold from a day on; Invalid where the day has passed or is taken."""
    check_shares(shares)
    return from_day.plan(
        MatchingWeights, key, action="regions.plan_weights", valid_from=valid_from,
        shares=dict(shares), waiting_points=waiting_points, set_by=by,
    )  # fmt: skip


def take_back(weights_id: uuid.UUID) -> None:
    """Do without weights that have not begun; Conflict where they have."""
    from_day.take_back(MatchingWeights, weights_id, action="regions.take_back_weights")


def check_shares(shares: Mapping[str, int]) -> None:
    """Refuse what is no division of the whole among the known criteria. Invalid says what is wrong."""
    if set(shares) != set(WEIGHTS) or any(not 0 <= share <= WHOLE for share in shares.values()):
        raise Invalid(_("Bitte geben Sie für jedes Merkmal eine Zahl von 0 bis 100 ein."), "language")
    if (total := sum(shares.values())) != WHOLE:
        sentence = _("Zusammen müssen es 100 Prozent sein, gerade sind es %(total)s.", total=total)
        raise Invalid(sentence, "language")


def _base(scale: int | None) -> Settings:
    plain = Settings(default_radius_km=float(policy().default_radius_km))
    return plain if scale is None else replace(plain, service_against_fit=scale / 100)


def _periods(base: Settings, rows: list[MatchingWeights]) -> list[Version]:
    """The programme's own weights until the first choice, then one period for each."""
    starts = [row.valid_from for row in rows]
    ends: list[date | None] = [start - timedelta(days=1) for start in starts]
    first = Version(settings=base, valid_from=date.min, valid_until=ends[0] if ends else None)
    chosen = [
        Version(settings=with_shares(base, row.shares, row.waiting_points), valid_from=row.valid_from, valid_until=end)
        for row, end in zip(rows, [*ends[1:], None], strict=False)
    ]
    return [first, *chosen]
