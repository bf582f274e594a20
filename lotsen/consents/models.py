"""A consent or a notice that was read (Art. 6, 7, 9, 13 DSGVO): evidence, with its withdrawal."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, text
from sqlalchemy.orm import Mapped

from lotsen.rows import Data, Keep, RegionRow, Sealed, UtcDateTime, fact, key_to, refers_to

_RUNNING = text("withdrawn_at IS NULL")


class Consent(RegionRow):
    """One purpose of one person: a volunteer or a newcomer."""

    __tablename__ = "consent"
    __keep__ = Keep.CONSENT
    __rules__ = (
        refers_to("volunteer"),
        refers_to("newcomer"),
        CheckConstraint("(volunteer_id IS NULL) <> (newcomer_id IS NULL)", name="one_person"),
        *(
            Index(
                f"uq_consent_running_{person}", f"{person}_id", "purpose", unique=True,
                sqlite_where=_RUNNING, postgresql_where=_RUNNING,
            )
            for person in ("volunteer", "newcomer")
        ),
    )  # fmt: skip
    volunteer_id: Mapped[uuid.UUID | None] = key_to(nullable=True)
    newcomer_id: Mapped[uuid.UUID | None] = key_to(nullable=True)
    purpose: Mapped[str] = fact(String(40), nullable=False)
    text_version: Mapped[str] = fact(String(20), nullable=False)
    language: Mapped[str] = fact(String(8), nullable=False)
    channel: Mapped[str] = fact(String(20), nullable=False)  # online, written, oral
    witness = Sealed[str | None](Data.IDENTITY)  # who heard an oral consent
    given_at: Mapped[datetime] = fact(UtcDateTime, nullable=False)
    withdrawn_at: Mapped[datetime | None] = fact(UtcDateTime)
