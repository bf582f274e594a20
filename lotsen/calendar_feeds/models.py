"""The private address under which a person's calendar can be read."""

import uuid
from datetime import datetime

from sqlalchemy import LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped

from lotsen.rows import Data, Keep, RegionRow, UtcDateTime, fact, key_to, refers_to


class CalendarFeed(RegionRow):
    """One address per account; only the hash of its secret is stored, so it can be shown a single time."""

    __tablename__ = "calendar_feed"
    __keep__ = Keep.ACCOUNT
    __rules__ = (refers_to("account"), UniqueConstraint("account_id"), UniqueConstraint("token_hash"))
    account_id: Mapped[uuid.UUID] = key_to(index=False)
    token_hash: Mapped[bytes] = fact(LargeBinary, Data.SECRET, nullable=False)
    renewed_at: Mapped[datetime] = fact(UtcDateTime, nullable=False)
    last_read_at: Mapped[datetime | None] = fact(UtcDateTime)
