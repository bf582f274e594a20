"""What people mistype at `python -m network`: the sentence names file, row and option, and nothing is lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from network.__main__ import main

PLACES, SETTINGS = "ags;name;lat;lon\n1;Nidda;50;9\n", "name;value\non;2026-11-01\n"
NODES = "id;kind;seit\na; staff ;1.2.2025\nb;volunteer;\n"
EDGES = "source;target;since\na;b;2026-01-01\n"


@pytest.fixture
def tables(tmp_path: Path) -> dict[str, Path]:
    """Two people and a tie as tables, with a midpoint and a day."""
    found, texts = {}, {"nodes": NODES, "edges": EDGES, "places": PLACES, "settings": SETTINGS}
    for name, text in texts.items():
        found[name] = tmp_path / f"{name}.csv"
        found[name].write_text(text, encoding="utf-8")
    return found


def _run(tables: dict[str, Path], command: str, *more: object) -> int:
    options = [word for name in ("edges", "places", "settings") for word in (f"--{name}", str(tables[name]))]
    return main([command, str(tables["nodes"]), *options, *map(str, more)])


def test_blanks_and_german_days_are_read(tables: dict[str, Path], capsys: pytest.CaptureFixture[str]) -> None:
    """In cells as in options."""
    assert _run(tables, "measures", "--on", "1.3.2026") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["on"], len(said["nodes"])) == ("2026-03-01", 2)


@pytest.mark.parametrize(("table", "old", "new", "words"), [
    ("nodes", "staff", "robot", "nodes.csv, row 1: "),
    ("nodes", "b;volunteer", "a;volunteer", "nodes.csv: two actors have the id 'a'"),
    ("edges", "2026-01-01", "2026-02-31", "edges.csv, row 1: Tie.since: '2026-02-31'"),
    ("edges", "target", "goal", "edges.csv needs a column 'target'"),
    ("places", "50", "north", "places.csv, row 1: Place.lat"),
    ("settings", "2026-11-01", "morgen", "settings.csv: on: 'morgen'"),
])  # fmt: skip
def test_the_sentence_names_the_file(
    tables: dict[str, Path], capsys: pytest.CaptureFixture[str], table: str, old: str, new: str, words: str
) -> None:
    """Not the first one that was given, and once."""
    tables[table].write_text(tables[table].read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    assert _run(tables, "measures") == 2
    said = capsys.readouterr().err
    assert said.startswith(f"network: {words}")
    assert said.count(".csv") == 1


@pytest.mark.parametrize(("words", "sentence"), [
    (("draw", "--focus", "b", "--out", "new.svg"), "--focus needs --level"),
    (("draw", "--out", "nodes.csv"), "nodes.csv was just read"),
    (("draw", "--out", "settings.csv"), "settings.csv was just read"),
    (("export", "--out", "nodes.csv"), "nodes.csv was just read"),
])  # fmt: skip
def test_what_was_read_is_not_written_over(
    tables: dict[str, Path], capsys: pytest.CaptureFixture[str], words: tuple[str, ...], sentence: str
) -> None:
    """Nor is an option left out in silence; every file is as it was."""
    before = {path: path.read_bytes() for path in tables.values()}
    folder = tables["nodes"].parent
    status = _run(tables, *words[:-1], folder / words[-1])
    assert status == 2
    assert sentence in capsys.readouterr().err
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize("option", ["--on=9999-12-31", "--on=31.2.2026", "--on=morgen"])
def test_a_day_that_is_none_is_the_fault_of_the_option(
    tables: dict[str, Path], capsys: pytest.CaptureFixture[str], option: str
) -> None:
    """And not of a file that is said to be broken."""
    with pytest.raises(SystemExit) as left:
        _run(tables, "measures", option)
    assert left.value.code == 2
    assert "is no day" in capsys.readouterr().err


def test_costs_are_numbers_that_can_be_added(tables: dict[str, Path], capsys: pytest.CaptureFixture[str]) -> None:
    """Too large ones are refused where they are typed."""
    with pytest.raises(SystemExit):
        _run(tables, "coverage", "--costs", "1e308", "1", "1")
    assert "is no amount" in capsys.readouterr().err


def test_a_word_that_no_scenario_knows_is_named(tables: dict[str, Path], capsys: pytest.CaptureFixture[str]) -> None:
    """`removd` does not mean that nobody leaves."""
    plan = tables["nodes"].with_name("plan.json")
    plan.write_text('{"removd": ["a"]}', encoding="utf-8")
    assert _run(tables, "whatif", "--scenario", plan) == 2
    assert "unknown 'removd'; a scenario has removed," in capsys.readouterr().err


def test_a_second_graph_is_said_to_be_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """GraphML may hold several."""
    path = tmp_path / "two.graphml"
    graph = '<graph edgedefault="directed"><node id="a"/></graph>'
    path.write_text(f'<graphml xmlns="http://graphml.graphdrawing.org/xmlns">{graph * 2}</graphml>', encoding="utf-8")
    assert main(["measures", str(path)]) == 0
    assert "there are 2 graphs, the first one is read" in capsys.readouterr().err


def _shell(tables: dict[str, Path], rest: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    nodes, edges = tables["nodes"], tables["edges"]
    nodes.write_text(NODES.replace("a;", "سليم;"), encoding="utf-8")
    edges.write_text(EDGES.replace("a;", "سليم;"), encoding="utf-8")
    return subprocess.run(
        ["sh", "-c", f'"$0" -m network rows "$1" --edges "$2" {rest}', sys.executable, nodes, edges],
        env={**os.environ, **environment}, capture_output=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("spoken", ["cp1252", "latin1", "ascii"])
def test_an_answer_is_in_utf_8_whatever_the_machine_speaks(tables: dict[str, Path], spoken: str) -> None:
    """A redirect on a German Windows would be in cp1252, which has no Arabic letters."""
    done = _shell(tables, "", PYTHONIOENCODING=spoken)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "سليم" in done.stdout.decode()


@pytest.mark.parametrize(("rest", "words"), [("> /dev/full", b"stdout: No space"), (">&-", b"stdout is closed")])
def test_an_answer_that_cannot_be_written_is_an_error(tables: dict[str, Path], rest: str, words: bytes) -> None:
    """One line and exit status 2, and no traceback when Python ends."""
    done = _shell(tables, rest)
    assert done.returncode == 2
    assert words in done.stderr
    assert done.stderr.count(b"\n") == 1


def test_a_reader_who_has_seen_enough_is_none(tables: dict[str, Path]) -> None:
    """`head` closes early."""
    done = _shell(tables, "| head -1")
    assert (done.returncode, done.stderr) == (0, b"")
