"""What joins two actors, how strongly, and how that fades when nobody calls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

TIE_KINDS = (
    "fallverantwortung", "falluebergabe", "verweisberatung", "runder_tisch", "arbeitskreis",
    "steuerungsgruppe", "fachaufsicht", "finanzierung", "kooperationsvereinbarung", "traegerschaft",
    "schulung", "patenschaft_lotseneinsatz", "tandem_haupt_ehrenamt", "datenaustausch", "raumnutzung",
    "sprachmittlung", "informationsfluss", "tandem", "former_tandem", "referral", "membership",
)  # fmt: skip
HALF_LIFE_DAYS = 180
FADED = 300  # half-lives: less than 1e-90 is left, and halved further the sum of all weights could become 0
# A membership or an agreement holds by itself until it ends; contact is not its measure.
LASTING_KINDS = frozenset({"membership", "traegerschaft", "finanzierung", "kooperationsvereinbarung"})
# Work that is done: they know each other, and nobody said that they would go on. It fades, and is no dormant tie.
FINISHED_KINDS = frozenset({"former_tandem"})
# What is agreed, mostly in writing, and ends on a day that was set beforehand (rule L9).
AGREEMENTS = frozenset({"kooperationsvereinbarung", "traegerschaft", "finanzierung", "datenaustausch", "raumnutzung"})


@dataclass(frozen=True, slots=True)
class Tie:
    """One kind of cooperation between two actors.

    `intensity` follows the four levels of PARTNER: 1 aware of each other,
    2 cooperate, 3 coordinate, 4 act as one. `count` is how often it was used,
    `success_count` how often that went well.

    >>> Tie("s1", "v1", "tandem", date(2026, 1, 1), date(2026, 3, 1), count=4, intensity=3).pair
    ('s1', 'v1')
    """

    source: str
    target: str
    kind: str
    since: date | None = None
    last_contact: date | None = None
    count: int = 1
    intensity: int = 2
    until: date | None = None
    directed: bool = False
    success_count: int | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.intensity <= 4:
            raise ValueError(f"Tie {self.source}-{self.target}: intensity is 1 to 4, not {self.intensity}")

    @property
    def pair(self) -> tuple[str, str]:
        """Both ends in a fixed order."""
        return (self.source, self.target) if self.source <= self.target else (self.target, self.source)

    def is_active(self, on: date, window_days: int | None = None) -> bool:
        """Did the tie exist on that day, and was it used within the window?"""
        if (self.since and self.since > on) or (self.until and self.until <= on):
            return False
        if window_days is None or self.kind in LASTING_KINDS:
            return True
        return age_days(self, on) <= window_days


def last_seen(tie: Tie, on: date) -> date:
    """The last contact that was known on that day; a later one is cut to the day itself."""
    seen = tie.last_contact or tie.since or on
    return min(seen, on)


def age_days(tie: Tie, on: date) -> int:
    """Days without contact."""
    return (on - last_seen(tie, on)).days


def fading_weight(tie: Tie, on: date, half_life_days: int = HALF_LIFE_DAYS) -> float:
    """Intensity, halved for every half-life without contact.

    >>> tie = Tie("s1", "v1", "tandem", date(2025, 1, 1), date(2026, 1, 1), intensity=4)
    >>> fading_weight(tie, date(2026, 6, 30))
    2.0
    """
    if half_life_days <= 0:
        raise ValueError("The half-life is a positive number of days")
    if tie.kind in LASTING_KINDS and tie.last_contact is None:
        return float(tie.intensity)
    return float(tie.intensity * 0.5 ** min(age_days(tie, on) / half_life_days, FADED))
