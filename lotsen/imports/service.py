"""Lists from Excel: upload, mapping, answers, check, take-over, undo. Each function is one transaction.

Checking a list takes a while, so it is done outside of any transaction, on a copy that was read before;
its result is written only if nobody has answered anything in between. Lists above ``AT_ONCE`` rows are
checked and taken over by a job.
"""

import uuid
from datetime import timedelta
from typing import Any, Final

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from lotsen import clock, jobs, scope
from lotsen.accounts.models import Account
from lotsen.audit import service as audit
from lotsen.database import change, find, writing
from lotsen.errors import Conflict, Invalid
from lotsen.extensions import db
from lotsen.imports import checked_rows, register, undoing
from lotsen.imports.answers import MERGE, Answers
from lotsen.imports.checked_rows import CheckedRow
from lotsen.imports.columns import mapping_faults, suggest_mapping
from lotsen.imports.models import Import, ImportedRow
from lotsen.imports.questions import Option, Question, Questions, apply, choose
from lotsen.imports.refusals import FileRefused
from lotsen.imports.sensitive import sensitive_kinds
from lotsen.imports.stored_lists import StoredList
from lotsen.imports.takeover import TakeOver
from lotsen.imports.words import MAPPING_FAULTS
from lotsen.volunteers.models import Volunteer
from lotsen.volunteers.sealed_columns import sealed_column

AT_ONCE: Final = 2000  # rows that are checked while the reader waits
KEEP_DAYS: Final = 30
OPEN_STATES: Final = ("hochgeladen", "wird_geprueft", "geprueft")
TRIES: Final = 5

BUSY = _l("Diese Liste wird gerade bearbeitet. Bitte laden Sie die Seite in einem Moment neu.")
NOT_NOW = _l("Dieser Import ist schon abgeschlossen. Daran lässt sich nichts mehr ändern.")
STILL_OPEN = _l("Es sind noch Zeilen zu klären. Klären Sie diese, oder übernehmen Sie nur die guten Zeilen.")
NOTHING_GOOD = _l("Es gibt noch keine Zeile, die übernommen werden kann.")
REGISTER_CHANGED = _l(
    "Im Register hat sich inzwischen etwas geändert. Wir haben neu geprüft. Bitte sehen Sie noch einmal hin."
)
FORBIDDEN_TEXT = _l(
    "Angaben zu Gesundheit, Religion, Aufenthalt und Ähnlichem dürfen wir nicht speichern. Bitte ohne sie schreiben."
)
TOO_LATE = _l("Rückgängig machen geht nur 30 Tage lang. Diese Liste ist älter.")


def get(import_id: uuid.UUID) -> Import:
    """One import of the reader's region, or NotFound."""
    return find(select(Import).where(Import.id == import_id))


def stored_list(source: Import) -> StoredList:
    """The list of an import; Conflict where it was forgotten already."""
    stored = source.table
    if stored is None:
        raise Conflict(NOT_NOW)
    return StoredList.from_json(stored)


def listing(*, page: int) -> Pagination:
    """A page of imports, the newest first."""
    statement = select(Import).order_by(Import.created_at.desc(), Import.id)
    return db.paginate(statement, page=page, per_page=50, max_per_page=50, error_out=False)


