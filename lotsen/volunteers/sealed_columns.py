"""Columns read without rows, where rows would be too slow: sealed values, and keys as they are stored."""

import uuid
from typing import Any

from sqlalchemy import String, cast, type_coerce

from lotsen import crypto
from lotsen.rows import RegionRow, Sealed

_HEX_DIGITS = 32  # of a UUID


def sealed_column(model: type[RegionRow], name: str) -> Any:
    """The column behind a sealed attribute, to be selected."""
    return getattr(model, f"{name}_sealed")


def open_sealed(
    model: type[RegionRow], name: str, region_id: str, row_id: uuid.UUID | str, sealed: bytes | None
) -> Any:
    """The value that ``model.<name>`` would give for this row; None where nothing is stored.

    The key of the row is a UUID, or the text that one would be written as.
    """
    if sealed is None:
        return None
    attribute: Sealed[Any] = vars(model)[name]
    return crypto.ring().open(sealed, f"{model.__tablename__}.{attribute.name}|{region_id}|{row_id}")


def stored_key(column: Any) -> Any:
    """A key as the database stores it; making a UUID object of each would take longer than everything else."""
    return type_coerce(column, String)


def as_uuid(stored: Any) -> uuid.UUID:
    """The key that a stored one stands for: text on SQLite, a UUID already on PostgreSQL."""
    return stored if isinstance(stored, uuid.UUID) else uuid.UUID(stored)


def key_text(column: Any) -> Any:
    """A key as text on both databases, to be put together with others; ``as_uuid`` reads it, ``dashed`` writes it."""
    return cast(column, String)


def dashed(text: str) -> str:
    """A key read by ``key_text`` as ``str`` writes the UUID: SQLite leaves out the dashes.

    >>> dashed("0151c0e736e95b4d9ce48b7ae648ee54")
    '0151c0e7-36e9-5b4d-9ce4-8b7ae648ee54'
    """
    if len(text) > _HEX_DIGITS:
        return text
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
