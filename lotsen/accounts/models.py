"""Accounts and everything that proves who somebody is. Secrets are stored as hashes or sealed."""

import uuid
from datetime import datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped

from lotsen.rows import Base, Data, Keep, RegionRow, Sealed, UtcDateTime, fact, key_to, refers_to

ROLES = ("volunteer", "case_manager", "coordinator", "region_admin", "auditor", "operator")


class Account(RegionRow):
    """Somebody who can sign in. Mail addresses are unique across all regions, by their blind index."""

    __tablename__ = "account"
    __keep__ = Keep.ACCOUNT
    __rules__ = (
        UniqueConstraint("mail_index"),
        CheckConstraint(f"role IN {ROLES}", name="role"),
        CheckConstraint("(role = 'operator') = (region_id = '00')", name="operator_without_people"),
    )
    role: Mapped[str] = fact(String(20), nullable=False)
    mail_index: Mapped[bytes] = fact(LargeBinary, Data.SECRET, nullable=False)
    mail = Sealed[str](Data.IDENTITY, nullable=False)
    display_name = Sealed[str](Data.IDENTITY, nullable=False)
    language: Mapped[str] = fact(String(8), nullable=False, default="de")
    password_hash: Mapped[str | None] = fact(String(200), Data.SECRET)
    totp_seed = Sealed[str | None](Data.SECRET)
    totp_last_step: Mapped[int | None] = fact(BigInteger, Data.SECRET)  # a code of this step or before is used up
    is_active: Mapped[bool] = fact(Boolean, nullable=False, default=True)
    last_seen_at: Mapped[datetime | None] = fact(UtcDateTime)


class Passkey(RegionRow):
    """A public key of a WebAuthn authenticator, with its signature counter."""

    __tablename__ = "passkey"
    __keep__ = Keep.ACCOUNT
    __rules__ = (refers_to("account"), UniqueConstraint("credential_id"))
    account_id: Mapped[uuid.UUID] = key_to()
    credential_id: Mapped[bytes] = fact(LargeBinary, Data.SECRET, nullable=False)
    public_key: Mapped[bytes] = fact(LargeBinary, Data.SECRET, nullable=False)
    sign_count: Mapped[int] = fact(BigInteger, Data.SECRET, nullable=False)
    label = Sealed[str](Data.IDENTITY, nullable=False)
    last_used_at: Mapped[datetime | None] = fact(UtcDateTime)


class RecoveryCode(RegionRow):
    """One of ten codes for the day the telephone is lost; only its hash, gone once used."""

    __tablename__ = "recovery_code"
    __keep__ = Keep.ACCOUNT
    __rules__ = (refers_to("account"), UniqueConstraint("account_id", "code_hash"))
    account_id: Mapped[uuid.UUID] = key_to()
    code_hash: Mapped[bytes] = fact(LargeBinary, Data.SECRET, nullable=False)
    used_at: Mapped[datetime | None] = fact(UtcDateTime)


class SignIn(RegionRow):
    """A session on the server. The cookie holds a random token, this row its hash."""

    __tablename__ = "sign_in"
    __keep__ = Keep.SESSION
    __rules__ = (refers_to("account"), UniqueConstraint("token_hash"))
    account_id: Mapped[uuid.UUID] = key_to()
    token_hash: Mapped[bytes] = fact(LargeBinary, Data.SECRET, nullable=False)
    is_complete: Mapped[bool] = fact(Boolean, nullable=False, default=False)  # second factor given
    failed_codes: Mapped[int] = fact(Integer, nullable=False, default=0)
    last_seen_at: Mapped[datetime] = fact(UtcDateTime, nullable=False)
    confirmed_at: Mapped[datetime | None] = fact(UtcDateTime)  # when a factor was last given
    ends_at: Mapped[datetime] = fact(UtcDateTime, nullable=False)
    ended_at: Mapped[datetime | None] = fact(UtcDateTime)
    device: Mapped[str] = fact(String(80), Data.PSEUDONYM, nullable=False, default="")


class MailLink(RegionRow):
    """A secret link in a mail: single use, expiring, only its hash stored, bound to one purpose."""

    __tablename__ = "mail_link"
    __keep__ = Keep.LINK
    __rules__ = (UniqueConstraint("token_hash"), Index("ix_mail_link_subject", "purpose", "subject_id"))
    purpose: Mapped[str] = fact(String(30), nullable=False)
    token_hash: Mapped[bytes] = fact(LargeBinary, Data.SECRET, nullable=False)
    subject_id: Mapped[uuid.UUID] = key_to(index=False)
    facts: Mapped[dict[str, str]] = fact(JSON, nullable=False, default=dict)
    expires_at: Mapped[datetime] = fact(UtcDateTime, nullable=False)
    used_at: Mapped[datetime | None] = fact(UtcDateTime)


class AttemptCount(Base):
    """How often something was tried in one window; counted in the database, exact across processes.

    ``region_id`` is always the platform: who is being guessed is not known to have a region.
    """

    __tablename__ = "attempt_count"
    __keep__ = Keep.SESSION
    subject_hash: Mapped[bytes] = fact(LargeBinary, Data.SECRET, primary_key=True)
    window: Mapped[int] = fact(BigInteger, primary_key=True)
    region_id: Mapped[str] = fact(String(8), nullable=False, default="00")
    count: Mapped[int] = fact(Integer, nullable=False, default=0)
