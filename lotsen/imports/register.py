"""What the register knows already, as the check of a list needs it: people of the region, places of Hessen."""

from flask import current_app
from sqlalchemy import select

from lotsen.extensions import db
from lotsen.imports.duplicates import KnownPerson
from lotsen.imports.gazetteer import Gazetteer
from lotsen.regions.models import Municipality, PostalCode
from lotsen.volunteers.models import Volunteer
from lotsen.volunteers.sealed_columns import open_sealed, sealed_column

_NAMES = ("first_name", "last_name", "mail", "phone")


def gazetteer() -> Gazetteer:
    """The places, read once per process: they are public and do not change while it runs."""
    found: Gazetteer | None = current_app.extensions.get("import_gazetteer")
    if found is None:
        statement = (
            select(PostalCode.plz, PostalCode.ags, Municipality.name)
            .join(Municipality, Municipality.ags == PostalCode.ags)
            .order_by(PostalCode.plz, PostalCode.ags)
        )
        found = Gazetteer.of((plz, ags, name) for plz, ags, name in db.session.execute(statement))
        current_app.extensions["import_gazetteer"] = found
    return found


def known_people() -> list[KnownPerson]:
    """Everybody of the region who is not anonymised, by the key of her row."""
    statement = select(
        Volunteer.id, Volunteer.region_id, Volunteer.plz, *(sealed_column(Volunteer, name) for name in _NAMES)
    ).where(Volunteer.status != "anonymisiert")
    people = []
    for row in db.session.execute(statement):
        first, last, mail, phone = (
            open_sealed(Volunteer, name, row.region_id, row.id, getattr(row, f"{name}_sealed")) for name in _NAMES
        )
        people.append(KnownPerson(str(row.id), first or "", last or "", mail, phone, row.plz))
    return people
