"""Records as plain values and back: what JSON, CSV, GraphML and GEXF carry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from functools import lru_cache
from math import isfinite
from reprlib import repr as short
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

Record = TypeVar("Record")
TRUE, FALSE = {"true", "1", "yes", "ja"}, {"false", "0", "no", "nein"}
LARGEST = 2**53  # above it whole numbers are no longer exact where they become floats
SEPARATOR = "|"  # between the values of a list, where a format knows only single values


class UnreadableRecord(ValueError):
    """A record does not say what it should; the message names the field."""


class UnreadableFile(ValueError):
    """A file cannot be read as a network; the message says where."""


def hints_of(kind: Any) -> dict[str, Any]:
    """Types of the fields of a record."""
    return _cached_hints(kind)


@lru_cache(maxsize=32)
def _cached_hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def own_fields(kind: type) -> tuple[Field[Any], ...]:
    """Fields of a record in their order."""
    assert is_dataclass(kind)
    return fields(kind)


def as_plain(value: Any) -> Any:
    """Values that JSON knows: records become objects, dates become text, NaN becomes null.

    >>> from network.ties import Tie
    >>> as_plain(Tie("a", "b", "tandem", since=date(2026, 1, 2)))["since"]
    '2026-01-02'
    """
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: as_plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): as_plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [as_plain(one) for one in value]
    if isinstance(value, (set, frozenset)):
        return sorted(as_plain(one) for one in value)
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return None
    return value


def from_plain(kind: type[Record], values: Mapping[str, Any]) -> Record:
    """A record from plain values; unknown keys are left out, empty texts mean nothing given.

    Raises UnreadableRecord with the name of the field.

    >>> from network.ties import Tie
    >>> from_plain(Tie, {"source": "a", "target": "b", "kind": "tandem", "count": "3", "colour": "red"}).count
    3
    """
    hints = hints_of(kind)
    found: dict[str, Any] = {}
    for field in own_fields(kind):
        value = values.get(field.name)
        if value is None or (value == "" and hints[field.name] is not str):
            if is_needed(field, hints[field.name]):
                raise UnreadableRecord(f"{kind.__name__} without {field.name}")
            if not _has_default(field):
                found[field.name] = None
            continue
        found[field.name] = _converted(value, hints[field.name], f"{kind.__name__}.{field.name}")
    try:
        return kind(**found)
    except ValueError as error:
        raise UnreadableRecord(str(error)) from error


def is_needed(field: Field[Any], hint: Any) -> bool:
    """Whether a record cannot be without this field."""
    return not _has_default(field) and type(None) not in get_args(hint)


def _has_default(field: Field[Any]) -> bool:
    return field.default is not MISSING or field.default_factory is not MISSING


def _converted(value: Any, hint: Any, where: str) -> Any:
    """One value in the type of its field."""
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        (inner,) = (one for one in get_args(hint) if one is not type(None))
        return _converted(value, inner, where)
    if origin is tuple:
        return _listed(value, get_args(hint), where)
    if is_dataclass(hint) and isinstance(hint, type) and isinstance(value, Mapping):
        return from_plain(hint, value)
    try:
        return _single(value, hint)
    except (ValueError, TypeError, OverflowError) as error:
        name = getattr(hint, "__name__", str(hint))
        raise UnreadableRecord(f"{where}: {short(value)} is not of type {name}") from error


def _listed(value: Any, parts: tuple[Any, ...], where: str) -> tuple[Any, ...]:
    """A list, or a text with separators; as many values as there are parts, where the type counts them."""
    if isinstance(value, str):
        value = [part for part in value.replace(",", SEPARATOR).split(SEPARATOR) if part.strip()]
        value = [part.strip() for part in value]
    if not isinstance(value, (list, tuple)):
        raise UnreadableRecord(f"{where}: {short(value)} is not a list")
    if parts[-1] is not Ellipsis and len(value) != len(parts):
        raise UnreadableRecord(f"{where}: {short(value)} has not {len(parts)} values")
    return tuple(_converted(one, parts[0], where) for one in value)


def _single(value: Any, hint: Any) -> Any:
    """A date, truth value, number or text."""
    if hint is date:
        return value if isinstance(value, date) else datetime.fromisoformat(str(value)).date()
    if hint is bool:
        return _truth(value)
    if hint in (int, float):
        if isinstance(value, bool):
            raise ValueError("a truth value is not a number")
        return _number(hint(value.replace(",", ".") if isinstance(value, str) else value))
    text = str(value)
    text.encode()  # half a character, as JSON may hold it, can be written nowhere
    return text


def _number(value: float) -> float:
    """A number that can be computed with on any machine; the type stays."""
    if not isfinite(value) or abs(value) > LARGEST:
        raise ValueError("no number to compute with")
    return value


def _truth(value: Any) -> bool:
    text = str(value).strip().lower()
    if text in TRUE | FALSE:
        return text in TRUE
    raise ValueError("neither true nor false")


def flat(record: Any) -> dict[str, str | int | float | bool]:
    """A record as single values without None, for formats that know no lists and no dates."""
    found: dict[str, str | int | float | bool] = {}
    for key, value in as_plain(record).items():
        if value is None or value == [] or value == "":
            continue
        found[key] = SEPARATOR.join(map(str, value)) if isinstance(value, list) else value
    return found
