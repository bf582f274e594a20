"""Trainings of volunteers: kinds, how many units each has, add, correct, remove."""

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from lotsen import clock
from lotsen.audit import service as audit
from lotsen.database import find, written_once
from lotsen.errors import Conflict, Invalid
from lotsen.extensions import db
from lotsen.volunteers import service, states
from lotsen.volunteers.models import Qualification, Volunteer

WRONG_ORDER = _l("Das Ende liegt vor dem Beginn.")
IN_FUTURE = _l("Ein Abschluss kann nicht in der Zukunft liegen. Lassen Sie das Feld leer, bis es so weit ist.")


@dataclass(frozen=True, eq=False)
class Kind:
    """A kind of training and its usual units of 45 minutes."""

    label: Any
    least: int
    most: int


#: Basisqualifizierung 20 to 36 UE (Qualifizierung der WIR-Lots:innen); basic course for interpreters 24 UE.
KINDS: Final = {
    "basisqualifizierung": Kind(_l("Basisqualifizierung"), 20, 36),
    "laiendolmetscher_kurs": Kind(_l("Grundkurs Laiendolmetschen"), 24, 120),
    "vertiefung": Kind(_l("Vertiefung"), 1, 60),
    "reflexionsgespraech": Kind(_l("Reflexionsgespräch"), 1, 16),
    "kinderschutz": Kind(_l("Kinderschutz"), 1, 24),
}


def add(volunteer_id: uuid.UUID, *, kind: str, key: uuid.UUID | None = None, **facts: Any) -> Volunteer:
    """Add a training, finished or under way, once."""
    row = service.get(volunteer_id)
    if row.status in states.GONE:
        raise Conflict(states.NOT_FROM_HERE)
    _check(kind=kind, **facts)
    training = Qualification(id=key, volunteer_id=row.id, kind=kind, **facts)
    written_once(Qualification, training.id, lambda: _write(training, row))
    return row


def _write(training: Qualification, row: Volunteer) -> Qualification:
    db.session.add(training)
    audit.record("volunteers.add_qualification", row, kind=training.kind, units=training.units)
    db.session.commit()
    return training


def get(volunteer_id: uuid.UUID, qualification_id: uuid.UUID) -> Qualification:
    """One training of one volunteer, or NotFound."""
    return find(
        select(Qualification).where(Qualification.id == qualification_id, Qualification.volunteer_id == volunteer_id)
    )


def correct(volunteer_id: uuid.UUID, qualification_id: uuid.UUID, *, kind: str, **facts: Any) -> None:
    """Change what was entered."""
    row, training = service.get(volunteer_id), get(volunteer_id, qualification_id)
    _check(kind=kind, **facts)
    for name, value in {"kind": kind, **facts}.items():
        setattr(training, name, value)
    audit.record("volunteers.edit_qualification", row, kind=kind, units=training.units)
    db.session.commit()


def remove(volunteer_id: uuid.UUID, qualification_id: uuid.UUID) -> None:
    """Take out a training that was entered by mistake."""
    row, training = service.get(volunteer_id), get(volunteer_id, qualification_id)
    db.session.delete(training)
    audit.record("volunteers.remove_qualification", row, kind=training.kind)
    db.session.commit()


def _check(*, kind: str, units: int, started_on: date, finished_on: date | None, **_facts: Any) -> None:
    known = KINDS[kind]
    if not known.least <= units <= known.most:
        raise Invalid(
            _("%(kind)s hat %(least)s bis %(most)s UE.", kind=known.label, least=known.least, most=known.most),
            "units",
        )
    if finished_on is not None and finished_on < started_on:
        raise Invalid(WRONG_ORDER, "finished_on")
    if finished_on is not None and finished_on > clock.today():
        raise Invalid(IN_FUTURE, "finished_on")
