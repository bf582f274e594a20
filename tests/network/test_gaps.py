"""The list of all gaps: order, keys, selection, and networks of any shape."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from network import Snapshot, gaps
from tests.network.gap_examples import ASKED, MIRA, ON, STAFF, body, snapshot


def test_ranking_is_stable_and_keys_are_unique() -> None:
    """The list does not depend on the order of records, and each gap has one key."""
    actors = (MIRA, STAFF, body("o1", "mso"), body("o2", "jobcenter", paid=True))
    requests = (ASKED, replace(ASKED, id="r2", language="ara", opened_on=ON - timedelta(days=40)))
    first = gaps(snapshot(*actors, requests=requests))
    assert first == gaps(snapshot(*actors[::-1], requests=requests[::-1]))
    assert len({one.key for one in first}) == len(first)
    assert [one.severity for one in first] == sorted((one.severity for one in first), reverse=True)


def test_only_asked_rules() -> None:
    """A selection of rules gives only their findings; an unknown rule is an error."""
    assert {one.code for one in gaps(snapshot(MIRA), ["isolated"])} == {"isolated"}
    with pytest.raises(KeyError):
        gaps(snapshot(MIRA), ["L99"])


def test_empty_network_has_no_gaps() -> None:
    """No records, no findings, no crash."""
    assert gaps(Snapshot(on=ON)) == []
