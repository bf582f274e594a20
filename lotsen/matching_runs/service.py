"""Solve for all open requests at once, fix or rule out pairs, and ask the people who were found.

A run is a preview: nobody learns of it until a coordinator publishes lines of it. Small regions are
solved while the page waits; a large one is left to the job ``solve_waiting`` and can be called off.
"""

import logging
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import joinedload

from lotsen import clock, scope
from lotsen.audit import service as audit
from lotsen.database import change, find, reading
from lotsen.errors import Conflict, Invalid, LotsenError, NotAllowed
from lotsen.extensions import db
from lotsen.help_requests.models import SEARCHING, HelpRequest
from lotsen.matching_runs import solving
from lotsen.matching_runs.models import KINDS, MatchingRun, MatchingRunLine, PairChoice
from lotsen.newcomers import protection
from lotsen.newcomers.models import Newcomer
from lotsen.proposals import service as proposals
from lotsen.proposals.models import Proposal
from lotsen.regions import weights
from lotsen.volunteers.models import Volunteer

SCALES = (0, 25, 50, 75, 100)
#: Requests times volunteers that are solved while the page waits: well under a second.
AT_ONCE = 4_000_000
log = logging.getLogger(__name__)


def solve(*, by: uuid.UUID, scale: int) -> MatchingRun:
    """A new preview at one place of the scale; a large region's is computed by a job.

    Invalid for another place than the five.
    """
    if scale not in SCALES:
        raise Invalid(_("Bitte wählen Sie eine der fünf Stufen."), "scale")
    run = MatchingRun(account_id=by, scale=scale, status="rechnet")
    if _size() <= AT_ONCE:
        with reading():  # nobody shall wait for the lock while we compute
            solved = solving.solve(scale)
        db.session.add(run)
        solving.store(run, solved)
    else:
        db.session.add(run)
    db.session.flush()
    audit.record("matching_runs.solve", run, scale=scale, served=run.served_count, asked=run.request_count)
    db.session.commit()
    return run


def effect_of_weights(shares: Mapping[str, int], waiting_points: int) -> solving.Effect | None:
    """What these weights would change today; None where the region is too large to work it out while a page waits."""
    weights.check_shares(shares)
    if _size() > AT_ONCE // 2:  # solved twice
        return None
    before = weights.settings_of(clock.today(), scale=50)
    with reading():
        return solving.effect(before, weights.with_shares(before, shares, waiting_points))


def solve_waiting() -> int:
    """Compute the runs that wait for it, in every region; how many. A job."""
    with scope.everywhere("runs of all regions"):
        waiting = db.session.execute(
            select(MatchingRun.id, MatchingRun.region_id)
            .where(MatchingRun.status == "rechnet")
            .order_by(MatchingRun.created_at)
        ).all()
    db.session.rollback()
    for run_id, region in waiting:
        with scope.of(region):
            try:
                _solve_waiting(run_id)
            except Exception:  # one region's run must not keep the others from theirs, minute by minute
                log.exception("a run of the matching failed: %s", run_id)
                db.session.rollback()
                _give_up(run_id)
    return len(waiting)


def call_off(run_id: uuid.UUID) -> None:
    """Do without a run that is still being computed. Conflict once it is ready."""
    found = (
        update(MatchingRun)
        .where(MatchingRun.id == run_id, MatchingRun.status == "rechnet")
        .values(status="abgebrochen")
    )
    if not change(found):
        get(run_id)
        raise Conflict(_("Diese Rechnung ist schon fertig."))
    audit.record("matching_runs.call_off", "matching_run", run_id)
    db.session.commit()


def get(run_id: uuid.UUID) -> MatchingRun:
    """One run of the reader's region."""
    return find(select(MatchingRun).where(MatchingRun.id == run_id))


def newest(limit: int = 8) -> list[MatchingRun]:
    """The latest runs, the newest first."""
    return list(
        db.session.scalars(select(MatchingRun).order_by(MatchingRun.created_at.desc(), MatchingRun.id).limit(limit))
    )


def last_took_seconds() -> int:
    """How long the latest finished run of the region took, in whole seconds; 0 where none has finished."""
    finished = select(MatchingRun.took_ms).where(MatchingRun.status.in_(("entwurf", "veroeffentlicht")))
    took = db.session.scalar(finished.order_by(MatchingRun.created_at.desc()).limit(1))
    return max(round(took / 1000), 1) if took else 0


def lines_of(run: MatchingRun) -> list[MatchingRunLine]:
    """What a run found for each request, with the people; nothing of whoever got a register block since."""
    statement = (
        select(MatchingRunLine)
        .join(HelpRequest, HelpRequest.id == MatchingRunLine.help_request_id)
        .join(Newcomer, Newcomer.id == HelpRequest.newcomer_id)
        .where(MatchingRunLine.matching_run_id == run.id, ~Newcomer.is_protected)
        .options(
            joinedload(MatchingRunLine.help_request).joinedload(HelpRequest.newcomer).joinedload(Newcomer.municipality),
            joinedload(MatchingRunLine.help_request).joinedload(HelpRequest.municipality),
            joinedload(MatchingRunLine.volunteer).joinedload(Volunteer.municipality),
        )
    )
    return list(db.session.scalars(statement))


def choices() -> list[PairChoice]:
    """Every pair that somebody fixed or ruled out, with its people."""
    people = (joinedload(PairChoice.help_request).joinedload(HelpRequest.newcomer), joinedload(PairChoice.volunteer))
    return list(db.session.scalars(select(PairChoice).options(*people).order_by(PairChoice.created_at)))


