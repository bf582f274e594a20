"""From the first meeting to the end: both agree or nobody does, and contact is given out by a logged step.

Every step locks the request first, as those of proposals do. The place of the volunteer is taken when
she says yes and given back when the tandem ends, in the same transaction.
"""

import uuid
from datetime import date, datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from lotsen import clock
from lotsen.accounts.models import Account
from lotsen.audit import service as audit
from lotsen.database import find, written_once
from lotsen.errors import Conflict, Invalid, NotAllowed
from lotsen.extensions import db
from lotsen.help_requests import states
from lotsen.help_requests.models import HelpRequest
from lotsen.newcomers import free_text
from lotsen.notices import service as notices
from lotsen.tandems import codes
from lotsen.tandems.models import Meeting, Tandem
from lotsen.volunteers import capacity
from lotsen.volunteers.models import Volunteer

ENDED = _l("Dieses Tandem ist schon beendet.")
NOT_YET = _l("Kontaktdaten werden erst weitergegeben, wenn beide zugestimmt haben.")


def find_tandem(tandem_id: uuid.UUID) -> Tandem:
    """One tandem of the reader's region."""
    statement = select(Tandem).where(Tandem.id == tandem_id)
    return find(statement.options(joinedload(Tandem.help_request), joinedload(Tandem.volunteer)))


def find_own(tandem_id: uuid.UUID, account_id: uuid.UUID) -> Tandem:
    """A tandem of the volunteer who is signed in; somebody else's looks like a missing one."""
    own = select(Volunteer.id).where(Volunteer.account_id == account_id)
    return find(select(Tandem).where(Tandem.id == tandem_id, Tandem.volunteer_id.in_(own)))


def plan_first_meeting(tandem_id: uuid.UUID, *, at: datetime) -> Tandem:
    """Note when the two meet for the first time."""
    _, tandem = _running(tandem_id)
    tandem.first_meeting_at = at
    audit.record("tandems.plan_first_meeting", tandem)
    db.session.commit()
    return tandem


def add_meeting(
    tandem_id: uuid.UUID, *, on: date, minutes: int | None, reported_by: str, key: uuid.UUID | None = None
) -> Meeting:
    """Note a meeting that took place, once; the first one begins the trial."""
    if on > clock.today():
        raise Invalid(_("Bitte tragen Sie Treffen erst ein, wenn sie stattgefunden haben."), "on")
    key = key or uuid.uuid4()
    return written_once(Meeting, key, lambda: _add_meeting(tandem_id, key, on, minutes, reported_by))


def _add_meeting(tandem_id: uuid.UUID, key: uuid.UUID, on: date, minutes: int | None, reported_by: str) -> Meeting:
    request, tandem = _running(tandem_id)
    meeting = Meeting(id=key, tandem_id=tandem.id, on=on, minutes=minutes, is_held=True, reported_by=reported_by)
    db.session.add(meeting)
    tandem.meetings_count += 1
    tandem.last_contact_on = max(on, tandem.last_contact_on or on)
    if tandem.status == "kennenlernen":
        tandem.status = "erprobung"
    states.settle(request)
    audit.record("tandems.add_meeting", tandem, meeting=meeting.id)
    db.session.commit()
    return meeting


def agree(tandem_id: uuid.UUID, *, side: str) -> Tandem:
    """One side wants to go on; when both do, the tandem is official. The newcomer says so to staff."""
    request, tandem = _running(tandem_id)
    column = f"{side}_agreed_at"
    if getattr(tandem, column) is None:
        setattr(tandem, column, clock.now())
    if tandem.status != "aktiv" and tandem.volunteer_agreed_at and tandem.newcomer_agreed_at:
        tandem.status, tandem.started_on = "aktiv", clock.today()
        _tell_volunteer("both_agreed", tandem)
        _tell_case_manager("tandem_agreed", tandem, request)
    states.settle(request)
    audit.record("tandems.agree", tandem, side=side)
    db.session.commit()
    return tandem


