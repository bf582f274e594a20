"""The week as people plan it: seven days with three parts each, as keys from ``mon-am`` to ``sun-eve``."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from flask_babel import lazy_gettext as _l

from lotsen import clock

DAY_LABELS: Final = {
    "mon": _l("Montag"),
    "tue": _l("Dienstag"),
    "wed": _l("Mittwoch"),
    "thu": _l("Donnerstag"),
    "fri": _l("Freitag"),
    "sat": _l("Samstag"),
    "sun": _l("Sonntag"),
}
TIME_LABELS: Final = {"am": _l("vormittags"), "pm": _l("nachmittags"), "eve": _l("abends")}
DAYS: Final = tuple(DAY_LABELS)
TIMES: Final = tuple(TIME_LABELS)
#: Every half-day in the order of the week.
GRID: Final = tuple(f"{day}-{time}" for day in DAYS for time in TIMES)


def half_day_of(instant: datetime) -> str:
    """The half-day on the clocks in Hessen: before noon, before six, or the evening.

    >>> from datetime import UTC
    >>> half_day_of(datetime(2027, 5, 3, 9, 59, tzinfo=UTC)), half_day_of(datetime(2027, 5, 3, 16, 0, tzinfo=UTC))
    ('mon-am', 'mon-eve')
    """
    local = instant.astimezone(clock.BERLIN)
    return f"{DAYS[local.weekday()]}-{'am' if local.hour < 12 else 'pm' if local.hour < 18 else 'eve'}"


def times_text(slots: Iterable[str]) -> str:
    """Half-days in the order of the week: "Montag vormittags, Mittwoch abends"; unknown keys are left out."""
    known = sorted((slot for slot in slots if slot in GRID), key=GRID.index)
    return ", ".join(f"{DAY_LABELS[slot[:3]]} {TIME_LABELS[slot[4:]]}" for slot in known)
