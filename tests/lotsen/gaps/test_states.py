"""The life of a gap: which step leads where, and what the computation does by itself."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from lotsen.gaps import models, states
from lotsen.gaps.forms import MOVE_LABELS, STEP_LABELS
from lotsen.gaps.states import Standing, after, follow

TODAY = date(2026, 6, 1)
DAYS = st.integers(-40, 40).map(lambda days: TODAY + timedelta(days=days))


@pytest.mark.parametrize(
    ("status", "step", "then"),
    [
        ("neu", "begonnen", "in_arbeit"),
        ("neu", "vorstellung", "in_arbeit"),
        ("in_arbeit", "schulung", "in_arbeit"),
        ("in_arbeit", "abgegeben", "neu"),
        ("in_arbeit", "erledigt", "geschlossen"),
        ("neu", "angenommen", "geschlossen"),
        ("geschlossen", "geoeffnet", "neu"),
        ("geschlossen", "notiz", "geschlossen"),
        ("in_arbeit", "begonnen", None),
        ("geschlossen", "begonnen", None),
        ("geschlossen", "werbetext", None),
        ("geschlossen", "erledigt", None),
        ("neu", "abgegeben", None),
        ("neu", "geoeffnet", None),
    ],
)
def test_a_step_leads_on_or_cannot_happen(status: str, step: str, then: str | None) -> None:
    """The table of steps, worked by hand."""
    assert after(status, step) == then


@pytest.mark.parametrize(
    ("standing", "is_found", "step"),
    [
        (Standing("neu"), True, None),
        (Standing("neu"), False, "von_selbst"),
        (Standing("in_arbeit"), False, "von_selbst"),
        (Standing("geschlossen", "von_selbst", is_found=False), True, "wieder_da"),
        (Standing("geschlossen", "erledigt", is_found=False), True, "wieder_da"),
        (Standing("geschlossen", "von_selbst", is_found=False), False, None),
        (Standing("geschlossen", "angenommen", look_again_on=TODAY + timedelta(1)), True, None),
        (Standing("geschlossen", "angenommen", look_again_on=TODAY), True, "wiedervorlage"),
        (Standing("geschlossen", "angenommen", look_again_on=TODAY), False, None),
        (Standing("geschlossen", "erledigt", look_again_on=TODAY + timedelta(1)), True, None),
        (Standing("geschlossen", "erledigt", look_again_on=TODAY), True, "besteht_weiter"),
    ],
)
def test_the_computation_moves_a_gap_by_itself(standing: Standing, is_found: bool, step: str | None) -> None:
    """Gone closes, back opens, and a day to look again brings it back only while it is found."""
    assert follow(standing, is_found=is_found, today=TODAY) == step


@given(st.sampled_from(models.STATES), st.sampled_from(models.ENDS), st.booleans(), st.booleans(), DAYS)
def test_what_follows_by_itself_can_always_happen(
    status: str, ended_as: str, was_found: bool, is_found: bool, day: date
) -> None:
    """The computation never asks for a step that the table forbids, and after it nothing more follows."""
    is_closed = status == states.CLOSED
    standing = Standing(status, ended_as if is_closed else None, was_found, day if is_closed else None)
    step = follow(standing, is_found=is_found, today=TODAY)
    if step:
        then = after(status, step)
        assert then is not None
        settled = Standing(then, step if step in states.ENDS else None, is_found)
        assert follow(settled, is_found=is_found, today=TODAY) is None


def test_every_step_has_words_and_a_place_in_the_table() -> None:
    """What the database allows, the page can say."""
    assert set(models.STEPS) == set(STEP_LABELS) == set(states.MOVES) | states.NOTED
    assert set(MOVE_LABELS) <= set(models.STEPS)
    assert set(models.ENDS) == states.ENDS


class LifeOfAGap(RuleBasedStateMachine):
    """People and computations take turns; the gap is always somewhere sensible."""

    def __init__(self) -> None:
        super().__init__()
        self.standing, self.today = Standing(states.NEW), TODAY

    @rule(step=st.sampled_from(sorted(MOVE_LABELS)))
    def somebody_acts(self, step: str) -> None:
        """A person takes a step, where it is possible."""
        then = after(self.standing.status, step)
        if then is not None and step not in states.NOTED:
            day = self.today + timedelta(days=14) if step in states.ENDS else None
            self.standing = Standing(then, step if step in states.ENDS else None, self.standing.is_found, day)

    @rule(is_found=st.booleans(), days=st.integers(0, 20))
    def time_passes(self, is_found: bool, days: int) -> None:
        """Some days later the rules are computed again."""
        self.today += timedelta(days=days)
        step = follow(self.standing, is_found=is_found, today=self.today)
        old = self.standing
        if step is None:
            self.standing = Standing(old.status, old.ended_as, is_found, old.look_again_on)
        else:
            then = after(old.status, step)
            assert then is not None
            self.standing = Standing(then, step if step in states.ENDS else None, is_found)
        if not is_found:
            assert self.standing.status == states.CLOSED

    @invariant()
    def closed_has_a_reason_and_open_has_none(self) -> None:
        """As the database demands."""
        assert (self.standing.status == states.CLOSED) is (self.standing.ended_as is not None)


TestLifeOfAGap = LifeOfAGap.TestCase
