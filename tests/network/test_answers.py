"""Every command answers as its JSON Schema says, and every command explains itself."""

from __future__ import annotations

import contextlib
import io
import json
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from network import Actor, HelpRequest, Place, Snapshot, Tie
from network.__main__ import _COMMANDS, main
from network.files import exports
from network.files.answer_schema import ANSWERS, answer_schema
from network.files.schema import json_schema
from tests.network.any_snapshot import snapshots

TYPES = {"string": str, "array": list, "object": dict, "boolean": bool, "null": type(None)}
MORE = {"whatif": ["--remove", "a0"], "changes": ["--since", "2026-05-01"]}
WITHOUT_ANSWER = {"draw", "export"}
SHOT = Snapshot(
    on=date(2026, 11, 1),
    places=(Place("06440004", "Büdingen", 50.29, 9.11),),
    actors=(
        Actor("a0", "staff", "06440004", paid=True),
        Actor("v1", "volunteer", "06440004", paid=False, languages=("tir",), needs=("gesundheit",)),
        Actor("o1", "organisation", None, paid=False, organisation_kind="mso"),
    ),
    ties=(Tie("a0", "v1", "tandem", date(2025, 1, 1)), Tie("v1", "a0", "referral", directed=True)),
    requests=(HelpRequest("r1", "06440004", "ukr", "wohnen", date(2026, 10, 1), staff="a0"),),
)


def faults(value: Any, schema: dict[str, Any], where: str = "$") -> list[str]:
    """Where a value breaks a schema, for the words of JSON Schema that ours use."""
    known = schema.get("type", [])
    if known and not any(is_of(value, one) for one in ([known] if isinstance(known, str) else known)):
        return [f"{where}: {value!r} is not {known}"]
    found = [f"{where}: {value!r} is not among {schema['enum']}"] if value not in schema.get("enum", [value]) else []
    if isinstance(value, (int, float)) and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        found.append(f"{where}: {value} is out of range")
    if isinstance(value, list):
        each = schema.get("prefixItems") or [schema.get("items", {})] * len(value)
        found += [fault for i, one in enumerate(value) for fault in faults(one, each[i], f"{where}[{i}]")]
    if isinstance(value, dict):
        named, rest = schema.get("properties", {}), schema.get("additionalProperties", {})
        found += [f"{where}: {name} is missing" for name in schema.get("required", []) if name not in value]
        for name, one in value.items():
            if name not in named and rest is False:
                found.append(f"{where}: {name} is not in the schema")
            else:
                found += faults(one, named.get(name, rest), f"{where}.{name}")
    return found


def is_of(value: Any, kind: str) -> bool:
    """Is the value of this type of JSON?"""
    if kind in ("number", "integer"):
        return isinstance(value, int if kind == "integer" else (int, float)) and not isinstance(value, bool)
    return isinstance(value, TYPES[kind])


def answer(command: str, shot: Snapshot, *more: str) -> Any:
    """What a command prints about a network."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "netz.json"
        file.write_text(exports.to_json(shot), encoding="utf-8")
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            assert main([command, str(file), *more]) == 0
    return json.loads(printed.getvalue(), parse_constant=pytest.fail)


@pytest.mark.parametrize("command", ANSWERS)
def test_an_answer_is_as_the_schema_says(command: str) -> None:
    """Every field that is printed stands in the schema with its type, and none is missing."""
    found = answer(command, SHOT, *MORE.get(command, []))
    assert faults(found, answer_schema(command)) == []


def test_one_cell_names_its_volunteers() -> None:
    """The one answer with a field of its own: who reaches a single cell."""
    cell = ["--language", "tir", "--need", "gesundheit", "--municipality", "06440004"]
    found = answer("supply", SHOT, *cell)
    assert found["volunteers"] == ["v1"]
    assert faults(found, answer_schema("supply")) == []


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(snapshots())
def test_any_network_is_answered_as_the_schema_says(shot: Snapshot) -> None:
    """Also of nobody, of one person, and of several parts; the file itself is as its schema says."""
    assert faults(json.loads(exports.to_json(shot)), json_schema()) == []
    for command in ANSWERS.keys() - ({"whatif"} if not shot.actors else set()):
        assert faults(answer(command, shot, *MORE.get(command, [])), answer_schema(command)) == []


def test_the_guard_sees_what_is_wrong() -> None:
    """Negative control: a missing, a foreign, a wrong and an unknown value are each found."""
    right, schema = answer("gaps", SHOT), answer_schema("gaps")
    first = right["gaps"][0]
    for wrong in (
        {key: value for key, value in first.items() if key != "since"},
        {**first, "colour": "red"},
        {**first, "severity": "high"},
        {**first, "severity": 1.5},
        {**first, "code": "L99"},
    ):
        assert faults({**right, "gaps": [wrong]}, schema)


def test_every_command_has_an_answer_or_writes_a_file() -> None:
    """No command is without a schema, except those that write a file instead."""
    assert set(_COMMANDS) == set(ANSWERS) | WITHOUT_ANSWER


@pytest.mark.parametrize("command", ["schema", *_COMMANDS])
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """--help names every option with a word about it, and ends well."""
    with pytest.raises(SystemExit) as done:
        main([command, "--help"])
    assert done.value.code == 0
    printed = capsys.readouterr().out
    assert printed.startswith(f"usage: python -m network {command}")
    with pytest.raises(SystemExit):
        main(["--help"])
    assert f"    {command}" in capsys.readouterr().out


@pytest.mark.parametrize("command", ANSWERS)
def test_the_schema_is_printed(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """`python -m network schema COMMAND` prints the schema of the answer."""
    assert main(["schema", command]) == 0
    assert json.loads(capsys.readouterr().out) == json.loads(json.dumps(answer_schema(command)))
