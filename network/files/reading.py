"""Networks from files: JSON, GraphML, GEXF, and CSV of nodes plus edges plus settings."""

from __future__ import annotations

import csv
import json
import re
import warnings
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final
from xml.etree.ElementTree import ParseError

import networkx as nx

from network.actors import Actor
from network.files import headings
from network.files.records import UnreadableFile, UnreadableRecord, from_plain
from network.files.schema import LISTS, NUMBERS
from network.files.settings import NAMES, as_values, from_keywords, whole_number
from network.files.tables import table
from network.places import Place
from network.snapshot import Snapshot
from network.thresholds import Thresholds
from network.ties import Tie

Reader = Callable[[Path, Path | None, list[str]], dict[str, Any]]
KNOWN = ("on", *LISTS, *NUMBERS, "thresholds")
HEAD = 10_000  # characters; the settings are a tenth of that
GRAPHS = re.compile(rb"<(?:\w+:)?graph[\s>]")
NAMELESS = re.compile(rb"<(?:\w+:)?(?:node(?![^>]*\sid=)|edge(?![^>]*\ssource=)|edge(?![^>]*\starget=))[\s/>]")
KEYWORDS = re.compile("<keywords>([^<]*)</keywords>")
#: What the readers of Python and NetworkX raise over a file that is broken, or made to break them.
BROKEN: Final = (
    ValueError,
    LookupError,
    TypeError,
    ArithmeticError,
    RecursionError,
    ParseError,
    csv.Error,
    nx.NetworkXException,
)


def read(
    path: Path,
    *,
    edges: Path | None = None,
    places: Path | None = None,
    settings: Path | None = None,
    on: date | None = None,
    unknown: list[str] | None = None,
) -> Snapshot:
    """A snapshot from a file; the suffix decides the format.

    CSV needs a second file for the edges. `places` is a CSV with ags, name, lat, lon; `settings` one with name, value,
    whose lines count before what the file itself says. ``unknown`` takes a sentence for every table with columns or
    settings that mean nothing here. Raises UnreadableFile with a sentence, OSError if there is no file.
    """
    left_out = [] if unknown is None else unknown
    readers: dict[str, Reader] = {".json": _json, ".graphml": _graphml, ".xml": _graphml, ".gexf": _gexf, ".csv": _csv}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise UnreadableFile(f"{path.name}: the suffix must be one of {', '.join(sorted(readers))}")
    try:
        with warnings.catch_warnings(action="ignore"):
            values = reader(path, edges, left_out)
        if places:
            lines = table(places, ("ags", "lat", "lon"), headings.OF_PLACES)
            left_out += headings.left_out(places.name, lines, Place, headings.OF_PLACES)
            values["places"] = headings.as_places(lines)
        if settings:
            own = _settings(settings, left_out)
            values["thresholds"] = {**_named(values, "thresholds"), **own.pop("thresholds")}
            values |= own
        tables = {"actors": path if edges else None, "ties": edges, "places": places}
        return snapshot_of(values, on=on, tables={name: one.name for name, one in tables.items() if one})
    except UnreadableFile:
        raise
    except BROKEN as error:
        raise UnreadableFile(f"{path.name}: {told(error)}") from error


def told(error: Exception) -> str:
    """What went wrong, in words; the names of other exceptions say more than the word that a dictionary missed."""
    if isinstance(error, json.JSONDecodeError):
        return f"this is no JSON: {error.msg}, line {error.lineno}, column {error.colno}"
    is_sentence = isinstance(error, (UnreadableRecord, ParseError, UnicodeError, csv.Error, nx.NetworkXException))
    return str(error) if is_sentence else f"the file is broken ({type(error).__name__}: {error})"


def snapshot_of(
    values: Mapping[str, Any], *, on: date | None = None, tables: Mapping[str, str] | None = None
) -> Snapshot:
    """A snapshot from plain values as the JSON Schema describes them.

    `tables` says from which file a list was read, so that an error can name file and row. Raises UnreadableRecord, or
    UnreadableFile for such a list.

    >>> snapshot_of({"on": "2026-11-01", "actors": [{"id": "a", "kind": "staff", "paid": True}]}).on
    datetime.date(2026, 11, 1)
    """
    if not isinstance(values, Mapping):
        raise UnreadableRecord("The file must hold one object")
    files = tables or {}
    records: dict[str, Any] = {
        name: tuple(_records(kind, name, _list(values, name), files.get(name))) for name, kind in LISTS.items()
    }
    _check_ids(records["actors"], files.get("actors"))
    rest: dict[str, Any] = {name: whole_number(name, values[name]) for name in NUMBERS if values.get(name)}
    if numbers := _named(values, "thresholds"):
        rest["thresholds"] = from_plain(Thresholds, numbers)
    day = on or _day(values.get("on")) or _latest(records["ties"])
    return Snapshot(on=day, **records, **rest)


def _list(values: Mapping[str, Any], name: str) -> list[Any]:
    found = values.get(name) or []
    if not isinstance(found, (list, tuple)):
        raise UnreadableRecord(f"{name} is not a list")
    return list(found)


