"""Imports that may be worked on: one of them, its list, what was found in it, and the wait for the next check."""

import uuid
from collections.abc import Iterator
from typing import Final

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from lotsen.database import find
from lotsen.errors import Conflict
from lotsen.imports.checked_rows import CheckedRow
from lotsen.imports.models import Import
from lotsen.imports.stored_lists import StoredList

KEEP_DAYS: Final = 30
OPEN_STATES: Final = ("hochgeladen", "wird_geprueft", "geprueft")
AT_WORK: Final = ("wird_geprueft", "wird_uebernommen")  # nobody may touch them

BUSY = _l("Diese Liste wird gerade bearbeitet. Bitte laden Sie die Seite in einem Moment neu.")
NOT_NOW = _l("Dieser Import ist schon abgeschlossen. Daran lässt sich nichts mehr ändern.")


def get(import_id: uuid.UUID) -> Import:
    """One import of the reader's region, or NotFound."""
    return find(select(Import).where(Import.id == import_id))


def hold(import_id: uuid.UUID) -> Import:
    """One import, held until the end of the transaction."""
    return find(select(Import).where(Import.id == import_id).with_for_update())


def hold_open(import_id: uuid.UUID, *states: str) -> Import:
    """An import that may still be worked on, held; Conflict where it is too early or too late."""
    source = hold(import_id)
    if source.status in AT_WORK:
        raise Conflict(BUSY)
    if source.status not in (states or OPEN_STATES):
        raise Conflict(NOT_NOW)
    return source


def stored_list(source: Import) -> StoredList:
    """The list of an import; Conflict where it was forgotten already."""
    stored = source.table
    if stored is None:
        raise Conflict(NOT_NOW)
    return StoredList.from_json(stored)


def checked(source: Import) -> list[CheckedRow]:
    """What the last check found, row by row."""
    return list(each_checked(source))


def each_checked(source: Import) -> Iterator[CheckedRow]:
    """The same for whoever needs no two rows at once: all of a long list take a lot of room."""
    return map(CheckedRow.from_json, source.checked or ())


def await_check(source: Import) -> None:
    """Something was answered: what the last check found counts no longer."""
    source.status, source.revision = "wird_geprueft", source.revision + 1
