"""A note of staff. It belongs to the newcomer it is about, and goes with them."""

import uuid
from datetime import date, datetime

from sqlalchemy import Boolean, CheckConstraint, Date, Index
from sqlalchemy.orm import Mapped, relationship

from lotsen.newcomers.models import Newcomer
from lotsen.rows import Data, Keep, RegionRow, Sealed, UtcDateTime, fact, key_to, refers_to


class CaseNote(RegionRow):
    """One note. ``is_about_volunteer``: it speaks of the volunteer of the tandem too, who may read it."""

    __tablename__ = "case_note"
    __keep__ = Keep.NEWCOMER
    __rules__ = (
        refers_to("newcomer"),
        refers_to("help_request"),
        refers_to("tandem"),
        CheckConstraint("NOT is_about_volunteer OR tandem_id IS NOT NULL", name="volunteer_of_a_tandem"),
        Index("ix_case_note_due", "region_id", "author_id", "follow_up_on"),
    )
    newcomer_id: Mapped[uuid.UUID] = key_to()
    help_request_id: Mapped[uuid.UUID | None] = key_to(nullable=True)
    tandem_id: Mapped[uuid.UUID | None] = key_to(nullable=True)
    author_id: Mapped[uuid.UUID] = key_to(index=False)  # account
    text = Sealed[str](Data.SENSITIVE, nullable=False)
    is_about_volunteer: Mapped[bool] = fact(Boolean, Data.PSEUDONYM, nullable=False, default=False)
    follow_up_on: Mapped[date | None] = fact(Date, Data.PSEUDONYM)
    done_at: Mapped[datetime | None] = fact(UtcDateTime, Data.PSEUDONYM)
    newcomer: Mapped[Newcomer] = relationship(viewonly=True)
