"""The list of help requests: filter, sort, pages of fifty. A hidden place decides nothing in it."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import joinedload

from lotsen import clock
from lotsen.extensions import db
from lotsen.handovers import deputies
from lotsen.help_requests import states
from lotsen.help_requests.models import OPEN_STATES, URGENCIES, HelpRequest
from lotsen.newcomers import protection
from lotsen.newcomers.models import Newcomer
from lotsen.regions.models import Municipality

PER_PAGE = 50
WAITING = {"7": 7, "14": 14, "30": 30}
#: Filters of the state: several states under one word.
GROUPS: dict[str, tuple[str, ...]] = {
    "laufende": ("entwurf", *OPEN_STATES, "kennenlernen", "erprobung"),
    "suche": OPEN_STATES,
    "tandem": states.RUNNING,
    "beendet": states.CLOSED,
    "alle": tuple(states.LABELS),
}


@dataclass(frozen=True)
class Wanted:
    """What the reader asked the list for."""

    own: bool = True
    status: str = "laufende"
    urgency: str = ""
    mode: str = ""
    ags: str = ""
    waiting: str = ""
    number: str = ""
    sort: str = ""
    page: int = 1


def listing(wanted: Wanted, *, account_id: uuid.UUID) -> Pagination:
    """A page of requests with their newcomers and places."""
    statement = (
        select(HelpRequest)
        .join(Newcomer, Newcomer.id == HelpRequest.newcomer_id)
        .join(Municipality, Municipality.ags == HelpRequest.ags)
    )
    statement = _filtered(statement, wanted, account_id)
    statement = statement.options(joinedload(HelpRequest.newcomer), joinedload(HelpRequest.municipality)).order_by(
        *_order(wanted.sort, account_id), HelpRequest.id
    )
    return db.paginate(statement, page=wanted.page, per_page=PER_PAGE, max_per_page=PER_PAGE, error_out=False)


def next_to_choose(account_id: uuid.UUID, *, but: uuid.UUID) -> HelpRequest | None:
    """Of one's own requests that nobody is asked for, the one to turn to after ``but``; None where none is left."""
    statement = select(HelpRequest).where(
        HelpRequest.case_manager_id.in_(deputies.covered_by(account_id)),
        HelpRequest.status == "offen",
        HelpRequest.id != but,
    )
    statement = statement.join(Municipality, Municipality.ags == HelpRequest.ags)
    statement = statement.options(joinedload(HelpRequest.newcomer)).order_by(*_order("", account_id), HelpRequest.id)
    return db.session.scalars(statement.limit(1)).first()


def waiting_days(request: HelpRequest) -> int | None:
    """Days since help was asked for; None for drafts, and frozen when somebody was found or it was closed."""
    if request.opened_at is None or request.status in (*states.RUNNING, *states.CLOSED):
        return None
    return (clock.today() - clock.day_of(request.opened_at)).days


def _filtered(statement: Select[HelpRequest], wanted: Wanted, account_id: uuid.UUID) -> Select[HelpRequest]:
    if wanted.own:
        statement = statement.where(HelpRequest.case_manager_id.in_(deputies.covered_by(account_id)))
    group = GROUPS.get(wanted.status) or ((wanted.status,) if wanted.status in states.LABELS else ())
    if group:
        statement = statement.where(HelpRequest.status.in_(group))
    if wanted.urgency:
        statement = statement.where(HelpRequest.urgency == wanted.urgency)
    if wanted.mode:
        statement = statement.where(HelpRequest.mode == wanted.mode)
    if wanted.ags:
        statement = statement.where(HelpRequest.ags == wanted.ags, protection.readable_place(account_id))
    if wanted.number:
        statement = statement.where(HelpRequest.number.contains(wanted.number.strip().upper(), autoescape=True))
    if wanted.waiting in WAITING:
        since = clock.now() - timedelta(days=WAITING[wanted.waiting])
        statement = statement.where(HelpRequest.opened_at <= since, HelpRequest.status.in_(GROUPS["suche"]))
    return statement


def _order(sort: str, account_id: uuid.UUID) -> tuple[ColumnElement[Any], ...]:
    """By default: what is urgent first, then who waits longest."""
    urgency = case({key: place for place, key in enumerate(URGENCIES)}, value=HelpRequest.urgency)
    place = case((protection.readable_place(account_id), Municipality.name), else_="~")
    opened = func.coalesce(HelpRequest.opened_at, HelpRequest.created_at)
    keys: dict[str, Any] = {
        "number": HelpRequest.number,
        "urgency": urgency,
        "place": place,
        "status": HelpRequest.status,
    }
    key = sort.removeprefix("-")
    if key == "waiting":
        return (opened.desc() if sort == "waiting" else opened.asc(),)
    if key in keys:
        return (keys[key].desc() if sort.startswith("-") else keys[key].asc(), opened.asc())
    return (urgency.asc(), opened.asc())
