"""Up to three dates for the first meeting: staff propose, both sides tick what suits, the first common one counts."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Final

from flask_babel import gettext as _
from sqlalchemy import select

from lotsen import clock
from lotsen.accounts import mail_links
from lotsen.accounts.models import MailLink
from lotsen.audit import service as audit
from lotsen.errors import Conflict, Invalid
from lotsen.extensions import db
from lotsen.help_requests import states
from lotsen.tandems import codes, invitations, telling
from lotsen.tandems.held import running
from lotsen.tandems.models import MeetingDate, Tandem

MOST: Final = 3
ANSWER_DAYS: Final = 4
CLOSES_BEFORE: Final = timedelta(hours=12)


def of(tandem: Tandem) -> list[MeetingDate]:
    """The dates that stand open, the earliest first."""
    statement = select(MeetingDate).where(MeetingDate.tandem_id == tandem.id).order_by(MeetingDate.at)
    return list(db.session.scalars(statement))


def propose(tandem_id: uuid.UUID, days: Sequence[datetime]) -> list[MeetingDate]:
    """Ask both sides which of these dates suits; older proposals are replaced.

    Invalid for no date, too many or too soon ones; Conflict after the first meeting.
    """
    found = sorted(set(days))
    now = clock.now()
    if not 1 <= len(found) <= MOST:
        raise Invalid(_("Bitte schlagen Sie einen bis drei Termine vor."), "first_day")
    if found[0] <= now + CLOSES_BEFORE:
        raise Invalid(_("Bitte schlagen Sie Termine frühestens ab morgen vor."), "first_day")
    request, tandem = running(tandem_id)
    if tandem.status != "kennenlernen":
        raise Conflict(states.FORBIDDEN)
    drop(tandem)
    before, called_off = tandem.first_meeting_at, invitations.call_off(tandem, request)
    answer_by = min(now + timedelta(days=ANSWER_DAYS), found[0] - CLOSES_BEFORE)
    dates = [MeetingDate(tandem_id=tandem.id, at=at, answer_by=answer_by) for at in found]
    db.session.add_all(dates)
    db.session.flush()
    for side in codes.SIDES:
        telling.tell_side(
            "meeting_dates", request, tandem, side, once=telling.stamp(), purpose=mail_links.DATES,
            invitation=called_off, until=answer_by, called_off=before if called_off else None,
        )  # fmt: skip
    audit.record("tandems.propose_dates", tandem, count=len(dates))
    db.session.commit()
    return dates


def answer(tandem_id: uuid.UUID, side: str, chosen: Collection[uuid.UUID], *, link: MailLink | None = None) -> Tandem:
    """One side says which dates suit; the earliest that suits both is the first meeting.

    Conflict where no dates are open any more.
    """
    request, tandem = running(tandem_id)
    dates = of(tandem)
    if not dates:
        raise Conflict(_("Der Termin steht schon fest, oder es werden neue Termine gesucht."))
    if link is not None:
        mail_links.use_up(link)
    for one in dates:
        setattr(one, f"{side}_can", one.id in chosen)
    audit.record("tandems.answer_dates", tandem, side=side)
    common = next((one for one in dates if one.volunteer_can and one.newcomer_can and one.at > clock.now()), None)
    is_complete = all(one.volunteer_can is not None and one.newcomer_can is not None for one in dates)
    if common is not None:
        at = common.at
        drop(tandem)
        invitations.fix_and_tell(tandem, request, at)
        telling.tell_case_manager("meeting_agreed", tandem, request, once=f":{at:%y%m%d%H%M}")
    elif is_complete:
        telling.tell_case_manager("dates_none", tandem, request, once=f":{telling.stamp()}")
    db.session.commit()
    return tandem


def drop(tandem: Tandem) -> None:
    """Forget proposed dates, in the running transaction."""
    for one in of(tandem):
        db.session.delete(one)
    db.session.flush()
