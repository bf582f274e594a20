"""The expected wait where people meet it: before a request is sent, while it waits, and for volunteers."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from lotsen import clock, scope
from lotsen.extensions import db
from lotsen.retention.deletion import forget
from lotsen.retention.rules import BY_KEY
from lotsen.tandems.models import Tandem
from lotsen.waits import history, service
from lotsen.waits.estimate import FOUND
from tests import factories
from tests.conftest import ELSEWHERE, HERE
from tests.lotsen.help_requests.scene import scene, sign_in
from tests.pages import Pages


def _past(count: int, *, days: int = 6, region: str = HERE) -> None:
    """So many requests of last year that had somebody after so many days."""
    with scope.of(region):
        manager = factories.account("case_manager")
        her = factories.volunteer(capacity=9)
        for number in range(count):
            opened = clock.now() - timedelta(days=60 + 3 * number)
            request = factories.help_request(
                factories.newcomer(manager), opened_at=opened, status="abgeschlossen",
                closed_at=opened + timedelta(days=days + 20),
            )  # fmt: skip
            ended = {"is_running": False, "status": "abgeschlossen", "end_reason": "ziel_erreicht"}
            begun = opened + timedelta(days=days)
            factories.tandem(request, her, created_at=begun, ended_on=(begun + timedelta(days=9)).date(), **ended)
        db.session.commit()


def test_with_too_little_history_the_page_says_so(here: str, pages: Pages) -> None:
    """An honest gap instead of a number."""
    set_up = scene()
    page = sign_in(pages, set_up.case_manager).get(f"/anfragen/{set_up.request.id}").text
    assert "zu wenig Erfahrung" in page


def test_a_waiting_request_shows_a_range_and_what_is_there(here: str, pages: Pages) -> None:
    """Half and eight of ten, and as many volunteers as the ranking above it counts."""
    _past(30)
    set_up = scene(volunteers=3)
    page = sign_in(pages, set_up.case_manager).get(f"/anfragen/{set_up.request.id}").text
    assert "findet die Hälfte innerhalb von" in page
    assert "8 von 10 innerhalb von" in page
    assert "4 Personen, die heute passen und einen freien Platz haben" in page  # three, and her of the past
    assert "4 Personen passen." in page


def test_a_wait_that_ended_well_still_teaches_when_its_tandem_is_deleted(app: Flask, here: str) -> None:
    """Tandems are deleted before their requests; the request knows when somebody was found."""
    _past(3)
    before = history.read(clock.today()).requests
    for tandem in db.session.scalars(select(Tandem)).all():
        forget(BY_KEY["tandem"], tandem)
    after = history.read(clock.today()).requests
    assert [(wait.days, wait.outcome) for wait in after] == [(wait.days, wait.outcome) for wait in before]
    assert {wait.outcome for wait in after} == {FOUND}


@pytest.mark.parametrize(
    ("person", "values", "sentence"),
    [
        ({"languages": [{"language": "tir", "level": 7}]}, {}, "spricht niemand Tigrinya so gut"),
        ({"languages": [{"language": "ara", "level": 2}]}, {"needs": ["schule"]}, "spricht niemand Arabisch so gut"),
        ({}, {"times": ["sun-eve"]}, "etwas anderes steht dagegen, am häufigsten: Keine gemeinsamen Zeiten"),
        ({}, {"mode": "laiendolmetscher"}, "macht etwas anderes"),
        ({"ags": "06440025"}, {}, "ist nah genug an"),
    ],
)
def test_what_holds_a_request_up_is_said_in_words(here: str, pages: Pages, person, values, sentence: str) -> None:
    """The first thing that is missing: the language at its level, the kind of help, the distance, the rest."""
    set_up = scene(person=person, **values)
    assert sentence in sign_in(pages, set_up.case_manager).get(f"/anfragen/{set_up.request.id}").text


def test_a_little_german_counts_as_a_common_language(here: str, pages: Pages) -> None:
    """Nobody speaks Tigrinya, and at A2 all can talk in German, as the ranking says too; at A1 nobody can."""
    spoken = [{"language": "tir", "level": 7}, {"language": "deu", "level": 2}]
    set_up = scene(person={"languages": spoken}, needs=["alltag"])
    desk, url = sign_in(pages, set_up.case_manager), f"/anfragen/{set_up.request.id}"
    assert "2 Personen, die heute passen" in desk.get(url).text
    set_up.newcomer.languages = [{"language": "tir", "level": 7}, {"language": "deu", "level": 1}]
    db.session.commit()
    assert "spricht niemand Tigrinya" in desk.get(url).text


def test_who_said_no_is_no_longer_counted(here: str, pages: Pages) -> None:
    """Ranking and estimate count the same people."""
    set_up = scene()
    factories.proposal(set_up.request, set_up.volunteers[0], status="abgelehnt")
    db.session.commit()
    page = sign_in(pages, set_up.case_manager).get(f"/anfragen/{set_up.request.id}").text
    assert "1 Person passt." in page
    assert "1 Person, die heute passt" in page


def test_nobody_with_a_free_place_is_said_in_words(here: str, pages: Pages) -> None:
    """They exist, and all are busy."""
    set_up = scene(volunteers=1, capacity=1)
    factories.tandem(None, set_up.volunteers[0], created_at=clock.now() - timedelta(days=3))
    set_up.volunteers[0].taken_count = 1
    db.session.commit()
    page = sign_in(pages, set_up.case_manager).get(f"/anfragen/{set_up.request.id}").text
    assert "keinen freien Platz" in page


def test_a_hidden_place_has_no_estimate_for_others(here: str, pages: Pages) -> None:
    """Distances would say where a protected person lives; the responsible one sees it."""
    set_up = scene(person={"is_protected": True})
    colleague = factories.account("case_manager")
    db.session.commit()
    url = f"/anfragen/{set_up.request.id}"
    assert "Wie lange dauert es wohl?" not in sign_in(pages, colleague).get(url).text
    assert "Wie lange dauert es wohl?" in sign_in(pages, set_up.case_manager).get(url).text


def test_the_wait_is_shown_before_a_request_is_sent(here: str, pages: Pages) -> None:
    """One button in the form; what was typed stays, and nothing is stored."""
    _past(30)
    set_up = scene()
    desk = sign_in(pages, set_up.case_manager)
    url = f"/anfragen/neu?person={set_up.newcomer.id}"
    desk.get(url)
    sent = {"mode": "lotse", "needs": ["behoerde"], "text": "Termin im Bürgerbüro", "estimate": "1", "wish": "egal"}
    page = desk.post(url, sent, status=200).text
    assert "findet die Hälfte innerhalb von" in page
    assert "Termin im Bürgerbüro" in page
    assert len(history.read(clock.today()).requests) == 31
    odd = {**sent, "needs": ["gibtsnicht"], "times": ["nie"], "wish": "must-x", "urgency": "gestern"}
    assert "findet die Hälfte innerhalb von" in desk.post(url, odd, status=200).text  # nobody has checked it yet
    empty = desk.post(url, {"estimate": "1", "wish": "egal"}, status=200).text
    assert "fehlt noch etwas" in empty
    for level in ("x", "²", "-1"):  # nobody has checked the form yet
        spoken = {"languages-0-language": "ara", "languages-0-level": level, "ags": factories.BUEDINGEN}
        assert "fehlt noch etwas" in desk.post("/anfragen/neu", {**sent, **spoken}, status=200).text


def test_other_regions_teach_nothing(app: Flask) -> None:
    """A region learns from its own past."""
    _past(30, region=ELSEWHERE)
    with scope.of(HERE):
        assert history.read(clock.today()).requests == []
    with scope.of(ELSEWHERE):
        assert len(history.read(clock.today()).requests) == 30


def test_a_volunteer_learns_when_to_expect_a_question(here: str, app: Flask) -> None:
    """A range from those who waited like her; nothing while her place is taken."""
    for number in range(30):
        one = factories.volunteer(released_at=clock.now() - timedelta(days=200 + number))
        factories.proposal(
            factories.help_request(), one, asked_at=clock.now() - timedelta(days=180), status="abgelehnt"
        )
    her = factories.volunteer()
    db.session.commit()
    expected = service.for_volunteer(her)
    assert expected is not None
    assert expected.is_known
    assert expected.half_days is not None
    her.taken_count = her.capacity
    db.session.commit()
    assert service.for_volunteer(her) is None


def test_the_method_is_open_to_staff_and_shows_the_calibration(here: str, pages: Pages) -> None:
    """Before there is a past, the page says so."""
    coordinator = factories.account("coordinator")
    db.session.commit()
    assert "zu wenig Vergangenheit" in sign_in(pages, coordinator).get("/wartezeiten/").text
