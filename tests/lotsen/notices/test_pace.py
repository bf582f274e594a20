"""When mails may go: rounds and quiet hours, over both changes of the clock, the leap day and midnight."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotsen.clock import BERLIN
from lotsen.notices.catalogue import KINDS, Pace
from lotsen.notices.pace import Wish, held_until, length, next_round, quiet_until, this_monday

#: In Hessen the clock goes forward on 28 March 2027 at 2:00 and back on 31 October 2027 at 3:00.
INSTANTS = st.datetimes(datetime(2027, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC))
TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0))


def at(text: str, fold: int = 0) -> datetime:
    """An instant as the clock in Hessen shows it."""
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN, fold=fold).astimezone(UTC)


@pytest.mark.parametrize(
    ("frequency", "now", "then"),
    [
        ("taeglich", "2027-05-04T07:59", "2027-05-04T08:00"),
        ("taeglich", "2027-05-04T08:00", "2027-05-05T08:00"),
        ("taeglich", "2027-03-27T12:00", "2027-03-28T08:00"),  # 19 hours later, the clock goes forward
        ("taeglich", "2027-10-30T12:00", "2027-10-31T08:00"),  # 21 hours later, it goes back
        ("taeglich", "2028-02-28T09:00", "2028-02-29T08:00"),
        ("taeglich", "2028-02-29T09:00", "2028-03-01T08:00"),
        ("taeglich", "2027-12-31T23:30", "2028-01-01T08:00"),
        ("woechentlich", "2027-05-03T07:00", "2027-05-03T08:00"),  # a Monday
        ("woechentlich", "2027-05-03T08:00", "2027-05-10T08:00"),
        ("woechentlich", "2027-03-27T12:00", "2027-03-29T08:00"),
        ("woechentlich", "2027-10-30T12:00", "2027-11-01T08:00"),
        ("woechentlich", "2028-02-29T12:00", "2028-03-06T08:00"),
    ],
)
def test_a_round_comes_at_eight_by_the_clock_on_the_wall(frequency: str, now: str, then: str) -> None:
    """Also in the weeks in which a day has 23 or 25 hours."""
    assert next_round(frequency, at(now)) == at(then)
    assert next_round("sofort", at(now)) is None


@pytest.mark.parametrize(
    ("hours", "now", "fold", "end"),
    [
        ("22:00-07:00", "2027-05-03T21:59", 0, None),
        ("22:00-07:00", "2027-05-03T22:00", 0, "2027-05-04T07:00"),
        ("22:00-07:00", "2027-05-03T23:59", 0, "2027-05-04T07:00"),
        ("22:00-07:00", "2027-05-04T00:00", 0, "2027-05-04T07:00"),  # past midnight
        ("22:00-07:00", "2027-05-04T06:59", 0, "2027-05-04T07:00"),
        ("22:00-07:00", "2027-05-04T07:00", 0, None),
        ("12:00-14:00", "2027-05-04T13:00", 0, "2027-05-04T14:00"),
        ("12:00-14:00", "2027-05-04T14:00", 0, None),
        ("22:00-07:00", "2027-03-27T23:00", 0, "2027-03-28T07:00"),
        ("22:00-07:00", "2027-10-30T23:00", 0, "2027-10-31T07:00"),
        ("22:00-02:30", "2027-03-28T01:59", 0, "2027-03-28T03:30"),  # half past two does not exist
        ("22:00-02:30", "2027-10-31T02:10", 0, "2027-10-31T02:30+"),  # half past two comes twice: the second ends it
        ("22:00-02:30", "2027-10-31T02:10", 1, "2027-10-31T02:30+"),
        ("22:00-02:30", "2027-10-31T02:30", 1, None),
        ("02:15-06:00", "2027-10-31T02:20", 0, "2027-10-31T06:00"),
        ("02:15-06:00", "2027-10-31T02:05", 1, "2027-10-31T06:00"),  # begun with the first quarter past two
        ("23:00-06:00", "2028-02-28T23:30", 0, "2028-02-29T06:00"),
        ("23:00-06:00", "2028-02-29T23:30", 0, "2028-03-01T06:00"),
        ("23:00-06:00", "2027-12-31T23:30", 0, "2028-01-01T06:00"),
    ],
)
def test_quiet_hours_end_when_the_clock_on_the_wall_says_so(hours: str, now: str, fold: int, end: str | None) -> None:
    """Across midnight, over both changes of the clock, on the leap day."""
    first, last = (time.fromisoformat(part) for part in hours.split("-"))
    wanted = at(end.rstrip("+"), fold=int(end.endswith("+"))) if end else None
    assert quiet_until(Wish("sofort", first, last), at(now, fold)) == wanted


@given(now=INSTANTS, first=TIMES, last=TIMES)
def test_after_the_end_of_quiet_hours_it_is_not_quiet(now: datetime, first: time, last: time) -> None:
    """So a mail is put off once, and by less than a day and the hour of the clock."""
    if length(first, last) > timedelta(hours=12):
        return
    wish = Wish("sofort", first, last)
    end = quiet_until(wish, now)
    if end is not None:
        assert now < end <= now + timedelta(hours=13)
        assert quiet_until(wish, end) is None


@given(now=INSTANTS, first=TIMES, last=TIMES)
def test_it_is_quiet_where_the_wall_shows_a_time_between(now: datetime, first: time, last: time) -> None:
    """Checked against the plain reading of a clock, on every day on which the clock does not change."""
    local = now.astimezone(BERLIN)
    days = {(local + timedelta(days=number)).utcoffset() for number in (-1, 0, 1)}
    if len(days) > 1 or first == last:
        return
    shown = local.time()
    plain = first <= shown < last if first < last else shown >= first or shown < last
    assert (quiet_until(Wish("sofort", first, last), now) is not None) == plain


@given(now=INSTANTS)
def test_a_round_is_never_past_and_never_left_out(now: datetime) -> None:
    """A day's at most 25 hours away, a week's on a Monday; both at eight."""
    daily, weekly = next_round("taeglich", now), next_round("woechentlich", now)
    assert daily is not None
    assert weekly is not None
    assert now < daily <= now + timedelta(hours=25)
    assert now < weekly <= now + timedelta(days=7, hours=1)
    assert weekly.astimezone(BERLIN).weekday() == 0
    assert {one.astimezone(BERLIN).time() for one in (daily, weekly, this_monday(now))} == {time(8)}


def test_what_would_be_over_by_its_round_goes_at_once() -> None:
    """And what needs an answer, or concerns safety, is never collected."""
    tuesday = at("2027-05-04T12:00")
    assert held_until(KINDS["tandem_ended"], "woechentlich", tuesday) == at("2027-05-10T08:00")
    assert held_until(KINDS["absence_ends"], "woechentlich", tuesday) is None, "it lasts for three days"
    assert held_until(KINDS["absence_ends"], "taeglich", tuesday) == at("2027-05-05T08:00")
    for known in KINDS.values():
        if known.pace is not Pace.TELLS:
            assert held_until(known, "woechentlich", tuesday) is None
