"""A question whether the interest is still fresh: to a volunteer, or to the Fallmanager:in of a request."""

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, Index, String, text
from sqlalchemy.orm import Mapped

from lotsen.rows import Data, Keep, RegionRow, UtcDateTime, fact, key_to, refers_to

STATES = ("gefragt", "bestaetigt", "ruht", "zurueck", "erledigt")
OPEN_STATES = ("gefragt", "ruht")
SAID_YES = ("bestaetigt", "zurueck")
_OPEN = text(f"status IN {OPEN_STATES}")


class InterestQuestion(RegionRow):
    """One question; while it stands at ``ruht``, nobody is proposed. At most one is open for each."""

    __tablename__ = "interest_question"
    __keep__ = Keep.VOLUNTEER
    __rules__ = (
        refers_to("volunteer"),
        refers_to("help_request"),
        CheckConstraint(f"status IN {STATES}", name="status"),
        CheckConstraint("(volunteer_id IS NULL) <> (help_request_id IS NULL)", name="one_side"),
        Index("uq_interest_question_volunteer", "volunteer_id", unique=True, sqlite_where=_OPEN,
              postgresql_where=_OPEN),
        Index("uq_interest_question_request", "help_request_id", unique=True, sqlite_where=_OPEN,
              postgresql_where=_OPEN),
        Index("ix_interest_question_changed", "region_id", "updated_at"),
    )  # fmt: skip
    volunteer_id: Mapped[uuid.UUID | None] = key_to(Data.PSEUDONYM, nullable=True)
    help_request_id: Mapped[uuid.UUID | None] = key_to(Data.PSEUDONYM, nullable=True)
    status: Mapped[str] = fact(String(16), Data.PSEUDONYM, nullable=False, default="gefragt")
    valid_until: Mapped[date | None] = fact(Date, Data.PSEUDONYM)  # the end of the request's validity it is about
    asked_at: Mapped[datetime] = fact(UtcDateTime, Data.PSEUDONYM, nullable=False)
    reminded_at: Mapped[datetime | None] = fact(UtcDateTime, Data.PSEUDONYM)
    rested_at: Mapped[datetime | None] = fact(UtcDateTime, Data.PSEUDONYM)
    last_asked_at: Mapped[datetime | None] = fact(UtcDateTime, Data.PSEUDONYM)  # before her engagement ends
    answered_at: Mapped[datetime | None] = fact(UtcDateTime, Data.PSEUDONYM)
    answered_by: Mapped[str | None] = fact(String(12), Data.PSEUDONYM)  # link, own, staff
