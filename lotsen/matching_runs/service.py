"""Solve for all open requests at once, fix or rule out pairs, and ask the people who were found.

A run is a preview: nobody learns of it until a coordinator publishes lines of it. Small regions are
solved while the page waits; a large one is left to a job (``long_runs``) and can be called off.
"""

import uuid
from collections.abc import Mapping

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import joinedload

from lotsen import clock, jobs, scope
from lotsen.audit import service as audit
from lotsen.database import change, find, reading
from lotsen.errors import Conflict, Invalid, NotAllowed
from lotsen.extensions import db
from lotsen.help_requests.models import SEARCHING, HelpRequest
from lotsen.matching_runs import solving
from lotsen.matching_runs.models import BALANCED, KINDS, SCALES, MatchingRun, MatchingRunLine, PairChoice
from lotsen.newcomers import protection
from lotsen.newcomers.models import Newcomer
from lotsen.proposals import service as proposals
from lotsen.regions import weights
from lotsen.settings import current_settings
from lotsen.volunteers.models import Volunteer


def solve(*, by: uuid.UUID, scale: int) -> MatchingRun:
    """A new preview at one place of the scale; a large region's is computed by a job.

    Invalid for another place than the five.
    """
    if scale not in SCALES:
        raise Invalid(_("Bitte wählen Sie eine der fünf Stufen."), "scale")
    run = MatchingRun(account_id=by, scale=scale, status="rechnet")
    if _size() <= _at_once():
        with reading():  # nobody shall wait for the lock while we compute
            solved = solving.solve(scale)
        solving.store(run, solved)
    else:
        db.session.add(run)
        db.session.flush()
    audit.record("matching_runs.solve", run, scale=scale, served=run.served_count, asked=run.request_count)
    db.session.commit()
    if run.status == "rechnet":
        jobs.soon(current_app, "solve_waiting")
    return run


def effect_of_weights(shares: Mapping[str, int], waiting_points: int) -> solving.Effect | None:
    """What these weights would change today; None where the region is too large to work it out while a page waits."""
    weights.check_shares(shares)
    if _size() > _at_once() // 2:  # solved twice
        return None
    before = weights.settings_of(clock.today(), scale=BALANCED)
    with reading():
        return solving.effect(before, weights.with_shares(before, shares, waiting_points))


def call_off(run_id: uuid.UUID) -> None:
    """Do without a run that is still being computed. Conflict once it is ready."""
    found = (
        update(MatchingRun)
        .where(MatchingRun.id == run_id, MatchingRun.status == "rechnet")
        .values(status="abgebrochen")
    )
    if not change(found):
        get(run_id)
        raise Conflict(_("Die Rechnung war schneller und ist schon fertig. Es ist niemand gefragt worden."))
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


def _size() -> int:
    """How many pairs there would be at most."""
    asked = db.session.scalar(select(func.count(HelpRequest.id)).where(HelpRequest.status.in_(SEARCHING))) or 0
    offered = db.session.scalar(select(func.count(Volunteer.id)).where(Volunteer.status == "freigegeben")) or 0
    return asked * offered


def _at_once() -> int:
    """So many pairs are solved while the page waits."""
    return current_settings().solve_at_once
