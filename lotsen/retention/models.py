"""What stays when a person is gone: counts without a person, and the proof that consent was given."""

import uuid
from datetime import date, datetime

from sqlalchemy import Boolean, Date, Index, Integer, LargeBinary, String, Uuid
from sqlalchemy.orm import Mapped

from lotsen.rows import Data, Keep, RegionRow, Sealed, UtcDateTime, fact, key_to, refers_to


class Renewal(RegionRow):
    """Staff still need the record of a newcomer: kept until a day, for a reason. It goes with the person."""

    __tablename__ = "renewal"
    __keep__ = Keep.NEWCOMER
    __rules__ = (refers_to("newcomer"),)
    newcomer_id: Mapped[uuid.UUID] = key_to()
    until_on: Mapped[date] = fact(Date, nullable=False)
    reason = Sealed[str](Data.SENSITIVE, nullable=False)
    renewed_by: Mapped[uuid.UUID | None] = key_to(nullable=True, index=False)  # account


class EndedTandem(RegionRow):
    """A tandem whose people are forgotten: only what a count needs, days rounded to the month."""

    __tablename__ = "ended_tandem"
    __keep__ = Keep.REFERENCE
    __rules__ = (Index("ix_ended_tandem_month", "region_id", "ended_month"),)
    mode: Mapped[str] = fact(String(20), nullable=False)
    status: Mapped[str] = fact(String(16), nullable=False)
    end_reason: Mapped[str] = fact(String(30), nullable=False)
    had_both_agreed: Mapped[bool] = fact(Boolean, nullable=False)
    began_month: Mapped[date] = fact(Date, nullable=False)
    ended_month: Mapped[date] = fact(Date, nullable=False)
    meetings_count: Mapped[int] = fact(Integer, nullable=False, default=0)


class ConsentEvidence(RegionRow):
    """That somebody consented who is deleted since (Art. 7 Abs. 1 DSGVO): no name, but a blind index.

    Whoever comes back with the same address or number can be shown what she agreed to.
    """

    __tablename__ = "consent_evidence"
    __keep__ = Keep.CONSENT
    person_id: Mapped[uuid.UUID] = fact(Uuid, Data.PSEUDONYM, nullable=False, index=True)  # of the deleted row
    person_index: Mapped[bytes | None] = fact(LargeBinary, Data.SECRET, index=True)
    purpose: Mapped[str] = fact(String(40), nullable=False)
    text_version: Mapped[str] = fact(String(20), nullable=False)
    language: Mapped[str] = fact(String(8), nullable=False)
    channel: Mapped[str] = fact(String(20), nullable=False)
    witness = Sealed[str | None](Data.IDENTITY)
    given_at: Mapped[datetime] = fact(UtcDateTime, nullable=False)
    ended_at: Mapped[datetime] = fact(UtcDateTime, nullable=False)
