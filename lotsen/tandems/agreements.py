"""The written agreement of a tandem, its closing talk, and what a volunteer's certificate counts."""

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select

from lotsen import clock
from lotsen.audit import service as audit
from lotsen.errors import Conflict, Invalid
from lotsen.extensions import db
from lotsen.help_requests import states
from lotsen.tandems.held import find_tandem, running
from lotsen.tandems.models import Meeting, Tandem

USUAL_MONTHS = 6  # SwaF and others agree on half a year, to be extended
USUAL_MINUTES = {"pate": 120, "lotse": 180, "laiendolmetscher": 60}


@dataclass(frozen=True)
class Record:
    """What was done, as it is certified: no name of a newcomer, no cause of an end."""

    mode: str
    begun_on: date
    ended_on: date | None
    meetings_count: int
    minutes: int


def known(tandem: Tandem) -> dict[str, Any]:
    """What the form of the agreement begins with."""
    begun = tandem.started_on or clock.day_of(tandem.created_at)
    return {
        "agreed_until_on": tandem.agreed_until_on or clock.months_after(begun, USUAL_MONTHS),
        "weekly_minutes": tandem.weekly_minutes or USUAL_MINUTES.get(tandem.mode, 120),
    }


def agree_terms(tandem_id: uuid.UUID, *, until_on: date, weekly_minutes: int | None) -> Tandem:
    """Write down how long and how much; also extends an agreement that ends.

    Invalid for a day that is past, Conflict before both agreed.
    """
    if until_on <= clock.today():
        raise Invalid(_("Bitte wählen Sie einen Tag in der Zukunft."), "agreed_until_on")
    _request, tandem = running(tandem_id)
    if tandem.status != "aktiv":
        raise Conflict(_("Eine Vereinbarung gibt es erst, wenn beide zugestimmt haben."))
    tandem.agreed_until_on, tandem.weekly_minutes = until_on, weekly_minutes
    audit.record("tandems.agree_terms", tandem)
    db.session.commit()
    return tandem


def note_closing_talk(tandem_id: uuid.UUID, *, on: date) -> Tandem:
    """Note that somebody talked with the volunteer after the end.

    Conflict while it runs, Invalid for a day before the tandem or to come.
    """
    tandem = find_tandem(tandem_id)
    states.locked(tandem.help_request_id)
    if tandem.is_running:
        raise Conflict(states.FORBIDDEN)
    if on > clock.today() or (tandem.ended_on and on < clock.day_of(tandem.created_at)):
        raise Invalid(_("Bitte tragen Sie den Tag ein, an dem das Gespräch war."), "closing_talk_on")
    tandem.closing_talk_on = on
    audit.record("tandems.closing_talk", tandem)
    db.session.commit()
    return tandem


def record_of(tandem: Tandem) -> Record:
    """The figures of a certificate, from the meetings that were noted."""
    held = select(func.coalesce(func.sum(Meeting.minutes), 0)).where(Meeting.tandem_id == tandem.id, Meeting.is_held)
    return Record(
        mode=tandem.mode,
        begun_on=clock.day_of(tandem.created_at),
        ended_on=tandem.ended_on,
        meetings_count=tandem.meetings_count,
        minutes=int(db.session.scalar(held) or 0),
    )
