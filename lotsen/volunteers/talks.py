"""The Erstgespräch: plan it (with a mail to the volunteer) and note what was agreed."""

import uuid
from datetime import date, datetime
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from lotsen import clock, date_words
from lotsen.audit import service as audit
from lotsen.calendar_feeds import ical, inviting
from lotsen.errors import Conflict, Invalid
from lotsen.extensions import db
from lotsen.notices import service as notices
from lotsen.regions.service import policy
from lotsen.volunteers import service, states
from lotsen.volunteers.models import Erstgespraech, Volunteer

TALK_MINUTES = 60
IN_PAST = _l("Der Termin liegt in der Vergangenheit.")
IN_FUTURE = _l("Das Gespräch kann nicht in der Zukunft stattgefunden haben.")
TOO_EARLY = _l("Bitte planen Sie zuerst das Erstgespräch.")
GONE = _l("Diese Person ist nicht mehr dabei.")


def talk_of(volunteer: Volunteer) -> Erstgespraech | None:
    """The talk of a volunteer, planned or held, if there is one."""
    return db.session.scalar(select(Erstgespraech).where(Erstgespraech.volunteer_id == volunteer.id))


def plan(volunteer_id: uuid.UUID, *, at: datetime, place: str, sends_mail: bool) -> Volunteer:
    """Set the date of the first talk, or move it, and invite her by mail.

    Conflict from another state, Invalid for an instant that is past.
    """
    row = service.get(volunteer_id)
    if row.status not in ("interessiert", "erstgespraech_geplant"):
        raise Conflict(states.NOT_FROM_HERE)
    if at <= clock.now():
        raise Invalid(IN_PAST, "on")
    talk = talk_of(row)
    if talk is None:
        talk = Erstgespraech(volunteer_id=row.id)
        db.session.add(talk)
    if talk.planned_at != at:
        if talk.planned_at is not None:
            notices.cancel(_cause(talk))
        talk.planned_at, talk.updated_at = at, clock.now()
        talk.invitations += 1
    if row.status == "interessiert":
        states.enter(row, "erstgespraech_geplant")
    is_invited = sends_mail and row.mail is not None and _invite(row, talk, place)
    audit.record("volunteers.plan_talk", row, at=at.isoformat(), invited=is_invited)
    db.session.commit()
    return row


def hold(volunteer_id: uuid.UUID, *, account_id: uuid.UUID, held_on: date, **notes: Any) -> Volunteer:
    """Note the talk, or correct what was noted; the first time it moves her on to the check of papers.

    Conflict before it was planned or after she left, Invalid for a day to come.
    """
    row = service.get(volunteer_id)
    if row.status == "interessiert":
        raise Conflict(TOO_EARLY)
    if row.status in states.GONE:
        raise Conflict(GONE)
    if held_on > clock.today():
        raise Invalid(IN_FUTURE, "held_on")
    talk = talk_of(row)
    if talk is None:
        talk = Erstgespraech(volunteer_id=row.id)
        db.session.add(talk)
    talk.held_on, talk.held_by = held_on, account_id
    for name, value in notes.items():
        setattr(talk, name, value)
    row.last_contact_at = clock.now()
    if row.status == "erstgespraech_geplant":
        states.enter(row, "in_pruefung")
    audit.record("volunteers.hold_talk", row, held_on=held_on)
    db.session.commit()
    return row


def _cause(talk: Erstgespraech) -> str:
    planned = talk.planned_at.isoformat() if talk.planned_at else ""
    return f"erstgespraech:{talk.id}:{planned}:{talk.invitations}"


def call_off(volunteer: Volunteer) -> str | None:
    """What takes a planned talk out of her calendar, in the running transaction; None where none lies ahead."""
    talk = talk_of(volunteer)
    if talk is None or talk.planned_at is None or talk.held_on or talk.planned_at < clock.now() or not volunteer.mail:
        return None
    at, talk.planned_at, talk.updated_at = talk.planned_at, None, clock.now()
    talk.invitations += 1
    with force_locale(volunteer.language):
        return inviting.text(entry(talk, at), ical.CANCEL, volunteer.mail)


def entry(talk: Erstgespraech, at: datetime, *, title: str = "", place: str = "", url: str = "") -> ical.Entry:
    """A planned talk as an entry for a calendar."""
    return ical.Entry(
        uid=inviting.uid("erstgespraech", talk.id),
        title=title or _("Lotsennetz: Erstgespräch"),
        begins=at,
        changed_at=talk.updated_at,
        minutes=TALK_MINUTES,
        place=place,
        url=url,
        sequence=max(talk.invitations - 1, 0),
    )


def _invite(row: Volunteer, talk: Erstgespraech, place: str) -> bool:
    rules = policy()
    if row.mail is None or talk.planned_at is None:
        return False
    with force_locale(row.language):
        calendar = inviting.text(entry(talk, talk.planned_at, place=place), ical.REQUEST, row.mail)
        day, time = date_words.full_day(talk.planned_at), date_words.time(talk.planned_at)
    notices.write(
        "erstgespraech_invitation",
        mail=row.mail,
        language=row.language,
        once=_cause(talk),
        subject_id=row.id,
        calendar=calendar,
        first_name=row.first_name,
        day=day,
        time=time,
        place=place,
        centre_name=rules.centre_name,
        centre_phone=rules.centre_phone,
        centre_mail=rules.centre_mail,
    )
    return True
