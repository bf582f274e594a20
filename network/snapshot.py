"""The network on one day: a NetworkX graph from plain records."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any, TypeAlias

import networkx as nx

from network.actors import ORGANISATION, STAFF, VOLUNTEER, Actor
from network.places import Place, by_ags
from network.reach import Cell, Reached, cells, reached
from network.requests import HelpRequest, Qualification, Workload
from network.thresholds import Thresholds
from network.ties import HALF_LIFE_DAYS, LASTING_KINDS, Tie, fading_weight, last_seen

Graph: TypeAlias = "nx.Graph[str]"


FIRST_YEAR, LAST_YEAR = 1900, 2999  # days further off cannot be counted from with every number of the rules


class UnknownActor(ValueError):
    """A tie ends at somebody who is not among the actors."""


def build(
    actors: Iterable[Actor],
    ties: Iterable[Tie],
    *,
    on: date,
    half_life_days: int = HALF_LIFE_DAYS,
    window_days: int | None = None,
) -> Graph:
    """The undirected graph of that day, with weights that fade.

    Nodes carry their `actor`; edges carry `weight` (sum over the ties of the
    pair), `kinds`, `since`, `last_contact`, `count`, `used` (the count without ties
    that hold by themselves) and the `ties` themselves.
    With a window only ties used within that many days count. Ids are added in
    sorted order, so the same records always give the same graph.

    >>> people = [Actor("s", "staff", "06440004", paid=True), Actor("v", "volunteer", "06440004", paid=False)]
    >>> tie = Tie("s", "v", "tandem", date(2026, 1, 1), date(2026, 1, 1), intensity=2)
    >>> build(people, [tie], on=date(2026, 6, 30))["s"]["v"]["weight"]
    1.0
    """
    known = {actor.id: actor for actor in sorted(actors, key=lambda actor: actor.id)}
    graph: Graph = nx.Graph(on=on, half_life_days=half_life_days, window_days=window_days)
    graph.add_nodes_from((key, {"actor": actor}) for key, actor in known.items() if actor.is_active(on))
    for pair, group in _pairs(ties, known, on, window_days).items():
        if pair[0] in graph and pair[1] in graph and pair[0] != pair[1]:
            graph.add_edge(*pair, **_edge(group, on, half_life_days))
    return graph


def _pairs(
    ties: Iterable[Tie], known: dict[str, Actor], on: date, window_days: int | None
) -> dict[tuple[str, str], list[Tie]]:
    """Active ties by the pair that they join, in a fixed order."""
    pairs: dict[tuple[str, str], list[Tie]] = {}
    for tie in ties:
        for end in (tie.source, tie.target):
            if end not in known:
                raise UnknownActor(f"A tie of kind {tie.kind} ends at {end!r}, who is not among the actors")
        if tie.is_active(on, window_days):
            pairs.setdefault(tie.pair, []).append(tie)
    return {pair: sorted(pairs[pair], key=lambda tie: (tie.kind, tie.source)) for pair in sorted(pairs)}


def _edge(group: list[Tie], on: date, half_life_days: int) -> dict[str, Any]:
    """What is known about one pair from all its ties."""
    starts = [tie.since for tie in group if tie.since]
    # That somebody belongs to an organisation is no contact, as long as there is another one.
    met = [tie for tie in group if tie.last_contact or tie.kind not in LASTING_KINDS] or group
    return {
        "weight": sum(fading_weight(tie, on, half_life_days) for tie in group),
        "kinds": tuple(sorted({tie.kind for tie in group})),
        "since": min(starts) if starts else None,
        "last_contact": max(last_seen(tie, on) for tie in met),
        "count": sum(tie.count for tie in group),
        "used": sum(tie.count for tie in group if tie.kind not in LASTING_KINDS),
        "ties": tuple(group),
    }


@dataclass(frozen=True)
class Snapshot:
    """All records that the gap rules read, and the day on which they are read.

    ValueError for a day before 1900 or after 2999.

    >>> Snapshot(on=date(2026, 6, 30), actors=(Actor("s", "staff", None, paid=True),)).graph.number_of_nodes()
    1
    """

    on: date
    actors: tuple[Actor, ...] = ()
    ties: tuple[Tie, ...] = ()
    places: tuple[Place, ...] = ()
    requests: tuple[HelpRequest, ...] = ()
    workloads: tuple[Workload, ...] = ()
    qualifications: tuple[Qualification, ...] = ()
    half_life_days: int = HALF_LIFE_DAYS
    window_days: int | None = None
    thresholds: Thresholds = field(default_factory=Thresholds)

    def __post_init__(self) -> None:
        if not FIRST_YEAR <= self.on.year <= LAST_YEAR:
            raise ValueError(f"{self.on} is no day of the years {FIRST_YEAR} to {LAST_YEAR}")

    @cached_property
    def graph(self) -> Graph:
        """The graph of this day, built once."""
        return build(
            self.actors,
            self.ties,
            on=self.on,
            half_life_days=self.half_life_days,
            window_days=self.window_days,
        )

    @cached_property
    def places_by_ags(self) -> dict[str, Place]:
        """Municipalities under their key."""
        return by_ags(self.places)

    @cached_property
    def actors_by_id(self) -> dict[str, Actor]:
        """Everybody who belongs to the network on this day, under their id and in its order."""
        return {node: held["actor"] for node, held in self.graph.nodes(data=True)}

    @cached_property
    def active_actors(self) -> tuple[Actor, ...]:
        """Everybody who belongs to the network on this day, by id."""
        return tuple(self.actors_by_id.values())

    @cached_property
    def volunteers(self) -> tuple[Actor, ...]:
        """The volunteers among them, by id."""
        return tuple(actor for actor in self.active_actors if actor.kind == VOLUNTEER)

    @cached_property
    def near(self) -> dict[str, Mapping[str, Mapping[str, Any]]]:
        """Neighbours of everybody as NetworkX keeps them: many times faster to walk than its views."""
        return dict(self.graph.adjacency())

    @cached_property
    def living_ties(self) -> tuple[Tie, ...]:
        """Ties of this day between people who belong to the network, however long ago they were used."""
        known = self.actors_by_id
        return tuple(tie for tie in self.ties if tie.source in known and tie.target in known and tie.is_active(self.on))

    @cached_property
    def staff_of(self) -> dict[str, list[str]]:
        """Staff by the organisation that they work for."""
        found: dict[str, list[str]] = {}
        for actor in self.active_actors:
            if actor.kind == STAFF and actor.organisation:
                found.setdefault(actor.organisation, []).append(actor.id)
        return found

    def tied_staff_of(self, actor: Actor) -> list[str]:
        """Who works for an organisation and has ties of their own."""
        if actor.kind != ORGANISATION:
            return []
        return [node for node in self.staff_of.get(actor.id, ()) if self.near[node]]

    @cached_property
    def contacts(self) -> dict[str, dict[str, date]]:
        """Of every organisation: its neighbours and those of its staff, each with the last contact."""
        return {actor.id: self.contacts_of(actor) for actor in self.active_actors if actor.kind == ORGANISATION}

    def contacts_of(self, actor: Actor) -> dict[str, date]:
        """Neighbours of an actor, and of its staff if it is an organisation, each with the last contact."""
        staff = self.tied_staff_of(actor)
        if not staff:
            return {other: edge["last_contact"] for other, edge in self.near[actor.id].items()}
        own = {actor.id, *staff}
        found: dict[str, date] = {}
        for node in sorted(own):
            for other, edge in self.near[node].items():
                if other not in own:
                    last = edge["last_contact"]
                    if other not in found or found[other] < last:
                        found[other] = last
        return found

    @cached_property
    def open_requests(self) -> tuple[HelpRequest, ...]:
        """Requests that nobody has taken over on this day, the oldest first."""
        on = self.on
        # is_open, without a call for each of many thousand answered requests
        asked = [one for one in self.requests if one.answered_on is None or one.answered_on > on]
        return tuple(sorted((one for one in asked if one.is_open(on)), key=lambda one: (one.opened_on, one.id)))

    @cached_property
    def waiting_cells(self) -> dict[Cell, list[HelpRequest]]:
        """All open requests by cell, each cell with the oldest first."""
        return cells(self.open_requests)

    @cached_property
    def open_cells(self) -> dict[Cell, list[HelpRequest]]:
        """Open requests that are not older than rule L1 allows, by cell."""
        first = self.on - timedelta(days=self.thresholds.request_days)
        recent = {
            # each cell has its oldest first
            cell: found if found[0].opened_on >= first else [one for one in found if one.opened_on >= first]
            for cell, found in self.waiting_cells.items()
        }
        return {cell: requests for cell, requests in recent.items() if requests}

    @cached_property
    def reach(self) -> dict[Cell, Reached]:
        """For every open cell how many volunteers could take it over."""
        return reached(self.open_cells, self.volunteers, self.places_by_ags, self.thresholds.radius_km)

    def at(self, on: date) -> Snapshot:
        """The same records on another day, for the time slider."""
        return replace(self, on=on)

    def without(self, gone: Collection[str], cut: Collection[frozenset[str]] = ()) -> Snapshot:
        """The same day without some actors and their ties, and without the ties of some pairs.

        Whatever stays keeps its edge, so the graph is not built anew.
        """
        found = replace(
            self,
            actors=tuple(one for one in self.actors if one.id not in gone),
            ties=tuple(
                tie
                for tie in self.ties
                if tie.source not in gone and tie.target not in gone and (not cut or frozenset(tie.pair) not in cut)
            ),
        )
        vars(found)["graph"] = _left(self.graph, gone, cut)  # where cached_property keeps it
        return found


def _left(graph: Graph, gone: Collection[str], cut: Collection[frozenset[str]]) -> Graph:
    """A graph of its own; nodes and edges keep their order."""
    left: Graph = nx.Graph(**graph.graph)
    left.add_nodes_from((key, data) for key, data in graph.nodes.items() if key not in gone)
    left.add_edges_from(
        (a, b, data)
        for a, b, data in graph.edges.data()
        if a not in gone and b not in gone and (not cut or frozenset((a, b)) not in cut)
    )
    return left


def day_of(graph: Graph) -> date:
    """The day of a graph."""
    on = graph.graph["on"]
    assert isinstance(on, date)
    return on


def actor_of(graph: Graph, node: str) -> Actor:
    """The record behind a node; KeyError if the node is unknown."""
    actor = graph.nodes[node]["actor"]
    assert isinstance(actor, Actor)
    return actor
