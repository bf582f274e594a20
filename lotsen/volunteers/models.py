"""Volunteers and what is known of them. States: see ``states.py``."""

import uuid
from datetime import date, datetime

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.orm import Mapped, relationship

from lotsen.regions.models import Municipality
from lotsen.rows import Data, Keep, RegionRow, Sealed, UtcDateTime, fact, key_to, refers_to

STATES = (
    "interessiert",
    "erstgespraech_geplant",
    "in_pruefung",
    "in_qualifizierung",
    "freigegeben",
    "pausiert",
    "beendet",
    "abgelehnt",
    "anonymisiert",
)
MODES = ("lotse", "pate", "laiendolmetscher", "unklar")


class Volunteer(RegionRow):
    """An Ehrenamtliche. Capacity is guarded here: ``taken_count`` can never pass ``capacity``."""

    __tablename__ = "volunteer"
    __keep__ = Keep.VOLUNTEER
    __rules__ = (
        refers_to("account", ondelete="NO ACTION"),
        refers_to("organisation", ondelete="NO ACTION"),
        UniqueConstraint("region_id", "number"),
        Index("uq_volunteer_mail", "region_id", "mail_index", unique=True,
              sqlite_where=text("mail_index IS NOT NULL"), postgresql_where=text("mail_index IS NOT NULL")),
        Index("ix_volunteer_list", "region_id", "status", "mail_confirmed_at", "id"),
        Index("ix_volunteer_changed", "region_id", "updated_at"),
        CheckConstraint(f"status IN {STATES}", name="status"),
        CheckConstraint("taken_count BETWEEN 0 AND capacity", name="capacity"),
        CheckConstraint("radius_km BETWEEN 0 AND 200", name="radius"),
    )  # fmt: skip
    number: Mapped[str] = fact(String(12), Data.PSEUDONYM, nullable=False)  # V-4821: what others may call her
    account_id: Mapped[uuid.UUID | None] = key_to(nullable=True)
    organisation_id: Mapped[uuid.UUID | None] = key_to(Data.PSEUDONYM, nullable=True)
    status: Mapped[str] = fact(String(24), Data.PSEUDONYM, nullable=False, default="interessiert")
    status_since: Mapped[datetime] = fact(UtcDateTime, nullable=False)
    mail_confirmed_at: Mapped[datetime | None] = fact(UtcDateTime)
    released_at: Mapped[datetime | None] = fact(UtcDateTime)
    ended_on: Mapped[date | None] = fact(Date)
    end_reason: Mapped[str | None] = fact(String(30), Data.PSEUDONYM)

    first_name = Sealed[str](Data.IDENTITY, nullable=False)
    last_name = Sealed[str](Data.IDENTITY, nullable=False)
    mail = Sealed[str | None](Data.IDENTITY)
    mail_index: Mapped[bytes | None] = fact(LargeBinary, Data.SECRET)
    phone = Sealed[str | None](Data.IDENTITY)
    phone_index: Mapped[bytes | None] = fact(LargeBinary, Data.SECRET, index=True)
    language: Mapped[str] = fact(String(8), nullable=False, default="de")  # of pages and mails
    plz: Mapped[str] = fact(String(5), Data.PSEUDONYM, nullable=False)
    ags: Mapped[str] = fact(
        String(8), Data.PSEUDONYM, refers=ForeignKey("municipality.ags"), nullable=False, index=True
    )
    gender: Mapped[str | None] = fact(String(1), Data.PSEUDONYM)  # w, m, d, or not said
    is_adult: Mapped[bool] = fact(Boolean, Data.PSEUDONYM, nullable=False, default=True)

    modes: Mapped[list[str]] = fact(JSON, Data.PSEUDONYM, nullable=False, default=list)
    target_groups: Mapped[list[str]] = fact(JSON, Data.PSEUDONYM, nullable=False, default=list)
    accepts_gender: Mapped[list[str]] = fact(JSON, Data.PSEUDONYM, nullable=False, default=list)  # empty: everybody
    works_with_minors: Mapped[bool] = fact(Boolean, Data.PSEUDONYM, nullable=False, default=False)
    weekly_hours: Mapped[str | None] = fact(String(8), Data.PSEUDONYM)  # '1-2', '3-5', '6+'
    rhythm: Mapped[str | None] = fact(String(12), Data.PSEUDONYM)  # einmalig, regelmaessig, beides
    times: Mapped[list[str]] = fact(JSON, Data.PSEUDONYM, nullable=False, default=list)  # 'mon-am' … 'sun-eve'
    available_from: Mapped[date | None] = fact(Date, Data.PSEUDONYM)
    available_until: Mapped[date | None] = fact(Date, Data.PSEUDONYM)
    radius_km: Mapped[int] = fact(Integer, Data.PSEUDONYM, nullable=False, default=15)
    mobility: Mapped[list[str]] = fact(JSON, Data.PSEUDONYM, nullable=False, default=list)
    is_remote: Mapped[bool] = fact(Boolean, Data.PSEUDONYM, nullable=False, default=False)
    experience: Mapped[list[str]] = fact(JSON, Data.PSEUDONYM, nullable=False, default=list)
    courses = Sealed[str | None](Data.IDENTITY)
    message = Sealed[str | None](Data.SENSITIVE)
    helper_group = Sealed[str | None](Data.IDENTITY)  # the Helferkreis or association she named
    heard_from: Mapped[str | None] = fact(String(30), Data.PSEUDONYM)
    community = Sealed[str | None](Data.SENSITIVE)  # only if she says so herself; for "not my own community"
    capacity: Mapped[int] = fact(Integer, Data.PSEUDONYM, nullable=False, default=1)
    taken_count: Mapped[int] = fact(Integer, Data.PSEUDONYM, nullable=False, default=0)
    last_contact_at: Mapped[datetime | None] = fact(UtcDateTime, Data.PSEUDONYM)
    count_key: Mapped[uuid.UUID | None] = fact(Uuid, Data.SECRET)  # lotsen/statistics/living.py

    municipality: Mapped[Municipality] = relationship(viewonly=True)
    languages: Mapped[list["VolunteerLanguage"]] = relationship(viewonly=True, order_by="VolunteerLanguage.position")
    needs: Mapped[list["VolunteerNeed"]] = relationship(viewonly=True, order_by="VolunteerNeed.need")
    absences: Mapped[list["Absence"]] = relationship(viewonly=True, order_by="Absence.from_on")


