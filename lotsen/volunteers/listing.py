"""The list of volunteers: filters as SQL, names from the name book, one page of fifty at a time.

Only what the page shows is read, as columns, in a fixed number of queries. The list never shows a
contact. Case managers see the released only and cannot search by contact.
"""

import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import get_locale
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from lotsen import clock
from lotsen.accounts.mail_links import CONFIRM_SIGN_UP
from lotsen.accounts.models import MailLink
from lotsen.database import holds
from lotsen.extensions import db
from lotsen.regions.models import Municipality, RegionPolicy
from lotsen.volunteers import fuehrungszeugnis
from lotsen.volunteers.models import (
    FuehrungszeugnisCheck,
    Qualification,
    Volunteer,
    VolunteerLanguage,
    VolunteerNeed,
)
from lotsen.volunteers.name_book import NameBook, book
from lotsen.volunteers.sealed_columns import as_uuid, key_text
from lotsen.volunteers.states import BEFORE_RELEASE, GONE
from lotsen.volunteers.words import list_words

PER_PAGE = 50
SORTS = ("name", "status", "place", "waiting")
DUE_WITHIN = timedelta(days=60)


@dataclass(frozen=True)
class Filter:
    """What the reader asked for; empty values filter nothing."""

    text: str = ""
    status: str = ""
    mode: str = ""
    language: str = ""
    level: int = 0
    need: str = ""
    ags: str = ""
    within_km: int = 0
    is_free: bool = False
    basics_missing: bool = False
    certificate_due: bool = False
    waiting_days: int = 0
    sort: str = "name"
    sees_all: bool = False  # coordinators; everybody else sees the released, and never searches contacts


@dataclass(frozen=True)
class Line:
    """One row of the list."""

    id: uuid.UUID
    name: str
    number: str
    status: str
    status_since: datetime
    created_at: datetime
    modes: list[str]
    place: str
    free_count: int
    capacity: int
    languages: list[tuple[str, str]] = field(default_factory=list)


class Page(Pagination):
    """One page of lines, with what the page numbers need."""

    def __init__(self, lines: list[Line], total: int, page: int) -> None:
        self.page, self.per_page, self.max_per_page = page, PER_PAGE, PER_PAGE
        self.items: list[Line] = lines
        self.total = total

    def _query_items(self) -> list[Any]:
        return self.items

    def _query_count(self) -> int:
        return self.total or 0


def find(asked: Filter, rules: RegionPolicy, places: list[Municipality], *, page: int = 1) -> Page:
    """The lines of one page, and how many there are altogether."""
    names = book()
    conditions = _conditions(asked, rules, places)
    found = names.find(asked.text, contacts=asked.sees_all) if asked.text.strip() else None
    if asked.sort.lstrip("-") == "name":
        keys, total = _by_name(asked, conditions, names, found, page)
    else:
        if found is not None:
            conditions.append(Volunteer.id.in_(found))
        keys, total = _by_column(asked, conditions, page)
    return Page(_lines(keys, names), total, page)


def _by_name(
    asked: Filter,
    conditions: list[ColumnElement[bool]],
    names: NameBook,
    found: set[uuid.UUID] | None,
    page: int,
) -> tuple[list[uuid.UUID], int]:
    """Names cannot be sorted by the database. All keys come as one text, much cheaper than thousands of rows."""
    matching = db.session.scalar(select(func.aggregate_strings(key_text(Volunteer.id), ",")).where(*conditions))
    keys = [key for key in (matching or "").split(",") if key in names.order]
    if found is not None:
        keys = [key for key in keys if as_uuid(key) in found]
    keys.sort(key=names.order.__getitem__, reverse=asked.sort.startswith("-"))
    start = (page - 1) * PER_PAGE
    return [as_uuid(key) for key in keys[start : start + PER_PAGE]], len(keys)


def _by_column(asked: Filter, conditions: list[ColumnElement[bool]], page: int) -> tuple[list[uuid.UUID], int]:
    columns: dict[str, Any] = {
        "status": Volunteer.status_since,
        "place": Municipality.name,
        "waiting": Volunteer.created_at,
    }
    column = columns.get(asked.sort.lstrip("-"), Volunteer.status_since)
    total = db.session.scalar(select(func.count(Volunteer.id)).where(*conditions)) or 0
    statement: Select[Any] = select(Volunteer.id).where(*conditions)
    if column is Municipality.name:
        statement = statement.join(Municipality, Municipality.ags == Volunteer.ags)
    order = column.desc() if asked.sort.startswith("-") else column.asc()
    statement = statement.order_by(order, Volunteer.id).offset((page - 1) * PER_PAGE).limit(PER_PAGE)
    return list(db.session.scalars(statement)), total


def _lines(keys: list[uuid.UUID], names: NameBook) -> list[Line]:
    v = Volunteer
    rows = db.session.execute(
        select(
            v.id, v.number, v.status, v.status_since, v.created_at, v.modes, v.capacity, v.taken_count,
            Municipality.name.label("place"),
        )
        .join(Municipality, Municipality.ags == v.ags)
        .where(v.id.in_(keys))
    )  # fmt: skip
    spoken = _languages(keys)
    found = {
        row.id: Line(
            id=row.id,
            name=names.name(row.id),
            number=row.number,
            status=row.status,
            status_since=row.status_since,
            created_at=row.created_at,
            modes=row.modes,
            place=row.place,
            free_count=row.capacity - row.taken_count,
            capacity=row.capacity,
            languages=spoken.get(row.id, []),
        )
        for row in rows
    }
    return [found[key] for key in keys if key in found]


