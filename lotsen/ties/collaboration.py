"""Haupt- und Ehrenamt: who works with whom, who has no paid contact, and how migrant organisations are tied in."""

from dataclasses import dataclass

import network
from lotsen import scope
from lotsen.network_results.service import newest
from lotsen.network_results.values import COLLABORATION, Collaborations
from lotsen.regions.service import municipalities_in
from lotsen.suppression import showable_parts
from lotsen.ties import directory, numbers, snapshot
from network.collaboration import Association, Contact, groups_of, has_no_paid_contact, working_graph
from network.measures.mixing import Mixing

GROUPS = network.GROUPS
Matrix = dict[tuple[str, str], int | None]  # None: a hidden number


@dataclass(frozen=True)
class Alone:
    """Volunteers of a municipality without a paid contact; None: several small ones together, or a hidden number."""

    municipality: str | None
    count: int | None
    all_count: int


@dataclass(frozen=True)
class Collaboration:
    """All that the page tells."""

    matrix: Matrix
    mixing: Mixing
    alone: list[Alone]
    overloaded: list[Contact] | None  # None for readers who may not see whom somebody accompanies
    associations: list[Association]
    labels: dict[str, directory.Entry]
    places: dict[str, str]


def of_region(role: str) -> Collaboration:
    """The collaboration of the reader's region, without ties of mere membership."""
    worked_out = newest(COLLABORATION)
    places = {place.ags: place.name for place in municipalities_in(scope.region_id())}
    if not directory.sees_people(role):
        return _in_numbers(worked_out, role, places)
    found = worked_out.today
    labels = directory.of(role, {one.id for one in found.associations} | {one.id for one in found.overloaded})
    named = sorted(
        (one for one in found.overloaded if one.id in labels), key=lambda one: labels[one.id].label.casefold()
    )
    alone = [Alone(one.municipality, one.alone_count, one.volunteer_count) for one in found.alone]
    matrix = both_ways(dict(found.matrix))
    return Collaboration(matrix, found.mixing, alone, named, found.associations, labels, places)


def both_ways(pairs: Matrix) -> Matrix:
    """The matrix to be read from either side.

    >>> both_ways({("a", "b"): 2, ("a", "a"): 1})
    {('a', 'b'): 2, ('a', 'a'): 1, ('b', 'a'): 2}
    """
    return {**pairs, **{(b, a): count for (a, b), count in pairs.items()}}


def _in_numbers(worked_out: Collaborations, role: str, places: dict[str, str]) -> Collaboration:
    """The same for readers who may not see people: as at the end of a month, no number of fewer than five."""
    today = snapshot.of_region()
    known = today.at(numbers.volunteers_until(today) or today.on)
    found, associations = worked_out.counted, worked_out.open_associations
    labels = directory.of(role, {one.id for one in associations})
    matrix = both_ways(_told_matrix(known, dict(found.matrix)))
    return Collaboration(matrix, found.mixing, _told_alone(known), None, associations, labels, places)


def _told_matrix(known: network.Snapshot, matrix: Matrix) -> Matrix:
    """Cells in which volunteers stand only from five of them on, and never one hidden alone."""
    graph, groups = working_graph(known), groups_of(known)
    shown = numbers.pooled_by(
        (_pair(groups[one], groups[other]), volunteer)
        for one, other in graph.edges
        for volunteer in (one, other)
        if groups[volunteer] == network.VOLUNTEER
    ).shown
    cells = [_pair(one, network.VOLUNTEER) for one in GROUPS]
    return {**matrix, **{cell: None for cell in cells if cell not in shown}}


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one <= other else (other, one)


def _told_alone(known: network.Snapshot) -> list[Alone]:
    """Municipalities where neither those without a paid contact nor the others are fewer than five."""
    graph = working_graph(known)
    everybody: dict[str, list[str]] = {}
    for node in graph:
        actor = graph.nodes[node]["actor"]
        if actor.kind == network.VOLUNTEER:
            everybody.setdefault(actor.municipality or "", []).append(node)
    pooled = numbers.pooled_by((ags, node) for ags, nodes in everybody.items() for node in nodes)
    blocks: list[tuple[str | None, list[str]]] = [(ags, everybody[ags]) for ags in pooled.shown]
    if pooled.rest:
        blocks.append((None, [node for ags in pooled.hidden for node in everybody[ags]]))
    parts = [(sum(has_no_paid_contact(graph, node) for node in nodes), len(nodes)) for _, nodes in blocks]
    shows, _ = showable_parts(parts)
    return [
        Alone(ags, part if is_shown else None, whole)
        for (ags, _), (part, whole), is_shown in zip(blocks, parts, shows, strict=True)
    ]
