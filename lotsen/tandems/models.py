"""A tandem: a volunteer and a newcomer who both agreed, or are trying it out."""

import uuid
from datetime import date, datetime

from sqlalchemy import Boolean, CheckConstraint, Date, Index, Integer, String, text
from sqlalchemy.orm import Mapped, relationship

from lotsen.help_requests.models import HelpRequest
from lotsen.rows import Data, Keep, RegionRow, Sealed, UtcDateTime, fact, key_to, refers_to
from lotsen.volunteers.models import Volunteer

STATES = ("kennenlernen", "erprobung", "aktiv", "abgeschlossen", "abgebrochen")
RUNNING_STATES = ("kennenlernen", "erprobung", "aktiv")
_RUNNING = text("is_running AND is_exclusive")


class Tandem(RegionRow):
    """One pair. The database allows one running exclusive tandem per help request."""

    __tablename__ = "tandem"
    __keep__ = Keep.TANDEM
    __rules__ = (
        refers_to("help_request"),
        refers_to("volunteer"),
        refers_to("proposal", ondelete="NO ACTION"),
        CheckConstraint(f"status IN {STATES}", name="status"),
        CheckConstraint(f"is_running = (status IN {RUNNING_STATES})", name="running"),
        CheckConstraint(
            "status NOT IN ('aktiv', 'abgeschlossen') "
            "OR (volunteer_agreed_at IS NOT NULL AND newcomer_agreed_at IS NOT NULL)",
            name="both_agreed",
        ),
        CheckConstraint("is_running OR end_reason IS NOT NULL", name="coded_end"),
        Index(
            "uq_tandem_running",
            "help_request_id",
            unique=True,
            sqlite_where=_RUNNING,
            postgresql_where=_RUNNING,
        ),
    )
    help_request_id: Mapped[uuid.UUID] = key_to()
    volunteer_id: Mapped[uuid.UUID] = key_to()
    proposal_id: Mapped[uuid.UUID | None] = key_to(nullable=True, index=False)
    mode: Mapped[str] = fact(String(20), Data.PSEUDONYM, nullable=False)
    status: Mapped[str] = fact(String(16), Data.PSEUDONYM, nullable=False, default="kennenlernen")
    is_running: Mapped[bool] = fact(Boolean, nullable=False, default=True)
    is_exclusive: Mapped[bool] = fact(Boolean, nullable=False, default=True)
    first_meeting_at: Mapped[datetime | None] = fact(UtcDateTime, Data.PSEUDONYM)
    first_meeting_invitations: Mapped[int] = fact(Integer, nullable=False, default=0)  # each moves the one before
    started_on: Mapped[date | None] = fact(Date, Data.PSEUDONYM)
    volunteer_agreed_at: Mapped[datetime | None] = fact(UtcDateTime, Data.PSEUDONYM)
    newcomer_agreed_at: Mapped[datetime | None] = fact(UtcDateTime, Data.PSEUDONYM)
    contact_released_at: Mapped[datetime | None] = fact(UtcDateTime, Data.PSEUDONYM)
    contact_released_by: Mapped[uuid.UUID | None] = key_to(nullable=True, index=False)  # account
    last_contact_on: Mapped[date | None] = fact(Date, Data.PSEUDONYM)
    meetings_count: Mapped[int] = fact(Integer, Data.PSEUDONYM, nullable=False, default=0)
    trial_asked_at: Mapped[datetime | None] = fact(UtcDateTime, Data.PSEUDONYM)  # shall it go on?
    agreed_until_on: Mapped[date | None] = fact(Date, Data.PSEUDONYM)  # as long as the agreement says
    weekly_minutes: Mapped[int | None] = fact(Integer, Data.PSEUDONYM)
    closing_talk_on: Mapped[date | None] = fact(Date, Data.PSEUDONYM)
    ended_on: Mapped[date | None] = fact(Date, Data.PSEUDONYM)
    end_reason: Mapped[str | None] = fact(String(30), Data.PSEUDONYM)
    end_note = Sealed[str | None](Data.SENSITIVE)
    help_request: Mapped[HelpRequest] = relationship(viewonly=True)
    volunteer: Mapped[Volunteer] = relationship(viewonly=True)


class Meeting(RegionRow):
    """A meeting of a tandem: held, or missed by one side."""

    __tablename__ = "meeting"
    __keep__ = Keep.TANDEM
    __rules__ = (refers_to("tandem"),)
    tandem_id: Mapped[uuid.UUID] = key_to()
    on: Mapped[date] = fact(Date, Data.PSEUDONYM, nullable=False)
    minutes: Mapped[int | None] = fact(Integer, Data.PSEUDONYM)
    is_held: Mapped[bool] = fact(Boolean, Data.PSEUDONYM, nullable=False, default=True)
    reported_by: Mapped[str] = fact(String(12), Data.PSEUDONYM, nullable=False)  # volunteer, staff
    missed_by: Mapped[str | None] = fact(String(12), Data.PSEUDONYM)  # the side that did not come


class MeetingDate(RegionRow):
    """A date that staff propose for the first meeting, and what each side says to it."""

    __tablename__ = "meeting_date"
    __keep__ = Keep.TANDEM
    __rules__ = (refers_to("tandem"),)
    tandem_id: Mapped[uuid.UUID] = key_to()
    at: Mapped[datetime] = fact(UtcDateTime, Data.PSEUDONYM, nullable=False)
    answer_by: Mapped[datetime] = fact(UtcDateTime, Data.PSEUDONYM, nullable=False)
    volunteer_can: Mapped[bool | None] = fact(Boolean, Data.PSEUDONYM)
    newcomer_can: Mapped[bool | None] = fact(Boolean, Data.PSEUDONYM)
