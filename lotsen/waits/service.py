"""How long this request, or this volunteer, will probably wait, and what holds it up.

The past gives the course, today's supply the group: what is said changes when somebody becomes free.
Nothing is said from fewer than twenty waits that ended well.
"""

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from lotsen import clock, scope
from lotsen.database import writing
from lotsen.extensions import db
from lotsen.help_requests import matchable
from lotsen.help_requests.models import OPEN_STATES, HelpRequest
from lotsen.proposals import ranking
from lotsen.proposals.models import Proposal
from lotsen.regions import service as regions
from lotsen.regions import weights
from lotsen.tandems.models import Tandem
from lotsen.volunteers import kept_pool
from lotsen.volunteers.models import Volunteer
from lotsen.waits import history, reach
from lotsen.waits.back_test import LEAST_FOUND, Line, PastWait, announce_by_mean, calibrate, error
from lotsen.waits.estimate import FOUND, Curve, Model, fit
from matching import Request
from matching.columns import needed_level

HALF, MOST = 0.5, 0.8
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Expected:
    """An honest range: days in which half, and in which eight of ten, have somebody.

    None in a field of days: not reached within a year. ``is_known`` is False with too little history.
    """

    is_known: bool
    found_count: int  # waits that ended well, on which everything rests
    half_days: int | None = None
    most_days: int | None = None
    share_by_90: float = 0.0
    waited_days: int = 0


@dataclass(frozen=True)
class RequestWait:
    """The range for a request, how many volunteers there are for it, and in which languages they could talk."""

    expected: Expected
    around: reach.Around
    languages: frozenset[str]
    place: str


@dataclass(frozen=True)
class Calibration:
    """How far announcements came true in this region, beside the plain mean of 90 days."""

    lines: list[Line]
    error: float | None
    peer_error: float | None
    found_count: int


def for_request(row: HelpRequest) -> RequestWait:
    """What to expect for a stored request that waits since the day it was opened."""
    waited = (clock.today() - clock.day_of(row.opened_at)).days if row.opened_at else 0
    asked = ranking.asked_by_request([row.id]).get(row.id, set())
    return _for_request(matchable.as_request(row), place=row.municipality.name, waited=waited, without=asked)


def for_wish(asked: Mapping[str, Any], *, person: Mapping[str, Any]) -> RequestWait:
    """What to expect for a request that is still being written, by a person who may be known or not."""
    place = regions.municipality(person["ags"])
    return _for_request(matchable.as_wish(asked, person=person, place=place), place=place.name)


def for_volunteer(volunteer: Volunteer) -> Expected | None:
    """When a released volunteer with a free place may expect to be asked; None where she expects nothing."""
    if volunteer.status != "freigegeben" or volunteer.taken_count >= volunteer.capacity:
        return None
    me = kept_pool.pool(volunteer.region_id).candidate(str(volunteer.id))
    waiting = int(reach.able(_open_requests(), [me], weights.settings_of(clock.today())).sum())
    group = history.volunteer_group(waiting)
    return _expected(_models()[1], group, waited=(clock.today() - _idle_since(volunteer)).days)


def calibrations() -> tuple[Calibration, Calibration]:
    """For requests and for volunteers: what would have been announced, and what came true."""
    past = history.of_region()
    return _calibration(past.requests, past.today), _calibration(past.volunteers, past.today)


def lay_out_pools() -> int:
    """Read who could help and what was, in every region, before somebody waits for it; how many regions. A job.

    What has not changed since is not read again, so it may be asked often: a new day makes everything old.
    """
    regions = list(db.session.scalars(select(Volunteer.region_id).distinct().order_by(Volunteer.region_id)))
    db.session.rollback()
    return sum(_lay_out(region) for region in regions)


def _lay_out(region: str) -> bool:
    """One region; one that fails is logged, tried again an hour later, and holds up no other."""
    with scope.of(region), writing(False):
        try:
            kept_pool.pool(region)
            _models()
        except Exception:
            log.exception("what pages keep in memory of a region could not be read: %s", region)
            return False
        finally:
            db.session.rollback()
    return True


def _for_request(request: Request, *, place: str, waited: int = 0, without: Collection[str] = ()) -> RequestWait:
    settings = weights.settings_of(clock.today())
    pool = kept_pool.pool(scope.region_id())
    found = reach.around(request, pool, settings=settings, today=clock.today(), without=without)
    expected = _expected(_models()[0], history.request_group(found.free, request.mode), waited=waited)
    needed = needed_level(request, settings)
    spoken = frozenset(code for code, level in request.languages.items() if level >= needed)
    return RequestWait(expected, found, spoken or frozenset(request.languages), place)


def _expected(model: Model, group: tuple[str, ...], *, waited: int) -> Expected:
    if model.found_count < LEAST_FOUND:
        return Expected(False, model.found_count)
    curve: Curve = model.curve(group)
    waited = max(waited, 0)
    return Expected(
        is_known=True,
        found_count=model.found_count,
        half_days=curve.days_until(HALF, waited=waited),
        most_days=curve.days_until(MOST, waited=waited),
        share_by_90=curve.share_by(90, waited=waited),
        waited_days=waited,
    )


def _models() -> tuple[Model, Model]:
    """The courses of requests and of volunteers, learned once a day in each process."""
    past = history.of_region()
    kept: dict[str, tuple[date, tuple[Model, Model]]]
    kept = current_app.extensions.setdefault("waiting_models", {})
    if kept.get(scope.region_id(), (None,))[0] != past.today:
        models = (
            fit(wait.seen_on(past.today) for wait in past.requests),
            fit(wait.seen_on(past.today) for wait in past.volunteers),
        )
        kept[scope.region_id()] = (past.today, models)
    return kept[scope.region_id()][1]


def _open_requests() -> list[Request]:
    statement = select(HelpRequest).where(HelpRequest.status.in_(OPEN_STATES))
    statement = statement.options(joinedload(HelpRequest.newcomer), joinedload(HelpRequest.municipality))
    return matchable.as_requests(list(db.session.scalars(statement)))


def _idle_since(volunteer: Volunteer) -> date:
    """The day of her release, of her last question, or of the end of her last tandem."""
    asked: datetime | None = db.session.scalar(
        select(func.max(Proposal.asked_at)).where(Proposal.volunteer_id == volunteer.id)
    )
    ended: date | None = db.session.scalar(select(func.max(Tandem.ended_on)).where(Tandem.volunteer_id == volunteer.id))
    days = [clock.day_of(one) for one in (asked, volunteer.released_at) if one]
    return max([*days, *([ended] if ended else [])], default=clock.today())


def _calibration(past: list[PastWait], today: date) -> Calibration:
    lines = calibrate(past, until=today)
    peer = calibrate(past, until=today, announce=announce_by_mean)
    return Calibration(lines, error(lines), error(peer), sum(one.outcome == FOUND for one in past))
