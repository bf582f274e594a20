"""Look up places: postal codes, municipalities, regions. Public data, readable from everywhere."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from lotsen import scope
from lotsen.audit import service as audit
from lotsen.errors import NotFound
from lotsen.extensions import db
from lotsen.regions.models import PLATFORM, Municipality, PostalCode, Region, RegionPolicy


def municipalities_of(plz: str) -> list[Municipality]:
    """The municipalities a postal code belongs to: none, one, or (eleven codes in Hessen) two."""
    if not (plz.isdigit() and len(plz) == 5):
        return []
    codes = db.session.scalars(select(PostalCode).where(PostalCode.plz == plz).order_by(PostalCode.ags))
    return [code.municipality for code in codes]


def municipality(ags: str) -> Municipality:
    """One municipality; NotFound for an unknown key."""
    found = db.session.scalar(select(Municipality).where(Municipality.ags == ags))
    if found is None:
        raise NotFound
    return found


def municipalities_in(region_id: str) -> list[Municipality]:
    """All municipalities of a region, by name."""
    statement = select(Municipality).where(Municipality.region_id == region_id).order_by(Municipality.name)
    return list(db.session.scalars(statement))


def first_postal_codes(region_id: str) -> dict[str, str]:
    """One postal code for every municipality of a region."""
    codes = db.session.scalars(
        select(PostalCode).where(PostalCode.region_id == region_id).order_by(PostalCode.plz.desc())
    )
    return {code.ags: code.plz for code in codes}


def all_regions() -> list[Region]:
    """The 33 WIR regions, by name."""
    return list(db.session.scalars(select(Region).where(Region.kind != "platform").order_by(Region.name)))


def region(region_id: str) -> Region:
    """One region; NotFound for an unknown key and for the platform."""
    found = db.session.scalar(select(Region).where(Region.id == region_id, Region.id != PLATFORM))
    if found is None:
        raise NotFound
    return found


def policy() -> RegionPolicy:
    """What the region of this piece of work decided for itself."""
    return db.session.scalars(select(RegionPolicy).where(RegionPolicy.region_id == scope.region_id())).one()


def change_policy(rules: Mapping[str, Any]) -> list[str]:
    """Set the rules of the region; the names of those that changed."""
    row = policy()
    changed = [name for name, value in rules.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, rules[name])
    if changed:
        audit.record("regions.policy", row, changed=", ".join(changed))
        db.session.commit()
    return changed
