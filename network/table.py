"""The facts of a picture as rows, for everybody who does not look at pictures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from network.actors import ORGANISATION, STAFF, VOLUNTEER
from network.places import Place, by_ags
from network.snapshot import Graph, actor_of


@dataclass(frozen=True, slots=True)
class Row:
    """One node: who, where, and how it is tied in."""

    id: str
    label: str
    kind: str
    paid: bool
    municipality: str | None
    organisation: str | None
    organisation_kind: str | None
    tie_count: int
    paid_tie_count: int
    voluntary_tie_count: int
    weight: float
    last_contact: date | None
    is_isolated: bool


@dataclass(frozen=True, slots=True)
class TieRow:
    """One edge: both ends, kinds, age and strength."""

    source: str
    target: str
    kinds: tuple[str, ...]
    since: date | None
    last_contact: date | None
    count: int
    weight: float


@dataclass(frozen=True, slots=True)
class MunicipalityRow:
    """One municipality: how many people and organisations, and how they hang together."""

    ags: str
    name: str
    staff_count: int
    volunteer_count: int
    organisation_count: int
    isolated_count: int
    inner_tie_count: int
    outer_tie_count: int


def rows(graph: Graph) -> list[Row]:
    """One row for every node, by municipality and id.

    >>> from network.actors import Actor
    >>> from network.snapshot import build
    >>> graph = build([Actor("v", "volunteer", "1", paid=False)], [], on=date(2026, 1, 1))
    >>> [row.is_isolated for row in rows(graph)]
    [True]
    """
    return sorted((_row(graph, node) for node in graph), key=lambda row: (row.municipality or "", row.id))


def _row(graph: Graph, node: str) -> Row:
    actor = actor_of(graph, node)
    edges = graph[node]
    paid = sum(actor_of(graph, other).paid for other in edges)
    return Row(
        id=node,
        label=actor.label,
        kind=actor.kind,
        paid=actor.paid,
        municipality=actor.municipality,
        organisation=actor.organisation,
        organisation_kind=actor.organisation_kind,
        tie_count=len(edges),
        paid_tie_count=paid,
        voluntary_tie_count=len(edges) - paid,
        weight=round(sum(edge["weight"] for edge in edges.values()), 4),
        last_contact=max((edge["last_contact"] for edge in edges.values()), default=None),
        is_isolated=not edges,
    )


def tie_rows(graph: Graph) -> list[TieRow]:
    """One row for every edge, by its ends."""
    found = [
        TieRow(
            min(source, target),
            max(source, target),
            edge["kinds"],
            edge["since"],
            edge["last_contact"],
            edge["count"],
            round(edge["weight"], 4),
        )
        for source, target, edge in graph.edges(data=True)
    ]
    return sorted(found, key=lambda row: (row.source, row.target))


def municipality_rows(graph: Graph, places: Iterable[Place]) -> list[MunicipalityRow]:
    """One row for every municipality, by name; the facts of the map of a region."""
    kinds: dict[str | None, Counter[str]] = {}
    for node in graph:
        actor = actor_of(graph, node)
        kinds.setdefault(actor.municipality, Counter())[actor.kind] += 1
        kinds[actor.municipality]["isolated"] += not graph[node]
    for source, target in graph.edges:
        a, b = actor_of(graph, source).municipality, actor_of(graph, target).municipality
        kinds[a]["inner" if a == b else "outer"] += 1
        kinds[b]["outer"] += a != b
    found = [_municipality(place, kinds.get(place.ags, Counter())) for place in by_ags(places).values()]
    return sorted(found, key=lambda row: row.name)


def _municipality(place: Place, count: Counter[str]) -> MunicipalityRow:
    return MunicipalityRow(
        place.ags,
        place.name,
        count[STAFF],
        count[VOLUNTEER],
        count[ORGANISATION],
        count["isolated"],
        count["inner"],
        count["outer"],
    )


def municipality_ties(graph: Graph) -> dict[tuple[str, str], tuple[int, float]]:
    """Edges between two municipalities: how many, and their weight together."""
    found: dict[tuple[str, str], tuple[int, float]] = {}
    for source, target, weight in graph.edges.data("weight", default=1.0):
        a, b = actor_of(graph, source).municipality, actor_of(graph, target).municipality
        if a and b and a != b:
            pair = (min(a, b), max(a, b))
            count, total = found.get(pair, (0, 0.0))
            found[pair] = (count + 1, total + weight)
    return dict(sorted(found.items()))
