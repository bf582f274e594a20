"""Wrong files and arguments: told by their path in one line, exit 2, nothing on standard output."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from matching.__main__ import main
from matching.json_schema import FileError
from matching.problem_file import MOST_BYTES, read_problem
from tests.matching.test_command import EXAMPLE, Document, planted

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
    file = tmp_path / "huge.json"
    with file.open("wb") as handle:
        handle.truncate(MOST_BYTES + 1)
    with pytest.raises(FileError, match="128 MB"):
        read_problem(file)
    file.write_text('{"candidates": [' + '{"id"' * 2_000_000)  # parsing would have to fail: it never begins
    with pytest.raises(FileError, match="more than 400000 people"):
        read_problem(file)
    file.write_text("[" + "[]," * 10_000_000)
    with pytest.raises(FileError, match="more than 15000000 values"):
        read_problem(file)


def test_a_year_needs_the_day_of_each_request(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The path says which request has none."""
    file = tmp_path / "problem.json"
    file.write_text(json.dumps(EXAMPLE))
    assert main(["simulate", str(file)]) == 2
    assert capsys.readouterr().err.startswith('$.requests[?@.id=="r2"].opened_on: ')
