"""A check-in: one side of a tandem is asked on a day whether it goes well."""

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from lotsen.rows import Data, Keep, RegionRow, Sealed, UtcDateTime, fact, key_to, refers_to
from lotsen.tandems.models import Tandem

SIDES = ("volunteer", "newcomer")
ANSWERS = ("gut", "schwierig")


class CheckIn(RegionRow):
    """A question to one side. Both sides of one ``due_on`` are a round; the latest round counts."""

    __tablename__ = "check_in"
    __keep__ = Keep.TANDEM
    __rules__ = (
        refers_to("tandem"),
        UniqueConstraint("tandem_id", "due_on", "side"),
        CheckConstraint(f"side IN {SIDES}", name="side"),
        CheckConstraint(f"answer IN {ANSWERS}", name="answer"),
        Index("ix_check_in_due", "region_id", "answer_by"),
    )
    tandem_id: Mapped[uuid.UUID] = key_to()
    side: Mapped[str] = fact(String(12), Data.PSEUDONYM, nullable=False)
    due_on: Mapped[date] = fact(Date, Data.PSEUDONYM, nullable=False)
    asked_at: Mapped[datetime] = fact(UtcDateTime, Data.PSEUDONYM, nullable=False)
    answer_by: Mapped[datetime] = fact(UtcDateTime, Data.PSEUDONYM, nullable=False)
    reminded_at: Mapped[datetime | None] = fact(UtcDateTime, Data.PSEUDONYM)
    answer: Mapped[str | None] = fact(String(12), Data.PSEUDONYM)
    answered_at: Mapped[datetime | None] = fact(UtcDateTime, Data.PSEUDONYM)
    answered_to: Mapped[str | None] = fact(String(12), Data.PSEUDONYM)  # link, page, staff
    handled_at: Mapped[datetime | None] = fact(UtcDateTime, Data.PSEUDONYM)  # staff dealt with the trouble
    note = Sealed[str | None](Data.SENSITIVE)
    tandem: Mapped[Tandem] = relationship(viewonly=True)
