"""What one row of a list would become, and what was found in it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from lotsen.imports.duplicates import KnownPerson
from lotsen.imports.findings import BLOCKING, Finding


@dataclass(slots=True)
class Draft:
    """What would be stored of one row, already in the form of the register."""

    first_name: str = ""
    last_name: str = ""
    gender: str | None = None
    email: str | None = None
    phone: str | None = None
    postal_code: str | None = None
    ags: str | None = None
    place: str | None = None
    modes: tuple[str, ...] = ()
    languages: dict[str, int | None] = field(default_factory=dict)
    variants: dict[str, str] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    weekly_hours: str | None = None
    radius_km: int | None = None
    basisqualifizierung_on: dt.date | None = None
    fuehrungszeugnis_seen_on: dt.date | None = None
    available_from_on: dt.date | None = None
    organisation: str | None = None
    note: str | None = None

    def as_known(self, key: str = "") -> KnownPerson:
        """As an entry to compare others with."""
        return KnownPerson(key, self.first_name, self.last_name, self.email, self.phone, self.postal_code)


@dataclass(slots=True)
class RowResult:
    """One row: its number in the file, its draft, what was found; and which row or person it seems to repeat."""

    row: int
    draft: Draft
    findings: list[Finding]
    duplicate_row: int | None = None
    duplicate_person: str | None = None

    @property
    def is_good(self) -> bool:
        """May be taken over as it stands: no error, no open question."""
        return not any(finding.severity in BLOCKING for finding in self.findings)
