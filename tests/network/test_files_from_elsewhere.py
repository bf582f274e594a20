"""Files that other programs and people write are read as they are: Gephi, Kumu, Pajek, NetworkX, a list in German."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import networkx as nx
import pytest

from network import Snapshot
from network.__main__ import main
from network.files.reading import read
from network.files.records import UnreadableFile

ON = date(2026, 11, 1)


def tables(folder: Path, nodes: str, edges: str) -> Snapshot:
    """What is read from two tables."""
    (folder / "n.csv").write_text(nodes, encoding="utf-8")
    (folder / "e.csv").write_text(edges, encoding="utf-8")
    return read(folder / "n.csv", edges=folder / "e.csv", on=ON)


def pairs(shot: Snapshot) -> list[tuple[str, str, str, bool]]:
    """Ends, kind and direction of every tie."""
    return [(one.source, one.target, one.kind, one.directed) for one in shot.ties]


def test_gephi_tables(tmp_path: Path) -> None:
    """The columns of Gephi's export; its Type is the direction, its Interval and Weight are left out."""
    found = tables(
        tmp_path,
        '\ufeffId,Label,Interval,Modularity Class\n0,Rathaus,,1\n1,"AWO, Kreis",,0\n',
        "Source,Target,Type,Id,Label,Interval,Weight\n0,1,Undirected,0,,,2.0\n1,0,Directed,1,,,1.0\n",
    )
    assert [(one.id, one.label, one.kind) for one in found.actors] == [
        ("0", "Rathaus", "organisation"),
        ("1", "AWO, Kreis", "organisation"),
    ]
    assert pairs(found) == [("0", "1", "cooperation", False), ("1", "0", "cooperation", True)]


def test_kumu_tables(tmp_path: Path) -> None:
    """Elements without an id stand under their label; Type is the kind, Direction the direction."""
    found = tables(
        tmp_path,
        "Label,Type,Tags,Description\nRathaus,Organization,,\nAna,Ehrenamtliche,,\nPaul,Person,,\n",
        "Label,Direction,From,To,Type,Description\n,directed,Rathaus,Ana,schulung,\n,mutual,Ana,Paul,,\n",
    )
    assert [(one.id, one.kind) for one in found.actors] == [
        ("Rathaus", "organisation"), ("Ana", "volunteer"), ("Paul", "organisation"),
    ]  # fmt: skip
    assert pairs(found) == [("Rathaus", "Ana", "schulung", True), ("Ana", "Paul", "cooperation", False)]


def test_a_german_list(tmp_path: Path) -> None:
    """Semicolons, German headings and German days, as somebody keeps them in a spreadsheet."""
    found = tables(
        tmp_path,
        "\ufeffKennung;Bezeichnung;Art;Gemeindeschlüssel;Sprachen;Themen;Hauptamtlich\r\n"
        "a;Frau A;Hauptamtliche;06440004;;;ja\r\nb;Herr B;Ehrenamtlich;06440004;tir, ara;gesundheit;\r\n",
        "Von;Nach;Art;Seit;Letzter Kontakt;Anzahl\r\na;b;tandem;1.2.2024;23.10.2026;4\r\n",
    )
    assert [(one.kind, one.paid, one.municipality, one.languages) for one in found.actors] == [
        ("staff", True, "06440004", ()), ("volunteer", False, "06440004", ("tir", "ara")),
    ]  # fmt: skip
    (tie,) = found.ties
    assert (tie.kind, tie.since, tie.last_contact, tie.count) == ("tandem", date(2024, 2, 1), date(2026, 10, 23), 4)


def test_a_foreign_kind_in_our_own_column_is_refused(tmp_path: Path) -> None:
    """The negative control: where somebody uses our heading, a kind that is none of ours is a mistake."""
    with pytest.raises(UnreadableFile, match="robot"):
        tables(tmp_path, "id,kind\na,robot\n", "source,target\n")


