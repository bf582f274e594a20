"""Gaps that the network showed, what became of each, and whom an introduction brought together."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, CheckConstraint, Date, Float, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped

from lotsen.rows import Data, Keep, RegionRow, Sealed, UtcDateTime, fact, key_to, refers_to
from lotsen.ties.models import count_on, sides_refer

STATES = ("neu", "in_arbeit", "geschlossen")
ENDS = ("erledigt", "angenommen", "von_selbst")
STEPS = (
    "begonnen", "werbetext", "schulung", "vorstellung", "entlastung", "kontakt", "bekannt", "notiz", "abgegeben",
    "erledigt", "angenommen", "von_selbst", "wieder_da", "besteht_weiter", "wiedervorlage", "geoeffnet",
)  # fmt: skip


class Gap(RegionRow):
    """One gap by its identity, with what the rule last said of it; its key is made from region and identity."""

    __tablename__ = "gap"
    __keep__ = Keep.GAP
    __rules__ = (
        refers_to("volunteer"),
        UniqueConstraint("region_id", "key"),
        CheckConstraint(f"status IN {STATES}", name="status"),
        CheckConstraint(f"ended_as IN {ENDS}", name="ended_as"),
        CheckConstraint("(status = 'geschlossen') = (ended_as IS NOT NULL)", name="ended_with_a_reason"),
        CheckConstraint("status <> 'in_arbeit' OR (owner_id IS NOT NULL AND due_on IS NOT NULL)", name="owned"),
        Index("ix_gap_due", "region_id", "status", "due_on"),
    )
    key: Mapped[str] = fact(String(250), Data.PSEUDONYM, nullable=False)
    rule: Mapped[str] = fact(String(40), nullable=False)
    act: Mapped[str] = fact(String(16), nullable=False)
    subject: Mapped[list[str]] = fact(JSON, Data.PSEUDONYM, nullable=False)
    facts: Mapped[dict[str, Any]] = fact(JSON, Data.PSEUDONYM, nullable=False, default=dict)
    severity: Mapped[float] = fact(Float, Data.PSEUDONYM, nullable=False)
    since_on: Mapped[date | None] = fact(Date, Data.PSEUDONYM)
    population: Mapped[int] = fact(Integer, nullable=False, default=0)
    volunteer_id: Mapped[uuid.UUID | None] = key_to(Data.PSEUDONYM, nullable=True)  # whom the gap is about
    is_found: Mapped[bool] = fact(Boolean, nullable=False, default=True)  # by the last computation
    status: Mapped[str] = fact(String(12), nullable=False, default="neu")
    status_since: Mapped[datetime] = fact(UtcDateTime, nullable=False)
    owner_id: Mapped[uuid.UUID | None] = key_to(nullable=True, index=False)  # account
    due_on: Mapped[date | None] = fact(Date)  # until when whoever has it in hand wants to have looked
    ended_as: Mapped[str | None] = fact(String(12))
    look_again_on: Mapped[date | None] = fact(Date)


class GapStep(RegionRow):
    """What happened to a gap, by whom; nobody where the computation itself said so."""

    __tablename__ = "gap_step"
    __keep__ = Keep.GAP
    __rules__ = (
        refers_to("gap"),
        CheckConstraint(f"kind IN {STEPS}", name="kind"),
        Index("ix_gap_step_order", "gap_id", "created_at"),
    )
    gap_id: Mapped[uuid.UUID] = key_to(index=False)
    kind: Mapped[str] = fact(String(16), nullable=False)
    by_id: Mapped[uuid.UUID | None] = key_to(nullable=True, index=False)  # account
    mail_count: Mapped[int] = fact(Integer, nullable=False, default=0)
    until_on: Mapped[date | None] = fact(Date)
    note = Sealed[str | None](Data.SENSITIVE)


class Introduction(RegionRow):
    """Two sides got a mail about each other; a contact of the network once both say that they have talked."""

    __tablename__ = "introduction"
    __keep__ = Keep.GAP
    __rules__ = (
        refers_to("gap"),
        *sides_refer("one", "other"),
        CheckConstraint(f"{count_on('one')} = 1", name="one_side"),
        CheckConstraint(f"{count_on('other')} = 1", name="other_side"),
    )
    gap_id: Mapped[uuid.UUID] = key_to()
    one_organisation_id: Mapped[uuid.UUID | None] = key_to(nullable=True)
    one_staff_id: Mapped[uuid.UUID | None] = key_to(nullable=True)
    one_volunteer_id: Mapped[uuid.UUID | None] = key_to(Data.PSEUDONYM, nullable=True)
    other_organisation_id: Mapped[uuid.UUID | None] = key_to(nullable=True)
    other_staff_id: Mapped[uuid.UUID | None] = key_to(nullable=True)
    other_volunteer_id: Mapped[uuid.UUID | None] = key_to(Data.PSEUDONYM, nullable=True)
    one_confirmed_at: Mapped[datetime | None] = fact(UtcDateTime, Data.PSEUDONYM)
    other_confirmed_at: Mapped[datetime | None] = fact(UtcDateTime, Data.PSEUDONYM)
