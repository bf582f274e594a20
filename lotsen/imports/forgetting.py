"""Lists go: at once when they are discarded, after 30 days in any case."""

import uuid
from datetime import timedelta

from sqlalchemy import select

from lotsen import clock, scope
from lotsen.audit import service as audit
from lotsen.errors import Conflict
from lotsen.extensions import db
from lotsen.imports.models import Import, ImportedRow
from lotsen.imports.open_imports import KEEP_DAYS, NOT_NOW, OPEN_STATES, hold
from lotsen.imports.undoing import rows_of
from lotsen.volunteers.sealed_columns import sealed_column


def discard(import_id: uuid.UUID) -> None:
    """Throw an import away that was not taken over, with its list."""
    source = hold(import_id)
    if source.status == "verworfen":
        return
    if source.status not in OPEN_STATES:
        raise Conflict(NOT_NOW)
    _forget(source, "verworfen")
    audit.record("imports.discard", source)
    db.session.commit()


def _forget(source: Import, status: str) -> None:
    source.table = source.choices = source.checked = None
    source.status, source.revision = status, source.revision + 1


def forget_old_lists() -> None:
    """Delete what is left of lists after 30 days: cells, answers, and what each row did. A job."""
    too_old = clock.now() - timedelta(days=KEEP_DAYS)
    statement = select(Import).where(Import.created_at < too_old, sealed_column(Import, "table").is_not(None))
    for source in db.session.scalars(statement).all():
        if source.taken_at is not None and source.taken_at >= too_old:
            continue
        with scope.of(source.region_id):
            for row in rows_of(source):
                db.session.delete(row)
            _forget(source, "verworfen" if source.status in OPEN_STATES else source.status)
            source.file_name = ""
            audit.record("imports.forget", source)
            db.session.commit()


def forget_lists_with(volunteer_id: uuid.UUID) -> None:
    """Somebody is deleted: the list she came with goes too, in the running transaction, and cannot be undone."""
    rows = list(db.session.scalars(select(ImportedRow).where(ImportedRow.volunteer_id == volunteer_id)))
    sources = select(Import).where(Import.id.in_({row.import_id for row in rows}))
    for source in db.session.scalars(sources.where(sealed_column(Import, "table").is_not(None))):
        _forget(source, source.status)
    for row in rows:
        db.session.delete(row)
