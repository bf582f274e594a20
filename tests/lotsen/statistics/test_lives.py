"""Months are enough: whatever was rounded stands at the end of every month as it stood with its days."""

import uuid
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lotsen.statistics import lives

KEY = uuid.uuid4()
DAYS = st.dates(date(2025, 1, 1), date(2025, 12, 31))
MAYBE = st.none() | DAYS
ENDS = [date(2025, month, 1) + timedelta(days=-1) for month in range(2, 13)] + [date(2026, 2, 28), date(2027, 1, 31)]


@given(DAYS, MAYBE, MAYBE)
def test_a_request_in_months(opened: date, found: date | None, closed: date | None) -> None:
    """Whether it counts, how long it waited or waits: the same on every last day from the one it was rounded on."""
    wait = (found - opened).days if found else None
    life = lives.RequestLife(KEY, opened, found, wait, closed, "ara", "06440004", "pate", ("behoerde",))
    for place, until in enumerate(ENDS):
        coarse = life.coarse(until)
        for later in ENDS[place:]:
            assert (coarse.opened_on <= later) is (opened <= later)
            seen, kept = life.on(later), coarse.on(later)
            assert replace(seen, opened_on=lives.month_of(opened)) == replace(kept, opened_on=lives.month_of(opened))
            assert lives.month_of(kept.opened_on) == lives.month_of(opened)


def test_the_day_of_a_request_that_still_counts_as_waiting_stays() -> None:
    """The negative control: rounded too early, it would wait longer."""
    life = lives.RequestLife(KEY, date(2025, 1, 20), None, None, date(2025, 3, 3), "ara", "0", "pate", ())
    assert life.coarse(date(2025, 2, 28)).opened_on == date(2025, 1, 20)
    assert life.coarse(date(2025, 3, 31)).on(date(2025, 2, 28)) != life.on(date(2025, 2, 28))


@given(DAYS, MAYBE)
def test_a_question_in_months(asked: date, known: date | None) -> None:
    """Asked and answered."""
    life = lives.QuestionLife(KEY, asked, known, "abgelehnt", "zu_weit", 3)
    for until in ENDS:
        assert (life.coarse().asked_on <= until) is (asked <= until)
        assert life.coarse().on(until) == life.on(until)


@given(DAYS, MAYBE, DAYS)
def test_a_tandem_in_months(begun: date, ended: date | None, last: date) -> None:
    """Begun, ended in which year and why, silent or not."""
    life = lives.TandemLife(KEY, KEY, "pate", begun, ended, "ziel_erreicht", lives.silent_from(last))
    for until in ENDS:
        seen, kept = life.on(until), life.coarse().on(until)
        assert (kept.begun_on <= until) is (begun <= until)
        assert (kept.begun_on.year, kept.ended_on and kept.ended_on.year) == (begun.year, seen.ended_on and ended.year)
        assert (kept.end_reason, kept.is_silent) == (seen.end_reason, seen.is_silent)
        assert seen.is_silent is ((until - min(last, until)).days > lives.SILENT_DAYS)


@given(DAYS, MAYBE, MAYBE, st.booleans())
def test_a_question_of_interest_in_months(
    asked: date, answered: date | None, rested: date | None, is_resting: bool
) -> None:
    """What became of it."""
    life = lives.InterestLife(KEY, "volunteer", asked, answered, rested, is_resting)
    for until in ENDS:
        assert life.coarse().on(until) == life.on(until)
