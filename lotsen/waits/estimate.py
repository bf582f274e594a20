"""Waiting times from what happened: values in, values out, nothing of the product.

Most of what one knows about waiting is unfinished: whoever still waits has waited *at least* so long.
Leaving those out makes every estimate too short. Here they count with the days they have waited
(right-censored), and requests for which nobody was found count as a way to end without anybody
(competing risk), not as if they had gone on waiting with good prospects.

The hazard of "somebody is found" and of "nobody is found" is constant within each of a few intervals
(piecewise exponential): events divided by days waited. A group of its own, say Tigrinya with one volunteer
in reach, leans on the group above it, as if it had seen ``WEIGHT`` more events at its parent's rate
(the mean of a Gamma posterior), so that three lucky cases do not become a promise.

>>> past = [Spell(days, FOUND, ("few",)) for days in (2, 3, 5, 8, 9, 12, 20)] + [Spell(30, STILL, ("few",))]
>>> curve = fit(past).curve(("few",))
>>> curve.days_until(0.5), round(curve.share_by(30), 2)
(9, 0.9)
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

FOUND: Final = "found"  # somebody said yes
LOST: Final = "lost"  # closed because nobody was found
STILL: Final = "still"  # waits, or was taken back for another reason
#: Days at which the hazard may change; nothing is said beyond the last one.
EDGES: Final = (0, 2, 4, 7, 11, 16, 23, 33, 47, 68, 100, 150, 365)
WEIGHT: Final = 15.0  # events of the parent that a group starts with; 6 and less were worse in the back-test
Group = tuple[str, ...]  # from coarse to fine: ("few", "tir")


@dataclass(frozen=True)
class Spell:
    """One wait: how many days, how it ended, and the groups it belongs to, coarse first."""

    days: float
    outcome: str
    group: Group = ()


@dataclass
class _Tally:
    """Events and days waited, by interval."""

    found: list[float]
    lost: list[float]
    days: list[float]

    @classmethod
    def empty(cls) -> "_Tally":
        """Nothing seen yet."""
        return cls(*([0.0] * (len(EDGES) - 1) for _ in range(3)))

    def add(self, spell: Spell) -> None:
        """Count one wait in every interval it passed through."""
        days = min(max(spell.days, 0.25), EDGES[-1])  # found on the same day still took part of it
        for place, (first, last) in enumerate(pairwise(EDGES)):
            self.days[place] += max(0.0, min(days, last) - first)
            if first < days <= last and spell.days <= EDGES[-1]:
                self.found[place] += spell.outcome == FOUND
                self.lost[place] += spell.outcome == LOST


@dataclass(frozen=True)
class Curve:
    """The course of one group: rates per day and interval."""

    found: tuple[float, ...]
    lost: tuple[float, ...]

    def share_by(self, days: float, *, waited: float = 0.0) -> float:
        """Of 1.0 who have waited so long already, how many have somebody after ``days`` more."""
        until = waited + days
        still, share = 1.0, 0.0
        for place, (first, last) in enumerate(pairwise(EDGES)):
            length = min(until, last) - max(waited, first)
            if length <= 0:
                continue
            gone, part = _leaving(self.found[place], self.lost[place], length)
            share += still * gone * part
            still *= 1 - gone
        return share

    def days_until(self, share: float, *, waited: float = 0.0) -> int | None:
        """After how many more days this share has somebody; None where it is not reached within a year."""
        most = EDGES[-1] - int(waited)
        if most <= 0 or self.share_by(most, waited=waited) < share:
            return None
        low, high = 0, most
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if self.share_by(middle, waited=waited) >= share else (middle, high)
        return high


def _leaving(found: float, lost: float, length: float) -> tuple[float, float]:
    """How many stop waiting in an interval, and which part of them because somebody was found."""
    rate = found + lost
    return (1 - math.exp(-rate * length), found / rate) if rate > 0 else (0.0, 0.0)


class Model:
    """Curves for every group that was seen, and for any other by the group above it."""

    def __init__(self, tallies: dict[Group, _Tally]) -> None:
        self._tallies = tallies
        self._kept: dict[Group, Curve] = {}
        self.found_count = round(sum(tallies[()].found)) if () in tallies else 0

    def curve(self, group: Group) -> Curve:
        """The course of a group; one that was never seen has the course of its parent."""
        if group not in self._kept:
            self._kept[group] = self._shrunk(group) if group else self._root()
        return self._kept[group]

    def _root(self) -> Curve:
        tally = self._tallies.get((), _Tally.empty())
        return Curve(_smooth(tally.found, tally.days), _smooth(tally.lost, tally.days))

    def _shrunk(self, group: Group) -> Curve:
        parent, tally = self.curve(group[:-1]), self._tallies.get(group, _Tally.empty())
        return Curve(
            _lean(tally.found, tally.days, parent.found),
            _lean(tally.lost, tally.days, parent.lost),
        )


def fit(spells: Iterable[Spell]) -> Model:
    """Count events and days for every group and all groups above it."""
    tallies: dict[Group, _Tally] = defaultdict(_Tally.empty)
    for spell in spells:
        for depth in range(len(spell.group) + 1):
            tallies[spell.group[:depth]].add(spell)
    return Model(dict(tallies))


def _smooth(events: Sequence[float], days: Sequence[float]) -> tuple[float, ...]:
    """Rates of everybody; an interval that nobody saw takes the mean rate."""
    mean = sum(events) / sum(days) if sum(days) else 0.0
    return tuple((e + 0.5) / (d + 0.5 / mean) if mean else 0.0 for e, d in zip(events, days, strict=True))


def _lean(events: Sequence[float], days: Sequence[float], parent: Sequence[float]) -> tuple[float, ...]:
    """Rates of a group that starts with ``WEIGHT`` events at its parent's rate, spread over the intervals."""
    each = WEIGHT / len(parent)
    return tuple((e + each) / (d + each / p) if p else 0.0 for e, d, p in zip(events, days, parent, strict=True))
