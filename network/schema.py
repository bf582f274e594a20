"""The JSON Schema of a network file, made from the records themselves, so that it is never out of date."""

from __future__ import annotations

from dataclasses import MISSING
from datetime import date
from types import UnionType
from typing import Any, Union, get_args, get_origin

from network.actors import KINDS, Actor
from network.places import Place
from network.records import hints_of, own_fields
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
    ['on', 'actors']
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
        "required": ["on", "actors"],
        "properties": properties,
    }


def _record(kind: type) -> dict[str, Any]:
    """The schema of one record."""
    hints = hints_of(kind)
    required = [
        field.name
        for field in own_fields(kind)
        if field.default is MISSING
        and field.default_factory is MISSING
        and type(None) not in get_args(hints[field.name])
    ]
    return {
        "type": "object",
        "required": required,
        "properties": {field.name: _type(hints[field.name]) for field in own_fields(kind)},
    }


def _type(hint: Any) -> dict[str, Any]:
    """The schema of one field."""
    if get_origin(hint) in (Union, UnionType):
        (inner,) = (_type(one) for one in get_args(hint) if one is not type(None))
        return {**inner, "type": [inner["type"], "null"]}
    if get_origin(hint) is tuple:
        parts = get_args(hint)
        if parts[-1] is Ellipsis:
            return {"type": "array", "items": _type(parts[0])}
        return {"type": "array", "prefixItems": [_type(one) for one in parts], "minItems": len(parts)}
    return dict(_SIMPLE[hint])