def choose(request_id: uuid.UUID, volunteer_id: uuid.UUID, *, kind: str, by: uuid.UUID) -> None:
    """Fix a pair, rule it out, or leave it to the matching again (``frei``).

    Invalid for another choice, NotAllowed where the place is hidden.
    """
    if kind not in (*KINDS, "frei"):
        raise Invalid(_("Bitte wählen Sie, was mit dem Paar geschehen soll."), "kind")
    request = find(select(HelpRequest).where(HelpRequest.id == request_id).options(joinedload(HelpRequest.newcomer)))
    if not protection.may_see_place(request.newcomer, by):
        raise NotAllowed(proposals.NOT_YOURS)
    find(select(Volunteer).where(Volunteer.id == volunteer_id))
    old = delete(PairChoice).where(PairChoice.region_id == scope.region_id(), PairChoice.help_request_id == request_id)
    same = PairChoice.volunteer_id == volunteer_id
    db.session.execute(old.where(same | (PairChoice.kind == "fest")) if kind == "fest" else old.where(same))
    if kind != "frei":
        db.session.add(PairChoice(help_request_id=request_id, volunteer_id=volunteer_id, kind=kind, chosen_by=by))
    audit.record("matching_runs.choose", request, volunteer=volunteer_id, kind=kind)
    db.session.commit()


def publish(run_id: uuid.UUID, line_ids: Sequence[uuid.UUID], *, by: uuid.UUID) -> tuple[int, int]:
    """Ask the people of these lines; how many were asked, and how many lines no longer held.

    Each line is one transaction: a line that somebody overtook is noted and leaves the others alone, and
    a second click asks nobody twice.

    Conflict for a run without a result, Invalid where no chosen line is open.
    """
    run = get(run_id)
    if run.status not in ("entwurf", "veroeffentlicht"):
        raise Conflict(_("Diese Rechnung hat kein Ergebnis, aus dem jemand gefragt werden kann."))
    wanted = _open_lines(run, line_ids)
    if not wanted:
        raise Invalid(_("Bitte wählen Sie mindestens eine Zeile aus, die noch offen ist."), "lines")
    asked, since = 0, run.created_at
    for line_id, request_id, volunteer_id in wanted:
        asked += _publish_line(line_id, request_id, volunteer_id, by, since)
    published = update(MatchingRun).where(MatchingRun.id == run_id, MatchingRun.status == "entwurf")
    change(published.values(status="veroeffentlicht", published_at=clock.now(), published_by=by))
    audit.record("matching_runs.publish", "matching_run", run_id, asked=asked, overtaken=len(wanted) - asked)
    db.session.commit()
    return asked, len(wanted) - asked


def _size() -> int:
    """How many pairs there would be at most."""
    asked = db.session.scalar(select(func.count(HelpRequest.id)).where(HelpRequest.status.in_(SEARCHING))) or 0
    offered = db.session.scalar(select(func.count(Volunteer.id)).where(Volunteer.status == "freigegeben")) or 0
    return asked * offered


def _solve_waiting(run_id: uuid.UUID) -> None:
    run = get(run_id)
    scale = run.scale
    with reading():
        solved = solving.solve(scale)
    run = find(select(MatchingRun).where(MatchingRun.id == run_id).with_for_update())
    if run.status == "rechnet":  # else it was called off meanwhile
        solving.store(run, solved)
        audit.record("matching_runs.finish", run, served=run.served_count, asked=run.request_count)
    db.session.commit()


def _give_up(run_id: uuid.UUID) -> None:
    """Say of a run that it failed, so that nobody waits for it."""
    failed = update(MatchingRun).where(MatchingRun.id == run_id, MatchingRun.status == "rechnet")
    if change(failed.values(status="gescheitert")):
        audit.record("matching_runs.fail", "matching_run", run_id)
    db.session.commit()


def _open_lines(run: MatchingRun, line_ids: Sequence[uuid.UUID]) -> list[tuple[uuid.UUID, uuid.UUID, uuid.UUID]]:
    statement = select(MatchingRunLine.id, MatchingRunLine.help_request_id, MatchingRunLine.volunteer_id).where(
        MatchingRunLine.matching_run_id == run.id,
        MatchingRunLine.id.in_(line_ids),
        MatchingRunLine.volunteer_id.is_not(None),
        MatchingRunLine.outcome.is_(None),
    )
    rows = db.session.execute(statement.order_by(MatchingRunLine.value.desc(), MatchingRunLine.id))
    return [(line_id, request_id, volunteer_id) for line_id, request_id, volunteer_id in rows if volunteer_id]


def _publish_line(
    line_id: uuid.UUID, request_id: uuid.UUID, volunteer_id: uuid.UUID, by: uuid.UUID, since: datetime
) -> bool:
    try:
        proposals.propose(request_id, [volunteer_id], by=by)
        is_asked = True
    except LotsenError:
        db.session.rollback()
        is_asked = _was_asked(request_id, volunteer_id, by, since)
    outcome = "gefragt" if is_asked else "ueberholt"
    change(update(MatchingRunLine).where(MatchingRunLine.id == line_id).values(outcome=outcome))
    db.session.commit()
    return is_asked


def _was_asked(request_id: uuid.UUID, volunteer_id: uuid.UUID, by: uuid.UUID, since: datetime) -> bool:
    """Whether an earlier click asked her and died before it could note it in the run."""
    same_pair = (Proposal.help_request_id == request_id, Proposal.volunteer_id == volunteer_id)
    statement = select(Proposal.id).where(*same_pair, Proposal.proposed_by == by, Proposal.created_at >= since)
    return db.session.scalar(statement.limit(1)) is not None
