"""Runs that a job computes: taken once, called off in the middle, taken up again when the job died."""

import uuid
from datetime import timedelta

import pytest
from flask import Flask

from lotsen import clock
from lotsen.database import reading, writing
from lotsen.errors import Conflict
from lotsen.extensions import db
from lotsen.matching_runs import long_runs, service, solving
from lotsen.matching_runs.models import MatchingRun
from tests import factories
from tests.conftest import HERE
from tests.lotsen.help_requests.scene import Scene, sign_in
from tests.pages import Pages


@pytest.fixture(autouse=True)
def everything_is_large(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The operator leaves every run to a job."""
    monkeypatch.setattr(app.config["LOTSEN"], "solve_at_once", 0)


def _asked_for(set_up: Scene, scale: int = 50) -> MatchingRun:
    return service.solve(by=set_up.case_manager.id, scale=scale)


def test_the_page_does_not_wait_and_a_run_can_be_called_off(set_up: Scene) -> None:
    """A run that was called off stays so; the other is finished, and then it is too late."""
    with writing():
        kept, dropped = _asked_for(set_up).id, _asked_for(set_up, 75).id
        assert service.get(kept).status == "rechnet"
        service.call_off(dropped)
        assert long_runs.solve_waiting() == 1
        with pytest.raises(Conflict):
            service.call_off(kept)
    assert [service.get(one).status for one in (kept, dropped)] == ["entwurf", "abgebrochen"]
    assert service.get(kept).served_count == 2


def test_who_calls_off_too_late_is_shown_what_was_found(set_up: Scene, pages: Pages) -> None:
    """The run was quicker than the click: no dead end, and it says that nobody was asked."""
    coordinator = factories.account("coordinator")
    db.session.commit()
    with writing():
        run_id = _asked_for(set_up).id
        long_runs.solve_waiting()
    karin = sign_in(pages, coordinator)
    answer = karin.post(f"/abgleich/{run_id}/abbrechen")
    assert answer.headers["Location"] == f"/abgleich/{run_id}"
    assert "schon fertig. Es ist niemand gefragt worden" in karin.get(f"/abgleich/{run_id}").text


def test_a_small_region_is_solved_at_once(app: Flask, set_up: Scene) -> None:
    """The negative control of the threshold: two requests and two volunteers are four pairs."""
    app.config["LOTSEN"].solve_at_once = 4
    with writing():
        assert _asked_for(set_up).status == "entwurf"


def test_work_ends_when_nobody_wants_it_any_more(set_up: Scene) -> None:
    """Each beat is told to the page; the next one after the calling off ends the job."""
    with writing():
        run_id = _asked_for(set_up).id
        _scale, turn = long_runs.take(run_id)
        with pytest.raises(long_runs.NotWanted):
            long_runs.take(run_id)  # somebody works on it
        with reading():
            long_runs.Beat(run_id, HERE, turn)(37)
        assert service.get(run_id).done_percent == 37
        service.call_off(run_id)
        with reading(), pytest.raises(long_runs.NotWanted):
            long_runs.Beat(run_id, HERE, turn)(50)
    assert (service.get(run_id).status, service.get(run_id).done_percent) == ("abgebrochen", 37)


def test_a_run_whose_job_died_is_taken_up_again(set_up: Scene, pages: Pages) -> None:
    """Not while it may still be alive; then from the beginning, and the dead one cannot come back."""
    coordinator = factories.account("coordinator")
    db.session.commit()
    with writing():
        run_id = _asked_for(set_up).id
        _scale, turn = long_runs.take(run_id)
        assert long_runs.solve_waiting() == 0
        _fall_silent(run_id)
    assert "Unterbrochen" in sign_in(pages, coordinator).get(f"/abgleich/{run_id}").text
    with writing():
        _scale, second = long_runs.take(run_id)
        assert second == turn + 1
        with reading(), pytest.raises(long_runs.NotWanted):
            long_runs.Beat(run_id, HERE, turn)(90)
        _fall_silent(run_id)
        assert long_runs.solve_waiting() == 1
    assert (service.get(run_id).status, service.get(run_id).tries_count) == ("entwurf", 3)


def test_a_run_that_kills_its_job_is_not_tried_for_ever(set_up: Scene) -> None:
    """After three deaths it has failed."""
    with writing():
        run_id = _asked_for(set_up).id
        for _death in range(long_runs.TRIES):
            long_runs.take(run_id)
            _fall_silent(run_id)
        long_runs.solve_waiting()
        assert long_runs.solve_waiting() == 0
    assert service.get(run_id).status == "gescheitert"


def test_a_run_that_fails_says_so_and_keeps_no_other_from_its_turn(
    set_up: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first of two raises: it is named failed, the second is finished, and neither is tried for ever."""
    with writing():
        broken, sound = _asked_for(set_up).id, _asked_for(set_up, 75).id
        solve = solving.solve

        def raises_at_50(scale: int, *, watch: solving.Watch) -> solving.Solved:
            if scale == 50:
                raise ArithmeticError("planted")
            return solve(scale, watch=watch)

        monkeypatch.setattr(solving, "solve", raises_at_50)
        long_runs.solve_waiting()
        assert long_runs.solve_waiting() == 0
    assert [service.get(one).status for one in (broken, sound)] == ["gescheitert", "entwurf"]


def test_a_job_that_fails_late_speaks_for_its_own_try_alone(set_up: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """It was silent, another has taken the run up, then it raises: the other goes on. The test above is the control."""

    def overtaken(run_id: uuid.UUID, *_given: object) -> None:
        _fall_silent(run_id)
        long_runs.take(run_id)
        raise ArithmeticError("planted")

    with writing():
        run_id = _asked_for(set_up).id
        monkeypatch.setattr(long_runs, "_solve", overtaken)
        long_runs.solve_waiting()
    assert (service.get(run_id).status, service.get(run_id).tries_count) == ("rechnet", 2)


def test_looking_again_writes_nothing_into_the_record(app: Flask, pages: Pages, set_up: Scene) -> None:
    """The page that looks every second shows nobody; only the finished run is a look at people."""
    from lotsen.audit.models import AuditEntry

    coordinator = factories.account("coordinator")
    db.session.commit()
    with writing():
        run_id = _asked_for(set_up).id
    desk = sign_in(pages, coordinator)

    def looks() -> int:
        return db.session.query(AuditEntry).filter_by(action="matching_runs.view").count()

    desk.get(f"/abgleich/{run_id}")
    assert looks() == 0
    with writing():
        long_runs.solve_waiting()
    desk.get(f"/abgleich/{run_id}")
    assert looks() == 1


def _fall_silent(run_id: object) -> None:
    """A minute passes in which nobody hears of the job."""
    service.get(run_id).beat_at = clock.now() - long_runs.SILENT - timedelta(seconds=1)
    db.session.commit()
