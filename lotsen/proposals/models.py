"""A proposal: one volunteer asked for one help request, with the reasons as they were on that day."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Date, Index, Integer, String, text
from sqlalchemy.orm import Mapped, relationship

from lotsen.help_requests.models import HelpRequest
from lotsen.rows import Data, Keep, RegionRow, Sealed, UtcDateTime, fact, key_to, refers_to
from lotsen.volunteers.models import Volunteer

STATES = ("geplant", "angefragt", "spaeter", "angenommen", "abgelehnt", "abgelaufen", "zurueckgezogen")
_LIVE = text("status IN ('geplant', 'angefragt', 'spaeter', 'angenommen')")


class Proposal(RegionRow):
    """A Vorschlag. ``position`` is its place in the order in which people are asked."""

    __tablename__ = "proposal"
    __keep__ = Keep.TANDEM
    __rules__ = (
        refers_to("help_request"),
        refers_to("volunteer"),
        CheckConstraint(f"status IN {STATES}", name="status"),
        Index("uq_proposal_live", "help_request_id", "volunteer_id", unique=True,
              sqlite_where=_LIVE, postgresql_where=_LIVE),
        Index("ix_proposal_due", "status", "answer_by"),
    )  # fmt: skip
    help_request_id: Mapped[uuid.UUID] = key_to()
    volunteer_id: Mapped[uuid.UUID] = key_to()
    proposed_by: Mapped[uuid.UUID | None] = key_to(nullable=True, index=False)  # account
    position: Mapped[int] = fact(Integer, nullable=False, default=1)
    status: Mapped[str] = fact(String(16), Data.PSEUDONYM, nullable=False, default="geplant")
    value: Mapped[int] = fact(Integer, Data.PSEUDONYM, nullable=False, default=0)  # per mille
    reasons = Sealed[list[dict[str, object]]](Data.SENSITIVE, nullable=False)  # code, facts, points
    circumstances = Sealed[dict[str, Any] | None](Data.SENSITIVE)  # place, possible, pool, weights, bent rules
    asked_at: Mapped[datetime | None] = fact(UtcDateTime, Data.PSEUDONYM)
    answer_by: Mapped[datetime | None] = fact(UtcDateTime, Data.PSEUDONYM)
    answered_at: Mapped[datetime | None] = fact(UtcDateTime, Data.PSEUDONYM)
    later_on: Mapped[date | None] = fact(Date, Data.PSEUDONYM)
    decline_reason: Mapped[str | None] = fact(String(30), Data.PSEUDONYM)
    decline_note = Sealed[str | None](Data.SENSITIVE)
    help_request: Mapped[HelpRequest] = relationship(viewonly=True)
    volunteer: Mapped[Volunteer] = relationship(viewonly=True)
