"""What is looked at of the network: a picture, and the tables that say the same; or a file without names."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup

import network
from lotsen.errors import NotFound
from lotsen.ties import directory, snapshot
from lotsen.ties.directory import sees_people
from lotsen.ties.numbers import Counts, day_that_counts, told_places, volunteer_counts
from lotsen.ties.picture_texts import picture_texts
from network import exports
from network.coverage import coverage
from network.snapshot import Graph

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
class Sight:
    """A view, drawn and told."""

    picture: Markup
    volunteers: Counts
    places: dict[str, network.Place]
    municipality_rows: list[network.MunicipalityRow]
    rows: list[network.Row]
    ties: list[network.TieRow]


def seen(view: View, role: str) -> Sight:
    """The picture of a view, and the rows of its level."""
    known, graph = graph_of(view, role)
    return Sight(
        picture=Markup(_drawn(view, known, graph, role)),  # noqa: S704 - network/svg.py escapes every text
        volunteers=volunteer_counts(role),
        places=known.places_by_ags,
        municipality_rows=network.municipality_rows(graph, known.places) if view.level == "region" else [],
        rows=[row for row in network.rows(graph) if row.municipality == view.municipality]
        if view.level == "municipality"
        else [],
        ties=[row for row in network.tie_rows(graph) if view.node in (row.source, row.target)]
        if view.level == "neighbourhood"
        else [],
    )


def past(known: network.Snapshot, role: str) -> Markup:
    """The region on another day; its points lead to today."""
    return Markup(_drawn(View(), known, known.graph, role))  # noqa: S704 - network/svg.py escapes every text


def file(name: str, view: View, role: str) -> tuple[str | bytes, str]:
    """A file of what a role sees, with its media type; pseudonymised, with date and source inside."""
    if name == "netz.svg":
        known, graph = graph_of(view, role, is_named=False)
        return _drawn(view, known, graph, role, is_standalone=True), "image/svg+xml"
    makers: dict[str, tuple[Callable[[network.Snapshot], str | bytes], str]] = {
        "netz.graphml": (exports.to_graphml, "application/xml"),
        "netz.gexf": (exports.to_gexf, "application/xml"),
        "netz.json": (exports.to_json, "application/json"),
    }
    if name not in makers:
        raise NotFound
    make, kind = makers[name]
    return make(exports.pseudonymised(snapshot.for_reader(role))), kind


def graph_of(view: View, role: str, *, is_named: bool = True) -> tuple[network.Snapshot, Graph]:
    """What a role may see, and the part of its graph that a view shows, with labels or without any."""
    known = snapshot.for_reader(role)
    if view.level == "region" and view.kinds == ACTOR_KINDS and view.window_days is None:
        return known, known.graph
    actors = [actor for actor in known.actors if actor.kind in view.kinds or actor.id == view.node]
    if is_named and view.level != "region":
        labels = directory.of(role)
        actors = [replace(actor, label=labels[actor.id].label if actor.id in labels else "") for actor in actors]
    ids = {actor.id for actor in actors}
    ties = [tie for tie in known.ties if tie.source in ids and tie.target in ids]
    graph = network.build(actors, ties, on=known.on, window_days=view.window_days)
    if view.focus and view.focus not in graph and view.focus not in known.places_by_ags:
        raise NotFound
    return known, graph


def _drawn(view: View, known: network.Snapshot, graph: Graph, role: str, *, is_standalone: bool = False) -> str:
    """The SVG of a view; a file of its own carries its title, date, legend and source."""
    frame = network.Frame(
        texts=picture_texts(role),
        filter_text=_filter_text(view),
        address=None if is_standalone else _address,
        is_standalone=is_standalone,
    )
    areas = _areas(known, role) if view.level == "region" else None
    return network.picture(graph, known.places, level=view.level, focus=view.focus, coverage=areas, frame=frame)


def _areas(known: network.Snapshot, role: str) -> dict[str, network.AreaCoverage]:
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


def _filter_text(view: View) -> str:
    parts = []
    if view.kinds != ACTOR_KINDS:
        names = picture_texts("").kinds
        parts.append(", ".join(names[kind] for kind in view.kinds))
    if view.window_days:
        parts.append(_("Kontakt in den letzten %(days)d Tagen", days=view.window_days))
    return " · ".join(parts)
