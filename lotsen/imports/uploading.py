"""A file becomes an import: read once, kept sealed, recognised when it is sent again."""

import uuid
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lotsen.audit import service as audit
from lotsen.database import find
from lotsen.errors import Invalid
from lotsen.extensions import db
from lotsen.imports.columns import suggest_mapping
from lotsen.imports.models import Import
from lotsen.imports.open_imports import hold_open, stored_list
from lotsen.imports.refusals import FileRefused
from lotsen.imports.stored_lists import StoredList


def upload(*, data: bytes, file_name: str, account_id: uuid.UUID, sheet: str | None = None) -> tuple[Import, bool]:
    """Read a file and keep its list sealed; the import, and whether it is new.

    The same sheet of the same file is one import, however often it is sent.
    """
    try:
        stored = StoredList.read(data, file_name, sheet=sheet)
    except FileRefused as refused:
        raise Invalid(refused.sentence, "sheet" if refused.code == "sheet_missing" else "file") from refused
    mapping = suggest_mapping(stored.table.header, stored.table.sample())
    stored.withhold(mapping)
    if known := _same_sheet(stored.digest):
        return known, False
    row = Import(
        account_id=account_id, file_name=file_name[:200], digest=stored.digest,
        mapping=mapping, row_count=len(stored.table.rows),
    )  # fmt: skip
    row.table = stored.to_json()
    db.session.add(row)
    try:
        audit.record("imports.upload", row, rows=row.row_count)
        db.session.commit()
    except IntegrityError:  # the same file, a moment earlier
        db.session.rollback()
        return find(_live(stored.digest)), False
    return row, True


def _live(digest: bytes) -> Any:
    return select(Import).where(Import.digest == digest, Import.status.not_in(("rueckgaengig", "verworfen")))


def _same_sheet(digest: bytes) -> Import | None:
    found: Import | None = db.session.scalar(_live(digest))
    return found


def choose_sheet(import_id: uuid.UUID, *, sheet: str) -> Import:
    """Read another sheet of the same file instead."""
    source = hold_open(import_id)
    stored = stored_list(source)
    if sheet not in stored.others:
        raise Invalid(_("Dieses Tabellenblatt gibt es nicht."), "sheet")
    stored = stored.with_sheet(sheet)
    if _same_sheet(stored.digest) is not None:
        raise Invalid(_("Dieses Tabellenblatt haben Sie schon hochgeladen."), "sheet")
    mapping = suggest_mapping(stored.table.header, stored.table.sample())
    stored.withhold(mapping)
    source.table, source.digest, source.mapping = stored.to_json(), stored.digest, mapping
    source.row_count, source.status, source.choices, source.checked = len(stored.table.rows), "hochgeladen", None, None
    source.counts, source.good_count, source.revision = {}, 0, source.revision + 1
    audit.record("imports.choose_sheet", source, rows=source.row_count)
    db.session.commit()
    return source
