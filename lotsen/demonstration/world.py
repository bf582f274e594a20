"""One invented Landkreis: dice with a seed, its places, and how far apart they lie."""

import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar

from lotsen.demonstration.origins import LOCALS, ORIGINS, ROOTED, Origin
from lotsen.regions import service as regions
from lotsen.regions.models import Municipality

T = TypeVar("T")
MONTHS_OF_HISTORY = 18


@dataclass
class World:
    """A region of the demonstration with its dice."""

    region_id: str
    name: str
    dice: random.Random
    today: date
    size: float  # 1 for the main Landkreis
    places: list[Municipality] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)
    postal_codes: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, region_id: str, dice: random.Random, today: date, size: float) -> "World":
        """Read the places of a region; towns count more than villages."""
        world = cls(region_id, regions.region(region_id).name, dice, today, size)
        world.places = regions.municipalities_in(region_id)
        world.weights = [3.0 if place.kind == "stadt" else 1.0 for place in world.places]
        world.postal_codes = regions.first_postal_codes(region_id)
        return world

    @property
    def begins_on(self) -> date:
        """The first day of the invented history."""
        return self.today - timedelta(days=MONTHS_OF_HISTORY * 30)

    def new_id(self) -> uuid.UUID:
        """A key that the same seed makes again."""
        return uuid.UUID(int=self.dice.getrandbits(128), version=4)

    def place(self) -> Municipality:
        """Some municipality, towns more often."""
        return self.dice.choices(self.places, self.weights)[0]

    def day(self, first: date, last: date) -> date:
        """Some day between two."""
        return first + timedelta(days=self.dice.randint(0, max(0, (last - first).days)))

    def instant(self, day: date) -> datetime:
        """Some time of a working day, in UTC, never in the future."""
        moment = datetime.combine(day, time(self.dice.randint(7, 15), self.dice.randint(0, 59)), UTC)
        return min(moment, datetime.combine(self.today, time(0, 30), UTC))

    def some(self, items: Sequence[T], least: int, most: int) -> list[T]:
        """A few of them, each once."""
        return self.dice.sample(items, min(len(items), self.dice.randint(least, most)))

    def origin(self) -> Origin:
        """Where a newcomer comes from."""
        return self.dice.choices(ORIGINS, [origin.share for origin in ORIGINS])[0]

    def volunteer_origin(self) -> Origin:
        """About four of five Lots:innen have a history of migration themselves."""
        pick = self.dice.random()
        if pick < 0.3:
            return LOCALS
        return self.dice.choice(ROOTED) if pick < 0.45 else self.origin()

    def person(self, origin: Origin, share_of_women: float) -> tuple[str, str, str]:
        """First name, family name, gender."""
        is_woman = self.dice.random() < share_of_women
        first = self.dice.choice(origin.women if is_woman else origin.men)
        return first, self.dice.choice(origin.families), "w" if is_woman else "m"

    def spoken(self, origin: Origin) -> list[str]:
        """The languages somebody of this origin speaks well; at least one."""
        found = [code for code, chance in origin.languages if self.dice.random() < chance]
        return found or [origin.languages[0][0]]
