"""The check of a list, outside of any transaction: it takes a while, and nobody should wait for it.

It works on a copy that was read before; its result is written only if nobody has answered anything in
between. Lists above ``AT_ONCE`` rows are checked by a job.
"""

import uuid
from typing import Final

from flask import current_app

from lotsen import clock, jobs
from lotsen.database import reading, writing
from lotsen.errors import Conflict
from lotsen.extensions import db
from lotsen.imports import checked_rows, register
from lotsen.imports.answers import Answers
from lotsen.imports.checked_rows import CheckedRow
from lotsen.imports.models import Import
from lotsen.imports.open_imports import BUSY, OPEN_STATES, get, hold, stored_list

AT_ONCE: Final = 2000  # rows that are checked while the reader waits
TRIES: Final = 5


def check_soon(import_id: uuid.UUID) -> Import:
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
        revision, rows = look(import_id)
        if write_checked(import_id, revision, rows):
            return
    raise Conflict(BUSY)


def look(import_id: uuid.UUID) -> tuple[int, list[CheckedRow]]:
    """Check the list of this moment without writing; the revision it had, and what was found."""
    db.session.rollback()
    with writing(False):
        source = get(import_id)
        revision, mapping, stored = source.revision, dict(source.mapping), stored_list(source)
        answers, known, places = Answers.from_json(source.choices), register.known_people(), register.gazetteer()
        db.session.rollback()
    rows = checked_rows.check(stored, mapping, answers, places, known=known, today=clock.today())
    return revision, rows


def write_checked(import_id: uuid.UUID, revision: int, rows: list[CheckedRow]) -> bool:
    """Keep what was found; False where somebody answered something in between."""
    counts = checked_rows.count(rows)
    with reading():
        kept = Import.checked.seal_each(get(import_id), (row.to_json() for row in rows))
    source = hold(import_id)
    if source.revision != revision:
        db.session.rollback()
        return False
    Import.checked.store(source, kept)
    source.counts, source.good_count = counts, counts["taken"]
    if source.status in OPEN_STATES:
        source.status = "geprueft"
    db.session.commit()
    return True
