"""The graph of a day: fading ties, windows, past states, and clear errors."""

from __future__ import annotations

from datetime import date, timedelta

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from network import Actor, Snapshot, Tie, UnknownActor, build, fading_weight, rows, tie_rows

ON = date(2026, 6, 30)
PEOPLE = [Actor("s", "staff", "1", paid=True), Actor("v", "volunteer", "1", paid=False)]


def tie(**more: object) -> Tie:
    """A tie of one year that was used today."""
    return Tie(
        **{
            "source": "s",
            "target": "v",
            "kind": "tandem",
            "since": date(2025, 6, 30),
            "last_contact": ON,
            **more,
        }
    )


@given(st.integers(0, 3000), st.integers(1, 4), st.integers(1, 1000))
def test_weight_halves_every_half_life(age: int, intensity: int, half_life: int) -> None:
    """Another half-life without contact halves the weight; it never leaves (0, intensity]."""
    weight = fading_weight(tie(last_contact=ON - timedelta(days=age), intensity=intensity), ON, half_life)
    later = fading_weight(tie(last_contact=ON - timedelta(days=age + half_life), intensity=intensity), ON, half_life)
    assert later == pytest.approx(weight / 2)
    assert 0 <= weight <= intensity


def test_pair_is_summed() -> None:
    """Two kinds of cooperation are one edge with both."""
    graph = build(PEOPLE, [tie(intensity=2, count=3), tie(kind="schulung", intensity=1, source="v", target="s")], on=ON)
    edge = graph["s"]["v"]
    assert (edge["weight"], edge["count"], edge["kinds"]) == (3.0, 4, ("schulung", "tandem"))


def test_window_drops_old_contact_but_not_agreements() -> None:
    """Within a window only used ties count; a membership holds by itself."""
    old = ON - timedelta(days=100)
    assert build(PEOPLE, [tie(last_contact=old)], on=ON, window_days=99).number_of_edges() == 0
    assert build(PEOPLE, [tie(last_contact=old)], on=ON, window_days=100).number_of_edges() == 1
    assert build(PEOPLE, [tie(last_contact=old, kind="membership")], on=ON, window_days=9).number_of_edges() == 1


def test_past_state_knows_nothing_of_the_future() -> None:
    """On an earlier day later ties, later contacts and later people do not exist."""
    people = [*PEOPLE, Actor("n", "volunteer", "1", paid=False, since=ON)]
    shot = Snapshot(on=ON, actors=tuple(people), ties=(tie(), Tie("s", "n", "tandem", since=ON)))
    past = shot.at(date(2025, 7, 1)).graph
    assert set(past) == {"s", "v"}
    assert past["s"]["v"]["last_contact"] == date(2025, 7, 1)
    assert shot.at(date(2025, 6, 29)).graph.number_of_edges() == 0
    assert build(PEOPLE, [tie(until=ON)], on=ON).number_of_edges() == 0


def test_same_records_same_graph() -> None:
    """The order of records does not matter."""
    more = [tie(), tie(kind="schulung")]
    first, second = build(PEOPLE, more, on=ON), build(PEOPLE[::-1], more[::-1], on=ON)
    assert list(first) == list(second)
    assert nx.utils.graphs_equal(first, second)


def test_errors_are_sentences() -> None:
    """Unknown ends, kinds, intensities and half-lives are refused."""
    with pytest.raises(UnknownActor, match="'x'"):
        build(PEOPLE, [tie(target="x")], on=ON)
    with pytest.raises(ValueError, match="kind"):
        Actor("a", "robot", "1", paid=True)
    with pytest.raises(ValueError, match="intensity"):
        tie(intensity=5)
    with pytest.raises(ValueError, match="half-life"):
        fading_weight(tie(), ON, 0)


def test_loop_is_no_tie() -> None:
    """A tie of somebody with themselves adds no edge."""
    assert build(PEOPLE, [tie(target="s")], on=ON).number_of_edges() == 0


def test_rows_say_what_the_picture_shows() -> None:
    """Rows carry ties by side, last contact and isolation."""
    people = [*PEOPLE, Actor("w", "volunteer", "2", paid=False, label="Lots:in")]
    graph = build(people, [tie()], on=ON)
    s, v, w = rows(graph)
    assert (s.paid_tie_count, s.voluntary_tie_count, v.paid_tie_count) == (0, 1, 1)
    assert (w.is_isolated, w.label, w.last_contact) == (True, "Lots:in", None)
    assert [(row.source, row.target, row.weight) for row in tie_rows(graph)] == [("s", "v", 2.0)]
