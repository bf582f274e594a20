"""Somebody with everything that release asks for, and what is missing when something is taken away."""

from datetime import date

from lotsen import clock
from lotsen.extensions import db
from lotsen.volunteers import clearance
from lotsen.volunteers.models import Erstgespraech, FuehrungszeugnisCheck, Qualification, Volunteer
from tests import factories

TODAY = date(2026, 11, 23)


def ready(**values: object) -> Volunteer:
    """Somebody with everything that release asks for."""
    defaults: dict[str, object] = {"status": "in_qualifizierung", "released_at": None, "modes": ["lotse"]}
    person = factories.volunteer(**{**defaults, **values})
    db.session.add(
        Erstgespraech(
            volunteer_id=person.id,
            planned_at=clock.now(),
            held_on=TODAY,
            has_confidentiality_signed=True,
            has_code_of_conduct_signed=True,
            has_neutrality_declared=True,
        )
    )
    for kind in ("basisqualifizierung", "laiendolmetscher_kurs"):
        db.session.add(
            Qualification(
                volunteer_id=person.id, kind=kind, provider="vhs", started_on=TODAY, finished_on=TODAY, units=24
            )
        )
    db.session.commit()
    return person


def codes(person: Volunteer) -> list[str]:
    """What is missing, as codes."""
    return [step.code for step in clearance.why_not(person)]


def seen(person: Volunteer, *, issued_on: date, has_listed_conviction: bool = False) -> None:
    """Her Führungszeugnis was shown on the day of its issue."""
    db.session.add(
        FuehrungszeugnisCheck(
            volunteer_id=person.id,
            seen_on=issued_on,
            seen_by=person.id,
            issued_on=issued_on,
            has_listed_conviction=has_listed_conviction,
        )
    )
    db.session.commit()
