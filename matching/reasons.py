"""What a result says about itself: codes with facts, from which a page makes sentences.

One table documents every code with the facts it carries; a test holds the rules
and criteria against it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

Fact = str | int | float | bool | None | tuple[str, ...]
Facts = Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class Reason:
    """One criterion of a pair: its code, what it saw, and the points it gave.

    >>> Reason("time.overlap", {"slots": ("mon-am",)}, 60).points
    60
    """

    code: str
    facts: Facts
    points: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """One rule that keeps a pair apart: its code and what it saw."""

    code: str
    facts: Facts


# code → (what it says, names of its facts)
REASON_FACTS: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = MappingProxyType({
    "language.shared": ("the level at which the two can talk",
                        ("language", "spoken", "level", "needed")),
    "need.covered": ("how many of the needs the volunteer offers", ("covered", "asked")),
    "place.distance": ("the way between the two", ("distance_km", "remote")),
    "time.overlap": ("free times in common; None where one side named none", ("slots",)),
    "gender.wish": ("a wish for a gender, met or not", ("wish", "met")),
    "load.free": ("how much of the volunteer's room is still free", ("free", "capacity")),
    "continuity.known": ("the two know each other from before", ()),
    "training.pairing": ("a person in training may take this request", ()),
    "urgency": ("how soon help is needed", ("urgency",)),
    "waiting": ("days since the request was opened", ("days",)),
    "service": ("every served person counts", ()),
})  # fmt: skip

REFUSAL_FACTS: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = MappingProxyType({
    "need.referral_only": ("only a specialised service may answer this", ("needs",)),
    "mode": ("the volunteer does not work in this way", ("asked", "offered")),
    "not_released": ("the volunteer is not released for volunteering", ()),
    "capacity.full": ("no place is free", ("capacity", "active")),
    "language.none": ("no common language", ("asked", "spoken")),
    "level.too_low": ("the common language is too weak for the task",
                      ("language", "spoken", "level", "needed")),
    "german.too_low": ("the volunteer's German is too weak for the task", ("level", "needed")),
    "radius": ("too far, or no place known", ("distance_km", "radius_km")),
    "gender.must": ("another gender is needed", ("wanted", "gender")),
    "gender.not_accepted": ("the volunteer helps other genders only", ("accepts", "gender")),
    "minors.clearance": ("minors are involved and clearance is missing", ()),
    "community.own": ("the newcomer asks for somebody outside the own community", ()),
    "need.excluded": ("the volunteer rules this need out", ("needs",)),
    "time.none": ("no free time in common", ("asked", "offered")),
    "absence": ("the volunteer is away", ("day", "until")),
    "pair.failed_before": ("the two were together before and ended", ()),
    "pair.forbidden": ("the coordination keeps the two apart", ()),
})  # fmt: skip
