"""Gaps in strength: who carries too much, who waits for a training (L6, L7, L13)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from statistics import median

from network.actors import STAFF
from network.finding import Fact, Finding, grade, rounded
from network.requests import HelpRequest, Qualification, Workload
from network.snapshot import Snapshot
from network.thresholds import Thresholds

CAP_WATCH_ENDS = (9, 30)  # L7: after 30 September a yearly cap that is nearly used up is no surprise


def overloaded_staff(snapshot: Snapshot) -> list[Finding]:
    """L6: more open requests than bearable, long waiting, or far more than colleagues.

    A sign for relief, not a measure of anybody's work: it says what lies on one
    desk, never how well it is done.
    """
    on_duty = {actor.id for actor in snapshot.active_actors if actor.kind == STAFF}
    desks: dict[str, list[HelpRequest]] = {}
    for request in snapshot.open_requests:
        if request.staff in on_duty:
            desks.setdefault(str(request.staff), []).append(request)
    counts = sorted(map(len, desks.values()))
    found = []
    for staff, requests in sorted(desks.items()):
        days = float(median(one.waiting_days(snapshot.on) for one in requests))
        reasons = tuple(_staff_reasons(snapshot.thresholds, len(requests), days, counts))
        if reasons:
            found.append(_staff_finding(snapshot, staff, requests, days, reasons, len(desks)))
    return found


def _staff_reasons(rules: Thresholds, count: int, days: float, counts: list[int]) -> Iterator[str]:
    """Which conditions of L6 hold for one desk; `counts` are the sizes of all desks, the smallest first."""
    if count > rules.staff_open_requests:
        yield "open_requests"
    if days > rules.staff_waiting_days:
        yield "waiting_days"
    is_compared = len(counts) > 1 and count >= rules.staff_least_requests
    if is_compared and count > rules.staff_times_median * median_of_others(counts, count):
        yield "above_colleagues"


def median_of_others(counts: Sequence[int], own: int) -> float:
    """The median of sorted numbers after taking out one of value `own`; at least one must be left.

    >>> median_of_others([1, 2, 3, 9], 9), median_of_others([1, 2, 3, 9, 9], 1)
    (2.0, 6.0)
    """
    left = len(counts) - 1
    gone = bisect_left(counts, own)

    def rest(index: int) -> int:
        return counts[index + (index >= gone)]

    return (rest((left - 1) // 2) + rest(left // 2)) / 2


def _staff_finding(
    snapshot: Snapshot,
    staff: str,
    requests: list[HelpRequest],
    days: float,
    reasons: tuple[str, ...],
    population: int,
) -> Finding:
    facts: dict[str, Fact] = {
        "actor": staff,
        "municipality": snapshot.actors_by_id[staff].municipality,
        "open_count": len(requests),
        "median_waiting_days": days,
        "reasons": reasons,
    }
    evidence = tuple(one.id for one in requests)
    severity = rounded(0.3 + 0.2 * len(reasons))
    since = min(one.opened_on for one in requests)
    return Finding("L6_ueberlast_fm", (staff,), severity, facts, evidence, since, population, "relieve")


def overloaded_volunteers(snapshot: Snapshot) -> list[Finding]:
    """L7: above the own limit, above nine hours a week, or the yearly cap nearly used up by September."""
    loads = {one.actor: one for one in snapshot.workloads}
    found = []
    for actor in snapshot.volunteers:
        load = loads.get(actor.id) or Workload(actor.id, active_count=actor.load)
        reasons = tuple(_volunteer_reasons(snapshot, load, actor.capacity))
        if reasons:
            facts: dict[str, Fact] = {
                "actor": actor.id,
                "municipality": actor.municipality,
                "active_count": load.active_count,
                "capacity": actor.capacity,
                "hours_per_week": load.hours_per_week,
                "yearly_cap_share": load.yearly_cap_share,
                "reasons": reasons,
            }
            severity = rounded(0.35 + 0.15 * len(reasons))
            found.append(
                Finding(
                    "L7_ueberlast_ehrenamt", (actor.id,), severity, facts, (actor.id,), None,
                    len(snapshot.volunteers), "relieve",
                )
            )  # fmt: skip
    return found


def _volunteer_reasons(snapshot: Snapshot, load: Workload, capacity: int | None) -> Iterator[str]:
    rules = snapshot.thresholds
    if capacity is not None and load.active_count > capacity:
        yield "own_limit"
    if load.hours_per_week is not None and load.hours_per_week > rules.volunteer_hours_per_week:
        yield "hours_per_week"
    is_early = (snapshot.on.month, snapshot.on.day) < CAP_WATCH_ENDS
    if is_early and load.yearly_cap_share is not None and load.yearly_cap_share > rules.yearly_cap_share:
        yield "yearly_cap"


def untrained(snapshot: Snapshot) -> list[Finding]:
    """L13: volunteers who wait without a date for the Basisqualifizierung, and renewals that come due."""
    records = [one for one in snapshot.qualifications if one.volunteer in snapshot.actors_by_id]
    soon = snapshot.on + timedelta(days=snapshot.thresholds.renewal_days)
    found = []
    for record in sorted(records, key=lambda one: one.volunteer):
        for reason, day in _qualification_reasons(record, snapshot.on, soon):
            found.append(_qualification_finding(snapshot, record, reason, day, len(records)))
    return found


def _qualification_reasons(record: Qualification, on: date, soon: date) -> Iterator[tuple[str, date]]:
    """A past day must not know of a wait that began later."""
    if record.waiting_since and record.waiting_since <= on and record.basisqualifizierung_on is None:
        yield "no_date", record.waiting_since
    if record.renewal_due_on and record.renewal_due_on <= soon:
        yield "renewal_due", record.renewal_due_on


def _qualification_finding(
    snapshot: Snapshot, record: Qualification, reason: str, day: date, population: int
) -> Finding:
    days = (snapshot.on - day).days
    municipality = snapshot.actors_by_id[record.volunteer].municipality
    facts: dict[str, Fact] = {"actor": record.volunteer, "municipality": municipality, "reason": reason}
    facts["waiting_days" if reason == "no_date" else "days_left"] = days if reason == "no_date" else -days
    severity = rounded(0.3 + 0.3 * grade(days, 180) + (0.2 if reason == "renewal_due" and days >= 0 else 0.0))
    act = "train" if reason == "no_date" else "renew"
    subject = (record.volunteer, reason)
    return Finding("L13_qualifizierung", subject, severity, facts, (record.volunteer,), day, population, act)
