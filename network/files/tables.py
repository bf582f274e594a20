"""Rows of a CSV as spreadsheets and Gephi write it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from network.files import headings
from network.files.exports import FORMULA
from network.files.records import UnreadableFile


def table(path: Path, needed: Iterable[str], also: Mapping[str, tuple[str, ...]] | None = None) -> list[dict[str, Any]]:
    """Rows of a CSV as spreadsheets and Gephi write it: semicolons, commas or tabs, headings in any case.

    What is needed may stand under one of the other names in `also`.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFile(f'{path.name} is not in UTF-8; save it as "CSV UTF-8"') from error
    head = text.split("\n", 1)[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(";,\t", key=head.count))
    names = [name.strip().lower() for name in next(rows, ())]
    there = headings.known_names(names, {name: (also or {}).get(name, ()) for name in needed})
    for name in needed:
        if name not in there:
            found = ", ".join(filter(None, names)) or "nothing"
            raise UnreadableFile(f"{path.name} needs a column {name!r} in its first line, which has {found}")
    return [{name: _unquoted(value) for name, value in zip(names, row, strict=False) if name} for row in rows if row]


def _unquoted(value: str | None) -> str | None:
    """Take off blanks around, and the apostrophe that keeps spreadsheets from computing."""
    value = value.strip() if value else value
    return value[1:] if value and value[0] == "'" and FORMULA.match(value[1:]) else value
