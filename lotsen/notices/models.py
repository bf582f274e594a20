"""The outbox: a mail exists when its cause is committed, and is sent once. And how its readers want mails."""

import uuid
from datetime import date, datetime

from sqlalchemy import Boolean, CheckConstraint, Date, Index, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped

from lotsen.rows import Data, Keep, RegionRow, Sealed, UtcDateTime, fact, key_to

STATES = ("held", "gathered", "waiting", "sending", "handing", "sent", "failed", "unclear", "cancelled")
FREQUENCIES = ("sofort", "taeglich", "woechentlich")


class Notice(RegionRow):
    """One mail to one address. ``once`` is the idempotency key: the same cause writes one notice.

    ``sending`` talks to the relay and may be begun again by anybody; ``handing`` has given the text away and
    waits for the relay's word. Whoever dies there leaves it ``unclear``: it may have arrived, so that people
    decide, and no mail is sent twice. ``held`` waits for the round of its reader; what went along in one is
    ``gathered`` and never sent by itself.
    """

    __tablename__ = "notice"
    __keep__ = Keep.NOTICE
    __rules__ = (
        UniqueConstraint("region_id", "once"),
        CheckConstraint(f"status IN {STATES}", name="status"),
        Index("ix_notice_due", "status", "not_before"),
        Index("ix_notice_reader", "region_id", "mail_index", "status"),
    )
    kind: Mapped[str] = fact(String(40), nullable=False)
    once: Mapped[str] = fact(String(80), nullable=False)
    subject_id: Mapped[uuid.UUID | None] = key_to(nullable=True)  # the person or thing it is about
    mail = Sealed[str](Data.IDENTITY, nullable=False)
    mail_index: Mapped[bytes | None] = fact(LargeBinary, Data.SECRET)  # finds how its reader wants mails
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
    bounced_at: Mapped[datetime | None] = fact(UtcDateTime)  # it went out and came back
    bounce: Mapped[str | None] = fact(String(4))  # hard: the address does not work; soft: another try may arrive


class MailWish(RegionRow):
    """How whoever reads an address wants mails. Without a row they come at once, at any hour.

    It belongs to the address, because mails go to volunteers without an account and to newcomers too.
    Quiet hours are minutes since midnight in Hessen, and may pass midnight.
    """

    __tablename__ = "mail_wish"
    __keep__ = Keep.ACCOUNT
    __rules__ = (
        UniqueConstraint("region_id", "mail_index"),
        CheckConstraint(f"frequency IN {FREQUENCIES}", name="frequency"),
        CheckConstraint("(quiet_from_minutes IS NULL) = (quiet_until_minutes IS NULL)", name="quiet_both"),
        CheckConstraint("quiet_from_minutes BETWEEN 0 AND 1439", name="quiet_from"),
        CheckConstraint("quiet_until_minutes BETWEEN 0 AND 1439", name="quiet_until"),
    )
    mail_index: Mapped[bytes] = fact(LargeBinary, Data.SECRET, nullable=False)
    frequency: Mapped[str] = fact(String(12), Data.PSEUDONYM, nullable=False, default="sofort")
    quiet_from_minutes: Mapped[int | None] = fact(Integer, Data.PSEUDONYM)
    quiet_until_minutes: Mapped[int | None] = fact(Integer, Data.PSEUDONYM)
    wants_overview: Mapped[bool] = fact(Boolean, Data.PSEUDONYM, nullable=False, default=True)
    overview_on: Mapped[date | None] = fact(Date)  # the Monday of the last week that was looked at
