"""From the first meeting to the end: both agree or nobody does, and contact is given out by a logged step.

Every step locks the request first, as those of proposals do. The place of the volunteer is taken when
she says yes and given back when the tandem ends, in the same transaction.
"""

import uuid
from datetime import date, datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select

from lotsen import clock
from lotsen.accounts import mail_links
from lotsen.accounts.models import MailLink
from lotsen.audit import service as audit
from lotsen.database import written_once
from lotsen.errors import Conflict, Invalid, NotAllowed
from lotsen.extensions import db
from lotsen.help_requests import states
from lotsen.help_requests.models import HelpRequest
from lotsen.newcomers import free_text, protection
from lotsen.planned_meetings import invitations as planned
from lotsen.planned_meetings import lists as planned_lists
from lotsen.planned_meetings import single
from lotsen.planned_meetings.models import HELD
from lotsen.tandems import codes, invitations, meeting_dates, telling, trial
from lotsen.tandems.held import running
from lotsen.tandems.models import Meeting, Tandem
from lotsen.volunteers import capacity

NOT_YET = _l("Kontaktdaten werden erst weitergegeben, wenn beide zugestimmt haben.")


def plan_first_meeting(tandem_id: uuid.UUID, *, at: datetime) -> Tandem:
    """Note when the two meet for the first time."""
    request, tandem = running(tandem_id)
    meeting_dates.drop(tandem)
    invitations.fix_and_tell(tandem, request, at)
    audit.record("tandems.plan_first_meeting", tandem)
    db.session.commit()
    return tandem


def add_meeting(
    tandem_id: uuid.UUID, *, on: date, minutes: int | None, reported_by: str, key: uuid.UUID | None = None
) -> Meeting:
    """Note a meeting that took place, once; the first one begins the trial. Invalid for a day to come."""
    if on > clock.today():
        raise Invalid(_("Bitte tragen Sie Treffen erst ein, wenn sie stattgefunden haben."), "on")
    key = key or uuid.uuid4()
    return written_once(Meeting, key, lambda: _add_meeting(tandem_id, key, on, minutes, reported_by))


def _add_meeting(tandem_id: uuid.UUID, key: uuid.UUID, on: date, minutes: int | None, reported_by: str) -> Meeting:
    request, tandem = running(tandem_id)
    meeting = Meeting(id=key, tandem_id=tandem.id, on=on, minutes=minutes, is_held=True, reported_by=reported_by)
    db.session.add(meeting)
    for one in planned_lists.on_day(tandem, on):
        one.status = HELD
    tandem.meetings_count += 1
    tandem.last_contact_on = max(on, tandem.last_contact_on or on)
    if tandem.status == "kennenlernen":
        tandem.status = "erprobung"
    if single.fulfil(tandem, request, on):
        close(request, tandem, reason=single.FULFILLED)
    else:
        trial.ask_if_time(request, tandem)
        states.settle(request)
    audit.record("tandems.add_meeting", tandem, meeting=meeting.id)
    db.session.commit()
    return meeting


def note_missed(
    tandem_id: uuid.UUID, *, on: date, missed_by: str, reported_by: str, key: uuid.UUID | None = None
) -> Meeting:
    """Note that one side did not come, once. It counts for some weeks (``waiting.MISSED_DAYS``), then no more.

    Invalid for a day to come or an unknown side.
    """
    if on > clock.today() or missed_by not in codes.SIDES:
        raise Invalid(_("Bitte tragen Sie Treffen erst ein, wenn sie stattgefunden haben."), "on")
    key = key or uuid.uuid4()
    return written_once(Meeting, key, lambda: _note_missed(tandem_id, key, on, missed_by, reported_by))


def _note_missed(tandem_id: uuid.UUID, key: uuid.UUID, on: date, missed_by: str, reported_by: str) -> Meeting:
    _request, tandem = running(tandem_id)
    meeting = Meeting(id=key, tandem_id=tandem.id, on=on, is_held=False, missed_by=missed_by, reported_by=reported_by)
    db.session.add(meeting)
    audit.record("tandems.note_missed", tandem, side=missed_by)
    db.session.commit()
    return meeting


def agree(tandem_id: uuid.UUID, *, side: str, link: MailLink | None = None) -> Tandem:
    """One side wants to go on; when both do, the tandem is official. The newcomer says so to staff or by link."""
    request, tandem = running(tandem_id)
    if link is not None:
        mail_links.use_up(link)
    column = f"{side}_agreed_at"
    if getattr(tandem, column) is None:
        setattr(tandem, column, clock.now())
    if tandem.status != "aktiv" and tandem.volunteer_agreed_at and tandem.newcomer_agreed_at:
        tandem.status, tandem.started_on = "aktiv", clock.today()
        telling.tell_volunteer("both_agreed", tandem)
        telling.tell_case_manager("tandem_agreed", tandem, request)
    states.settle(request)
    audit.record("tandems.agree", tandem, side=side)
    db.session.commit()
    return tandem


