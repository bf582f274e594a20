"""After a planned meeting: one mail that asks whether it took place, to the volunteer, or to staff where she has none.

Asked once for each time that it was planned for. What nobody answers is the Fallmanager:in's after three days
(``lotsen/start/waiting.py``), and no second mail.
"""

import uuid
from datetime import timedelta
from typing import Any, Final

from flask_babel import force_locale
from sqlalchemy import select

from lotsen import clock, date_words, row_by_row, scope
from lotsen.accounts import mail_links
from lotsen.accounts.models import Account
from lotsen.audit import service as audit
from lotsen.database import find
from lotsen.extensions import db
from lotsen.handovers import deputies
from lotsen.help_requests.models import HelpRequest
from lotsen.notices import service as notices
from lotsen.planned_meetings import service
from lotsen.planned_meetings.models import PLANNED, PlannedMeeting
from lotsen.tandems.models import Tandem
from lotsen.volunteers.models import Volunteer

LATEST: Final = timedelta(days=7)  # a server that was off for longer leaves the question to the work list


def ask_what_became() -> int:
    """Ask about every planned meeting that is over since the last time; how many. A job over all regions."""
    now = clock.now()
    statement = select(PlannedMeeting).join(Tandem, Tandem.id == PlannedMeeting.tandem_id)
    begun = statement.where(
        PlannedMeeting.status == PLANNED,
        PlannedMeeting.asked_at.is_(None),
        PlannedMeeting.begins_at.between(now - LATEST, now),
        Tandem.is_running,
    )
    with scope.everywhere("planned meetings of all regions"):
        over = [(one.id, one.region_id) for one in db.session.scalars(begun) if one.ends_at <= now]
    db.session.rollback()
    return row_by_row.each(over, _ask)


def _ask(planned_id: uuid.UUID) -> bool:
    request, tandem, one = service.held(planned_id)
    if one.asked_at is not None or one.ends_at > clock.now():
        return False
    one.asked_at = clock.now()
    person = find(select(Volunteer).where(Volunteer.id == tandem.volunteer_id))
    if person.mail:
        notices.write(
            "meeting_question", mail=person.mail, language=person.language, once=_once(one), subject_id=tandem.id,
            name=person.first_name, **_said(one, "volunteer", person.language),
        )  # fmt: skip
    else:
        _ask_staff(one, request)
    audit.record("planned_meetings.ask", one, tandem=tandem.id)
    db.session.commit()
    return True


def _ask_staff(one: PlannedMeeting, request: HelpRequest) -> None:
    account = deputies.reader_for(find(select(Account).where(Account.id == request.case_manager_id)))
    if account.is_active:
        notices.write(
            "meeting_question_staff", mail=account.mail, language=account.language, once=_once(one),
            subject_id=one.tandem_id, number=request.number, **_said(one, "staff", account.language),
        )  # fmt: skip


def _said(one: PlannedMeeting, side: str, language: str) -> dict[str, Any]:
    """When it was, as its reader writes days, and a fresh link."""
    token = mail_links.create(mail_links.HELD, one.id, side=side)
    with force_locale(language):
        at = date_words.appointment(one.begins_at)
    return {"at": at, "is_einsatz": one.kind == "einsatz",
            "url": notices.address("planned_meetings.answer_held", token=token)}  # fmt: skip


def _once(one: PlannedMeeting) -> str:
    return f"meeting_question:{one.id.hex}:{one.invitations}"
