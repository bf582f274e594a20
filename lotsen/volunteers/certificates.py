"""The Führungszeugnis on file: the three facts of § 72a Abs. 5 SGB VIII are written, read and deleted here."""

import uuid
from datetime import date

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from lotsen import clock
from lotsen.audit import service as audit
from lotsen.errors import Conflict, Invalid
from lotsen.extensions import db
from lotsen.regions.service import policy
from lotsen.volunteers import clearance, fuehrungszeugnis, service, states
from lotsen.volunteers.models import FuehrungszeugnisCheck, Volunteer

NOT_OWED = _l(
    "Für diese Tätigkeit verlangt Ihre Region kein Führungszeugnis. Dann darf auch nichts dazu gespeichert werden."
)
SEEN_LATER = _l("Die Einsicht kann nicht in der Zukunft liegen.")
NOT_FRESH = _l("Das Führungszeugnis durfte bei der Einsicht höchstens drei Monate alt sein.")
ISSUED_LATER = _l("Das Führungszeugnis kann nicht nach der Einsicht ausgestellt sein.")
TOO_OLD = _l("Dieses Führungszeugnis gilt nach den Regeln Ihrer Region nicht mehr.")
GONE = _l("Diese Person ist nicht mehr dabei. Dann darf nichts mehr gespeichert werden.")


def certificate_of(volunteer: Volunteer) -> FuehrungszeugnisCheck | None:
    """The facts on file, if there are any."""
    check = FuehrungszeugnisCheck
    return db.session.scalar(select(check).where(check.volunteer_id == volunteer.id))


def record_seen(
    volunteer_id: uuid.UUID,
    *,
    account_id: uuid.UUID,
    seen_on: date,
    issued_on: date,
    has_listed_conviction: bool,
) -> Volunteer:
    """Write down that a Führungszeugnis was seen; an earlier one is replaced."""
    row, rules = service.get(volunteer_id), policy()
    if row.status in states.GONE:
        raise Conflict(GONE)
    if not clearance.is_certificate_owed(row, rules):
        raise Invalid(NOT_OWED)
    _check_dates(seen_on=seen_on, issued_on=issued_on, years=rules.fuehrungszeugnis_years)
    check = certificate_of(row)
    facts = {
        "seen_on": seen_on,
        "seen_by": account_id,
        "issued_on": issued_on,
        "has_listed_conviction": has_listed_conviction,
    }
    if check is None:
        db.session.add(FuehrungszeugnisCheck(volunteer_id=row.id, **facts))
    else:
        for name, value in facts.items():
            setattr(check, name, value)
    audit.record("volunteers.see_certificate", row, seen_on=seen_on, issued_on=issued_on)
    db.session.commit()
    return row


def _check_dates(*, seen_on: date, issued_on: date, years: int) -> None:
    if seen_on > clock.today():
        raise Invalid(SEEN_LATER, "seen_on")
    if issued_on > seen_on:
        raise Invalid(ISSUED_LATER, "issued_on")
    if not fuehrungszeugnis.is_fresh(issued_on=issued_on, seen_on=seen_on):
        raise Invalid(NOT_FRESH, "issued_on")
    if clock.today() >= fuehrungszeugnis.expires_on(issued_on, years=years):
        raise Invalid(TOO_OLD, "issued_on")


def forget(volunteer: Volunteer) -> bool:
    """Delete the facts in the running transaction; whether there were any."""
    check = certificate_of(volunteer)
    if check is None:
        return False
    db.session.delete(check)
    return True