def release_contact(tandem_id: uuid.UUID, *, by: uuid.UUID) -> Tandem:
    """Let both sides see how to reach each other: after both agreed, by hand, and never twice.

    Conflict before both agreed, NotAllowed for whoever does not answer for the person.
    """
    request, tandem = running(tandem_id)
    if tandem.status != "aktiv":
        raise Conflict(NOT_YET)
    if request.newcomer.is_protected and not protection.answers_for(request.newcomer, by):
        raise NotAllowed(_("Diese Kontaktdaten gibt nur die zuständige Person frei."))
    if tandem.contact_released_at is None:
        tandem.contact_released_at, tandem.contact_released_by = clock.now(), by
        telling.tell_volunteer("contact_released", tandem)
    audit.record("tandems.release_contact", tandem, newcomer=request.newcomer_id)
    db.session.commit()
    return tandem


def end(tandem_id: uuid.UUID, *, reason: str, note: str | None = None, ended_on: date | None = None) -> Tandem:
    """End a tandem with a coded reason, and give the volunteer her place back.

    Invalid for an unknown reason, a note that says too much, or a day that cannot be the end.
    """
    if reason not in codes.END_REASONS:
        raise Invalid(_("Bitte wählen Sie einen Grund."), "reason")
    if ended_on and ended_on > clock.today():
        raise Invalid(_("Das Ende kann nicht in der Zukunft liegen."), "ended_on")
    if sentence := free_text.fault(note):
        raise Invalid(sentence, "note")
    request, tandem = running(tandem_id)
    if ended_on and ended_on < clock.day_of(tandem.created_at):
        raise Invalid(_("Das Ende kann nicht vor dem Beginn liegen."), "ended_on")
    close(request, tandem, reason=reason, note=note, ended_on=ended_on)
    audit.record("tandems.end", tandem, reason=reason)
    db.session.commit()
    return tandem


def end_all_of_request(request: HelpRequest, *, reason: str) -> int:
    """End whatever runs for a request that is locked already, in the running transaction."""
    return _close_all(select(Tandem).where(Tandem.help_request_id == request.id), reason)


def end_all_of_volunteer(volunteer_id: uuid.UUID, *, reason: str = "persoenlich") -> int:
    """End whatever runs with a volunteer who leaves, in the running transaction; how many it were."""
    return _close_all(select(Tandem).where(Tandem.volunteer_id == volunteer_id), reason)


def end_for_handover(tandem_id: uuid.UUID) -> HelpRequest:
    """End a tandem that somebody else takes over, in the running transaction; its request is open again."""
    request, tandem = running(tandem_id)
    close(request, tandem, reason=codes.HANDED_OVER)
    if request.status in states.CLOSED:
        states.move(request, "offen")
        request.close_reason, request.opened_at, request.found_on = None, clock.now(), None
    return request


def _close_all(statement: Select[Tandem], reason: str) -> int:
    found = list(db.session.scalars(statement.where(Tandem.is_running)))
    states.locked_all([tandem.help_request_id for tandem in found])
    still_running = sorted(tandem.id for tandem in found)
    for tandem_id in still_running:
        request, tandem = running(tandem_id)
        close(request, tandem, reason=reason)
    return len(still_running)


def close(
    request: HelpRequest,
    tandem: Tandem,
    *,
    reason: str,
    note: str | None = None,
    ended_on: date | None = None,
) -> None:
    """End a tandem that is held, in the running transaction; the request ends with its last one."""
    is_done = tandem.status == "aktiv" and reason in codes.FULFILLED
    tandem.status = "abgeschlossen" if is_done else "abgebrochen"
    tandem.is_running = False
    tandem.end_reason, tandem.end_note = reason, (note or "").strip()[:300] or None
    tandem.ended_on = ended_on or clock.today()
    called_off = invitations.call_off_with(tandem, request)
    planned.call_off_with(tandem, request)
    capacity.give_place_back(tandem.volunteer_id)
    db.session.flush()
    others = select(Tandem.id).where(Tandem.help_request_id == request.id, Tandem.is_running)
    if db.session.scalar(others.limit(1)) is None and request.status in states.RUNNING:
        states.move(request, tandem.status)
        request.close_reason = reason
    else:
        states.settle(request)
    meeting_dates.drop(tandem)
    telling.tell_volunteer("tandem_ended", tandem, invitation=called_off)
    telling.tell_case_manager("tandem_over", tandem, request)
