"""The statistics of a region and a year, put together for page and file."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from lotsen.regions.service import municipalities_in
from lotsen.scope import region_id
from lotsen.statistics import facts, flows, tables
from lotsen.statistics.counted import Asked, Together
from lotsen.suppression import LEAST, is_small, size

#: By what requests are told apart.
VIEWS: Final[dict[str, Callable[[Asked], Iterable[str]]]] = {
    "sprache": lambda one: [one.language],
    "bedarf": lambda one: one.needs,
    "gemeinde": lambda one: [one.ags],
    "monat": lambda one: [f"{one.opened_on:%m}"],
    "art": lambda one: [one.mode],
}
#: Answers in the order in which a page tells them.
ANSWERS: Final = ("angenommen", "abgelehnt", "abgelaufen", "zurueckgezogen", "offen")


@dataclass(frozen=True)
class Year:
    """All of one year; ``until`` is the last day that counts."""

    year: int
    until: date
    view: str
    requests: tables.Table
    answers: tables.Counted
    declines: tables.Counted
    answer_days: int | None
    begun_count: int | None
    ends: tables.Counted
    running_count: int | None
    silent_count: int | None
    interest_volunteers: tables.Counted
    interest_requests: tables.Counted


def years() -> list[int]:
    """The years that can be shown, the latest first."""
    return facts.years(facts.counts_until())


def of_year(year: int, view: str) -> Year | None:
    """The statistics of a year, with requests told apart by one thing; None before there is anything."""
    until = facts.counts_until()
    if until is None:
        return None
    asked = facts.requests(year, until)
    questions = facts.questions(year, until)
    together = facts.tandems(until)
    asked_volunteers, asked_requests = facts.interests(year, until)
    ended = [one for one in together if one.ended_on and one.ended_on.year == year]
    running = [one for one in together if one.ended_on is None] if until.year == year else []
    answers = tables.counted(questions, lambda one: one.answer, lambda one: one.volunteer)
    said_no = questions if "abgelehnt" in dict(answers.lines) else []  # the reasons would add a hidden answer up
    hides_running, hides_ends = flows.hidden(together, until)
    return Year(
        year=year, until=until, view=view,
        requests=tables.of_requests(tables.grouped(asked, VIEWS[view]), order=str if view == "monat" else None),
        answers=answers,
        declines=tables.counted(said_no, lambda one: one.reason, lambda one: one.volunteer),
        answer_days=tables.answer_days(questions),
        begun_count=_count(one for one in together if one.begun_on.year == year),
        ends=tables.counted([] if hides_ends == year else ended, lambda one: one.end_reason, lambda one: one.person),
        running_count=None if hides_running else _count(running),
        silent_count=_part(running),
        interest_volunteers=tables.counted(asked_volunteers, lambda one: one.answer, lambda one: one.person),
        interest_requests=tables.counted(asked_requests, lambda one: one.answer, lambda one: one.person),
    )  # fmt: skip


def place_names() -> dict[str, str]:
    """The municipalities of the reader's region, by key."""
    return {place.ags: place.name for place in municipalities_in(region_id())}


def _count(found: Iterable[Together]) -> int | None:
    """How many tandems, from five people on."""
    people = [one.person for one in found]
    return len(people) if not is_small(size(people)) else None


def _part(running: list[Together]) -> int | None:
    """How many of them are silent; neither they nor the others may be fewer than five people."""
    silent = {one.person for one in running if one.is_silent}
    lively = {one.person for one in running if not one.is_silent}
    return sum(one.is_silent for one in running) if min(len(silent), len(lively)) >= LEAST else None
