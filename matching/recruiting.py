"""Whom to look for: what one more volunteer of each profile would add to the optimum.

No profile is solved on its own. The best assignment gives every request a gain u (the
greatest that its prices allow: what is lost without the request). A new person with
one place adds exactly max(value − u, 0) over the requests that she could serve,
because the exchange begins where she does. The first profiles are solved again to
show that it is so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from scipy.spatial import cKDTree

from matching.admissible import admissible_pairs
from matching.assignment import Assignment, assign
from matching.columns import Ints, points_on_sphere
from matching.language import GERMAN, LEVELS, NATIVE, understood_by
from matching.near import chord
from matching.pair_table import PairTable
from matching.people import Candidate, Gender
from matching.problem import Problem

Place = tuple[float, float]
GENDERS_TRIED: Final[tuple[Gender | None, ...]] = (None, "w", "m")


@dataclass(frozen=True, slots=True)
class Profile:
    """A volunteer to look for, and what one would add.

    ``need`` or ``gender`` None means that it does not matter. ``helps`` counts the requests any of
    which would gain; only one of them would be served, but many mean that the profile
    stays useful. ``verified`` is the gain found by solving again, None if not solved.
    """

    place: str
    language: str
    need: str | None
    gender: Gender | None
    mode: str
    adds: int
    helps: int
    verified: int | None = None


@dataclass(frozen=True, slots=True)
class _Kind:
    """A profile before its need: the same person whatever she offers.

    Where nobody nearby speaks her language she helps by German alone, and so does whoever speaks one ``alike``.
    """

    place: str
    language: str
    gender: Gender | None
    mode: str
    alike: tuple[str, ...] = ()


def recruit(
    problem: Problem, *, places: Mapping[str, Place] | None = None, top: int = 10, verify: bool = True
) -> tuple[Profile, ...]:
    """The profiles that would help most: most requests helped, then most added.

    ``places`` names the municipalities to look in; without it, the places where
    requests come from. Of profiles that differ only in need or gender the best is
    kept, and a gender or a need is asked for only where it adds something.

    >>> from matching import Request
    >>> asked = Request(id="r1", mode="lotse", lat=50.1, lon=8.7, languages={"ti": 7}, needs={"wohnen"})
    >>> (best,) = recruit(Problem(candidates=[], requests=[asked]))
    >>> best.language, best.need, best.adds, best.verified
    ('tir', 'wohnen', 1900, 1900)
    """
    best = assign(problem)
    at = places or _request_places(problem)
    found = _profiles(problem, best, _kinds(problem, at), at)[:top]
    if not verify:
        return tuple(found)
    return tuple(replace(profile, verified=_solved_again(problem, best, profile, at)) for profile in found)


def person(profile: Profile | _Kind, place: Place, need: str | None = None) -> Candidate:
    """A volunteer of this profile: native speaker, good German, cleared, no times named."""
    return Candidate(
        id=f"profile {profile.place} {profile.language} {profile.gender} {profile.mode}",
        modes=frozenset({profile.mode}),
        lat=place[0],
        lon=place[1],
        languages={GERMAN: LEVELS["C1"], profile.language: NATIVE},
        needs=frozenset() if need is None else frozenset({need}),
        gender=profile.gender,
        minors_ok=True,
    )


def _request_places(problem: Problem) -> dict[str, Place]:
    """The different places of the requests, named by their coordinates."""
    found = {(r.lat, r.lon) for r in problem.requests if r.lat is not None and r.lon is not None}
    return {f"{lat:.4f}, {lon:.4f}": (lat, lon) for lat, lon in sorted(found) if lat is not None and lon is not None}


def _kinds(problem: Problem, places: Mapping[str, Place]) -> list[_Kind]:
    """Every place with every language that helps nearby, every mode, and the genders that some request names."""
    modes = sorted({request.mode for request in problem.requests})
    named = {request.wants_gender for request in problem.requests if request.gender_is}
    genders = [gender for gender in GENDERS_TRIED if gender is None or gender in named]
    asked = {code for request in problem.requests for code in request.languages} - {GERMAN}
    return [
        _Kind(place, code, gender, mode, alike)
        for place, near in zip(places, _asked_nearby(problem, list(places.values())), strict=True)
        for code, alike in _languages(asked, near)
        for gender in genders
        for mode in modes
    ]


def _languages(asked: set[str], near: set[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Languages worth trying at a place, each with those that help as much: one stands for all that nobody speaks."""
    yield from ((code, ()) for code in sorted(asked & near))
    if GERMAN in near and (silent := sorted(asked - near)):
        yield silent[0], tuple(silent[1:])


