"""After every event: whom to ask for each open request or whom to keep, who is scarce, whom to look for.

The job ``refresh_suggestions`` looks at each region once a minute and computes only where something
behind it has changed, so that a hundred events in a minute cost one computation. Nobody is asked.
"""

import logging
import uuid
from collections.abc import Sequence
from datetime import timedelta

from flask import current_app
from sqlalchemy import delete, select
from sqlalchemy.orm import joinedload

from lotsen import clock, scope
from lotsen.consents.models import Consent
from lotsen.database import writing
from lotsen.extensions import db
from lotsen.help_requests.models import HelpRequest
from lotsen.matching_runs import history, recruiting
from lotsen.matching_runs.inputs import inputs
from lotsen.matching_runs.models import BALANCED, PairChoice, RecruitingProfile, ScarceVolunteer, Suggestion
from lotsen.matching_runs.scarce import scarce_volunteers
from lotsen.proposals.models import Proposal
from lotsen.regions.models import MatchingWeights, Region, RegionPolicy
from lotsen.tandems.models import Tandem
from lotsen.volunteers import kept_pool
from lotsen.volunteers.freshness import stamps
from matching import assign
from matching.advice import Advice, advise
from matching.foresight import FUTURES

log = logging.getLogger(__name__)


def refresh_suggestions() -> int:
    """Renew what changed, region by region; how many regions were computed. A job."""
    regions = list(db.session.scalars(select(Region.id).order_by(Region.id)))
    db.session.rollback()
    known: dict[str, object] = current_app.extensions.setdefault("suggestion_versions", {})
    computed = 0
    for region in regions:
        with scope.of(region), writing(False):
            version = _version()
            db.session.rollback()
        if version is not None and known.get(region) != version and _refresh(region):
            known[region] = version
            computed += 1
    return computed


def _refresh(region: str) -> bool:
    """One region; one that fails is logged and tried again a minute later, and holds up no other."""
    with scope.of(region):
        try:
            refresh()
        except Exception:
            log.exception("the suggestions of a region failed: %s", region)
            db.session.rollback()
            return False
    return True


def refresh() -> None:
    """Compute the region of this piece of work anew and replace what stood there, in one transaction."""
    with writing(False):  # nobody shall wait for the lock while we compute
        # The pool is the one that pages read: the first job after a start reads it before a page waits for it.
        pool = kept_pool.pool(scope.region_id())
        problem = inputs(scale=BALANCED, volunteers=pool.candidates).problem
        best, past = assign(problem), history.past(problem.candidates)
        foreseen = advise(problem, past, seed=clock.today().toordinal())
        scarce, wanted = scarce_volunteers(best, past), recruiting.profiles(problem, best)
        db.session.rollback()
    with writing():
        for table in (Suggestion, ScarceVolunteer, RecruitingProfile):
            db.session.execute(delete(table).where(table.region_id == scope.region_id()))
        db.session.add_all([*_rows(foreseen), *scarce, *wanted])
        db.session.commit()


def _rows(foreseen: Advice) -> list[Suggestion]:
    """What was advised, as rows."""
    return [
        Suggestion(
            help_request_id=uuid.UUID(one.request_id),
            volunteer_id=uuid.UUID(one.candidate_id),
            fit=one.fit,
            is_foreseen=foreseen.looks_ahead,
            lost_futures=round(one.loss * FUTURES),
            wait_until_on=clock.today() + timedelta(days=one.wait_days) if one.wait_days else None,
        )
        for one in foreseen.advised
    ]


def suggested(request_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Suggestion]:
    """The suggestions that lie ready for these requests, with their volunteers."""
    statement = select(Suggestion).where(Suggestion.help_request_id.in_(request_ids))
    found = db.session.scalars(statement.options(joinedload(Suggestion.volunteer)))
    return {one.help_request_id: one for one in found}


def ready_for(request_ids: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    """For which of these requests somebody is to be asked now; names nobody."""
    found = select(Suggestion.help_request_id).where(
        Suggestion.help_request_id.in_(request_ids), Suggestion.wait_until_on.is_(None)
    )
    return set(db.session.scalars(found))


def _version() -> object | None:
    """What the suggestions of a region hang on; None where nobody asks for anything."""
    if db.session.scalar(select(HelpRequest.id).where(HelpRequest.region_id == scope.region_id()).limit(1)) is None:
        return None
    tables = (HelpRequest, Consent, Proposal, Tandem, PairChoice, RegionPolicy, MatchingWeights)
    return kept_pool.version(), stamps(tables), clock.today()
