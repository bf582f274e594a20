"""Learning from the region's own tandems: who counts, how many it takes, and nothing by itself."""

import random
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from lotsen import clock
from lotsen.extensions import db
from lotsen.help_requests.models import HelpRequest
from lotsen.matching_runs import lessons as room
from lotsen.regions import weights
from lotsen.tandems.models import Tandem
from matching.settings import WEIGHTS
from tests import factories
from tests.lotsen.help_requests.scene import sign_in
from tests.pages import Pages

URL = "/regionen/gewichte?gelernt=1"


def _tandem(request: HelpRequest, *, near: int, days: int, **values: Any) -> None:
    """One that ended after so many days; ``near`` is how good the way was, per mille."""
    points = near * WEIGHTS["place.distance"] // 1000
    begun = clock.today() - timedelta(days=400)
    person = factories.volunteer()
    reasons = [{"code": "place.distance", "facts": {"distance_km": 1.0}, "points": points}]
    proposal = factories.proposal(request, person, status="angenommen", reasons=reasons)
    state = {"status": "abgebrochen", "is_running": False, "started_on": begun, "end_reason": "passt_nicht",
             "ended_on": begun + timedelta(days=days)}  # fmt: skip
    factories.tandem(request, person, proposal_id=proposal.id, **{**state, **values})


@pytest.fixture
def request_of(app: Flask, here: str) -> HelpRequest:
    """A request that many tried to help with."""
    asked: HelpRequest = factories.help_request(status="aktiv")
    return asked


def test_only_what_is_decided_counts(request_of: HelpRequest) -> None:
    """Ended after a hundred days lasted, after ten did not; one that runs for ten days says nothing."""
    _tandem(request_of, near=1000, days=100)
    _tandem(request_of, near=0, days=10)
    _tandem(request_of, near=500, days=0, status="aktiv", is_running=True, end_reason=None, ended_on=None,
            started_on=clock.today() - timedelta(days=10))  # fmt: skip
    db.session.commit()
    found = sorted(room._outcomes(), key=lambda one: one.lasted)
    assert [(one.lasted, one.qualities["place.distance"]) for one in found] == [(False, 0), (True, 1000)]
    assert room.lessons().learned is None


def test_enough_tandems_teach_what_made_them_last(request_of: HelpRequest, pages: Pages) -> None:
    """Where only the way decided, the way gets more than it had; and nothing holds before it is saved."""
    dice = random.Random(4)
    for _number in range(room.LEAST + 20):
        near = dice.randint(0, 1000)
        _tandem(request_of, near=near, days=200 if dice.random() < near / 1000 else 5)
    coordinator = factories.account("coordinator")
    db.session.commit()
    told = room.lessons()
    assert told.learned is not None
    assert told.shares["place.distance"] > weights.DEFAULT_SHARES["place.distance"]
    assert told.shares["gender.wish"] == weights.DEFAULT_SHARES["gender.wish"]  # never learned
    assert sum(told.shares.values()) == 100
    page = sign_in(pages, coordinator).get(URL).text
    assert f'value="{told.shares["place.distance"]}"' in page
    assert weights.versions() == []


def test_too_few_are_told_how_many_it_takes(pages: Pages, request_of: HelpRequest) -> None:
    """A number and a reason instead of weights from nothing."""
    _tandem(request_of, near=1000, days=100)
    coordinator = factories.account("coordinator")
    db.session.commit()
    page = sign_in(pages, coordinator).get(URL).text
    assert "braucht es 200 Tandems" in page
    assert "Bisher sind es 1." in page


def test_whole_per_cent_lose_nothing() -> None:
    """Three thirds are 34, 33, 33."""
    assert sorted(room._whole({"a": 1, "b": 1, "c": 1}).values()) == [33, 33, 34]


def test_agreed_by_one_side_alone_did_not_last(here: str) -> None:
    """However long it took to end."""
    begun = clock.today() - timedelta(days=200)
    one_sided = Tandem(started_on=begun, ended_on=clock.today(), status="abgebrochen", is_running=False,
                       volunteer_agreed_at=clock.now())  # fmt: skip
    assert room._lasted(one_sided) is False
