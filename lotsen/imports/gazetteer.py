"""The places of Hessen as a value: postal codes and names to municipalities."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from lotsen.imports.spelling import fold


@dataclass(frozen=True)
class Place:
    """A municipality under one of its postal codes."""

    postal_code: str
    ags: str
    name: str

    def as_fact(self) -> dict[str, str]:
        """As plain text, for findings."""
        return {"postal_code": self.postal_code, "ags": self.ags, "name": self.name}


_SUFFIX: Final = re.compile(r"\s*(\(.*?\)|/.*|\b(am|im|an der|an|a|i|v|ob|in|auf|bei|b)\b\.?\s.*)$", re.IGNORECASE)
_ABBREVIATED: Final = (
    (r"\ba\.?\s*d\.?\s+", "an der "),
    (r"\bv\.?\s*d\.?\s*(?=H)", "vor der "),
    (r"\ba\.\s*", "am "),
    (r"\bi\.\s*", "im "),
    (r"\bOdw\.?", "Odenwald"),
    (r"\bTs\.?(?=\W|$)", "Taunus"),
    (r"\bSt\.\s*", "Sankt "),
)


def full_key(name: str) -> str:
    """The whole name, abbreviations written out.

    >>> full_key("Limburg a. d. Lahn") == full_key("Limburg an der Lahn")
    True
    """
    for pattern, words in _ABBREVIATED:
        name = re.sub(pattern, words, name)
    return fold(name)


def short_key(name: str) -> str:
    """The name without what only tells it from others of the same name.

    >>> short_key("Frankfurt am Main"), short_key("Bad Homburg v. d. Höhe"), short_key("Gemünden (Felda)")
    ('frankfurt', 'bad homburg', 'gemunden')
    """
    return fold(_SUFFIX.sub("", name)) or fold(name)


@dataclass(frozen=True)
class Gazetteer:
    """Postal code -> places, and two indexes of names: written out, and short."""

    by_postal_code: Mapping[str, tuple[Place, ...]]
    by_full_name: Mapping[str, tuple[str, ...]]
    by_short_name: Mapping[str, tuple[str, ...]]
    by_ags: Mapping[str, tuple[Place, ...]]

    @classmethod
    def of(cls, triples: Iterable[tuple[str, str, str]]) -> Gazetteer:
        """From (postal code, ags, name of the municipality)."""
        codes: dict[str, list[Place]] = {}
        by_ags: dict[str, list[Place]] = {}
        full: dict[str, set[str]] = {}
        short: dict[str, set[str]] = {}
        for postal_code, ags, name in triples:
            place = Place(postal_code, ags, name)
            codes.setdefault(postal_code, []).append(place)
            by_ags.setdefault(ags, []).append(place)
            full.setdefault(full_key(name), set()).add(ags)
            short.setdefault(short_key(name), set()).add(ags)
        return cls(
            {code: tuple(places) for code, places in codes.items()},
            {key: tuple(sorted(found)) for key, found in full.items()},
            {key: tuple(sorted(found)) for key, found in short.items()},
            {ags: tuple(places) for ags, places in by_ags.items()},
        )

    def ags_of(self, name: str) -> tuple[str, ...]:
        """Municipalities of a name, the exact name before the short one; none, one or several."""
        return self.by_full_name.get(full_key(name)) or self.by_short_name.get(short_key(name), ())

    def name_of(self, ags: str) -> str:
        """The official name of a municipality."""
        return self.by_ags[ags][0].name
