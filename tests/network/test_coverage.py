"""Coverage equals counting by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from network import Actor, HelpRequest, Place, Snapshot
from network.coverage import Coverage, coverage
from network.demand import Assumptions, expected_days
from network.reach import can_serve
from tests.network.small_region import ON, small_region


def cells_of(found: Coverage) -> list[tuple[str, str, str]]:
    """All cells in the order of the flat tables."""
    grid = found.grid
    return [(m, one, need) for m in grid.municipalities for one in grid.languages for need in grid.needs]


@pytest.mark.parametrize("remote", [frozenset(), frozenset({"arbeit"})])
@pytest.mark.parametrize("seed", range(4))
def test_counts_equal_asking_everybody(seed: int, remote: frozenset[str]) -> None:
    """The sparse product counts exactly those volunteers who can serve a cell."""
    shot = small_region(seed)
    found = coverage(shot, Assumptions(remote_needs=remote))
    expected = [
        sum(can_serve(actor, cell, shot.places_by_ags, 15.0, is_remote=cell[2] in remote) for actor in shot.actors)
        for cell in cells_of(found)
    ]
    assert found.count.ravel().tolist() == expected


@pytest.mark.parametrize("seed", range(4))
def test_asking_the_near_ones_finds_everybody(seed: int) -> None:
    """Asking only those who live near finds everybody whom asking all would find."""
    shot = small_region(seed)
    remote = tuple(replace(one, is_remote=index % 2 == 0) for index, one in enumerate(shot.requests))
    shot = replace(shot, requests=remote, actors=(*shot.actors[:-1], replace(shot.actors[-1], serves=("m0", "m8"))))
    assert shot.reach
    for cell, found in shot.reach.items():
        afar = all(one.is_remote for one in shot.open_cells[cell])
        places = shot.places_by_ags
        expected = [one for one in shot.active_actors if can_serve(one, cell, places, 15.0, is_remote=afar)]
        assert found == (len(expected), sum(bool(one.is_woman) for one in expected))


@pytest.mark.parametrize("remote", [frozenset(), frozenset({"arbeit"})])
def test_sole_cover_loss_equals_leaving(remote: frozenset[str]) -> None:
    """What hangs on one person is what the gap grows by when that person leaves."""
    shot = small_region(5)
    rules = Assumptions(remote_needs=remote)
    today = coverage(shot, rules)
    for volunteer, lost in today.sole_cover_losses().items():
        rest = replace(shot, actors=tuple(one for one in shot.actors if one.id != volunteer))
        assert coverage(rest, rules).gap(1) - today.gap(1) == pytest.approx(lost, abs=1e-9)


def test_demand_keeps_what_the_region_has_seen() -> None:
    """Shrinkage moves expected requests between municipalities, but adds and loses none."""
    shot = small_region(1)
    fading = sum(0.5 ** ((ON - one.opened_on).days / 180) for one in shot.requests)
    expected = fading / expected_days(720, 180) * 90
    assert coverage(shot).demand.expected.sum() == pytest.approx(expected)
    open_count = sum(one.is_open(ON) for one in shot.requests)
    assert coverage(shot).demand.open.sum() == open_count


def test_demand_by_hand() -> None:
    """One request today in one of two equal municipalities: it expects two thirds, its neighbour a third."""
    places = (Place("a", "A", 50, 9), Place("b", "B", 50.05, 9))
    shot = Snapshot(on=ON, places=places, requests=(HelpRequest("r", "a", "ara", "arbeit", ON),))
    a, b = coverage(shot).demand.expected.ravel().tolist()
    whole = 90 / expected_days(720, 180)
    # (1 + 2 · 1/2) / 3 of one request, and (0 + 2 · 1/2) / 3.
    assert (a, b) == pytest.approx((whole * 2 / 3, whole / 3))


def test_regions_do_not_share_their_past() -> None:
    """What one region asks for says nothing about the next."""
    places = (Place("a", "A", 50, 9, region="1"), Place("b", "B", 50.05, 9, region="2"))
    shot = Snapshot(on=ON, places=places, requests=(HelpRequest("r", "a", "ara", "arbeit", ON),))
    assert coverage(shot).demand.expected.ravel()[1] == 0.0


def test_bus_factor_by_hand() -> None:
    """Of three people one alone covers the larger half: one leaving is enough; equal doubles need two."""
    place = (Place("a", "A", 50, 9),)
    requests = tuple(
        HelpRequest(f"r{i}", "a", "ara", need, ON) for i, need in enumerate(("arbeit", "arbeit", "wohnen"))
    )
    first = Actor("v1", "volunteer", "a", paid=False, languages=("ara",), needs=("arbeit",))
    second = replace(first, id="v2", needs=("wohnen",))
    shot = Snapshot(on=ON, places=place, requests=requests, actors=(first, second))
    assert coverage(shot).bus_factor("a") == 1
    doubled = replace(shot, actors=(first, second, replace(first, id="v3")))
    assert coverage(doubled).bus_factor("a") == 2
    assert coverage(replace(shot, actors=())).bus_factor("a") is None


def test_cells_are_listed_by_demand() -> None:
    """The table shows the largest demand first, with who could help."""
    rows = coverage(small_region(1)).cells()
    demand = [row.open_count + row.expected_count for row in rows]
    assert demand == pytest.approx(sorted(demand, reverse=True), abs=1e-3)
