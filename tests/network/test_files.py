"""What files carry: written and read again, in every format, without ids and without formulas."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import networkx as nx
import pytest

from network import build, gaps
from network.files import exports
from network.files.reading import read, snapshot_of
from network.files.records import UnreadableFile, flat
from tests.network.one_shot import ON, SHOT


def test_json_carries_everything(file: Path) -> None:
    """JSON gives back exactly the records that were written."""
    assert read(file) == SHOT


@pytest.mark.parametrize(("suffix", "write"), [("graphml", exports.to_graphml), ("gexf", exports.to_gexf)])
def test_xml_carries_actors_and_ties(tmp_path: Path, suffix: str, write: object) -> None:
    """GraphML and GEXF give back actors and ties, umlauts, lists, dates and missing values included."""
    path = tmp_path / f"netz.{suffix}"
    path.write_bytes(write(SHOT))
    found = read(path, on=ON)
    assert sorted(found.actors, key=str) == sorted(SHOT.actors, key=str)
    assert sorted(found.ties, key=str) == sorted(SHOT.ties, key=str)


def test_csv_carries_actors_and_ties(tmp_path: Path) -> None:
    """Two CSV files give back the same network."""
    nodes, edges = tmp_path / "n.csv", tmp_path / "e.csv"
    nodes.write_bytes(exports.nodes_csv(SHOT))
    edges.write_bytes(exports.edges_csv(SHOT))
    found = read(nodes, edges=edges, on=ON)
    assert sorted(found.actors, key=str) == sorted(SHOT.actors, key=str)
    assert sorted(found.ties, key=str) == sorted(SHOT.ties, key=str)
    with pytest.raises(UnreadableFile, match="--edges"):
        read(nodes)


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_csv_of_gephi_is_read(tmp_path: Path, mark: str) -> None:
    """Gephi's headings, a byte order mark, a quoted line break and a directed tie are understood."""
    nodes, edges = tmp_path / "n.csv", tmp_path / "e.csv"
    nodes.write_text('\ufeffId,Label\na,"Two\nlines"\nb,B\n'.replace(",", mark), encoding="utf-8")
    edges.write_text(
        "Source,Target,Type,Weight\na,b,Directed,2\nb,a,Undirected,1\n".replace(",", mark), encoding="utf-8"
    )
    found = read(nodes, edges=edges)
    assert [(one.id, one.label) for one in found.actors] == [("a", "Two\nlines"), ("b", "B")]
    assert [(one.source, one.target, one.directed) for one in found.ties] == [("a", "b", True), ("b", "a", False)]


@pytest.mark.parametrize(
    ("nodes", "edges", "says"),
    [
        (b"hue;size\n1;A\n", b"source;target\n", "n.csv needs a column 'id' in its first line, which has hue, size"),
        (b"id\n1\n", b"a;b\n1;1\n", "e.csv needs a column 'source' in its first line, which has a, b"),
        (b"", b"source;target\n", "which has nothing"),
        ("id;label\n1;Müller\n".encode("cp1252"), b"source;target\n", "n.csv is not in UTF-8"),
    ],
)  # fmt: skip
def test_csv_says_what_it_needs(tmp_path: Path, nodes: bytes, edges: bytes, says: str) -> None:
    """The error names the file, the missing column and the columns that are there."""
    (tmp_path / "n.csv").write_bytes(nodes)
    (tmp_path / "e.csv").write_bytes(edges)
    with pytest.raises(UnreadableFile, match=says):
        read(tmp_path / "n.csv", edges=tmp_path / "e.csv")


def test_control_characters_do_not_break_xml() -> None:
    """A label with a vertical tab is written without it; NetworkX alone would write a broken file."""
    bad = replace(SHOT, actors=(replace(SHOT.actors[0], label="a\x0bb\x00c"), *SHOT.actors[1:]))
    for text in (exports.to_graphml(bad), exports.to_gexf(bad)):
        ElementTree.fromstring(text)
        assert b"abc" in text
    plain = io.BytesIO()
    nx.write_graphml(nx.Graph([("a\x0bb", "c")]), plain)
    with pytest.raises(ElementTree.ParseError):
        ElementTree.fromstring(plain.getvalue())


def test_spreadsheet_formulas_are_text() -> None:
    """No cell starts a formula, and reading takes the apostrophe off again."""
    bad = replace(SHOT, actors=(replace(SHOT.actors[0], label="=HYPERLINK(1)"),), ties=())
    assert b"'=HYPERLINK(1)" in exports.nodes_csv(bad)


def test_pseudonyms_hide_ids_but_keep_the_network() -> None:
    """No id and no label is left, references follow, and the gaps are the same."""
    hidden = exports.pseudonymised(SHOT)
    text = exports.to_json(hidden)
    assert not any(f'"{word}"' in text for word in ("s1", "v1", "o1", "r1", "Fall <&> Öl"))
    assert {one.deputy for one in hidden.actors} & {one.id for one in hidden.actors}
    assert sorted(one.code for one in gaps(hidden)) == sorted(one.code for one in gaps(SHOT))
    assert hidden.graph.number_of_edges() == SHOT.graph.number_of_edges()


def test_flat_values_are_single() -> None:
    """No list, date or None reaches an XML writer."""
    for record in (*SHOT.actors, *SHOT.ties):
        assert all(isinstance(value, (str, int, float, bool)) for value in flat(record).values())


def test_day_of_a_file_without_a_day() -> None:
    """Without a day the last contact in the file is its present."""
    values = {
        "actors": [{"id": "a"}, {"id": "b"}],
        "ties": [{"source": "a", "target": "b", "last_contact": "2020-02-02"}],
    }
    assert snapshot_of(values).on == date(2020, 2, 2)
    assert build(snapshot_of(values).actors, (), on=ON).number_of_nodes() == 2
