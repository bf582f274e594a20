"""Organisations: find, list, write, confirm."""

import uuid
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import selectinload

from lotsen import clock, scope
from lotsen.audit import service as audit
from lotsen.database import find, holds
from lotsen.errors import Invalid
from lotsen.extensions import db
from lotsen.needs import NEEDS
from lotsen.organisations.models import Organisation, StaffMember
from lotsen.regions import service as regions
from lotsen.regions.models import Municipality

PER_PAGE = 50
STALE_AFTER = timedelta(days=180)  # a contact that nobody has confirmed for half a year may be wrong
SORTS = ("name", "kind", "place", "confirmed")
KNOWN = _l("Eine Stelle mit diesem Namen gibt es in dieser Gemeinde schon.")
KNOWN_CLOSED = _l("So heißt dort eine Stelle, die geschlossen ist. Öffnen Sie diese wieder, oder löschen Sie sie.")
NOT_HERE = _l("Diese Gemeinde gehört nicht zu Ihrer Region.")


@dataclass(frozen=True)
class Filter:
    """What the reader asked for; empty values filter nothing."""

    text: str = ""
    kind: str = ""
    need: str = ""
    ags: str = ""
    language: str = ""
    is_stale: bool = False
    women_only: bool = False
    is_closed: bool = False
    sort: str = "name"


def get(organisation_id: uuid.UUID) -> Organisation:
    """An organisation of the reader's region, or NotFound."""
    return find(
        select(Organisation).where(Organisation.id == organisation_id).options(selectinload(Organisation.municipality))
    )


def page_of(asked: Filter, *, page: int) -> Any:
    """One page of the list, as Flask-SQLAlchemy's pagination."""
    columns: dict[str, Any] = {
        "name": func.lower(Organisation.name),
        "kind": Organisation.kind,
        "place": Municipality.name,
        "confirmed": Organisation.confirmed_on,
    }
    column = columns.get(asked.sort.lstrip("-"), columns["name"])
    order = column.desc() if asked.sort.startswith("-") else column.asc()
    statement = (
        select(Organisation)
        .join(Municipality, Municipality.ags == Organisation.ags)
        .where(*_conditions(asked))
        .options(selectinload(Organisation.municipality))
        .order_by(order, Organisation.id)
    )
    return db.paginate(statement, page=page, per_page=PER_PAGE, error_out=False)


def _conditions(asked: Filter) -> list[ColumnElement[bool]]:
    is_open: ColumnElement[bool] = Organisation.closed_on.is_(None)
    conditions = [~is_open if asked.is_closed else is_open]
    for word in asked.text.split():
        conditions.append(
            or_(
                Organisation.name.icontains(word, autoescape=True),
                Organisation.description.icontains(word, autoescape=True),
            )
        )
    if asked.kind:
        conditions.append(Organisation.kind == asked.kind)
    if asked.need:
        conditions.append(holds(Organisation.needs, asked.need))
    if asked.language:
        conditions.append(holds(Organisation.languages, asked.language))
    if asked.ags:
        conditions.append(or_(Organisation.ags == asked.ags, holds(Organisation.municipalities, asked.ags)))
    if asked.women_only:
        conditions.append(Organisation.is_women_only.is_(True))
    if asked.is_stale:
        limit = clock.today() - STALE_AFTER
        conditions.append(or_(Organisation.confirmed_on.is_(None), Organisation.confirmed_on < limit))
    return conditions


def is_stale(row: Organisation) -> bool:
    """Whether its contact should be checked again."""
    return row.confirmed_on is None or row.confirmed_on < clock.today() - STALE_AFTER


def coverage(row: Organisation, members: list[StaffMember]) -> list[tuple[str, list[str], list[str]]]:
    """Who covers which need where: (need, names, municipalities); the organisation itself counts as a name."""
    places = {place.ags: place.name for place in regions.municipalities_in(scope.region_id())}
    who: dict[str, list[str]] = defaultdict(list)
    where: dict[str, set[str]] = defaultdict(set)
    sources = [(row.name, row.needs, row.municipalities or [row.ags])]
    sources += [(m.name, m.needs, m.municipalities or row.municipalities or [row.ags])
                for m in members if m.is_active]  # fmt: skip
    for name, needs, served in sources:
        for need in needs:
            who[need].append(name)
            where[need].update(places.get(ags, ags) for ags in served)
    return [(str(need.label), who[need.key], sorted(where[need.key])) for need in NEEDS if need.key in who]


def register(**facts: Any) -> Organisation:
    """Add an organisation; what staff enter today counts as confirmed today."""
    _check(besides=None, **facts)
    row = Organisation(confirmed_on=clock.today(), **facts)
    db.session.add(row)
    audit.record("organisations.register", row, kind=row.kind)
    db.session.commit()
    return row


def edit(organisation_id: uuid.UUID, **facts: Any) -> Organisation:
    """Change an organisation."""
    row = get(organisation_id)
    _check(besides=row.id, **facts)
    for name, value in facts.items():
        setattr(row, name, value)
    row.confirmed_on = clock.today()
    audit.record("organisations.edit", row, kind=row.kind)
    db.session.commit()
    return row


def confirm(organisation_id: uuid.UUID) -> None:
    """Say that everything about it is right today."""
    row = get(organisation_id)
    row.confirmed_on = clock.today()
    audit.record("organisations.confirm", row)
    db.session.commit()


def _check(*, besides: uuid.UUID | None, name: str, ags: str, **_facts: Any) -> None:
    if ags not in {place.ags for place in regions.municipalities_in(scope.region_id())}:
        raise Invalid(NOT_HERE, "ags")
    found = db.session.scalar(select(Organisation).where(Organisation.name == name, Organisation.ags == ags))
    if found is not None and found.id != besides:
        raise Invalid(KNOWN if found.is_active else KNOWN_CLOSED, "name")
