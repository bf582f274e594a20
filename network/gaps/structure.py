"""Gaps in the structure: what hangs on one node, what sleeps, what is done twice (L4, L9, L10)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from math import ceil

from network.actors import AUTHORITIES, ORGANISATION, Actor
from network.finding import Fact, Finding, grade, rounded
from network.measures.between import betweenness
from network.measures.breaking import losses
from network.snapshot import Snapshot
from network.ties import AGREEMENTS, FINISHED_KINDS, LASTING_KINDS, Tie, age_days

EVERYBODY = frozenset({"*"})  # the target group of organisations that name none
BROKERED_NODES = 2_000  # exact betweenness stays below 0.3 s up to here; a region is smaller


def breaking_points(snapshot: Snapshot) -> list[Finding]:
    """L4: a node that holds parts together, or one of the top 5 % of brokers without a deputy.

    A deputy halves the severity of an articulation point. Above 2,000 nodes only
    articulation points are looked for: betweenness belongs to one region.
    """
    graph = snapshot.graph
    cut = losses(graph).nodes
    found = [_breaking(snapshot, node, "cut_off_count", lost) for node, lost in cut.items()]
    if len(graph) > BROKERED_NODES:
        return found
    share = betweenness(graph)
    top = sorted(share, key=lambda node: (-share[node], node))[: ceil(len(graph) * _top(snapshot))]
    brokers = [node for node in top if share[node] > 0 and node not in cut and not _has_deputy(snapshot, node)]
    return found + [_breaking(snapshot, node, "betweenness", round(share[node], 4)) for node in brokers]


def _top(snapshot: Snapshot) -> float:
    return snapshot.thresholds.betweenness_share


def _has_deputy(snapshot: Snapshot, node: str) -> bool:
    """Is there a deputy, and is that deputy still part of the network?"""
    deputy = snapshot.actors_by_id[node].deputy
    return deputy is not None and deputy in snapshot.actors_by_id


def _breaking(snapshot: Snapshot, node: str, reason: str, value: float) -> Finding:
    size, actor = len(snapshot.graph), snapshot.actors_by_id[node]
    has_deputy = _has_deputy(snapshot, node)
    grave = 0.4 + 0.6 * grade(value, max(2.0, 0.05 * size)) if reason == "cut_off_count" else 0.4
    facts: dict[str, Fact] = {
        "actor": node,
        "kind": actor.kind,
        "municipality": actor.municipality,
        reason: value,
        "has_deputy": has_deputy,
    }
    evidence = tuple(sorted(snapshot.near[node]))
    severity = rounded(grave * (0.5 if has_deputy else 1.0))
    return Finding("L4_artikulation", (node,), severity, facts, evidence, actor.since, size, "introduce")


def dormant(snapshot: Snapshot) -> list[Finding]:
    """L9: a tie without contact for half a year, or an agreement that ends within 60 days.

    Agreements, memberships and funding are not dormant: contact is not their
    measure; nor is a tandem that has ended. Only the end of an agreement was set beforehand: that any other tie
    ends is known when it has ended, and a past day must not know it.
    """
    living, on = snapshot.living_ties, snapshot.on
    soon = on + timedelta(days=snapshot.thresholds.agreement_days)
    quiet_since = on - timedelta(days=snapshot.thresholds.contact_days)
    found = []
    for tie in living:
        if tie.until and tie.until <= soon and tie.kind in AGREEMENTS:
            begun = tie.until - timedelta(days=snapshot.thresholds.agreement_days)
            found.append(_tie_finding(tie, "ends_soon", 0.6, (tie.until - on).days, len(living), since=begun))
        elif tie.kind not in LASTING_KINDS | FINISHED_KINDS and (tie.last_contact or tie.since or on) < quiet_since:
            age = age_days(tie, on)
            severity = rounded(0.1 + 0.08 * tie.intensity + 0.15 * grade(age, 720))
            found.append(_tie_finding(tie, "no_contact", severity, age, len(living), since=tie.last_contact))
    return found


def _tie_finding(tie: Tie, reason: str, severity: float, days: int, population: int, *, since: date | None) -> Finding:
    facts: dict[str, Fact] = {
        "source": tie.source,
        "target": tie.target,
        "tie_kind": tie.kind,
        "reason": reason,
        "days": days,
        "count": tie.count,
    }
    evidence = (f"{tie.source}>{tie.target}:{tie.kind}",)
    subject = (*tie.pair, tie.kind)
    return Finding("L9_ruhend", subject, severity, facts, evidence, since, population, "renew")


@dataclass(frozen=True)
class _Task:
    """What an organisation does, for whom, and where."""

    organisation: Actor
    needs: frozenset[str]
    groups: frozenset[str]
    places: frozenset[str]

    def shared(self, other: _Task) -> list[frozenset[str]]:
        """Common needs, target groups and municipalities; who works for everybody shares all groups."""
        either = self.groups | other.groups
        groups = self.groups & other.groups or (either if either & EVERYBODY else frozenset())
        return [self.needs & other.needs, groups, self.places & other.places]


def double_structures(snapshot: Snapshot) -> list[Finding]:
    """L10: two organisations offer the same to the same people in the same municipality, and do not know each other.

    One without target groups works for everybody. Authorities are left out: the Jobcenter serves a whole Landkreis
    because the law says so, which makes nobody's advice there a second offer. Staff who know each other are a tie of
    their organisations.
    """
    tasks = [
        _Task(one, frozenset(one.needs), frozenset(one.target_groups) or EVERYBODY, frozenset(one.territory))
        for one in snapshot.active_actors
        if one.kind == ORGANISATION and one.needs and one.organisation_kind not in AUTHORITIES
    ]
    return [_double(a.organisation, b.organisation, shared, len(tasks)) for a, b, shared in _strangers(snapshot, tasks)]


def _strangers(snapshot: Snapshot, tasks: list[_Task]) -> Iterator[tuple[_Task, _Task, list[frozenset[str]]]]:
    """Pairs with a common task, target group and municipality, but without a tie."""
    by_place: dict[str, list[_Task]] = {}
    for task in tasks:
        for ags in task.organisation.territory:
            by_place.setdefault(ags, []).append(task)
    seen: set[tuple[str, str]] = set()
    for near in by_place.values():
        for a, b in combinations(near, 2):
            pair = (a.organisation.id, b.organisation.id)
            if a.needs.isdisjoint(b.needs) or pair in seen:
                continue
            seen.add(pair)
            shared = a.shared(b)
            if all(shared) and not _know_each_other(snapshot, *pair):
                yield a, b, shared


def _know_each_other(snapshot: Snapshot, one: str, other: str) -> bool:
    """Is there a tie between two organisations, or between anybody who works for them?"""
    return not snapshot.contacts[one].keys().isdisjoint({other, *snapshot.staff_of.get(other, ())})


def _double(a: Actor, b: Actor, shared: list[frozenset[str]], population: int) -> Finding:
    needs, groups, places = (tuple(sorted(one)) for one in shared)
    facts: dict[str, Fact] = {"needs": needs, "target_groups": groups, "municipalities": places}
    severity = rounded(0.3 + 0.2 * grade(len(needs), 4) + 0.1 * grade(len(places), 3))
    return Finding("L10_doppelstruktur", (a.id, b.id), severity, facts, (a.id, b.id), None, population, "introduce")
