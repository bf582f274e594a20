"""The steps of a volunteer's life that staff take: training, release, pause, end, rejection."""

import uuid

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from lotsen.audit import service as audit
from lotsen.errors import Conflict
from lotsen.extensions import db
from lotsen.notices import service as notices
from lotsen.regions.service import policy
from lotsen.tandems.models import Tandem
from lotsen.volunteers import certificates, clearance, service, states, talks
from lotsen.volunteers.models import Volunteer
from lotsen.volunteers.words import END_REASON_LABELS, REJECT_REASON_LABELS

MISSING = _l("Für die Freigabe fehlt noch etwas. Die Liste auf der Seite zeigt, was.")
NO_TALK = _l("Das Erstgespräch ist noch nicht eingetragen.")
STILL_RUNNING = _l("Es läuft noch ein Tandem. Bitte beenden Sie es zuerst.")
UNKNOWN_REASON = _l("Bitte wählen Sie einen Grund aus der Liste.")


def start_training(volunteer_id: uuid.UUID) -> Volunteer:
    """The papers are being collected: on to the training."""
    return _move(volunteer_id, "in_qualifizierung", "volunteers.start_training")


def release(volunteer_id: uuid.UUID) -> Volunteer:
    """Release her for proposals and tell her so."""
    return _move(volunteer_id, "freigegeben", "volunteers.release", source="in_qualifizierung", mail="released")


def pause(volunteer_id: uuid.UUID) -> Volunteer:
    """No more proposals until she is back; running tandems go on."""
    _ask_no_more(volunteer_id)
    return _move(volunteer_id, "pausiert", "volunteers.pause")


def resume(volunteer_id: uuid.UUID) -> Volunteer:
    """Back from the pause."""
    return _move(volunteer_id, "freigegeben", "volunteers.resume", source="pausiert")


def end(volunteer_id: uuid.UUID, *, reason: str) -> Volunteer:
    """End the engagement, with a coded reason.

    Conflict for an unknown reason, a step that is not allowed, or a tandem that runs.
    """
    if reason not in END_REASON_LABELS:
        raise Conflict(UNKNOWN_REASON)
    _ask_no_more(volunteer_id)
    return _move(volunteer_id, "beendet", "volunteers.end", reason=reason)


def reject(volunteer_id: uuid.UUID, *, reason: str, tells_her: bool) -> Volunteer:
    """Say no before release; what is known of her is deleted after six months.

    Conflict for an unknown reason or a step that is not allowed.
    """
    if reason not in REJECT_REASON_LABELS:
        raise Conflict(UNKNOWN_REASON)
    mail = "rejected" if tells_her else ""
    return _move(volunteer_id, "abgelehnt", "volunteers.reject", reason=reason, mail=mail)


def _ask_no_more(volunteer_id: uuid.UUID) -> None:
    """What she was asked goes to the next in line, in the same transaction; requests are locked before her."""
    from lotsen.proposals import service as proposals  # which looks at volunteers itself

    proposals.withdraw_all_of(volunteer_id)


def _move(
    volunteer_id: uuid.UUID, target: str, action: str, *, source: str = "", reason: str = "", mail: str = ""
) -> Volunteer:
    """One step in one transaction: its rule, the state, the mail, the record."""
    row = _locked(volunteer_id)
    if source and row.status != source:
        raise Conflict(states.NOT_FROM_HERE)
    check_rule(row, target)
    before = row.status
    states.enter(row, target)
    row.end_reason = reason or None
    forgotten = _forget_certificate(row)
    if mail:
        _tell(row, mail)
    audit.record(action, row, source=before, reason=reason or None, certificate_removed=forgotten or None)
    db.session.commit()
    return row


def _locked(volunteer_id: uuid.UUID) -> Volunteer:
    """The volunteer, held until commit, so that two steps at once come one after the other."""
    db.session.scalar(select(Volunteer.id).where(Volunteer.id == volunteer_id).with_for_update())
    return service.get(volunteer_id)


def check_rule(row: Volunteer, target: str) -> None:
    """Conflict with a sentence where the rule of the step does not hold."""
    rule = states.rule_of(row.status, target)
    if rule == "talk_planned":
        talk = talks.talk_of(row)
        if talk is None or talk.planned_at is None:
            raise Conflict(NO_TALK)
    elif rule == "talk_held":
        talk = talks.talk_of(row)
        if talk is None or talk.held_on is None:
            raise Conflict(NO_TALK)
    elif rule == "nothing_missing":
        if clearance.why_not(row):
            raise Conflict(MISSING)
    elif rule == "no_running_tandem" and (row.taken_count or _running_tandems(row)):
        raise Conflict(STILL_RUNNING)
    elif rule == "retention":
        raise Conflict(states.NOT_FROM_HERE)  # only the retention job takes this step, with its own check


def _running_tandems(row: Volunteer) -> int:
    running = select(func.count(Tandem.id)).where(Tandem.volunteer_id == row.id, Tandem.is_running.is_(True))
    return db.session.scalar(running) or 0


def _forget_certificate(row: Volunteer) -> bool:
    """R-FZ-4: no activity followed, so the facts go at once; otherwise within six months by the retention job."""
    return row.status in ("abgelehnt", "beendet") and row.released_at is None and certificates.forget(row)


def _tell(row: Volunteer, kind: str) -> None:
    if not row.mail:
        return
    rules = policy()
    notices.write(
        kind,
        mail=row.mail,
        language=row.language,
        once=f"{kind}:{row.id}:{row.status_since.isoformat()}",
        subject_id=row.id,
        calendar=talks.call_off(row) if kind == "rejected" else None,
        first_name=row.first_name,
        centre_name=rules.centre_name,
        centre_phone=rules.centre_phone,
        centre_mail=rules.centre_mail,
    )