def _named(values: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = values.get(name) or {}
    if not isinstance(found, Mapping):
        raise UnreadableRecord(f"{name} is not an object")
    return found


def _check_ids(actors: Iterable[Actor], file: str | None) -> None:
    """Every actor has an id, and no other one has the same: one of two would vanish."""
    known: set[str] = set()
    for one in actors:
        if not one.id.strip():
            raise _fault(file, "there is an actor without an id")
        if one.id in known:
            raise _fault(file, f"two actors have the id {one.id!r}; give each its own")
        known.add(one.id)


def _fault(file: str | None, sentence: str) -> ValueError:
    return UnreadableFile(f"{file}: {sentence}") if file else UnreadableRecord(sentence)


def _records(kind: type, name: str, found: Iterable[Mapping[str, Any]], file: str | None) -> Iterable[Any]:
    """Records of one list; an error says which one: in a table the row below the heading, from 1."""
    for index, values in enumerate(found):
        if not isinstance(values, Mapping):
            raise UnreadableRecord(f"{name}[{index}] is not an object")
        try:
            yield from_plain(kind, _completed(kind, values))
        except UnreadableRecord as error:
            if file:
                raise UnreadableFile(f"{file}, row {index + 1}: {error}") from error
            raise UnreadableRecord(f"{name}[{index}]: {error}") from error


def _completed(kind: type, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Files from elsewhere know no kinds: then a node is a paid organisation, an edge cooperation."""
    if kind is Actor:
        who = values.get("kind") or "organisation"
        paid = values.get("paid")
        return {**values, "kind": who, "paid": who != "volunteer" if paid in (None, "") else paid}
    if kind is Tie:
        return {**values, "kind": values.get("kind") or "cooperation"}
    return values


def _day(value: Any) -> date | None:
    if not value:
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise UnreadableRecord(f"on: {value!r} is not a date like 2026-11-23") from error


def _latest(ties: Iterable[Tie]) -> date:
    """The day of the last contact in the file: its own present."""
    days = [day for tie in ties for day in (tie.last_contact, tie.since) if day]
    if not days:
        return date.today()
    return max(days)


def _json(path: Path, _edges: Path | None, _unknown: list[str]) -> dict[str, Any]:
    found = json.loads(path.read_text(encoding="utf-8-sig"))
    if not isinstance(found, dict):
        raise UnreadableRecord("The file must hold one object")
    found = _ours(found)
    if unknown := sorted(found.keys() - KNOWN):
        raise UnreadableRecord(f"unknown {unknown[0]!r}; a network has {', '.join(KNOWN)}")
    if "actors" not in found:
        raise UnreadableRecord("a network needs a list 'actors', even if it is empty")
    return found


def _ours(found: dict[str, Any]) -> dict[str, Any]:
    """Nodes and edges as NetworkX (node-link) and Kumu write them, under our names; anything else as it is."""
    for nodes, edges in (("nodes", "edges"), ("nodes", "links"), ("elements", "connections")):
        if _is_list_of_objects(found.get(nodes)) and _is_list_of_objects(found.get(edges)):
            ties = [{"directed": found.get("directed"), **one} for one in found[edges]]
            return {"actors": headings.as_actors(found[nodes]), "ties": headings.as_ties(ties)}
    return found


def _is_list_of_objects(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, Mapping) for one in value)


def _graphml(path: Path, _edges: Path | None, unknown: list[str]) -> dict[str, Any]:
    graph = nx.read_graphml(path, force_multigraph=True)
    text = path.read_bytes()
    if "None" in graph and NAMELESS.search(text):  # what NetworkX makes of it
        raise UnreadableRecord("there is a node without an id, or an edge without one of its ends")
    if (count := len(GRAPHS.findall(text))) > 1:
        unknown.append(f"{path.name}: there are {count} graphs, the first one is read")
    return {**_from_graph(graph), **as_values(graph.graph)}


def _gexf(path: Path, _edges: Path | None, _unknown: list[str]) -> dict[str, Any]:
    return {**_from_graph(nx.read_gexf(path)), **as_values(from_keywords(_keywords(path)))}


def _keywords(path: Path) -> str:
    """The keywords in the head of a GEXF file; the graph below it is not read again."""
    with path.open(encoding="utf-8", errors="replace") as file:
        found = KEYWORDS.search(file.read(HEAD))
    return found[1] if found else ""


def _from_graph(graph: Any) -> dict[str, Any]:
    """Nodes and edges of a file as plain records."""
    actors = [{**data, "id": str(node), "label": data.get("label", "")} for node, data in graph.nodes(data=True)]
    for actor in actors:
        if actor["label"] == actor["id"]:
            actor["label"] = ""
    ties = [
        {**data, "source": str(source), "target": str(target), **_period(data)}
        for source, target, data in graph.edges(data=True)
    ]
    for tie in ties:
        tie.setdefault("directed", graph.is_directed())
        tie["kind"] = tie.get("tie_kind") or tie.get("kind")
    return {"actors": actors, "ties": ties}


def _period(data: Mapping[str, Any]) -> dict[str, Any]:
    """GEXF keeps time as start and end."""
    return {"since": data.get("since") or data.get("start"), "until": data.get("until") or data.get("end")}


def _csv(path: Path, edges: Path | None, unknown: list[str]) -> dict[str, Any]:
    if edges is None:
        raise UnreadableRecord("a CSV of nodes needs a second file: --edges FILE.csv")
    actors, ties = table(path, ("id",), headings.OF_ACTORS), table(edges, ("source", "target"), headings.OF_TIES)
    unknown += headings.left_out(path.name, actors, Actor, headings.OF_ACTORS)
    unknown += headings.left_out(edges.name, ties, Tie, headings.OF_TIES)
    return {"actors": headings.as_actors(actors), "ties": headings.as_ties(ties)}


def _settings(path: Path, unknown: list[str]) -> dict[str, Any]:
    """The day and the numbers from a CSV of names and values."""
    given = {str(line["name"]): line["value"] for line in table(path, ("name", "value"))}
    if foreign := [name for name in given if name not in NAMES]:
        unknown.append(f"{path.name}: no setting is called {', '.join(foreign)}; they are {', '.join(NAMES)}")
    try:
        values = as_values(given)
        _day(values.get("on"))
    except UnreadableRecord as error:
        raise UnreadableFile(f"{path.name}: {error}") from error
    return values
