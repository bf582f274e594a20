"""The volunteers of a region as the matching sees them: ids and facts, no name, no contact.

Reads columns, not rows, in six queries. ``kept_pool`` keeps the result while nothing behind it changes.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, select

from lotsen import clock, scope
from lotsen.extensions import db
from lotsen.interest_questions.models import InterestQuestion
from lotsen.regions.models import Municipality, RegionPolicy
from lotsen.regions.service import policy
from lotsen.volunteers import fuehrungszeugnis
from lotsen.volunteers.models import (
    Absence,
    FuehrungszeugnisCheck,
    Volunteer,
    VolunteerLanguage,
    VolunteerNeed,
)
from lotsen.volunteers.sealed_columns import as_uuid, open_sealed, sealed_column, stored_key
from matching import Candidate

#: Who is in the pool: the released; the paused and those in training are never possible, but explained.
NATIVE = 7  # "Muttersprache"
IN_POOL = ("freigegeben", "pausiert", "in_qualifizierung")
Key = Any  # of a volunteer, as the database stores it


@dataclass(frozen=True)
class _Facts:
    """What belongs to volunteers but is stored in other tables, by volunteer."""

    languages: dict[Key, dict[str, int]]
    needs: dict[Key, set[str]]
    not_needs: dict[Key, set[str]]
    absences: dict[Key, list[tuple[date, date]]]
    certificates: dict[Key, fuehrungszeugnis.Seen]
    resting: set[Key]


def candidates(
    region: str, only: Collection[Key] | None = None, *, states: Collection[str] = IN_POOL
) -> list[Candidate]:
    """Everybody who is or was released, or is in training, as values for the matching; or who is in other states.

    Of ``only`` these volunteers where they are named.
    """
    with scope.of(region):
        rules, today = policy(), clock.today()
        facts = _Facts(_languages(only), *_needs(only), _absences(today, only), _certificates(only), _resting(only))
        return [_candidate(row, facts, rules, today) for row in _rows(states, only)]


def _of(statement: Select[Any], column: Any, only: Collection[Key] | None) -> Select[Any]:
    """What a statement finds of some volunteers, or of all of them."""
    return statement if only is None else statement.where(column.in_([as_uuid(key) for key in only]))


def _rows(states: Collection[str], only: Collection[Key] | None) -> list[Any]:
    v = Volunteer
    statement = (
        select(
            stored_key(v.id).label("key"), v.region_id, v.status, v.modes, v.radius_km, v.is_remote, v.times,
            v.gender, v.accepts_gender,
            v.capacity, v.taken_count, v.works_with_minors, v.available_from, v.available_until,
            sealed_column(v, "community"), Municipality.lat, Municipality.lon,
        )
        .join(Municipality, Municipality.ags == v.ags)
        .where(v.status.in_(states))
        .order_by(v.id)
    )  # fmt: skip
    return list(db.session.execute(_of(statement, v.id, only)))


def _mother_tongues(languages: Mapping[str, int]) -> frozenset[str]:
    """The language communities somebody grew up in.

    A newcomer may ask for nobody of a language community, because that would not be safe. For this one
    wish a mother tongue counts, whatever the volunteer says of herself: too careful is the right side.
    """
    return frozenset(code for code, level in languages.items() if level == NATIVE and code != "deu")


def _candidate(row: Any, facts: _Facts, rules: RegionPolicy, today: date) -> Candidate:
    minors_ok = row.works_with_minors and fuehrungszeugnis.may_meet_minors(
        facts.certificates.get(row.key),
        modes=row.modes,
        duty=rules.fuehrungszeugnis_duty,
        today=today,
        years=rules.fuehrungszeugnis_years,
    )
    return Candidate(
        id=str(as_uuid(row.key)),
        modes=frozenset(row.modes),
        lat=row.lat,
        lon=row.lon,
        radius_km=float(row.radius_km),
        remote=row.is_remote,
        languages=facts.languages.get(row.key, {}),
        needs=frozenset(facts.needs.get(row.key, ())),
        not_needs=frozenset(facts.not_needs.get(row.key, ())),
        times=frozenset(row.times),
        gender=row.gender,
        **({"accepts_gender": frozenset(row.accepts_gender)} if row.accepts_gender else {}),
        capacity=row.capacity,
        active=row.taken_count,
        minors_ok=minors_ok,
        absent=(*facts.absences.get(row.key, ()), *_outside(row, today)),
        community=open_sealed(Volunteer, "community", row.region_id, as_uuid(row.key), row.community_sealed),
        communities=_mother_tongues(facts.languages.get(row.key, {})),
        released=row.status == "freigegeben" and row.key not in facts.resting,
        in_training=row.status == "in_qualifizierung",
    )


def _outside(row: Any, today: date) -> list[tuple[date, date]]:
    """Before she starts and after she stops she is away."""
    away = []
    if row.available_from and row.available_from > today:
        away.append((today, row.available_from - timedelta(days=1)))
    if row.available_until:
        first = max(today, row.available_until + timedelta(days=1))
        away.append((first, date(first.year + 50, 1, 1)))
    return away


def _languages(only: Collection[Key] | None) -> dict[Key, dict[str, int]]:
    """The best level per language; variants of one language count as the language."""
    found: dict[Key, dict[str, int]] = defaultdict(dict)
    table = VolunteerLanguage
    statement = select(stored_key(table.volunteer_id), table.language, table.level)
    for person, language, level in db.session.execute(_of(statement, table.volunteer_id, only)):
        mine = found[person]
        mine[language] = max(level, mine.get(language, 0))
    return found


def _needs(only: Collection[Key] | None) -> tuple[dict[Key, set[str]], dict[Key, set[str]]]:
    wanted: dict[Key, set[str]] = defaultdict(set)
    excluded: dict[Key, set[str]] = defaultdict(set)
    table = VolunteerNeed
    statement = select(stored_key(table.volunteer_id), table.need, table.is_excluded)
    for person, need, is_excluded in db.session.execute(_of(statement, table.volunteer_id, only)):
        (excluded if is_excluded else wanted)[person].add(need)
    return wanted, excluded


def _absences(today: date, only: Collection[Key] | None) -> dict[Key, list[tuple[date, date]]]:
    found: dict[Key, list[tuple[date, date]]] = defaultdict(list)
    statement = select(stored_key(Absence.volunteer_id), Absence.from_on, Absence.until_on).where(
        Absence.until_on >= today
    )
    for person, first, last in db.session.execute(_of(statement, Absence.volunteer_id, only)):
        found[person].append((first, last))
    return found


def _resting(only: Collection[Key] | None) -> set[Key]:
    """Volunteers who did not say that they are still there: nobody asks them until they are back."""
    question = InterestQuestion
    statement = select(stored_key(question.volunteer_id)).where(
        question.status == "ruht", question.volunteer_id.is_not(None)
    )
    return set(db.session.scalars(_of(statement, question.volunteer_id, only)))


def _certificates(only: Collection[Key] | None) -> dict[Key, fuehrungszeugnis.Seen]:
    table = FuehrungszeugnisCheck
    statement = select(
        stored_key(table.volunteer_id), table.id, table.region_id, table.seen_on, table.issued_on,
        sealed_column(table, "has_listed_conviction"),
    )  # fmt: skip
    return {
        row[0]: fuehrungszeugnis.Seen(
            row.seen_on,
            row.issued_on,
            open_sealed(table, "has_listed_conviction", row.region_id, row.id, row[5]),
        )
        for row in db.session.execute(_of(statement, table.volunteer_id, only))
    }
