"""What statistics count: requests, answers and tandems as they stood on the last day that counts."""

import uuid
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from lotsen import clock
from lotsen.extensions import db
from lotsen.help_requests.models import HelpRequest
from lotsen.interest_questions.models import InterestQuestion
from lotsen.newcomers.models import Newcomer
from lotsen.proposals.models import Proposal
from lotsen.statistics import cutoff
from lotsen.tandems.models import Tandem


@dataclass(frozen=True)
class Asked:
    """One request: whose, when, what about, and how it went until the day that counts."""

    person: uuid.UUID
    opened_on: date
    language: str
    ags: str
    mode: str
    needs: tuple[str, ...]
    wait_days: int | None  # until somebody said yes
    end: str  # gefunden, offen, niemand, zurueckgezogen
    waiting_days: int | None  # of those still open


@dataclass(frozen=True)
class Question:
    """One question to a volunteer, and what she said."""

    volunteer: uuid.UUID
    asked_on: date
    answer: str  # angenommen, abgelehnt, abgelaufen, offen, zurueckgezogen
    reason: str | None
    answer_days: int | None


@dataclass(frozen=True)
class Together:
    """One tandem."""

    person: uuid.UUID
    volunteer: uuid.UUID
    mode: str
    begun_on: date
    ended_on: date | None
    end_reason: str | None
    is_silent: bool


@dataclass(frozen=True)
class Interest:
    """One question whether somebody still wants to: whose, and what became of it."""

    person: uuid.UUID
    answer: str  # bestaetigt, zurueck, ruht, offen


SILENT_DAYS = 21


def counts_until() -> date | None:
    """The last day that counts in the reader's region."""
    arrivals = db.session.execute(select(Newcomer.id, func.min(HelpRequest.opened_at)).join(
        HelpRequest, HelpRequest.newcomer_id == Newcomer.id
    ).where(HelpRequest.opened_at.is_not(None)).group_by(Newcomer.id))  # fmt: skip
    return cutoff.last_day((clock.day_of(first) for _, first in arrivals if first), clock.today())


def years(until: date | None) -> list[int]:
    """The years with anything to count, the latest first."""
    first = db.session.scalar(select(func.min(HelpRequest.opened_at)))
    return list(range(until.year, clock.day_of(first).year - 1, -1)) if until and first else []


def requests(year: int, until: date) -> list[Asked]:
    """The requests opened in a year, up to the day that counts."""
    begun: dict[uuid.UUID, list[date]] = defaultdict(list)
    for key, when in db.session.execute(select(Tandem.help_request_id, Tandem.created_at)):
        begun[key].append(clock.day_of(when))
    statement = (
        select(HelpRequest)
        .where(HelpRequest.opened_at >= _start(year), HelpRequest.opened_at < _start(year + 1))
        .options(joinedload(HelpRequest.newcomer))
    )
    rows = (row for row in db.session.scalars(statement) if row.opened_at and clock.day_of(row.opened_at) <= until)
    return [_asked(row, begun[row.id], until) for row in rows]


def questions(year: int, until: date) -> list[Question]:
    """The questions asked in a year."""
    p = Proposal
    statement = select(p.volunteer_id, p.asked_at, p.answered_at, p.status, p.decline_reason).where(
        p.asked_at >= _start(year), p.asked_at < _start(year + 1)
    )
    return [
        _question(
            row.volunteer_id, clock.day_of(row.asked_at), row.answered_at and clock.day_of(row.answered_at), row, until
        )
        for row in db.session.execute(statement)
        if clock.day_of(row.asked_at) <= until
    ]


def tandems(until: date) -> list[Together]:
    """All tandems that began by the day that counts, as they stood then."""
    t = Tandem
    statement = select(
        HelpRequest.newcomer_id, t.volunteer_id, t.mode, t.created_at, t.ended_on, t.end_reason, t.last_contact_on
    ).join(HelpRequest, HelpRequest.id == t.help_request_id)
    return [
        Together(
            row.newcomer_id, row.volunteer_id, row.mode, clock.day_of(row.created_at),
            row.ended_on if row.ended_on and row.ended_on <= until else None,
            row.end_reason if row.ended_on and row.ended_on <= until else None,
            (until - min(row.last_contact_on or clock.day_of(row.created_at), until)).days > SILENT_DAYS,
        )
        for row in db.session.execute(statement)
        if clock.day_of(row.created_at) <= until
    ]  # fmt: skip


def interests(year: int, until: date) -> tuple[list[Interest], list[Interest]]:
    """The questions of a year, to volunteers and about requests, as they stood on the day that counts."""
    q = InterestQuestion
    statement = select(q.volunteer_id, HelpRequest.newcomer_id, q.status, q.asked_at, q.answered_at, q.rested_at)
    statement = statement.outerjoin(HelpRequest, HelpRequest.id == q.help_request_id).where(
        q.asked_at >= _start(year), q.asked_at < _start(year + 1)
    )
    asked = [row for row in db.session.execute(statement) if clock.day_of(row.asked_at) <= until]
    rows = [row for row in asked if row.status != "erledigt"]
    found = [(row.volunteer_id is not None, _interest(row, until)) for row in rows]
    return [one for is_hers, one in found if is_hers], [one for is_hers, one in found if not is_hers]


def _interest(row: Any, until: date) -> Interest:
    answered = row.answered_at is not None and clock.day_of(row.answered_at) <= until
    rested = row.rested_at is not None and clock.day_of(row.rested_at) <= until
    state = (
        ("zurueck" if rested else "bestaetigt") if answered and row.status != "ruht" else "ruht" if rested else "offen"
    )
    return Interest(row.volunteer_id or row.newcomer_id, state)


def _asked(row: HelpRequest, begun: list[date], until: date) -> Asked:
    assert row.opened_at is not None
    opened = clock.day_of(row.opened_at)
    met = min((day for day in begun if opened <= day <= until), default=None)
    closed = clock.day_of(row.closed_at) if row.closed_at else None
    end = "offen"
    if met:
        end = "gefunden"
    elif closed and closed <= until:
        end = "niemand" if row.status == "nicht_vermittelbar" else "zurueckgezogen"
    return Asked(
        person=row.newcomer_id, opened_on=opened, language=main_language(row.newcomer), ags=row.ags, mode=row.mode,
        needs=tuple(row.needs), wait_days=(met - opened).days if met else None, end=end,
        waiting_days=(until - opened).days if end == "offen" else None,
    )  # fmt: skip


def main_language(person: Newcomer) -> str:
    """The language somebody speaks best, German only where there is no other."""
    spoken = [one for one in person.languages if one.get("language") != "deu"] or list(person.languages)
    best = max(spoken, key=lambda one: int(str(one.get("level") or 0)), default={})
    return str(best.get("language") or "")


def _question(volunteer: uuid.UUID, asked: date, answered: date | None, row: object, until: date) -> Question:
    status = str(getattr(row, "status", ""))
    known = answered is not None and answered <= until
    if status == "abgelaufen" and (until - asked).days > SILENT_DAYS:
        known = True
    answer = status if known and status in {"angenommen", "abgelehnt", "abgelaufen"} else "offen"
    if status == "zurueckgezogen":
        answer = status
    return Question(
        volunteer, asked, answer, getattr(row, "decline_reason", None) if answer == "abgelehnt" else None,
        (answered - asked).days if answered and answer in {"angenommen", "abgelehnt"} else None,
    )  # fmt: skip


def _start(year: int) -> datetime:
    return datetime(year, 1, 1, tzinfo=clock.BERLIN)
