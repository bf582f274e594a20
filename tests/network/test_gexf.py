"""GEXF as Gephi reads it: by the rules of the schema 1.3, every tie on its own, with its time.

Gephi itself does not run here; the rules are those of https://gephi.org/gexf/format/schema.html (1.3, 2022).
"""

from __future__ import annotations

import io
from datetime import date
from xml.etree import ElementTree

import networkx as nx
import pytest

from network import Actor, Snapshot, Tie
from network.files import exports

ON = date(2026, 11, 1)
NAMESPACE = "{http://gexf.net/1.3}"
#: What an element may carry, and what it must.
ALLOWED = {
    "gexf": {"version", "variant", "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"},
    "meta": {"lastmodifieddate"},
    "creator": set(),
    "keywords": set(),
    "graph": {"defaultedgetype", "idtype", "mode", "timeformat", "timerepresentation", "timezone", "start", "end"},
    "attributes": {"class", "mode"},
    "attribute": {"id", "title", "type"},
    "nodes": {"count"},
    "node": {"id", "label", "start", "end"},
    "edges": {"count"},
    "edge": {"id", "source", "target", "type", "label", "weight", "kind", "start", "end"},
    "attvalues": set(),
    "attvalue": {"for", "value"},
}
NEEDED = {
    "gexf": {"version"}, "attributes": {"class"}, "attribute": {"id", "title", "type"}, "node": {"id"},
    "edge": {"source", "target"}, "attvalue": {"for", "value"},
}  # fmt: skip
TYPES = {"integer", "long", "double", "float", "boolean", "string"}

SNAPSHOT = Snapshot(
    on=ON,
    places=(),
    actors=(
        Actor("s1", "staff", "06440004", paid=True, label="Öl <&>", since=date(2024, 1, 1)),
        Actor("v1", "volunteer", "06440004", paid=False, languages=("tir", "ara")),
        Actor("o1", "organisation", None, paid=False, organisation_kind="mso", capacity=3),
    ),
    ties=(
        Tie("s1", "v1", "tandem", date(2025, 1, 1), date(2026, 10, 1), count=4, intensity=3),
        Tie("s1", "v1", "referral", date(2025, 2, 1), until=date(2027, 1, 1), directed=True),
        Tie("o1", "s1", "membership"),
    ),
)


@pytest.fixture
def root() -> ElementTree.Element:
    """The file, read."""
    return ElementTree.fromstring(exports.to_gexf(SNAPSHOT))


def _named(root: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return list(root.iter(NAMESPACE + name))


def _faults(root: ElementTree.Element) -> list[str]:
    """Elements and attributes that the schema does not know, or misses."""
    found = []
    for one in root.iter():
        name = one.tag.removeprefix(NAMESPACE)
        found += [f"{name} {key}" for key in one.keys() if key not in ALLOWED.get(name, set())]  # noqa: SIM118
        found += [f"{name} needs {key}" for key in NEEDED.get(name, set()) if key not in one.attrib]
        found += [] if name in ALLOWED else [name]
    return found


def test_every_element_is_one_that_the_schema_knows(root: ElementTree.Element) -> None:
    """Version, attributes, and the order below the graph; what NetworkX writes by itself would have a fault."""
    assert root.get("version") == "1.3"
    assert _faults(root) == []
    (graph,) = _named(root, "graph")
    order = [one.tag.removeprefix(NAMESPACE) for one in graph]
    assert order == ["attributes"] * (len(order) - 2) + ["nodes", "edges"]
    plain = io.BytesIO()
    nx.write_gexf(nx.Graph([("a", "b")]), plain, version="1.3")
    assert "graph name" in _faults(ElementTree.fromstring(plain.getvalue()))


def test_values_are_declared_where_they_stand(root: ElementTree.Element) -> None:
    """A value names an attribute of its own class, which is static and has a type of the schema."""
    declared = {}
    for group in _named(root, "attributes"):
        assert group.get("mode") == "static"
        declared[group.get("class")] = {one.get("id"): one.get("type") for one in group}
        assert set(declared[group.get("class")].values()) <= TYPES
    assert set(declared) == {"node", "edge"}
    for kind in ("node", "edge"):
        for one in _named(root, kind):
            assert {value.get("for") for value in one.iter(f"{NAMESPACE}attvalue")} <= set(declared[kind])


def test_time_is_a_day_that_the_timeline_reads(root: ElementTree.Element) -> None:
    """The graph is dynamic and counts in days; an unknown day is open, and no tie ends before it began."""
    (graph,) = _named(root, "graph")
    assert (graph.get("mode"), graph.get("timeformat")) == ("dynamic", "date")
    spans = {one.get("kind"): (one.get("start"), one.get("end")) for one in _named(root, "edge")}
    assert spans == {
        "tandem": ("2025-01-01", None),
        "referral": ("2025-02-01", "2027-01-01"),
        "membership": (None, None),
    }
    for start, end in spans.values():
        assert not (start and end) or date.fromisoformat(start) <= date.fromisoformat(end)


def test_two_ties_of_a_pair_stay_two(root: ElementTree.Element) -> None:
    """Gephi tells edges of one pair apart by their kind alone; each has an id of its own and ends that exist."""
    edges, nodes = _named(root, "edge"), {one.get("id") for one in _named(root, "node")}
    assert len({one.get("id") for one in edges}) == len(edges) == len(SNAPSHOT.ties)
    pairs = [(one.get("source"), one.get("target"), one.get("kind")) for one in edges]
    assert len(set(pairs)) == len(pairs)
    assert len({pair[:2] for pair in pairs}) < len(pairs)
    assert {end for pair in pairs for end in pair[:2]} <= nodes


def test_networkx_reads_it_as_well() -> None:
    """The same nodes, ties and days come back."""
    graph = nx.read_gexf(io.BytesIO(exports.to_gexf(SNAPSHOT)))
    assert set(graph) == {"s1", "v1", "o1"}
    assert sorted(data["tie_kind"] for _, _, data in graph.edges(data=True)) == ["membership", "referral", "tandem"]
    assert {data.get("start") for _, _, data in graph.edges(data=True)} == {"2025-01-01", "2025-02-01", None}
    assert graph.nodes["s1"]["label"] == "Öl <&>"
