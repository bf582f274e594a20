"""A sign-up that is not finished yet."""

from datetime import datetime

from sqlalchemy import LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped

from lotsen.rows import Data, Keep, RegionRow, Sealed, UtcDateTime, fact


class SignUpDraft(RegionRow):
    """What somebody typed so far, sealed, for seven days; its region is the platform until it is sent.

    Only the postal code decides to which region she belongs, and that may be typed last.
    """

    __tablename__ = "sign_up_draft"
    __keep__ = Keep.DRAFT
    __rules__ = (UniqueConstraint("token_hash"),)
    token_hash: Mapped[bytes] = fact(LargeBinary, Data.SECRET, nullable=False)
    answers = Sealed[dict[str, object]](Data.SENSITIVE, nullable=False)
    finished_at: Mapped[datetime | None] = fact(UtcDateTime)
