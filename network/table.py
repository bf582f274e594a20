"""The facts of a picture as rows, for everybody who does not look at pictures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

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


def rows(graph: Graph, nodes: Iterable[str] | None = None) -> list[Row]:
    """One row for every node, or for some of them, by municipality and id.

    >>> from network.actors import Actor
    >>> from network.snapshot import build
    >>> graph = build([Actor("v", "volunteer", "1", paid=False)], [], on=date(2026, 1, 1))
    >>> [row.is_isolated for row in rows(graph)]
    [True]
    """
    chosen = graph if nodes is None else nodes
    return sorted((_row(graph, node) for node in chosen), key=lambda row: (row.municipality or "", row.id))


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
        last_contact=last_contact_of(edges.values()),
        is_isolated=not edges,
    )


def last_contact_of(edges: Iterable[Mapping[str, Any]]) -> date | None:
    """The last contact over some edges; that somebody belongs to an organisation is none.

    >>> last_contact_of([{"kinds": ("membership",), "last_contact": date(2026, 1, 1)}]) is None
    True
    """
    return max((edge["last_contact"] for edge in edges if edge["kinds"] != ("membership",)), default=None)


def tie_rows(graph: Graph, node: str | None = None) -> list[TieRow]:
    """One row for every edge, or for those of one node, by its ends."""
    found = [
        TieRow(
            min(source, target),
            max(source, target),
            edge["kinds"],
            edge["since"],
            last_contact_of([edge]),
            edge["used"],
            round(edge["weight"], 4),
        )
        for source, target, edge in graph.edges(node, data=True)
    ]
    return sorted(found, key=lambda row: (row.source, row.target))


def municipality_rows(graph: Graph, places: Iterable[Place]) -> list[MunicipalityRow]:
    """One row for every municipality, by name; the facts of the map of a region."""
    home = _homes(graph)
    kinds: dict[str | None, Counter[str]] = {}
    for node, near in graph.adjacency():
        count = kinds.setdefault(home[node], Counter())
        count[actor_of(graph, node).kind] += 1
        count["isolated"] += not near
    for (a, b), between in Counter((home[source], home[target]) for source, target in graph.edges).items():
        kinds[a]["inner" if a == b else "outer"] += between
        kinds[b]["outer"] += between if a != b else 0
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
    home = _homes(graph)
    for source, target, weight in graph.edges.data("weight", default=1.0):
        a, b = home[source], home[target]
        if a and b and a != b:
            pair = (min(a, b), max(a, b))
            count, total = found.get(pair, (0, 0.0))
            found[pair] = (count + 1, total + weight)
    return dict(sorted(found.items()))


def _homes(graph: Graph) -> dict[str, str | None]:
    """Where everybody is; looked up once for each of them instead of for each of their ties."""
    return {node: actor_of(graph, node).municipality for node in graph}
