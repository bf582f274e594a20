"""What a gap rule says: which gap, how grave, on what evidence, counted on whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import TypeAlias

Fact: TypeAlias = str | int | float | bool | tuple[str, ...] | None


@dataclass(slots=True)  # not frozen: to make one would take five times as long, and a Land has 14,000
class Finding:
    """One gap.

    `subject` names what the gap is about (an actor, a municipality, a cell), so
    that `key` stays the same from day to day and a coordinator can follow it.
    `evidence` are ids of requests or actors, or `source>target:kind` for a tie.
    `since` is the day from which the evidence speaks, `population` how many
    actors, ties, cells or requests the rule looked at. `act` is what would close
    the gap: recruit, train, introduce, relieve, renew.

    >>> Finding("L12_gemeinde_ohne_anker", ("06440004",), 0.5).key
    'L12_gemeinde_ohne_anker:06440004'
    """

    code: str
    subject: tuple[str, ...]
    severity: float
    facts: Mapping[str, Fact] = field(default_factory=dict, hash=False)
    evidence: tuple[str, ...] = ()
    since: date | None = None
    population: int = 0
    act: str = ""

    @property
    def key(self) -> str:
        """The same gap has the same key on another day."""
        return identity(self.code, self.subject)


#: Rules about two actors of whom neither comes first: which one a rule names first is chance.
BETWEEN_TWO = frozenset({"L9_ruhend", "L10_doppelstruktur"})


def identity(code: str, subject: tuple[str, ...]) -> str:
    """By what a gap is known again on another day: its rule and whom or what it is about.

    Nothing that changes while the gap stays goes in: no number, no day, no evidence, no sentence.
    Between two actors their order says nothing; what follows them (the kind of a tie) does. A part
    that contains a separator is escaped, so that different subjects never share an identity.

    >>> identity("L10_doppelstruktur", ("o2", "o1"))
    'L10_doppelstruktur:o1/o2'
    >>> identity("L1_unversorgt", ("06440004", "tir", "a/b"))
    'L1_unversorgt:06440004/tir/a%2Fb'
    """
    parts = _ordered(code, subject)
    joined = "/".join(parts)
    if "%" in joined or joined.count("/") >= max(len(parts), 1):  # rare: then a part holds a separator
        joined = "/".join(part.replace("%", "%25").replace("/", "%2F") for part in parts)
    return f"{code}:{joined}"


def _ordered(code: str, subject: tuple[str, ...]) -> tuple[str, ...]:
    if code in BETWEEN_TWO and len(subject) > 1 and subject[0] > subject[1]:
        return (subject[1], subject[0], *subject[2:])
    return subject


def gravest(findings: Iterable[Finding]) -> list[Finding]:
    """Each gap once; of several with the same identity (two ties of a kind between two) the gravest stays.

    What an identity is made of is compared, because to write it out takes longer.
    """
    found: dict[tuple[str, tuple[str, ...]], Finding] = {}
    for one in findings:
        key = one.code, _ordered(one.code, one.subject)
        other = found.setdefault(key, one)
        if one.severity > other.severity:
            found[key] = one
    return list(found.values())


def distinct(findings: Iterable[Finding]) -> dict[str, Finding]:
    """Findings by identity, each gap once.

    >>> a, b = Finding("L9_ruhend", ("a", "b", "x"), 0.2), Finding("L9_ruhend", ("b", "a", "x"), 0.3)
    >>> [one.severity for one in distinct([a, b]).values()]
    [0.3]
    """
    return {one.key: one for one in gravest(findings)}


def ranked(findings: list[Finding]) -> list[Finding]:
    """Gravest first, then by rule and subject, so that the order never jumps."""
    rules: dict[str, list[Finding]] = {}
    for one in findings:
        rules.setdefault(one.code, []).append(one)
    found = [one for code in sorted(rules) for one in sorted(rules[code], key=attrgetter("subject"))]
    # Sorting keeps what was equal in order, and one plain key at a time is compared much faster than three.
    found.sort(key=attrgetter("severity"), reverse=True)
    return found


@lru_cache(maxsize=4096)
def rounded(severity: float) -> float:
    """Four digits; kept, because rounding is the dearest step of a finding and the same values come again."""
    return round(severity, 4)


@lru_cache(maxsize=4096)
def grade(value: float, full: float) -> float:
    """A severity between 0 and 1: how close a value comes to `full`.

    >>> grade(3, 6), grade(9, 6)
    (0.5, 1.0)
    """
    return round(min(1.0, max(0.0, value / full)), 4) if full > 0 else 0.0
