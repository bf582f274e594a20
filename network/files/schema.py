"""The JSON Schema of network files and of answers, made from the records themselves: it is never out of date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import is_dataclass
from datetime import date
from types import UnionType
from typing import Any, Union, get_args, get_origin

from network.actors import KINDS, Actor
from network.files.records import hints_of, is_needed, own_fields
from network.places import Place
from network.requests import HelpRequest, Qualification, Workload
from network.thresholds import Thresholds
from network.ties import Tie

LISTS: dict[str, type] = {
    "actors": Actor,
    "ties": Tie,
    "places": Place,
    "requests": HelpRequest,
    "workloads": Workload,
    "qualifications": Qualification,
}
NUMBERS = ("half_life_days", "window_days")
_SIMPLE: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    date: {"type": "string", "format": "date"},
}


def json_schema() -> dict[str, Any]:
    """What a JSON file for `python -m network` may hold (JSON Schema 2020-12).

    >>> json_schema()["required"]
    ['actors']
    """
    properties: dict[str, Any] = {"on": _SIMPLE[date]}
    for name, kind in LISTS.items():
        properties[name] = {"type": "array", "items": _record(kind)}
    for name in NUMBERS:
        properties[name] = {"type": ["integer", "null"], "minimum": 1}
    properties["thresholds"] = _record(Thresholds)
    properties["actors"]["items"]["properties"]["kind"]["enum"] = list(KINDS)
    properties["ties"]["items"]["properties"]["intensity"] |= {"minimum": 1, "maximum": 4}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A network of paid and voluntary staff",
        "type": "object",
        "required": ["actors"],
        "properties": properties,
        "additionalProperties": False,
    }


def answer_record(kind: type, **more: dict[str, Any]) -> dict[str, Any]:
    """The schema of a record as an answer prints it: every field, and nothing else but `more`, which goes first."""
    hints = hints_of(kind)
    fields = {field.name: hints[field.name] for field in own_fields(kind) if field.name not in more}
    return answer_object(**{name: schema_of(hint) for name, hint in fields.items()}, **more)


def answer_object(**properties: dict[str, Any]) -> dict[str, Any]:
    """An object of an answer: all of these properties, and no other."""
    return {
        "type": "object",
        "required": list(properties),
        "properties": properties,
        "additionalProperties": False,
    }


def listed(items: dict[str, Any]) -> dict[str, Any]:
    """A list of such values."""
    return {"type": "array", "items": items}


def _record(kind: type) -> dict[str, Any]:
    """The schema of one record in a file."""
    hints = hints_of(kind)
    required = [field.name for field in own_fields(kind) if is_needed(field, hints[field.name])]
    return {
        "type": "object",
        "required": required,
        "properties": {field.name: schema_of(hints[field.name]) for field in own_fields(kind)},
    }


def schema_of(hint: Any) -> dict[str, Any]:
    """The schema of one field.

    >>> schema_of(float | None)
    {'type': ['number', 'null']}
    """
    origin, parts = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        options = [schema_of(one) for one in parts if one is not type(None)]
        merged: dict[str, Any] = {}
        for one in options:
            merged |= one
        return {**merged, "type": [one["type"] for one in options] + ["null"] * (type(None) in parts)}
    if origin is tuple and parts[-1] is not Ellipsis:
        return {"type": "array", "prefixItems": [schema_of(one) for one in parts], "minItems": len(parts)}
    if origin in (tuple, list, frozenset):
        return listed(schema_of(parts[0]))
    if origin is Mapping:
        return {"type": "object", "additionalProperties": schema_of(parts[1])}
    if is_dataclass(hint) and isinstance(hint, type):
        return answer_record(hint)
    return dict(_SIMPLE[hint])
