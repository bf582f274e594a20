"""The night's deletion, what goes next, and the renewal of a newcomer's record.

Region by region and row by row, each with its entry in the record in the same transaction. A job that
is killed in the middle has deleted whole people or nothing of them; the next one goes on.
"""

import logging
import uuid
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lotsen import clock, scope
from lotsen.audit import service as audit
from lotsen.audit import trimming
from lotsen.audit.models import AuditEntry
from lotsen.database import erase_traces, find
from lotsen.errors import Conflict, Invalid
from lotsen.extensions import db
from lotsen.newcomers import free_text
from lotsen.newcomers.models import Newcomer
from lotsen.organisations.models import Organisation, StaffMember
from lotsen.regions.models import Region
from lotsen.retention import keeping
from lotsen.retention.deletion import forget
from lotsen.retention.models import Renewal
from lotsen.retention.rules import AUDIT_TERM, BY_KEY, RULES, Due, Rule
from lotsen.rows import RegionRow

AT_A_TIME = 200
AHEAD_DAYS = 30
LONGEST_RENEWAL_DAYS = 183  # six months at a time, so that somebody looks again
NOT_DUE = _l("Diese Person wird in den nächsten 30 Tagen nicht gelöscht.")
STILL_OPEN = _l("Diese Stelle ist noch geöffnet. Schließen Sie sie zuerst, dann lässt sie sich löschen.")
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Ahead:
    """A row that goes soon, with its rule."""

    rule: Rule
    due: Due

    @property
    def days(self) -> int:
        """In how many days; nought is tonight."""
        return max((self.due.on - clock.today()).days, 0)


def delete_overdue() -> None:
    """Delete whatever is due today, in every region, and leave no trace of it in the file. A job."""
    regions = list(db.session.scalars(select(Region.id).order_by(Region.id)))
    db.session.rollback()
    for region in regions:
        with scope.of(region):
            for rule in RULES:
                _apply(rule)
            _forget_counted()
            _trim_record(region)
    erase_traces()


def _apply(rule: Rule) -> None:
    keys = [due.row_id for due in rule.due(clock.today())]
    db.session.rollback()
    step = 1 if rule.one_by_one else AT_A_TIME
    for some in (keys[start : start + step] for start in range(0, len(keys), step)):
        try:
            _delete(rule, some)
        except IntegrityError as error:  # something else still needs the row: everybody else goes all the same
            db.session.rollback()
            log.warning("retention: %s %s stays: %s", rule.key, some[0], str(error.orig).partition("\n")[0])
        except Exception:  # a row that cannot be read, say: the night goes on with the others
            db.session.rollback()
            log.exception("retention: %s %s stays", rule.key, some[0])


def _delete(rule: Rule, keys: Sequence[uuid.UUID]) -> None:
    """Delete these rows in one transaction, unless somebody renewed or changed them a moment ago."""
    held = select(rule.row).where(rule.row.id.in_(keys)).with_for_update()
    rows = [row for row in db.session.scalars(held) if any(rule.due(clock.today(), only=row.id))]
    for row in rows:
        forget(rule, row)
    if rows and rule.one_by_one:
        audit.record("retention.delete", rows[0].__tablename__, rows[0].id, rule=rule.key)
    elif rows:
        audit.record("retention.delete", rule.row.__tablename__, rule=rule.key, count=len(rows))
    db.session.commit()
    db.session.expunge_all()


def _forget_counted() -> None:
    """What statistics count of deleted rows goes with the years that they can no longer show."""
    count = keeping.forget_old()
    if count:
        audit.record("retention.delete", "count", rule="count", count=count)
    db.session.commit()


def _trim_record(region: str) -> None:
    """Entries of the record are kept for twelve months; what is left is still one chain."""
    before = AUDIT_TERM.start_of_kept(clock.today())
    oldest = db.session.scalar(select(AuditEntry.id).where(AuditEntry.at < before).limit(1))
    db.session.rollback()
    if oldest is not None:
        audit.hold(region)
        count = trimming.cut(region, before)
        audit.record("retention.delete", "audit_entry", region=region, rule="audit_entry", count=count)
        db.session.commit()


