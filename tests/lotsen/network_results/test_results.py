"""Pages read results that a job worked out, say how old they are, and never work one out themselves."""

import threading
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

import network
from lotsen import clock, scope
from lotsen.accounts.models import Account
from lotsen.database import writing
from lotsen.errors import NotYet
from lotsen.extensions import db
from lotsen.gaps import listing, tracking
from lotsen.jobs import run_inside
from lotsen.network_results import renewal, service, worked_out
from lotsen.network_results.models import NetworkResult
from lotsen.network_results.values import ASSESSMENT, COURSE, Assessments
from lotsen.newcomers import service as newcomers
from lotsen.retention.deletion import forget
from lotsen.retention.rules import BY_KEY
from lotsen.ties import snapshot
from tests import factories
from tests.conftest import ELSEWHERE, HERE
from tests.lotsen.gaps.scene import Scene, key_of, scene, signed_in
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
def played(here: str) -> Scene:
    """The scene, with results as new as it."""
    return scene()


@pytest.fixture
def alone(app: Flask) -> Pages:
    """A browser for whom no job runs."""
    return Pages(app, job_has_run=False)


def _change(**values: str) -> None:
    with scope.of(HERE):
        factories.organisation("mso", **values)
        db.session.commit()


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
        _change()
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
    _change(name="Neuer Verein")
    text = karin.get("/netzwerk/luecken").text
    assert OLD in text
    assert "Neuer Verein" not in text
    renewed()
    text = karin.get("/netzwerk/luecken?regel=L5_isolierte_mso").text
    assert OLD not in text
    assert "Neuer Verein" in text


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
        _change()
        for page in ("/netzwerk/luecken", "/netzwerk", "/netzwerk/luecken"):
            karin.get(page)
        assert len(queue) - before == expected


def test_the_job_renews_what_is_old_and_nothing_else(any_app: Flask) -> None:
    """On SQLite and on PostgreSQL: every kind once, then none; after a change and on another day again."""
    with scope.of(HERE):
        scene()
        service.drop()
        db.session.commit()
    db.session.remove()
    assert _run(any_app) == len(worked_out.WORKED_OUT)
    assert _run(any_app) == 0
    _change()
    assert _run(any_app) == len(worked_out.WORKED_OUT) - 1  # two years are left alone for an hour
    with clock.moved_to(clock.now() + timedelta(days=1)):
        assert _run(any_app) == len(worked_out.WORKED_OUT)


def _run(app: Flask) -> int:
    found = []
    run_inside(app, lambda: found.append(renewal.renew_results()))
    return found[0]


def test_what_is_read_is_what_was_worked_out(any_app: Flask) -> None:
    """Written, sealed, read and put together again: nothing is lost, for any kind."""
    with scope.of(HERE):
        scene()
        renewal.renew()
        known = snapshot.known_of_region()
        for kind, work_out in worked_out.WORKED_OUT.items():
            service._kept.clear()
            assert service.newest(kind) == work_out(known), kind.key
            row = db.session.scalars(select(NetworkResult).where(NetworkResult.kind == kind.key)).one()
            assert b"{" not in row.found_sealed[:2]


