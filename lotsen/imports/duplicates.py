"""Is this person already there? Compares a row with the rows before it and with known people."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from lotsen.imports.spelling import fold_name

_ALIKE: Final = 0.8


@dataclass(frozen=True)
class KnownPerson:
    """Somebody of the region who is in the register, as far as comparing needs it."""

    key: str
    first_name: str
    last_name: str
    email: str | None = None
    phone: str | None = None
    postal_code: str | None = None


@dataclass(frozen=True)
class Resemblance:
    """Another entry that may be the same person: where it stands and what agrees."""

    kind: str  # "same": likely one person; "name": only the name; "contact": only mail or phone
    reasons: tuple[str, ...]
    row: int | None = None
    person: str | None = None


@dataclass
class _Entry:
    person: KnownPerson
    row: int | None


@dataclass
class Acquaintances:
    """All entries seen so far, found again by mail, phone and folded name."""

    _by_mail: dict[str, list[_Entry]] = field(default_factory=dict)
    _by_phone: dict[str, list[_Entry]] = field(default_factory=dict)
    _by_name: dict[tuple[str, ...], list[_Entry]] = field(default_factory=dict)

    @classmethod
    def of(cls, people: Iterable[KnownPerson]) -> Acquaintances:
        """Start with the people of the register."""
        known = cls()
        for person in people:
            known.add(person)
        return known

    def add(self, person: KnownPerson, row: int | None = None) -> None:
        """Remember an entry for those that follow."""
        entry = _Entry(person, row)
        if person.email:
            self._by_mail.setdefault(person.email.casefold(), []).append(entry)
        if person.phone:
            self._by_phone.setdefault(person.phone, []).append(entry)
        if name := name_key(person):
            self._by_name.setdefault(name, []).append(entry)

    def find(self, person: KnownPerson) -> Resemblance | None:
        """The closest entry: the same person before a shared contact before a shared name."""
        name = name_key(person)
        contacts = [
            *((entry, "email") for entry in self._by_mail.get((person.email or "").casefold(), ())),
            *((entry, "phone") for entry in self._by_phone.get(person.phone or "", ())),
        ]
        for entry, reason in contacts:
            if _alike(name, name_key(entry.person)):
                return _resemblance("same", ("name", reason), entry)
        namesakes = self._by_name.get(name, []) if name else []
        for entry in namesakes:
            if person.postal_code and person.postal_code == entry.person.postal_code:
                return _resemblance("same", ("name", "postal_code"), entry)
        if contacts:
            return _resemblance("contact", (contacts[0][1],), contacts[0][0])
        return _resemblance("name", ("name",), namesakes[0]) if namesakes else None


def _resemblance(kind: str, reasons: tuple[str, ...], entry: _Entry) -> Resemblance:
    return Resemblance(kind, reasons, entry.row, entry.person.key if entry.row is None else None)


def name_key(person: KnownPerson) -> tuple[str, ...]:
    """The words of a name without marks, case or order: Yılmaz, Jürgen is Juergen YILMAZ.

    >>> name_key(KnownPerson("1", "Jürgen", "Yılmaz")) == name_key(KnownPerson("2", "YILMAZ", "Juergen"))
    True
    """
    return tuple(sorted(fold_name(f"{person.first_name} {person.last_name}").split()))


def _alike(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """The same name with a slip of the pen, or with one part missing; a shared family name is not enough."""
    if not one or not other:
        return True
    if one == other or set(one) < set(other) or set(other) < set(one):
        return True
    if len(one) != len(other):
        return "".join(one) == "".join(other)
    return all(_close(a, b) for a, b in zip(one, other, strict=True))


def _close(one: str, other: str) -> bool:
    if len(one) == 1 or len(other) == 1:
        return one[0] == other[0]
    return difflib.SequenceMatcher(None, one, other).ratio() >= _ALIKE
