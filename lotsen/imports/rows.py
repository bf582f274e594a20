"""Every row of a list to a clean draft and its findings. Nothing here writes anywhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Final

from lotsen.half_days import GRID
from lotsen.imports.cells import CellReader, said_or_none, text_of
from lotsen.imports.columns import forbidden_columns
from lotsen.imports.contacts import looks_like_mail, looks_like_phone, read_mail, read_phone
from lotsen.imports.dates import DateReader, is_no, is_yes, is_yes_or_no
from lotsen.imports.drafts import Draft, RowResult
from lotsen.imports.duplicates import Acquaintances, KnownPerson
from lotsen.imports.findings import Remarks, Severity
from lotsen.imports.gazetteer import Gazetteer
from lotsen.imports.names import PersonName, read_one_cell, read_two_cells
from lotsen.imports.places import settle_place
from lotsen.imports.reading import Cell, Row
from lotsen.imports.sensitive import sensitive_kinds
from lotsen.imports.spelling import is_empty_word
from lotsen.imports.spoken import read_languages, read_level
from lotsen.imports.spreadsheet import Table
from lotsen.imports.times import GERMAN_DAYS, read_times
from lotsen.imports.topics import read_gender, read_modes, read_needs, read_radius, read_weekly_hours

MAX_NAME: Final = 120
MAX_NOTE: Final = 500
_NAME_ORDERS: Final = {"name_last_first": "last_first", "name_first_last": "first_last", "name": ""}


def check_rows(
    table: Table,
    mapping: Mapping[str, int],
    gazetteer: Gazetteer,
    *,
    existing: Iterable[KnownPerson] = (),
    today: dt.date,
    corrections: Mapping[tuple[int, str], str] | None = None,
    accepted: Collection[tuple[int, str]] = (),
    default_level: int | None = None,
) -> list[RowResult]:
    """Check all rows in order.

    `corrections` are answers of the reader: (row, field) -> what the cell should have said. `accepted`
    are questions answered with "it is right as it stands": (row, code). `default_level` is the level for
    languages without one, when the reader says so for the whole list.
    """
    checker = _Checker(table, mapping, gazetteer, today, corrections or {}, default_level)
    known = Acquaintances.of(existing)
    results = []
    for row in table.rows:
        result = checker.check(row)
        _compare(result, known)
        result.findings = [f.as_accepted() if (row.number, f.code) in accepted else f for f in result.findings]
        known.add(result.draft.as_known(), row.number)
        results.append(result)
    return results


def _compare(result: RowResult, known: Acquaintances) -> None:
    found = known.find(result.draft.as_known())
    if found is None:
        return
    remarks = Remarks(result.row, [])
    code = {"same": "duplicate_person", "contact": "contact_shared", "name": "same_name"}[found.kind]
    way = "person" if found.row is None else "row"
    severity: Severity = "note" if found.kind == "name" else "question"
    remarks.add(code, severity, way=way, line=found.row, person=found.person, reasons=found.reasons)
    if found.kind == "same":
        result.duplicate_row, result.duplicate_person = found.row, found.person
    result.findings.extend(remarks.findings)


class _Checker:
    """Reads the mapped cells of one row after the other."""

    def __init__(
        self,
        table: Table,
        mapping: Mapping[str, int],
        gazetteer: Gazetteer,
        today: dt.date,
        corrections: Mapping[tuple[int, str], str],
        default_level: int | None,
    ) -> None:
        self._table = table
        self._cells = CellReader(forbidden_columns(table.header), corrections)
        self._mapping = mapping
        self._gazetteer = gazetteer
        self._default_level = default_level
        self._dates = DateReader(today, uses_1904=table.uses_1904)

    def check(self, row: Row) -> RowResult:
        remarks = Remarks(row.number, self._table.header)
        cells = {key: self._cells.read(row, key, column, remarks) for key, column in self._mapping.items()}
        draft = Draft()
        self._name(draft, cells, remarks)
        self._contacts(draft, cells, remarks)
        self._place(draft, cells, remarks)
        self._languages(draft, cells, remarks)
        self._catalogues(draft, cells, remarks)
        self._days(draft, cells, remarks)
        self._texts(draft, cells, remarks)
        return RowResult(row.number, draft, remarks.findings)

    # --- one group of fields after the other ------------------------------------------------------

    def _name(self, draft: Draft, cells: Mapping[str, Cell], remarks: Remarks) -> None:
        name = self._read_name(cells, remarks)
        draft.first_name, draft.last_name, draft.gender = (
            name.first[:MAX_NAME],
            name.last[:MAX_NAME],
            name.gender,
        )

    def _read_name(self, cells: Mapping[str, Cell], remarks: Remarks) -> PersonName:
        if "last_name" in cells and "first_name" in cells:
            columns = (self._mapping["first_name"], self._mapping["last_name"])
            return read_two_cells(text_of(cells["first_name"]), text_of(cells["last_name"]), remarks, columns)
        for key, order in _NAME_ORDERS.items():
            if key in cells:
                return read_one_cell(text_of(cells[key]), order, remarks, self._mapping[key])
        key = "last_name" if "last_name" in cells else "first_name"
        return read_one_cell(text_of(cells.get(key)), "", remarks, self._mapping.get(key, 0))

    def _contacts(self, draft: Draft, cells: Mapping[str, Cell], remarks: Remarks) -> None:
        mail, phone = cells.get("email"), cells.get("phone")
        if {"email", "phone"} <= set(self._mapping) and _is_swapped(text_of(mail), text_of(phone)):
            remarks.add("columns_swapped", "fixed", self._mapping["email"], text_of(mail) or text_of(phone))
            mail, phone = phone, mail
        before = len(remarks.findings)
        if "email" in self._mapping:
            draft.email = read_mail(text_of(mail), remarks, self._mapping["email"])
        if "phone" in self._mapping:
            draft.phone = read_phone(phone, remarks, self._mapping["phone"])
        if not draft.email and not draft.phone and len(remarks.findings) == before:
            remarks.add("contact_missing", "error")

    def _place(self, draft: Draft, cells: Mapping[str, Cell], remarks: Remarks) -> None:
        columns = [self._mapping[key] for key in ("postal_code", "place") if key in self._mapping]
        text = " ".join(filter(None, (text_of(cells.get("postal_code")), text_of(cells.get("place")))))
        settled = settle_place(text, self._gazetteer, remarks, columns[0] if columns else None)
        draft.postal_code, draft.ags, draft.place = settled.postal_code, settled.ags, settled.place

    def _languages(self, draft: Draft, cells: Mapping[str, Cell], remarks: Remarks) -> None:
        apart = {key: at for key, at in self._mapping.items() if key.startswith("language.")}
        column = self._mapping.get("languages", self._mapping.get("german_level", min(apart.values(), default=None)))
        if column is None:
            return
        if self._drop_sensitive(text_of(cells.get("languages")), remarks, column):
            return
        before = len(remarks.findings)
        spoken = read_languages(text_of(cells.get("languages")), remarks, column)
        if german := text_of(cells.get("german_level")):
            level, _ = read_level(german)
            if level is not None:
                spoken.learn("deu", level)
        for key in apart:
            if (said := text_of(cells[key])) and not is_empty_word(said) and not is_no(said):
                spoken.learn(key.removeprefix("language."), read_level(said)[0])
        if not spoken.levels and len(remarks.findings) == before:
            remarks.add("language_missing", "note", column)
        self._levels(spoken.levels, remarks, column, text_of(cells.get("languages")))
        draft.languages, draft.variants = spoken.levels, spoken.variants

    def _levels(self, levels: dict[str, int | None], remarks: Remarks, column: int, text: str) -> None:
        without = tuple(code for code, level in levels.items() if level is None)
        if not without:
            return
        if self._default_level is not None:
            levels.update(dict.fromkeys(without, self._default_level))
        severity: Severity = "question" if self._default_level is None else "note"
        if any(finding.code == "language_unclear" for finding in remarks.findings):  # one question, not two
            remarks.add("language_unclear", severity, column, text, way="level", languages=without)
        else:
            remarks.add("language_level_missing", severity, column, text, languages=without)

    def _catalogues(self, draft: Draft, cells: Mapping[str, Cell], remarks: Remarks) -> None:
        at = self._mapping
        if "needs" in at:
            draft.needs = read_needs(text_of(cells["needs"]), remarks, at["needs"])
        if "modes" in at:
            draft.modes = read_modes(text_of(cells["modes"]), remarks, at["modes"])
        if "times" in at:
            draft.times = read_times(text_of(cells["times"]), remarks, at["times"])
        days = [key for key in at if key.startswith("day.") and not is_no(text_of(cells[key]) or "nein")]
        apart = {time for key in days for time in _times_of_day(key, text_of(cells[key]), remarks, at[key])}
        draft.times = tuple(time for time in GRID if time in apart | set(draft.times))
        if "gender" in at:
            draft.gender = read_gender(text_of(cells["gender"]), remarks, at["gender"]) or draft.gender
        if "radius_km" in at:
            draft.radius_km = read_radius(cells["radius_km"], remarks, at["radius_km"])
        if "hours_per_week" in at:
            draft.weekly_hours = read_weekly_hours(cells["hours_per_week"], remarks, at["hours_per_week"])

    def _days(self, draft: Draft, cells: Mapping[str, Cell], remarks: Remarks) -> None:
        at = self._mapping
        if "basisqualifizierung_on" in at:
            cell, column = cells["basisqualifizierung_on"], at["basisqualifizierung_on"]
            if cell is True or is_yes_or_no(text_of(cell)):
                remarks.add("date_missing", "note", column, text_of(cell), text=text_of(cell))
            else:
                draft.basisqualifizierung_on = self._dates.read(cell, remarks, column)
        if "fuehrungszeugnis_seen_on" in at:
            draft.fuehrungszeugnis_seen_on = self._fuehrungszeugnis(cells, remarks, at["fuehrungszeugnis_seen_on"])
        if "available_from_on" in at:
            cell, column = cells["available_from_on"], at["available_from_on"]
            if text_of(cell).casefold() not in ("sofort", "ab sofort", "jetzt"):
                draft.available_from_on = self._dates.read(cell, remarks, column, may_be_future=True)

    def _fuehrungszeugnis(self, cells: Mapping[str, Cell], remarks: Remarks, column: int) -> dt.date | None:
        """Only the day of seeing it may be kept (§ 72a Abs. 5 SGB VIII); other text is not even repeated."""
        cell = cells["fuehrungszeugnis_seen_on"]
        text = text_of(cell)
        if cell is True or is_yes_or_no(text):
            remarks.add("fuehrungszeugnis_without_date", "note", column, text)
            return None
        if isinstance(cell, str) and not any(char.isdigit() for char in text) and not is_empty_word(text):
            remarks.add("fuehrungszeugnis_text", "note", column)
            return None
        quiet = Remarks(remarks.row, self._table.header)
        day = self._dates.read(cell, quiet, column)
        has_words = any(char.isalpha() for char in text)
        remarks.findings.extend(replace(f, value="") if has_words else f for f in quiet.findings)
        return day

    def _texts(self, draft: Draft, cells: Mapping[str, Cell], remarks: Remarks) -> None:
        if "organisation" in self._mapping:
            draft.organisation = said_or_none(text_of(cells["organisation"]))
        if "note" not in self._mapping:
            return
        column, text = self._mapping["note"], text_of(cells["note"])
        if self._drop_sensitive(text, remarks, column):
            return
        if len(text) > MAX_NOTE:
            remarks.add("text_too_long", "question", column, text, limit=MAX_NOTE)
        draft.note = said_or_none(text[:MAX_NOTE])

    def _drop_sensitive(self, text: str, remarks: Remarks, column: int) -> bool:
        """Point out forbidden data without repeating it."""
        kinds = sensitive_kinds(text)
        if kinds:
            remarks.add("forbidden_sensitive_note", "note", column, kinds=kinds)
        return bool(kinds)


def _times_of_day(key: str, said: str, remarks: Remarks, column: int) -> tuple[str, ...]:
    """A cell under the head of a day: "x" is the whole day, words and hours are parts of it."""
    day = key.removeprefix("day.")
    if is_empty_word(said):
        return ()
    if is_yes(said):
        return tuple(time for time in GRID if time.startswith(day))
    return read_times(f"{GERMAN_DAYS[day]} {said}", remarks, column)


def _is_swapped(mail: str, phone: str) -> bool:
    if looks_like_mail(phone):
        return not looks_like_mail(mail)
    return looks_like_phone(mail) and not phone
