"""A word of its own in every text of a region, to search answers for."""

import uuid
from collections.abc import Iterator
from types import UnionType
from typing import Any, get_args

from sqlalchemy import String, Text

from lotsen import scope
from lotsen.extensions import db
from lotsen.rows import Base, RegionRow, Sealed
from lotsen.volunteers.models import Volunteer
from tests.promises.world import ROWS

#: Plain columns in which a region writes free text of its own.
OPEN_TEXT = ("name", "street", "phone", "mail", "website", "description", "number", "device", "centre_name")
#: Sealed texts that hold a code which pages look up.
CODES = {"age_band", "gender", "accommodation", "wants_gender", "not_own_community", "totp_seed", "community"}


def plant(region: str, *, only: set[str] | None = None, everywhere: bool = True) -> dict[str, str]:
    """Put a canary into every text of a region; canary -> ``table.column``.

    ``everywhere=False`` leaves alone what holds a code that pages look up.
    """
    planted: dict[str, str] = {}
    with scope.of(region):
        for table, row_class in ROWS.items():
            if issubclass(row_class, RegionRow) and (only is None or table in only):
                for number, row in enumerate(db.session.query(row_class)):
                    for name in _texts(row_class, everywhere=everywhere):
                        if getattr(row, name) is not None or name not in CODES:
                            canary = _canary(table, name, number, region)
                            setattr(row, name, canary)
                            planted[canary] = f"{_whose(row)}{table}.{name}"
        db.session.commit()
    return planted


def _whose(row: RegionRow) -> str:
    """Volunteers without an account are others than the one who signs in."""
    return "another " if isinstance(row, Volunteer) and row.account_id is None else ""


def _texts(row_class: type[RegionRow], *, everywhere: bool) -> Iterator[str]:
    """Names of the attributes that hold free text."""
    for name, attribute in sealed(row_class).items():
        if str in _kinds(attribute) and name != "totp_seed" and (everywhere or name not in CODES):
            yield name
    for column in row_class.__table__.columns:
        if column.name in OPEN_TEXT and isinstance(column.type, String | Text):
            yield column.name


def sealed(row_class: type[Base]) -> dict[str, Sealed[Any]]:
    """The sealed attributes of a table."""
    return {name: value for name, value in vars(row_class).items() if isinstance(value, Sealed)}


def _kinds(attribute: Sealed[Any]) -> tuple[object, ...]:
    kind = get_args(vars(attribute).get("__orig_class__"))[0]
    return get_args(kind) if isinstance(kind, UnionType) else (kind,)


def _canary(table: str, column: str, number: int, region: str) -> str:
    """At most twelve letters, so that it fits everywhere, and nothing that German has."""
    seed = uuid.uuid5(uuid.NAMESPACE_OID, f"{table}.{column}.{number}.{region}").hex[:8]
    return f"Qz{seed}x"
