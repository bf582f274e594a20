"""What-if is a difference against today, and can be undone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from network import Actor, HelpRequest, Place, Snapshot, Tie, UnknownActor
from network.whatif import Scenario, applied, between, compared, difference, loaded, saved

ON = date(2026, 11, 1)
SHOT = Snapshot(
    on=ON,
    places=(Place("a", "A", 50, 9),),
    actors=(
        Actor("s", "staff", "a", paid=True),
        Actor("v", "volunteer", "a", paid=False, languages=("tir",), needs=("gesundheit",)),
        Actor("w", "volunteer", "a", paid=False, languages=("tir",), needs=("wohnen",)),
    ),
    ties=(Tie("s", "v", "tandem"), Tie("s", "w", "tandem")),
    requests=(HelpRequest("r", "a", "tir", "gesundheit", ON),),
)


def test_leaving_tears_the_network() -> None:
    """Without the only staff member both volunteers are alone."""
    found = difference(SHOT, Scenario().without("s"))
    assert found.newly_alone == ("v", "w")
    assert (found.before.isolated_count, found.after.isolated_count) == (0, 2)
    assert (found.before.component_count, found.after.component_count) == (1, 2)
    assert len(found.cut_off) == 1
    assert found.unmet_change == 0.0


def test_leaving_opens_a_gap() -> None:
    """Without the only speaker for health the request is unserved."""
    found = difference(SHOT, Scenario().without("v"))
    assert "L1_unversorgt:a/tir/gesundheit" in found.opened
    assert found.unmet_change > 0.9
    assert found.after.covered_one == 0.0


def test_training_closes_it_again() -> None:
    """If the other one learns it before, nobody misses anything."""
    found = difference(SHOT, Scenario().with_training("w", "gesundheit").without("v"))
    assert not [key for key in found.opened if key.startswith("L1")]
    assert found.unmet_change == 0.0


def test_nothing_changes_nothing() -> None:
    """The empty scenario is no difference; scenarios leave the records alone."""
    found = difference(SHOT, Scenario())
    assert found.before == found.after
    assert found.opened == found.closed == found.newly_alone == found.cut_off == ()
    assert applied(SHOT, Scenario().without("s")) != SHOT
    assert len(SHOT.actors) == 3


def test_ties_come_and_go() -> None:
    """A removed tie isolates, a new one joins."""
    assert difference(SHOT, Scenario().without_tie("w", "s")).newly_alone == ("w",)
    joined = Scenario().without_tie("w", "s").with_actor(Actor("n", "staff", "a", paid=True))
    found = difference(SHOT, joined.with_tie(Tie("n", "w", "tandem")))
    assert found.newly_alone == ()
    assert found.after.node_count == 4


def test_undo_and_compare() -> None:
    """Undo takes back the last change only; several scenarios stand beside each other."""
    one = Scenario().without("v")
    assert one.without("w").undone() == one
    assert Scenario().undone() == Scenario()
    assert [found.after.node_count for found in compared(SHOT, [one, one.without("w")])] == [2, 1]


def test_saved_and_loaded() -> None:
    """A scenario survives being a text in a link; nonsense is refused."""
    one = Scenario().without("v").without_tie("s", "w").with_training("w", "schule")
    two = one.with_actor(SHOT.actors[0]).with_tie(Tie("s", "w", "tandem", since=ON))
    assert loaded(saved(two)) == replace(two, before=None)
    for bad in ("[]", "{", '{"added": [{"id": 1}]}'):
        with pytest.raises(ValueError, match=r".+"):
            loaded(bad)


def test_since_last_month() -> None:
    """Between two days of the same records: the tie of today has not been there before."""
    grown = replace(SHOT, ties=(Tie("s", "v", "tandem", since=date(2026, 10, 20)), *SHOT.ties[1:]))
    found = between(grown.at(date(2026, 10, 1)), grown)
    assert (found.before.isolated_count, found.after.isolated_count) == (1, 0)
    assert "isolated:v" in found.closed


def test_unknown_ids_are_refused() -> None:
    """Nobody can leave who is not there."""
    with pytest.raises(UnknownActor, match="'x'"):
        difference(SHOT, Scenario().without("x"))
