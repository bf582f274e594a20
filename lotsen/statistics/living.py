"""The lives of rows that are there: all of them, or those that are about to be deleted.

Whatever is kept of somebody stands under a number of hers. ``counted_as`` makes one for each table, by a hash that
nobody can turn round: what is kept of her requests cannot be put together with what is kept of her tandems. It is
made of ``count_key``, which is drawn at random when the first row of hers is deleted and goes with her own row.
"""

import uuid
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, extract, func, select
from sqlalchemy.orm import joinedload, load_only

from lotsen import clock
from lotsen.extensions import db
from lotsen.help_requests.models import HelpRequest
from lotsen.interest_questions.models import InterestQuestion
from lotsen.newcomers.models import Newcomer
from lotsen.proposals.models import Proposal
from lotsen.rows import RegionRow, Sealed
from lotsen.statistics.lives import (
    InterestLife,
    Meetings,
    QuestionLife,
    RequestLife,
    TandemLife,
    Training,
    silent_from,
)
from lotsen.tandems.models import Meeting, Tandem
from lotsen.volunteers.models import Qualification, Volunteer

Where = ColumnElement[bool]
#: Tables in which people are counted, each under numbers of its own.
COUNTED_TABLES: Final = ("help_request", "proposal", "tandem", "meeting", "interest_question", "qualification")
_NEWCOMER = Newcomer.count_key, Newcomer.id
_VOLUNTEER = Volunteer.count_key, Volunteer.id


def counted_as(key: uuid.UUID, table: str) -> uuid.UUID:
    """The number under which somebody is counted in what is kept of a table."""
    return uuid.uuid5(key, table)


def number_of(count_key: uuid.UUID | None, row_id: uuid.UUID, table: str) -> uuid.UUID:
    """The same for somebody who is there; as long as nothing of hers was deleted, any number will do."""
    return counted_as(count_key, table) if count_key else row_id


def requests(*where: Where) -> list[RequestLife]:
    """Requests that were opened."""
    r, n = HelpRequest, Newcomer
    statement = (
        select(r)
        .where(r.opened_at.is_not(None), *where)
        .options(
            load_only(r.region_id, r.opened_at, r.found_on, r.closed_at, r.ags, r.mode, _stored(r, r.needs)),
            joinedload(r.newcomer).load_only(n.region_id, n.count_key, _stored(n, n.languages)),
        )
    )
    return [_request(row) for row in db.session.scalars(statement)]


def first_asked() -> dict[uuid.UUID, date]:
    """When each newcomer first asked."""
    first = func.min(HelpRequest.opened_at)
    statement = select(*_NEWCOMER, first).join(HelpRequest, HelpRequest.newcomer_id == Newcomer.id)
    rows = db.session.execute(statement.where(HelpRequest.opened_at.is_not(None)).group_by(*_NEWCOMER))
    return {number_of(key, row_id, "help_request"): clock.day_of(opened) for key, row_id, opened in rows if opened}


def questions(*where: Where) -> list[QuestionLife]:
    """Questions that volunteers were asked."""
    p = Proposal
    statement = (
        select(*_VOLUNTEER, p.asked_at, p.answered_at, p.status, p.decline_reason)
        .join(Volunteer, Volunteer.id == p.volunteer_id)
        .where(p.asked_at.is_not(None), *where)
    )
    return [
        _question(number_of(key, row_id, "proposal"), clock.day_of(asked), _day(answered), status, reason)
        for key, row_id, asked, answered, status, reason in db.session.execute(statement)
        if asked
    ]


def tandems(*where: Where) -> list[TandemLife]:
    """Tandems, running and ended."""
    t = Tandem
    statement = (
        select(*_NEWCOMER, *_VOLUNTEER, t.mode, t.created_at, t.ended_on, t.end_reason, t.last_contact_on)
        .join(HelpRequest, HelpRequest.id == t.help_request_id)
        .join(Newcomer, Newcomer.id == HelpRequest.newcomer_id)
        .join(Volunteer, Volunteer.id == t.volunteer_id)
        .where(*where)
    )
    return [
        TandemLife(
            number_of(hers, newcomer, "tandem"), number_of(his, volunteer, "tandem"), mode, clock.day_of(begun), ended,
            reason, silent_from(heard or clock.day_of(begun)),
        )
        for hers, newcomer, his, volunteer, mode, begun, ended, reason, heard in db.session.execute(statement)
    ]  # fmt: skip


