"""The job that works results out: what is old and once, whole or not at all, whoever dies or fails."""

import threading
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from lotsen import clock, scope
from lotsen.extensions import db
from lotsen.jobs import run_inside
from lotsen.network_results import renewal, service, worked_out
from lotsen.network_results.models import NetworkResult
from lotsen.network_results.values import ASSESSMENT, Assessments
from lotsen.retention.rules import BY_KEY
from lotsen.ties import snapshot
from tests.conftest import HERE
from tests.lotsen.gaps.scene import Scene, scene
from tests.lotsen.network_results.changes import change


def test_the_job_renews_what_is_old_and_nothing_else(any_app: Flask) -> None:
    """On SQLite and on PostgreSQL: every kind once, then none; after a change and on another day again."""
    with scope.of(HERE):
        scene()
        service.drop()
        db.session.commit()
    db.session.remove()
    assert _run(any_app) == len(worked_out.WORKED_OUT)
    assert _run(any_app) == 0
    change()
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
            assert row.found_sealed[:1] not in (b"{", b"[")


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
        change()
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

    change()
    with monkeypatch.context() as patched:
        patched.setitem(worked_out.WORKED_OUT, ASSESSMENT, _fails)
        with pytest.raises(RuntimeError):
            renewal.renew([ASSESSMENT])
    assert renewal.renew([ASSESSMENT]) == 1


def test_a_result_of_another_program_is_left_alone(played: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """After an update a row may hold what nobody can read any more: it counts as not there, and is renewed."""
    row = db.session.scalars(select(NetworkResult).where(NetworkResult.kind == "assessment")).one()
    row.found = {"whole": {}}
    db.session.commit()
    service._kept.clear()
    _is_renewed()


def _is_renewed() -> None:
    assert service.known(ASSESSMENT) is None
    assert renewal.renew([ASSESSMENT]) == 1
    assert service.known(ASSESSMENT) is not None


def test_not_even_what_could_be_read_is_read_of_another_program(played: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Facts may mean something else by now, or be missing on a page; negative control: by the same one it is read."""
    service._kept.clear()
    assert service.known(ASSESSMENT) is not None
    monkeypatch.setattr(service, "_program", lambda: "0" * service.PROGRAM_LETTERS)
    _is_renewed()


def test_a_result_that_nobody_can_open_is_worked_out_anew(played: Scene) -> None:
    """Its key was taken out of the settings: pages ask for a moment, and the job does not stumble over it for ever."""
    row = db.session.scalars(select(NetworkResult).where(NetworkResult.kind == "assessment")).one()
    row.found_sealed = bytes([99]) + row.found_sealed[1:]
    db.session.commit()
    service._kept.clear()
    _is_renewed()


def test_results_that_nobody_renews_are_deleted_after_a_week(played: Scene) -> None:
    """A rule of the night, as for everything that is kept."""
    row = db.session.scalars(select(NetworkResult).limit(1)).one()
    due = [one.row_id for one in BY_KEY["network_result"].due(clock.today() + timedelta(days=7))]
    assert row.id in due
    assert not list(BY_KEY["network_result"].due(clock.today() + timedelta(days=6)))