class VolunteerLanguage(RegionRow):
    """One language of a volunteer: level 1 (A1) to 6 (C2), 7 = Muttersprache; script known or not."""

    __tablename__ = "volunteer_language"
    __keep__ = Keep.VOLUNTEER
    __rules__ = (
        refers_to("volunteer"),
        UniqueConstraint("volunteer_id", "language", "variant"),
        CheckConstraint("level BETWEEN 1 AND 7", name="level"),
        Index("ix_volunteer_language_search", "region_id", "language", "level"),
        Index("ix_volunteer_language_changed", "region_id", "updated_at"),
    )
    volunteer_id: Mapped[uuid.UUID] = key_to()
    position: Mapped[int] = fact(Integer, nullable=False, default=0)
    language: Mapped[str] = fact(String(3), Data.PSEUDONYM, nullable=False)
    variant: Mapped[str] = fact(String(20), Data.PSEUDONYM, nullable=False, default="")
    level: Mapped[int] = fact(Integer, Data.PSEUDONYM, nullable=False)
    knows_script: Mapped[bool | None] = fact(Boolean, Data.PSEUDONYM)


class VolunteerNeed(RegionRow):
    """A need the volunteer helps with, or (``is_excluded``) never wants to."""

    __tablename__ = "volunteer_need"
    __keep__ = Keep.VOLUNTEER
    __rules__ = (
        refers_to("volunteer"),
        UniqueConstraint("volunteer_id", "need"),
        Index("ix_volunteer_need_changed", "region_id", "updated_at"),
    )
    volunteer_id: Mapped[uuid.UUID] = key_to()
    need: Mapped[str] = fact(String(20), Data.PSEUDONYM, nullable=False)
    is_excluded: Mapped[bool] = fact(Boolean, Data.PSEUDONYM, nullable=False, default=False)


class Absence(RegionRow):
    """From–to, both days included; the volunteer is back by herself the day after."""

    __tablename__ = "absence"
    __keep__ = Keep.VOLUNTEER
    __rules__ = (
        refers_to("volunteer"),
        CheckConstraint("until_on >= from_on", name="order"),
        Index("ix_absence_changed", "region_id", "updated_at"),
    )
    volunteer_id: Mapped[uuid.UUID] = key_to()
    from_on: Mapped[date] = fact(Date, Data.PSEUDONYM, nullable=False)
    until_on: Mapped[date] = fact(Date, Data.PSEUDONYM, nullable=False)


