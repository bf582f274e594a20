"""The list of tandems: filter, sort, pages of fifty."""

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from lotsen import clock
from lotsen.extensions import db
from lotsen.handovers import deputies
from lotsen.help_requests.models import HelpRequest
from lotsen.tandems import codes
from lotsen.tandems.models import Meeting, Tandem

PER_PAGE = 50
SILENT_DAYS = ("30", "90")


@dataclass(frozen=True)
class Wanted:
    """What the reader asked the list for."""

    own: bool = True
    status: str = "laufende"
    mode: str = ""
    silent: str = ""
    sort: str = ""
    page: int = 1


def listing(wanted: Wanted, *, account_id: uuid.UUID) -> Pagination:
    """A page of tandems with their requests and volunteers."""
    statement = select(Tandem).join(HelpRequest, HelpRequest.id == Tandem.help_request_id)
    if wanted.own:
        statement = statement.where(HelpRequest.case_manager_id.in_(deputies.covered_by(account_id)))
    if wanted.status == "laufende":
        statement = statement.where(Tandem.is_running)
    elif wanted.status in codes.LABELS:
        statement = statement.where(Tandem.status == wanted.status)
    if wanted.mode:
        statement = statement.where(Tandem.mode == wanted.mode)
    if wanted.silent in SILENT_DAYS:
        before = clock.today() - timedelta(days=int(wanted.silent))
        statement = statement.where(
            Tandem.is_running, or_(Tandem.last_contact_on.is_(None), Tandem.last_contact_on <= before)
        )
    statement = statement.options(
        joinedload(Tandem.help_request).joinedload(HelpRequest.newcomer), joinedload(Tandem.volunteer)
    )
    statement = statement.order_by(_order(wanted.sort), Tandem.id)
    return db.paginate(statement, page=wanted.page, per_page=PER_PAGE, max_per_page=PER_PAGE, error_out=False)


def meetings_of(tandem: Tandem) -> list[Meeting]:
    """The meetings of a tandem, the latest first."""
    statement = select(Meeting).where(Meeting.tandem_id == tandem.id).order_by(Meeting.on.desc(), Meeting.id)
    return list(db.session.scalars(statement))


def _order(sort: str) -> Any:
    keys: dict[str, Any] = {
        "number": HelpRequest.number,
        "status": Tandem.status,
        "contact": func.coalesce(Tandem.last_contact_on, date(1900, 1, 1)),
        "begun": Tandem.created_at,
    }
    key = keys.get(sort.removeprefix("-"))
    if key is None:
        return Tandem.created_at.desc()
    return key.desc() if sort.startswith("-") else key.asc()
