"""Gaps that show in numbers: requests that wait too long, pools that are too small (L11, L14)."""

from __future__ import annotations

from datetime import timedelta

from network.actors import Actor
from network.finding import Fact, Finding, grade, rounded
from network.reach import Cell
from network.requests import HelpRequest
from network.snapshot import Snapshot

POOL_KIND = "laiendolmetscherpool"


def waiting(snapshot: Snapshot) -> list[Finding]:
    """L11: requests open for more than 14 or 30 days, by municipality, language and need."""
    rules, population = snapshot.thresholds, len({one.whole for one in snapshot.open_requests})
    before, long_before = (snapshot.on - timedelta(days=days) for days in (rules.waiting_days, rules.waiting_days_long))
    found = []
    for cell, requests in snapshot.waiting_cells.items():
        if requests[0].opened_on < before:
            late = [one for one in requests if one.opened_on < before]
            long_count = sum([one.opened_on < long_before for one in late])
            found.append(_waiting_finding(snapshot, cell, late, long_count, population))
    return found


def _waiting_finding(
    snapshot: Snapshot, cell: Cell, requests: list[HelpRequest], long_count: int, population: int
) -> Finding:
    """Of one cell's late requests, the oldest first."""
    facts: dict[str, Fact] = {
        "municipality": cell[0],
        "language": cell[1],
        "need": cell[2],
        "waiting_count": len(requests),
        "long_waiting_count": long_count,
        "longest_waiting_days": requests[0].waiting_days(snapshot.on),
    }
    severity = rounded(0.3 + 0.2 * grade(len(requests), 5) + 0.3 * grade(long_count, 3))
    evidence = tuple(one.id for one in requests)
    since = requests[0].opened_on
    return Finding("L11_wartezeit", cell, severity, facts, evidence, since, population, "introduce")


def small_pools(snapshot: Snapshot) -> list[Finding]:
    """L14: fewer than five interpreters or five languages, or fewer than five Lots:innen.

    The Richtlinie asks for this least size before it pays. A region without any
    pool gets no finding: it may not want one.
    """
    pools = {
        mode: [actor for actor in snapshot.volunteers if mode in (actor.modes or (actor.mode,)) and actor.is_released]
        for mode in ("laiendolmetscher", "lotse")
    }
    wants_pool = any(actor.organisation_kind == POOL_KIND for actor in snapshot.active_actors)
    found = []
    for mode, people in pools.items():
        if people or (mode == "laiendolmetscher" and wants_pool):
            found += _pool_findings(snapshot, mode, people)
    return found


def _pool_findings(snapshot: Snapshot, mode: str, people: list[Actor]) -> list[Finding]:
    rules = snapshot.thresholds
    languages = sorted({language for actor in people for language in actor.languages})
    too_few = len(people) < rules.pool_people
    too_narrow = mode == "laiendolmetscher" and len(languages) < rules.pool_languages
    if not (too_few or too_narrow):
        return []
    facts: dict[str, Fact] = {
        "mode": mode,
        "volunteer_count": len(people),
        "language_count": len(languages),
        "languages": tuple(languages),
        "least_people": rules.pool_people,
        "least_languages": rules.pool_languages,
    }
    evidence = tuple(actor.id for actor in people)
    population = len(snapshot.volunteers)
    return [Finding("L14_sprachpool", (mode,), 0.6, facts, evidence, None, population, "recruit")]
