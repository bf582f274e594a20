"""Lists from Excel: upload, mapping, answers, check, take-over, undo. Each function is one transaction.

What pages and jobs may call, in the order in which a list goes its way; each step has a file of its own.
"""

from flask_babel import force_locale
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import select

from lotsen import scope
from lotsen.extensions import db
from lotsen.imports.answering import answer, answer_all, entries_of, questions_of, set_mapping, suggestions
from lotsen.imports.checking import check
from lotsen.imports.forgetting import discard, forget_old_lists
from lotsen.imports.models import Import, ImportedRow
from lotsen.imports.open_imports import AT_WORK, OPEN_STATES, checked, get, stored_list
from lotsen.imports.taking_over import take_over, take_over_waiting
from lotsen.imports.undoing import may_be_undone, undo
from lotsen.imports.uploading import choose_sheet, upload
from lotsen.volunteers.models import Volunteer

__all__ = [
    "OPEN_STATES",
    "answer",
    "answer_all",
    "checked",
    "choose_sheet",
    "discard",
    "entries_of",
    "forget_old_lists",
    "get",
    "listing",
    "may_be_undone",
    "people_of",
    "questions_of",
    "set_mapping",
    "stored_list",
    "suggestions",
    "take_over",
    "undo",
    "upload",
    "work_on_lists",
]


def listing(*, page: int) -> Pagination:
    """A page of imports, the newest first."""
    statement = select(Import).order_by(Import.created_at.desc(), Import.id)
    return db.paginate(statement, page=page, per_page=50, max_per_page=50, error_out=False)


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


def work_on_lists() -> None:
    """Check and take over the long lists that wait. A job; run again, it goes on where it stopped."""
    statement = select(Import.id, Import.region_id, Import.status, Import.counts).where(Import.status.in_(AT_WORK))
    found = db.session.execute(statement).all()
    db.session.rollback()
    for row in found:
        with scope.of(row.region_id), force_locale("de"):
            if row.status == "wird_geprueft":
                check(row.id)
            else:
                take_over_waiting(row.id, only_good=bool(row.counts.get("only_good")))
