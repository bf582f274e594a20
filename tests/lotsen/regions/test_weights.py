"""Weights of the matching: from a day on, adding up, tried out first, and never changing what was."""

import uuid
from datetime import date, timedelta

import pytest
from flask import Flask

from lotsen import clock
from lotsen.database import writing
from lotsen.errors import Conflict, Invalid, NotFound
from lotsen.extensions import db
from lotsen.proposals import ranking
from lotsen.regions import weights
from lotsen.regions.models import MatchingWeights
from matching.settings import WEIGHTS
from tests import factories
from tests.lotsen.help_requests.scene import Scene, scene, sign_in
from tests.pages import Pages

URL = "/regionen/gewichte"
NEAR = {**dict.fromkeys(WEIGHTS, 0), "place.distance": 100}
SPEAKS = {**dict.fromkeys(WEIGHTS, 0), "language.shared": 100}


def _plan(shares: dict[str, int], valid_from: date) -> MatchingWeights:
    by = factories.account("coordinator").id
    return weights.plan(uuid.uuid4(), valid_from=valid_from, shares=shares, waiting_points=2, by=by)


def test_each_day_has_its_own_weights(here: str) -> None:
    """Before the first choice the programme's, then each from its day on; a whole year checked by hand."""
    today = clock.today()
    with writing():
        _plan(NEAR, today + timedelta(days=10))
        _plan(SPEAKS, today + timedelta(days=20))
    for day in range(40):
        found = weights.settings_of(today + timedelta(days=day)).weights
        wanted = WEIGHTS if day < 10 else {k: 10 * v for k, v in (NEAR if day < 20 else SPEAKS).items()}
        assert dict(found) == dict(wanted)


def test_the_programmes_shares_add_up() -> None:
    """The whole, in whole per cent, and the same points as before."""
    assert sum(weights.DEFAULT_SHARES.values()) == 100
    assert {code: share * 10 for code, share in weights.DEFAULT_SHARES.items()} == dict(WEIGHTS)


@pytest.fixture
def near_and_fluent(app: Flask, here: str) -> Scene:
    """One lives in the same place and speaks a little, the other far away and perfectly."""
    play = scene(0)
    near = factories.volunteer(languages={"deu": 7, "ara": 4})
    far = factories.volunteer(languages={"deu": 7, "ara": 7}, ags=factories.NIDDA, plz="63667", radius_km=40)
    play.volunteers = [near, far]
    db.session.commit()
    return play


def test_the_ranking_follows_the_weights(near_and_fluent: Scene) -> None:
    """Where nearness is all, the neighbour comes first; where language is, the fluent one."""
    near, far = near_and_fluent.volunteers
    firsts = []
    for day, shares in ((1, NEAR), (2, SPEAKS)):
        with writing():
            _plan(shares, clock.today() + timedelta(days=day))
        with clock.moved_to(clock.now() + timedelta(days=day)):
            firsts.append(ranking.page_of(near_and_fluent.request).best[0].volunteer.id)
    assert firsts == [near.id, far.id]


@pytest.mark.parametrize(
    ("shares", "days"),
    [({**NEAR, "place.distance": 99}, 1), ({**NEAR, "place.distance": 101}, 1), ({"place.distance": 100}, 1),
     ({**NEAR, "looks": 0}, 1), (NEAR, -1), (NEAR, 400)],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(here: str, shares: dict[str, int], days: int) -> None:
    """Not the whole, an unknown criterion, the past, the far future."""
    with writing(), pytest.raises(Invalid):
        _plan(shares, clock.today() + timedelta(days=days))


def test_a_day_is_taken_once_and_sent_twice_it_is_one(here: str) -> None:
    """The same form again finds its row; another form for that day is refused."""
    key, day, by = uuid.uuid4(), clock.today() + timedelta(days=3), factories.account("coordinator").id
    with writing():
        for _press in range(2):
            weights.plan(key, valid_from=day, shares=NEAR, waiting_points=2, by=by)
        with pytest.raises(Invalid):
            _plan(SPEAKS, day)
    assert len(weights.versions()) == 1


def test_what_holds_cannot_be_taken_back_and_what_is_planned_can(here: str) -> None:
    """The past is never rewritten, and a foreign key is a missing one."""
    with writing():
        begun = _plan(NEAR, clock.today())
        planned = _plan(SPEAKS, clock.today() + timedelta(days=1))
        with pytest.raises(Conflict):
            weights.take_back(begun.id)
        weights.take_back(planned.id)
        with pytest.raises(NotFound):
            weights.take_back(uuid.uuid4())
    assert [row.id for row in weights.versions()] == [begun.id]


def test_the_page(pages: Pages, near_and_fluent: Scene) -> None:
    """Try out, be corrected, save, take back."""
    desk = sign_in(pages, factories.account("coordinator"))
    assert "Gemeinsame Sprache" in desk.get(URL).text
    day = clock.today() + timedelta(days=1)
    typed = {"key": str(uuid.uuid4()), "waiting_points": "2", "valid_from": day.isoformat()}
    only_near = {"language": "0", "need": "0", "place": "100", "time": "0", "gender": "0", "load": "0",
                 "continuity": "0", "training": "0"}  # fmt: skip
    told = desk.post(URL, {**typed, **only_near, "try": "1"}, status=200).text
    assert "Nur ausprobiert" in told
    assert weights.versions() == []
    assert "gerade sind es 99" in desk.post(URL, {**typed, **only_near, "place": "99"}, status=422).text
    desk.post(URL, {**typed, **only_near})
    (row,) = weights.versions()
    assert row.shares == NEAR
    assert row.valid_from == day
    desk.post(f"{URL}/{row.id}/zuruecknehmen", {})
    assert weights.versions() == []
