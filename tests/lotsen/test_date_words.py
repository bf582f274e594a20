"""Days and instants as people read them, in each language of the pages."""

import re
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask_babel import force_locale

from lotsen import date_words

DAY = date(2026, 3, 5)
BLANKS = re.compile("[\u00a0\u202f]")  # at which no line ends
LATE = datetime(2026, 7, 31, 22, 30, 9, tzinfo=UTC)  # half past midnight of the next day in Hessen


@pytest.mark.parametrize(
    ("language", "day", "long_day", "near_day", "full_day"),
    [
        ("de", "05.03.2026", "5.~März 2026", "5.~März", "Donnerstag, 5.~März 2026"),
        ("en", "Mar~5, 2026", "March~5, 2026", "March~5", "Thursday, March~5, 2026"),
        ("ar", "\u206805\u200f/03\u200f/2026\u2069", "5~مارس 2026", "5~مارس", "الخميس، 5~مارس 2026"),
        ("uk", "5~бер. 2026~р.", "5~березня 2026~р.", "5~березня", "четвер, 5~березня 2026~р."),
    ],
)
def test_a_day_is_said_as_the_language_says_it(
    app: Flask, language: str, day: str, long_day: str, near_day: str, full_day: str
) -> None:
    """Order, names of months and points are the reader's; at ~ no line ends, so that „5.“ keeps its month."""
    with app.test_request_context(), force_locale(language):
        said = [say(DAY) for say in (date_words.day, date_words.long_day, date_words.near_day, date_words.full_day)]
    assert [BLANKS.sub("~", one) for one in said] == [day, long_day, near_day, full_day]


@pytest.mark.parametrize(
    ("language", "moment", "near_moment", "appointment"),
    [
        ("de", "01.08.2026, 00:30", "1.~August, 00:30", "Samstag, 1.~August 2026, 00:30"),
        ("en", "Aug~1, 2026, 00:30", "August~1, 00:30", "Saturday, August~1, 2026, 00:30"),
        ("ar", "\u206801\u200f/08\u200f/2026\u2069، 00:30", "1~أغسطس، 00:30", "السبت، 1~أغسطس 2026، 00:30"),
    ],
)
def test_an_instant_is_said_on_the_clock_of_hessen(
    app: Flask, language: str, moment: str, near_moment: str, appointment: str
) -> None:
    """Also where its day there is not the one in UTC; by 24 hours in every language."""
    with app.test_request_context(), force_locale(language):
        said = [date_words.moment(LATE), date_words.near_moment(LATE), date_words.appointment(LATE)]
        assert [BLANKS.sub("~", one) for one in said] == [moment, near_moment, appointment]
        assert BLANKS.sub("~", date_words.exact_moment(LATE)) == f"{moment}:09"
        assert date_words.time(LATE) == "00:30"


def test_no_day_is_said_as_nothing(app: Flask) -> None:
    """Never as today, which is what the library makes of it."""
    with app.test_request_context():
        assert {say(None) for say in date_words.FILTERS.values()} == {""}
