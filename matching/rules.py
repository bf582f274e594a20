"""The hard rules: which pairs do not exist, and why.

Each rule has a code, a function over columns (True where a pair breaks it), a function
that states the facts for one pair, and the answer to one more question: may people
decide to ask such a volunteer anyway? Rules that protect somebody never bend.
A rule that fails to evaluate raises; it never drops a pair silently.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from matching.case import Case, language_facts
from matching.columns import ALL_GENDERS, Bools
from matching.pairs import PLACE, Pairs
from matching.reasons import Facts, Refusal
from matching.settings import Settings


@dataclass(frozen=True, slots=True)
class Rule:
    """A hard rule. ``bends`` says whether people may ask in spite of it."""

    code: str
    breaks: Callable[[Pairs, Settings], Bools]
    facts: Callable[[Case], Facts]
    asks: tuple[str, ...]  # the columns of the request on which it hangs
    bends: bool = False


def _referral_only(pairs: Pairs, _: Settings) -> Bools:
    """Violence, crisis, asylum procedure …: nobody here, a specialised service is shown."""
    return pairs.of_requests(pairs.requests.referral_only)


def _wrong_mode(pairs: Pairs, _: Settings) -> Bools:
    """Lotse, Pate and Laiendolmetscher are different promises."""
    return np.asarray(pairs.common_count(pairs.candidates.mode, pairs.requests.mode) == 0, dtype=bool)


def _not_released(pairs: Pairs, _: Settings) -> Bools:
    """Talk, papers and training come before the first request."""
    return ~pairs.of_candidates(pairs.candidates.released)


def _full(pairs: Pairs, _: Settings) -> Bools:
    """No place is free."""
    return np.asarray(pairs.of_candidates(pairs.candidates.free) == 0, dtype=bool)


def _no_language(pairs: Pairs, _: Settings) -> Bools:
    """They cannot talk at all."""
    return np.asarray(pairs.shared_level() == 0, dtype=bool)


def _low_level(pairs: Pairs, _: Settings) -> Bools:
    """They can talk, but not well enough for this task."""
    level = pairs.shared_level()
    return (level > 0) & (level < pairs.of_requests(pairs.requests.min_level))


def _low_german(pairs: Pairs, _: Settings) -> Bools:
    """The volunteer stands between newcomer and doctor and must understand both."""
    return pairs.of_candidates(pairs.candidates.german) < pairs.of_requests(pairs.requests.german_level)


def _too_far(pairs: Pairs, settings: Settings) -> Bools:
    """Beyond the volunteer's radius, unless both are content to meet remotely."""
    radius = pairs.of_candidates(pairs.candidates.radius_hm)
    radius = np.where(np.isnan(radius), np.floor(settings.default_radius_km * 10), radius)
    near = pairs.distance_hm() <= radius  # False where a place is unknown
    return ~(near | pairs.remote())


def _gender_must(pairs: Pairs, _: Settings) -> Bools:
    """A woman who asks for a woman gets a woman; an unknown gender is no answer."""
    wrong = pairs.of_candidates(pairs.candidates.gender) != pairs.of_requests(pairs.requests.wants)
    return np.asarray(pairs.of_requests(pairs.requests.is_must) & wrong, dtype=bool)


def _gender_not_accepted(pairs: Pairs, _: Settings) -> Bools:
    """Who helps only some genders is not proposed to a person whose gender is unknown."""
    accepts, gender = pairs.of_candidates(pairs.candidates.accepts), pairs.of_requests(pairs.requests.gender)
    return np.asarray((accepts != ALL_GENDERS) & ((accepts & gender) == 0), dtype=bool)


def _no_clearance(pairs: Pairs, _: Settings) -> Bools:
    """Work with minors needs a clearance on file (§ 72a Abs. 5 SGB VIII)."""
    return pairs.of_requests(pairs.requests.involves_minors) & ~pairs.of_candidates(pairs.candidates.minors_ok)


def _own_community(pairs: Pairs, _: Settings) -> Bools:
    """Who is safer outside the own community is not sent back into it."""
    unwanted = pairs.of_requests(pairs.requests.not_community)
    own = [pairs.of_candidates(row) == unwanted for row in pairs.candidates.community]
    return np.asarray(np.logical_or.reduce(own), dtype=bool)


def _need_excluded(pairs: Pairs, _: Settings) -> Bools:
    """The volunteer has ruled out one of the needs."""
    return pairs.common_count(pairs.candidates.not_need, pairs.requests.need) > 0


