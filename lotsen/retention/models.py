"""What stays when a person is gone: what statistics count, without a person, and the proof that consent was given.

``ended_…`` is what is left of a row: codes and months, no key of anybody, no text. ``newcomer_key`` and
``volunteer_key`` are numbers that say only which rows of one table belong to one person (``Newcomer.count_key``).
"""

import uuid
from datetime import date, datetime

from sqlalchemy import Boolean, Date, Index, Integer, LargeBinary, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped

from lotsen.rows import Data, Keep, RegionRow, Sealed, UtcDateTime, fact, key_to, refers_to


class Renewal(RegionRow):
    """Staff still need the record of a newcomer: kept until a day, for a reason. It goes with the person."""

    __tablename__ = "renewal"
    __keep__ = Keep.NEWCOMER
    __rules__ = (refers_to("newcomer"),)
    newcomer_id: Mapped[uuid.UUID] = key_to()
    until_on: Mapped[date] = fact(Date, nullable=False)
    reason = Sealed[str](Data.SENSITIVE, nullable=False)
    renewed_by: Mapped[uuid.UUID | None] = key_to(nullable=True, index=False)  # account


class EndedHelpRequest(RegionRow):
    """A request whose newcomer may be forgotten, as far as statistics count it."""

    __tablename__ = "ended_help_request"
    __keep__ = Keep.COUNT
    __rules__ = (Index("ix_ended_help_request_opened", "region_id", "opened_on"),)
    newcomer_key: Mapped[uuid.UUID] = fact(Uuid, Data.PSEUDONYM, nullable=False)
    opened_on: Mapped[date] = fact(Date, nullable=False)  # the first of the month, unless it still counts as waiting
    found_month: Mapped[date | None] = fact(Date)
    closed_month: Mapped[date] = fact(Date, nullable=False)
    wait_days: Mapped[int | None] = fact(Integer)
    mode: Mapped[str] = fact(String(20), nullable=False)
    ags: Mapped[str] = fact(String(8), Data.PSEUDONYM, nullable=False)
    language = Sealed[str](Data.SENSITIVE, nullable=False)  # the one she speaks best
    needs = Sealed[list[str]](Data.SENSITIVE, nullable=False)


class EndedProposal(RegionRow):
    """A question to a volunteer, what became of it, and since when that is known."""

    __tablename__ = "ended_proposal"
    __keep__ = Keep.COUNT
    __rules__ = (Index("ix_ended_proposal_asked", "region_id", "asked_month"),)
    volunteer_key: Mapped[uuid.UUID] = fact(Uuid, Data.PSEUDONYM, nullable=False)
    asked_month: Mapped[date] = fact(Date, nullable=False)
    known_month: Mapped[date | None] = fact(Date)
    answer: Mapped[str] = fact(String(16), nullable=False)
    decline_reason: Mapped[str | None] = fact(String(30))
    answer_days: Mapped[int | None] = fact(Integer)


class EndedTandem(RegionRow):
    """A tandem whose people may be forgotten; those without keys are of before keys were kept."""

    __tablename__ = "ended_tandem"
    __keep__ = Keep.COUNT
    __rules__ = (Index("ix_ended_tandem_month", "region_id", "ended_month"),)
    newcomer_key: Mapped[uuid.UUID | None] = fact(Uuid, Data.PSEUDONYM)
    volunteer_key: Mapped[uuid.UUID | None] = fact(Uuid, Data.PSEUDONYM)
    mode: Mapped[str] = fact(String(20), nullable=False)
    status: Mapped[str] = fact(String(16), nullable=False)
    end_reason: Mapped[str] = fact(String(30), nullable=False)
    had_both_agreed: Mapped[bool] = fact(Boolean, nullable=False)
    began_month: Mapped[date] = fact(Date, nullable=False)
    ended_month: Mapped[date] = fact(Date, nullable=False)
    silent_month: Mapped[date | None] = fact(Date)  # since when nothing had been heard for three weeks
    meetings_count: Mapped[int] = fact(Integer, nullable=False, default=0)


