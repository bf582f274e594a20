"""What is counted of a year: of rows that are there and of rows that were deleted, as it stood on the last day."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import func, select

from lotsen import clock
from lotsen.extensions import db
from lotsen.help_requests.models import HelpRequest
from lotsen.interest_questions.models import InterestQuestion
from lotsen.proposals.models import Proposal
from lotsen.statistics import cutoff, kept, living
from lotsen.statistics.counted import Asked, Interest, Question, Together
from lotsen.statistics.lives import Meetings, Training
from lotsen.tandems.models import Meeting
from lotsen.volunteers.models import Qualification


def counts_until() -> date | None:
    """The last day that counts in the reader's region."""
    return cutoff.last_day(_arrivals(), clock.today())


def years(until: date | None) -> list[int]:
    """The years with anything to count, the latest first; at most as many as what is kept reaches back."""
    opened, kept_of = db.session.scalar(select(func.min(HelpRequest.opened_at))), kept.first_opened()
    known = [*([clock.day_of(opened)] if opened else []), *([kept_of] if kept_of else [])]
    if until is None or not known:
        return []
    return list(range(until.year, max(min(known).year, cutoff.first_year(clock.today())) - 1, -1))


def _arrivals() -> Iterable[date]:
    """When each newcomer first asked, in years that can be shown; each once, whatever is left of her requests."""
    now, before = living.first_asked(), kept.first_asked()
    days = (min(now.get(key, date.max), before.get(key, date.max)) for key in now.keys() | before.keys())
    return (day for day in days if day.year >= cutoff.first_year(clock.today()))


def requests(year: int, until: date) -> list[Asked]:
    """The requests opened in a year, up to the day that counts."""
    opened = HelpRequest.opened_at
    lives = [*living.requests(opened >= _start(year), opened < _start(year + 1)), *kept.requests(*_days(year))]
    return [life.on(until) for life in lives if life.opened_on <= until]


def questions(year: int, until: date) -> list[Question]:
    """The questions asked in a year."""
    asked = Proposal.asked_at
    lives = [*living.questions(asked >= _start(year), asked < _start(year + 1)), *kept.questions(*_days(year))]
    return [life.on(until) for life in lives if life.asked_on <= until]


def tandems(until: date) -> list[Together]:
    """All tandems that began by the day that counts, as they stood then, but for those that ended before all years."""
    first = date(cutoff.first_year(clock.today()), 1, 1)
    lives = [one for one in [*living.tandems(), *kept.tandems()] if one.ended_on is None or one.ended_on >= first]
    return [life.on(until) for life in lives if life.begun_on <= until]


def interests(year: int, until: date) -> tuple[list[Interest], list[Interest]]:
    """The questions of a year, to volunteers and about requests, as they stood on the day that counts."""
    asked = InterestQuestion.asked_at
    lives = [*living.interests(asked >= _start(year), asked < _start(year + 1)), *kept.interests(*_days(year))]
    found = [(life.side, life.on(until)) for life in lives if life.asked_on <= until]
    return [one for side, one in found if side == "volunteer"], [one for side, one in found if side == "newcomer"]


def trainings(year: int, until: date) -> list[Training]:
    """The trainings finished in a year, up to the day that counts."""
    first, last = _days(year, until)
    finished = Qualification.finished_on
    return [*living.trainings(finished.between(first, last)), *kept.trainings(first, last)]


def meetings(year: int, until: date) -> list[Meetings]:
    """The meetings held in a year, up to the day that counts."""
    first, last = _days(year, until)
    return [*living.meetings(Meeting.on.between(first, last)), *kept.meetings(first, last)]


def _start(year: int) -> datetime:
    return datetime(year, 1, 1, tzinfo=clock.BERLIN)


def _days(year: int, until: date = date.max) -> tuple[date, date]:
    return date(year, 1, 1), min(date(year, 12, 31), until)