def test_two_who_begin_at_once_work_one_out_once(any_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """While one is at it the other goes on; whoever was killed is replaced after a while, not at once."""
    with scope.of(HERE):
        scene()
        service.drop()
        db.session.commit()
    db.session.remove()
    honest, worked, at_it = worked_out.WORKED_OUT[ASSESSMENT], [], threading.Event()

    def _slow(known: snapshot.Known) -> Assessments:
        worked.append(1)
        at_it.set()
        other.join(60)
        return honest(known)

    def _second() -> None:
        at_it.wait(60)
        with any_app.app_context(), scope.of(HERE):
            found.append(renewal.renew([ASSESSMENT]))
            db.session.remove()

    monkeypatch.setitem(worked_out.WORKED_OUT, ASSESSMENT, _slow)
    found: list[int] = []
    other = threading.Thread(target=_second)
    other.start()
    with scope.of(HERE):
        assert renewal.renew([ASSESSMENT]) == 1
    assert (found, worked) == ([0], [1])


def test_killed_halfway_nothing_is_half_written_and_the_next_one_does_it(
    any_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between beginning and writing: the old result stays, and two minutes later somebody takes over."""

    class Killed(BaseException):
        """As if the process were gone: nothing of ours runs any more."""

    def _killed(_known: snapshot.Known) -> Assessments:
        raise Killed

    with scope.of(HERE):
        scene()
        before = service.newest(ASSESSMENT)
        _change()
        with monkeypatch.context() as patched:
            patched.setitem(worked_out.WORKED_OUT, ASSESSMENT, _killed)
            with pytest.raises(Killed):
                renewal.renew([ASSESSMENT])
        db.session.rollback()
        assert service.newest(ASSESSMENT) == before
        assert renewal.renew([ASSESSMENT]) == 0
        with clock.moved_to(clock.now() + renewal.LONGEST + timedelta(seconds=1)):
            assert renewal.renew([ASSESSMENT]) == 1
        assert service.newest(ASSESSMENT) != before


def test_one_that_fails_may_be_tried_again_at_once(played: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """It gives back what it had begun."""

    def _fails(_known: snapshot.Known) -> Assessments:
        raise RuntimeError

    _change()
    with monkeypatch.context() as patched:
        patched.setitem(worked_out.WORKED_OUT, ASSESSMENT, _fails)
        with pytest.raises(RuntimeError):
            renewal.renew([ASSESSMENT])
    assert renewal.renew([ASSESSMENT]) == 1


def test_regions_keep_apart(any_app: Flask) -> None:
    """Each has results of its own, and sees no others; on PostgreSQL the database says so too."""
    with scope.of(HERE):
        scene()
    with scope.of(ELSEWHERE):
        factories.organisation("mso", ags=factories.GELNHAUSEN)
        db.session.commit()
        with pytest.raises(NotYet):
            service.newest(ASSESSMENT)
        renewed()
        there = {row.id for row in db.session.scalars(select(NetworkResult))}
        db.session.rollback()
    with scope.of(HERE):
        here = {row.id for row in db.session.scalars(select(NetworkResult))}
        assert not here & there
        own = {one.id for one in snapshot.of_region().actors}
        assert {one.facts["actor"] for one in service.newest(ASSESSMENT).whole.gaps if "actor" in one.facts} <= own


@pytest.mark.parametrize("page", ["/netzwerk/luecken", "/netzwerk/haupt-und-ehrenamt", "/netzwerk/verlauf"])
def test_a_role_without_sight_reads_no_volunteer_out_of_a_result(pages: Pages, played: Scene, page: str) -> None:
    """The result holds everybody; what a role sees is decided when it is read. Negative control: the coordination."""
    auditor = factories.account("auditor")
    db.session.commit()
    told = signed_in(pages, auditor).get(page).text
    assert "Selam" not in told
    assert str(played.person.id) not in told
    assert any(str(played.person.id) in one.subject for one in listing_of("coordinator"))
    assert not any(str(played.person.id) in one.subject for one in listing_of("auditor"))


def listing_of(role: str) -> list[network.Finding]:
    """What a role reads."""
    with scope.of(HERE):
        return [one.finding for one in listing.everything(role)]


def test_who_is_deleted_is_in_no_result_from_that_moment_on(any_app: Flask) -> None:
    """In the same transaction; and a job that read her before does not write her back."""
    with scope.of(HERE):
        played = scene()
        key = str(played.person.id)
        assert any(key in one.subject for one in service.newest(ASSESSMENT).whole.gaps)
        _change()
        honest = worked_out.WORKED_OUT[ASSESSMENT]

        def _while_somebody_goes(known: snapshot.Known) -> Assessments:
            found = honest(known)
            with writing():
                forget(BY_KEY["volunteer"], db.session.merge(played.person))
                db.session.commit()
            return found

        with pytest.MonkeyPatch.context() as patched:
            patched.setitem(worked_out.WORKED_OUT, ASSESSMENT, _while_somebody_goes)
            assert renewal.renew([ASSESSMENT]) == 0
        assert db.session.scalar(select(func.count(NetworkResult.id))) == 0
        renewed()
        found = service.newest(ASSESSMENT).whole
        assert not any(key in str((one.subject, one.evidence, dict(one.facts))) for one in found.gaps)


def test_a_register_block_takes_what_she_asked_for_out_at_once(played: Scene) -> None:
    """And the network read anew holds her request no more, although no request was touched."""
    assert key_of("L1_unversorgt")
    request = snapshot.of_region().requests[0]
    person = db.session.scalars(select(newcomers.Newcomer)).one()
    manager = db.session.get_one(Account, person.case_manager_id)
    newcomers.edit(person.id, {"is_protected": True}, by=manager.id)
    with pytest.raises(NotYet):
        tracking.current()
    assert request not in snapshot.of_region().requests
    renewed()
    assert not [one for one in tracking.current().values() if one.code == "L1_unversorgt"]


def test_a_result_of_another_program_is_left_alone(played: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """After an update a row may hold what nobody can read any more: it counts as not there, and is renewed."""
    row = db.session.scalars(select(NetworkResult).where(NetworkResult.kind == "assessment")).one()
    row.found, row.version = {"whole": {}}, "before"
    db.session.commit()
    service._kept.clear()
    assert service.known(ASSESSMENT) is None
    assert renewal.renew([ASSESSMENT]) == 1
    assert service.known(ASSESSMENT) is not None


def test_results_that_nobody_renews_are_deleted_after_a_week(played: Scene) -> None:
    """A rule of the night, as for everything that is kept."""
    row = db.session.scalars(select(NetworkResult).limit(1)).one()
    due = [one.row_id for one in BY_KEY["network_result"].due(clock.today() + timedelta(days=7))]
    assert row.id in due
    assert not list(BY_KEY["network_result"].due(clock.today() + timedelta(days=6)))
    db.session.execute(delete(NetworkResult).where(NetworkResult.region_id == HERE))
