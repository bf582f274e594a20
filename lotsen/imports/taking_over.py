"""The take-over of a checked list: everything or nothing, once, against the register of that moment."""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from lotsen import clock, jobs
from lotsen.audit import service as audit
from lotsen.database import change, find, reading
from lotsen.errors import Conflict, Invalid
from lotsen.extensions import db
from lotsen.imports import checked_rows
from lotsen.imports.checked_rows import CheckedRow
from lotsen.imports.checking import AT_ONCE, check, look, write_checked
from lotsen.imports.models import Import
from lotsen.imports.open_imports import BUSY, await_check, each_checked, get, hold, hold_open
from lotsen.imports.taken_rows import TakeOver

STILL_OPEN = _l("Es sind noch Zeilen zu klären. Klären Sie diese, oder übernehmen Sie nur die guten Zeilen.")
NOTHING_GOOD = _l("Es gibt noch keine Zeile, die übernommen werden kann.")
REGISTER_CHANGED = _l(
    "Im Register hat sich inzwischen etwas geändert. Wir haben neu geprüft. Bitte sehen Sie noch einmal hin."
)


def take_over(import_id: uuid.UUID, *, only_good: bool = False) -> Import:
    """Everything or nothing; with ``only_good`` the rows without open questions. Pressed again: the same."""
    source = get(import_id)
    if source.status == "uebernommen":
        return source
    source = hold_open(import_id, "geprueft")
    _refuse_open(source.counts, only_good=only_good)
    if source.row_count > AT_ONCE:
        source.status, source.counts = "wird_uebernommen", source.counts | {"only_good": int(only_good)}
        source.revision += 1
        audit.record("imports.ask_take_over", source, only_good=only_good)
        db.session.commit()
        jobs.soon(current_app, "work_on_lists")
        return source
    return _take_over_now(import_id, only_good=only_good)


def _refuse_open(counts: dict[str, int], *, only_good: bool) -> None:
    if counts.get("open", 0) and not only_good:
        raise Invalid(STILL_OPEN)
    if not counts.get("taken", 0):
        raise Invalid(NOTHING_GOOD)


@dataclass
class _Prepared:
    """Everything that can be worked out before anybody has to wait for it."""

    revision: int
    counts: dict[str, int]
    left: int
    checked: bytes | None  # what was found in rows that are left, sealed; whoever is taken over stands in the register
    people: TakeOver


def _take_over_now(import_id: uuid.UUID, *, only_good: bool) -> Import:
    """Check once more against the register of this moment, then write everything in one transaction."""
    ready = _prepare(import_id, only_good=only_good)
    source = _claim(import_id, ready.revision)
    if source is None:
        return get(import_id)
    try:
        effects = ready.people.run()
        source.counts = ready.counts | effects | {"left": ready.left}
        source.good_count, source.taken_at = ready.counts["taken"], clock.now()
        Import.checked.store(source, ready.checked)
        audit.record("imports.take_over", source, left=ready.left, only_good=only_good, effects=effects)
        db.session.commit()
    except IntegrityError as error:  # somebody signed up with one of these addresses a moment ago
        db.session.rollback()
        raise Invalid(REGISTER_CHANGED) from error
    return source


def _prepare(import_id: uuid.UUID, *, only_good: bool) -> _Prepared:
    """Check, and make ready what is to be written, without keeping anybody from writing.

    Invalid where the register has changed since the reader looked, or where rows are open still.
    """
    before = _kinds(each_checked(get(import_id)))
    revision, rows = look(import_id)
    if _kinds(rows) != before:
        write_checked(import_id, revision, rows)
        raise Invalid(REGISTER_CHANGED)
    counts = checked_rows.count(rows)
    _refuse_open(counts, only_good=only_good)
    with reading():
        left = [row.to_json() for row in rows if not row.is_taken]
        found = Import.checked.seal(get(import_id), left)
        people = TakeOver.prepare(import_id, (row for row in _handed_over(rows) if row.is_taken))
    return _Prepared(revision, counts, len(left), found, people)


def _handed_over(rows: list[CheckedRow]) -> Iterator[CheckedRow]:
    """Rows in their order, each let go with the next: a long list and what it becomes are never both in memory."""
    rows.reverse()
    while rows:
        yield rows.pop()


def _kinds(rows: Iterable[CheckedRow]) -> list[tuple[int, str, bool, str | None]]:
    """What the reader has seen and decided on."""
    return [(row.row, row.kind, row.is_open, row.duplicate_person) for row in rows]


def _claim(import_id: uuid.UUID, revision: int) -> Import | None:
    """Be the one who takes this list over; None where somebody else was."""
    statement = (
        update(Import)
        .where(
            Import.id == import_id,
            Import.revision == revision,
            Import.status.in_(("geprueft", "wird_uebernommen")),
        )
        .values(status="uebernommen")
    )
    if change(statement) == 1:
        return find(select(Import).where(Import.id == import_id).execution_options(populate_existing=True))
    db.session.rollback()
    if get(import_id).status == "uebernommen":
        return None
    raise Conflict(BUSY)


def take_over_waiting(import_id: uuid.UUID, *, only_good: bool) -> None:
    """Do what was asked for a long list; check it again where that is no longer possible."""
    try:
        _take_over_now(import_id, only_good=only_good)
    except (Conflict, Invalid):
        # The reader finds the preview again, with what has changed.
        db.session.rollback()
        source = hold(import_id)
        await_check(source)
        db.session.commit()
        check(import_id)
