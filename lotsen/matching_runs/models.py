"""A run of the matching over all open requests, its lines, and pairs that somebody fixed or ruled out."""

import uuid
from datetime import date, datetime

from sqlalchemy import JSON, Boolean, CheckConstraint, Date, Index, Integer, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, relationship

from lotsen.help_requests.models import HelpRequest
from lotsen.rows import Data, Keep, RegionRow, Sealed, UtcDateTime, fact, key_to, refers_to
from lotsen.volunteers.models import Volunteer

STATES = ("rechnet", "entwurf", "veroeffentlicht", "abgebrochen", "gescheitert")
KINDS = ("fest", "nie")
#: The places of the one visible scale, from "fit alone" to "as many as possible", and its middle.
SCALES = (0, 25, 50, 75, 100)
BALANCED = 50
_FIXED = text("kind = 'fest'")


class MatchingRun(RegionRow):
    """One answer of the matching: what it knew (digest, weights), what it found, what became of it.

    ``scale`` is the one visible choice: 0 weighs fit alone, 100 serves as many as possible.
    """

    __tablename__ = "matching_run"
    __keep__ = Keep.MATCHING_RUN
    __rules__ = (
        refers_to("account", ondelete="NO ACTION"),
        CheckConstraint(f"status IN {STATES}", name="status"),
        CheckConstraint("scale BETWEEN 0 AND 100", name="scale"),
        Index("ix_matching_run_newest", "region_id", "created_at"),
    )
    account_id: Mapped[uuid.UUID] = key_to()
    status: Mapped[str] = fact(String(16), nullable=False, default="entwurf")
    scale: Mapped[int] = fact(Integer, nullable=False, default=BALANCED)
    request_count: Mapped[int] = fact(Integer, nullable=False, default=0)
    candidate_count: Mapped[int] = fact(Integer, nullable=False, default=0)
    hidden_count: Mapped[int] = fact(Integer, nullable=False, default=0)  # protected: decided by who is responsible
    served_count: Mapped[int] = fact(Integer, nullable=False, default=0)
    value: Mapped[int] = fact(Integer, nullable=False, default=0)
    is_optimal: Mapped[bool] = fact(Boolean, nullable=False, default=False)
    took_ms: Mapped[int] = fact(Integer, nullable=False, default=0)
    done_percent: Mapped[int] = fact(Integer, nullable=False, default=0)  # of a long run, while a job computes it
    tries_count: Mapped[int] = fact(Integer, nullable=False, default=0)
    beat_at: Mapped[datetime | None] = fact(UtcDateTime)  # when its job was heard of last
    input_digest: Mapped[bytes | None] = fact(LargeBinary(32))
    weights: Mapped[dict[str, int]] = fact(JSON, nullable=False, default=dict)
    choices: Mapped[list[dict[str, int]]] = fact(JSON, nullable=False, default=list)  # what other scales would give
    by_hand_count: Mapped[int] = fact(Integer, nullable=False, default=0)
    published_at: Mapped[datetime | None] = fact(UtcDateTime)
    published_by: Mapped[uuid.UUID | None] = key_to(nullable=True, index=False)  # account


class MatchingRunLine(RegionRow):
    """One open request in a run: who would be asked and why, or which rules leave nobody."""

    __tablename__ = "matching_run_line"
    __keep__ = Keep.MATCHING_RUN
    __rules__ = (
        refers_to("matching_run"),
        refers_to("help_request"),
        refers_to("volunteer"),
        UniqueConstraint("matching_run_id", "help_request_id"),
    )
    matching_run_id: Mapped[uuid.UUID] = key_to()
    help_request_id: Mapped[uuid.UUID] = key_to()
    volunteer_id: Mapped[uuid.UUID | None] = key_to(nullable=True)
    value: Mapped[int] = fact(Integer, Data.PSEUDONYM, nullable=False, default=0)
    fit: Mapped[int] = fact(Integer, Data.PSEUDONYM, nullable=False, default=0)  # per mille
    is_fixed: Mapped[bool] = fact(Boolean, Data.PSEUDONYM, nullable=False, default=False)
    possible_count: Mapped[int] = fact(Integer, Data.PSEUDONYM, nullable=False, default=0)
    reasons = Sealed[list[dict[str, object]]](Data.SENSITIVE, nullable=False)  # code, facts, points
    refusals: Mapped[dict[str, int]] = fact(JSON, Data.PSEUDONYM, nullable=False, default=dict)  # rule -> people
    outcome: Mapped[str | None] = fact(String(16), Data.PSEUDONYM)  # gefragt, ueberholt
    help_request: Mapped[HelpRequest] = relationship(viewonly=True)
    volunteer: Mapped[Volunteer | None] = relationship(viewonly=True)


