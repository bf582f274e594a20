"""A day and an instant as people read them: one way each, in the language of whoever reads, on the clock of Hessen.

Templates use them as filters of the same name (``{{ tandem.started_on|day }}``). No day at all is said as nothing.
"""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Final

from babel import Locale
from flask_babel import format_date, format_time, get_locale
from flask_babel import gettext as _

from lotsen import clock

RIGHT_TO_LEFT, ALONE, AGAIN = "\u200f", "\u2068", "\u2069"  # marks of Unicode's bidirectional text, UAX #9
#: The blank between day and month, whichever comes first.
NUMBER_AND_WORD: Final = re.compile(r"(?<=\d) (?=[^\W\d])|(?<=\d\.) (?=[^\W\d])|(?<=[^\W\d]) (?=\d\d?\b)")


def day(value: date | None) -> str:
    """12.03.2026: in tables and among facts."""
    said = _day(value, "medium")
    # Arabic writes it with marks that turn what stands around it in a sentence of another language; so it stands alone.
    return f"{ALONE}{said}{AGAIN}" if RIGHT_TO_LEFT in said else said


def long_day(value: date | None) -> str:
    """12. März 2026: in sentences, letters and mails."""
    return _day(value, "long")


def full_day(value: date | None) -> str:
    """Donnerstag, 12. März 2026: for a day that somebody must keep free."""
    return _day(value, "full")


def near_day(value: date | None) -> str:
    """12. März: for a day so near that its year is clear."""
    return _day(value, str(_locale().datetime_skeletons["MMMMd"].pattern))


def month(value: date | None) -> str:
    """März."""
    return _day(value, "LLLL")


def month_and_year(value: date | None) -> str:
    """März 2026."""
    return _day(value, "LLLL yyyy")


def time(value: datetime | None) -> str:
    """14:05, always by 24 hours, as appointments in Hessen are."""
    return str(format_time(value, "HH:mm")) if value else ""


def moment(value: datetime | None) -> str:
    """12.03.2026, 14:05."""
    return _at(value, day)


def lately(value: datetime | None) -> str:
    """„heute, 10:32“, „gestern, 18:05“, before that 12.03.2026, 14:05: how old something is."""
    days = (clock.today() - clock.day_of(value)).days if value else None
    if days == 0:
        return _("heute, %(time)s", time=time(value))
    return _("gestern, %(time)s", time=time(value)) if days == 1 else moment(value)


def lately_by_day(value: datetime | None) -> str:
    """„heute“, „gestern“, before that 12.03.2026: for whoever may not read from the hour what changed."""
    if value is None:
        return ""
    on = clock.day_of(value)
    return {0: _("heute"), 1: _("gestern")}.get((clock.today() - on).days) or day(on)


def near_moment(value: datetime | None) -> str:
    """12. März, 14:05: where the year is clear."""
    return _at(value, near_day)


def appointment(value: datetime | None) -> str:
    """Donnerstag, 12. März 2026, 14:05: when people meet."""
    return _at(value, full_day)


def exact_moment(value: datetime | None) -> str:
    """12.03.2026, 14:05:09: in the record."""
    return f"{moment(value)}:{value.second:02}" if value else ""


FILTERS: Final = {
    one.__name__: one
    for one in (
        day,
        long_day,
        full_day,
        near_day,
        moment,
        lately,
        lately_by_day,
        near_moment,
        appointment,
        exact_moment,
        time,
    )
}


def _day(value: date | None, pattern: str) -> str:
    """The number stays in the line of its month (DIN 5008): a line that ends with „27.“ reads like the end of one."""
    return NUMBER_AND_WORD.sub("\u00a0", str(format_date(value, pattern))) if value else ""


def _at(value: datetime | None, say: Callable[[date], str]) -> str:
    """Day and time, in the order and with the comma of the language."""
    if value is None:
        return ""
    both = str(_locale().datetime_formats["medium"])
    return both.replace("{1}", say(value)).replace("{0}", time(value))


def _locale() -> Locale:
    return get_locale() or Locale("de")
