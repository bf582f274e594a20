"""The value of a pair: a sum of whole points, one criterion each.

    value = fit + base,   fit = Σ weight · quality // 1000,   quality in per mille

``fit`` is at most 1000 under the default weights. ``base`` (urgency, waiting, service)
belongs to the request and is the same for every candidate. Whole numbers make the
optimum exact and the same on every machine. No quality ever falls with a better
level, a shorter way, a longer common time or more free room.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from matching.case import Case, language_facts
from matching.columns import Ints, waited_days
from matching.pairs import PLACE, Pairs
from matching.reasons import Facts, Reason
from matching.settings import Settings

LEVEL_AT_NEED = 400  # per mille at exactly the level that the task needs
LEVEL_STEP = 150  # per mille for each level above (or below) it
TIME_STEP = 200  # per mille for each common slot, on top of 400
UNKNOWN = 500  # per mille where one side gave no answer
BY_COMMON_SLOTS = np.array([0, *(min(400 + TIME_STEP * slots, 1000) for slots in range(1, 33))], dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Criterion:
    """One part of the fit: its quality over columns, and its facts for one pair."""

    code: str
    quality: Callable[[Pairs, Settings], Ints]
    facts: Callable[[Case], Facts]
    asks: tuple[str, ...]  # the columns of the request on which the quality hangs


def _language(pairs: Pairs, _: Settings) -> Ints:
    """400 at the level the task needs, 150 per level above, at most 1000."""
    above = pairs.shared_level().astype(np.int64) - pairs.of_requests(pairs.requests.min_level)
    return np.asarray(np.clip(LEVEL_AT_NEED + LEVEL_STEP * above, 0, 1000))


def _needs(pairs: Pairs, _: Settings) -> Ints:
    """The share of the needs that the volunteer offers; full where none is asked."""
    asked = pairs.of_requests(pairs.requests.need_count)
    covered = pairs.common_count(pairs.candidates.need, pairs.requests.need)
    return np.where(asked == 0, 1000, covered * 1000 // np.maximum(asked, 1))


def _distance(pairs: Pairs, settings: Settings) -> Ints:
    """1000 next door, 0 from ``far_km`` on, straight in between; half where only remote is possible."""
    near = np.fmax(1000 - np.floor(pairs.distance_hm() * 100 / settings.far_km), 0)  # an unknown way is as good as 0
    return np.asarray(np.maximum(near.astype(np.int64), np.where(pairs.remote(), UNKNOWN, 0)))


def _times(pairs: Pairs, _: Settings) -> Ints:
    """600, 800, 1000 for one, two, three common slots; half where one side named none."""
    mine, yours = pairs.of_candidates(pairs.candidates.time), pairs.of_requests(pairs.requests.time)
    quality: Ints = BY_COMMON_SLOTS[np.bitwise_count(mine & yours)]
    if mine.all() and yours.all():
        return quality
    return np.where((mine == 0) | (yours == 0), UNKNOWN, quality)


def _wish(pairs: Pairs, _: Settings) -> Ints:
    """Full where the wish is met or there is none."""
    wants = pairs.of_requests(pairs.requests.wants)
    met = (wants == 0) | (pairs.of_candidates(pairs.candidates.gender) == wants)
    return np.where(met, 1000, 0)


def _load(pairs: Pairs, _: Settings) -> Ints:
    """The free share of the volunteer's places, so that work spreads."""
    capacity = np.maximum(pairs.of_candidates(pairs.candidates.capacity), 1)
    return pairs.of_candidates(pairs.candidates.free) * 1000 // capacity


def _continuity(pairs: Pairs, _: Settings) -> Ints:
    """Full where the two know each other."""
    return np.where(pairs.listed(pairs.requests.known), 1000, 0)


def _training(pairs: Pairs, _: Settings) -> Ints:
    """Full where a person in training meets a request that suits one."""
    fits = pairs.of_candidates(pairs.candidates.in_training) & pairs.of_requests(pairs.requests.suits_training)
    return np.where(fits, 1000, 0)


def _need_facts(case: Case) -> Facts:
    asked = case.request.needs
    return {"covered": tuple(sorted(asked & case.candidate.needs)), "asked": tuple(sorted(asked))}


def _time_facts(case: Case) -> Facts:
    mine, yours = case.candidate.times, case.request.times
    return {"slots": tuple(sorted(mine & yours)) if mine and yours else None}


def _wish_facts(case: Case) -> Facts:
    wish = case.request.wants_gender if case.request.gender_is else None
    return {"wish": wish, "met": wish is None or case.candidate.gender == wish}


CRITERIA: Final = (
    Criterion("language.shared", _language, language_facts,
              ("slot_row", "slot_level", "slot_factor", "min_level")),
    Criterion("need.covered", _needs, _need_facts, ("need", "need_count")),
    Criterion("place.distance", _distance,
              lambda case: {"distance_km": case.distance_km, "remote": case.is_remote},
              PLACE),
    Criterion("time.overlap", _times, _time_facts, ("time",)),
    Criterion("gender.wish", _wish, _wish_facts, ("wants",)),
    Criterion("load.free", _load,
              lambda case: {"free": case.candidate.free_places, "capacity": case.candidate.capacity}, ()),
    Criterion("continuity.known", _continuity, lambda case: {}, ("known",)),
    Criterion("training.pairing", _training, lambda case: {}, ("suits_training",)),
)  # fmt: skip

# Said only where they gave points: most pairs have nothing to do with them.
ONLY_IF_POINTS: Final = frozenset({"continuity.known", "training.pairing", "urgency", "waiting", "service"})


def points(pairs: Pairs, settings: Settings) -> list[Ints]:
    """The points of each criterion, in the order of ``CRITERIA``, for every pair."""
    return [np.broadcast_to(points_of(criterion)(pairs, settings), pairs.shape) for criterion in CRITERIA]


def points_of(criterion: Criterion) -> Callable[[Pairs, Settings], Ints]:
    """The points of one criterion; they may hold for several pairs at once, as a shape that broadcasts says."""

    def earned(pairs: Pairs, settings: Settings) -> Ints:
        weight = settings.weights[criterion.code]
        return criterion.quality(pairs, settings) * weight // 1000 if weight else np.zeros(1, dtype=np.int64)

    return earned


def fit(pairs: Pairs, settings: Settings) -> Ints:
    """The fit of every pair: the sum of its criteria's points."""
    total = np.zeros(pairs.shape, dtype=np.int64)
    for part in points(pairs, settings):
        total += part
    return total


def value(pairs: Pairs, settings: Settings) -> Ints:
    """What it is worth to make each pair: its fit and what its request is worth to anybody."""
    return fit(pairs, settings) + pairs.of_requests(pairs.requests.base)


def base_reasons(case: Case) -> tuple[Reason, ...]:
    """The points that a request brings along, whoever serves it."""
    settings, days = case.settings, waited_days(case.request, case.today)
    urgency = case.request.urgency
    return (
        Reason("urgency", {"urgency": urgency}, settings.urgency_points.get(urgency, 0)),
        Reason("waiting", {"days": days}, days * settings.waiting_points),
        Reason("service", {}, settings.service),
    )


def reasons(case: Case, earned: tuple[int, ...]) -> tuple[Reason, ...]:
    """All reasons of one pair; their points add up to its value."""
    fit_reasons = tuple(
        Reason(criterion.code, criterion.facts(case), number)
        for criterion, number in zip(CRITERIA, earned, strict=True)
        if number or criterion.code not in ONLY_IF_POINTS
    )
    return fit_reasons + tuple(reason for reason in base_reasons(case) if reason.points)
