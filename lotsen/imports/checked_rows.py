"""Rows of a list after the check, as they are kept and shown: what they would become, and what is open."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Final

from lotsen.imports.answers import DUPLICATE, MERGE, SKIP, Answers
from lotsen.imports.drafts import Draft, RowResult
from lotsen.imports.duplicates import KnownPerson
from lotsen.imports.findings import BLOCKING, Finding
from lotsen.imports.gazetteer import Gazetteer
from lotsen.imports.rows import check_rows
from lotsen.imports.stored_lists import StoredList

KINDS: Final = ("fehler", "frage", "doppelt", "gut", "weggelassen")
_DAYS: Final = ("basisqualifizierung_on", "fuehrungszeugnis_seen_on", "available_from_on")
_TUPLES: Final = ("modes", "needs", "times")
#: Codes that point out what is never stored; they stand on top of the preview.
FORBIDDEN: Final = ("forbidden_sensitive_note", "forbidden_column", "fuehrungszeugnis_text")


@dataclass(slots=True)
class CheckedRow:
    """One row with its draft, its findings, its double, and what the reader decided."""

    row: int
    draft: Draft
    findings: list[Finding]
    duplicate_row: int | None = None
    duplicate_person: str | None = None
    decision: str = ""
    has_answers: bool = False

    @property
    def kind(self) -> str:
        """One word for the row: the gravest of what was found."""
        if self.decision == SKIP:
            return "weggelassen"
        severities = {finding.severity for finding in self.findings if finding.code != DUPLICATE}
        if "error" in severities or not self._is_complete:
            return "fehler"
        if "question" in severities:
            return "frage"
        return "doppelt" if self.is_double else "gut"

    @property
    def is_double(self) -> bool:
        """Stands in the list or in the register already."""
        return self.duplicate_row is not None or self.duplicate_person is not None

    @property
    def is_open(self) -> bool:
        """Cannot be taken over yet."""
        if self.decision == SKIP:
            return False
        return not self._is_complete or any(finding.severity in BLOCKING for finding in self.findings)

    @property
    def is_taken(self) -> bool:
        """Would be taken over now."""
        return self.decision != SKIP and not self.is_open

    @property
    def is_merge(self) -> bool:
        """Adds to somebody who is there already instead of making a new volunteer."""
        return self.is_double and self.decision == MERGE

    @property
    def _is_complete(self) -> bool:
        """Has what the register demands: name, contact, place. Merging needs no more than it finds."""
        draft = self.draft
        has_name = bool(draft.first_name or draft.last_name)
        return has_name and bool(draft.email or draft.phone) and bool(draft.postal_code and draft.ags)

    @property
    def forbidden(self) -> list[Finding]:
        """What was pointed out and not kept."""
        return [finding for finding in self.findings if finding.code in FORBIDDEN]

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        draft = asdict(self.draft)
        draft |= {name: day.isoformat() for name in _DAYS if (day := draft[name]) is not None}
        return {
            "row": self.row,
            "draft": {name: value for name, value in draft.items() if value not in (None, "", (), {})},
            "findings": [[f.column, f.value, f.code, f.severity, dict(f.facts)] for f in self.findings],
            "double": [self.duplicate_row, self.duplicate_person],
            "decision": self.decision,
            "has_answers": self.has_answers,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> CheckedRow:
        """As it was kept."""
        number = stored["row"]
        findings = [
            Finding(number, column, value, code, severity, facts)
            for column, value, code, severity, facts in stored["findings"]
        ]
        double = stored["double"]
        return cls(
            number, _draft(stored["draft"]), findings, double[0], double[1],
            stored["decision"], stored["has_answers"],
        )  # fmt: skip


def _draft(stored: Mapping[str, Any]) -> Draft:
    values: dict[str, Any] = {field.name: stored[field.name] for field in fields(Draft) if field.name in stored}
    for name in _DAYS:
        if name in values:
            values[name] = dt.date.fromisoformat(values[name])
    for name in _TUPLES:
        values[name] = tuple(values.get(name, ()))
    return Draft(**values)


def check(
    stored: StoredList,
    mapping: Mapping[str, int],
    answers: Answers,
    gazetteer: Gazetteer,
    *,
    known: Iterable[KnownPerson],
    today: dt.date,
) -> list[CheckedRow]:
    """Check the whole list as it stands, with all answers so far."""
    results = check_rows(
        stored.table,
        mapping,
        gazetteer,
        existing=known,
        today=today,
        corrections=answers.corrections,
        accepted=answers.accepted,
        default_level=answers.default_level,
    )
    answered, columns = answers.rows(), set(mapping.values())
    withheld: dict[int, list[Finding]] = {}
    for one in stored.withheld:
        if one.column in columns:
            withheld.setdefault(one.row, []).append(one.as_finding(stored.table.header))
    return [_checked(result, answers, answered, withheld.get(result.row, [])) for result in results]


def _checked(result: RowResult, answers: Answers, answered: set[int], withheld: list[Finding]) -> CheckedRow:
    return CheckedRow(
        result.row,
        result.draft,
        [*withheld, *result.findings],
        result.duplicate_row,
        result.duplicate_person,
        answers.decisions.get(result.row, ""),
        result.row in answered,
    )


def count(rows: Iterable[CheckedRow]) -> dict[str, int]:
    """How many rows of each kind, how many are open, how many would be taken."""
    found: Counter[str] = Counter(dict.fromkeys((*KINDS, "open", "taken"), 0))
    for row in rows:
        found[row.kind] += 1
        found["open"] += row.is_open
        found["taken"] += row.is_taken
    return dict(found)
