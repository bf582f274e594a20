"""Files that are broken, or made to break whoever reads them: exit status 2 and one line, never a traceback."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from network.__main__ import main
from network.files.printing import LONGEST
from network.thresholds import MOST

ACTORS: list[dict[str, Any]] = [
    {"id": "a", "kind": "staff", "paid": True, "municipality": "1"},
    {"id": "b", "kind": "volunteer", "paid": False, "municipality": "1"},
]
TIE = {"source": "a", "target": "b", "kind": "tandem", "since": "2026-01-01"}
PLACE = {"ags": "1", "name": "Nidda", "lat": 50.0, "lon": 9.0}
GRAPHML = '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">%s<graph edgedefault="directed">%s</graph></graphml>'
GEXF = '<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2"><graph>%s<nodes>%s</nodes><edges/></graph></gexf>'


def _json(**changed: Any) -> str:
    return json.dumps({"on": "2026-11-01", "actors": ACTORS, "ties": [TIE], "places": [PLACE], **changed})


def _number(kind: str, value: str) -> str:
    key = f'<key id="d" for="node" attr.name="capacity" attr.type="{kind}"/>'
    return GRAPHML % (key, f'<node id="a"><data key="d">{value}</data></node>')


def _laughing(document: str) -> str:
    """A billion laughs: each word is ten of the one before."""
    words = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    return f'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a0 "ha">{words}]>{document}'


def _foreign(document: str) -> str:
    return f'<!DOCTYPE l [<!ENTITY a11 SYSTEM "file:///etc/passwd">]>{document}'


NODE = GRAPHML % ('<key id="l" for="node" attr.name="label"/>', '<node id="n"><data key="l">&a11;</data></node>')
GEXF_NODE = GEXF % ("", '<node id="n" label="&a11;"/>')
HOSTILE: dict[str, str | bytes] = {
    "deep.json": "[" * 200_000,
    "deep.gexf": GEXF % ("", '<node id="a" label="A"><nodes>' * 3000 + "</nodes></node>" * 3000),
    "laughs.graphml": _laughing(NODE),
    "laughs.gexf": _laughing(GEXF_NODE),
    "foreign.graphml": _foreign(NODE),
    "foreign.gexf": _foreign(GEXF_NODE),
    "encoding.graphml": '<?xml version="1.0" encoding="none-8"?><graphml/>',
    "key.graphml": GRAPHML % ('<key id="q" for="node"/>', '<node id="a"/>'),
    "infinite.graphml": _number("double", "INF"),
    "words.graphml": _number("int", "many"),
    "kind.graphml": _number("robot", "1"),
    "kind.gexf": GEXF
    % (
        '<attributes class="node"><attribute id="0" title="x" type="robot"/></attributes>',
        '<node id="a" label="A"><attvalues><attvalue for="0" value="x"/></attvalues></node>',
    ),
    "no id.graphml": GRAPHML % ("", "<node/>"),
    "half an edge.graphml": GRAPHML % ("", '<node id="a"/><edge source="a"/>'),
    "empty id.json": _json(actors=[{**ACTORS[0], "id": " "}]),
    "twice.json": _json(actors=[*ACTORS, {**ACTORS[0], "kind": "volunteer"}]),
    "no list.json": _json(actors=5),
    "no lists.json": _json(ties=True),
    "no object.json": _json(thresholds=[1]),
    "no words.json": _json(thresholds="x"),
    "infinite.json": _json(actors=[{**ACTORS[0], "load": float("inf")}]),
    "huge.json": _json(actors=[{**ACTORS[0], "capacity": 10**400}]),
    "digits.json": _json(actors=[{**ACTORS[0], "capacity": "9" * 5000}]),
    "not a number.json": _json(actors=[{**ACTORS[0], "radius_km": float("nan")}]),
    "half a letter.json": _json(actors=[{**ACTORS[0], "label": "\ud800"}]),
    "half-life.json": _json(half_life_days=float("inf")),
    "window.json": _json(window_days=10**30),
    "far days.json": _json(thresholds={"request_days": 10**9}),
    "further days.json": _json(thresholds={"contact_days": MOST + 1}),
    "negative.json": _json(thresholds={"betweenness_share": -1}),
    "infinite share.json": _json(thresholds={"betweenness_share": float("inf")}),
    "first day.json": _json(on="0001-01-01"),
    "last day.json": _json(on="9999-12-31"),
    "place.json": _json(places=[{**PLACE, "lat": float("inf")}]),
    "border.json": _json(places=[{**PLACE, "rings": [[[1, 2], [3]]]}]),
    "terminal.json": _json(actors=[{**ACTORS[0], "kind": "\x1b]0;x\x07\n"}], ties=[]),
    "cell.csv": "id;label\na;" + "x" * 200_000,
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("command", ["gaps", "draw"])
def test_hostile_files_are_refused_in_one_line(
    command: str, name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing on stdout, nothing written, one short line on stderr."""
    path, target = tmp_path / name, tmp_path / "out.svg"
    content = HOSTILE[name]
    path.write_bytes(content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content)
    (tmp_path / "edges.csv").write_text("source;target\n")
    more = {"gaps": [], "draw": ["--out", str(target)]}[command]
    status = main([command, str(path), "--edges", str(tmp_path / "edges.csv"), *more])
    out, err = capsys.readouterr()
    assert (status, out, target.exists()) == (2, "", False)
    assert err.startswith("network: ")
    assert err.rstrip("\n").isprintable()
    assert len(err) <= LONGEST + len("network: \n")


def test_nothing_of_a_foreign_file_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An entity that names another file opens none."""
    secret = tmp_path / "secret"
    secret.write_text("canary")
    for name in ("foreign.graphml", "foreign.gexf"):
        (tmp_path / name).write_text(str(HOSTILE[name]).replace("/etc/passwd", str(secret)))
        main(["gaps", str(tmp_path / name)])
        assert "canary" not in "".join(capsys.readouterr())


@pytest.mark.parametrize("command", ["measures", "gaps", "collaboration"])
def test_ties_of_long_ago_are_weak_and_not_nothing(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A network that was left alone for very many half-lives still has groups: their weights do not add up to 0."""
    path = tmp_path / "old.json"
    path.write_text(_json(half_life_days=1, on="2031-11-01"))
    assert main([command, str(path)]) == 0
    json.loads(capsys.readouterr().out)


def test_ids_of_a_table_give_a_terminal_no_commands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An id with control characters is one cell of one line."""
    path = tmp_path / "terminal.json"
    path.write_text(_json(actors=[{**ACTORS[0], "id": "a\x1b]0;x\x07\nb"}], ties=[]))
    assert main(["measures", str(path), "--table"]) == 0
    assert capsys.readouterr().out.replace("\n", "").isprintable()


def test_a_process_of_its_own_says_the_same(tmp_path: Path) -> None:
    """With real streams, which take no half letters."""
    path = tmp_path / "half.json"
    path.write_text(str(HOSTILE["half a letter.json"]))
    done = subprocess.run(
        [sys.executable, "-m", "network", "rows", str(path)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
