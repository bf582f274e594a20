"""The commands on files: right answers on standard output, wrong files told by path, exit 2."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from matching.__main__ import main
from matching.json_schema import FileError, Validator
from matching.people import Candidate, Request
from matching.problem_file import schema
from matching.settings import Settings

Document = dict[str, Any]

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


WRONG: list[tuple[str, Callable[[Document], object], str]] = [
    ("unknown field", lambda d: d["candidates"][0].update(name="Mira"), "$.candidates[0].name"),
    ("missing field", lambda d: d["candidates"][1].pop("modes"), "$.candidates[1].modes"),
    ("wrong type", lambda d: d["candidates"][0].update(capacity="2"), "$.candidates[0].capacity"),
    ("truth as number", lambda d: d["candidates"][0].update(capacity=True), "$.candidates[0].capacity"),
    ("impossible date", lambda d: d["requests"][0].update(opened_on="2026-02-30"), "$.requests[0].opened_on"),
    ("impossible absence", lambda d: d["candidates"][0].update(absent=[["2026-02-03", "2026-13-01"]]),
     "$.candidates[0].absent[0][1]"),
    ("absence ends first", lambda d: d["candidates"][0].update(absent=[["2026-02-03", "2026-02-01"]]),
     "$.candidates[0].absent"),
    ("duplicate candidate", lambda d: d["candidates"][1].update(id="v1"), "$.candidates[1].id"),
    ("duplicate request", lambda d: d["requests"][1].update(id="r1"), "$.requests[1].id"),
    ("dangling pin", lambda d: d["pinned"].append(["r1", "v7"]), "$.pinned[0][1]"),
    ("dangling prohibition", lambda d: d["forbidden"].append(["r7", "v1"]), "$.forbidden[0][0]"),
    ("unlawful pin", lambda d: d["pinned"].append(["r2", "v1"]), "$.pinned"),
    ("unknown language", lambda d: d["requests"][0].update(languages={"xx": "A1"}),
     "$.requests[0].languages.xx"),
    ("two spellings", lambda d: d["requests"][0].update(languages={"ar": "A1", "ara": "B1"}),
     "$.requests[0].languages"),
    ("unknown level", lambda d: d["requests"][0].update(languages={"ar": "B3"}),
     "$.requests[0].languages.ar"),
    ("radius below zero", lambda d: d["candidates"][0].update(radius_km=-1), "$.candidates[0].radius_km"),
    ("half a place", lambda d: d["candidates"][0].pop("lon"), "$.candidates[0].lon"),
    ("latitude off the earth", lambda d: d["candidates"][0].update(lat=91), "$.candidates[0].lat"),
    ("not a number", lambda d: d["candidates"][0].update(lat=float("nan")), "$.candidates[0].lat"),
    ("endless", lambda d: d["candidates"][0].update(lat=float("inf")), "$.candidates[0].lat"),
    ("unknown time", lambda d: d["requests"][0].update(times=["mon-night"]), "$.requests[0].times[0]"),
    ("strictness without a wish", lambda d: d["requests"][1].update(gender_is="must"),
     "$.requests[1].wants_gender"),
    ("unknown format", lambda d: d.update(format="lotsen-matching/2"), "$.format"),
    ("unknown criterion", lambda d: d["settings"].update(weights={"beauty": 3}), "$.settings.weights"),
    ("settings twice", lambda d: d.update(settings_by_day=[{"valid_from": "2026-01-01", "settings": {}}]),
     "$.settings_by_day"),
    ("no version of the day",
     lambda d: (d.pop("settings"), d.update(settings_by_day=[{"valid_from": "2027-01-01", "settings": {}}])),
     "$.settings_by_day"),
    ("two versions of a day",
     lambda d: (d.pop("settings"), d.update(settings_by_day=[{"valid_from": "2026-01-01", "settings": {}}] * 2)),
     "$.settings_by_day"),
    ("version that ends first",
     lambda d: (d.pop("settings"), d.update(settings_by_day=[
         {"valid_from": "2026-02-01", "valid_until": "2026-01-01", "settings": {}}])),
     "$.settings_by_day[0].valid_until"),
    ("wrong version",
     lambda d: (d.pop("settings"), d.update(settings_by_day=[
         {"valid_from": "2026-02-01", "settings": {"weights": {"beauty": 1}}}])),
     "$.settings_by_day[0].settings.weights"),
    ("scale too high", lambda d: d["settings"].update(service_against_fit=1.5),
     "$.settings.service_against_fit"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "path"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_a_wrong_file_is_told_by_its_path(
    change: Callable[[Document], object], path: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 2, the path and a sentence on standard error, nothing on standard output."""
    file = tmp_path / "problem.json"
    file.write_text(json.dumps(planted(change)))
    assert main(["assign", str(file)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"{path}: ")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "not JSON"),
        ("{", "not JSON"),
        ("[]", "must be an object"),
        ("[" * 200_000, "nested too deeply"),
        ('{"format": 1, "format": 2}', "occurs twice"),
        (
            '{"format": "lotsen-matching/1", "requests": [], "candidates": [' + "1," * 200_000 + "1]}",
            "200000",
        ),
        ('{"format": ' + "9" * 5000 + "}", "not JSON"),
    ],
)
def test_broken_text_is_refused(text: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever the bytes are, there is one line and no traceback."""
    file = tmp_path / "problem.json"
    file.write_text(text)
    assert main(["assign", str(file)]) == 2
    assert words in capsys.readouterr().err


def test_missing_and_binary_files_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that is not there or not text is an error of the same kind."""
    binary = tmp_path / "binary.json"
    binary.write_bytes(b"\xff\xfe\x00")
    assert main(["assign", str(tmp_path / "none.json")]) == 2
    assert main(["assign", str(binary)]) == 2
    assert "UTF-8" in capsys.readouterr().err


def test_an_unknown_request_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A question about nobody is an error of the argument."""
    file = tmp_path / "problem.json"
    file.write_text(json.dumps(EXAMPLE))
    assert main(["why", str(file), "--request", "r9"]) == 2
    assert "there is no request 'r9'" in capsys.readouterr().err


def test_two_million_rows_are_refused_before_they_fill_the_memory(tmp_path: Path) -> None:
    """A file beyond the limit is not even parsed, be it by its size or by the number of its people."""
    from matching.problem_file import MOST_BYTES, read_problem

    file = tmp_path / "huge.json"
    with file.open("wb") as handle:
        handle.truncate(MOST_BYTES + 1)
    with pytest.raises(FileError, match="128 MB"):
        read_problem(file)
    file.write_text('{"candidates": [' + '{"id"' * 2_000_000)  # parsing would have to fail: it never begins
    with pytest.raises(FileError, match="more than 400000 people"):
        read_problem(file)


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