class PairChoice(RegionRow):
    """A pair that every run must keep (``fest``, at most one a request) or must not make (``nie``)."""

    __tablename__ = "pair_choice"
    __keep__ = Keep.NEWCOMER
    __rules__ = (
        refers_to("help_request"),
        refers_to("volunteer"),
        refers_to("account", "chosen_by", ondelete="NO ACTION"),
        CheckConstraint(f"kind IN {KINDS}", name="kind"),
        UniqueConstraint("help_request_id", "volunteer_id"),
        Index("uq_pair_choice_fixed", "help_request_id", unique=True, sqlite_where=_FIXED, postgresql_where=_FIXED),
    )
    help_request_id: Mapped[uuid.UUID] = key_to()
    volunteer_id: Mapped[uuid.UUID] = key_to()
    kind: Mapped[str] = fact(String(8), Data.PSEUDONYM, nullable=False)
    chosen_by: Mapped[uuid.UUID] = key_to(index=False)  # account
    help_request: Mapped[HelpRequest] = relationship(viewonly=True)
    volunteer: Mapped[Volunteer] = relationship(viewonly=True)


class Suggestion(RegionRow):
    """Whom to ask for an open request, or better not yet; renewed after every event.

    ``is_foreseen`` says that futures were imagined from the region's last year, and ``lost_futures`` in
    how many of them somebody else would go without anybody for this pair. With ``wait_until_on`` it is
    better kept, until that day at most.
    """

    __tablename__ = "suggestion"
    __keep__ = Keep.NEWCOMER
    __rules__ = (refers_to("help_request"), refers_to("volunteer"), UniqueConstraint("help_request_id"))
    help_request_id: Mapped[uuid.UUID] = key_to(index=False)
    volunteer_id: Mapped[uuid.UUID] = key_to()
    fit: Mapped[int] = fact(Integer, Data.PSEUDONYM, nullable=False)  # per mille
    is_foreseen: Mapped[bool] = fact(Boolean, nullable=False, default=False)
    lost_futures: Mapped[int] = fact(Integer, Data.PSEUDONYM, nullable=False, default=0)
    wait_until_on: Mapped[date | None] = fact(Date, Data.PSEUDONYM)
    volunteer: Mapped[Volunteer] = relationship(viewonly=True)


class ScarceVolunteer(RegionRow):
    """Somebody who is the only one possible: for open requests, or for some of those that came within a year."""

    __tablename__ = "scarce_volunteer"
    __keep__ = Keep.VOLUNTEER
    __rules__ = (refers_to("volunteer"), UniqueConstraint("volunteer_id"))
    volunteer_id: Mapped[uuid.UUID] = key_to(index=False)
    sole_requests: Mapped[list[str]] = fact(JSON, Data.PSEUDONYM, nullable=False)  # keys of help requests
    yearly_sole_count: Mapped[int] = fact(Integer, Data.PSEUDONYM, nullable=False, default=0)  # of the last year
    language: Mapped[str | None] = fact(String(8), Data.PSEUDONYM)  # the one that these requests share with her
    cost: Mapped[int] = fact(Integer, Data.PSEUDONYM, nullable=False)  # what the others lose when she is used up


class RecruitingProfile(RegionRow):
    """Somebody to look for: what one such person would add to the optimum of today."""

    __tablename__ = "recruiting_profile"
    __keep__ = Keep.MATCHING_RUN
    position: Mapped[int] = fact(Integer, nullable=False)
    ags: Mapped[str] = fact(String(8), nullable=False)  # where she would help most
    other_ags: Mapped[list[str]] = fact(JSON, nullable=False, default=list)  # where she would also help
    language: Mapped[str] = fact(String(8), nullable=False)
    need: Mapped[str | None] = fact(String(40))
    gender: Mapped[str | None] = fact(String(8))
    mode: Mapped[str] = fact(String(20), nullable=False)
    helps_count: Mapped[int] = fact(Integer, nullable=False)
    adds: Mapped[int] = fact(Integer, nullable=False)  # per mille points
    served_more: Mapped[int] = fact(Integer, nullable=False)  # found by solving again
    is_verified: Mapped[bool] = fact(Boolean, nullable=False)
