"""A date that somebody else moved: the other side says that it suits, or that it does not.

By the link of the mail, on the volunteer's own page, or by telephone to staff. Where the date is all that was asked
for, a volunteer's no ends her tandem gently, and somebody else is sought at once.
"""

import uuid

from lotsen import clock
from lotsen.accounts import mail_links
from lotsen.accounts.models import MailLink
from lotsen.audit import service as audit
from lotsen.extensions import db
from lotsen.planned_meetings import invitations, service
from lotsen.planned_meetings.models import PlannedMeeting
from lotsen.tandems import codes, new_start


def is_open(one: PlannedMeeting) -> bool:
    """Whether an answer would still count."""
    return one.status == "geplant" and one.begins_at > clock.now() and one.tandem.is_running


def is_unreported(one: PlannedMeeting) -> bool:
    """Whether nobody has said yet what became of a date that has begun."""
    return one.status == "geplant" and one.begins_at <= clock.now() and one.tandem.is_running


def confirm(planned_id: uuid.UUID, *, side: str = "volunteer", link: MailLink | None = None) -> PlannedMeeting:
    """The date suits one side. Conflict once it has begun, or is called off."""
    _request, tandem, one = service.held_ahead(planned_id)
    if link is not None:
        mail_links.use_up(link)
    if side == "volunteer":
        one.confirmed_at = clock.now()
    audit.record("planned_meetings.confirm", one, tandem=tandem.id, side=side)
    db.session.commit()
    return one


def decline(planned_id: uuid.UUID, *, side: str, link: MailLink | None = None) -> PlannedMeeting:
    """The date does not suit one side: it is called off, and the Fallmanager:in is told.

    Conflict once it has begun, or is called off.
    """
    request, tandem, one = service.held_ahead(planned_id)
    if side == "volunteer" and request.appointment_at is not None:
        db.session.rollback()  # whom to ask next is worked out before anybody is held off
        new_start.look_again(tandem.id, reason=codes.OTHER_TIME, link=link)
        return one
    if link is not None:
        mail_links.use_up(link)
    invitations.call_off_and_tell(one, tandem, request, invitations.DECLINED)
    audit.record("planned_meetings.decline", one, tandem=tandem.id, side=side)
    db.session.commit()
    return one
