"""The lives of what was deleted, as retention keeps them for the statistics: in months, without a person."""

import uuid
from datetime import date

from sqlalchemy import func, select

from lotsen.extensions import db
from lotsen.retention.models import (
    EndedHelpRequest,
    EndedInterestQuestion,
    EndedMeetings,
    EndedProposal,
    EndedQualification,
    EndedTandem,
)
from lotsen.statistics.lives import InterestLife, Meetings, QuestionLife, RequestLife, TandemLife, Training


def requests(first: date, last: date) -> list[RequestLife]:
    """Requests that were opened between two days, both included."""
    statement = select(EndedHelpRequest).where(EndedHelpRequest.opened_on.between(first, last))
    return [
        RequestLife(
            row.newcomer_key, row.opened_on, row.found_month, row.wait_days, row.closed_month, row.language, row.ags,
            row.mode, tuple(row.needs),
        )
        for row in db.session.scalars(statement)
    ]  # fmt: skip


def first_asked() -> dict[uuid.UUID, date]:
    """When each newcomer first asked."""
    key = EndedHelpRequest.newcomer_key
    rows = db.session.execute(select(key, func.min(EndedHelpRequest.opened_on)).group_by(key))
    return {newcomer: opened for newcomer, opened in rows if opened}


def first_opened() -> date | None:
    """The day, or the first of the month, on which the first one was opened."""
    return db.session.scalar(select(func.min(EndedHelpRequest.opened_on)))


def questions(first: date, last: date) -> list[QuestionLife]:
    """Questions that volunteers were asked between two days."""
    p = EndedProposal
    statement = select(p.volunteer_key, p.asked_month, p.known_month, p.answer, p.decline_reason, p.answer_days)
    rows = db.session.execute(statement.where(p.asked_month.between(first, last)))
    return [QuestionLife(*row) for row in rows]


def tandems() -> list[TandemLife]:
    """All tandems; those of before have no people, so that nobody knows how many people they were."""
    t = EndedTandem
    statement = select(
        t.newcomer_key, t.volunteer_key, t.mode, t.began_month, t.ended_month, t.end_reason, t.silent_month
    )
    return [
        TandemLife(newcomer, volunteer, mode, begun, ended, reason, silent)
        for newcomer, volunteer, mode, begun, ended, reason, silent in db.session.execute(statement)
        if newcomer and volunteer and silent
    ]


def interests(first: date, last: date) -> list[InterestLife]:
    """Questions of interest that were asked between two days."""
    q = EndedInterestQuestion
    statement = select(q.person_key, q.side, q.asked_month, q.answered_month, q.rested_month, q.is_resting)
    return [InterestLife(*row) for row in db.session.execute(statement.where(q.asked_month.between(first, last)))]


def trainings(first: date, last: date) -> list[Training]:
    """Trainings that were finished between two days."""
    q = EndedQualification
    statement = select(q.volunteer_key, q.kind, q.units, q.finished_month)
    return [Training(*row) for row in db.session.execute(statement.where(q.finished_month.between(first, last)))]


def meetings(first: date, last: date) -> list[Meetings]:
    """Meetings that took place between two days."""
    m = EndedMeetings
    statement = select(m.newcomer_key, m.ags, m.month, m.meetings_count, m.minutes)
    return [Meetings(*row) for row in db.session.execute(statement.where(m.month.between(first, last)))]
