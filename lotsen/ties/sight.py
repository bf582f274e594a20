"""What is looked at of the network: a picture, the tables that say the same, and the records behind them."""

from dataclasses import dataclass, replace

import networkx as nx
from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup

import network
from lotsen.errors import NotFound
from lotsen.ties import directory, snapshot
from lotsen.ties.directory import sees_people
from lotsen.ties.numbers import Counts, day_that_counts, told_places, volunteer_counts
from lotsen.ties.picture_texts import kind_words, picture_texts
from network.coverage import coverage
from network.pictures.frame import PHONE
from network.snapshot import Graph, actor_of

Areas = dict[str, network.AreaCoverage]
STEPS = 2  # so far a picture looks around a node
MANY_PILLARS = 3
ACTOR_KINDS = (network.STAFF, network.ORGANISATION, network.VOLUNTEER)


@dataclass(frozen=True)
class View:
    """What of the network is looked at; the whole state of the page, as it stands in its address."""

    municipality: str | None = None
    node: str | None = None
    kinds: tuple[str, ...] = ACTOR_KINDS
    window_days: int | None = None

    @property
    def level(self) -> str:
        """Region, municipality or neighbourhood of one node."""
        if self.node:
            return "neighbourhood"
        return "municipality" if self.municipality else "region"

    @property
    def focus(self) -> str | None:
        """The municipality or node in the middle."""
        return self.node or self.municipality


@dataclass(frozen=True)
class Drawings:
    """The same picture for a desk and for a phone; the page shows the one that fits."""

    desk: Markup
    phone: Markup


@dataclass(frozen=True)
class Sight:
    """A view, drawn and told."""

    picture: Drawings
    without_anybody: list[network.Place]
    pillars: tuple[str, ...]  # how few people a municipality may lose until half of what it has is gone
    volunteers: Counts
    places: dict[str, network.Place]
    areas: Areas
    municipality_rows: list[network.MunicipalityRow]
    rows: list[network.Row]
    ties: list[network.TieRow]
    names: dict[str, directory.Entry]  # of everybody who is told one by one


def seen(view: View, role: str) -> Sight:
    """The picture of a view, and the rows of its level. NotFound where its focus is not there."""
    known = snapshot.for_reader(role)
    graph = _graph(view, known)
    near = _near(view, known, graph)
    names = directory.of(role, near) if near else {}
    labelled = _labelled(graph, names)
    areas = areas_of(known, role) if view.level == "region" else None
    return Sight(
        picture=_drawn(view, known, labelled, role, areas),
        without_anybody=[place for place in known.places if areas and _is_open(areas.get(place.ags))],
        pillars=_pillars(view, role),
        volunteers=volunteer_counts(role),
        places=known.places_by_ags,
        areas=areas or {},
        municipality_rows=network.municipality_rows(graph, known.places) if view.level == "region" else [],
        rows=_rows(labelled, near) if view.level == "municipality" else [],
        ties=_ties(labelled, view.node) if view.node else [],
        names=names,
    )


def _rows(graph: Graph, nodes: set[str]) -> list[network.Row]:
    """Everybody of a municipality, by name: in a table one looks for somebody."""
    return sorted(network.rows(graph, nodes), key=lambda row: row.label.casefold())


def _ties(graph: Graph, node: str) -> list[network.TieRow]:
    """The ties of one node, by the name of the other."""
    return sorted(network.tie_rows(graph, node), key=lambda row: _other(graph, row, node).label.casefold())


def _other(graph: Graph, row: network.TieRow, node: str) -> network.Actor:
    return actor_of(graph, row.target if row.source == node else row.source)


def past(known: network.Snapshot, role: str, areas: Areas) -> Drawings:
    """The region on another day; its points lead to today."""
    return _drawn(View(), known, known.graph, role, areas)


def _graph(view: View, known: network.Snapshot) -> Graph:
    """The part of a graph that a view shows."""
    is_whole = view.kinds == ACTOR_KINDS and view.window_days is None
    return known.graph if is_whole else part(view, known).graph


def _near(view: View, known: network.Snapshot, graph: Graph) -> set[str]:
    """Who is told one by one: nobody on the map, all of a municipality, or everybody around a node."""
    if view.node:
        if view.node not in graph:
            raise NotFound
        return set(nx.single_source_shortest_path_length(graph, view.node, cutoff=STEPS))
    if view.municipality and view.municipality not in known.places_by_ags:
        raise NotFound
    if not view.municipality:
        return set()
    return {key for key in graph if actor_of(graph, key).municipality == view.municipality}


def _labelled(graph: Graph, names: dict[str, directory.Entry]) -> Graph:
    """The graph with what some are called; the one that is kept for every reader holds no name."""
    if not names:
        return graph
    found = graph.copy()
    for key, entry in names.items():
        found.nodes[key]["actor"] = replace(found.nodes[key]["actor"], label=entry.label)
    return found


def part(view: View, known: network.Snapshot) -> network.Snapshot:
    """The records that a view shows: of the kinds, and with contact within the window, that it asks for."""
    actors = tuple(actor for actor in known.actors if actor.kind in view.kinds or actor.id == view.node)
    ids = {actor.id for actor in actors}
    ties = tuple(tie for tie in known.ties if tie.source in ids and tie.target in ids)
    return replace(known, actors=actors, ties=ties, window_days=view.window_days)


def _is_open(area: network.AreaCoverage | None) -> bool:
    """Is there nobody for more than half of what a municipality asks?"""
    return area is not None and area.band == "open"


def _pillars(view: View, role: str) -> tuple[str, ...]:
    """Of the municipality that is looked at; nobody where nothing is covered, or the reader may not see people.

    Nor where it takes many of them: then the municipality does not hang on anybody.
    """
    if view.level != "municipality" or not sees_people(role):
        return ()
    cover = coverage(snapshot.of_region())
    found = cover.pillars(str(view.municipality)) if view.municipality in cover.grid.municipalities else ()
    return found if len(found) <= MANY_PILLARS else ()


def _drawn(view: View, known: network.Snapshot, graph: Graph, role: str, areas: Areas | None) -> Drawings:
    chosen = filter_text(view)
    texts = picture_texts(role, is_part=bool(chosen))
    desk = network.Frame(texts=texts, filter_text=chosen, address=_address)

    def drawn(frame: network.Frame) -> Markup:
        text = network.picture(graph, known.places, level=view.level, focus=view.focus, coverage=areas, frame=frame)
        return Markup(text)  # noqa: S704 - network/pictures/svg.py escapes every text

    return Drawings(drawn(desk), drawn(replace(desk, size=PHONE, prefix="handy")))


def areas_of(known: network.Snapshot, role: str) -> Areas:
    """How well each municipality is covered; only where five people ask, for readers who may not see people."""
    if sees_people(role):
        return coverage(known).areas()
    everything = snapshot.of_region().at(min(known.on, day_that_counts()))
    told = told_places(everything)
    return {ags: area for ags, area in coverage(everything).areas().items() if ags in told}


def _address(key: str) -> str:
    if key.isdigit():
        return url_for("ties.network_page", gemeinde=key)
    return url_for("ties.network_page", knoten=key)


def filter_text(view: View) -> str:
    """What a view leaves out, in words."""
    parts = []
    if view.kinds != ACTOR_KINDS:
        names = kind_words()
        parts.append(", ".join(names[kind] for kind in view.kinds))
    if view.window_days:
        parts.append(_("Kontakt in den letzten %(days)d Tagen", days=view.window_days))
    return " · ".join(parts)
