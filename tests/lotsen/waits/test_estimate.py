"""The estimate itself: known courses come back, unfinished waits count, announcements come true."""

import math
import random
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotsen.waits.back_test import PastWait, announce_by_mean, calibrate, error, log_score
from lotsen.waits.estimate import EDGES, FOUND, LOST, STILL, Spell, fit

SPELLS = st.lists(
    st.builds(
        Spell,
        days=st.integers(0, 500),
        outcome=st.sampled_from((FOUND, LOST, STILL)),
        group=st.sampled_from(((), ("few",), ("few", "lotse"), ("many",))),
    ),
    max_size=40,
)


def _waits(rate: float, count: int, *, group=("few",), seed: int = 1) -> list[Spell]:
    dice = random.Random(seed)
    return [Spell(math.ceil(dice.expovariate(rate)), FOUND, group) for _ in range(count)]


def test_an_even_course_comes_back():
    """Found at 5 % a day: half after about 14 days, eight of ten after about 32."""
    curve = fit(_waits(0.05, 3000)).curve(("few",))
    assert curve.days_until(0.5) == pytest.approx(14, abs=1)
    assert curve.days_until(0.8) == pytest.approx(32, abs=2)


def test_waits_that_are_not_over_make_the_estimate_longer():
    """The negative control of censoring: who leaves them out promises too much."""
    ended = _waits(0.1, 60)
    still = [Spell(40, STILL, ("few",))] * 60
    honest, naive = fit([*ended, *still]).curve(("few",)), fit(ended).curve(("few",))
    assert honest.share_by(30) < naive.share_by(30) - 0.2


def test_where_half_find_nobody_no_eight_of_ten_are_promised():
    """A request closed without anybody is no slow success."""
    curve = fit([*_waits(0.2, 100), *[Spell(8, LOST, ("few",))] * 100]).curve(("few",))
    assert curve.days_until(0.8) is None
    assert curve.share_by(365) < 0.65


def test_three_lucky_cases_are_no_promise():
    """A small group leans on the region; a big one speaks for itself."""
    slow = _waits(0.02, 300, group=("none",))
    lucky = fit([*slow, *[Spell(1, FOUND, ("many",))] * 3]).curve(("many",))
    sure = fit([*slow, *[Spell(1, FOUND, ("many",))] * 200]).curve(("many",))
    assert (lucky.days_until(0.8) or 999) > 2 * (sure.days_until(0.8) or 999)


def test_whoever_has_waited_long_is_told_about_those_who_waited_long():
    """The chance per day falls in the past, so the remaining wait grows with the wait."""
    past = [*_waits(0.5, 200), *_waits(0.01, 100, seed=2)]
    curve = fit(past).curve(("few",))
    assert (curve.days_until(0.5, waited=30) or 999) > (curve.days_until(0.5) or 999)


def test_nothing_is_promised_from_nothing():
    """An empty past gives no days, and no fault."""
    curve = fit([]).curve(("few", "lotse"))
    assert (curve.days_until(0.5), curve.share_by(365), fit([]).found_count) == (None, 0.0, 0)


@given(SPELLS, st.integers(0, 300))
def test_shares_only_grow_and_stay_below_one(spells, waited):
    """For any past: a share between 0 and 1 that never falls with the days."""
    curve = fit(spells).curve(("few", "lotse"))
    shares = [curve.share_by(days, waited=waited) for days in range(0, EDGES[-1], 13)]
    assert all(0 <= one <= 1 + 1e-9 for one in shares)
    assert all(one <= other + 1e-9 for one, other in pairwise(shares))


@given(SPELLS, st.sampled_from((0.2, 0.5, 0.8)), st.integers(0, 300))
def test_the_announced_day_is_the_first_that_keeps_its_word(spells, share, waited):
    """days_until and share_by say the same."""
    curve = fit(spells).curve(("few",))
    days = curve.days_until(share, waited=waited)
    if days is not None:
        assert curve.share_by(days, waited=waited) >= share
        assert days == 1 or curve.share_by(days - 1, waited=waited) < share


def _record(count: int = 900, seed: int = 3) -> list[PastWait]:
    """Two and a half years in which the few wait fifteen times as long as the many."""
    dice, begin = random.Random(seed), date(2024, 1, 1)
    found = []
    for _ in range(count):
        group, rate = dice.choice(((("few",), 0.02), (("many",), 0.3)))
        gives_up = dice.random() < 0.1
        days = math.ceil(dice.expovariate(rate))
        began = begin + timedelta(days=dice.randint(0, 900))
        found.append(PastWait(began, 60 if gives_up else days, LOST if gives_up else FOUND, group))
    return found


def test_announcements_come_true_and_the_plain_mean_does_not():
    """Announced from the past alone: within five points, better than the mean of 90 days in both scores."""
    past, until = _record(), date(2026, 7, 1)
    lines = calibrate(past, until=until)
    peer = calibrate(past, until=until, announce=announce_by_mean)
    assert (error(lines) or 99) < 5 < (error(peer) or 0)
    assert (log_score(past, until=until) or -99) > (log_score(past, until=until, announce=announce_by_mean) or 0)


def test_a_back_test_never_looks_ahead():
    """What happens after the beginning of a month changes nothing that was announced in it."""
    past = _record(300)
    day = date(2025, 6, 1)
    cut = [PastWait(one.began_on, min(one.days, (day - one.began_on).days + 1), one.outcome if
           one.began_on + timedelta(days=one.days) <= day else STILL, one.group)
           for one in past if one.began_on < day]  # fmt: skip
    known = fit(one.seen_on(day) for one in past if one.began_on < day).curve(("few",))
    assert known == fit(one.seen_on(day) for one in cut).curve(("few",))


def test_too_short_a_record_is_no_judgement():
    """Fewer than twenty that ended well: nothing is announced and nothing judged."""
    lines = calibrate(_record(15), until=date(2026, 7, 1))
    assert [line.observed for line in lines] == [None] * 5
    assert error(lines) is None
