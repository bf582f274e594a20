"""People, places and requests for the tests of the gap rules."""

from __future__ import annotations

from datetime import date, timedelta

from network import Actor, HelpRequest, Place, Snapshot
from network.finding import Finding
from network.gaps import RULES

ON = date(2026, 6, 1)
HERE, NEAR, FAR = "06440004", "06440016", "06440001"
PLACES = (
    Place(HERE, "Büdingen", 50.29, 9.11),
    Place(NEAR, "Nidda", 50.33, 9.13),
    Place(FAR, "Altenstadt", 49.60, 8.20),
)
MIRA = Actor("v1", "volunteer", HERE, paid=False, languages=("tir",), needs=("gesundheit",), is_woman=True)
STAFF = Actor("s1", "staff", HERE, paid=True)
ASKED = HelpRequest("r1", HERE, "tir", "gesundheit", ON - timedelta(days=10))


def snapshot(*actors: Actor, **records: object) -> Snapshot:
    """A snapshot of the day with these actors."""
    return Snapshot(**{"on": ON, "places": PLACES, "actors": actors, **records})


def found(code: str, shot: Snapshot) -> list[Finding]:
    """What one rule says."""
    return RULES[code](shot)


def body(name: str, kind: str, *, paid: bool = False, **more: object) -> Actor:
    """An organisation of a kind."""
    return Actor(name, "organisation", HERE, paid=paid, organisation_kind=kind, **more)
