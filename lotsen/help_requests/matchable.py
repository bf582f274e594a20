"""A help request as the matching sees it: facts and codes, no name, no contact."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from lotsen import clock
from lotsen.extensions import db
from lotsen.help_requests.models import HelpRequest
from lotsen.newcomers.models import Newcomer
from lotsen.tandems.models import Tandem
from matching import Request

_URGENCIES: dict[str, Any] = {
    "heute_morgen": "today",
    "diese_woche": "week",
    "diesen_monat": "month",
    "laufend": "ongoing",
}


def as_request(row: HelpRequest) -> Request:
    """What the matching may know of one request of the reader's region."""
    person = row.newcomer
    ended_badly, known = _history(row)
    return Request(
        id=str(row.id),
        mode=row.mode,
        lat=row.municipality.lat,
        lon=row.municipality.lon,
        languages=_levels(person),
        needs=frozenset(row.needs),
        times=frozenset(row.times),
        gender=_code(person.gender),
        wants_gender=_code(row.wants_gender),
        gender_is=_strictness(row),
        involves_minors=row.involves_minors or person.age_band == "unter_18",
        remote_ok=row.is_remote_ok,
        not_community=row.not_own_community,
        urgency=_URGENCIES[row.urgency],
        opened_on=clock.day_of(row.opened_at) if row.opened_at else None,
        starts_on=row.starts_on,
        never=ended_badly,
        known=known,
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


def _history(row: HelpRequest) -> tuple[frozenset[str], frozenset[str]]:
    """Volunteers with whom it broke off before, and those who helped to the end."""
    statement = (
        select(Tandem.volunteer_id, Tandem.status)
        .join(HelpRequest, HelpRequest.id == Tandem.help_request_id)
        .where(HelpRequest.newcomer_id == row.newcomer_id, ~Tandem.is_running)
    )
    ended = list(db.session.execute(statement))
    broken = _ids(volunteer for volunteer, status in ended if status == "abgebrochen")
    return broken, _ids(volunteer for volunteer, _ in ended) - broken


def _ids(found: Iterable[object]) -> frozenset[str]:
    return frozenset(str(one) for one in found)
