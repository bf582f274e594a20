"""Help requests. States: see ``states.py``. What is needed and wished is sealed."""

import uuid
from datetime import date, datetime

from sqlalchemy import JSON, Boolean, CheckConstraint, Date, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from lotsen.newcomers.models import Newcomer
from lotsen.regions.models import Municipality
from lotsen.rows import Data, Keep, RegionRow, Sealed, UtcDateTime, fact, key_to, refers_to

STATES = (
    "entwurf",
    "offen",
    "vorschlag",
    "angefragt",
    "kennenlernen",
    "erprobung",
    "aktiv",
    "abgeschlossen",
    "abgebrochen",
    "nicht_vermittelbar",
    "zurueckgezogen",
)
#: Somebody is looked for, and nobody is being asked.
SEARCHING = ("offen", "vorschlag")
OPEN_STATES = (*SEARCHING, "angefragt")
URGENCIES = ("heute_morgen", "diese_woche", "diesen_monat", "laufend")


class HelpRequest(RegionRow):
    """An Anfrage. ``is_exclusive``: at most one running tandem (Patenschaft); a Lotse one of several."""

    __tablename__ = "help_request"
    __keep__ = Keep.NEWCOMER
    __rules__ = (
        refers_to("newcomer"),
        refers_to("account", "case_manager_id", ondelete="NO ACTION"),
        UniqueConstraint("region_id", "number"),
        CheckConstraint(f"status IN {STATES}", name="status"),
        CheckConstraint(f"urgency IN {URGENCIES}", name="urgency"),
        Index("ix_help_request_list", "region_id", "status", "opened_at"),
    )
    number: Mapped[str] = fact(String(12), Data.PSEUDONYM, nullable=False)  # A-2026-0211
    newcomer_id: Mapped[uuid.UUID] = key_to()
    case_manager_id: Mapped[uuid.UUID] = key_to()
    status: Mapped[str] = fact(String(20), Data.PSEUDONYM, nullable=False, default="entwurf")
    status_since: Mapped[datetime] = fact(UtcDateTime, nullable=False)
    opened_at: Mapped[datetime | None] = fact(UtcDateTime, Data.PSEUDONYM)
    found_on: Mapped[date | None] = fact(Date, Data.PSEUDONYM)  # the first yes since it was opened, tandem or none left
    closed_at: Mapped[datetime | None] = fact(UtcDateTime, Data.PSEUDONYM)
    close_reason: Mapped[str | None] = fact(String(30), Data.PSEUDONYM)
    mode: Mapped[str] = fact(String(20), Data.PSEUDONYM, nullable=False)
    is_exclusive: Mapped[bool] = fact(Boolean, nullable=False, default=True)
    urgency: Mapped[str] = fact(String(16), Data.PSEUDONYM, nullable=False, default="laufend")
    frequency: Mapped[str] = fact(String(16), Data.PSEUDONYM, nullable=False, default="mehrfach")
    ags: Mapped[str] = fact(
        String(8), Data.PSEUDONYM, refers=ForeignKey("municipality.ags"), nullable=False, index=True
    )
    needs = Sealed[list[str]](Data.SENSITIVE, nullable=False)
    text = Sealed[str | None](Data.SENSITIVE)
    wants_gender = Sealed[str | None](Data.SENSITIVE)  # w or m
    gender_is: Mapped[str | None] = fact(String(8), Data.PSEUDONYM)  # must, prefer
    not_own_community = Sealed[str | None](Data.SENSITIVE)  # the community that is not wanted
    meeting_place: Mapped[str | None] = fact(String(20), Data.PSEUDONYM)  # neutral, zuhause, online
    times: Mapped[list[str]] = fact(JSON, Data.PSEUDONYM, nullable=False, default=list)
    is_remote_ok: Mapped[bool] = fact(Boolean, Data.PSEUDONYM, nullable=False, default=False)
    involves_minors: Mapped[bool] = fact(Boolean, Data.PSEUDONYM, nullable=False, default=False)
    needs_childcare: Mapped[bool] = fact(Boolean, Data.PSEUDONYM, nullable=False, default=False)
    starts_on: Mapped[date | None] = fact(Date, Data.PSEUDONYM)
    appointment_at: Mapped[datetime | None] = fact(UtcDateTime, Data.PSEUDONYM)  # one appointment, not a time to come
    appointment_minutes: Mapped[int | None] = fact(Integer, Data.PSEUDONYM)
    appointment_place = Sealed[str | None](Data.SENSITIVE)
    valid_until: Mapped[date | None] = fact(Date, Data.PSEUDONYM)
    referred_by: Mapped[uuid.UUID | None] = key_to(Data.PSEUDONYM, nullable=True)  # organisation
    newcomer: Mapped[Newcomer] = relationship(viewonly=True)
    municipality: Mapped[Municipality] = relationship(viewonly=True)
