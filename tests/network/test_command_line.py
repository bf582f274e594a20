"""`python -m network` answers in JSON or tables, and refuses with a sentence."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import networkx as nx
import pytest

from network import Actor, Tie, gaps
from network.__main__ import main
from network.files import exports
from network.files.reading import read
from network.files.records import as_plain
from network.files.schema import json_schema
from network.whatif import Scenario, saved
from tests.network.one_shot import ON, SHOT


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    """Exit status, stdout and stderr of one command."""
    status = main([str(word) for word in words])
    out, err = capsys.readouterr()
    return status, out, err


@pytest.mark.parametrize("command", ["measures", "gaps", "coverage", "whatif"])
def test_commands_answer_in_json_and_tables(command: str, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every command prints valid JSON without NaN, and a table on request."""
    more = ["--remove", "s1"] if command == "whatif" else []
    status, out, err = run(capsys, command, file, *more)
    assert (status, err) == (0, "")
    assert json.loads(out, parse_constant=pytest.fail)["on"] == "2026-11-01"
    status, table, _ = run(capsys, command, file, "--table", *more)
    assert status == 0
    assert table.splitlines()[0] == "on: 2026-11-01"


def test_numbers_of_the_page_can_be_repeated(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The gaps from the export are those of the library."""
    _, out, _ = run(capsys, "gaps", file)
    assert [one["key"] for one in json.loads(out)["gaps"]] == [one.key for one in gaps(SHOT)]


def test_a_scenario_from_a_file(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A saved scenario adds people, ties and trainings, and options go on from there."""
    plan = Scenario().with_actor(Actor("n", "staff", "06440004", paid=True)).with_tie(Tie("n", "v1", "tandem"))
    kept = tmp_path / "plan.json"
    kept.write_text(saved(plan.with_training("v1", "wohnen")), encoding="utf-8")
    _, out, err = run(capsys, "whatif", file, "--scenario", kept, "--remove", "s1")
    said = json.loads(out)
    assert (err, said["removed"], said["after"]["node_count"], said["newly_alone"]) == ("", ["s1"], 3, ["o1"])
    assert said["desks"] == [{"id": "s1", "open_count": 1, "volunteer_count": 1, "deputy": "v1"}]
    for broken in ("[]", "{", '{"removed_ties": [5]}', '{"added": [{"id": "a"}]}', "[" * 5000):
        kept.write_text(broken)
        status, out, err = run(capsys, "whatif", file, "--scenario", kept)
        assert (status, out, err.count("\n"), err[:32]) == (2, "", 1, "network: plan.json is no scenario: "[:32])


def test_draw_writes_a_standalone_picture(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The picture is a well-formed SVG; without places municipalities are invented."""
    target = tmp_path / "netz.svg"
    assert run(capsys, "draw", file, "--out", target) == (0, "", "")
    assert ElementTree.parse(target).getroot().tag.endswith("svg")
    file.write_text(exports.to_json(replace(SHOT, places=())), encoding="utf-8")
    assert run(capsys, "draw", file, "--out", target, "--level", "neighbourhood", "--focus", "s1")[0] == 0


def test_export_converts(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Export hides ids by default and keeps them on request."""
    for suffix in ("json", "graphml", "gexf", "csv"):
        target = tmp_path / f"out.{suffix}"
        assert run(capsys, "export", file, "--out", target)[0] == 0
        assert b'"s1"' not in target.read_bytes()
    run(capsys, "export", file, "--out", tmp_path / "out.json", "--identifiable")
    assert read(tmp_path / "out.json") == SHOT


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "Expecting"),
        ("[]", "one object"),
        ("{}", "needs a list 'actors'"),
        ('{"actors": [], "tie": []}', "unknown 'tie'; a network has on, actors, ties"),
        ('{"actors": [{"id": "a"}, {"kind": "staff"}]}', "actors[1]: Actor without id"),
        ('{"actors": [{"id": "a", "kind": "robot"}]}', "robot"),
        ('{"actors": [{"id": "a", "capacity": "viel"}]}', "Actor.capacity"),
        ('{"actors": [{"id": "a", "paid": "vielleicht"}]}', "Actor.paid"),
        ('{"actors": [7]}', "actors[0] is not an object"),
        ('{"on": "gestern", "actors": []}', "not a date"),
        ('{"actors": [], "ties": [{"source": "a", "target": "b"}]}', "'a'"),
        ('{"actors": [], "ties": [{"source": "a", "target": "b", "intensity": 9}]}', "intensity"),
        ('{"actors": [], "ties": [{"source": "a", "target": "b", "since": "2026-13-01"}]}', "Tie.since"),
    ],
)
def test_bad_files_are_refused_with_a_sentence(
    content: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit status 2, nothing on stdout, one line on stderr that says where."""
    path = tmp_path / "bad.json"
    path.write_text(content)
    status, out, err = run(capsys, "gaps", path)
    assert (status, out) == (2, "")
    assert words in err
    assert err.count("\n") == 1


def test_other_errors_have_status_two(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Missing files, unknown suffixes, unknown ids and nodes are errors, not crashes."""
    (tmp_path / "a.docx").write_text("")
    (tmp_path / "a.graphml").write_text("<no")
    assert run(capsys, "gaps", tmp_path / "none.json")[0] == 2
    assert run(capsys, "gaps", tmp_path / "a.docx")[0] == 2
    assert run(capsys, "gaps", tmp_path / "a.graphml")[0] == 2
    assert run(capsys, "whatif", file, "--remove", "nobody")[0] == 2
    assert run(capsys, "draw", file, "--out", tmp_path / "a.svg", "--level", "neighbourhood", "--focus", "x")[0] == 2
    assert run(capsys, "draw", file, "--out", tmp_path / "a.svg", "--level", "municipality")[0] == 2
    assert run(capsys, "export", file, "--out", tmp_path / "a.docx")[0] == 2


def test_any_graph_file_is_welcome(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A GraphML file from elsewhere, without our attributes, is measured as NetworkX measures it."""
    graph = nx.karate_club_graph()
    nx.write_graphml(graph, tmp_path / "karate.graphml")
    status, out, _ = run(capsys, "measures", tmp_path / "karate.graphml", "--on", ON)
    assert status == 0
    expected = nx.betweenness_centrality(graph)
    found = {row["id"]: row["betweenness"] for row in json.loads(out)["nodes"]}
    assert found == pytest.approx({str(node): value for node, value in expected.items()}, abs=1e-11)


def test_schema_names_every_field(capsys: pytest.CaptureFixture[str]) -> None:
    """The schema covers what an export writes, down to the last key."""
    status, out, _ = run(capsys, "schema")
    assert status == 0
    properties = json.loads(out)["properties"]
    assert set(as_plain(SHOT)) == set(properties)
    assert set(as_plain(SHOT)["actors"][0]) == set(properties["actors"]["items"]["properties"])
    assert json_schema()["properties"]["actors"]["items"]["required"] == ["id", "kind", "paid"]


def test_runs_as_a_module(file: Path) -> None:
    """The documented command line works as written."""
    done = subprocess.run(
        [sys.executable, "-m", "network", "gaps", str(file)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    assert json.loads(done.stdout)["gaps"]
    usage = subprocess.run([sys.executable, "-m", "network", "gaps"], capture_output=True, text=True, check=False)
    assert usage.returncode == 2


@pytest.mark.parametrize(
    "words",
    [
        ["measures", "--half-life", "0"], ["measures", "--window", "-3"], ["coverage", "--acts", "0"],
        ["coverage", "--budget", "nan"], ["coverage", "--costs", "1", "-2", "3"],
    ],
)  # fmt: skip
def test_numbers_that_mean_nothing_are_refused(
    words: list[str], file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit status 2 and the name of the option, instead of an answer without it."""
    with pytest.raises(SystemExit) as done:
        main([words[0], str(file), *words[1:]])
    assert done.value.code == 2
    assert words[1] in capsys.readouterr().err


def test_errors_are_sentences(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No word of Python's: a missing file, a file that is no JSON, a day after the network's own."""
    missing, broken = tmp_path / "weg.json", tmp_path / "kein.json"
    broken.write_text("{]", encoding="utf-8")
    assert run(capsys, "gaps", missing)[2] == f"network: {missing}: No such file or directory\n"
    assert run(capsys, "gaps", broken)[2].startswith("network: kein.json: this is no JSON: ")
    status, out, err = run(capsys, "changes", file, "--since", "2030-01-01")
    assert (status, out) == (2, "")
    assert err == "network: --since 2030-01-01 lies after the day of the network, 2026-11-01\n"
    assert run(capsys, "changes", file, "--since", "2026-10-01")[0] == 0
