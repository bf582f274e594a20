"""Open sealed values that were selected as columns, where whole rows would be too slow."""

import uuid
from typing import Any

from lotsen import crypto
from lotsen.rows import RegionRow, Sealed


def sealed_column(model: type[RegionRow], name: str) -> Any:
    """The column behind a sealed attribute, to be selected."""
    return getattr(model, f"{name}_sealed")


def open_sealed(model: type[RegionRow], name: str, region_id: str, row_id: uuid.UUID, sealed: bytes | None) -> Any:
    """The value that ``model.<name>`` would give for this row; None where nothing is stored."""
    if sealed is None:
        return None
    attribute: Sealed[Any] = vars(model)[name]
    return crypto.ring().open(sealed, f"{model.__tablename__}.{attribute.name}|{region_id}|{row_id}")