def interests(*where: Where) -> list[InterestLife]:
    """Questions whether somebody still wants to; those that settled themselves are not counted."""
    q = InterestQuestion
    statement = (
        select(*_VOLUNTEER, *_NEWCOMER, q.status, q.asked_at, q.answered_at, q.rested_at)
        .outerjoin(Volunteer, Volunteer.id == q.volunteer_id)
        .outerjoin(HelpRequest, HelpRequest.id == q.help_request_id)
        .outerjoin(Newcomer, Newcomer.id == HelpRequest.newcomer_id)
        .where(q.status != "erledigt", *where)
    )
    return [
        InterestLife(
            number_of(his or hers, volunteer or newcomer, "interest_question"),
            "volunteer" if volunteer else "newcomer",
            clock.day_of(asked), _day(answered), _day(rested), status == "ruht",
        )
        for his, volunteer, hers, newcomer, status, asked, answered, rested in db.session.execute(statement)
    ]  # fmt: skip


def trainings(*where: Where) -> list[Training]:
    """Trainings that were finished."""
    q = Qualification
    statement = (
        select(*_VOLUNTEER, q.kind, q.units, q.finished_on)
        .join(Volunteer, Volunteer.id == q.volunteer_id)
        .where(q.finished_on.is_not(None), *where)
    )
    return [
        Training(number_of(key, row_id, "qualification"), kind, units, finished)
        for key, row_id, kind, units, finished in db.session.execute(statement)
        if finished
    ]


def meetings(*where: Where) -> list[Meetings]:
    """Meetings that took place: of each newcomer those in one place and one month together, by their first day."""
    m = Meeting
    month = extract("year", m.on), extract("month", m.on)
    statement = (
        select(*_NEWCOMER, HelpRequest.ags, func.min(m.on), func.count(), func.sum(m.minutes))
        .join(Tandem, Tandem.id == m.tandem_id)
        .join(HelpRequest, HelpRequest.id == Tandem.help_request_id)
        .join(Newcomer, Newcomer.id == HelpRequest.newcomer_id)
        .where(m.is_held, *where)
        .group_by(*_NEWCOMER, HelpRequest.ags, *month)
    )
    return [
        Meetings(number_of(key, row_id, "meeting"), ags, on, count, minutes or 0)
        for key, row_id, ags, on, count, minutes in db.session.execute(statement)
    ]


def _stored(table: type[RegionRow], sealed: Sealed[Any]) -> Any:
    """The column behind a sealed attribute."""
    return getattr(table, sealed.column)


def _request(row: HelpRequest) -> RequestLife:
    assert row.opened_at is not None
    opened = clock.day_of(row.opened_at)
    person = row.newcomer
    return RequestLife(
        newcomer=number_of(person.count_key, person.id, "help_request"), opened_on=opened, found_on=row.found_on,
        wait_days=(row.found_on - opened).days if row.found_on else None, closed_on=_day(row.closed_at),
        language=main_language(row.newcomer), ags=row.ags, mode=row.mode, needs=tuple(row.needs),
    )  # fmt: skip


def main_language(person: Newcomer) -> str:
    """The language somebody speaks best, German only where there is no other."""
    spoken = [one for one in person.languages if one.get("language") != "deu"] or list(person.languages)
    best = max(spoken, key=lambda one: int(str(one.get("level") or 0)), default={})
    return str(best.get("language") or "")


def _question(key: uuid.UUID, asked: date, answered: date | None, status: str, reason: str | None) -> QuestionLife:
    if status in {"angenommen", "abgelehnt"}:
        days = (answered - asked).days if answered else None
        return QuestionLife(key, asked, answered, status, reason if status == "abgelehnt" else None, days)
    known = None
    if status == "abgelaufen":
        known = min(silent_from(asked), answered or date.max)
    elif status == "zurueckgezogen":
        known = asked
    return QuestionLife(key, asked, known, status if known else "offen", None, None)


def _day(instant: datetime | None) -> date | None:
    return clock.day_of(instant) if instant else None
