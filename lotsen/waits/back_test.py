"""Would we have been right? Every past wait is announced again from what was known on its first day.

An announcement is right when "half have somebody after six days" comes true for half. Those who were still
waiting when the record ends are neither right nor wrong: the observed shares are counted with them as
censored (Aalen and Johansen 1978), on the scale of what was announced.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from math import exp, log
from typing import Final

from lotsen.waits.estimate import FOUND, LOST, STILL, Curve, Group, Spell, fit

ANNOUNCED: Final = (0.2, 0.35, 0.5, 0.65, 0.8)
LEAST_FOUND: Final = 20  # fewer who were found are no experience
_ANNOUNCED_MOST: Final = 365


@dataclass(frozen=True)
class PastWait:
    """A wait with the day it began; its group is what was known on that day."""

    began_on: date
    days: float
    outcome: str
    group: Group = ()

    def seen_on(self, day: date) -> Spell:
        """What was known of it on a day: the future looks like waiting."""
        known = (day - self.began_on).days
        if self.days > known:
            return Spell(known, STILL, self.group)
        return Spell(self.days, self.outcome, self.group)


@dataclass(frozen=True)
class Line:
    """One line of the calibration table: the announced share, and what came true."""

    announced: float
    observed: float | None
    count: int


Announce = Callable[[Sequence[PastWait], date], Callable[[Group], Callable[[float], float]] | None]


def announce_by_model(past: Sequence[PastWait], day: date) -> Callable[[Group], Callable[[float], float]] | None:
    """The estimate of the product, from what was known on a day; None with too little experience."""
    model = fit(wait.seen_on(day) for wait in past)
    if model.found_count < LEAST_FOUND:
        return None

    def of_group(group: Group) -> Callable[[float], float]:
        curve: Curve = model.curve(group)
        return lambda days: curve.share_by(days)

    return of_group


def announce_by_mean(past: Sequence[PastWait], day: date) -> Callable[[Group], Callable[[float], float]] | None:
    """The plain peer: the mean wait of those who were found in the last 90 days, as an even rate."""
    ended = [
        wait.days
        for wait in past
        if wait.outcome == FOUND
        and timedelta(0) <= day - (wait.began_on + timedelta(days=wait.days)) <= timedelta(days=90)
    ]
    if len(ended) < LEAST_FOUND:
        return None
    mean = max(sum(ended) / len(ended), 0.5)
    return lambda _group: lambda days: 1 - exp(-days / mean)


def calibrate(past: Iterable[PastWait], *, until: date, announce: Announce = announce_by_model) -> list[Line]:
    """Announce every wait of the record month by month, and compare with what happened until ``until``."""
    ranked = _announced(sorted(past, key=lambda wait: wait.began_on), until, announce)
    lines = []
    for share in ANNOUNCED:
        told = [spell for spell, reach in ranked if reach >= share]  # to the others this share was never announced
        lines.append(Line(share, _came_true(told, share) if len(told) >= LEAST_FOUND else None, len(told)))
    return lines


def error(lines: Iterable[Line]) -> float | None:
    """Mean distance between what was announced and what came true, in percentage points."""
    gaps = [abs(line.announced - line.observed) * 100 for line in lines if line.observed is not None]
    return sum(gaps) / len(gaps) if gaps else None


def log_score(past: Iterable[PastWait], *, until: date, announce: Announce = announce_by_model) -> float | None:
    """Mean log of the chance that was given to what happened within a year; higher is better."""
    scores = []
    for wait, by in _with_announcement(sorted(past, key=lambda one: one.began_on), announce):
        seen = wait.seen_on(until)
        if seen.outcome == FOUND:
            chance = by(seen.days + 0.5) - by(max(seen.days - 0.5, 0))
        else:  # all we know: nobody was found until then
            chance = 1 - by(_ANNOUNCED_MOST if seen.outcome == LOST else seen.days)
        scores.append(log(max(chance, 1e-4)))
    return sum(scores) / len(scores) if scores else None


def _with_announcement(
    past: Sequence[PastWait], announce: Announce
) -> Iterable[tuple[PastWait, Callable[[float], float]]]:
    """Every wait with what would have been announced for it, learned anew at the beginning of each month."""
    for month, waits in groupby(past, key=lambda wait: wait.began_on.replace(day=1)):
        by_group = announce([wait for wait in past if wait.began_on < month], month)
        if by_group is not None:
            yield from ((wait, by_group(wait.group)) for wait in waits)


def _announced(past: Sequence[PastWait], until: date, announce: Announce) -> list[tuple[Spell, float]]:
    """Each wait on the scale of what was announced, and the most that was announced for it.

    0.4 means that it ended when 40 % were said to have somebody. Where nobody was found, it never ends.
    Days are whole: what ended on the sixth ended between the fifth and the sixth, so half a day is taken off.
    """
    found = []
    for wait, by in _with_announcement(past, announce):
        seen = wait.seen_on(until)
        ended = max(seen.days - 0.5, 0.25) if seen.outcome == FOUND else seen.days
        found.append((replace(seen, days=by(ended) if seen.outcome != LOST else 1.0), by(_ANNOUNCED_MOST)))
    return sorted(found, key=lambda pair: (pair[0].days, pair[0].outcome != FOUND))


def _came_true(ranked: Sequence[Spell], share: float) -> float:
    """The share that really had somebody by then, with those who still wait as censored."""
    still, found, at_risk = 1.0, 0.0, len(ranked)
    for spell in ranked:
        if spell.days > share:
            break
        if spell.outcome == FOUND:
            found += still / at_risk
            still -= still / at_risk
        at_risk -= 1
    return found
