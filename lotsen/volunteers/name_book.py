"""Names of a region's volunteers in memory, so that sealed names can be searched and sorted.

Names, mail addresses and telephone numbers are encrypted in the database, so no query can look inside
them. Each process opens them once per region and afterwards only those that changed. The book lives in
memory only and holds nothing else of a person.
"""

import re
import unicodedata
import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from threading import Lock
from typing import Any

from flask import current_app
from sqlalchemy import select

from lotsen import scope
from lotsen.extensions import db
from lotsen.volunteers.freshness import Stamp, stamp
from lotsen.volunteers.models import Volunteer
from lotsen.volunteers.sealed_columns import as_uuid, key_text, open_sealed, sealed_column

_lock = Lock()
_ALONE = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "’": "'", "ʼ": "'"})
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
_NO_DIGIT = re.compile(r"\D")


def fold(text: str) -> str:
    """A text as it is compared: without case, accents, vowel signs and double blanks.

    >>> fold("Müller  ŞAHIN") == fold("mu\u0308ller s\u0327ahin") == "muller sahin"
    True
    """
    plain = unicodedata.normalize("NFKD", text).casefold().translate(_ALONE)
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(sign))
    return " ".join(plain.split())


def fold_phone(text: str) -> str:
    """The digits of a number without country code and leading zero.

    >>> fold_phone("+49 (0)151 234-567"), fold_phone("0151/234567")
    ('151234567', '151234567')
    """
    digits = _NO_DIGIT.sub("", text)
    if text.strip().startswith(("+49", "0049")):
        digits = digits.removeprefix("00").removeprefix("49")
    return digits.lstrip("0")


def _spellings(name: str) -> str:
    """A name with its umlauts as one letter and as two: Müller is found as Muller and as Mueller."""
    return fold(name) + "\n" + fold(unicodedata.normalize("NFC", name).translate(_GERMAN))


@dataclass(frozen=True)
class Entry:
    """One person: what is shown, what is searched, and how she sorts."""

    updated_at: datetime
    name: str
    names: str
    contacts: str
    phone: str
    sort_key: tuple[str, str]


@dataclass(frozen=True)
class NameBook:
    """The names of one region at one moment."""

    version: Stamp
    entries: dict[uuid.UUID, Entry]
    order: dict[str, int]  # by the key as the database writes it

    @cached_property
    def namesakes(self) -> frozenset[str]:
        """Full names that more than one has."""
        return frozenset(
            name for name, count in Counter(one.name for one in self.entries.values()).items() if count > 1
        )

    def name(self, volunteer_id: uuid.UUID) -> str:
        """The full name of somebody, empty if she is not in the book."""
        entry = self.entries.get(volunteer_id)
        return entry.name if entry else ""

    def find(self, text: str, *, contacts: bool) -> set[uuid.UUID]:
        """Everybody who fits all words of a search; mail and telephone only where ``contacts`` says so."""
        words = fold(text).split()
        digits = fold_phone(text) if re.fullmatch(r"[\d\s+()/.-]{4,}", text.strip()) else ""
        return {
            key
            for key, entry in self.entries.items()
            if all(word in entry.names or (contacts and word in entry.contacts) for word in words)
            or (contacts and len(digits) >= 4 and digits in entry.phone)
        }


def book() -> NameBook:
    """The book of the reader's region, brought up to date."""
    region = scope.region_id()
    books: dict[str, NameBook] = current_app.extensions.setdefault("name_books", {})
    version = stamp(Volunteer)
    found = books.get(region)
    if found is not None and found.version == version:
        return found
    with _lock:
        found = books.get(region)
        if found is None or found.version != version:
            found = books[region] = _refreshed(found, version)
        return found


def _refreshed(old: NameBook | None, version: Stamp) -> NameBook:
    """Keep what has not changed, open the rest."""
    known = old.entries if old else {}
    rows = db.session.execute(select(key_text(Volunteer.id), Volunteer.updated_at)).all()
    stored = {as_uuid(key): key for key, _at in rows}
    now = {as_uuid(key): at for key, at in rows}
    entries = {key: known[key] for key, at in now.items() if key in known and known[key].updated_at == at}
    missing = [key for key in now if key not in entries]
    for start in range(0, len(missing), 500):
        entries |= _read(missing[start : start + 500])
    ordered = sorted(entries, key=lambda key: entries[key].sort_key)
    return NameBook(version, entries, {stored[key]: place for place, key in enumerate(ordered)})


def _read(keys: list[uuid.UUID]) -> dict[uuid.UUID, Entry]:
    names = ("first_name", "last_name", "mail", "phone")
    statement = select(
        Volunteer.id, Volunteer.region_id, Volunteer.updated_at, Volunteer.number,
        *(sealed_column(Volunteer, name) for name in names),
    ).where(Volunteer.id.in_(keys))  # fmt: skip
    return {row.id: _entry(row, names) for row in db.session.execute(statement)}


def _entry(row: Any, names: tuple[str, ...]) -> Entry:
    first, last, mail, phone = (
        open_sealed(Volunteer, name, row.region_id, row.id, getattr(row, f"{name}_sealed")) or "" for name in names
    )
    name = f"{first} {last}".strip()
    return Entry(
        updated_at=row.updated_at,
        name=name,
        names=f"{_spellings(name)}\n{row.number.casefold()}",
        contacts=fold(mail),
        phone=fold_phone(phone),
        sort_key=(fold(last), fold(first)),
    )