def test_places_under_other_names(tmp_path: Path) -> None:
    """Municipalities with German headings."""
    (tmp_path / "p.csv").write_text("Gemeindeschlüssel;Gemeinde;Breite;Länge\n06440004;Büdingen;50,29;9,11\n")
    (tmp_path / "n.json").write_text('{"actors": []}')
    (place,) = read(tmp_path / "n.json", places=tmp_path / "p.csv").places
    assert (place.ags, place.name, place.lat, place.lon) == ("06440004", "Büdingen", 50.29, 9.11)


@pytest.mark.parametrize(
    "values",
    [
        {
            "elements": [{"label": "a", "type": "Person"}, {"label": "b"}],
            "connections": [{"from": "a", "to": "b", "direction": "directed"}],
        },
        nx.node_link_data(nx.DiGraph([("a", "b")]), edges="edges"),
        nx.node_link_data(nx.DiGraph([("a", "b")]), edges="links"),
    ],
)
def test_json_of_kumu_and_networkx(tmp_path: Path, values: dict) -> None:
    """Elements with connections, nodes with edges or links."""
    (tmp_path / "n.json").write_text(json.dumps(values))
    assert pairs(read(tmp_path / "n.json")) == [("a", "b", "cooperation", True)]


@pytest.mark.parametrize(("suffix", "write"), [("graphml", nx.write_graphml), ("gexf", nx.write_gexf)])
def test_a_directed_graph_has_directed_ties(
    tmp_path: Path, suffix: str, write: object, capsys: pytest.CaptureFixture[str]
) -> None:
    """Reciprocity is that of NetworkX by pairs; an undirected graph has none."""
    graph = nx.DiGraph([("a", "b"), ("b", "a"), ("b", "c"), ("c", "d")])
    for one, expected in ((graph, 1 / 3), (graph.to_undirected(), None)):
        write(one, tmp_path / f"n.{suffix}")
        assert main(["measures", str(tmp_path / f"n.{suffix}"), "--on", "2026-11-01"]) == 0
        assert json.loads(capsys.readouterr().out)["reciprocity"] == (expected and pytest.approx(expected))


def test_pajek_by_way_of_networkx(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A network of Pajek, with its positions and shapes, turned into GraphML."""
    (tmp_path / "n.net").write_text(
        '*Vertices 3\n1 "Rathaus" 0.1 0.2 0.5 ellipse\n2 "AWO" 0.3 0.4 0.5 box\n3 "VHS" 0.5 0.5 0.5 box\n'
        "*Edges\n1 2 1\n2 3 1\n"
    )
    nx.write_graphml(nx.read_pajek(tmp_path / "n.net"), tmp_path / "n.graphml")
    assert main(["measures", str(tmp_path / "n.graphml"), "--on", "2026-11-01"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert {one["id"]: one["betweenness"] for one in said["nodes"]} == {"AWO": 1.0, "Rathaus": 0.0, "VHS": 0.0}


def test_what_is_left_out_of_tables_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A misspelled column or setting would silently change every number; the answer is given all the same."""
    files = {
        "people.csv": "id;kind;sprachn\na;volunteer;tir\nb;staff;\n",
        "ties.csv": "source;target;letzter;weight\na;b;2026-01-01;2\n",
        "places.csv": "ags;name;lat;lon;flaeche\n1;Eins;50;9;5\n",
        "rules.csv": "name;value\nthreshold_radius;20\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    people, ties, places, rules = (tmp_path / name for name in files)
    plain = ["rows", str(people), "--edges", str(ties)]
    assert main([*plain, "--places", str(places), "--settings", str(rules)]) == 0
    said = capsys.readouterr().err.splitlines()
    assert [line.partition(";")[0] for line in said] == [
        "network: people.csv: left out sprachn",
        "network: ties.csv: left out letzter, weight",
        "network: places.csv: left out flaeche",
        "network: rules.csv: no setting is called threshold_radius",
    ]
    people.write_text(files["people.csv"].replace("sprachn", "sprachen"), encoding="utf-8")
    ties.write_text(files["ties.csv"].replace("letzter;weight", "letzter Kontakt;anzahl"), encoding="utf-8")
    assert main(plain) == 0
    assert capsys.readouterr().err == ""
