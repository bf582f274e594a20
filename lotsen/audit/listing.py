"""Read the record: entries of the region, filtered, the latest first."""

import uuid
from datetime import date, datetime, time, timedelta

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import Select, select

from lotsen.accounts.models import Account
from lotsen.audit.models import AuditEntry
from lotsen.clock import BERLIN
from lotsen.extensions import db

PER_PAGE = 50


def entries(
    *,
    account_id: uuid.UUID | None = None,
    subject: str = "",
    action: str = "",
    since: date | None = None,
    until: date | None = None,
) -> Pagination:
    """One page of entries; days are those of the calendar in Hessen, ``until`` included."""
    statement: Select[tuple[AuditEntry]] = select(AuditEntry)
    if account_id:
        about = (AuditEntry.subject == "account") & (AuditEntry.subject_id == account_id)
        statement = statement.where((AuditEntry.account_id == account_id) | about)
    if subject:
        statement = statement.where(AuditEntry.subject == subject)
    if action:
        statement = statement.where(AuditEntry.action == action)
    if since:
        statement = statement.where(AuditEntry.at >= _start_of(since))
    if until:
        statement = statement.where(AuditEntry.at < _start_of(until + timedelta(days=1)))
    return db.paginate(statement.order_by(AuditEntry.seq.desc()), per_page=PER_PAGE, error_out=False)


def staff_names() -> list[tuple[str, str]]:
    """Whom the filter offers: everybody of the staff, by name."""
    found = db.session.scalars(select(Account).where(Account.role != "volunteer"))
    return sorted(((str(account.id), account.display_name) for account in found), key=lambda pair: pair[1])


def actions() -> list[str]:
    """Every action that occurs in the region."""
    return sorted(db.session.scalars(select(AuditEntry.action).distinct()))


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=BERLIN)
