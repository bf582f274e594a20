"""What people ask for, as the network reads it: by municipality, language and need, and on whose desk it lies.

Columns, not objects: three years of requests of a large Landkreis are read with every change. People under
protection are left out.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import func, select

import network
from lotsen import clock
from lotsen.extensions import db
from lotsen.help_requests.models import OPEN_STATES, HelpRequest
from lotsen.newcomers.models import Newcomer
from lotsen.tandems.models import Tandem
from lotsen.ties.bodies import desks
from lotsen.volunteers.sealed_columns import dashed, key_text, open_sealed, sealed_column

PART: Final = "#"  # between the key of a request and the number of a further need


def requests() -> Iterator[network.HelpRequest]:
    """Every need of every request that was ever open, the first one under the request's own key."""
    desks_of_account, matched = desks(), _first_tandems()
    for row in db.session.execute(_columns()):
        key, answered = dashed(row.key), matched.get(row.key) or row.closed_at
        if answered is None and row.status not in OPEN_STATES:
            answered = row.status_since
        spoken = open_sealed(Newcomer, "languages", row.region_id, dashed(row.person), row.languages_sealed)
        language = main_language(spoken)
        women_only = row.gender_is == "must" and _opened(row, key, "wants_gender") == "w"
        entries = desks_of_account.get(dashed(row.case_manager))
        for number, need in enumerate(_opened(row, key, "needs")):
            yield network.HelpRequest(
                key if number == 0 else f"{key}{PART}{number + 1}",
                row.ags,
                language,
                need,
                clock.day_of(row.opened_at),
                answered_on=_day(answered),
                women_only=women_only,
                is_remote=row.is_remote_ok,
                staff=entries[-1].staff if entries and number == 0 else None,
                part_of=key if number else None,
            )


def _columns() -> Any:
    h, n = HelpRequest, Newcomer
    return (
        select(
            key_text(h.id).label("key"), h.region_id, h.ags, h.status, h.status_since, h.opened_at, h.closed_at,
            h.gender_is, h.is_remote_ok, key_text(h.case_manager_id).label("case_manager"),
            sealed_column(h, "needs"), sealed_column(h, "wants_gender"),
            key_text(n.id).label("person"), sealed_column(n, "languages"),
        )
        .join(n, (n.id == h.newcomer_id) & (n.region_id == h.region_id))
        .where(h.opened_at.is_not(None), n.is_protected.is_(False), h.status != "zurueckgezogen")
    )  # fmt: skip


def _opened(row: Any, key: str, name: str) -> Any:
    return open_sealed(HelpRequest, name, row.region_id, key, getattr(row, f"{name}_sealed"))


def _day(at: datetime | None) -> date | None:
    return clock.day_of(at) if at else None


def _first_tandems() -> dict[str, datetime]:
    """When somebody was first found, by request."""
    first = select(key_text(Tandem.help_request_id), func.min(Tandem.created_at)).group_by(Tandem.help_request_id)
    return dict(db.session.execute(first).all())


def main_language(languages: list[dict[str, object]]) -> str:
    """The language in which somebody is best reached: the one they speak best, German last.

    >>> main_language([{"language": "deu", "level": 7}, {"language": "tir", "level": 6}])
    'tir'
    """
    best = max(languages, key=lambda one: (one["language"] != "deu", one.get("level") or 0), default=None)
    return str(best["language"]) if best else "deu"
