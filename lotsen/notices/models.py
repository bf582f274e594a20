"""The outbox: a mail exists when its cause is committed, and is sent once."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped

from lotsen.rows import Data, Keep, RegionRow, Sealed, UtcDateTime, fact, key_to

STATES = ("waiting", "sending", "handing", "sent", "failed", "unclear", "cancelled")


class Notice(RegionRow):
    """One mail to one address. ``once`` is the idempotency key: the same cause writes one notice.

    ``sending`` talks to the relay and may be begun again by anybody; ``handing`` has given the text away and
    waits for the relay's word. Whoever dies there leaves it ``unclear``: it may have arrived, so that people
    decide, and no mail is sent twice.
    """

    __tablename__ = "notice"
    __keep__ = Keep.NOTICE
    __rules__ = (
        UniqueConstraint("region_id", "once"),
        CheckConstraint(f"status IN {STATES}", name="status"),
        Index("ix_notice_due", "status", "not_before"),
    )
    kind: Mapped[str] = fact(String(40), nullable=False)
    once: Mapped[str] = fact(String(80), nullable=False)
    subject_id: Mapped[uuid.UUID | None] = key_to(nullable=True)  # the person or thing it is about
    mail = Sealed[str](Data.IDENTITY, nullable=False)
    title = Sealed[str](Data.SENSITIVE, nullable=False)
    body = Sealed[str](Data.SENSITIVE, nullable=False)
    calendar = Sealed[str | None](Data.SENSITIVE)  # an invitation as iCalendar, or the end of one
    language: Mapped[str] = fact(String(8), nullable=False)
    status: Mapped[str] = fact(String(12), nullable=False, default="waiting")
    not_before: Mapped[datetime] = fact(UtcDateTime, nullable=False)
    claimed_at: Mapped[datetime | None] = fact(UtcDateTime)
    sent_at: Mapped[datetime | None] = fact(UtcDateTime)
    attempts: Mapped[int] = fact(Integer, nullable=False, default=0)
    fault: Mapped[str | None] = fact(String(120))