def _asked_nearby(problem: Problem, places: Sequence[Place]) -> Iterator[set[str]]:
    """Of each place the languages in which somebody could talk to a request within the usual radius.

    A hectometre more than the radius, because the rule has the last word.
    """
    known = np.flatnonzero(~np.isnan(problem.asks.xyz[0]))
    if not places or not len(known):
        yield from (set[str]() for _ in places)
        return
    carried = [{other for code in one.languages for other, _ in understood_by(code)} for one in problem.requests]
    tree = cKDTree(problem.asks.xyz[:, known].T)
    for near in tree.query_ball_point(points_on_sphere(places).T, chord(problem.settings.default_radius_km * 10 + 1)):
        yield set[str]().union(*(carried[known[row]] for row in near))


def _profiles(problem: Problem, best: Assignment, kinds: list[_Kind], places: Mapping[str, Place]) -> list[Profile]:
    """The best profile of each place, language and mode, most helpful first."""
    people = [person(kind, places[kind.place]) for kind in kinds]
    imagined = replace(problem, candidates=people, pinned=(), forbidden=())
    kind_of = {candidate.id: kind for candidate, kind in zip(people, kinds, strict=True)}
    table = _without_pinned(admissible_pairs(imagined), problem)
    need_of, adds, helps = _best_needs(problem, best, table)
    found: dict[tuple[str, str, str], Profile] = {}
    for row in np.flatnonzero(helps).tolist():
        kind = kind_of[imagined.candidates[row].id]
        effect = int(adds[row]), int(helps[row])
        for language in (kind.language, *kind.alike):
            profile = Profile(kind.place, language, need_of[row], kind.gender, kind.mode, *effect)
            key = (kind.place, language, kind.mode)
            if key not in found or _order(profile) < _order(found[key]):
                found[key] = profile
    return sorted(found.values(), key=_order)


def _order(profile: Profile) -> tuple[int, int, bool, str, str, str, str, str]:
    """Most helped, most added, no gender and no need before one, then by name."""
    named = (profile.place, profile.language, profile.need or "", profile.gender or "", profile.mode)
    return (-profile.helps, -profile.adds, profile.gender is not None, *named)


def _without_pinned(table: PairTable, problem: Problem) -> PairTable:
    """Pinned requests have their person and gain nothing from another."""
    rows = [problem.request_row[request_id] for request_id, _ in problem.pinned]
    return table.only(~np.isin(table.r, np.array(rows, dtype=np.int64)))


def _best_needs(problem: Problem, best: Assignment, table: PairTable) -> tuple[list[str | None], Ints, Ints]:
    """Of each imagined person the need that helps most, points added, and requests that would gain.

    Without a need all pairs count; a need changes only the pairs with requests that ask for it. Of equal needs none
    comes first, then the first by name.
    """
    count = table.candidate_count
    profit = table.value - best.certificate.gain[table.r]
    plain_adds = np.zeros(count, dtype=np.int64)
    np.maximum.at(plain_adds, table.c, profit)
    plain_helps = np.bincount(table.c[profit > 0], minlength=count)
    adds, helps, chosen = plain_adds.copy(), plain_helps.copy(), np.zeros(count, dtype=np.int64)
    needs = sorted({need for request in problem.requests for need in request.needs})
    for number, need in enumerate(needs, start=1):
        share = _share(problem, need)
        asking = np.flatnonzero(share[table.r])
        c, raised = table.c[asking], profit[asking] + share[table.r[asking]]
        more = plain_adds.copy()
        np.maximum.at(more, c, raised)
        wider = plain_helps + np.bincount(c[(raised > 0) & (profit[asking] <= 0)], minlength=count)
        is_better = (wider > helps) | ((wider == helps) & (more > adds))
        adds[is_better], helps[is_better], chosen[is_better] = more[is_better], wider[is_better], number
    names = [None, *needs]
    return [names[number] for number in chosen.tolist()], adds, helps


def _share(problem: Problem, need: str) -> Ints:
    """Of each request the points for somebody who offers this need."""
    weight = problem.settings.weights["need.covered"]
    points = [1000 // len(one.needs) * weight // 1000 if need in one.needs else 0 for one in problem.requests]
    return np.array(points, dtype=np.int64)


def _solved_again(problem: Problem, best: Assignment, profile: Profile, places: Mapping[str, Place]) -> int:
    """What the optimum really gains when such a person is there."""
    newcomer = person(profile, places[profile.place], profile.need)
    return assign(replace(problem, candidates=[*problem.candidates, newcomer])).value - best.value
