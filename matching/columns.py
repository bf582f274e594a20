"""People as arrays: one column per property, so that a rule judges thousands at once.

Sets become bit masks of 64-bit words, coordinates become points on the unit sphere,
days become ordinals. The columns of requests use the alphabets of the candidates:
what no candidate mentions has no bit, and so can never be shared.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matching.language import GERMAN, understood_by
from matching.people import Candidate, Request
from matching.settings import Settings
from matching.times import week_mask

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Array = NDArray[Any]

GENDER_BIT: Final[Mapping[str | None, int]] = {None: 0, "w": 1, "m": 2, "d": 4}
ALL_GENDERS: Final = 7
NO_DAY: Final = 0  # before every date, because ordinals begin at 1


class Alphabet:
    """Words to bits; more than 64 words take a second machine word, and so on."""

    def __init__(self, sets: Iterable[Collection[str]]) -> None:
        words: set[str] = set()
        for members in sets:
            words.update(members)
        self.place = {word: index for index, word in enumerate(sorted(words))}
        self.width = max(1, (len(self.place) + 63) // 64)

    def masks(self, sets: Sequence[Collection[str]]) -> NDArray[np.uint64]:
        """One row per machine word, one column per set; words without a bit are left out."""
        rows = np.zeros((self.width, len(sets)), dtype=np.uint64)
        for column, members in enumerate(sets):
            numbers = [0] * self.width
            for word in members:
                place = self.place.get(word)
                if place is not None:
                    numbers[place // 64] |= 1 << (place % 64)
            for row, number in enumerate(numbers):
                if number:
                    rows[row, column] = number
        return rows


def points_on_sphere(places: Iterable[tuple[float | None, float | None]]) -> NDArray[np.float64]:
    """Unit vectors of latitudes and longitudes, shape (3, n); an unknown place is NaN and so near to nobody."""
    lat, lon = np.radians(np.array(list(places), dtype=np.float64)).reshape(-1, 2).T
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


@dataclass(frozen=True, slots=True)
class CandidateColumns:
    """All candidates, column by column; two-dimensional columns have the candidate last."""

    ids: tuple[str, ...]
    row_of: Mapping[str, int]
    modes: Alphabet
    needs: Alphabet
    communities: Mapping[str, int]
    language_row: Mapping[str, int]
    mode: NDArray[np.uint64]
    need: NDArray[np.uint64]
    not_need: NDArray[np.uint64]
    level: NDArray[np.uint8]  # (languages + 1, n); the last row is zero: a language nobody speaks
    xyz: NDArray[np.float64]
    radius_hm: NDArray[np.float64]  # NaN: the default of the settings
    remote: Bools
    time: NDArray[np.int32]
    gender: NDArray[np.uint8]
    accepts: NDArray[np.uint8]
    capacity: Ints
    active: Ints
    free: Ints
    minors_ok: Bools
    community: Ints  # (most communities of one person, n), -1 where there is none
    released: Bools
    in_training: Bools
    absent_from: NDArray[np.int32]  # (most absences of one person, n)
    absent_to: NDArray[np.int32]

    @property
    def german(self) -> NDArray[np.uint8]:
        """Each candidate's level of German."""
        row: NDArray[np.uint8] = self.level[self.language_row.get(GERMAN, -1)]
        return row


def _communities(candidates: Sequence[Candidate], codes: dict[str, int]) -> Ints:
    """The codes of each candidate's communities, one row for the first, one for the second, …"""
    most = max((len(c.communities) for c in candidates), default=0)
    table = np.full((max(1, most), len(candidates)), -1, dtype=np.int64)
    for column, candidate in enumerate(candidates):
        for row, name in enumerate(sorted(candidate.communities)):
            table[row, column] = codes[name]
    return table


