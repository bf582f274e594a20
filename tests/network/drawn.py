"""A network drawn by chance in nine square municipalities, and pictures of it."""

from __future__ import annotations

import random
from datetime import date, timedelta

from network import Actor, AreaCoverage, Frame, Place, Tie, build, picture
from network.pictures.frame import PHONE

ON = date(2026, 11, 1)
SVG = "{http://www.w3.org/2000/svg}"
KINDS = ("staff", "volunteer", "organisation")


def square(lon: float, lat: float) -> tuple[tuple[tuple[float, float], ...], ...]:
    """A border of four corners around a midpoint."""
    return (
        (
            (lon - 0.05, lat - 0.03),
            (lon + 0.05, lat - 0.03),
            (lon + 0.05, lat + 0.03),
            (lon - 0.05, lat + 0.03),
        ),
    )


PLACES = [
    Place(
        f"m{i}",
        f"Gemeinde {i}",
        50 + 0.07 * (i // 3),
        9 + 0.11 * (i % 3),
        square(9 + 0.11 * (i % 3), 50 + 0.07 * (i // 3)),
    )
    for i in range(9)
]


def network(seed: int = 1, size: int = 60) -> object:
    """A network drawn by chance, with some who are alone and one without municipality."""
    chance = random.Random(seed)
    actors = [
        Actor(
            f"n{i}",
            kind := chance.choice(KINDS),
            f"m{chance.randrange(9)}",
            paid=kind == "staff",
            label=f"Person {i}",
        )
        for i in range(size)
    ]
    actors.append(Actor("nowhere", "organisation", None, paid=True, label='<script>"&'))
    ties = [
        Tie(f"n{a}", f"n{b}", "tandem", last_contact=ON - timedelta(days=chance.randrange(600)))
        for a, b in (chance.sample(range(size - 6), 2) for _ in range(90))
    ]
    return build(actors, [*ties, Tie("nowhere", "n0", "referral")], on=ON)


COVERAGE = {f"m{i}": AreaCoverage(3.0 if i else 0.0, i / 8, i / 16) for i in range(9)}
FRAMES = {
    "plain": Frame(),
    "linked": Frame(address=lambda key: f"/netz/{key}?a=1&b=2"),
    "small": Frame(size=(390, 700)),
    "phone": Frame(size=PHONE, address=lambda key: f"/netz/{key}"),
}


def drawn(level: str, frame: Frame) -> str:
    """One picture of the network above."""
    focus = {"region": None, "municipality": "m4", "neighbourhood": "n0"}[level]
    return picture(network(), PLACES, level=level, focus=focus, coverage=COVERAGE, frame=frame)
