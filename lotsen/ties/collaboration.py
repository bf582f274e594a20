"""Haupt- und Ehrenamt: who works with whom, who has no paid contact, and how migrant organisations are tied in."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import network
from lotsen.suppression import showable_parts
from lotsen.ties import directory, numbers, snapshot
from network.actors import PUBLIC_CONTACTS
from network.measures.mixing import Mixing, ei_index, mixing_matrix

#: The five groups of the matrix, in its order.
GROUPS = ("staff", "volunteer", "mso", "voluntary", "body")


@dataclass(frozen=True)
class Contact:
    """Somebody of the staff who accompanies more volunteers than agreed. In no order of merit."""

    key: str
    volunteer_count: int
    capacity: int


@dataclass(frozen=True)
class Association:
    """A migrant organisation, and how it is tied in."""

    key: str
    municipality: str | None
    tie_count: int
    public_count: int  # ties to Vielfaltszentrum, Landkreis or municipality
    last_contact: date | None


@dataclass(frozen=True)
class Alone:
    """Volunteers of a municipality without a paid contact; None: several small ones together, or a hidden number."""

    municipality: str | None
    count: int | None
    all_count: int


@dataclass(frozen=True)
class Collaboration:
    """All that the page tells."""

    matrix: dict[tuple[str, str], int | None]  # None: a hidden number
    mixing: Mixing
    alone: list[Alone]
    overloaded: list[Contact] | None  # None for readers who may not see whom somebody accompanies
    associations: list[Association]
    labels: dict[str, directory.Entry]
    places: dict[str, str]


def group(actor: network.Actor, houses: Mapping[str, network.Actor]) -> str:
    """Which of the five groups somebody belongs to; whoever speaks unpaid for a house counts as the house."""
    house = houses.get(actor.organisation or "")
    if house and not actor.paid and actor.kind == network.STAFF:
        return group(house, houses)
    if actor.kind != network.ORGANISATION:
        return actor.kind
    if actor.organisation_kind == "mso":
        return "mso"
    return "voluntary" if actor.is_voluntary_organisation else "body"


def of_region(role: str) -> Collaboration:
    """The collaboration of the reader's region, without ties of mere membership."""
    known, sees_people = snapshot.of_region(), directory.sees_people(role)
    if not sees_people:
        known = known.at(numbers.volunteers_until(known) or known.on)
    graph = network.build(known.actors, [tie for tie in known.ties if tie.kind != "membership"], on=known.on)
    associations = sorted(_associations(snapshot.for_reader(role)), key=_least_tied)
    contacts = list(_overloaded(graph)) if sees_people else []
    labels = directory.of(role, {one.key for one in associations} | {one.key for one in contacts})
    named = sorted((one for one in contacts if one.key in labels), key=lambda one: labels[one.key].label.casefold())
    return Collaboration(
        both_ways(_matrix(graph, known, sees_people=sees_people)),
        ei_index(graph),
        _alone(graph) if sees_people else _alone_in_numbers(graph),
        named if sees_people else None,
        associations,
        labels,
        {place.ags: place.name for place in known.places},
    )


def _least_tied(one: Association) -> tuple[int, int, str]:
    return one.public_count, one.tie_count, one.key


def _matrix(graph: network.Graph, known: network.Snapshot, *, sees_people: bool) -> dict[tuple[str, str], int | None]:
    """Ties between groups; cells in which volunteers stand only from five of them on, if people may not be seen."""
    houses = {actor.id: actor for actor in known.actors if actor.kind == network.ORGANISATION}
    found: dict[tuple[str, str], int | None] = dict(mixing_matrix(graph, lambda actor: group(actor, houses)))
    if sees_people:
        return found
    groups = {node: group(graph.nodes[node]["actor"], houses) for node in graph}
    shown = numbers.pooled_by(
        (_pair(groups[one], groups[other]), volunteer)
        for one, other in graph.edges
        for volunteer in (one, other)
        if groups[volunteer] == network.VOLUNTEER
    ).shown
    return {
        pair: None if network.VOLUNTEER in pair and _pair(*pair) not in shown else count
        for pair, count in found.items()
    } | {(one, network.VOLUNTEER): None for one in GROUPS if _pair(one, network.VOLUNTEER) not in shown}


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one <= other else (other, one)


def both_ways(pairs: dict[tuple[str, str], int | None]) -> dict[tuple[str, str], int | None]:
    """The matrix to be read from either side.

    >>> both_ways({("a", "b"): 2, ("a", "a"): 1})
    {('a', 'b'): 2, ('a', 'a'): 1, ('b', 'a'): 2}
    """
    return {**pairs, **{(b, a): count for (a, b), count in pairs.items()}}


def _alone(graph: network.Graph) -> list[Alone]:
    """Municipalities whose volunteers know nobody who is paid, most of them first."""
    everybody: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for node in graph:
        actor = graph.nodes[node]["actor"]
        if actor.kind == network.VOLUNTEER and actor.municipality and actor.is_released:
            everybody[actor.municipality] += 1
            found[actor.municipality] += _is_alone(graph, node)
    return [Alone(ags, count, everybody[ags]) for ags, count in found.most_common() if count]


def _alone_in_numbers(graph: network.Graph) -> list[Alone]:
    """The same, where neither those without a contact nor the others are fewer than five."""
    everybody: dict[str, list[str]] = {}
    for node in graph:
        actor = graph.nodes[node]["actor"]
        if actor.kind == network.VOLUNTEER:
            everybody.setdefault(actor.municipality or "", []).append(node)
    pooled = numbers.pooled_by((ags, node) for ags, nodes in everybody.items() for node in nodes)
    blocks: list[tuple[str | None, list[str]]] = [(ags, everybody[ags]) for ags in pooled.shown]
    if pooled.rest:
        blocks.append((None, [node for ags in pooled.hidden for node in everybody[ags]]))
    parts = [(sum(_is_alone(graph, node) for node in nodes), len(nodes)) for _, nodes in blocks]
    shows, _ = showable_parts(parts)
    return [
        Alone(ags, part if is_shown else None, whole)
        for (ags, _), (part, whole), is_shown in zip(blocks, parts, shows, strict=True)
    ]


def _is_alone(graph: network.Graph, node: str) -> bool:
    return not any(graph.nodes[other]["actor"].paid for other in graph[node])


def _overloaded(graph: network.Graph) -> list[Contact]:
    return [
        Contact(node, count, actor.capacity)
        for node in graph
        for actor in (graph.nodes[node]["actor"],)
        if actor.kind == network.STAFF and actor.capacity is not None
        for count in (sum(graph.nodes[other]["actor"].kind == network.VOLUNTEER for other in graph[node]),)
        if count > actor.capacity
    ]


def _associations(known: network.Snapshot) -> list[Association]:
    found = []
    for actor in known.active_actors:
        if actor.organisation_kind == "mso" and actor.kind == network.ORGANISATION:
            contacts = known.contacts_of(actor)
            public = sum(_is_public(known, other) for other in contacts)
            found.append(
                Association(actor.id, actor.municipality, len(contacts), public, max(contacts.values(), default=None))
            )
    return found


def _is_public(known: network.Snapshot, key: str) -> bool:
    actor = known.graph.nodes[key]["actor"]
    house = known.graph.nodes[actor.organisation]["actor"] if actor.organisation in known.graph else actor
    return house.organisation_kind in PUBLIC_CONTACTS