def candidate_columns(candidates: Sequence[Candidate]) -> CandidateColumns:
    """Lay out the candidates as columns, in the order given."""
    modes = Alphabet(c.modes for c in candidates)
    needs = Alphabet(group for c in candidates for group in (c.needs, c.not_needs))
    spoken = sorted({code for c in candidates for code in c.languages})
    communities = sorted({name for c in candidates for name in c.communities})
    community_code = {name: code for code, name in enumerate(communities)}
    ids = tuple(c.id for c in candidates)
    absent_from, absent_to = _absences(candidates)
    radius = [np.nan if c.radius_km is None else c.radius_km * 10 for c in candidates]
    free = np.array([c.free_places for c in candidates], dtype=np.int64)
    return CandidateColumns(
        ids=ids,
        row_of={candidate_id: row for row, candidate_id in enumerate(ids)},
        modes=modes,
        needs=needs,
        communities=community_code,
        language_row={code: row for row, code in enumerate(spoken)},
        mode=modes.masks([c.modes for c in candidates]),
        need=needs.masks([c.needs for c in candidates]),
        not_need=needs.masks([c.not_needs for c in candidates]),
        level=_levels(candidates, spoken),
        xyz=points_on_sphere((c.lat, c.lon) for c in candidates),
        radius_hm=np.floor(np.array(radius, dtype=np.float64)),
        remote=np.array([c.remote for c in candidates], dtype=bool),
        time=np.array([week_mask(c.times) for c in candidates], dtype=np.int32),
        gender=np.array([GENDER_BIT[c.gender] for c in candidates], dtype=np.uint8),
        accepts=np.array([sum(GENDER_BIT[g] for g in c.accepts_gender) for c in candidates], dtype=np.uint8),
        capacity=np.array([c.capacity for c in candidates], dtype=np.int64),
        active=np.array([c.active for c in candidates], dtype=np.int64),
        free=free,
        minors_ok=np.array([c.minors_ok for c in candidates], dtype=bool),
        community=_communities(candidates, community_code),
        released=np.array([c.released for c in candidates], dtype=bool),
        in_training=np.array([c.in_training for c in candidates], dtype=bool),
        absent_from=absent_from,
        absent_to=absent_to,
    )


def _levels(candidates: Sequence[Candidate], spoken: Sequence[str]) -> NDArray[np.uint8]:
    """Levels by language and candidate, with a last row of zeros."""
    row_of = {code: row for row, code in enumerate(spoken)}
    levels = np.zeros((len(spoken) + 1, len(candidates)), dtype=np.uint8)
    for column, candidate in enumerate(candidates):
        for code, level in candidate.languages.items():
            levels[row_of[code], column] = level
    return levels