def names_of(account_ids: set[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Who uploaded: account -> name."""
    found = db.session.scalars(select(Account).where(Account.id.in_(account_ids))) if account_ids else ()
    return {account.id: account.display_name for account in found}


def checked(source: Import) -> list[CheckedRow]:
    """What the last check found, row by row."""
    return [CheckedRow.from_json(row) for row in source.checked or ()]


# --- upload -------------------------------------------------------------------------------------------


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
    source = _open(import_id)
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


def set_mapping(import_id: uuid.UUID, *, mapping: dict[str, int]) -> Import:
    """Say which column means what, and check the list."""
    source = _open(import_id)
    stored = stored_list(source)
    for fault in mapping_faults(mapping, len(stored.table.header)):
        raise Invalid(MAPPING_FAULTS[fault])
    stored.withhold(mapping)
    answers = Answers.from_json(source.choices)
    # Answers about a field stay right wherever its column is; those of fields no longer taken would not.
    answers.corrections = {key: text for key, text in answers.corrections.items() if key[1] in mapping}
    source.table, source.mapping, source.choices = stored.to_json(), mapping, answers.to_json()
    _await_check(source)
    audit.record("imports.set_mapping", source, columns=len(mapping))
    db.session.commit()
    return _checked_now(import_id)


# --- answers ------------------------------------------------------------------------------------------


def questions_of(source: Import, rows: list[CheckedRow]) -> dict[int, list[Question]]:
    """What the reader is asked about some rows."""
    stored = stored_list(source)
    maker = _questions(source, stored)
    cells = {row.number: row for row in stored.table.rows}
    return {row.row: maker.of(row, cells[row.row]) for row in rows}


def _questions(source: Import, stored: StoredList) -> Questions:
    return Questions(stored.table.header, source.mapping, Answers.from_json(source.choices))


def entries_of(source: Import, number: int) -> list[Any]:
    """Every cell of one row that may be typed anew."""
    stored = stored_list(source)
    row = next((row for row in stored.table.rows if row.number == number), None)
    return _questions(source, stored).entries(row) if row else []


def answer(import_id: uuid.UUID, *, number: int, given: dict[str, str]) -> Import:
    """Take what a form says about one row, and check the list again."""
    source = _open(import_id, "geprueft")
    stored, answers = stored_list(source), Answers.from_json(source.choices)
    cells = next((row for row in stored.table.rows if row.number == number), None)
    row = next((row for row in checked(source) if row.row == number), None)
    if cells is None or row is None:
        raise Invalid(_("Diese Zeile gibt es nicht."))
    maker = _questions(source, stored)
    if "forget" in given:
        answers.forget(number)
    else:
        apply(answers, row, maker.of(row, cells), maker.entries(cells), source.mapping, given)
        _refuse_sensitive(answers, number)
    _keep(source, answers)
    audit.record("imports.answer", source, row=number)
    db.session.commit()
    return _checked_now(import_id)


def _refuse_sensitive(answers: Answers, number: int) -> None:
    for (row, key), text in answers.corrections.items():
        if row == number and key in ("note", "languages", "organisation") and sensitive_kinds(text):
            raise Invalid(FORBIDDEN_TEXT)


def answer_all(import_id: uuid.UUID, *, kind: str, level: int | None = None) -> Import:
    """One answer for the whole list: take all suggestions, complete all doubles, assume one level."""
    source = _open(import_id, "geprueft")
    answers = Answers.from_json(source.choices)
    if kind == "level" and level in range(1, 8):
        answers.default_level = level
    elif kind == "merge":
        for row in checked(source):
            if row.is_double and row.decision == "":
                answers.decide(row.row, MERGE)
    elif kind == "suggestions":
        for number, option in suggestions(source, [row for row in checked(source) if row.is_open]):
            choose(answers, number, option)
    else:
        raise Invalid(_("Bitte wählen Sie aus den angebotenen Antworten."))
    _keep(source, answers)
    audit.record("imports.answer_all", source, kind=kind)
    db.session.commit()
    return _checked_now(import_id)


def suggestions(source: Import, rows: list[CheckedRow]) -> list[tuple[int, Option]]:
    """Every question of some rows to which one answer is most likely: row and answer."""
    found = questions_of(source, rows) if rows else {}
    return [
        (number, question.suggestion)
        for number, questions in found.items()
        for question in questions
        if question.suggestion
    ]


def _keep(source: Import, answers: Answers) -> None:
    source.choices = answers.to_json()
    _await_check(source)


def _await_check(source: Import) -> None:
    source.status, source.revision = "wird_geprueft", source.revision + 1


def _open(import_id: uuid.UUID, *states: str) -> Import:
    """An import that may still be worked on, held until the end of the transaction."""
    source = find(select(Import).where(Import.id == import_id).with_for_update())
    if source.status in ("wird_geprueft", "wird_uebernommen"):
        raise Conflict(BUSY)
    if source.status not in (states or OPEN_STATES):
        raise Conflict(NOT_NOW)
    return source


# --- check --------------------------------------------------------------------------------------------


def _checked_now(import_id: uuid.UUID) -> Import:
    """Check at once what is short; leave the rest to a job."""
    source = get(import_id)
    if source.row_count > AT_ONCE:
        jobs.soon(current_app, "work_on_lists")
        return source
    check(import_id)
    return get(import_id)


def check(import_id: uuid.UUID) -> None:
    """Check a list outside of any transaction and write what was found, unless an answer came in between."""
    for _attempt in range(TRIES):
        revision, rows = _look(import_id)
        if _write_checked(import_id, revision, rows):
            return
    raise Conflict(BUSY)


def _look(import_id: uuid.UUID) -> tuple[int, list[CheckedRow]]:
    db.session.rollback()
    with writing(False):
        source = get(import_id)
        revision, mapping, stored = source.revision, dict(source.mapping), stored_list(source)
        answers, known, places = Answers.from_json(source.choices), register.known_people(), register.gazetteer()
        db.session.rollback()
    rows = checked_rows.check(stored, mapping, answers, places, known=known, today=clock.today())
    return revision, rows


def _write_checked(import_id: uuid.UUID, revision: int, rows: list[CheckedRow]) -> bool:
    counts = checked_rows.count(rows)
    kept = [row.to_json() for row in rows]
    source = find(select(Import).where(Import.id == import_id).with_for_update())
    if source.revision != revision:
        db.session.rollback()
        return False
    source.checked, source.counts, source.good_count = kept, counts, counts["taken"]
    if source.status in OPEN_STATES:
        source.status = "geprueft"
    db.session.commit()
    return True


# --- take over ----------------------------------------------------------------------------------------


def take_over(import_id: uuid.UUID, *, only_good: bool = False) -> Import:
    """Everything or nothing; with ``only_good`` the rows without open questions. Pressed again: the same."""
    source = get(import_id)
    if source.status == "uebernommen":
        return source
    source = _open(import_id, "geprueft")
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


def _take_over_now(import_id: uuid.UUID, *, only_good: bool) -> Import:
    """Check once more against the register of this moment, then write everything in one transaction."""
    before = _kinds(checked(get(import_id)))
    revision, rows = _look(import_id)
    counts = checked_rows.count(rows)
    if _kinds(rows) != before:
        _write_checked(import_id, revision, rows)
        raise Invalid(REGISTER_CHANGED)
    _refuse_open(counts, only_good=only_good)
    taken = [row for row in rows if row.is_taken]
    source = _claim(import_id, revision)
    if source is None:
        return get(import_id)
    try:
        effects = TakeOver.begin(source).run(taken)
        left = len(rows) - len(taken)
        source.counts, source.good_count = counts | effects | {"left": left}, len(taken)
        source.checked = [row.to_json() for row in rows]
        db.session.flush()
        source.taken_at = clock.now()
        audit.record("imports.take_over", source, left=left, only_good=only_good, effects=effects)
        db.session.commit()
    except IntegrityError as error:  # somebody signed up with one of these addresses a moment ago
        db.session.rollback()
        raise Invalid(REGISTER_CHANGED) from error
    return source


def _kinds(rows: list[CheckedRow]) -> list[tuple[int, str, bool, str | None]]:
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


# --- undo, discard, forget ----------------------------------------------------------------------------


def undo(import_id: uuid.UUID) -> Import:
    """Take the whole import back; Invalid names who was changed since."""
    source = find(select(Import).where(Import.id == import_id).with_for_update())
    if source.status == "rueckgaengig":
        return source
    if source.status != "uebernommen" or source.taken_at is None:
        raise Conflict(NOT_NOW)
    if not may_be_undone(source):
        raise Conflict(TOO_LATE)
    rows = undoing.rows_of(source)
    if changed := undoing.changed_since(source, rows):
        raise Invalid(_refusal(changed))
    deleted, restored = undoing.take_back(rows)
    source.status, source.undone_at = "rueckgaengig", clock.now()
    source.table = source.choices = source.checked = None
    audit.record("imports.undo", source, deleted=deleted, restored=restored)
    db.session.commit()
    return source


def people_of(source: Import, limit: int = 50) -> list[tuple[ImportedRow, Volunteer]]:
    """Whom the first rows became, in the order of the file."""
    statement = (
        select(ImportedRow, Volunteer)
        .join(Volunteer, Volunteer.id == ImportedRow.volunteer_id)
        .where(ImportedRow.import_id == source.id)
        .order_by(ImportedRow.row_number)
        .limit(limit)
    )
    return [(row, one) for row, one in db.session.execute(statement)]


def may_be_undone(source: Import) -> bool:
    """Taken over, and not longer ago than the list is kept."""
    if source.status != "uebernommen" or source.taken_at is None:
        return False
    return source.taken_at > clock.now() - timedelta(days=KEEP_DAYS)


def _refusal(changed: list[Any]) -> str:
    names = ", ".join(f"{one.first_name} {one.last_name} ({one.number})" for one in changed[:5])
    if len(changed) > 5:
        names = _("%(names)s und %(count)s weitere", names=names, count=len(changed) - 5)
    return _(
        "Das geht nicht mehr: Seit der Übernahme wurde etwas geändert bei %(names)s. Es ginge sonst verloren.",
        names=names,
    )


def discard(import_id: uuid.UUID) -> None:
    """Throw an import away that was not taken over, with its list."""
    source = find(select(Import).where(Import.id == import_id).with_for_update())
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
            for row in undoing.rows_of(source):
                db.session.delete(row)
            _forget(source, "verworfen" if source.status in OPEN_STATES else source.status)
            source.file_name = ""
            audit.record("imports.forget", source)
            db.session.commit()


def work_on_lists() -> None:
    """Check and take over the long lists that wait. A job; run again, it goes on where it stopped."""
    waiting = ("wird_geprueft", "wird_uebernommen")
    statement = select(Import.id, Import.region_id, Import.status, Import.counts).where(Import.status.in_(waiting))
    found = db.session.execute(statement).all()
    db.session.rollback()
    for row in found:
        with scope.of(row.region_id), force_locale("de"):
            if row.status == "wird_geprueft":
                check(row.id)
            else:
                _take_over_waiting(row.id, only_good=bool(row.counts.get("only_good")))


def _take_over_waiting(import_id: uuid.UUID, *, only_good: bool) -> None:
    try:
        _take_over_now(import_id, only_good=only_good)
    except (Conflict, Invalid):
        # The reader finds the preview again, with what has changed.
        db.session.rollback()
        source = find(select(Import).where(Import.id == import_id).with_for_update())
        source.status, source.revision = "wird_geprueft", source.revision + 1
        db.session.commit()
        check(import_id)
