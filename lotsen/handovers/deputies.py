"""Staff who stand in for a colleague: from a day to a day, and over by itself.

Everything that asks "is this mine?" asks here for whom somebody answers today. The place and the contact of
a protected person go along only if the absent colleague, or the Regionalverwaltung, said so.
"""

import uuid
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, or_, select

from lotsen import clock
from lotsen.accounts import service as accounts
from lotsen.accounts.models import Account
from lotsen.audit import service as audit
from lotsen.database import find
from lotsen.errors import Invalid, NotAllowed
from lotsen.extensions import db
from lotsen.handovers.models import StaffDeputy
from lotsen.notices import service as notices

LONGEST = timedelta(days=183)
CASE_ROLES = ("case_manager", "coordinator")


def covered_by(account_id: uuid.UUID) -> set[uuid.UUID]:
    """Herself, and the colleagues she stands in for today."""
    return {account_id, *db.session.scalars(_running(StaffDeputy.absent_id, StaffDeputy.deputy_id == account_id))}


def covered_with_protected(account_id: uuid.UUID) -> set[uuid.UUID]:
    """The same, but only where protected people were handed over explicitly."""
    here = _running(StaffDeputy.absent_id, StaffDeputy.deputy_id == account_id, StaffDeputy.includes_protected)
    return {account_id, *db.session.scalars(here)}


def reader_for(account: Account) -> Account:
    """Who gets the mail of an account today: the deputy while she is away, else herself."""
    statement = _running(StaffDeputy.deputy_id, StaffDeputy.absent_id == account.id)
    for deputy_id in db.session.scalars(statement.order_by(StaffDeputy.created_at)):
        deputy = db.session.scalar(select(Account).where(Account.id == deputy_id, Account.is_active))
        if deputy is not None:
            return deputy
    return account


def _running(column: Any, *where: Any) -> Select[Any]:
    today = clock.today()
    return select(column).where(
        StaffDeputy.from_on <= today, StaffDeputy.until_on >= today, StaffDeputy.ended_at.is_(None), *where
    )


def coming(account_id: uuid.UUID | None = None) -> list[StaffDeputy]:
    """Deputies that run or will run, of one colleague on either side or of everybody."""
    statement = select(StaffDeputy).where(StaffDeputy.until_on >= clock.today(), StaffDeputy.ended_at.is_(None))
    if account_id is not None:
        statement = statement.where(or_(StaffDeputy.absent_id == account_id, StaffDeputy.deputy_id == account_id))
    return list(db.session.scalars(statement.order_by(StaffDeputy.from_on, StaffDeputy.id)))


def colleagues(*, but: Iterable[uuid.UUID] = ()) -> list[Account]:
    """Who can stand in: active colleagues who work with people, by name."""
    statement = select(Account).where(Account.role.in_(CASE_ROLES), Account.is_active, Account.id.not_in(list(but)))
    return sorted(db.session.scalars(statement), key=lambda one: one.display_name.casefold())


def appoint(
    absent_id: uuid.UUID,
    deputy_id: uuid.UUID,
    *,
    from_on: date,
    until_on: date,
    includes_protected: bool,
    by: uuid.UUID,
) -> StaffDeputy:
    """Name somebody who stands in; protected people go along only by the absent one or the Regionalverwaltung.

    Invalid for days or colleagues that cannot be, NotAllowed for whoever may not name one here.
    """
    absent, deputy, author = accounts.get(absent_id), accounts.get(deputy_id), accounts.get(by)
    _check_days(from_on, until_on)
    if absent.id == deputy.id or deputy.role not in CASE_ROLES or not deputy.is_active:
        raise Invalid(_("Bitte wählen Sie eine Kollegin oder einen Kollegen."), "deputy")
    if by != absent.id and author.role not in ("coordinator", "region_admin"):
        raise NotAllowed(_("Eine Vertretung trägt man selbst ein, oder die Koordination."))
    if includes_protected and by != absent.id and author.role != "region_admin":
        raise NotAllowed(_("Personen mit Auskunftssperre übergibt nur die zuständige Person selbst."))
    if any(one.absent_id == absent.id and one.from_on <= until_on and from_on <= one.until_on for one in coming()):
        raise Invalid(_("In diesen Tagen gibt es schon eine Vertretung."), "from_on")
    row = StaffDeputy(
        absent_id=absent.id, deputy_id=deputy.id, from_on=from_on, until_on=until_on,
        includes_protected=includes_protected, set_by=by,
    )  # fmt: skip
    db.session.add(row)
    audit.record("handovers.appoint", row, account_id=absent.id, until=until_on)
    notices.write(
        "deputy_named", mail=deputy.mail, language=deputy.language, once=f"deputy:{row.id}", subject_id=row.id,
        name=deputy.display_name, colleague=absent.display_name, first=from_on, last=until_on,
        url=notices.address("handovers.listing"),
    )  # fmt: skip
    db.session.commit()
    return row


def end_early(deputy_row_id: uuid.UUID, *, by: uuid.UUID) -> StaffDeputy:
    """Back sooner than planned. NotAllowed for anybody but the two and those who coordinate."""
    row = find(select(StaffDeputy).where(StaffDeputy.id == deputy_row_id))
    if by not in (row.absent_id, row.deputy_id) and accounts.get(by).role not in ("coordinator", "region_admin"):
        raise NotAllowed(_("Diese Vertretung beendet, wer daran beteiligt ist, oder die Koordination."))
    row.ended_at = row.ended_at or clock.now()
    audit.record("handovers.end_deputy", row, account_id=row.absent_id)
    db.session.commit()
    return row


def _check_days(from_on: date, until_on: date) -> None:
    if until_on < from_on:
        raise Invalid(_("Der letzte Tag liegt vor dem ersten."), "until_on")
    if until_on < clock.today():
        raise Invalid(_("Diese Tage sind schon vorbei."), "until_on")
    if until_on - from_on > LONGEST:
        raise Invalid(_("Länger als ein halbes Jahr geht nicht: Bitte übergeben Sie die Personen ganz."), "until_on")