def _absences(candidates: Sequence[Candidate]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """First and last days; an empty place has a first day after its last, so it holds no day."""
    most = max((len(c.absent) for c in candidates), default=0)
    first = np.full((most, len(candidates)), 1, dtype=np.int32)
    last = np.zeros((most, len(candidates)), dtype=np.int32)
    for column, candidate in enumerate(candidates):
        for row, (begin, end) in enumerate(candidate.absent):
            first[row, column] = begin.toordinal()
            last[row, column] = end.toordinal()
    return first, last


@dataclass(frozen=True, slots=True)
class RequestColumns:
    """All requests, column by column, in the alphabets of one set of candidates.

    ``slot_*`` list the languages in which a request can be served, related ones
    included; unused slots have level 0. ``base`` are the points that do not depend
    on the candidate: urgency, waiting, service.
    """

    mode: NDArray[np.uint64]
    need: NDArray[np.uint64]
    need_count: Ints
    referral_only: Bools
    slot_row: NDArray[np.int64]  # (slots, m)
    slot_level: NDArray[np.uint16]
    slot_factor: NDArray[np.uint16]
    min_level: NDArray[np.uint8]
    german_level: NDArray[np.uint8]
    xyz: NDArray[np.float64]
    remote_ok: Bools
    time: NDArray[np.int32]
    gender: NDArray[np.uint8]
    wants: NDArray[np.uint8]
    is_must: Bools
    involves_minors: Bools
    not_community: Ints
    day: NDArray[np.int32]
    suits_training: Bools
    urgency_points: Ints
    waiting_points: Ints
    never: tuple[NDArray[np.int64], ...]  # rows of candidates, one array per request
    known: tuple[NDArray[np.int64], ...]
    base: Ints


def request_columns(
    requests: Sequence[Request], people: CandidateColumns, *, settings: Settings, today: date | None
) -> RequestColumns:
    """Lay out the requests as columns; ``today`` None means the day each request was opened."""
    slot_row, slot_level, slot_factor = _language_slots(requests, people)
    urgency = np.array([settings.urgency_points.get(r.urgency, 0) for r in requests], dtype=np.int64)
    waiting = np.array([waited_days(r, today) * settings.waiting_points for r in requests], dtype=np.int64)
    return RequestColumns(
        mode=people.modes.masks([(r.mode,) for r in requests]),
        need=people.needs.masks([r.needs for r in requests]),
        need_count=np.array([len(r.needs) for r in requests], dtype=np.int64),
        referral_only=np.array([bool(r.needs & settings.referral_only) for r in requests], dtype=bool),
        slot_row=slot_row,
        slot_level=slot_level,
        slot_factor=slot_factor,
        min_level=np.array([needed_level(r, settings) for r in requests], dtype=np.uint8),
        german_level=np.array([needed_german(r, settings) for r in requests], dtype=np.uint8),
        xyz=points_on_sphere((r.lat, r.lon) for r in requests),
        remote_ok=np.array([r.remote_ok for r in requests], dtype=bool),
        time=np.array([week_mask(r.times) for r in requests], dtype=np.int32),
        gender=np.array([GENDER_BIT[r.gender] for r in requests], dtype=np.uint8),
        wants=np.array([GENDER_BIT[r.wants_gender if r.gender_is else None] for r in requests], np.uint8),
        is_must=np.array([r.gender_is == "must" for r in requests], dtype=bool),
        involves_minors=np.array([r.involves_minors for r in requests], dtype=bool),
        not_community=np.array([people.communities.get(r.not_community or "", -2) for r in requests], dtype=np.int64),
        day=np.array([ordinal(first_day(r, today)) for r in requests], dtype=np.int32),
        suits_training=np.array([r.suits_training for r in requests], dtype=bool),
        urgency_points=urgency,
        waiting_points=waiting,
        never=tuple(_rows(r.never, people) for r in requests),
        known=tuple(_rows(r.known, people) for r in requests),
        base=urgency + waiting + settings.service,
    )


def _rows(ids: Collection[str], people: CandidateColumns) -> NDArray[np.int64]:
    """Rows of the candidates with these ids; ids of people no longer here are left out."""
    return np.array(sorted(people.row_of[i] for i in ids if i in people.row_of), dtype=np.int64)


def _language_slots(
    requests: Sequence[Request], people: CandidateColumns
) -> tuple[NDArray[np.int64], NDArray[np.uint16], NDArray[np.uint16]]:
    """Languages a candidate may speak to each request: row, the request's level, factor in per mille."""
    lists = [
        [
            (people.language_row[spoken], level, factor)
            for code, level in r.languages.items()
            for spoken, factor in understood_by(code)
            if level and spoken in people.language_row
        ]
        for r in requests
    ]
    most = max((len(slots) for slots in lists), default=0)
    row = np.full((most, len(requests)), -1, dtype=np.int64)
    level = np.zeros((most, len(requests)), dtype=np.uint16)
    factor = np.zeros((most, len(requests)), dtype=np.uint16)
    for column, slots in enumerate(lists):
        for place, (at, own_level, per_mille) in enumerate(slots):
            row[place, column], level[place, column], factor[place, column] = at, own_level, per_mille
    return row, level, factor


def needed_level(request: Request, settings: Settings) -> int:
    """The least level of the weaker speaker: the strictest of mode, needs and setting."""
    tasks = (request.mode, request.setting, *request.needs)
    return max(settings.level_by_task.get(task or "", settings.min_level) for task in tasks)


def needed_german(request: Request, settings: Settings) -> int:
    """The least level of German the volunteer needs beside the common language."""
    tasks = (request.mode, request.setting, *request.needs)
    return max(settings.german_by_task.get(task or "", 0) for task in tasks)


def first_day(request: Request, today: date | None) -> date | None:
    """The day on which help is needed first: its start, or today when that has passed."""
    days = [day for day in (request.starts_on, today) if day is not None]
    return max(days, default=request.opened_on)


def waited_days(request: Request, today: date | None) -> int:
    """Days since the request was opened; never below zero."""
    if today is None or request.opened_on is None:
        return 0
    return max(0, (today - request.opened_on).days)


def ordinal(day: date | None) -> int:
    """A day as a number; a missing one lies before every absence."""
    return NO_DAY if day is None else day.toordinal()
