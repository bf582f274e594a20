"""After every event: a suggestion for each open request, who is scarce in words, and whom to look for."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from lotsen import clock, scope
from lotsen.consents import service as consents
from lotsen.database import writing
from lotsen.extensions import db
from lotsen.matching_runs import suggestions
from lotsen.matching_runs.models import RecruitingProfile, Suggestion
from lotsen.needs import NEEDS_BY_KEY
from lotsen.proposals import service as proposals
from lotsen.proposals.models import Proposal
from tests import factories
from tests.conftest import ELSEWHERE, HERE
from tests.lotsen.help_requests.scene import Scene, scene, sign_in
from tests.pages import Pages


@pytest.fixture
def two_tongues(app: Flask, here: str) -> Scene:
    """An Arabic and a Tigrinya request; one volunteer speaks both, another Arabic."""
    played = scene(0)
    person = factories.newcomer(played.case_manager, languages=[{"language": "tir", "level": 7}])
    consents.give("matching", person, language="en", channel="written")
    factories.help_request(person)
    played.volunteers = [
        factories.volunteer(languages={"deu": 5, "ara": 7, "tir": 7}, capacity=1),
        factories.volunteer(languages={"deu": 5, "ara": 7}, capacity=1),
    ]
    db.session.commit()
    return played


def _refresh() -> int:
    with scope.everywhere("a job"), writing():
        return suggestions.refresh_suggestions()


def test_a_suggestion_lies_ready_and_the_scarce_person_is_kept(two_tongues: Scene) -> None:
    """The Arabic request is given the Arabic speaker, and the page says why not the other one."""
    assert _refresh() == 1
    both, arabic = two_tongues.volunteers
    with scope.of(HERE):
        found = suggestions.suggested([two_tongues.request.id])[two_tongues.request.id]
        told = suggestions.scarcity(two_tongues.request.id)
    assert found.volunteer_id == arabic.id
    around = f"in ihrem Umkreis von {both.radius_km} km"
    assert told == {both.id: f"Für eine andere offene Anfrage {around} ist sie die einzige, die passt (Tigrinya)"}
    assert db.session.scalar(select(func.count(Proposal.id))) == 0


def test_nothing_is_computed_again_until_something_happens(two_tongues: Scene) -> None:
    """And after an event it is, once for however many events."""
    assert (_refresh(), _refresh()) == (1, 0)
    with scope.of(HERE), writing():
        proposals.propose(two_tongues.request.id, [two_tongues.volunteers[1].id], by=two_tongues.case_manager.id)
        factories.volunteer()
        db.session.commit()
    assert (_refresh(), _refresh()) == (1, 0)
    with scope.of(HERE):
        assert two_tongues.request.id not in suggestions.suggested([two_tongues.request.id])


def test_an_absence_that_begins_changes_the_suggestion(two_tongues: Scene) -> None:
    """A new day is an event of its own."""
    _refresh()
    with clock.moved_to(clock.now().replace(year=clock.now().year + 1)):
        assert _refresh() == 1


def test_whom_to_look_for_is_proved_by_solving_again(app: Flask, here: str) -> None:
    """A Kurmandschi request that nobody can serve: one such person would serve it, and the text says her language."""
    person = factories.newcomer(languages=[{"language": "kmr", "level": 7}])
    factories.help_request(person)
    db.session.commit()
    _refresh()
    with scope.of(HERE):
        best = suggestions.advice()[0]
    assert (best.row.language, best.row.served_more, best.row.is_verified) == ("kmr", 1, True)
    assert best.place == "Büdingen"
    assert "Kurmandschi" in best.texts[0][1]
    assert "/mitmachen" in best.texts[0][1]
    assert f"Es geht vor allem um: {NEEDS_BY_KEY[best.row.need].label}." in best.texts[0][1]


def test_other_regions_stay_untouched(two_tongues: Scene) -> None:
    """What is replaced is the region's own."""
    _refresh()
    with scope.everywhere("test"):
        assert set(db.session.scalars(select(Suggestion.region_id))) == {HERE}
        assert set(db.session.scalars(select(RecruitingProfile.region_id))) <= {HERE}


def test_the_pages_show_it(pages: Pages, two_tongues: Scene) -> None:
    """The list, the request and the recruiting page."""
    person = factories.newcomer(two_tongues.case_manager, languages=[{"language": "ukr", "level": 7}])
    factories.help_request(person)
    coordinator = factories.account("coordinator")
    db.session.commit()
    assert "Vorschlag liegt bereit" not in sign_in(pages, two_tongues.case_manager).get("/").text
    _refresh()
    desk = sign_in(pages, two_tongues.case_manager)
    assert "Vorschlag liegt bereit" in desk.get("/").text
    assert "Vorschlag liegt bereit" in desk.get("/anfragen/").text
    shown = desk.get(f"/anfragen/{two_tongues.request.id}").text
    assert "Vorschlag aus dem Abgleich" in shown
    assert "die einzige, die passt (Tigrinya)" in shown
    looked_for = sign_in(pages, coordinator).get("/abgleich/gewinnen").text
    assert "Ukrainisch" in looked_for
    assert 'lang="uk"' in looked_for


def test_a_region_that_fails_holds_up_no_other_and_is_tried_again(
    two_tongues: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two regions ask; the first one raises, the second is computed, and a minute later the first one too."""
    with scope.of(ELSEWHERE):
        factories.help_request(factories.newcomer(ags=factories.GELNHAUSEN))
        db.session.commit()
    refresh, failing = suggestions.refresh, {ELSEWHERE}

    def fail() -> None:
        if scope.region_id() in failing:
            raise RuntimeError
        refresh()

    monkeypatch.setattr(suggestions, "refresh", fail)
    assert _refresh() == 1
    failing.clear()
    assert _refresh() == 1
    assert _refresh() == 0