def _languages(keys: list[uuid.UUID]) -> dict[uuid.UUID, list[tuple[str, str]]]:
    table = VolunteerLanguage
    statement = (
        select(table.volunteer_id, table.language, table.level)
        .where(table.volunteer_id.in_(keys))
        .order_by(table.volunteer_id, table.position)
    )
    found: dict[uuid.UUID, list[tuple[str, str]]] = defaultdict(list)
    words = list_words(str(get_locale()))
    for person, code, level in db.session.execute(statement):
        found[person].append((words.languages.get(code, code), words.levels.get(level, "")))
    return found


def _conditions(asked: Filter, rules: RegionPolicy, places: list[Municipality]) -> list[ColumnElement[bool]]:
    """Every filter as a condition; the state comes first, it is indexed."""
    conditions = [*_status(asked), ~_waits_for_own_confirmation()]
    if asked.mode:
        conditions.append(holds(Volunteer.modes, asked.mode))
    if asked.language:
        conditions.append(_speaks(asked.language, asked.level))
    if asked.need:
        conditions.append(_helps_with(asked.need))
    if asked.ags:
        conditions.append(Volunteer.ags.in_(_near(asked.ags, asked.within_km, places)))
    if asked.is_free:
        conditions.append(and_(Volunteer.status == "freigegeben", Volunteer.taken_count < Volunteer.capacity))
    if asked.basics_missing:
        conditions.append(and_(holds(Volunteer.modes, "lotse"), ~_has_basics()))
    if asked.certificate_due:
        conditions.append(_certificate_due(rules))
    if asked.waiting_days:
        since = clock.now() - timedelta(days=asked.waiting_days)
        conditions.append(and_(Volunteer.status.in_(BEFORE_RELEASE), Volunteer.status_since <= since))
    return conditions


def _waits_for_own_confirmation() -> ColumnElement[bool]:
    """Signed up online and not yet confirmed by mail: nobody sees her before that, and she may be gone in a week."""
    asked = Volunteer.id.in_(select(MailLink.subject_id).where(MailLink.purpose == CONFIRM_SIGN_UP))
    return and_(Volunteer.status == "interessiert", Volunteer.mail_confirmed_at.is_(None), asked)


def _status(asked: Filter) -> list[ColumnElement[bool]]:
    if not asked.sees_all:
        return [Volunteer.status == "freigegeben"]
    if asked.status == "alle":
        return [Volunteer.status != "anonymisiert"]
    if asked.status:
        return [Volunteer.status == asked.status]
    return [Volunteer.status.not_in(GONE)]


def _speaks(language: str, level: int) -> ColumnElement[bool]:
    table = VolunteerLanguage
    return Volunteer.id.in_(select(table.volunteer_id).where(table.language == language, table.level >= max(level, 1)))


def _helps_with(need: str) -> ColumnElement[bool]:
    table = VolunteerNeed
    return Volunteer.id.in_(select(table.volunteer_id).where(table.need == need, table.is_excluded.is_(False)))


def _near(ags: str, within_km: int, places: list[Municipality]) -> list[str]:
    """The municipality itself and all whose centre lies within the distance."""
    centre = next((place for place in places if place.ags == ags), None)
    if centre is None:
        return []
    return [place.ags for place in places if place is centre or centre.km_to(place) <= within_km]


def _has_basics() -> ColumnElement[bool]:
    done = Qualification.kind == "basisqualifizierung", Qualification.finished_on <= clock.today()
    return Volunteer.id.in_(select(Qualification.volunteer_id).where(*done))


def _certificate_due(rules: RegionPolicy) -> ColumnElement[bool]:
    """Owed by the region's policy, and not seen or about to expire."""
    owed = []
    for mode, duty in rules.fuehrungszeugnis_duty.items():
        if duty == fuehrungszeugnis.ALWAYS:
            owed.append(holds(Volunteer.modes, mode))
        elif duty == fuehrungszeugnis.WITH_MINORS:
            owed.append(and_(holds(Volunteer.modes, mode), Volunteer.works_with_minors.is_(True)))
    oldest = _oldest_issue(clock.today() + DUE_WITHIN, rules.fuehrungszeugnis_years)
    table = FuehrungszeugnisCheck
    counts = Volunteer.id.in_(select(table.volunteer_id).where(table.issued_on > oldest))
    return and_(or_(*owed), ~counts) if owed else Volunteer.id.is_(None)


def _oldest_issue(day: date, years: int) -> date:
    """Certificates issued on or before this day do not count any more on ``day``."""
    return clock.months_after(day, -12 * years)


def counts_by_state() -> dict[str, int]:
    """How many volunteers are in each state, for readers who see no people."""
    statement = select(Volunteer.status, func.count(Volunteer.id)).group_by(Volunteer.status)
    return {row[0]: row[1] for row in db.session.execute(statement)}
