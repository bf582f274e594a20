"""The preview of a checked list: which rows a tab shows, pages of fifty, and what stands above them."""

import uuid
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from lotsen.extensions import db
from lotsen.imports import service
from lotsen.imports.checked_rows import CheckedRow
from lotsen.imports.drafts import Draft
from lotsen.imports.findings import Finding
from lotsen.imports.models import Import
from lotsen.imports.questions import Question, asks_for_levels
from lotsen.imports.words import TAB_LABELS
from lotsen.ties.paging import Paging
from lotsen.volunteers.models import Volunteer

PER_PAGE: Final = 50


@dataclass(frozen=True)
class Double:
    """The other entry of a person: a row before, or somebody of the register."""

    name: str
    mail: str
    phone: str
    place: str
    line: int | None = None
    volunteer: Volunteer | None = None


@dataclass
class Preview:
    """Everything that the page shows of one list."""

    tab: str
    tabs: list[tuple[str, str, int]]
    rows: list[CheckedRow]
    paging: Paging
    questions: dict[int, list[Question]]
    forbidden: list[Finding]
    suggestion_count: int
    double_count: int
    level_count: int
    certificate_count: int
    outside_count: int
    doubles: dict[int, "Double"]


def of(source: Import, *, tab: str, page: int, region_id: str) -> Preview:
    """Lay out one page of one tab."""
    rows = service.checked(source)
    counts = {name: sum(1 for row in rows if _fits(row, name)) for name in TAB_LABELS}
    if tab not in TAB_LABELS:
        tab = "offen" if counts["offen"] else "gut"
    fitting = [row for row in rows if _fits(row, tab)]
    paging = Paging.of(len(fitting), page, PER_PAGE)
    shown = fitting[max(0, paging.first - 1) : paging.last]
    open_rows = [row for row in rows if row.is_open]
    return Preview(
        tab=tab,
        tabs=[(name, str(label), counts[name]) for name, label in TAB_LABELS.items()],
        rows=shown,
        paging=paging,
        questions=service.questions_of(source, shown) if shown else {},
        forbidden=[finding for row in rows for finding in row.forbidden],
        suggestion_count=len(service.suggestions(source, open_rows)),
        double_count=sum(1 for row in rows if row.is_double and not row.decision),
        level_count=sum(1 for row in open_rows if _lacks_level(row)),
        certificate_count=sum(1 for row in rows if row.draft.fuehrungszeugnis_seen_on),
        outside_count=sum(1 for row in rows if row.draft.ags and not row.draft.ags.startswith(region_id)),
        doubles=_doubles(rows, shown),
    )


def _fits(row: CheckedRow, tab: str) -> bool:
    if tab == "alle":
        return True
    if tab == "offen":
        return row.is_open
    return row.kind == tab and (tab not in ("frage", "fehler") or row.is_open)


def _lacks_level(row: CheckedRow) -> bool:
    return any(finding.severity == "question" and asks_for_levels(finding) for finding in row.findings)


def _doubles(rows: list[CheckedRow], shown: list[CheckedRow]) -> dict[int, Double]:
    """The other entries of the rows that are shown."""
    by_row = {row.row: row.draft for row in rows}
    keys = [uuid.UUID(row.duplicate_person) for row in shown if row.duplicate_person]
    people = select(Volunteer).where(Volunteer.id.in_(keys)).options(selectinload(Volunteer.municipality))
    known = {str(one.id): one for one in db.session.scalars(people)} if keys else {}
    found: dict[int, Double] = {}
    for row in shown:
        if row.duplicate_row in by_row:
            found[row.row] = _of_row(by_row[row.duplicate_row], row.duplicate_row)
        elif row.duplicate_person in known:
            found[row.row] = _of_register(known[row.duplicate_person])
    return found


def _of_row(draft: Draft, line: int) -> Double:
    name, place = f"{draft.first_name} {draft.last_name}", f"{draft.postal_code or ''} {draft.place or ''}"
    return Double(name.strip(), draft.email or "", draft.phone or "", place.strip(), line=line)


def _of_register(one: Volunteer) -> Double:
    name, place = f"{one.first_name} {one.last_name}", f"{one.plz} {one.municipality.name}"
    return Double(name.strip(), one.mail or "", one.phone or "", place, volunteer=one)
