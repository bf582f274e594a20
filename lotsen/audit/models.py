"""Audit entries, and where each region's chain begins and ends. Ids and codes only, never a name or a text."""

import uuid
from datetime import datetime

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, LargeBinary, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped

from lotsen.rows import Base, Data, Keep, RegionRow, UtcDateTime, fact


class AuditEntry(RegionRow):
    """One thing that happened. ``mac`` covers it and the entry before, per region."""

    __tablename__ = "audit_entry"
    __keep__ = Keep.AUDIT
    __rules__ = (
        UniqueConstraint("region_id", "seq"),
        Index("ix_audit_entry_subject", "region_id", "subject", "subject_id"),
    )
    seq: Mapped[int] = fact(BigInteger, nullable=False)
    at: Mapped[datetime] = fact(UtcDateTime, nullable=False)
    account_id: Mapped[uuid.UUID | None] = fact(Uuid)
    role: Mapped[str] = fact(String(20), nullable=False)  # role of the account, or 'link', 'job', 'anonymous'
    action: Mapped[str] = fact(String(60), nullable=False)
    subject: Mapped[str] = fact(String(30), nullable=False)
    subject_id: Mapped[uuid.UUID | None] = fact(Uuid)
    facts: Mapped[dict[str, object]] = fact(JSON, nullable=False, default=dict)
    mac: Mapped[bytes] = fact(LargeBinary, Data.SECRET, nullable=False)


class AuditHead(Base):
    """Last number and MAC of a region's chain; locked while an entry is added."""

    __tablename__ = "audit_head"
    __keep__ = Keep.AUDIT
    region_id: Mapped[str] = fact(String(8), refers=ForeignKey("region.id"), primary_key=True)
    seq: Mapped[int] = fact(BigInteger, nullable=False)
    mac: Mapped[bytes] = fact(LargeBinary, Data.SECRET, nullable=False)


class AuditStart(RegionRow):
    """After which entry a chain begins whose older entries were deleted on their day; ``seal`` proves it."""

    __tablename__ = "audit_start"
    __keep__ = Keep.AUDIT
    __rules__ = (UniqueConstraint("region_id"),)
    seq: Mapped[int] = fact(BigInteger, nullable=False)
    mac: Mapped[bytes] = fact(LargeBinary, Data.SECRET, nullable=False)
    seal: Mapped[bytes] = fact(LargeBinary, Data.SECRET, nullable=False)
