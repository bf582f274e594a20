"""The part of JSON Schema that our files use, with errors that say where and what.

One reader of the published schema, so that what the schema promises and what the
command accepts cannot drift apart. Only the first error is reported: after it, the
rest of a file cannot be trusted to mean what it says.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from matching.language import is_language


class FileError(ValueError):
    """A file that cannot be read: the JSON path of the field and a sentence about it."""

    def __init__(self, path: str, sentence: str) -> None:
        super().__init__(f"{path}: {sentence}")
        self.path = path
        self.sentence = sentence


# A Boolean is no number here, although Python thinks so.
_TYPES: Final[Mapping[str, tuple[str, Callable[[Any], bool]]]] = {
    "object": ("an object", lambda value: isinstance(value, dict)),
    "array": ("a list", lambda value: isinstance(value, list)),
    "string": ("a text", lambda value: isinstance(value, str)),
    "boolean": ("true or false", lambda value: isinstance(value, bool)),
    "null": ("null", lambda value: value is None),
    "integer": ("a whole number", lambda value: isinstance(value, int) and not isinstance(value, bool)),
    "number": ("a number", lambda value: isinstance(value, (int, float)) and not isinstance(value, bool)),
}
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PLAIN: Final = re.compile(r"[A-Za-z0-9_.-]{1,60}")  # a name that a path may show as it is


class Validator:
    """Judges values by one schema document."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self._root = schema
        self._definitions: Mapping[str, Any] = schema.get("$defs", {})

    def check(self, value: Any) -> None:
        """Raise FileError at the first field that the schema does not allow."""
        self._check(value, self._root, "$")

    def _check(self, value: Any, schema: Mapping[str, Any], path: str) -> None:
        """One value against one part of the schema."""
        if "$ref" in schema:
            schema = self._definitions[schema["$ref"].rsplit("/", 1)[1]]
        _check_words(value, schema, path)
        if value is None:
            return
        if isinstance(value, dict):
            self._check_object(value, schema, path)
        elif isinstance(value, list):
            self._check_array(value, schema, path)
        elif isinstance(value, str):
            _check_text(value, schema, path)
        elif not isinstance(value, bool):
            _check_number(value, schema, path)

    def _check_object(self, value: dict[str, Any], schema: Mapping[str, Any], path: str) -> None:
        """Required fields are there, and every field is known and allowed."""
        for name in schema.get("required", ()):
            if name not in value:
                raise FileError(f"{path}.{name}", "this field is missing")
        known = schema.get("properties", {})
        others = schema.get("additionalProperties", True)
        names = schema.get("propertyNames")
        for name, inner in value.items():
            at = f"{path}.{name}" if _PLAIN.fullmatch(name) else f"{path}[{_short(name)}]"
            if names is not None:
                _check_text(name, names, at)
            if name in known:
                self._check(inner, known[name], at)
            elif others is False:
                raise FileError(at, f"this field is unknown; known are {', '.join(sorted(known))}")
            elif isinstance(others, dict):
                self._check(inner, others, at)

    def _check_array(self, value: list[Any], schema: Mapping[str, Any], path: str) -> None:
        """Lists are neither too long nor too short, and every entry is allowed."""
        most, least = schema.get("maxItems", math.inf), schema.get("minItems", 0)
        if len(value) > most:
            raise FileError(path, f"must have at most {most} entries, but has {len(value)}")
        if len(value) < least:
            raise FileError(path, f"must have at least {least} entries, but has {len(value)}")
        if "items" in schema:
            for place, inner in enumerate(value):
                self._check(inner, schema["items"], f"{path}[{place}]")


def _check_words(value: Any, schema: Mapping[str, Any], path: str) -> None:
    """Type, constant and list of allowed words."""
    if "const" in schema and value != schema["const"]:
        raise FileError(path, f"must be {schema['const']!r}, but is {_short(value)}")
    if "enum" in schema and not any(
        value is word or (value == word and type(value) is type(word)) for word in schema["enum"]
    ):
        known = ", ".join("null" if word is None else str(word) for word in schema["enum"])
        raise FileError(path, f"must be one of {known}, but is {_short(value)}")
    if "type" in schema:
        kinds = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
        if not any(_TYPES[kind][1](value) for kind in kinds):
            raise FileError(path, f"must be {' or '.join(_TYPES[kind][0] for kind in kinds)}, but is {_short(value)}")


def _check_number(value: float, schema: Mapping[str, Any], path: str) -> None:
    """Numbers are finite and within their limits."""
    if isinstance(value, float) and not math.isfinite(value):
        raise FileError(path, f"must be a finite number, but is {value}")
    if "minimum" in schema and value < schema["minimum"]:
        raise FileError(path, f"must not be below {schema['minimum']}, but is {_short(value)}")
    if "maximum" in schema and value > schema["maximum"]:
        raise FileError(path, f"must not be above {schema['maximum']}, but is {_short(value)}")


def _check_text(value: str, schema: Mapping[str, Any], path: str) -> None:
    """Texts can be written as UTF-8, have a length, and some mean a day or a language."""
    if any("\ud800" <= letter <= "\udfff" for letter in value):
        raise FileError(path, "holds half of a surrogate pair, which is no letter")
    if len(value) < schema.get("minLength", 0):
        raise FileError(path, "must not be empty")
    if len(value) > schema.get("maxLength", math.inf):
        raise FileError(path, f"must have at most {schema['maxLength']} characters, but has {len(value)}")
    kind = schema.get("format")
    if kind == "date" and not _is_day(value):
        raise FileError(path, f"must be a day like 2026-11-22 that exists, but is {_short(value)}")
    if kind == "language" and not is_language(value):
        raise FileError(path, f"{_short(value)} is not the code of a language")


def _is_day(value: str) -> bool:
    """A day of the calendar, written as year, month, day."""
    if not _DAY.fullmatch(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _short(value: Any) -> str:
    """A value as it may stand in a sentence: long ones are cut."""
    if isinstance(value, (dict, list)):
        return "an object" if isinstance(value, dict) else "a list"
    text = (
        {True: "true", False: "false"}[value] if isinstance(value, bool) else "null" if value is None else repr(value)
    )
    return text if len(text) <= 60 else f"{text[:57]}..."
