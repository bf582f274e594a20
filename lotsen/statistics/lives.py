"""How requests, questions and tandems went, by days, and how each stood on the last day that counts.

``coarse()`` rounds days to the first of their month, which is what may be kept of people who are deleted.
It changes no figure, because the last day that counts is always the end of a month.
"""

import uuid
from dataclasses import dataclass, replace
from datetime import date, timedelta

from lotsen.statistics.counted import Asked, Interest, Question, Together

SILENT_DAYS = 21


def silent_from(last: date) -> date:
    """The first day on which nothing has been heard for longer than three weeks."""
    return last + timedelta(days=SILENT_DAYS + 1)


def month_of(day: date) -> date:
    """The first day of a month.

    >>> month_of(date(2026, 3, 17))
    datetime.date(2026, 3, 1)
    """
    return day.replace(day=1)


def _month_of(day: date | None) -> date | None:
    return month_of(day) if day else None


@dataclass(frozen=True)
class RequestLife:
    """One request, from the day it was opened to the day somebody said yes or it was closed."""

    newcomer: uuid.UUID
    opened_on: date
    found_on: date | None
    wait_days: int | None
    closed_on: date | None
    language: str
    ags: str
    mode: str
    needs: tuple[str, ...]

    def on(self, until: date) -> Asked:
        """As it stood on that day."""
        is_found = self.found_on is not None and self.found_on <= until
        is_over = is_found or (self.closed_on is not None and self.closed_on <= until)
        return Asked(
            person=self.newcomer, opened_on=self.opened_on, language=self.language, ags=self.ags, mode=self.mode,
            needs=self.needs, wait_days=self.wait_days if is_found else None,
            waiting_days=None if is_over else (until - self.opened_on).days,
        )  # fmt: skip

    def coarse(self, until: date | None) -> "RequestLife":
        """In months; the day on which it was opened stays only where waiting is still counted from it.

        ``until`` is the last day that counts now. A later one will be the end of this month or of one to come.
        """
        over = min((day for day in (self.found_on, self.closed_on) if day), default=None)
        waits = until is not None and (over is None or over > until)
        return replace(
            self,
            opened_on=self.opened_on if waits else month_of(self.opened_on),
            found_on=_month_of(self.found_on),
            closed_on=_month_of(self.closed_on),
        )


@dataclass(frozen=True)
class QuestionLife:
    """One question to a volunteer, and since when her answer, or that there is none, is known."""

    volunteer: uuid.UUID
    asked_on: date
    known_on: date | None
    answer: str
    reason: str | None
    answer_days: int | None

    def on(self, until: date) -> Question:
        """As it stood on that day."""
        if self.known_on is None or self.known_on > until:
            return Question(self.volunteer, "offen", None, None)
        return Question(self.volunteer, self.answer, self.reason, self.answer_days)

    def coarse(self) -> "QuestionLife":
        """In months."""
        return replace(self, asked_on=month_of(self.asked_on), known_on=_month_of(self.known_on))


@dataclass(frozen=True)
class TandemLife:
    """One tandem, from the yes to its end."""

    newcomer: uuid.UUID
    volunteer: uuid.UUID
    mode: str
    begun_on: date
    ended_on: date | None
    end_reason: str | None
    silent_from: date

    def on(self, until: date) -> Together:
        """As it stood on that day."""
        is_over = self.ended_on is not None and self.ended_on <= until
        return Together(
            self.newcomer, self.volunteer, self.mode, self.begun_on, self.ended_on if is_over else None,
            self.end_reason if is_over else None, self.silent_from <= until,
        )  # fmt: skip

    def coarse(self) -> "TandemLife":
        """In months."""
        return replace(
            self,
            begun_on=month_of(self.begun_on),
            ended_on=_month_of(self.ended_on),
            silent_from=month_of(self.silent_from),
        )


@dataclass(frozen=True)
class InterestLife:
    """One question whether somebody still wants to: to a volunteer, or about a newcomer's request."""

    person: uuid.UUID
    side: str  # volunteer, newcomer
    asked_on: date
    answered_on: date | None
    rested_on: date | None
    is_resting: bool

    def on(self, until: date) -> Interest:
        """As it stood on that day."""
        rested = self.rested_on is not None and self.rested_on <= until
        answered = self.answered_on is not None and self.answered_on <= until
        if answered and not self.is_resting:
            return Interest(self.person, "zurueck" if rested else "bestaetigt")
        return Interest(self.person, "ruht" if rested else "offen")

    def coarse(self) -> "InterestLife":
        """In months."""
        return replace(
            self,
            asked_on=month_of(self.asked_on),
            answered_on=_month_of(self.answered_on),
            rested_on=_month_of(self.rested_on),
        )


@dataclass(frozen=True)
class Training:
    """One finished training of a volunteer."""

    volunteer: uuid.UUID
    kind: str
    units: int  # of 45 minutes
    finished_on: date


@dataclass(frozen=True)
class Meetings:
    """Meetings of one newcomer that took place in one month, by a day of it."""

    newcomer: uuid.UUID
    ags: str
    on: date
    count: int
    minutes: int


@dataclass(frozen=True)
class Traits:
    """What the Sachbericht asks of somebody who had a tandem."""

    person: uuid.UUID
    gender: str | None
    age_band: str | None
    languages: tuple[str, ...]
