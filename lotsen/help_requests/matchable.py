"""A help request as the matching sees it: facts and codes, no name, no contact."""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from lotsen import clock
from lotsen.extensions import db
from lotsen.half_days import GRID, half_day_of
from lotsen.help_requests import appointments
from lotsen.help_requests.models import HelpRequest
from lotsen.regions.models import Municipality
from lotsen.tandems.models import Tandem
from matching import Request
from matching.language import NATIVE

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
        languages=_levels(person.languages),
        needs=frozenset(row.needs),
        times=appointments.times_of(row),
        gender=_code(person.gender),
        wants_gender=_code(row.wants_gender),
        gender_is=_strictness(row.wants_gender, row.gender_is),
        involves_minors=row.involves_minors or person.age_band == "unter_18",
        remote_ok=row.is_remote_ok,
        not_community=row.not_own_community,
        urgency=_URGENCIES[row.urgency],
        opened_on=clock.day_of(row.opened_at) if row.opened_at else None,
        starts_on=row.starts_on,
        never=broken,
        known=_ids(volunteer for volunteer, _ in history) - broken,
    )


def as_wish(asked: Mapping[str, Any], *, person: Mapping[str, Any], place: Municipality) -> Request:
    """The same of a request that is still being written: nobody has checked its answers, and it is not stored."""
    at = asked["appointment_at"]
    return Request(
        id="wish",
        mode=asked["mode"],
        lat=place.lat,
        lon=place.lon,
        languages=_levels(person["languages"]),
        needs=frozenset(asked["needs"]),
        times=frozenset({half_day_of(at)} if at else {*asked["times"]} & {*GRID}),
        gender=_code(person["gender"]),
        wants_gender=_code(asked["wants_gender"]),
        gender_is=_strictness(_code(asked["wants_gender"]), asked["gender_is"]),
        involves_minors=asked["involves_minors"] or person["age_band"] == "unter_18",
        remote_ok=asked["is_remote_ok"],
        not_community=asked["not_own_community"],
        urgency=_URGENCIES.get(asked["urgency"], "ongoing"),
        starts_on=asked["starts_on"],
    )


def _levels(languages: Iterable[Mapping[str, object]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for spoken in languages:
        code, level = str(spoken["language"]), min(int(str(spoken["level"])), NATIVE)
        found[code] = max(level, found.get(code, 0))
    return found


def _code(gender: str | None) -> Any:
    return gender if gender in {"w", "m", "d"} else None


def _strictness(wanted: str | None, gender_is: str | None) -> Any:
    return gender_is if wanted and gender_is in {"must", "prefer"} else None


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
