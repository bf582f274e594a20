"""Files in the format ``lotsen-matching/1``: read whole or not at all.

The schema judges the form, this module the meaning: ids that occur twice, pairs that
name nobody, absences that end before they begin. Every error names the JSON path.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Final, TypeVar

from matching.json_schema import FileError, Validator
from matching.language import LEVELS, language_code
from matching.people import Candidate, ImpossibleError, Request
from matching.problem import PairOfIds, Problem
from matching.settings import Settings
from matching.validity import Version, settings_on

FORMAT: Final = "lotsen-matching/1"
MOST_BYTES: Final = 128 * 1024 * 1024  # before parsing: a larger file would fill the memory
MOST_PEOPLE: Final = 400_000  # on both sides together, as the schema has it
MOST_VALUES: Final = 15_000_000  # people with all their fields; a file of nothing but brackets would take 2 GB
Person = TypeVar("Person", Candidate, Request)


@cache
def schema(name: str) -> dict[str, Any]:
    """A published schema: ``problem`` or ``assignment``."""
    found: dict[str, Any] = json.loads(published(f"{name}.schema.json"))
    return found


def published(name: str) -> str:
    """The text of a file that we publish beside the code: a schema, an example."""
    return resources.files("matching").joinpath("schema", name).read_text("utf-8")


def read_problem(path: Path) -> Problem:
    """The problem in a file; FileError with the path of the wrong field."""
    document = _read_json(path)
    Validator(schema("problem")).check(document)
    return problem_from(document)


def read_assignment(path: Path) -> list[PairOfIds]:
    """The pairs (request, candidate) of an assignment in a file."""
    document = _read_json(path)
    Validator(schema("assignment")).check(document)
    return [(row["request"], row["candidate"]) for row in document["assignments"]]


def problem_from(document: dict[str, Any]) -> Problem:
    """The problem that a document of the right form describes."""
    candidates = _people(document["candidates"], "$.candidates", _candidate)
    requests = _people(document["requests"], "$.requests", _request)
    ids = {person.id for person in requests}, {person.id for person in candidates}
    pairs = {name: _pairs(document.get(name, []), f"$.{name}", ids) for name in ("pinned", "forbidden")}
    today = None if document.get("today") is None else date.fromisoformat(document["today"])
    try:
        return Problem(
            candidates=candidates,
            requests=requests,
            pinned=pairs["pinned"],
            forbidden=pairs["forbidden"],
            settings=_settings_of(document, today),
            today=today,
        )
    except ImpossibleError as error:
        raise FileError(f"$.{error.field}", error.sentence) from error


def _read_json(path: Path) -> Any:
    """The JSON value of a file; everything that JSON does not allow is refused."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise FileError("$", f"the file has more than {MOST_BYTES // 1024 // 1024} MB")
        text = path.read_text("utf-8-sig")  # spreadsheets and editors put a mark at the beginning
        _check_size(text)
        found = json.loads(text, object_pairs_hook=_object)  # NaN has its path told by the schema
    except OSError as error:
        raise FileError("$", f"the file cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise FileError("$", "the file is not UTF-8 text") from error
    except RecursionError as error:
        raise FileError("$", "the file is nested too deeply") from error
    except json.JSONDecodeError as error:
        raise FileError("$", f"line {error.lineno}, column {error.colno}: not JSON: {error.msg}") from error
    except ValueError as error:
        if isinstance(error, FileError):
            raise
        raise FileError("$", f"not JSON: {error}") from error
    return found


def _check_size(text: str) -> None:
    """Too much is refused before parsing: two million rows would take a minute and 1.5 GB."""
    if text.count('"id"') > MOST_PEOPLE:
        raise FileError("$", f"the file has more than {MOST_PEOPLE} people")
    if sum(text.count(mark) for mark in ",[{") > MOST_VALUES:
        raise FileError("$", f"the file has more than {MOST_VALUES} values")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose fields occur once; of two, one would be lost silently."""
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise FileError("$", f"the field {twice!r} occurs twice in one object")
    return found


def _people(rows: Sequence[dict[str, Any]], path: str, make: Callable[[dict[str, Any]], Person]) -> list[Person]:
    """People with unique ids."""
    found: list[Person] = []
    seen: set[str] = set()
    for place, row in enumerate(rows):
        if row["id"] in seen:
            raise FileError(f"{path}[{place}].id", f"the id {row['id']!r} occurs twice")
        seen.add(row["id"])
        try:
            found.append(make(row))
        except ImpossibleError as error:
            raise FileError(f"{path}[{place}].{error.field}", error.sentence) from error
    return found


def _candidate(row: dict[str, Any]) -> Candidate:
    """A candidate from its object."""
    absent = [(date.fromisoformat(first), date.fromisoformat(last)) for first, last in row.get("absent", [])]
    return Candidate(**row | {"languages": _languages(row), "absent": absent})


def _request(row: dict[str, Any]) -> Request:
    """A request from its object."""
    days = {name: date.fromisoformat(row[name]) for name in ("opened_on", "starts_on") if row.get(name)}
    return Request(**row | {"languages": _languages(row)} | days)


def _languages(row: dict[str, Any]) -> dict[str, int]:
    """Levels as numbers; two spellings of one language in one object contradict each other."""
    codes = [language_code(code) for code in row["languages"]]
    if len(set(codes)) != len(codes):
        raise ImpossibleError("languages", "one language occurs in two spellings")
    return {code: LEVELS[level] for code, level in row["languages"].items()}


def _pairs(rows: Sequence[Sequence[str]], path: str, ids: tuple[set[str], set[str]]) -> list[PairOfIds]:
    """Pairs whose both sides exist."""
    for place, row in enumerate(rows):
        for side, (name, known, what) in enumerate(zip(row, ids, ("request", "candidate"), strict=True)):
            if name not in known:
                raise FileError(f"{path}[{place}][{side}]", f"there is no {what} {name!r}")
    return [(row[0], row[1]) for row in rows]


def _settings_of(document: dict[str, Any], today: date | None) -> Settings:
    """The settings of the file, or of its versions the one that holds on the day of the run."""
    if "settings_by_day" not in document:
        return _settings(document.get("settings", {}), "$.settings")
    if "settings" in document:
        raise FileError("$.settings_by_day", "settings are given twice, with and without days")
    if today is None:
        raise FileError("$.today", "settings with days need the day of the run")
    versions = [_version(row, f"$.settings_by_day[{place}]") for place, row in enumerate(document["settings_by_day"])]
    return settings_on(today, versions)


def _version(row: dict[str, Any], path: str) -> Version:
    """Settings with their days from their object."""
    until = row.get("valid_until")
    try:
        return Version(
            settings=_settings(row["settings"], f"{path}.settings"),
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_until=None if until is None else date.fromisoformat(until),
        )
    except ImpossibleError as error:
        raise FileError(f"{path}.{error.field}", error.sentence) from error


def _settings(row: dict[str, Any], path: str) -> Settings:
    """Settings from their object; what is not given keeps the programme's default."""
    changes = dict(row)
    if "min_level" in changes:
        changes["min_level"] = LEVELS[changes["min_level"]]
    for name in ("level_by_task", "german_by_task"):
        if name in changes:
            changes[name] = {task: LEVELS[level] for task, level in changes[name].items()}
    try:
        return Settings(**changes)
    except ImpossibleError as error:
        raise FileError(f"{path}.{error.field}", error.sentence) from error
