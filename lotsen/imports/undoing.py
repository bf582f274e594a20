"""Take a whole list back: new volunteers go, completed ones are as before; or nothing at all happens.

Refused as soon as anybody did anything with one of these people since, because that would be lost.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select

from lotsen import clock, crypto
from lotsen.audit import service as audit
from lotsen.errors import Conflict, Invalid
from lotsen.extensions import db
from lotsen.imports.models import Import, ImportedRow
from lotsen.imports.open_imports import KEEP_DAYS, NOT_NOW, hold
from lotsen.rows import Base, RegionRow
from lotsen.sign_ups.profile import phone_index
from lotsen.volunteers.models import Erstgespraech, Qualification, Volunteer, VolunteerLanguage, VolunteerNeed

CHUNK: Final = 500
_CHILDREN: Final[dict[str, Any]] = {
    table.__tablename__: table for table in (VolunteerLanguage, VolunteerNeed, Qualification)
}
_OWNED: Final[tuple[tuple[Any, str], ...]] = tuple(
    (table, "volunteer_id") for table in (*_CHILDREN.values(), Erstgespraech)
)
_DATES: Final = ("available_from",)

TOO_LATE = _l("Rückgängig machen geht nur 30 Tage lang. Diese Liste ist älter.")


def undo(import_id: uuid.UUID) -> Import:
    """Take the whole import back; Invalid names who was changed since."""
    source = hold(import_id)
    if source.status == "rueckgaengig":
        return source
    if source.status != "uebernommen" or source.taken_at is None:
        raise Conflict(NOT_NOW)
    if not may_be_undone(source):
        raise Conflict(TOO_LATE)
    rows = rows_of(source)
    _hold_people(rows)
    if changed := changed_since(source, rows):
        raise Invalid(_refusal(changed))
    deleted, restored = take_back(rows)
    source.status, source.undone_at = "rueckgaengig", clock.now()
    source.table = source.choices = source.checked = None
    audit.record("imports.undo", source, deleted=deleted, restored=restored)
    db.session.commit()
    return source


def may_be_undone(source: Import) -> bool:
    """Taken over, and not longer ago than the list is kept."""
    if source.status != "uebernommen" or source.taken_at is None:
        return False
    return source.taken_at > clock.now() - timedelta(days=KEEP_DAYS)


def _refusal(changed: list[Volunteer]) -> str:
    names = ", ".join(f"{one.first_name} {one.last_name} ({one.number})" for one in changed[:5])
    if len(changed) > 5:
        names = _("%(names)s und %(count)s weitere", names=names, count=len(changed) - 5)
    return _(
        "Das geht nicht mehr: Seit der Übernahme wurde etwas geändert bei %(names)s. Es ginge sonst verloren.",
        names=names,
    )


def rows_of(source: Import) -> list[ImportedRow]:
    """What each row of an import did, in the order of the file."""
    statement = select(ImportedRow).where(ImportedRow.import_id == source.id).order_by(ImportedRow.row_number)
    return list(db.session.scalars(statement))


def _hold_people(rows: Sequence[ImportedRow]) -> None:
    """Keep everybody else from changing these people from here on: what is changed after the look would be lost."""
    keys = sorted({row.volunteer_id for row in rows if row.volunteer_id}, key=str)
    for start in range(0, len(keys), CHUNK):
        held = select(Volunteer.id).where(Volunteer.id.in_(keys[start : start + CHUNK])).order_by(Volunteer.id)
        db.session.execute(held.with_for_update())


def changed_since(source: Import, rows: Sequence[ImportedRow]) -> list[Volunteer]:
    """People of this import with whom anything was done after it."""
    touched = {row.volunteer_id for row in rows if row.volunteer_id and row.effect != "unveraendert"}
    keys = sorted(touched, key=str)
    found: set[uuid.UUID] = set()
    for start in range(0, len(keys), CHUNK):
        found |= _changed(source, keys[start : start + CHUNK])
    people = db.session.scalars(select(Volunteer).where(Volunteer.id.in_(found)).order_by(Volunteer.number))
    return list(people) if found else []


def _changed(source: Import, keys: list[uuid.UUID]) -> set[uuid.UUID]:
    found: set[uuid.UUID] = set()
    for model, column in _about_volunteers():
        statement = select(column).where(column.in_(keys), model.updated_at > source.taken_at)
        found |= set(db.session.scalars(statement))
    return found


def _about_volunteers() -> Iterator[tuple[Any, Any]]:
    """Every table that speaks of volunteers, with the column that names them."""
    yield Volunteer, Volunteer.id
    for mapper in Base.registry.mappers:
        model: Any = mapper.class_
        if issubclass(model, RegionRow) and model is not ImportedRow:
            for name in mapper.columns.keys():  # noqa: SIM118 - a collection of SQLAlchemy, not a dict
                if name.endswith("volunteer_id"):
                    yield model, getattr(model, name)


def take_back(rows: Sequence[ImportedRow]) -> tuple[int, int]:
    """Delete who was new, restore who was completed, the last change first; how many of each."""
    restored = [row for row in reversed(rows) if row.effect == "ergaenzt"]
    for row in restored:
        _restore(row)
    db.session.flush()
    new = [row.volunteer_id for row in rows if row.effect == "neu" and row.volunteer_id]
    keys = [row.id for row in rows]
    for model, column in _OWNED:  # before the people: SQLite would look through them for each one it cascades
        for start in range(0, len(new), CHUNK):
            _delete(model, new[start : start + CHUNK], column)
    for start in range(0, len(new), CHUNK):
        _delete(Volunteer, new[start : start + CHUNK])
    for start in range(0, len(keys), CHUNK):
        _delete(ImportedRow, keys[start : start + CHUNK])
    return len(new), len(restored)


def _delete(model: Any, keys: list[uuid.UUID], column: str = "id") -> None:
    statement = delete(model).where(getattr(model, column).in_(keys))
    db.session.execute(statement.execution_options(synchronize_session=False))


def _restore(row: ImportedRow) -> None:
    one = db.session.scalar(select(Volunteer).where(Volunteer.id == row.volunteer_id))
    if one is None or row.before is None:
        return
    before: dict[str, Any] = row.before
    for name, value in before["fields"].items():
        setattr(one, name, date.fromisoformat(value) if name in _DATES and value else value)
    if "mail" in before["fields"]:
        one.mail_index = crypto.mail_index(one.mail) if one.mail else None
    if "phone" in before["fields"]:
        one.phone_index = phone_index(one.phone) if one.phone else None
    for table, key in before["added"]:
        _delete(_CHILDREN[table], [uuid.UUID(key)])
