"""Pages read results that a job worked out, say how old they are, and never work one out themselves."""

import pytest
from flask import Flask

import network
from lotsen import scope
from lotsen.errors import NotYet
from lotsen.extensions import db
from lotsen.gaps import tracking
from lotsen.network_results import service
from lotsen.network_results.values import COURSE
from tests import factories
from tests.conftest import HERE
from tests.lotsen.gaps.scene import Scene, signed_in
from tests.lotsen.network_results.changes import change
from tests.network_results import renewed
from tests.pages import Pages

PAGES = (
    "/netzwerk", "/netzwerk/luecken", "/netzwerk/was-hilft", "/netzwerk/wenn-jemand-geht",
    "/netzwerk/haupt-und-ehrenamt", "/netzwerk/verlauf", "/netzwerk/angebot-und-bedarf", "/netzwerk/export/luecken.csv",
)  # fmt: skip
WAITS = "Wird gerade berechnet"
OLD = "es wird gerade neu berechnet"


class WorkedOutError(Exception):
    """A page has begun to work something out."""


@pytest.fixture
def alone(app: Flask) -> Pages:
    """A browser for whom no job runs."""
    return Pages(app, job_has_run=False)


def test_no_page_works_out_what_a_job_should(
    app: Flask, alone: Pages, played: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Old results or new ones. The negative control: a job run inside a request is noticed."""
    renewed(COURSE)
    for name in ("gaps", "assess", "missing_ties", "collaboration", "between"):
        monkeypatch.setattr(network, name, _raising)
    karin = signed_in(alone, played.coordinator)
    for _old in (False, True):
        for page in PAGES:
            karin.get(page)
        change()
    with pytest.raises(WorkedOutError):
        Pages(app).sign_in(played.coordinator).get("/netzwerk/luecken")


def _raising(*_given: object, **_named: object) -> None:
    raise WorkedOutError


def test_a_page_says_how_old_it_is_and_that_something_has_changed(alone: Pages, played: Scene) -> None:
    """New, then old; after the job new again, with what was found."""
    karin = signed_in(alone, played.coordinator)
    text = karin.get("/netzwerk/luecken").text
    assert "Stand der Lücken: heute, " in text
    assert OLD not in text
    change(name="Neuer Verein")
    text = karin.get("/netzwerk/luecken").text
    assert OLD in text
    assert "Neuer Verein" not in text
    renewed()
    text = karin.get("/netzwerk/luecken?regel=L5_isolierte_mso").text
    assert OLD not in text
    assert "Neuer Verein" in text


@pytest.mark.parametrize("role", ["auditor", "region_admin"])
def test_who_sees_nobody_learns_the_day_alone(alone: Pages, played: Scene, role: str) -> None:
    """The hour, and that something has changed, would betray when somebody came or went; the test above reads both."""
    reader = factories.account(role)
    db.session.commit()
    pages = signed_in(alone, reader)
    before = pages.get("/netzwerk/luecken").text
    assert "Stand der Lücken: heute.</p>" in before
    change()
    after = pages.get("/netzwerk/luecken").text
    assert "Stand der Lücken: heute.</p>" in after
    assert OLD not in after


def test_the_first_time_a_page_says_so_and_looks_again_by_itself(alone: Pages, played: Scene) -> None:
    """No error; the map and the start page, which need no result, are there at once."""
    with scope.of(HERE):
        service.drop()
        db.session.commit()
    karin = signed_in(alone, played.coordinator)
    for page in PAGES[1:3] + PAGES[4:6]:
        answer = karin.get(page, status=202)
        assert WAITS in answer.text
        assert 'data-reload="3"' in answer.text
        assert answer.headers["Retry-After"] == "3"
    assert "wird gerade zum ersten Mal berechnet" in karin.get("/netzwerk").text
    karin.get("/")
    with scope.of(HERE), pytest.raises(NotYet):
        tracking.current()


def test_however_many_pages_ask_the_job_is_asked_for_once_a_version(app: Flask, alone: Pages, played: Scene) -> None:
    """The queue holds one task for each version that somebody saw to be old."""
    karin, queue = signed_in(alone, played.coordinator), app.extensions["jobs"]
    before = len(queue)
    for expected in (1, 2):
        change()
        for page in ("/netzwerk/luecken", "/netzwerk", "/netzwerk/luecken"):
            karin.get(page)
        assert len(queue) - before == expected
