"""A meeting that a tandem has planned, or one Einsatz: accompanying to an office, interpreting at a doctor's."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import CheckConstraint, Index, Integer, String
from sqlalchemy.orm import Mapped, relationship

from lotsen import clock
from lotsen.rows import Data, Keep, RegionRow, Sealed, UtcDateTime, fact, key_to, refers_to
from lotsen.tandems.models import Tandem
from lotsen.volunteers.models import Absence

KINDS = ("treffen", "einsatz")
PLANNED, HELD, FELL_OUT, CALLED_OFF = STATES = ("geplant", "stattgefunden", "ausgefallen", "abgesagt")


class PlannedMeeting(RegionRow):
    """A date of a tandem. That it took place is a ``Meeting`` like every other; here stands only what was planned.

    ``place`` may tell an office or a practice, and so a need: it is sealed, and in no mail and no calendar.
    """

    __tablename__ = "planned_meeting"
    __keep__ = Keep.TANDEM
    __rules__ = (
        refers_to("tandem"),
        CheckConstraint(f"kind IN {KINDS}", name="kind"),
        CheckConstraint(f"status IN {STATES}", name="status"),
        CheckConstraint("minutes BETWEEN 5 AND 720", name="minutes"),
        Index("ix_planned_meeting_open", "region_id", "status", "begins_at"),
    )
    tandem_id: Mapped[uuid.UUID] = key_to()
    kind: Mapped[str] = fact(String(12), Data.PSEUDONYM, nullable=False, default="treffen")
    begins_at: Mapped[datetime] = fact(UtcDateTime, Data.PSEUDONYM, nullable=False)
    minutes: Mapped[int] = fact(Integer, Data.PSEUDONYM, nullable=False, default=60)
    place = Sealed[str | None](Data.SENSITIVE)
    status: Mapped[str] = fact(String(16), Data.PSEUDONYM, nullable=False, default=PLANNED)
    planned_by: Mapped[str] = fact(String(12), Data.PSEUDONYM, nullable=False)  # volunteer, staff
    invitations: Mapped[int] = fact(Integer, nullable=False, default=0)  # each moves the one before
    moved_at: Mapped[datetime | None] = fact(UtcDateTime, Data.PSEUDONYM)  # the last time; the record has all
    moved_from_at: Mapped[datetime | None] = fact(UtcDateTime, Data.PSEUDONYM)
    confirmed_at: Mapped[datetime | None] = fact(UtcDateTime, Data.PSEUDONYM)  # she said that this time suits her
    asked_at: Mapped[datetime | None] = fact(UtcDateTime, Data.PSEUDONYM)  # whether it took place
    tandem: Mapped[Tandem] = relationship(viewonly=True)

    @property
    def ends_at(self) -> datetime:
        """When it is over, as planned."""
        return self.begins_at + timedelta(minutes=self.minutes)

    @property
    def awaits_yes(self) -> bool:
        """Whether somebody else moved it, and the volunteer has not said yet that the new time suits her."""
        return self.status == PLANNED and self.moved_at is not None and self.confirmed_at is None

    def absence(self, absences: Iterable[Absence]) -> Absence | None:
        """Which of her absences takes the volunteer away on that day, if she has not said since that she comes."""
        day, sure_since = clock.day_of(self.begins_at), self.confirmed_at or self.created_at
        covering = (one for one in absences if one.from_on <= day <= one.until_on and one.created_at > sure_since)
        return next(covering, None) if self.status == PLANNED else None
