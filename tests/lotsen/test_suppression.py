"""Numbers betray nobody: judged by whoever knows every shown number and subtracts."""

from datetime import date, timedelta

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st
from scipy.optimize import linprog

from lotsen.statistics.cutoff import last_day
from lotsen.suppression import LEAST, pool, showable_parts, size

PEOPLE = st.integers(0, 6).flatmap(lambda count: st.lists(st.integers(0, 40), min_size=count, max_size=12))
GROUPS = st.dictionaries(st.sampled_from("abcdefg"), PEOPLE, max_size=7)
PARTS = st.lists(st.integers(5, 30).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))), max_size=8)


@given(GROUPS)
def test_no_shown_number_stands_for_fewer_than_five_people(groups):
    """Neither a group, nor the rest, nor the total."""
    pooled = pool({key: size(people) for key, people in groups.items()})
    shown = [*pooled.shown.values(), *([pooled.rest] if pooled.rest else []), *([pooled.total] if pooled.total else [])]
    assert all(len(found.people) >= LEAST for found in shown)


@given(GROUPS)
@example({"a": list(range(30)), "b": [1, 2]})
def test_what_is_hidden_cannot_be_worked_out(groups):
    """The total minus what is shown is the rest, and at least two groups are in it."""
    pooled = pool({key: size(people) for key, people in groups.items()})
    if pooled.total is not None and pooled.hidden:
        assert len(pooled.hidden) >= 2
        assert pooled.rest is not None
        assert sum(found.units for found in pooled.shown.values()) + pooled.rest.units == pooled.total.units


@given(GROUPS)
def test_the_total_is_the_same_in_every_table(groups):
    """A number hidden in one table and shown in another would be hidden nowhere."""
    everybody = [person for people in groups.values() for person in people]
    total = pool({key: size(people) for key, people in groups.items()}).total
    alone = pool({"all": size(everybody)}).total if everybody else None
    assert (total is None) == (alone is None)


def _interval(parts, shows, total, hidden):
    """What an attacker knows of one hidden part: least and greatest value that agree with all shown numbers."""
    count = len(parts)
    rows, values = [], []
    for place, (part, _whole) in enumerate(parts):
        if shows[place]:
            rows.append([float(other == place) for other in range(count)])
            values.append(part)
    if total:
        rows.append([1.0] * count)
        values.append(sum(part for part, _ in parts))
    bounds = [(0, whole) for _, whole in parts]
    ends = []
    for sign in (1, -1):
        aim = np.zeros(count)
        aim[hidden] = sign
        found = linprog(aim, A_eq=np.array(rows) if rows else None, b_eq=values if rows else None, bounds=bounds)
        ends.append(sign * found.fun)
    return ends


@given(PARTS)
@example([(12, 30), (2, 15)])
@example([(28, 30), (15, 30), (9, 20)])
def test_an_attacker_with_all_shown_numbers_learns_no_hidden_part(parts):
    """By linear programming: every hidden part could still be any of at least five values."""
    shows, total = showable_parts(parts)
    for place, shown in enumerate(shows):
        if not shown:
            least, most = _interval(parts, shows, total, place)
            assert most - least >= LEAST - 1e-6


def test_hiding_only_the_small_cell_is_not_enough():
    """The negative control: with the total known, one hidden cell is no secret."""
    least, most = _interval([(12, 30), (2, 15)], [True, False], True, 1)
    assert most - least < 1e-6


@given(st.lists(st.integers(0, 700), max_size=60), st.integers(0, 800))
def test_two_statistics_one_after_the_other_are_five_people_apart(offsets, day):
    """Whoever compares last month's page with this month's learns of no single person."""
    begin = date(2025, 1, 1)
    arrivals = [begin + timedelta(days=one) for one in offsets]
    today = begin + timedelta(days=day)
    before, after = last_day(arrivals, today), last_day(arrivals, today + timedelta(days=40))
    if after is not None and before != after:
        assert sum(before is None or one > before for one in arrivals if one <= after) >= LEAST
