"""The commands on files: right answers on standard output, files as they come from elsewhere."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from matching.__main__ import main
from matching.json_schema import Validator
from matching.people import Candidate, Request
from matching.policy import POLICIES
from matching.problem_file import published, schema
from matching.settings import Settings

Document = dict[str, Any]
ROOT = Path(__file__).parents[2]

EXAMPLE: Document = {
    "format": "lotsen-matching/1", "today": "2026-11-22",
    "candidates": [
        {"id": "v1", "modes": ["lotse"], "lat": 50.11, "lon": 8.68, "radius_km": 25, "remote": False,
         "languages": {"de": "C1", "ar": "native"}, "needs": ["behoerde", "wohnen"],
         "not_needs": ["gesundheit"], "times": ["mon-am", "wed-pm"], "gender": "w",
         "accepts_gender": ["w", "m", "d"], "capacity": 2, "active": 1, "minors_ok": True,
         "absent": [["2026-12-01", "2026-12-20"]], "community": "c1"},
        {"id": "v2", "modes": ["lotse"], "lat": 50.11, "lon": 8.68, "languages": {"ti": "B2", "de": "B1"}},
    ],
    "requests": [
        {"id": "r1", "mode": "lotse", "lat": 50.13, "lon": 8.92, "languages": {"ar": "native", "de": "A1"},
         "needs": ["behoerde"], "times": ["mon-am"], "gender": "w", "wants_gender": "w", "gender_is": "must",
         "involves_minors": False, "remote_ok": False, "not_community": "c7", "urgency": "week",
         "opened_on": "2026-11-01", "starts_on": "2026-11-25", "never": ["v9"]},
        {"id": "r2", "mode": "lotse", "lat": 50.13, "lon": 8.92, "languages": {"ti": "native"}},
    ],
    "pinned": [], "forbidden": [], "settings": {"service_against_fit": 0.5, "min_level": "A2"},
}  # fmt: skip


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Document]:
    """Run a command on a document and read its JSON answer."""

    def answer(command: str, *more: str, document: Document = EXAMPLE, **files: Document) -> Document:
        for name, content in {"problem": document, **files}.items():
            (tmp_path / f"{name}.json").write_text(json.dumps(content))
        others = [str(tmp_path / f"{name}.json") for name in files]
        assert main([command, str(tmp_path / "problem.json"), *others, *more]) == 0
        found: Document = json.loads(capsys.readouterr().out)
        return found

    return answer


def test_assign_and_pairs_agree_and_parts_add_up(run: Callable[..., Document]) -> None:
    """The value is the sum over the assignments, and every value the one that pairs prints.

    language 1000 ‰·300, need 1000 ‰·250, way 424 ‰·200 = 84, time 600 ‰·100, wish 50, load 25 = 769;
    urgency 200, 21 days · 2, service 1000: 2011.
    """
    answer, pairs = run("assign"), run("pairs")["pairs"]
    (pair,) = answer["assignments"]
    assert (pair["request"], pair["candidate"], pair["value"], answer["value"]) == ("r1", "v1", 2011, 2011)
    assert sum(part["points"] for part in pair["parts"]) == 2011
    assert [(row["request"], row["candidate"], row["value"]) for row in pairs] == [("r1", "v1", 2011)]
    assert answer["unserved"] == [{"request": "r2", "reasons": {"language.none": 1, "radius": 1}}]
    assert answer["optimal"] is True
    Validator(schema("assignment")).check(answer)


def test_rank_why_and_prices_answer(run: Callable[..., Document]) -> None:
    """One request: the one person, the refusals of the other, and what would help."""
    ranking = run("rank", "--request", "r1", "--top", "1")
    assert [person["candidate"] for person in ranking["ranked"]] == ["v1"]
    assert [r["code"] for r in ranking["refused"]["v2"]] == ["level.too_low", "radius", "gender.must"]
    line = run("why", "--request", "r2")["relaxations"][0]
    assert (line["codes"], line["best"]["candidate"], line["bends"]) == (["radius"], "v2", True)
    assert run("prices")["prices"] == {"v1": {"one_more_place_adds": 0, "using_one_costs": 2011}}


def test_prices_change_the_order_of_a_rank(run: Callable[..., Document]) -> None:
    """v1 suits r1 better (2131 against 1736) and is the only one for r2.

    r2 with her: language B2, two above A2, 700 ‰·300 = 210, needs 250, way 424 ‰·200 = 84, times 50, wish 50, load 50,
    seven days · 2, service 1000: 1708 that would be lost.
    """
    document = json.loads(published("example.json"))
    plain = run("rank", "--request", "r1", document=document)["ranked"]
    priced = run("rank", "--request", "r1", "--prices", document=document)["ranked"]
    assert [(one["candidate"], one["value"], one["price"]) for one in plain] == [("v1", 2131, 0), ("v2", 1736, 0)]
    assert [(one["candidate"], one["value"], one["price"]) for one in priced] == [("v2", 1736, 0), ("v1", 2131, 1708)]


def test_who_is_kept_apart_stands_among_the_refused(run: Callable[..., Document]) -> None:
    """A forbidden pair vanishes from no answer: it is refused by its code, beside every rule that it breaks."""
    document = planted(lambda d: d.update(forbidden=[["r1", "v1"], ["r1", "v2"]]))
    answer = run("rank", "--request", "r1", document=document)
    assert (answer["ranked"], answer["possible"]) == ([], 0)
    assert {name: [one["code"] for one in found] for name, found in answer["refused"].items()} == {
        "v1": ["pair.forbidden"],
        "v2": ["level.too_low", "radius", "gender.must", "pair.forbidden"],
    }


def test_the_published_example_is_a_problem_and_every_field_has_its_meaning(
    run: Callable[..., Document], capsys: pytest.CaptureFixture[str]
) -> None:
    """A stranger begins with these two: what example prints is answered, what schema prints explains each field."""
    assert main(["example"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert run("assign", document=document)["optimal"]
    assert main(["schema"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed == schema("problem")
    for part in ("candidate", "request", "settings"):
        fields = printed["$defs"][part]["properties"]
        assert [name for name, field in fields.items() if not field.get("description")] == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_file_from_an_editor_is_read(encoding: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Umlauts, fields in another order, Windows line ends and the mark that editors put first."""
    document = planted(lambda d: d["candidates"][0].update(id="Jürgen Weiß, Büdingen"))
    document["candidates"][0] = dict(reversed(document["candidates"][0].items()))
    text = json.dumps(dict(reversed(document.items())), ensure_ascii=False, indent=1)
    file = tmp_path / "problem.json"
    file.write_bytes(text.replace("\n", "\r\n").encode(encoding))
    assert main(["assign", str(file)]) == 0
    assert "Jürgen Weiß, Büdingen" in capsys.readouterr().out


