"""Long silence: after twelve months without a sign of life she is asked a last time, three months later it ends.

Nobody's data may stay because everybody forgot about her. Only
whoever rests is meant: she was asked before, said nothing or "not now", and has no tandem.
"""

import uuid
from datetime import date, datetime, timedelta
from typing import Final

from flask_babel import force_locale
from sqlalchemy import Select, exists, func, or_, select

from lotsen import clock, date_words, row_by_row, scope
from lotsen.accounts import mail_links
from lotsen.audit import service as audit
from lotsen.database import find
from lotsen.extensions import db
from lotsen.interest_questions import service
from lotsen.interest_questions.models import InterestQuestion
from lotsen.notices import service as notices
from lotsen.proposals.models import Proposal
from lotsen.tandems.models import Tandem
from lotsen.volunteers import moves, states
from lotsen.volunteers.models import Volunteer

SILENT: Final = timedelta(days=365)
LAST_CHANCE: Final = timedelta(days=92)
REASON: Final = "fristablauf"


def tell_and_end() -> int:
    """Ask a last time, or end, whoever has been silent for so long; how many steps. A job."""
    with scope.everywhere("long silence of all regions"):
        rows = [(row.id, row.region_id) for row in db.session.execute(_due(clock.now()))]
    db.session.rollback()
    return row_by_row.each(rows, _step)


def ends_on(row: InterestQuestion) -> date | None:
    """The day on which a resting engagement ends without an answer; None before she was asked a last time."""
    return clock.day_of(row.last_asked_at + LAST_CHANCE) if row.last_asked_at else None


def _due(now: datetime) -> Select[uuid.UUID, str]:
    since = now - SILENT
    other = InterestQuestion.__table__.alias()
    volunteer_id = InterestQuestion.volunteer_id
    was_silent = (
        func.coalesce(Volunteer.last_contact_at, Volunteer.released_at, Volunteer.created_at) < since,
        ~exists().where(other.c.volunteer_id == volunteer_id, other.c.answered_at >= since),
        ~exists().where(Proposal.volunteer_id == volunteer_id, Proposal.answered_at >= since),
        ~exists().where(Tandem.volunteer_id == volunteer_id, Tandem.ended_on >= clock.day_of(since)),
    )
    return (
        select(InterestQuestion.id, InterestQuestion.region_id)
        .join(Volunteer, Volunteer.id == volunteer_id)
        .where(
            InterestQuestion.status == "ruht",
            Volunteer.status.in_(states.RELEASED),
            Volunteer.taken_count == 0,
            or_(InterestQuestion.last_asked_at.is_(None), InterestQuestion.last_asked_at <= now - LAST_CHANCE),
            *was_silent,
        )
    )


def _step(question_id: uuid.UUID) -> bool:
    row = service.held(question_id)
    person = find(select(Volunteer).where(Volunteer.id == row.volunteer_id))
    if row.status != "ruht":
        return False
    if row.last_asked_at is None:
        _ask_a_last_time(row, person)
        db.session.commit()
        return True
    if row.last_asked_at > clock.now() - LAST_CHANCE:
        return False
    row.status = "erledigt"
    moves.end(person.id, reason=REASON)  # commits, with its entry in the record
    return True


def _ask_a_last_time(row: InterestQuestion, person: Volunteer) -> None:
    row.last_asked_at = clock.now()
    audit.record("interest_questions.last", row)
    if not person.mail:
        return
    url = notices.address("interest_questions.answer", token=mail_links.create(mail_links.INTEREST, row.id))
    with force_locale(person.language):
        day = date_words.long_day(ends_on(row))
    notices.write("still_interested", mail=person.mail, language=person.language, once=f"interest:{row.id}:last",
                  subject_id=person.id, name=person.first_name, url=url, step="last", day=day)  # fmt: skip
