"""Paid and voluntary side together: who works with whom, who has no paid contact, how associations are tied in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from network.actors import ORGANISATION, PUBLIC_CONTACTS, STAFF, VOLUNTEER, Actor
from network.measures.mixing import Mixing, ei_index, mixing_matrix
from network.snapshot import Graph, Snapshot, actor_of, build
from network.ties import FINISHED_KINDS

#: The five groups of the matrix, in its order.
GROUPS = ("staff", "volunteer", "mso", "voluntary", "body")


@dataclass(frozen=True)
class Contact:
    """Somebody of the staff who accompanies more volunteers than agreed. In no order of merit."""

    id: str
    volunteer_count: int
    capacity: int


@dataclass(frozen=True)
class Association:
    """A migrant organisation: its ties, those of them to the public side, and the last contact."""

    id: str
    municipality: str | None
    tie_count: int
    public_count: int
    last_contact: date | None


@dataclass(frozen=True)
class Alone:
    """Released volunteers of a municipality, and how many of them know nobody who is paid."""

    municipality: str
    alone_count: int
    volunteer_count: int


@dataclass(frozen=True)
class Collaboration:
    """Who works with whom on one day, without ties of mere membership."""

    matrix: Mapping[tuple[str, str], int]  # each pair of groups once, in alphabetical order
    mixing: Mixing
    alone: list[Alone]
    overloaded: list[Contact]
    associations: list[Association]


def collaboration(snapshot: Snapshot) -> Collaboration:
    """The collaboration matrix of a snapshot and what stands out in it.

    >>> from network.ties import Tie
    >>> one, other = Actor("s", STAFF, "1", paid=True), Actor("v", VOLUNTEER, "1", paid=False)
    >>> tie = Tie("s", "v", "tandem", date(2026, 1, 1), date(2026, 1, 1))
    >>> dict(collaboration(Snapshot(on=date(2026, 2, 1), actors=(one, other), ties=(tie,))).matrix)
    {('staff', 'volunteer'): 1}
    """
    graph = working_graph(snapshot)
    groups = groups_of(snapshot)
    return Collaboration(
        mixing_matrix(graph, lambda actor: groups[actor.id]),
        ei_index(graph),
        _alone(graph),
        _overloaded(graph),
        sorted(_associations(snapshot), key=lambda one: (one.public_count, one.tie_count, one.id)),
    )


def working_graph(snapshot: Snapshot) -> Graph:
    """The graph without ties of mere membership."""
    ties = [tie for tie in snapshot.ties if tie.kind != "membership"]
    return build(snapshot.actors, ties, on=snapshot.on, half_life_days=snapshot.half_life_days)


def groups_of(snapshot: Snapshot) -> dict[str, str]:
    """For every actor one of the five groups."""
    there = snapshot.active_actors
    organisations = {actor.id: actor for actor in there if actor.kind == ORGANISATION}
    return {actor.id: group(actor, organisations) for actor in there}


def group(actor: Actor, organisations: Mapping[str, Actor]) -> str:
    """Which of the five groups somebody belongs to; whoever speaks unpaid for one counts as the organisation."""
    organisation = organisations.get(actor.organisation or "")
    if organisation and not actor.paid and actor.kind == STAFF:
        return group(organisation, organisations)
    if actor.kind != ORGANISATION:
        return actor.kind
    if actor.organisation_kind == "mso":
        return "mso"
    return "voluntary" if actor.is_voluntary_organisation else "body"


def has_no_paid_contact(graph: Graph, node: str) -> bool:
    """Does somebody know nobody who is paid?"""
    return not any(actor_of(graph, other).paid for other in graph[node])


def _alone(graph: Graph) -> list[Alone]:
    """Municipalities whose volunteers know nobody who is paid, most of them first."""
    everybody: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for node in graph:
        actor = actor_of(graph, node)
        if actor.kind == VOLUNTEER and actor.municipality and actor.is_released:
            everybody[actor.municipality] += 1
            found[actor.municipality] += has_no_paid_contact(graph, node)
    order = sorted(found.items(), key=lambda one: (-one[1], one[0]))
    return [Alone(ags, count, everybody[ags]) for ags, count in order if count]


def _overloaded(graph: Graph) -> list[Contact]:
    found = []
    for node in graph:
        actor = actor_of(graph, node)
        count = sum(actor_of(graph, other).kind == VOLUNTEER for other, edge in graph[node].items() if _goes_on(edge))
        if actor.kind == STAFF and actor.capacity is not None and count > actor.capacity:
            found.append(Contact(node, count, actor.capacity))
    return found


def _goes_on(edge: Mapping[str, Any]) -> bool:
    """Is there more between two than a tandem that has ended?"""
    return not FINISHED_KINDS.issuperset(edge["kinds"])


def _associations(snapshot: Snapshot) -> list[Association]:
    found = []
    for actor in snapshot.active_actors:
        if actor.organisation_kind == "mso" and actor.kind == ORGANISATION:
            contacts = snapshot.contacts_of(actor)
            public = sum(_is_public(snapshot.graph, other) for other in contacts)
            last = max(contacts.values(), default=None)
            found.append(Association(actor.id, actor.municipality, len(contacts), public, last))
    return found


def _is_public(graph: Graph, key: str) -> bool:
    actor = actor_of(graph, key)
    home = actor.organisation
    employer_or_self = actor_of(graph, home) if home and home in graph else actor
    return employer_or_self.organisation_kind in PUBLIC_CONTACTS
