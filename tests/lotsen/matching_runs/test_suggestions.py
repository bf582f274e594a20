"""After every event: a suggestion for each open request, who is scarce in words, and whom to look for."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from lotsen import clock, date_words, scope
from lotsen.consents import service as consents
from lotsen.database import writing
from lotsen.extensions import db
from lotsen.help_requests import next_steps
from lotsen.help_requests.models import HelpRequest
from lotsen.matching_runs import recruiting, scarce, suggestions
from lotsen.matching_runs.models import RecruitingProfile, Suggestion
from lotsen.needs import NEEDS_BY_KEY
from lotsen.proposals import service as proposals
from lotsen.proposals.models import Proposal
from lotsen.volunteers import kept_pool, matchable
from matching.advice import LITTLE
from matching.foresight import FUTURES
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


def test_the_job_reads_the_pool_before_a_page_waits_for_it(
    app: Flask, two_tongues: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After it the pool of a page is there, in the process of the job, as new as the tables; nobody is read again."""
    app.extensions.pop("volunteer_pools", None)
    assert _refresh() == 1
    monkeypatch.setattr(matchable, "candidates", None)  # whoever reads fails
    assert {one.id for one in kept_pool.pool(HERE).candidates} == {str(one.id) for one in two_tongues.volunteers}


def test_a_suggestion_lies_ready_and_the_scarce_person_is_kept(two_tongues: Scene) -> None:
    """The Arabic request is given the Arabic speaker, and the page says why not the other one."""
    assert _refresh() == 1
    both, arabic = two_tongues.volunteers
    with scope.of(HERE):
        found = suggestions.suggested([two_tongues.request.id])[two_tongues.request.id]
        told = scarce.scarcity(two_tongues.request.id)
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
    consents.give("matching", person, language="en", channel="written")
    factories.help_request(person)
    db.session.commit()
    _refresh()
    with scope.of(HERE):
        best = recruiting.wanted()[0]
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
    consents.give("matching", person, language="en", channel="written")
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


def test_a_suggestion_that_is_not_the_first_says_why(pages: Pages, two_tongues: Scene) -> None:
    """Whoever is the only one for somebody else stands before her, and the page does not leave that open."""
    both, arabic = two_tongues.volunteers
    _refresh()
    shown = sign_in(pages, two_tongues.case_manager).get(f"/anfragen/{two_tongues.request.id}").text
    with scope.of(HERE):
        assert suggestions.suggested([two_tongues.request.id])[two_tongues.request.id].volunteer_id == arabic.id
    first = re.findall(r'name="volunteers" value="([0-9a-f-]+)"', shown)[0]
    assert ("Der Abgleich schlägt Platz 2 vor" in shown) == (first == str(both.id))


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


@pytest.fixture
def a_year(app: Flask, here: str) -> Scene:
    """One open Arabic request; Tigrinya was asked for forty times, and Arabic speakers keep joining.

    The only one who is free speaks both; the Arabic speakers of this year are all taken.
    """
    played = scene(0, urgency="laufend")
    person = factories.newcomer(played.case_manager, languages=[{"language": "tir", "level": 7}])
    ended = clock.now() - timedelta(days=200)
    for _number in range(LITTLE):
        factories.help_request(person, status="abgeschlossen", opened_at=ended, is_exclusive=False)
    for _number in range(12):
        factories.volunteer(
            languages={"deu": 5, "ara": 7}, capacity=1, taken_count=1, released_at=clock.now() - timedelta(days=90)
        )
    played.volunteers = [factories.volunteer(languages={"deu": 5, "ara": 7, "tir": 7}, capacity=1)]
    db.session.commit()
    return played


def test_somebody_who_will_be_needed_is_kept_with_a_reason(pages: Pages, a_year: Scene) -> None:
    """The Arabic request waits for the next Arabic speaker, for some weeks at most; the page and the list say so."""
    _refresh()
    (both,) = a_year.volunteers
    with scope.of(HERE):
        found = suggestions.suggested([a_year.request.id])[a_year.request.id]
        assert suggestions.ready_for([a_year.request.id]) == set()
        told = scarce.scarcity(a_year.request.id)
    assert (found.volunteer_id, found.is_foreseen) == (both.id, True)
    assert found.lost_futures > FUTURES / 2
    assert found.wait_until_on is not None
    assert clock.today() < found.wait_until_on <= clock.today() + timedelta(days=45)
    around = f"in ihrem Umkreis von {both.radius_km} km"
    assert told == {both.id: f"Im letzten Jahr passten {LITTLE} Anfragen {around} nur zu ihr (Tigrinya)"}
    desk = sign_in(pages, a_year.case_manager)
    shown = desk.get(f"/anfragen/{a_year.request.id}").text
    assert "Besser noch warten, höchstens bis" in shown
    assert f"In {found.lost_futures} von {FUTURES} durchgespielten Verläufen" in shown
    assert "Noch warten" in shown
    assert "Besser noch warten" in desk.get("/anfragen/").text


