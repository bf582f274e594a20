"""A help request as the matching sees it: facts and codes, no name, no contact."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import select

from lotsen import clock
from lotsen.extensions import db
from lotsen.help_requests import appointments
from lotsen.help_requests.models import HelpRequest
from lotsen.newcomers.models import Newcomer
from lotsen.tandems.models import Tandem
from matching import Request

NAMED_AT_MOST = 500  # of more people the whole region's past is read: databases bound what one query may name
_URGENCIES: dict[str, Any] = {
    "heute_morgen": "today",
    "diese_woche": "week",
    "diesen_monat": "month",
    "laufend": "ongoing",
}


def as_request(row: HelpRequest) -> Request:
    """What the matching may know of one request of the reader's region."""
    return as_requests([row])[0]


def as_requests(rows: Sequence[HelpRequest]) -> list[Request]:
    """What the matching may know of some requests of the reader's region; one query for what went before."""
    before = _histories({row.newcomer_id for row in rows})
    return [_as_request(row, before[row.newcomer_id]) for row in rows]


def _as_request(row: HelpRequest, history: list[tuple[uuid.UUID, str]]) -> Request:
    person = row.newcomer
    broken = _ids(volunteer for volunteer, status in history if status == "abgebrochen")
    return Request(
        id=str(row.id),
        mode=row.mode,
        lat=row.municipality.lat,
        lon=row.municipality.lon,
        languages=_levels(person),
        needs=frozenset(row.needs),
        times=appointments.times_of(row),
        gender=_code(person.gender),
        wants_gender=_code(row.wants_gender),
        gender_is=_strictness(row),
        involves_minors=row.involves_minors or person.age_band == "unter_18",
        remote_ok=row.is_remote_ok,
        not_community=row.not_own_community,
        urgency=_URGENCIES[row.urgency],
        opened_on=clock.day_of(row.opened_at) if row.opened_at else None,
        starts_on=row.starts_on,
        never=broken,
        known=_ids(volunteer for volunteer, _ in history) - broken,
    )


def _levels(person: Newcomer) -> dict[str, int]:
    found: dict[str, int] = {}
    for spoken in person.languages:
        code, level = str(spoken["language"]), int(str(spoken["level"]))
        found[code] = max(level, found.get(code, 0))
    return found


def _code(gender: str | None) -> Any:
    return gender if gender in {"w", "m", "d"} else None


def _strictness(row: HelpRequest) -> Any:
    return row.gender_is if row.wants_gender and row.gender_is in {"must", "prefer"} else None


def _histories(newcomers: Collection[uuid.UUID]) -> dict[uuid.UUID, list[tuple[uuid.UUID, str]]]:
    """Each newcomer's volunteers of before: with whom it broke off, and who helped to the end."""
    found: dict[uuid.UUID, list[tuple[uuid.UUID, str]]] = {one: [] for one in newcomers}
    statement = (
        select(HelpRequest.newcomer_id, Tandem.volunteer_id, Tandem.status)
        .join(HelpRequest, HelpRequest.id == Tandem.help_request_id)
        .where(~Tandem.is_running)
    )
    if len(newcomers) <= NAMED_AT_MOST:
        statement = statement.where(HelpRequest.newcomer_id.in_(newcomers))
    for newcomer, volunteer, status in db.session.execute(statement):
        if newcomer in found:
            found[newcomer].append((volunteer, status))
    return found


def _ids(found: Iterable[object]) -> frozenset[str]:
    return frozenset(str(one) for one in found)