def test_whoever_reads_only_the_beginning_gets_no_error(tmp_path: Path) -> None:
    """``… | head`` closes the pipe early: no traceback."""
    file = tmp_path / "problem.json"
    file.write_text(json.dumps(EXAMPLE))
    command = [sys.executable, "-m", "matching", "schema"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        assert (running.stderr.read(), running.wait()) == (b"", 0)


def test_the_day_of_the_run_chooses_the_version_of_the_settings(run: Callable[..., Document]) -> None:
    """Until October a waited day gave 1 point, since November 3: 21 days are 63 of the value, 2011 - 42 + 63."""
    versions = [
        {"valid_from": "2026-11-01", "settings": {"waiting_points": 3}},
        {"valid_from": "2026-01-01", "valid_until": "2026-10-31", "settings": {"waiting_points": 1}},
    ]
    document = planted(lambda d: (d.pop("settings"), d.update(settings_by_day=versions)))
    assert run("assign", document=document)["value"] == 2011 - 42 + 63


def test_check_reads_the_answer_of_assign(run: Callable[..., Document]) -> None:
    """What assign prints is lawful and loses nothing; an empty one loses everything."""
    assert run("check", assignment=run("assign"))["loss"] == 0
    assert run("check", assignment={"assignments": []})["loss"] == 2011


def planted(change: Callable[[Document], object]) -> Document:
    """The example with one thing wrong."""
    document = copy.deepcopy(EXAMPLE)
    change(document)
    return document


@pytest.mark.parametrize(("part", "model"), [("candidate", Candidate), ("request", Request), ("settings", Settings)])
def test_the_schema_names_the_fields_of_the_library(part: str, model: type) -> None:
    """The published schema and the classes have the same fields."""
    assert set(schema("problem")["$defs"][part]["properties"]) == set(model.__dataclass_fields__)


def test_the_validator_knows_every_word_of_our_schemas() -> None:
    """A keyword that the validator ignores would be a promise without a guard."""
    judged = {
        "type", "const", "enum", "required", "properties", "additionalProperties", "propertyNames", "items",
        "minItems", "maxItems", "minimum", "maximum", "minLength", "maxLength", "format", "$ref",
    }  # fmt: skip
    told = {"$schema", "$id", "$defs", "title", "description"}

    def words(part: Any, *, names_fields: bool = False) -> set[str]:
        if isinstance(part, list):
            return set().union(*(words(inner) for inner in part)) if part else set()
        if not isinstance(part, dict):
            return set()
        inner = [words(value, names_fields=key in ("properties", "$defs") and not names_fields)
                 for key, value in part.items()]  # fmt: skip
        return set().union(set() if names_fields else set(part), *inner)

    assert words(schema("problem")) | words(schema("assignment")) <= judged | told


def test_recruit_and_simulate_answer(run: Callable[..., Document]) -> None:
    """The two remaining commands: profiles with their verified gain, a year beside hindsight."""
    (profile, *_) = run("recruit", "--top", "2")["profiles"]
    assert profile["language"] == "tir"
    assert profile["adds"] == profile["verified"]
    document = planted(lambda d: d["requests"][1].update(opened_on="2026-11-02"))
    year, best = run("simulate", "--policy", "daily", document=document)["years"]
    assert (year["policy"], best["policy"], year["served"]) == ("daily", "hindsight", 0.5)
    years = run("simulate", document=document)["years"]
    assert [year["policy"] for year in years] == [*POLICIES, "hindsight"]