def release_contact(tandem_id: uuid.UUID, *, by: uuid.UUID) -> Tandem:
    """Let both sides see how to reach each other: after both agreed, by hand, and never twice."""
    request, tandem = _running(tandem_id)
    if tandem.status != "aktiv":
        raise Conflict(NOT_YET)
    if request.newcomer.is_protected and request.case_manager_id != by:
        raise NotAllowed(_("Diese Kontaktdaten gibt nur die zuständige Person frei."))
    if tandem.contact_released_at is None:
        tandem.contact_released_at, tandem.contact_released_by = clock.now(), by
        _tell_volunteer("contact_released", tandem)
    audit.record("tandems.release_contact", tandem, newcomer=request.newcomer_id)
    db.session.commit()
    return tandem


def end(tandem_id: uuid.UUID, *, reason: str, note: str | None = None, ended_on: date | None = None) -> Tandem:
    """End a tandem with a coded reason, and give the volunteer her place back."""
    if reason not in codes.END_REASONS:
        raise Invalid(_("Bitte wählen Sie einen Grund."), "reason")
    if ended_on and ended_on > clock.today():
        raise Invalid(_("Das Ende kann nicht in der Zukunft liegen."), "ended_on")
    if sentence := free_text.fault(note):
        raise Invalid(sentence, "note")
    request, tandem = _running(tandem_id)
    _close(request, tandem, reason=reason, note=note, ended_on=ended_on)
    audit.record("tandems.end", tandem, reason=reason)
    db.session.commit()
    return tandem


def end_all_of_request(request: HelpRequest, *, reason: str) -> int:
    """End whatever runs for a request that is locked already, in the running transaction."""
    return _close_all(select(Tandem).where(Tandem.help_request_id == request.id), reason)


def end_all_of_volunteer(volunteer_id: uuid.UUID, *, reason: str = "persoenlich") -> int:
    """End whatever runs with a volunteer who leaves, in the running transaction; how many it were."""
    return _close_all(select(Tandem).where(Tandem.volunteer_id == volunteer_id), reason)


def _close_all(statement: Select[Tandem], reason: str) -> int:
    running = sorted(tandem.id for tandem in db.session.scalars(statement.where(Tandem.is_running)))
    for tandem_id in running:
        request, tandem = _running(tandem_id)
        _close(request, tandem, reason=reason)
    return len(running)


def _running(tandem_id: uuid.UUID) -> tuple[HelpRequest, Tandem]:
    """A running tandem with its request, both held until this transaction ends."""
    request = states.locked(find_tandem(tandem_id).help_request_id)
    statement = select(Tandem).where(Tandem.id == tandem_id)
    tandem = find(statement.with_for_update().execution_options(populate_existing=True))
    if not tandem.is_running:
        raise Conflict(ENDED)
    return request, tandem


def _close(
    request: HelpRequest,
    tandem: Tandem,
    *,
    reason: str,
    note: str | None = None,
    ended_on: date | None = None,
) -> None:
    is_done = tandem.status == "aktiv" and reason in codes.FULFILLED
    tandem.status = "abgeschlossen" if is_done else "abgebrochen"
    tandem.is_running = False
    tandem.end_reason, tandem.end_note = reason, (note or "").strip()[:300] or None
    tandem.ended_on = ended_on or clock.today()
    capacity.give_place_back(tandem.volunteer_id)
    db.session.flush()
    others = select(Tandem.id).where(Tandem.help_request_id == request.id, Tandem.is_running)
    if db.session.scalar(others.limit(1)) is None and request.status in states.RUNNING:
        states.move(request, tandem.status)
        request.close_reason = reason
    else:
        states.settle(request)
    _tell_volunteer("tandem_ended", tandem)
    _tell_case_manager("tandem_over", tandem, request)


def _tell_volunteer(kind: str, tandem: Tandem) -> None:
    person = find(select(Volunteer).where(Volunteer.id == tandem.volunteer_id))
    if person.mail:
        url = notices.address("tandems.own", tandem_id=tandem.id) if person.account_id else None
        notices.write(
            kind, mail=person.mail, language=person.language, once=f"{kind}:{tandem.id}",
            subject_id=tandem.id, name=person.first_name, url=url,
        )  # fmt: skip


def _tell_case_manager(kind: str, tandem: Tandem, request: HelpRequest) -> None:
    account = find(select(Account).where(Account.id == request.case_manager_id))
    if account.is_active and audit.actor().account_id != account.id:
        notices.write(
            kind, mail=account.mail, language=account.language, once=f"{kind}:{tandem.id}",
            subject_id=tandem.id, number=request.number,
            url=notices.address("tandems.page", tandem_id=tandem.id),
        )  # fmt: skip