def _no_time(pairs: Pairs, _: Settings) -> Bools:
    """Both named their free times and none is common; who named none stays in."""
    mine, yours = pairs.of_candidates(pairs.candidates.time), pairs.of_requests(pairs.requests.time)
    return np.asarray((mine != 0) & (yours != 0) & ((mine & yours) == 0), dtype=bool)


def _absent(pairs: Pairs, _: Settings) -> Bools:
    """Away on the first day on which help is needed."""
    day = pairs.of_requests(pairs.requests.day)
    away = np.zeros(1, dtype=bool)
    for first, last in zip(pairs.candidates.absent_from, pairs.candidates.absent_to, strict=True):
        away = away | ((first[pairs.c] <= day) & (day <= last[pairs.c]))
    return away


def _failed_before(pairs: Pairs, _: Settings) -> Bools:
    """The two were together before and ended."""
    return pairs.listed(pairs.requests.never)


def _absence_facts(case: Case) -> Facts:
    day, until = case.day, case.absent_until
    return {"day": day.isoformat() if day else None, "until": until.isoformat() if until else None}


def _words(words: object) -> tuple[str, ...]:
    """A set as a sorted tuple, so that two runs print the same."""
    return tuple(sorted(words)) if isinstance(words, (set, frozenset, dict)) else ()


# In the order in which a page names them: first what concerns the request, then the
# person, then the two together.
RULES: Final = (
    Rule("need.referral_only", _referral_only,
         lambda case: {"needs": _words(case.request.needs & case.settings.referral_only)}, asks=("referral_only",)),
    Rule("not_released", _not_released, lambda case: {}, asks=()),
    Rule("mode", _wrong_mode,
         lambda case: {"asked": case.request.mode, "offered": _words(case.candidate.modes)},
         bends=True, asks=("mode",)),
    Rule("capacity.full", _full,
         lambda case: {"capacity": case.candidate.capacity, "active": case.candidate.active}, bends=True, asks=()),
    Rule("language.none", _no_language,
         lambda case: {"asked": _words(case.request.languages), "spoken": _words(case.candidate.languages)},
         asks=("slot_row", "slot_level", "slot_factor")),
    Rule("level.too_low", _low_level, language_facts,
         bends=True, asks=("slot_row", "slot_level", "slot_factor", "min_level")),
    Rule("german.too_low", _low_german,
         lambda case: {"level": case.candidate.languages.get("deu", 0), "needed": case.needed_german},
         bends=True, asks=("german_level",)),
    Rule("radius", _too_far,
         lambda case: {"distance_km": case.distance_km, "radius_km": case.radius_km}, bends=True, asks=PLACE),
    Rule("gender.must", _gender_must,
         lambda case: {"wanted": case.request.wants_gender, "gender": case.candidate.gender},
         asks=("is_must", "wants")),
    Rule("gender.not_accepted", _gender_not_accepted,
         lambda case: {"accepts": _words(case.candidate.accepts_gender), "gender": case.request.gender},
         asks=("gender",)),
    Rule("minors.clearance", _no_clearance, lambda case: {}, asks=("involves_minors",)),
    Rule("community.own", _own_community, lambda case: {}, asks=("not_community",)),
    Rule("need.excluded", _need_excluded,
         lambda case: {"needs": _words(case.candidate.not_needs & case.request.needs)}, asks=("need",)),
    Rule("time.none", _no_time,
         lambda case: {"asked": _words(case.request.times), "offered": _words(case.candidate.times)},
         bends=True, asks=("time",)),
    Rule("absence", _absent, _absence_facts, bends=True, asks=("day",)),
    Rule("pair.failed_before", _failed_before, lambda case: {}, asks=("never",)),
)  # fmt: skip

RULE_BY_CODE: Final = {rule.code: rule for rule in RULES}
MAY_BEND: Final = frozenset(rule.code for rule in RULES if rule.bends)


def broken_rules(pairs: Pairs, settings: Settings) -> Bools:
    """Rules by pairs: True where a pair breaks a rule."""
    table = np.zeros((len(RULES), len(pairs)), dtype=bool)
    for row, rule in enumerate(RULES):
        table[row] = rule.breaks(pairs, settings)
    return table


def refusals(case: Case, broken: tuple[Rule, ...]) -> tuple[Refusal, ...]:
    """The broken rules of one pair with their facts."""
    return tuple(Refusal(rule.code, rule.facts(case)) for rule in broken)
