"""What a job worked out of the network, for pages to read."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped

from lotsen.rows import Data, Keep, RegionRow, Sealed, UtcDateTime, fact

KINDS = ("assessment", "introductions", "collaboration", "course")


class NetworkResult(RegionRow):
    """The newest result of a kind: keys and numbers, no name. Nothing in it yet where it was never worked out.

    ``version`` is that of the records behind it, ``made_at`` when they were read, and ``begun_at`` since when
    somebody works it out anew, so that two do not do the same.
    """

    __tablename__ = "network_result"
    __keep__ = Keep.NETWORK_RESULT
    __rules__ = (UniqueConstraint("region_id", "kind"), CheckConstraint(f"kind IN {KINDS}", name="kind"))
    kind: Mapped[str] = fact(String(16), nullable=False)
    version: Mapped[str | None] = fact(String(64))
    made_at: Mapped[datetime | None] = fact(UtcDateTime)
    begun_at: Mapped[datetime | None] = fact(UtcDateTime)
    found = Sealed[Any](Data.SENSITIVE)
