"""What a command prints: JSON or tables on stdout, one line about an error on stderr."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any

LONGEST = 400  # letters of a sentence about an error


def refuse(why: str) -> int:
    """One line on stderr, whatever the file holds, and the exit status of an error."""
    tell(why)
    return 2


def tell(what: str) -> None:
    """One line on stderr."""
    sys.stderr.write(f"network: {line(what)[:LONGEST]}\n")


def line(text: str) -> str:
    """Text in one line that no terminal takes for a command."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


def write(text: str) -> None:
    """Write to stdout, in UTF-8 whatever the machine speaks; a reader who closes early (head) is no error."""
    if sys.stdout is None:
        raise ValueError("stdout is closed")
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    try:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left would be written at the end
        if not isinstance(error, BrokenPipeError):
            raise OSError(error.errno, error.strerror, "stdout") from error


def as_table(found: Mapping[str, Any]) -> str:
    """Single values first, then every list of objects as columns."""
    lines = [f"{key}: {_short(value)}" for key, value in found.items() if not _is_table(value)]
    for key, value in found.items():
        if _is_table(value):
            lines += ["", key.upper(), *_columns(value)]
    return "\n".join(lines)


def _is_table(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _columns(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Rows as columns of equal width."""
    names = list(rows[0])
    cells = [names, *([_short(row.get(name)) for name in names] for row in rows)]
    widths = [max(len(row[index]) for row in cells) for index in range(len(names))]
    return ["  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip() for row in cells]


def _short(value: Any) -> str:
    """A value in one line."""
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, (dict, list)):
        text = json.dumps(value, ensure_ascii=False)
        return text if len(text) <= 60 else f"{text[:59]}…"
    return line(str(value))
