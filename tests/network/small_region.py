"""A region of nine municipalities for the tests of coverage and acts."""

from __future__ import annotations

import random
from datetime import date, timedelta

from network import Actor, HelpRequest, Place, Snapshot

ON = date(2026, 11, 1)
LANGUAGES, NEEDS = ("ara", "tir", "ukr", "prs"), ("arbeit", "gesundheit", "wohnen", "schule")


def small_region(seed: int, people: int = 25, requests: int = 60) -> Snapshot:
    """Nine municipalities about eight kilometres apart, drawn by chance."""
    chance = random.Random(seed)
    places = tuple(
        Place(f"m{i}", f"M{i}", 50.0 + 0.07 * (i // 3), 9.0 + 0.11 * (i % 3), population=1000 * (i + 1))
        for i in range(9)
    )
    volunteers = tuple(
        Actor(
            f"v{i}",
            "volunteer",
            chance.choice(places).ags,
            paid=False,
            languages=tuple(chance.sample(LANGUAGES, chance.randint(1, 2))),
            needs=tuple(chance.sample(NEEDS, chance.randint(1, 2))),
            radius_km=chance.choice((None, 8.0, 15.0, 30.0)),
            is_remote=chance.random() < 0.2,
        )
        for i in range(people)
    )
    asked = tuple(
        HelpRequest(
            f"r{i}",
            chance.choice(places).ags,
            chance.choice(LANGUAGES),
            chance.choice(NEEDS),
            ON - timedelta(days=(age := chance.randrange(300))),
            None if age < 60 else ON - timedelta(days=age - 20),
        )
        for i in range(requests)
    )
    return Snapshot(on=ON, actors=volunteers, places=places, requests=asked)
