"""Days of asking are days on the calendar in Hessen: over daylight saving, leap days and a server that was off."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotsen import clock
from lotsen.check_ins import schedule
from lotsen.check_ins.models import CheckIn

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
BEGUN = st.dates(date(2024, 1, 1), date(2040, 12, 31))


def row(side: str, answer: str | None = None, *, late: bool = False, handled: bool = False) -> CheckIn:
    """A question of one round."""
    by = NOW - timedelta(days=1) if late else NOW + timedelta(days=1)
    return CheckIn(
        region_id="06440",
        side=side, due_on=date(2027, 2, 20), answer=answer, answer_by=by, asked_at=by - timedelta(days=7),
        answered_at=NOW if answer else None, handled_at=NOW if handled else None,
    )  # fmt: skip


@given(begun=BEGUN, after=st.integers(0, 2000))
def test_a_day_of_asking_comes_once_and_in_order(begun: date, after: int) -> None:
    """The latest day that has come is not after today, the next one is, and nothing lies between."""
    today = begun + timedelta(days=after)
    last, following = schedule.due(begun, today), schedule.following(begun, today)
    assert (last is None) == (after < 3)
    assert following > today
    if last is not None:
        assert begun < last <= today
        assert (following - last).days <= 93


@given(begun=BEGUN)
def test_the_first_days_are_3_14_and_30(begun: date) -> None:
    """Whatever the month."""
    first = [day for _, day in zip(range(3), schedule.days(begun), strict=False)]
    assert [(day - begun).days for day in first] == [3, 14, 30]


def test_a_leap_day_is_kept_and_a_short_month_ends_on_its_last_day() -> None:
    """30 November 2027, then the leap day of 2028, and not 28 May because of it."""
    found = [str(day) for _, day in zip(range(6), schedule.days(date(2027, 10, 31)), strict=False)]
    assert found[2:] == ["2027-11-30", "2028-02-29", "2028-05-30", "2028-08-30"]


@pytest.mark.parametrize("hour", [0, 1, 2, 3, 22, 23])
def test_the_day_is_that_of_hessen_on_the_night_of_daylight_saving(hour: int) -> None:
    """28 March 2027 loses an hour, and no day is asked twice or lost."""
    instant = datetime(2027, 3, 28, hour, tzinfo=UTC)
    assert clock.day_of(instant) == (date(2027, 3, 28) if hour < 22 else date(2027, 3, 29))


@pytest.mark.parametrize(
    ("rows", "state"),
    [
        ([], ""),
        ([row("volunteer"), row("newcomer")], "gefragt"),
        ([row("volunteer", "gut"), row("newcomer", "gut")], ""),
        ([row("volunteer", late=True), row("newcomer", late=True)], "still"),
        ([row("volunteer", "gut"), row("newcomer", late=True)], "einseitig"),
        ([row("volunteer", late=True), row("newcomer", "schwierig")], "schwierig"),
        ([row("volunteer", "gut"), row("newcomer", "schwierig", handled=True)], ""),
    ],
)
def test_what_a_round_makes_of_a_tandem(rows: list[CheckIn], state: str) -> None:
    """Trouble before silence, silence before one side."""
    assert schedule.standing(rows, NOW) == state
