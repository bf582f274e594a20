"""Day, fading and the numbers of the gap rules go along in every format: the shell says the same of all four files."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import networkx as nx
import pytest

from network import Actor, Snapshot, Thresholds, Tie, gaps
from network.__main__ import main
from network.files import exports
from network.files.reading import read
from network.files.records import UnreadableFile
from tests.network.gap_examples import HERE

ON = date(2026, 11, 1)
RULES = Thresholds(contact_days=31, one_person_share=0.25, radius_km=7.5, agreement_days=200, betweenness_share=0.5)
SHOT = Snapshot(
    on=ON,
    actors=(
        Actor("s1", "staff", HERE, paid=True),
        Actor("s2", "staff", HERE, paid=True),
        Actor("s3", "staff", HERE, paid=True),
        Actor("o1", "organisation", HERE, paid=False, organisation_kind="mso", needs=("alltag",)),
    ),
    ties=(
        Tie("s1", "s2", "runder_tisch", date(2025, 1, 1), date(2026, 9, 1)),
        Tie("s2", "s3", "kooperationsvereinbarung", date(2025, 2, 1), date(2026, 10, 20), until=date(2027, 4, 1)),
        Tie("o1", "s1", "informationsfluss", date(2026, 1, 1), date(2026, 9, 15)),
    ),
    half_life_days=90,
    window_days=300,
    thresholds=RULES,
)
FORMATS = ("json", "graphml", "gexf", "csv")


def written(folder: Path, suffix: str, capsys: pytest.CaptureFixture[str]) -> tuple[Path, list[str]]:
    """The network in one format, and the words with which the shell reads it."""
    source, path = folder / "source.json", folder / f"netz.{suffix}"
    source.write_text(exports.to_json(SHOT), encoding="utf-8")
    assert main(["export", str(source), "--identifiable", "--out", str(path)]) == 0
    capsys.readouterr()
    if suffix != "csv":
        return path, [str(path)]
    edges, settings = (folder / f"netz.{part}.csv" for part in ("edges", "settings"))
    return path, [str(path), "--edges", str(edges), "--settings", str(settings)]


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_format_says_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str], suffix: str) -> None:
    """Settings of one's own come back, and the shell finds the same gaps with the same weight."""
    _path, words = written(tmp_path, suffix, capsys)
    assert main(["gaps", *words]) == 0
    said = [(gap["code"], gap["subject"], gap["severity"]) for gap in json.loads(capsys.readouterr().out)["gaps"]]
    assert said == [(one.code, list(one.subject), one.severity) for one in gaps(SHOT)]


def test_the_numbers_make_the_difference() -> None:
    """The negative control: with the usual numbers the same network has other gaps."""
    usual = replace(SHOT, thresholds=Thresholds())
    quiet, usually_quiet = ({one.subject for one in gaps(shot, ["L9_ruhend"])} for shot in (SHOT, usual))
    assert quiet > usually_quiet


@pytest.mark.parametrize("suffix", FORMATS)
def test_settings_come_back_as_they_went(tmp_path: Path, capsys: pytest.CaptureFixture[str], suffix: str) -> None:
    """Day, half-life, window and thresholds, each with its type."""
    path, words = written(tmp_path, suffix, capsys)
    files = {name.removeprefix("--"): Path(value) for name, value in zip(words[1::2], words[2::2], strict=True)}
    found = read(path, **files)
    assert (found.on, found.half_life_days, found.window_days, found.thresholds) == (ON, 90, 300, RULES)


def test_csv_without_its_third_file_counts_with_the_usual_numbers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """So does a file of another program; its keywords are no settings."""
    path, words = written(tmp_path, "csv", capsys)
    assert read(path, edges=Path(words[2])).thresholds == Thresholds()
    plain = tmp_path / "plain.gexf"
    nx.write_gexf(nx.Graph([("a", "b")]), plain)
    text = plain.read_text().replace("</creator>", "</creator><keywords>Hessen, colour=red</keywords>")
    plain.write_text(text)
    assert read(plain).thresholds == Thresholds()


def test_settings_beside_a_file_count_before_its_own(tmp_path: Path) -> None:
    """One line changes one number; the rest stays as the file has it."""
    path, settings = tmp_path / "netz.json", tmp_path / "regeln.csv"
    path.write_text(exports.to_json(SHOT), encoding="utf-8")
    settings.write_text("name;value\nthreshold_radius_km;12,5\n")
    assert read(path, settings=settings).thresholds == replace(RULES, radius_km=12.5)
    assert read(path, settings=settings).window_days == 300


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("a;b\n1;2\n", "column 'name'"),
        ("name;value\nthreshold_radius_km;far\n", "radius_km"),
        ("name;value\nhalf_life_days;x\n", "half_life_days"),
        ("name;value\nwindow_days;0\n", "less than one day"),
        ("name;value\non;yesterday\n", "not a date"),
    ],
)
def test_settings_that_say_nothing_are_refused_with_a_sentence(tmp_path: Path, content: str, sentence: str) -> None:
    """The message names the line."""
    path, settings = tmp_path / "netz.json", tmp_path / "regeln.csv"
    path.write_text(exports.to_json(SHOT), encoding="utf-8")
    settings.write_text(content)
    with pytest.raises(UnreadableFile, match=sentence):
        read(path, settings=settings)


def test_gexf_keeps_the_shape_that_gephi_reads() -> None:
    """Settings stand in the head, where GEXF 1.3 allows words; nodes and edges are all there."""
    root = ElementTree.fromstring(exports.to_gexf(SHOT))
    space = {"g": "http://gexf.net/1.3"}
    assert [child.tag.partition("}")[2] for child in root] == ["meta", "graph"]
    assert [child.tag.partition("}")[2] for child in root.find("g:meta", space)] == ["creator", "keywords"]
    assert len(root.findall("g:graph/g:edges/g:edge", space)) == len(SHOT.ties)
    assert {one.get("class") for one in root.findall("g:graph/g:attributes", space)} == {"node", "edge"}
