"""A region's own past, read into waits: of requests until somebody said yes, of volunteers until they were asked.

A request counts from the day it was opened to the day somebody said yes; a volunteer from her release, or from the
end of her last tandem, to her next question. Learned from two years and at most ``MOST`` requests, once a day.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from threading import Lock
from typing import Any, Final

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lotsen import clock, scope
from lotsen.extensions import db
from lotsen.help_requests.matchable import as_requests
from lotsen.help_requests.models import HelpRequest
from lotsen.proposals.models import Proposal
from lotsen.regions import weights
from lotsen.tandems.models import Tandem
from lotsen.volunteers import kept_pool, matchable
from lotsen.volunteers.models import Volunteer
from lotsen.waits.back_test import PastWait
from lotsen.waits.estimate import FOUND, LOST, STILL, Group
from lotsen.waits.reach import Freedom, Supply, able
from matching import Request

MOST: Final = 3000
YEARS: Final = timedelta(days=730)
_lock = Lock()


@dataclass(frozen=True)
class History:
    """What one region has lived through, up to a day."""

    today: date
    requests: list[PastWait]
    volunteers: list[PastWait]


@dataclass(frozen=True)
class _Asked:
    """A request with the days between which it waited."""

    request: Request
    opened_on: date
    ended_on: date | None
    days: float
    outcome: str


def of_region() -> History:
    """The history of the reader's region, read once a day in each process."""
    key, today = scope.region_id(), clock.today()
    kept: dict[str, History] = current_app.extensions.setdefault("waiting_histories", {})
    if key not in kept or kept[key].today != today:
        with _lock:
            if key not in kept or kept[key].today != today:
                kept[key] = read(today)
    return kept[key]


def read(today: date) -> History:
    """Read the past of this region, whatever is kept in memory."""
    supplies = supply_of_region()
    asked = _asked(today)
    settings = weights.settings_of(today)
    table = able([one.request for one in asked], [one.candidate for one in supplies], settings)
    freedom = Freedom(supplies)
    requests = [
        PastWait(one.opened_on, one.days, one.outcome,
                 request_group(int((row & freedom.on(one.opened_on)).sum()), one.request.mode))
        for one, row in zip(asked, table, strict=True)
    ]  # fmt: skip
    volunteers = []
    for place, began_on, days, outcome in _idle_spells(supplies, today):
        waiting = sum(
            bool(fits) and one.opened_on <= began_on and (one.ended_on is None or one.ended_on > began_on)
            for one, fits in zip(asked, table[:, place], strict=True)
        )
        volunteers.append(PastWait(began_on, days, outcome, volunteer_group(waiting)))
    return History(today, requests, volunteers)


def request_group(free: int, mode: str) -> Group:
    """A request belongs to those with as many free volunteers in reach, and there to its own mode."""
    return (_size(free, {"none": 0, "one": 1, "few": 4, "some": 10}), mode)


def volunteer_group(waiting: int) -> Group:
    """A volunteer belongs to those for whom as many requests were open."""
    return (_size(waiting, {"none": 0, "few": 2, "some": 6}),)


def _size(count: int, most: Mapping[str, int]) -> str:
    """The first group whose most is not exceeded; beyond all of them it is many."""
    return next((name for name, limit in most.items() if count <= limit), "many")


def supply_of_region() -> list[Supply]:
    """Everybody who was ever released, with the time in which she was there and busy."""
    busy: dict[uuid.UUID, list[tuple[date, date | None]]] = defaultdict(list)
    for key, begun, ended in db.session.execute(select(Tandem.volunteer_id, Tandem.created_at, Tandem.ended_on)):
        busy[key].append((clock.day_of(begun), ended))
    region = scope.region_id()
    here, gone = kept_pool.pool(region).candidates, matchable.candidates(region, states=("beendet",))
    people = {one.id: one for one in (*here, *gone)}
    v = Volunteer
    statement = select(v.id, v.released_at, v.ended_on, v.status, v.status_since).where(v.released_at.is_not(None))
    return [
        Supply(people[str(row.id)], clock.day_of(row.released_at), _left_on(row), tuple(busy[row.id]))
        for row in db.session.execute(statement.order_by(v.id))
        if str(row.id) in people
    ]


def _asked(today: date) -> list[_Asked]:
    """The latest requests of two years, each with how its waiting ended."""
    since = clock.now() - YEARS
    statement = (
        select(HelpRequest)
        .where(HelpRequest.opened_at >= since, HelpRequest.status != "entwurf")
        .options(joinedload(HelpRequest.newcomer), joinedload(HelpRequest.municipality))
        .order_by(HelpRequest.opened_at.desc(), HelpRequest.id)
        .limit(MOST)
    )
    rows = list(db.session.scalars(statement))
    return [_one_asked(row, request, today) for row, request in zip(rows, as_requests(rows), strict=True)]


def _one_asked(row: HelpRequest, request: Request, today: date) -> _Asked:
    assert row.opened_at is not None
    opened, request = clock.day_of(row.opened_at), replace(request, never=frozenset())  # what failed came later
    if row.found_on is not None:  # known also when its tandem is deleted, six months after it ended
        ended, outcome = row.found_on, FOUND
    elif row.closed_at is not None:
        ended, outcome = clock.day_of(row.closed_at), LOST if row.status == "nicht_vermittelbar" else STILL
    else:
        return _Asked(request, opened, None, max((today - opened).days, 0), STILL)
    return _Asked(request, opened, ended, max((ended - opened).days, 0), outcome)


def _idle_spells(supplies: list[Supply], today: date) -> Iterable[tuple[int, date, float, str]]:
    """Each time a volunteer was free and waited: her place in the list, since when, how long, whether asked."""
    asked: dict[uuid.UUID, list[date]] = defaultdict(list)
    for key, when in db.session.execute(select(Proposal.volunteer_id, Proposal.asked_at)):
        if when is not None:
            asked[key].append(clock.day_of(when))
    for place, supply in enumerate(supplies):
        questions = sorted(asked[uuid.UUID(supply.candidate.id)])
        starts = {supply.from_on, *(ended for _, ended in supply.busy if ended), *questions}
        for start in sorted(starts):
            if not supply.is_free(start) or start < today - YEARS or start > today:
                continue
            next_one = next((day for day in questions if day > start), None)
            ended = next_one or min(supply.until_on or today, today)
            yield place, start, max((ended - start).days, 0), FOUND if next_one else STILL


def _left_on(row: Any) -> date | None:
    """Since when she takes no requests: ended, or in a pause that lasts."""
    return None if row.status == "freigegeben" else row.ended_on or clock.day_of(row.status_since)
