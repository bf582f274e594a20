"""Plan a meeting, move it, call it off, and say what became of it.

Every step locks the request first, as those of tandems do. A meeting that took place is noted where all
meetings are (``tandems.service.add_meeting``) under the key of the plan, so that it counts once.
"""

import uuid
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from lotsen import clock
from lotsen.accounts import mail_links
from lotsen.accounts.models import MailLink
from lotsen.audit import service as audit
from lotsen.database import find, written_once
from lotsen.errors import Conflict, Invalid
from lotsen.extensions import db
from lotsen.help_requests.models import HelpRequest
from lotsen.planned_meetings import clashes, invitations, lists, single, times
from lotsen.planned_meetings.models import FELL_OUT, PLANNED, PlannedMeeting
from lotsen.planned_meetings.times import Wish
from lotsen.tandems import service as tandems
from lotsen.tandems.held import running
from lotsen.tandems.models import Tandem
from lotsen.volunteers.models import Volunteer

MOST_AHEAD: Final = 12
SETTLED = _l("Zu diesem Termin steht schon fest, was daraus wurde. Bitte laden Sie die Seite neu.")


def find_planned(planned_id: uuid.UUID) -> PlannedMeeting:
    """One planned meeting of the reader's region, with its tandem."""
    return find(lists.with_request(select(PlannedMeeting).where(PlannedMeeting.id == planned_id)))


def find_own(planned_id: uuid.UUID, account_id: uuid.UUID) -> PlannedMeeting:
    """One of a tandem of the volunteer who is signed in; somebody else's looks like a missing one."""
    own = select(Tandem.id).join(Volunteer, Volunteer.id == Tandem.volunteer_id)
    hers = own.where(Volunteer.account_id == account_id)
    statement = select(PlannedMeeting).where(PlannedMeeting.id == planned_id, PlannedMeeting.tandem_id.in_(hers))
    return find(lists.with_request(statement))


def plan(tandem_id: uuid.UUID, wish: Wish, *, by: str, key: uuid.UUID | None = None) -> PlannedMeeting:
    """Plan a meeting or an Einsatz, once; both sides and the Fallmanager:in are told.

    Invalid for a time that cannot be or a place that says too much, Clash for a day that is taken, Conflict
    before the first meeting, which has its own way.
    """
    times.check(wish)
    key = key or uuid.uuid4()
    return written_once(PlannedMeeting, key, lambda: _plan(key, tandem_id, wish, by))


def _plan(key: uuid.UUID, tandem_id: uuid.UUID, wish: Wish, by: str) -> PlannedMeeting:
    request, tandem = running(tandem_id)
    if tandem.status == "kennenlernen" and request.appointment_at is None:
        raise Conflict(_("Zuerst kommt das erste Treffen. Danach planen Sie hier weitere."))
    if len(lists.open_of([tandem.id])[tandem.id]) >= MOST_AHEAD:
        raise Invalid(_("Mehr Termine lassen sich nicht auf einmal planen."), "day")
    _refuse_clash(tandem, wish)
    one = PlannedMeeting(
        id=key, tandem_id=tandem.id, kind=wish.kind, begins_at=wish.begins_at, minutes=wish.minutes,
        place=wish.place, planned_by=by,
    )  # fmt: skip
    single.keep_with(one, request)
    invitations.plan_and_tell(one, tandem, request)
    db.session.commit()
    return one


def hold_planned(planned_id: uuid.UUID) -> PlannedMeeting:
    """A plan that somebody is about to change, as it stands now, held with its request and tandem.

    Conflict once it stands what became of it.
    """
    return held(planned_id)[2]


def held_ahead(planned_id: uuid.UUID) -> tuple[HelpRequest, Tandem, PlannedMeeting]:
    """A plan that lies ahead with its request and tandem, held until this transaction ends. Conflict once it began."""
    found = held(planned_id)
    if found[2].begins_at <= clock.now():
        raise Conflict(_("Dieser Termin hat schon begonnen. Sagen Sie bitte, ob er stattgefunden hat."))
    return found


def move(planned_id: uuid.UUID, wish: Wish, *, by: str, link: MailLink | None = None) -> PlannedMeeting:
    """Another time, place or kind; who did not move it (``by``) is asked whether the new time suits.

    What has begun or is over may be put off, too. Invalid and Clash as for ``plan``, Conflict once it stands what
    became of it.
    """
    times.check(wish)
    request, tandem, one = held(planned_id)
    _refuse_clash(tandem, wish, but=one.id)
    if link is not None:
        mail_links.use_up(link)
    one.asked_at = None
    invitations.move_and_tell(one, tandem, request, wish, by=by)
    single.keep_with(one, request)
    db.session.commit()
    return one


def call_off(planned_id: uuid.UUID) -> PlannedMeeting:
    """It does not take place; both calendars forget it. Conflict once it has begun."""
    request, tandem, one = held_ahead(planned_id)
    invitations.call_off_and_tell(one, tandem, request)
    audit.record("planned_meetings.call_off", one, tandem=tandem.id)
    db.session.commit()
    return one


def note_held(planned_id: uuid.UUID, *, by: str, link: MailLink | None = None) -> PlannedMeeting:
    """It took place: from here on it is a meeting that counts. Conflict before it begins, or once that stands."""
    _request, tandem, one = _begun(planned_id)
    if link is not None:
        mail_links.use_up(link)
    tandems.add_meeting(tandem.id, on=clock.day_of(one.begins_at), minutes=one.minutes, reported_by=by, key=one.id)
    return one


def note_fell_out(
    planned_id: uuid.UUID, *, by: str, missed_by: str | None = None, link: MailLink | None = None
) -> PlannedMeeting:
    """It did not take place; ``missed_by`` where one side did not come. Conflict as for ``note_held``."""
    _request, tandem, one = _begun(planned_id)
    if link is not None:
        mail_links.use_up(link)
    one.status = FELL_OUT
    audit.record("planned_meetings.fell_out", one, tandem=tandem.id)
    if missed_by is not None:
        on = clock.day_of(one.begins_at)
        tandems.note_missed(tandem.id, on=on, missed_by=missed_by, reported_by=by, key=one.id)
    db.session.commit()
    return one


def _refuse_clash(tandem: Tandem, wish: Wish, *, but: uuid.UUID | None = None) -> None:
    if not wish.despite_clash:
        clashes.refuse(tandem, wish.begins_at, but=but)


def held(planned_id: uuid.UUID) -> tuple[HelpRequest, Tandem, PlannedMeeting]:
    """A plan of which nobody has said yet what became of it, with its tandem, held until this transaction ends."""
    request, tandem = running(find_planned(planned_id).tandem_id)
    statement = select(PlannedMeeting).where(PlannedMeeting.id == planned_id)
    one = find(statement.with_for_update().execution_options(populate_existing=True))
    if one.status != PLANNED:
        raise Conflict(SETTLED)
    return request, tandem, one


def _begun(planned_id: uuid.UUID) -> tuple[HelpRequest, Tandem, PlannedMeeting]:
    found = held(planned_id)
    if found[2].begins_at > clock.now():
        raise Conflict(_("Dieser Termin liegt noch vor Ihnen."))
    return found
