"""Plan a meeting, move it, call it off, and say what became of it.

Every step locks the request first, as those of tandems do. A meeting that took place is noted where all
meetings are (``tandems.service.add_meeting``) under the key of the plan, so that it counts once.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from lotsen import clock
from lotsen.audit import service as audit
from lotsen.database import find, written_once
from lotsen.errors import Conflict, Invalid
from lotsen.extensions import db
from lotsen.help_requests.models import HelpRequest
from lotsen.newcomers import free_text
from lotsen.planned_meetings import clashes, invitations, lists
from lotsen.planned_meetings.models import CALLED_OFF, FELL_OUT, KINDS, PLANNED, PlannedMeeting
from lotsen.tandems import service as tandems
from lotsen.tandems.held import running
from lotsen.tandems.models import Tandem
from lotsen.volunteers.models import Volunteer

MOST_AHEAD: Final = 12
LONGEST_MINUTES: Final = 720
FARTHEST: Final = timedelta(days=366)
SETTLED = _l("Zu diesem Termin steht schon fest, was daraus wurde. Bitte laden Sie die Seite neu.")


class Clash(Invalid):
    """The day is taken; the sentences say by what. Sent again with ``despite_clash``, it is planned all the same."""


@dataclass(frozen=True)
class Wish:
    """When, how long, where and what for. ``begins_at`` is aware; ``despite_clash``: the warning was read."""

    begins_at: datetime
    minutes: int
    place: str | None = None
    kind: str = "treffen"
    despite_clash: bool = False


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
    _check(wish)
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
    invitations.plan_and_tell(one, tandem, request)
    db.session.commit()
    return one


def hold_planned(planned_id: uuid.UUID) -> PlannedMeeting:
    """A plan that somebody is about to change, as it stands now, held with its request and tandem.

    Conflict once it stands what became of it.
    """
    return _held(planned_id)[2]


def move(planned_id: uuid.UUID, wish: Wish) -> PlannedMeeting:
    """Another time, place or kind; who only sees another place is not written to.

    Invalid and Clash as for ``plan``, Conflict once it is over.
    """
    _check(wish)
    request, tandem, one = _held(planned_id)
    if one.begins_at <= clock.now():
        raise Conflict(_("Dieser Termin hat schon begonnen. Sagen Sie bitte, ob er stattgefunden hat."))
    _refuse_clash(tandem, wish, but=one.id)
    is_told = (one.begins_at, one.minutes, one.kind) != (wish.begins_at, wish.minutes, wish.kind)
    one.begins_at, one.minutes, one.kind, one.place = wish.begins_at, wish.minutes, wish.kind, wish.place
    if is_told:
        invitations.tell(one, tandem, request, invitations.MOVED)
    audit.record("planned_meetings.move", one, tandem=tandem.id)
    db.session.commit()
    return one


def call_off(planned_id: uuid.UUID) -> PlannedMeeting:
    """It does not take place; both calendars forget it. Conflict once it has begun."""
    request, tandem, one = _held(planned_id)
    if one.begins_at <= clock.now():
        raise Conflict(_("Dieser Termin hat schon begonnen. Sagen Sie bitte, ob er stattgefunden hat."))
    one.status = CALLED_OFF
    invitations.tell(one, tandem, request, invitations.OFF)
    audit.record("planned_meetings.call_off", one, tandem=tandem.id)
    db.session.commit()
    return one


def note_held(planned_id: uuid.UUID, *, by: str) -> PlannedMeeting:
    """It took place: from here on it is a meeting that counts. Conflict before it begins, or once that stands."""
    _request, tandem, one = _begun(planned_id)
    tandems.add_meeting(tandem.id, on=clock.day_of(one.begins_at), minutes=one.minutes, reported_by=by, key=one.id)
    return one


def note_fell_out(planned_id: uuid.UUID, *, by: str, missed_by: str | None = None) -> PlannedMeeting:
    """It did not take place; ``missed_by`` where one side did not come. Conflict as for ``note_held``."""
    _request, tandem, one = _begun(planned_id)
    one.status = FELL_OUT
    audit.record("planned_meetings.fell_out", one, tandem=tandem.id)
    if missed_by is not None:
        on = clock.day_of(one.begins_at)
        tandems.note_missed(tandem.id, on=on, missed_by=missed_by, reported_by=by, key=one.id)
    db.session.commit()
    return one


def _check(wish: Wish) -> None:
    now = clock.now()
    if wish.kind not in KINDS:
        raise Invalid(_("Bitte wählen Sie, worum es geht."), "kind")
    if wish.begins_at <= now:
        raise Invalid(_("Dieser Zeitpunkt ist vorbei. Was schon war, tragen Sie als Treffen ein."), "day")
    if wish.begins_at > now + FARTHEST:
        raise Invalid(_("Bitte planen Sie höchstens ein Jahr voraus."), "day")
    if not 5 <= wish.minutes <= LONGEST_MINUTES:
        raise Invalid(
            _("Das Ende muss nach dem Beginn liegen, am selben Tag und höchstens zwölf Stunden später."), "until"
        )
    if sentence := free_text.fault(wish.place):
        raise Invalid(sentence, "place")


def _refuse_clash(tandem: Tandem, wish: Wish, *, but: uuid.UUID | None = None) -> None:
    found = [] if wish.despite_clash else clashes.of(tandem.volunteer_id, wish.begins_at, but=but)
    if found:
        raise Clash(" ".join(found), "despite_clash")


def _held(planned_id: uuid.UUID) -> tuple[HelpRequest, Tandem, PlannedMeeting]:
    """A plan of which nobody has said yet what became of it, with its tandem, held until this transaction ends."""
    request, tandem = running(find_planned(planned_id).tandem_id)
    statement = select(PlannedMeeting).where(PlannedMeeting.id == planned_id)
    one = find(statement.with_for_update().execution_options(populate_existing=True))
    if one.status != PLANNED:
        raise Conflict(SETTLED)
    return request, tandem, one


def _begun(planned_id: uuid.UUID) -> tuple[HelpRequest, Tandem, PlannedMeeting]:
    held = _held(planned_id)
    if held[2].begins_at > clock.now():
        raise Conflict(_("Dieser Termin liegt noch vor Ihnen."))
    return held