class EndedMeetings(RegionRow):
    """The meetings that one tandem held in one month."""

    __tablename__ = "ended_meetings"
    __keep__ = Keep.COUNT
    __rules__ = (Index("ix_ended_meetings_month", "region_id", "month"),)
    newcomer_key: Mapped[uuid.UUID] = fact(Uuid, Data.PSEUDONYM, nullable=False)
    ags: Mapped[str] = fact(String(8), Data.PSEUDONYM, nullable=False)
    month: Mapped[date] = fact(Date, nullable=False)
    meetings_count: Mapped[int] = fact(Integer, nullable=False)
    minutes: Mapped[int] = fact(Integer, nullable=False)  # of all of them


class EndedInterestQuestion(RegionRow):
    """A question whether somebody still wants to, and when it was answered or began to rest."""

    __tablename__ = "ended_interest_question"
    __keep__ = Keep.COUNT
    __rules__ = (Index("ix_ended_interest_question_asked", "region_id", "asked_month"),)
    person_key: Mapped[uuid.UUID] = fact(Uuid, Data.PSEUDONYM, nullable=False)
    side: Mapped[str] = fact(String(12), nullable=False)  # volunteer, newcomer
    asked_month: Mapped[date] = fact(Date, nullable=False)
    answered_month: Mapped[date | None] = fact(Date)
    rested_month: Mapped[date | None] = fact(Date)
    is_resting: Mapped[bool] = fact(Boolean, nullable=False)


class EndedQualification(RegionRow):
    """A training that a volunteer finished."""

    __tablename__ = "ended_qualification"
    __keep__ = Keep.COUNT
    __rules__ = (Index("ix_ended_qualification_finished", "region_id", "finished_month"),)
    volunteer_key: Mapped[uuid.UUID] = fact(Uuid, Data.PSEUDONYM, nullable=False)
    kind: Mapped[str] = fact(String(30), nullable=False)
    units: Mapped[int] = fact(Integer, nullable=False)
    finished_month: Mapped[date] = fact(Date, nullable=False)


class ForgottenPerson(RegionRow):
    """Of somebody who had a tandem and is deleted: what the Sachbericht tells people apart by.

    ``person_key`` is the key under which her tandems are kept.
    """

    __tablename__ = "forgotten_person"
    __keep__ = Keep.COUNT
    __rules__ = (UniqueConstraint("region_id", "person_key"),)
    person_key: Mapped[uuid.UUID] = fact(Uuid, Data.PSEUDONYM, nullable=False)
    side: Mapped[str] = fact(String(12), nullable=False)  # volunteer, newcomer
    gender = Sealed[str | None](Data.SENSITIVE)
    age_band = Sealed[str | None](Data.SENSITIVE)
    languages = Sealed[list[str]](Data.SENSITIVE, nullable=False)


class ConsentEvidence(RegionRow):
    """That somebody consented who is deleted since (Art. 7 Abs. 1 DSGVO): no name, but a blind index.

    Whoever comes back with the same address or number can be shown what she agreed to.
    """

    __tablename__ = "consent_evidence"
    __keep__ = Keep.CONSENT
    person_id: Mapped[uuid.UUID] = fact(Uuid, Data.PSEUDONYM, nullable=False, index=True)  # of the deleted row
    person_index: Mapped[bytes | None] = fact(LargeBinary, Data.SECRET, index=True)
    purpose: Mapped[str] = fact(String(40), nullable=False)
    text_version: Mapped[str] = fact(String(20), nullable=False)
    language: Mapped[str] = fact(String(8), nullable=False)
    channel: Mapped[str] = fact(String(20), nullable=False)
    witness = Sealed[str | None](Data.IDENTITY)
    given_at: Mapped[datetime] = fact(UtcDateTime, nullable=False)
    ended_at: Mapped[datetime] = fact(UtcDateTime, nullable=False)