class Erstgespraech(RegionRow):
    """The first talk: what staff ask in person and note down, all of it sealed."""

    __tablename__ = "erstgespraech"
    __keep__ = Keep.VOLUNTEER
    __rules__ = (refers_to("volunteer"), UniqueConstraint("volunteer_id"))
    volunteer_id: Mapped[uuid.UUID] = key_to(index=False)
    planned_at: Mapped[datetime | None] = fact(UtcDateTime, Data.PSEUDONYM)
    invitations: Mapped[int] = fact(Integer, nullable=False, default=0)  # each moves the one before
    held_on: Mapped[date | None] = fact(Date, Data.PSEUDONYM)
    held_by: Mapped[uuid.UUID | None] = key_to(nullable=True, index=False)  # account
    motivation = Sealed[str | None](Data.SENSITIVE)
    expectations = Sealed[str | None](Data.SENSITIVE)
    limits = Sealed[str | None](Data.SENSITIVE)
    previous_experience = Sealed[str | None](Data.SENSITIVE)
    wishes = Sealed[str | None](Data.SENSITIVE)
    has_confidentiality_signed: Mapped[bool] = fact(Boolean, Data.PSEUDONYM, nullable=False, default=False)
    has_code_of_conduct_signed: Mapped[bool] = fact(Boolean, Data.PSEUDONYM, nullable=False, default=False)
    has_neutrality_declared: Mapped[bool] = fact(Boolean, Data.PSEUDONYM, nullable=False, default=False)
    is_insurance_explained: Mapped[bool] = fact(Boolean, Data.PSEUDONYM, nullable=False, default=False)
    wants_allowance: Mapped[bool] = fact(Boolean, Data.PSEUDONYM, nullable=False, default=False)
    iban = Sealed[str | None](Data.IDENTITY)
    measles_proof_on: Mapped[date | None] = fact(Date, Data.PSEUDONYM)  # that it was shown, § 20 IfSG
    german_level_override = Sealed[str | None](Data.SENSITIVE)  # why she is released below the level


class FuehrungszeugnisCheck(RegionRow):
    """The three facts that § 72a Abs. 5 SGB VIII allows, and by whom they were seen. Never a document."""

    __tablename__ = "fuehrungszeugnis_check"
    __keep__ = Keep.FUEHRUNGSZEUGNIS
    __rules__ = (refers_to("volunteer"), UniqueConstraint("volunteer_id"))
    volunteer_id: Mapped[uuid.UUID] = key_to(index=False)
    seen_on: Mapped[date] = fact(Date, Data.PSEUDONYM, nullable=False)
    seen_by: Mapped[uuid.UUID] = key_to(index=False)  # account
    issued_on: Mapped[date] = fact(Date, Data.PSEUDONYM, nullable=False)
    has_listed_conviction = Sealed[bool](Data.SENSITIVE, nullable=False)


class Qualification(RegionRow):
    """A training: Basisqualifizierung, Vertiefung, Reflexionsgespräch, basic course for interpreters."""

    __tablename__ = "qualification"
    __keep__ = Keep.VOLUNTEER
    __rules__ = (
        refers_to("volunteer"),
        CheckConstraint("units BETWEEN 1 AND 200", name="units"),
        CheckConstraint("finished_on IS NULL OR finished_on >= started_on", name="order"),
    )
    volunteer_id: Mapped[uuid.UUID] = key_to()
    kind: Mapped[str] = fact(String(30), Data.PSEUDONYM, nullable=False)
    provider: Mapped[str] = fact(String(120), Data.PSEUDONYM, nullable=False)
    started_on: Mapped[date] = fact(Date, Data.PSEUDONYM, nullable=False)
    finished_on: Mapped[date | None] = fact(Date, Data.PSEUDONYM)
    units: Mapped[int] = fact(Integer, Data.PSEUDONYM, nullable=False)  # UE of 45 minutes
    form: Mapped[str] = fact(String(12), Data.PSEUDONYM, nullable=False, default="praesenz")
