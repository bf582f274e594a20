"""Gaps in what people ask for: nobody reaches a cell, or hardly anybody (L1, L2, L3)."""

from __future__ import annotations

from collections import defaultdict
from operator import itemgetter

from network.finding import Fact, Finding, grade, rounded
from network.reach import Cell
from network.requests import HelpRequest
from network.snapshot import Snapshot


def unserved(snapshot: Snapshot) -> list[Finding]:
    """L1: somebody asks, and no released volunteer with room reaches the place.

    A recruit, a training or a tie to the next municipality closes it.
    """
    reach = snapshot.reach
    return [
        _cell_finding("L1_unversorgt", cell, requests, snapshot, len(reach), volunteer_count=0)
        for cell, requests in snapshot.open_cells.items()
        if not reach[cell].volunteer_count
    ]


def thin(snapshot: Snapshot) -> list[Finding]:
    """L2: exactly one volunteer reaches the cell, or one carries most of a municipality."""
    reach = snapshot.reach
    single = [
        _cell_finding("L2_duenn", cell, requests, snapshot, len(reach), volunteer_count=1)
        for cell, requests in snapshot.open_cells.items()
        if reach[cell].volunteer_count == 1
    ]
    return single + _one_carries_most(snapshot)


def without_women(snapshot: Snapshot) -> list[Finding]:
    """L3: a woman is asked for, and no woman among the volunteers reaches the cell."""
    reach = snapshot.reach
    found = []
    for cell, requests in snapshot.open_cells.items():
        asking = [one for one in requests if one.women_only]
        if asking and not reach[cell].woman_count:
            count = reach[cell].volunteer_count
            found.append(_cell_finding("L3_frauen", cell, asking, snapshot, len(reach), volunteer_count=count))
    return found


def _cell_finding(
    code: str,
    cell: Cell,
    requests: list[HelpRequest],
    snapshot: Snapshot,
    population: int,
    *,
    volunteer_count: int,
) -> Finding:
    """A finding about municipality × language × need, graver with more and older requests."""
    weight = {"L1_unversorgt": 1.0, "L3_frauen": 0.9}.get(code, 0.6)
    days = max(one.waiting_days(snapshot.on) for one in requests)
    return Finding(
        code,
        cell,
        rounded(weight * (0.5 + 0.3 * grade(len(requests), 5) + 0.2 * grade(days, 60))),
        {
            "municipality": cell[0],
            "language": cell[1],
            "need": cell[2],
            "open_count": len(requests),
            "longest_waiting_days": days,
            "volunteer_count": volunteer_count,
        },
        tuple(one.id for one in requests),
        min(one.opened_on for one in requests),
        population,
        "recruit",
    )


def _one_carries_most(snapshot: Snapshot) -> list[Finding]:
    """One volunteer with more than half of what the volunteers of a municipality do, counted by contacts.

    A membership is no deployment. Where one volunteer does everything, everything hangs on that one.
    """
    rules = snapshot.thresholds
    near, used = snapshot.near, itemgetter("used")
    by_place: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for actor in snapshot.volunteers:
        if actor.municipality:
            by_place[actor.municipality][actor.id] = sum(map(used, near[actor.id].values()))
    found = []
    for ags, counts in sorted(by_place.items()):
        total, most = sum(counts.values()), max(counts.values())
        if total >= rules.one_person_least and most > rules.one_person_share * total:
            first = min(one for one, count in counts.items() if count == most)
            facts: dict[str, Fact] = {
                "municipality": ags,
                "share": round(counts[first] / total, 4),
                "count": counts[first],
            }
            found.append(
                Finding("L2_duenn", (ags,), grade(counts[first], total), facts, (first,), None, total, "recruit")
            )
    return found
