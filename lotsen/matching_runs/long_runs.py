"""Runs of large regions, solved by a job: it tells how far it is, and stops when nobody wants the run any more.

A job that dies says nothing more. Another takes its run up when it was silent for ``SILENT``, and after ``TRIES``
the run has failed, so that one that kills its process does not do so for ever.
"""

import logging
import time
import uuid
from datetime import timedelta
from typing import Final

from sqlalchemy import or_, select, update

from lotsen import clock, scope
from lotsen.audit import service as audit
from lotsen.database import change, find, own_transaction, reading
from lotsen.errors import NotFound
from lotsen.extensions import db
from lotsen.matching_runs import solving
from lotsen.matching_runs.models import MatchingRun

SILENT: Final = timedelta(seconds=60)
TRIES: Final = 3
_BEAT_SECONDS: Final = 0.5
log = logging.getLogger(__name__)


class NotWanted(Exception):
    """The run was called off, or another job has taken it up."""


def solve_waiting() -> int:
    """Compute the runs that wait for it, in every region; how many. A job."""
    nobody_works = or_(MatchingRun.beat_at.is_(None), MatchingRun.beat_at < clock.now() - SILENT)
    with scope.everywhere("runs of all regions"):
        waiting = db.session.execute(
            select(MatchingRun.id, MatchingRun.region_id)
            .where(MatchingRun.status == "rechnet", nobody_works)
            .order_by(MatchingRun.created_at)
        ).all()
    db.session.rollback()
    for run_id, region in waiting:
        with scope.of(region):
            _try(run_id, region)
    return len(waiting)


def is_silent(run: MatchingRun) -> bool:
    """Whether the job that computed it has died, so that another will take it up."""
    return run.beat_at is not None and run.beat_at < clock.now() - SILENT


def _try(run_id: uuid.UUID, region: str) -> None:
    try:
        scale, turn = take(run_id)
    except (NotWanted, NotFound):
        db.session.rollback()
        return
    try:
        _solve(run_id, region, scale, turn)
    except NotWanted:
        db.session.rollback()
    except Exception:  # one region's run must not keep the others from theirs, minute by minute
        log.exception("a run of the matching failed: %s", run_id)
        db.session.rollback()
        _give_up(run_id, turn)


def _solve(run_id: uuid.UUID, region: str, scale: int, turn: int) -> None:
    with reading():
        solved = solving.solve(scale, watch=Beat(run_id, region, turn))
    run = _locked(run_id)
    if run.status != "rechnet" or run.tries_count != turn:
        raise NotWanted
    solving.store(run, solved)
    audit.record("matching_runs.finish", run, served=run.served_count, asked=run.request_count)
    db.session.commit()


def take(run_id: uuid.UUID) -> tuple[int, int]:
    """Make a waiting run ours: its place on the scale, and which try this is."""
    run = _locked(run_id)
    if run.status != "rechnet" or (run.beat_at is not None and not is_silent(run)):
        db.session.rollback()
        raise NotWanted
    if run.tries_count >= TRIES:
        _give_up(run_id, run.tries_count)
        raise NotWanted
    run.tries_count, run.done_percent, run.beat_at = run.tries_count + 1, 0, clock.now()
    taken = run.scale, run.tries_count
    db.session.commit()
    return taken


class Beat:
    """Tell from time to time how far a run is, beside the transaction that computes it; NotWanted ends the work."""

    def __init__(self, run_id: uuid.UUID, region: str, turn: int) -> None:
        self.run_id, self.region, self.turn, self.told_at = run_id, region, turn, 0.0

    def __call__(self, percent: int) -> None:
        if time.monotonic() - self.told_at < _BEAT_SECONDS:
            return
        ours = (
            MatchingRun.id == self.run_id, MatchingRun.status == "rechnet", MatchingRun.tries_count == self.turn
        )  # fmt: skip
        with own_transaction(region=self.region) as session:
            told = update(MatchingRun).where(*ours).values(done_percent=percent, beat_at=clock.now())
            if not change(told, session):
                raise NotWanted
        self.told_at = time.monotonic()


def _locked(run_id: uuid.UUID) -> MatchingRun:
    statement = select(MatchingRun).where(MatchingRun.id == run_id)
    return find(statement.with_for_update().execution_options(populate_existing=True))


def _give_up(run_id: uuid.UUID, turn: int) -> None:
    """Say of a run that it failed, so that nobody waits for it; not where another job has taken it up since."""
    ours = MatchingRun.id == run_id, MatchingRun.status == "rechnet", MatchingRun.tries_count == turn
    if change(update(MatchingRun).where(*ours).values(status="gescheitert")):
        audit.record("matching_runs.fail", "matching_run", run_id)
    db.session.commit()
