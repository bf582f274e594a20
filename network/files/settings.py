"""What a network file says besides its records: the day, how ties fade, and the numbers of the gap rules.

JSON holds them as they are. Everywhere else they are names with single values: attributes of the graph in GraphML,
keywords in the head of GEXF, where Gephi keeps them, and a third table beside nodes and edges in CSV.
"""

from __future__ import annotations

from collections.abc import Mapping
from reprlib import repr as short
from typing import Any

from network.files.records import UnreadableRecord, as_plain, own_fields
from network.files.schema import NUMBERS
from network.snapshot import Snapshot
from network.thresholds import MOST, Thresholds

THRESHOLD = "threshold_"  # before the name of every number of the gap rules
NAMES = ("on", *NUMBERS, *(f"{THRESHOLD}{field.name}" for field in own_fields(Thresholds)))


def settings_of(snapshot: Snapshot) -> dict[str, str | int | float]:
    """Names with single values; a window that nobody set is left out."""
    named = {
        "on": snapshot.on.isoformat(),
        **{name: getattr(snapshot, name) for name in NUMBERS},
        **{f"{THRESHOLD}{name}": value for name, value in as_plain(snapshot.thresholds).items()},
    }
    return {name: value for name, value in named.items() if value is not None}


def as_values(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The same as JSON holds them; names of other programs are left out.

    >>> as_values({"on": "2026-11-01", "threshold_pool_people": "4", "colour": "red"})
    {'on': '2026-11-01', 'thresholds': {'pool_people': '4'}}
    """
    known = {name: value for name, value in settings.items() if name in NAMES and value not in (None, "")}
    rules = {name.removeprefix(THRESHOLD): value for name, value in known.items() if name.startswith(THRESHOLD)}
    return {**{name: value for name, value in known.items() if not name.startswith(THRESHOLD)}, "thresholds": rules}


def as_keywords(settings: Mapping[str, Any]) -> str:
    """One line for the head of a GEXF file.

    >>> as_keywords({"on": "2026-11-01", "threshold_pool_people": 4})
    'on=2026-11-01, threshold_pool_people=4'
    """
    return ", ".join(f"{name}={value}" for name, value in settings.items())


def from_keywords(line: str) -> dict[str, str]:
    """The settings among the keywords of a file; words without a value are none.

    >>> from_keywords("Hessen, on=2026-11-01")
    {'on': '2026-11-01'}
    """
    pairs = [word.partition("=") for word in line.split(",")]
    return {name.strip(): value.strip() for name, is_pair, value in pairs if is_pair}


def whole_number(name: str, value: Any) -> int:
    """Days, at least one; raises UnreadableRecord with the name."""
    try:
        days = int(value)
    except (TypeError, ValueError, OverflowError) as error:
        raise UnreadableRecord(f"{name}: {short(value)} is not a whole number") from error
    if days < 1:
        raise UnreadableRecord(f"{name}: {value!r} is less than one day")
    if days > MOST:
        raise UnreadableRecord(f"{name}: {short(value)} is more than a hundred years")
    return days