def test_whoever_is_told_to_wait_has_as_long_to_choose(pages: Pages, a_year: Scene) -> None:
    """The page names one day, and nobody is late for following the advice; without it the usual days count."""
    usual = next_steps.questions([a_year.request])[a_year.request.id]
    _refresh()
    with scope.of(HERE):
        kept_until = suggestions.suggested([a_year.request.id])[a_year.request.id].wait_until_on
        step = next_steps.questions([a_year.request])[a_year.request.id]
    assert usual is not None
    assert step is not None
    assert kept_until is not None
    assert usual.due_on < kept_until == step.due_on
    shown = re.sub(r"<[^>]+>", "", sign_in(pages, a_year.case_manager).get(f"/anfragen/{a_year.request.id}").text)
    day = date_words.near_day(kept_until)
    assert f"Ehrenamtliche auswählenFrist: {day}" in shown
    assert f"Besser noch warten, höchstens bis {day}" in shown


def test_the_case_manager_decides_also_against_the_advice(a_year: Scene) -> None:
    """Somebody who is better kept may be asked all the same."""
    _refresh()
    with scope.of(HERE), writing():
        proposals.propose(a_year.request.id, [a_year.volunteers[0].id], by=a_year.case_manager.id)
        db.session.commit()
    assert db.session.scalar(select(func.count(Proposal.id))) == 1


def _ticked(shown: str) -> list[str]:
    """The pairs of a preview that would be asked by one press."""
    return [box for box in re.findall(r'<input[^>]+name="lines"[^>]*>', shown) if "checked" in box]


def test_what_has_waited_long_waits_no_longer(a_year: Scene) -> None:
    """After 45 days nobody is kept for others any more."""
    with scope.of(HERE), writing():
        a_year.request.opened_at = clock.now() - timedelta(days=46)
        db.session.commit()
    _refresh()
    with scope.of(HERE):
        assert suggestions.suggested([a_year.request.id])[a_year.request.id].wait_until_on is None


def test_an_urgent_request_is_never_kept_waiting(a_year: Scene) -> None:
    """What is needed today is suggested today, whoever may need the person later."""
    with scope.of(HERE), writing():
        a_year.request.urgency = "heute_morgen"
        db.session.commit()
    _refresh()
    with scope.of(HERE):
        assert suggestions.suggested([a_year.request.id])[a_year.request.id].wait_until_on is None


def test_with_little_history_the_page_says_what_the_suggestion_rests_on(pages: Pages, a_year: Scene) -> None:
    """One request fewer in the last year: today's best assignment, and the number that is missing."""
    with scope.of(HERE), writing():
        old = db.session.scalars(select(HelpRequest).where(HelpRequest.status == "abgeschlossen")).all()
        for one in old[:2]:
            one.opened_at = clock.now() - timedelta(days=400)
        db.session.commit()
    _refresh()
    shown = sign_in(pages, a_year.case_manager).get(f"/anfragen/{a_year.request.id}").text
    assert "Vorschlag aus dem Abgleich" in shown
    assert f"Ab {LITTLE} Anfragen im letzten Jahr schaut er auch voraus" in shown


def test_the_desk_says_where_looking_ahead_would_wait(pages: Pages, a_year: Scene) -> None:
    """The optimum of today pairs them; beside it stands until when it is better to wait, and the box is left empty."""
    _refresh()
    coordinator = factories.account("coordinator")
    db.session.commit()
    desk = sign_in(pages, coordinator)
    url = desk.post("/abgleich/rechnen", {"scale": "50"}).headers["Location"]
    shown = desk.get(url).text
    assert "Vorausschau" in shown
    assert "Besser noch warten, höchstens bis" in shown
    assert _ticked(shown) == []
    with scope.of(HERE), writing():
        db.session.execute(update(Suggestion).values(wait_until_on=None))
        db.session.commit()
    assert len(_ticked(desk.get(url).text)) == 1
