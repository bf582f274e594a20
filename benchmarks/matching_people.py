"""Made-up people for the benchmarks: places, languages and needs as skewed as in Hessen.

423 places with a few large towns, 31 languages of which few are common, 12 needs, 42
half-days reduced to the 21 of the library, gender rules, one to three places each,
5 to 30 km. Nothing is taken from real people.
"""

from __future__ import annotations

import random
from datetime import date, timedelta

from matching import Candidate, Problem, Request, Settings
from matching.times import SLOTS

TODAY = date(2026, 11, 22)
LANGUAGES = [
    "ara",
    "ukr",
    "rus",
    "prs",
    "pes",
    "pus",
    "tur",
    "kmr",
    "ckb",
    "tir",
    "amh",
    "som",
    "urd",
    "fra",
    "eng",
    "swa",
    "spa",
    "pol",
    "ron",
    "bul",
    "ita",
    "sqi",
    "bos",
    "vie",
    "cmn",
    "hin",
    "orm",
    "ful",
    "hye",
    "kat",
    "por",
]
WEIGHTS = [1 / (place + 1) for place in range(len(LANGUAGES))]
NEEDS = [
    "behoerde",
    "wohnen",
    "sprache",
    "arbeit",
    "schule",
    "kita",
    "gesundheit",
    "familie",
    "freizeit",
    "digital",
    "alltag",
    "mobilitaet",
]


class Region:
    """A dice that knows the places of one made-up region."""

    def __init__(self, *, seed: int, places: int = 423, height: float = 2.2, width: float = 2.4) -> None:
        self.dice = random.Random(seed)
        self.places = [(49.4 + height * self.dice.random(), 7.8 + width * self.dice.random()) for _ in range(places)]
        self.sizes = [self.dice.paretovariate(1.1) for _ in range(places)]

    def place(self) -> dict[str, float]:
        """A place, large ones more often."""
        lat, lon = self.dice.choices(self.places, self.sizes)[0]
        return {"lat": lat, "lon": lon}

    def candidate(self, name: str) -> Candidate:
        """One volunteer."""
        dice = self.dice
        languages = {
            dice.choices(LANGUAGES, WEIGHTS)[0]: dice.choice([3, 4, 5, 6, 7, 7]) for _ in range(dice.choice([1, 1, 2]))
        }
        return Candidate(
            id=name,
            modes={"lotse"},
            **self.place(),
            radius_km=dice.choice([5, 10, 15, 20, 30]),
            remote=dice.random() < 0.05,
            languages={**languages, "deu": dice.choice([3, 4, 5, 6, 7, 7])},
            needs=set(dice.sample(NEEDS, dice.randint(2, 6))),
            times=set(dice.sample(SLOTS, dice.randint(2, 8))),
            gender=dice.choice("wwm"),
            accepts_gender={"w"} if dice.random() < 0.15 else {"w", "m", "d"},
            capacity=dice.choice([1, 1, 1, 1, 2, 3]),
            minors_ok=dice.random() < 0.6,
            community=f"c{dice.randint(0, 30)}",
        )

    def request(self, name: str) -> Request:
        """One newcomer's wish."""
        dice = self.dice
        languages = {dice.choices(LANGUAGES, WEIGHTS)[0]: 7}
        if dice.random() < 0.3:
            languages["deu"] = dice.choice([1, 1, 2])
        wish = dice.choices([None, "must", "prefer"], [8, 1, 1])[0]
        return Request(
            id=name,
            mode="lotse",
            **self.place(),
            languages=languages,
            needs=set(dice.sample(NEEDS, dice.randint(1, 3))),
            times=set(dice.sample(SLOTS, dice.randint(2, 6))),
            gender=dice.choice("wm"),
            wants_gender=None if wish is None else "w",
            gender_is=wish,
            involves_minors=dice.random() < 0.2,
            remote_ok=dice.random() < 0.05,
            urgency=dice.choice(["today", "week", "month", "ongoing"]),
            opened_on=TODAY - timedelta(days=dice.randint(0, 120)),
        )


def made_up(offers: int, asks: int, *, seed: int = 1, settings: Settings | None = None, places: int = 423) -> Problem:
    """A whole problem of made-up people."""
    region = Region(seed=seed, places=places)
    return Problem(
        candidates=[region.candidate(f"v{i}") for i in range(offers)],
        requests=[region.request(f"r{i}") for i in range(asks)],
        settings=settings or Settings(),
        today=TODAY,
    )
