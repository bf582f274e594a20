"""What the reader says about a list: the mapping of its columns, answers to questions, one answer for all."""

import uuid
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lotsen.audit import service as audit
from lotsen.errors import Invalid
from lotsen.extensions import db
from lotsen.imports.answers import MERGE, Answers
from lotsen.imports.checked_rows import CheckedRow
from lotsen.imports.checking import check_soon
from lotsen.imports.columns import mapping_faults
from lotsen.imports.models import Import
from lotsen.imports.open_imports import await_check, checked, hold_open, stored_list
from lotsen.imports.questions import Option, Question, Questions, apply, choose
from lotsen.imports.sensitive import sensitive_kinds
from lotsen.imports.stored_lists import StoredList
from lotsen.imports.words import MAPPING_FAULTS

FORBIDDEN_TEXT = _l(
    "Angaben zu Gesundheit, Religion, Aufenthalt und Ähnlichem dürfen wir nicht speichern. Bitte ohne sie schreiben."
)


def set_mapping(import_id: uuid.UUID, *, mapping: dict[str, int]) -> Import:
    """Say which column means what, and check the list."""
    source = hold_open(import_id)
    stored = stored_list(source)
    for fault in mapping_faults(mapping, len(stored.table.header)):
        raise Invalid(MAPPING_FAULTS[fault])
    stored.withhold(mapping)
    answers = Answers.from_json(source.choices)
    # Answers about a field stay right wherever its column is; those of fields no longer taken would not.
    answers.corrections = {key: text for key, text in answers.corrections.items() if key[1] in mapping}
    source.table, source.mapping, source.choices = stored.to_json(), mapping, answers.to_json()
    await_check(source)
    audit.record("imports.set_mapping", source, columns=len(mapping))
    db.session.commit()
    return check_soon(import_id)


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
    source = hold_open(import_id, "geprueft")
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
    return check_soon(import_id)


def _refuse_sensitive(answers: Answers, number: int) -> None:
    for (row, key), text in answers.corrections.items():
        if row == number and key in ("note", "languages", "organisation") and sensitive_kinds(text):
            raise Invalid(FORBIDDEN_TEXT)


def answer_all(import_id: uuid.UUID, *, kind: str, level: int | None = None) -> Import:
    """One answer for the whole list: take all suggestions, complete all doubles, assume one level."""
    source = hold_open(import_id, "geprueft")
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
    return check_soon(import_id)


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
    await_check(source)
