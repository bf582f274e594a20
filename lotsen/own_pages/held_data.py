"""Everything that is held about one volunteer (Art. 15 and 20 DSGVO).

What refers to her is found in the tables' own description, not in a list that somebody must remember
to extend: a row is hers when one of its keys names her, her account, or a row of hers.
"""

import uuid
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Uuid, or_, select

from lotsen.case_notes.models import CaseNote
from lotsen.check_ins.models import CheckIn
from lotsen.extensions import db
from lotsen.handovers.models import TandemHandover
from lotsen.imports.models import ImportedRow
from lotsen.matching_runs.models import MatchingRunLine
from lotsen.notices.models import MailWish, Notice
from lotsen.proposals.models import Proposal
from lotsen.rows import Base, Data, RegionRow
from lotsen.statistics.living import COUNTED_TABLES, counted_as
from lotsen.volunteers.models import Volunteer

Held = dict[str, list[dict[str, Any]]]

_KEYS_AT_ONCE = 2000  # what one statement names


def everything_about(volunteer: Volunteer) -> Held:
    """Every row about her, by table: all columns readable, secrets only as "there is one"."""
    rows: dict[uuid.UUID, RegionRow] = {volunteer.id: volunteer}
    new = {volunteer.id, *([volunteer.account_id] if volunteer.account_id else []), *_counted_as(volunteer)}
    known = set(new)
    while new:
        found = [row for model in _models() for row in _naming(model, new) if row.id not in rows]
        found = [row for row in found if _is_about(row, volunteer)]
        rows |= {row.id: row for row in found}
        new = {row.id for row in found} - known
        known |= new
    rows |= {row.id: row for row in _wishes(volunteer)}
    held: Held = {}
    for row in sorted(rows.values(), key=lambda one: (one.__tablename__, one.created_at, str(one.id))):
        held.setdefault(row.__tablename__, []).append(readable(row, volunteer))
    return held


def _counted_as(volunteer: Volunteer) -> list[uuid.UUID]:
    """The numbers under which deleted rows of hers are still counted, as long as she is there herself."""
    key = volunteer.count_key
    return [counted_as(key, table) for table in COUNTED_TABLES] if key else []


def readable(row: RegionRow, reader: Volunteer) -> dict[str, Any]:
    """A row as plain values: sealed columns opened, secrets only named, what somebody else said left out."""
    hidden = {"reason"} if isinstance(row, TandemHandover) and _is_of_somebody_else(row, reader) else set()
    return {name: _value(row, name, column) for name, column in columns(type(row)) if name not in hidden}


def _is_of_somebody_else(row: TandemHandover, reader: Volunteer) -> bool:
    """Why somebody hands over is hers to read, not her deputy's."""
    return row.tandem is not None and row.tandem.volunteer_id != reader.id


def columns(model: type[Base]) -> Iterator[tuple[str, Any]]:
    """The columns of a table by the name of their attribute; a sealed one by the name without ending."""
    for column in model.__table__.columns:
        yield column.key.removesuffix("_sealed") if column.info.get("sealed") else column.key, column


def keys_of(model: type[RegionRow]) -> list[Any]:
    """The columns of a table that can name a person or a row of hers."""
    return [
        column
        for column in model.__table__.columns
        if isinstance(column.type, Uuid) and (not column.primary_key or model.__tablename__ == "account")
    ]


def _models() -> list[type[RegionRow]]:
    mapped = (mapper.class_ for mapper in Base.registry.mappers)
    return sorted((one for one in mapped if issubclass(one, RegionRow)), key=lambda one: str(one.__tablename__))


def _naming(model: type[RegionRow], keys: set[uuid.UUID]) -> list[RegionRow]:
    """Rows of a table that name one of these keys."""
    found: list[RegionRow] = []
    wanted = keys_of(model)
    ordered = sorted(keys)
    for start in range(0, len(ordered) if wanted else 0, _KEYS_AT_ONCE):
        part = ordered[start : start + _KEYS_AT_ONCE]
        found += db.session.scalars(select(model).where(or_(*(column.in_(part) for column in wanted))))
    return found


def _wishes(volunteer: Volunteer) -> list[MailWish]:
    """How she wants mails; it hangs on her address, which no key names."""
    return list(db.session.scalars(select(MailWish).where(MailWish.mail_index == volunteer.mail_index)))


def _is_about(row: RegionRow, volunteer: Volunteer) -> bool:
    """Mails about her tandems that went to somebody else, and what the other side answered, are somebody else's."""
    if isinstance(row, CheckIn):
        return row.side == "volunteer"
    if isinstance(row, Notice):
        return volunteer.mail is not None and row.mail == volunteer.mail
    if isinstance(row, CaseNote):
        return row.is_about_volunteer  # what was noted about the newcomer is theirs
    return not isinstance(row, ImportedRow) or row.volunteer_id == volunteer.id


def _value(row: RegionRow, name: str, column: Any) -> Any:
    if column.info.get("data") is Data.SECRET:
        return None if getattr(row, column.key) is None else "***"
    if isinstance(row, Proposal | MatchingRunLine) and name == "reasons":
        return _without_hidden_place(row)
    return _plain(getattr(row, name))


def _without_hidden_place(row: Proposal | MatchingRunLine) -> Any:
    """Why she was asked; the way to somebody with a register block says where that person lives (§ 51 BMG)."""
    asks = row.help_request
    if asks is None or not asks.newcomer.is_protected:
        return row.reasons
    return [reason for reason in row.reasons if reason["code"] not in ("place.distance", "radius")]


def _plain(value: Any) -> Any:
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    return value
