"""Pictures and records of the network as files: numbers for names, unless somebody who may see people asks for them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import network
from lotsen.audit import service as audit
from lotsen.errors import NotFound
from lotsen.exports.png import drawn_as_png
from lotsen.ties import directory, sight, snapshot
from lotsen.ties.picture_texts import picture_texts
from lotsen.ties.sight import View
from network.files import exports

Maker = Callable[[network.Snapshot], str | bytes]
RECORDS: dict[str, tuple[Maker, str]] = {
    "knoten.csv": (exports.nodes_csv, "text/csv"),
    "kanten.csv": (exports.edges_csv, "text/csv"),
    "regeln.csv": (exports.settings_csv, "text/csv"),
    "netz.graphml": (exports.to_graphml, "application/xml"),
    "netz.gexf": (exports.to_gexf, "application/xml"),
    "netz.json": (exports.to_json, "application/json"),
}
PICTURES = {"netz.svg": "image/svg+xml", "netz.png": "image/png"}


@dataclass(frozen=True)
class Order:
    """Which part of the network goes out, of which day, and whether names go along."""

    view: View
    role: str
    on: date
    is_named: bool = False


def made(name: str, order: Order) -> tuple[str | bytes, str]:
    """A file and its media type; NotFound for a name or a focus that does not exist. Every file is noted."""
    if name not in {*RECORDS, *PICTURES}:
        raise NotFound
    known, focus = _written(order)
    if name in RECORDS:
        make, kind = RECORDS[name]
        content = make(known)
    else:
        kind, drawing = PICTURES[name], _drawing(known, focus, order)
        content = drawn_as_png(drawing) if name == "netz.png" else drawing
    audit.saw("ties.export", "region", file=name, is_named=order.is_named and directory.sees_people(order.role))
    return content, kind


def _written(order: Order) -> tuple[network.Snapshot, str | None]:
    """The records of a view under numbers, with labels if they are asked for, and the focus under its number."""
    view = order.view
    known = sight.part(view, snapshot.for_reader(order.role).at(order.on))
    if view.focus and view.focus not in known.graph and view.focus not in known.places_by_ags:
        raise NotFound
    hidden = exports.pseudonymised(known)
    numbers = exports.numbers(known.actors)
    if order.is_named and directory.sees_people(order.role):
        there = known.graph  # a file of today names nobody who has left, though its past holds them
        names = {numbers[key]: entry.label for key, entry in directory.of(order.role).items() if key in there}
        hidden = replace(hidden, actors=tuple(replace(one, label=names.get(one.id, "")) for one in hidden.actors))
    return hidden, numbers.get(view.node or "", view.municipality)


def _drawing(known: network.Snapshot, focus: str | None, order: Order) -> str:
    """The picture of a view; title, date, filter, legend and source stand inside."""
    chosen = sight.filter_text(order.view)
    texts = picture_texts(order.role, is_part=bool(chosen))
    frame = network.Frame(texts=texts, filter_text=chosen, is_standalone=True)
    areas = None
    if order.view.level == "region":
        areas = sight.areas_of(snapshot.for_reader(order.role).at(order.on), order.role)
    return network.picture(known.graph, known.places, level=order.view.level, focus=focus, coverage=areas, frame=frame)
