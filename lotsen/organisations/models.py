"""Organisations and the people who work for them (public directory data, but names of staff sealed)."""

import uuid
from datetime import date

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    ColumnElement,
    Date,
    ForeignKey,
    Integer,
    Numeric,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, relationship

from lotsen.regions.models import Municipality
from lotsen.rows import Data, Keep, RegionRow, Sealed, fact, key_to, refers_to


class Organisation(RegionRow):
    """A Stelle: agency, provider, association or migrant organisation. ``kind`` is a key of KINDS."""

    __tablename__ = "organisation"
    __keep__ = Keep.ORGANISATION
    __rules__ = (UniqueConstraint("region_id", "name", "ags"),)
    kind: Mapped[str] = fact(String(50), Data.PUBLIC, nullable=False, index=True)
    name: Mapped[str] = fact(String(120), Data.PUBLIC, nullable=False)
    ags: Mapped[str] = fact(String(8), Data.PUBLIC, refers=ForeignKey("municipality.ags"), nullable=False)
    street: Mapped[str | None] = fact(String(120), Data.PUBLIC)
    phone: Mapped[str | None] = fact(String(40), Data.PUBLIC)
    mail: Mapped[str | None] = fact(String(120), Data.PUBLIC)
    website: Mapped[str | None] = fact(String(200), Data.PUBLIC)
    description: Mapped[str | None] = fact(Text, Data.PUBLIC)
    needs: Mapped[list[str]] = fact(JSON, Data.PUBLIC, nullable=False, default=list)
    languages: Mapped[list[str]] = fact(JSON, Data.PUBLIC, nullable=False, default=list)
    municipalities: Mapped[list[str]] = fact(JSON, Data.PUBLIC, nullable=False, default=list)  # ags served
    target_groups: Mapped[list[str]] = fact(JSON, Data.PUBLIC, nullable=False, default=list)
    is_women_only: Mapped[bool] = fact(Boolean, Data.PUBLIC, nullable=False, default=False)
    confirmed_on: Mapped[date | None] = fact(Date, Data.PUBLIC)
    closed_on: Mapped[date | None] = fact(Date, Data.PUBLIC)  # since when nobody is there any more; None while open
    municipality: Mapped[Municipality] = relationship(viewonly=True)

    @hybrid_property
    def is_active(self) -> bool:
        """Whether it is open; also as a condition of a query."""
        return self.closed_on is None

    @is_active.inplace.expression
    @classmethod
    def _is_active(cls) -> ColumnElement[bool]:
        return cls.closed_on.is_(None)


class StaffMember(RegionRow):
    """Somebody who works for an organisation, paid or as its volunteer representative."""

    __tablename__ = "staff_member"
    __keep__ = Keep.ORGANISATION
    __rules__ = (
        refers_to("organisation"),
        refers_to("account", ondelete="NO ACTION"),
        refers_to("staff_member", "deputy_id", ondelete="NO ACTION"),
        CheckConstraint("weekly_hours IS NULL OR weekly_hours BETWEEN 0 AND 60", name="weekly_hours"),
    )
    organisation_id: Mapped[uuid.UUID] = key_to()
    account_id: Mapped[uuid.UUID | None] = key_to(nullable=True)
    deputy_id: Mapped[uuid.UUID | None] = key_to(nullable=True)
    name = Sealed[str](Data.IDENTITY, nullable=False)
    mail = Sealed[str | None](Data.IDENTITY)
    phone = Sealed[str | None](Data.IDENTITY)
    job: Mapped[str] = fact(String(40), Data.PSEUDONYM, nullable=False)  # key of STAFF_JOBS
    is_paid: Mapped[bool] = fact(Boolean, Data.PSEUDONYM, nullable=False, default=True)
    weekly_hours: Mapped[float | None] = fact(Numeric(4, 1), Data.PSEUDONYM)
    capacity: Mapped[int | None] = fact(Integer, Data.PSEUDONYM)  # volunteers or cases at a time
    needs: Mapped[list[str]] = fact(JSON, Data.PSEUDONYM, nullable=False, default=list)
    municipalities: Mapped[list[str]] = fact(JSON, Data.PSEUDONYM, nullable=False, default=list)
    is_active: Mapped[bool] = fact(Boolean, nullable=False, default=True)
    left_on: Mapped[date | None] = fact(Date, Data.PSEUDONYM)  # since when not any more; None while active
    organisation: Mapped[Organisation] = relationship(viewonly=True)
