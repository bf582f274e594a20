"""How long something is kept, in months of the calendar or in days, and when its day has come."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from lotsen import clock


@dataclass(frozen=True)
class Term:
    """A span after which something is deleted; it is gone on the last day that it may be kept."""

    months: int = 0
    days: int = 0

    def after(self, day: date) -> date:
        """The day of deletion for what ended on ``day``; months that are too short end on their last day.

        >>> Term(months=6).after(date(2025, 8, 31)), Term(days=90).after(date(2025, 1, 1))
        (datetime.date(2026, 2, 28), datetime.date(2025, 4, 1))
        """
        return clock.months_after(day, self.months) + timedelta(days=self.days)

    def latest_end(self, by: date) -> date:
        """No end after this day can be due by ``by``: a bound for the database, days too late rather than early.

        >>> Term(months=6).after(Term(months=6).latest_end(date(2026, 2, 28))) >= date(2026, 2, 28)
        True
        """
        return Term(months=-self.months).after(by - timedelta(days=self.days)) + timedelta(days=4)

    def start_of_kept(self, today: date) -> datetime:
        """The first instant that may still be kept on ``today``: whatever is older is due."""
        first = today
        while self.after(first - timedelta(days=1)) > today:
            first -= timedelta(days=1)
        return datetime(first.year, first.month, first.day, tzinfo=clock.BERLIN)


def day_of(end: date | datetime | None) -> date | None:
    """The day in Hessen on which something ended."""
    if isinstance(end, datetime):
        return clock.day_of(end)
    return end
