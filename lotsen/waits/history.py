"""A region's own past, read into waits: of requests until somebody said yes, of volunteers until they were asked.

A request counts from the day it was opened to the day somebody said yes; a volunteer from her release, or from the
end of her last tandem, to her next question. Learned from two years and at most ``MOST`` requests, once a day.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from threading import Lock
from typing import Any, Final

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lotsen import clock, scope
from lotsen.extensions import db
from lotsen.help_requests.models import HelpRequest
from lotsen.proposals.models import Proposal
from lotsen.regions.models import Municipality
from lotsen.tandems.models import Tandem
from lotsen.volunteers.models import Volunteer, VolunteerLanguage
from lotsen.waits.back_test import PastWait
from lotsen.waits.estimate import FOUND, LOST, STILL, Group
from lotsen.waits.reach import LEAST_LEVEL, Asker, Freedom, Supply, able

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

    asker: Asker
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
    keys, supplies = supply_of_region()
    asked = _asked(today)
    table = able([one.asker for one in asked], supplies)
    freedom = Freedom(supplies)
    requests = [
        PastWait(one.opened_on, one.days, one.outcome,
                 request_group(int((row & freedom.on(one.opened_on)).sum()), one.asker.mode))
        for one, row in zip(asked, table, strict=True)
    ]  # fmt: skip
    volunteers = []
    for place, began_on, days, outcome in _idle_spells(keys, supplies, today):
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


def asker_of(row: HelpRequest) -> Asker:
    """A stored request, as far as waiting is concerned."""
    return Asker(
        row.municipality.lat, row.municipality.lon, row.mode, languages_of(row.newcomer.languages), row.is_remote_ok
    )


def languages_of(spoken: Iterable[dict[str, Any]]) -> frozenset[str]:
    """The languages in which this person can be helped; German only where there is no other."""
    good = {str(one["language"]) for one in spoken if int(str(one.get("level") or 0)) >= LEAST_LEVEL}
    return frozenset(good - {"deu"} or good)


def supply_of_region() -> tuple[list[uuid.UUID], list[Supply]]:
    """Everybody who was ever released, with the time in which she was there and busy."""
    languages: dict[uuid.UUID, set[str]] = defaultdict(set)
    spoken = select(VolunteerLanguage.volunteer_id, VolunteerLanguage.language)
    for key, code in db.session.execute(spoken.where(VolunteerLanguage.level >= LEAST_LEVEL)):
        languages[key].add(code)
    busy: dict[uuid.UUID, list[tuple[date, date | None]]] = defaultdict(list)
    for key, begun, ended in db.session.execute(select(Tandem.volunteer_id, Tandem.created_at, Tandem.ended_on)):
        busy[key].append((clock.day_of(begun), ended))
    v = Volunteer
    statement = (
        select(v.id, v.radius_km, v.is_remote, v.modes, v.capacity, v.released_at, v.ended_on, v.status,
               v.status_since, Municipality.lat, Municipality.lon)
        .join(Municipality, Municipality.ags == v.ags)
        .where(v.released_at.is_not(None))
        .order_by(v.id)
    )  # fmt: skip
    rows = list(db.session.execute(statement))
    supplies = [
        Supply(row.lat, row.lon, row.radius_km, row.is_remote, frozenset(row.modes), frozenset(languages[row.id]),
               row.capacity, clock.day_of(row.released_at), _left_on(row), tuple(busy[row.id]))
        for row in rows
    ]  # fmt: skip
    return [row.id for row in rows], supplies


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
    return [_one_asked(row, today) for row in db.session.scalars(statement)]


def _one_asked(row: HelpRequest, today: date) -> _Asked:
    assert row.opened_at is not None
    opened = clock.day_of(row.opened_at)
    if row.found_on is not None:  # known also when its tandem is deleted, six months after it ended
        ended, outcome = row.found_on, FOUND
    elif row.closed_at is not None:
        ended, outcome = clock.day_of(row.closed_at), LOST if row.status == "nicht_vermittelbar" else STILL
    else:
        return _Asked(asker_of(row), opened, None, max((today - opened).days, 0), STILL)
    return _Asked(asker_of(row), opened, ended, max((ended - opened).days, 0), outcome)


def _idle_spells(keys: list[uuid.UUID], supplies: list[Supply], today: date) -> Iterable[tuple[int, date, float, str]]:
    """Each time a volunteer was free and waited: her place in the list, since when, how long, whether asked."""
    asked: dict[uuid.UUID, list[date]] = defaultdict(list)
    for key, when in db.session.execute(select(Proposal.volunteer_id, Proposal.asked_at)):
        if when is not None:
            asked[key].append(clock.day_of(when))
    for place, (key, supply) in enumerate(zip(keys, supplies, strict=True)):
        questions = sorted(asked[key])
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
