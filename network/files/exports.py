"""Networks for other programs: JSON, GraphML, GEXF with time, and CSV for spreadsheets."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any
from xml.etree.ElementTree import SubElement

import networkx as nx
from networkx.readwrite.gexf import GEXFWriter

from network.actors import Actor
from network.clean_text import clean
from network.files.records import as_plain, flat, own_fields
from network.files.settings import as_keywords, settings_of
from network.snapshot import Snapshot
from network.ties import Tie, fading_weight

# Spreadsheets take these for the start of a formula, some of them even behind blanks and quotes.
FORMULA = re.compile("[\\s\"'’‘“”„`´]*[=+\\-@|%\t\r\n＝＋－＠]")


def pseudonymised(snapshot: Snapshot) -> Snapshot:
    """The same network without display texts and with numbers instead of ids.

    Numbers follow a digest of the id, so that neither age nor alphabet shows.
    Kind, municipality, languages and needs stay: they are what the analysis is about.
    """
    names = numbers(snapshot.actors)
    asked = _numbers((one.id for one in snapshot.requests), {one.id: "request" for one in snapshot.requests})

    def name(key: str | None) -> str | None:
        return names.get(key) if key else None

    return replace(
        snapshot,
        actors=tuple(
            replace(one, id=names[one.id], label="", organisation=name(one.organisation), deputy=name(one.deputy))
            for one in snapshot.actors
        ),
        ties=tuple(replace(one, source=names[one.source], target=names[one.target]) for one in snapshot.ties),
        requests=tuple(
            replace(
                one,
                id=asked[one.id],
                part_of=asked.get(one.part_of or ""),
                staff=name(one.staff),
                volunteer=name(one.volunteer),
            )
            for one in snapshot.requests
        ),
        workloads=tuple(replace(one, actor=names[one.actor]) for one in snapshot.workloads if one.actor in names),
        qualifications=tuple(
            replace(one, volunteer=names[one.volunteer]) for one in snapshot.qualifications if one.volunteer in names
        ),
    )


def numbers(actors: Iterable[Actor]) -> dict[str, str]:
    """What actors are called in a pseudonymised file, by id; all of the file have to be given."""
    kinds = {one.id: one.kind for one in actors}
    return _numbers(kinds, kinds)


def _numbers(keys: Iterable[str], prefix: Mapping[str, str]) -> dict[str, str]:
    """A number for every id, in the order of a digest."""
    order = sorted(keys, key=lambda key: sha256(key.encode()).digest())
    return {key: f"{prefix[key]}-{number:05d}" for number, key in enumerate(order, 1)}


def to_json(snapshot: Snapshot) -> str:
    """All records, so that `python -m network` repeats every number of a page."""
    return json.dumps(as_plain(snapshot), ensure_ascii=False, indent=1)


def to_graphml(snapshot: Snapshot) -> bytes:
    """GraphML with one edge for every tie, and the settings at the graph itself."""
    graph, file = _multigraph(snapshot), io.BytesIO()
    graph.graph.update(settings_of(snapshot))
    nx.write_graphml_xml(graph, file)
    return file.getvalue()


def to_gexf(snapshot: Snapshot) -> bytes:
    """GEXF 1.3 with start and end of every tie, for the timeline of Gephi, and the settings among its keywords.

    GEXF knows attributes of nodes and edges only; its head is what Gephi reads and keeps of a whole graph. The kind
    of a tie stands twice: as `kind`, without which Gephi makes one edge of two ties of a pair, and as an attribute,
    which NetworkX reads. Source: https://gephi.org/gexf/format/schema.html.
    """
    graph = _multigraph(snapshot)
    for _, _, data in graph.edges(data=True):
        data |= {name: data[key] for name, key in (("start", "since"), ("end", "until")) if key in data}
        data["tie_kind"] = data.pop("kind")
    writer, file = GEXFWriter(version="1.3"), io.BytesIO()
    writer.add_graph(graph)
    _correct(writer.xml, [data["tie_kind"] for _, _, data in graph.edges(data=True)])
    SubElement(writer.xml.find("meta"), "keywords").text = as_keywords(settings_of(snapshot))
    writer.write(file)
    return file.getvalue()


def _correct(gexf: Any, kinds: Sequence[str]) -> None:
    """What NetworkX leaves out of GEXF 1.3, and what it writes that the schema does not know."""
    gexf.set("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance")
    gexf.find("graph").attrib.pop("name", None)
    for edge, kind in zip(gexf.iter("edge"), kinds, strict=True):
        edge.set("kind", kind)


def _multigraph(snapshot: Snapshot) -> Any:
    """Active actors and ties with single, clean values."""
    graph: Any = nx.MultiDiGraph()
    for actor in snapshot.active_actors:
        graph.add_node(clean(actor.id), **_clean_values(flat(actor), without=("id",)))
    for tie in _active_ties(snapshot):
        weight = fading_weight(tie, snapshot.on, snapshot.half_life_days)
        values = _clean_values(flat(tie), without=("source", "target"))
        graph.add_edge(clean(tie.source), clean(tie.target), weight=round(weight, 6), **values)
    return graph


def _clean_values(values: Mapping[str, Any], *, without: tuple[str, ...]) -> dict[str, Any]:
    return {
        key: clean(value) if isinstance(value, str) else value for key, value in values.items() if key not in without
    }


def _active_ties(snapshot: Snapshot) -> list[Tie]:
    """Ties of that day between actors of that day, in a fixed order."""
    found = [
        tie
        for tie in snapshot.ties
        if tie.source in snapshot.graph
        and tie.target in snapshot.graph
        and tie.is_active(snapshot.on, snapshot.window_days)
    ]
    return sorted(found, key=lambda tie: (tie.source, tie.target, tie.kind))


def nodes_csv(snapshot: Snapshot) -> bytes:
    """One line for every actor; semicolons and a byte order mark, as German spreadsheets like it."""
    return _csv(Actor, snapshot.active_actors)


def edges_csv(snapshot: Snapshot) -> bytes:
    """One line for every tie."""
    return _csv(Tie, _active_ties(snapshot))


def settings_csv(snapshot: Snapshot) -> bytes:
    """One line for the day, for every number of the gap rules, and for how ties fade."""
    return _table(("name", "value"), ({"name": name, "value": value} for name, value in settings_of(snapshot).items()))


def _csv(kind: type, records: Iterable[Any]) -> bytes:
    """Records as lines, one column for every field."""
    return _table([field.name for field in own_fields(kind)], map(flat, records))


def _table(names: Sequence[str], lines: Iterable[Mapping[str, str | int | float | bool]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, names, delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    for line in lines:
        writer.writerow({key: cell(value) for key, value in line.items()})
    return text.getvalue().encode("utf-8-sig")


def cell(value: str | int | float | bool) -> str:
    """A value that no spreadsheet takes for a formula; numbers with a decimal comma.

    >>> cell("=1+1"), cell(-2.5), cell(True)
    ("'=1+1", '-2,5', 'true')
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float)):
        return str(value).replace(".", ",")
    text = clean(value)
    return f"'{text}" if FORMULA.match(text) else text