def remove(row: Organisation | StaffMember) -> None:
    """Delete an organisation or somebody of its staff at once, with whatever the night would take along.

    For a wish to be forgotten (Art. 17 DSGVO), and for what was entered by mistake. Conflict for an organisation that
    is open: it is closed first, so that whoever belongs to it was looked at.
    """
    rule = next(one for one in RULES if isinstance(row, one.row))
    if isinstance(row, Organisation) and row.is_active:
        raise Conflict(STILL_OPEN)
    forget(rule, row)
    audit.record("retention.remove", row.__tablename__, row.id, rule=rule.key)
    db.session.commit()


def ahead(tables: Collection[type[RegionRow]]) -> list[Ahead]:
    """Who of these tables is deleted in the next thirty days, the first one first; each row once.

    Who asked for it goes by that rule, and not in twelve months.
    """
    by = clock.today() + timedelta(days=AHEAD_DAYS)
    first: dict[uuid.UUID, Ahead] = {}
    for rule in RULES:
        for due in rule.due(by) if rule.row in tables else ():
            if due.row_id not in first or due.on < first[due.row_id].due.on:
                first[due.row_id] = Ahead(rule, due)
    return sorted(first.values(), key=lambda one: (one.due.on, str(one.due.row_id)))


def people_of(some: Sequence[Ahead]) -> dict[uuid.UUID, RegionRow]:
    """The rows that these are about, by key."""
    found: dict[uuid.UUID, RegionRow] = {}
    for row in {one.rule.row for one in some}:
        keys = [one.due.row_id for one in some if one.rule.row is row]
        found |= {one.id: one for one in db.session.scalars(select(row).where(row.id.in_(keys)))}
    return found


def counts_ahead() -> dict[str, int]:
    """How many rows each rule deletes in the next thirty days."""
    by = clock.today() + timedelta(days=AHEAD_DAYS)
    return {rule.key: sum(1 for _due in rule.due(by)) for rule in RULES}


def counts_deleted() -> Counter[str]:
    """How many rows each rule deleted in the twelve months that the record reaches back."""
    entries = select(AuditEntry.facts).where(AuditEntry.action.in_(("retention.delete", "retention.remove")))
    counted: Counter[str] = Counter()
    for facts in db.session.scalars(entries):
        count = facts.get("count", 1)
        counted[str(facts.get("rule"))] += count if isinstance(count, int) else 1
    return counted


def newcomer_due(newcomer_id: uuid.UUID) -> tuple[Newcomer, date | None]:
    """A newcomer, and the day her record goes; None where it does not go in the next thirty days."""
    newcomer = find(select(Newcomer).where(Newcomer.id == newcomer_id))
    return newcomer, _due_on(newcomer)


def _due_on(newcomer: Newcomer) -> date | None:
    by = clock.today() + timedelta(days=AHEAD_DAYS)
    due = next(BY_KEY["newcomer"].due(by, only=newcomer.id), None)
    return due.on if due else None


def renew(newcomer_id: uuid.UUID, *, until_on: date, reason: str, by: uuid.UUID) -> Renewal:
    """Keep a newcomer's record until a day, for a reason; at most six months at a time.

    Invalid for a reason that says too much or a day out of range.
    """
    if sentence := free_text.fault(reason):
        raise Invalid(sentence, "reason")
    newcomer = find(select(Newcomer).where(Newcomer.id == newcomer_id).with_for_update())
    due_on = _due_on(newcomer)
    if due_on is None:
        raise Invalid(NOT_DUE, "until_on")
    if until_on <= due_on:
        raise Invalid(_("Bitte wählen Sie einen Tag nach der jetzigen Löschfrist."), "until_on")
    if until_on > clock.today() + timedelta(days=LONGEST_RENEWAL_DAYS):
        raise Invalid(_("Verlängert wird höchstens um sechs Monate. Danach entscheiden Sie neu."), "until_on")
    renewal = Renewal(newcomer_id=newcomer.id, until_on=until_on, reason=reason, renewed_by=by)
    db.session.add(renewal)
    audit.record("retention.renew", newcomer, until_on=until_on)
    db.session.commit()
    return renewal
