"""Deputies of staff for a stretch of time, and tandems that another volunteer takes over."""

import uuid
from datetime import date, datetime

from sqlalchemy import Boolean, CheckConstraint, Date, Index, String, text
from sqlalchemy.orm import Mapped, relationship

from lotsen.rows import Data, Keep, RegionRow, Sealed, UtcDateTime, fact, key_to, refers_to
from lotsen.tandems.models import Tandem

KINDS = ("vertretung", "dauerhaft")
STATES = ("offen", "entschieden", "abgelehnt", "zurueckgezogen")
_OPEN = text("status = 'offen'")


class StaffDeputy(RegionRow):
    """A colleague is away from–to, both days included, and another one answers for her people meanwhile."""

    __tablename__ = "staff_deputy"
    __keep__ = Keep.ACCOUNT
    __rules__ = (
        refers_to("account", "absent_id"),
        refers_to("account", "deputy_id"),
        CheckConstraint("until_on >= from_on", name="order"),
        CheckConstraint("absent_id <> deputy_id", name="two_people"),
        Index("ix_staff_deputy_days", "region_id", "from_on", "until_on"),
    )
    absent_id: Mapped[uuid.UUID] = key_to()
    deputy_id: Mapped[uuid.UUID] = key_to()
    from_on: Mapped[date] = fact(Date, nullable=False)
    until_on: Mapped[date] = fact(Date, nullable=False)
    includes_protected: Mapped[bool] = fact(Boolean, nullable=False, default=False)  # said by the absent one herself
    set_by: Mapped[uuid.UUID | None] = key_to(nullable=True, index=False)  # account
    ended_at: Mapped[datetime | None] = fact(UtcDateTime)


class TandemHandover(RegionRow):
    """Somebody else shall accompany: asked for by the volunteer, or because she is away; staff decide."""

    __tablename__ = "tandem_handover"
    __keep__ = Keep.TANDEM
    __rules__ = (
        refers_to("tandem"),
        refers_to("volunteer"),
        CheckConstraint(f"kind IN {KINDS}", name="kind"),
        CheckConstraint(f"status IN {STATES}", name="status"),
        CheckConstraint("status <> 'entschieden' OR volunteer_id IS NOT NULL", name="somebody"),
        Index("uq_tandem_handover_open", "tandem_id", "kind", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    )
    tandem_id: Mapped[uuid.UUID] = key_to()
    volunteer_id: Mapped[uuid.UUID | None] = key_to(nullable=True)  # who takes over
    kind: Mapped[str] = fact(String(12), Data.PSEUDONYM, nullable=False)
    status: Mapped[str] = fact(String(16), Data.PSEUDONYM, nullable=False, default="offen")
    is_own_wish: Mapped[bool] = fact(Boolean, Data.PSEUDONYM, nullable=False, default=True)
    reason = Sealed[str | None](Data.SENSITIVE)
    from_on: Mapped[date | None] = fact(Date, Data.PSEUDONYM)
    until_on: Mapped[date | None] = fact(Date, Data.PSEUDONYM)
    decided_by: Mapped[uuid.UUID | None] = key_to(nullable=True, index=False)  # account
    decided_at: Mapped[datetime | None] = fact(UtcDateTime, Data.PSEUDONYM)
    tandem: Mapped[Tandem] = relationship(viewonly=True)
