"""What statistics count: requests, answers and tandems as they stood on the last day that counts."""

import uuid
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Asked:
    """One request: whose, when, what about, and how it went until the day that counts."""

    person: uuid.UUID
    opened_on: date
    language: str
    ags: str
    mode: str
    needs: tuple[str, ...]
    wait_days: int | None  # until somebody said yes
    waiting_days: int | None  # of those still open


@dataclass(frozen=True)
class Question:
    """One question to a volunteer, and what she said."""

    volunteer: uuid.UUID
    answer: str  # angenommen, abgelehnt, abgelaufen, offen, zurueckgezogen
    reason: str | None
    answer_days: int | None


@dataclass(frozen=True)
class Together:
    """One tandem."""

    person: uuid.UUID
    volunteer: uuid.UUID
    mode: str
    begun_on: date
    ended_on: date | None
    end_reason: str | None
    is_silent: bool


@dataclass(frozen=True)
class Interest:
    """One question whether somebody still wants to: whose, and what became of it."""

    person: uuid.UUID
    answer: str  # bestaetigt, zurueck, ruht, offen
