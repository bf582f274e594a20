"""A synthetic Land for the benchmarks and for trying pictures: municipalities, people, ties, requests.

86 % of the ties stay inside a municipality (a few staff are hubs), 10 % join staff
of neighbouring municipalities, 4 % go anywhere; 5 to 6 % of all nodes stay alone.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from network import Actor, HelpRequest, Place, Qualification, Snapshot, Tie, Workload

ON = date(2026, 11, 1)
LANGUAGES = (
    "ara", "ukr", "prs", "tir", "tur", "kmr", "som", "rus", "pus", "fra", "eng", "ron", "bul", "spa", "hrv",
    "pol", "sqi", "amh", "urd", "vie", "ben", "ita", "por", "ell", "zho",
)  # fmt: skip
NEEDS = (
    "sprache", "behoerden", "gesundheit", "wohnen", "arbeit", "schule", "kita", "freizeit", "alltag",
    "finanzen", "mobilitaet", "digitales", "frauen", "anerkennung",
)  # fmt: skip
GROUPS = ("familien", "frauen", "jugend", "aeltere", "neu_angekommene")


def made_up_places(count: int) -> list[Place]:
    """Midpoints on a slightly shaken grid, about 8 km apart as in Hessen."""
    chance = random.Random(7)
    side = int(count**0.5) + 1
    return [
        Place(
            f"06{index:06d}",
            f"Gemeinde {index}",
            49.6 + 0.07 * (index // side) + chance.uniform(-0.015, 0.015),
            8.2 + 0.11 * (index % side) + chance.uniform(-0.02, 0.02),
            population=3000 + chance.randrange(15000),
        )
        for index in range(count)
    ]


def land(count: int, places: list[Place], seed: int = 1, requests: int = 0, history: int = 0) -> Snapshot:
    """A network of `count` nodes on the given municipalities."""
    chance = random.Random(seed)
    actors = [_actor(index, places, chance) for index in range(count)]
    ties, asked = _ties(actors, chance), _requests(requests, history, places, chance)
    employed = _employed(actors, chance)
    desks = _by_place([actor for actor in employed if actor.kind == "staff"])
    volunteers = [actor for actor in employed if actor.kind == "volunteer"]
    return Snapshot(
        on=ON,
        actors=tuple(employed),
        ties=tuple(ties),
        places=tuple(places),
        requests=tuple(_on_desks(asked, desks, chance)),
        workloads=tuple(_workload(actor, chance) for actor in volunteers),
        qualifications=tuple(_qualification(actor, chance) for actor in volunteers if chance.random() < 0.3),
    )


def _by_place(actors: list[Actor]) -> dict[str | None, list[Actor]]:
    """Actors by their municipality."""
    found: dict[str | None, list[Actor]] = {}
    for actor in actors:
        found.setdefault(actor.municipality, []).append(actor)
    return found


def _employed(actors: list[Actor], chance: random.Random) -> list[Actor]:
    """The same actors with what the rules ask for: employers, deputies, tasks, modes."""
    houses = _by_place([actor for actor in actors if actor.kind == "organisation" and actor.paid])
    colleagues = _by_place([actor for actor in actors if actor.kind == "staff"])
    return [_placed(actor, houses, colleagues, chance) for actor in actors]


def _placed(actor: Actor, houses: Mapping, colleagues: Mapping, chance: random.Random) -> Actor:
    """Two thirds of staff work for a house of their municipality, one in five has a deputy."""
    if actor.kind == "organisation":
        tasks = tuple(sorted(chance.sample(NEEDS, chance.randrange(0, 3))))
        return replace(actor, needs=tasks, target_groups=tuple(sorted(chance.sample(GROUPS, chance.randrange(1, 3)))))
    if actor.kind == "staff":
        house = chance.choice(houses.get(actor.municipality) or [None])
        deputy = chance.choice(colleagues[actor.municipality])
        return replace(
            actor,
            organisation=house.id if house and chance.random() < 2 / 3 else None,
            deputy=deputy.id if deputy.id != actor.id and chance.random() < 0.2 else None,
        )
    mode = chance.choices(("lotse", "pate", "laiendolmetscher"), (5, 3, 2))[0]
    load = min(actor.capacity or 0, chance.randrange(3))
    return replace(actor, mode=mode, load=load, is_remote=chance.random() < 0.05)


def _on_desks(requests: list[HelpRequest], desks: Mapping, chance: random.Random) -> list[HelpRequest]:
    """Nine of ten requests lie on the desk of somebody in the municipality, one in thirty can be met from afar."""
    return [
        replace(
            one,
            staff=chance.choice(desks[one.municipality]).id
            if one.municipality in desks and chance.random() < 0.9
            else None,
            is_remote=chance.random() < 1 / 30,
        )
        for one in requests
    ]


def _workload(actor: Actor, chance: random.Random) -> Workload:
    """One in a hundred carries more than agreed."""
    return Workload(
        actor.id,
        actor.load + (2 if chance.random() < 0.01 else 0),
        round(chance.expovariate(1 / 2), 2),
        round(chance.random() * 0.85, 2),
    )


def _qualification(actor: Actor, chance: random.Random) -> Qualification:
    """Half wait for the Basisqualifizierung, of these two thirds have a date; renewals come due within two years."""
    waits = ON - timedelta(days=chance.randrange(200)) if chance.random() < 0.5 else None
    planned = ON + timedelta(days=chance.randrange(1, 90)) if waits and chance.random() < 2 / 3 else None
    return Qualification(actor.id, waits, planned, ON + timedelta(days=chance.randrange(-20, 700)))


def _actor(index: int, places: list[Place], chance: random.Random) -> Actor:
    kind = chance.choices(("staff", "volunteer", "mso", "wir_vielfaltszentrum", "vhs"), (12, 66, 7, 5, 10))[0]
    ags = places[min(int(chance.random() ** 1.4 * len(places)), len(places) - 1)].ags
    if kind not in {"staff", "volunteer"}:
        return Actor(f"o{index}", "organisation", ags, paid=kind != "mso", organisation_kind=kind)
    if kind == "staff":
        return Actor(f"s{index}", "staff", ags, paid=True, capacity=chance.randrange(5, 40))
    return Actor(
        f"v{index}",
        "volunteer",
        ags,
        paid=False,
        languages=tuple(sorted({chance.choice(LANGUAGES[: chance.randrange(3, 25)]) for _ in range(2)})),
        needs=tuple(sorted(chance.sample(NEEDS, chance.randrange(1, 5)))),
        capacity=chance.randrange(1, 4),
        radius_km=float(chance.choice((8, 15, 15, 25))),
        is_woman=chance.random() < 0.6,
    )


def _ties(actors: list[Actor], chance: random.Random) -> list[Tie]:
    lively = [actor for actor in actors if chance.random() > 0.055]
    staff = [actor for actor in lively if actor.kind == "staff"] or lively
    at_home: dict[str | None, list[Actor]] = {}
    for actor in lively:
        at_home.setdefault(actor.municipality, []).append(actor)
    ties = []
    for actor in lively:
        near = at_home[actor.municipality]
        hubs = [one for one in near if one.kind == "staff"]
        for _ in range(max(1, int(chance.expovariate(1 / 3.7)))):
            dice = chance.random()
            if dice < 0.86:
                pool = hubs if hubs and chance.random() < 0.6 else near
                other = pool[min(int(chance.paretovariate(1.2)) - 1, len(pool) - 1)]
            else:
                other = _elsewhere(actor, at_home, staff if dice < 0.96 else lively, chance, near=dice < 0.96)
            if other.id != actor.id:
                ties.append(_tie(actor, other, chance))
    return ties


def _elsewhere(actor: Actor, at_home: dict, pool: list[Actor], chance: random.Random, *, near: bool) -> Actor:
    """Somebody of the same Kreis (the keys of neighbours follow each other), or of anywhere."""
    if not near:
        return chance.choice(pool)
    keys = [ags for ags in at_home if ags[:5] == actor.municipality[:5]]
    there = at_home[chance.choice(keys)]
    return chance.choice([one for one in there if one.kind == "staff"] or there)


def _tie(a: Actor, b: Actor, chance: random.Random) -> Tie:
    last = ON - timedelta(days=int(chance.expovariate(1 / 120)))
    kind = "tandem_haupt_ehrenamt" if a.paid != b.paid else "verweisberatung"
    since = last - timedelta(days=chance.randrange(10, 500))
    return Tie(
        a.id,
        b.id,
        kind,
        since,
        last,
        chance.randrange(1, 20),
        chance.randrange(1, 5),
        directed=chance.random() < 0.3,
    )


def _requests(count: int, history: int, places: list[Place], chance: random.Random) -> list[HelpRequest]:
    found = []
    for index in range(count + history):
        is_open = index < count
        opened = ON - timedelta(days=chance.randrange(0, 80 if is_open else 700))
        found.append(
            HelpRequest(
                f"r{index}",
                places[min(int(chance.random() ** 1.4 * len(places)), len(places) - 1)].ags,
                LANGUAGES[min(int(chance.expovariate(0.3)), 24)],
                chance.choice(NEEDS),
                opened,
                None if is_open else min(opened + timedelta(days=chance.randrange(1, 40)), ON),
                women_only=chance.random() < 0.1,
            )
        )
    return found
