"""Postal code and place of one row, written in one cell or in two, to a municipality of Hessen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from lotsen.imports.findings import Remarks
from lotsen.imports.gazetteer import Gazetteer, Place
from lotsen.imports.spelling import fold, is_empty_word

_FIVE: Final = re.compile(r"(?<![\dA-Za-z])(?:D[- ]?)?(\d{5})(?!\d)")
_DIGITS: Final = re.compile(r"(?<![\dA-Za-z])(?:D[- ]?)?(\d{3,6})(?!\d)")


@dataclass(frozen=True)
class Settled:
    """Where somebody lives, as far as it is sure."""

    postal_code: str | None = None
    ags: str | None = None
    place: str | None = None


def settle_place(text: str, gazetteer: Gazetteer, remarks: Remarks, column: int | None) -> Settled:
    """Read "34117 Kassel", "34117", "Kassel" or something broken."""
    digits = _FIVE.search(text) or _DIGITS.search(text)
    before, after = (text[: digits.start()], text[digits.end() :]) if digits else (text, "")
    # With a street before the code, the place stands behind it.
    name = (after if any(char.isdigit() for char in before) else f"{before} {after}").strip(" ,;-/.()")
    name = "" if is_empty_word(name) else name
    if digits is None and not name:
        remarks.add("place_missing", "error", column, text)
        return Settled()
    if digits is None:
        return _by_name(name, text, gazetteer, remarks, column)
    code = digits[1]
    if len(code) != 5:
        return _broken_code(code, name, text, gazetteer, remarks, column)
    places = gazetteer.by_postal_code.get(code)
    if places is None:
        return _foreign_code(code, name, text, gazetteer, remarks, column)
    return _by_code(code, places, name, text, gazetteer, remarks, column)


def _by_code(
    code: str,
    places: tuple[Place, ...],
    name: str,
    text: str,
    gazetteer: Gazetteer,
    remarks: Remarks,
    column: int | None,
) -> Settled:
    named = set(gazetteer.ags_of(name)) if name else set()
    fitting = [place for place in places if place.ags in named]
    fitting = fitting or [place for place in places if name and _is_part(place.name, name)]
    if len(fitting) == 1 or (not name and len(places) == 1):
        place = (fitting or list(places))[0]
        return Settled(code, place.ags, place.name)
    if named and not fitting:
        others = [place for ags in sorted(named) for place in gazetteer.by_ags[ags]][:5]
        candidates = [place.as_fact() for place in (*places, *others)]
        remarks.add("place_plz_mismatch", "question", column, text, plz=code, place=name, candidates=candidates)
        return Settled()
    if len(places) == 1:
        remarks.add("place_district", "note", column, text, place=name, municipality=places[0].name)
        return Settled(code, places[0].ags, places[0].name)
    candidates = [place.as_fact() for place in places]
    remarks.add("place_ambiguous", "question", column, text, candidates=candidates)
    return Settled(postal_code=code)


def _is_part(official: str, written: str) -> bool:
    """ "Gießen-Wieseck" and "Nidda OT Ober-Widdersheim" name their municipality first or last."""
    words, parts = fold(written).split(), fold(official).split()
    return bool(parts) and parts[0] in words and parts[0] not in ("bad", "gross", "ober", "unter", "neu", "hessisch")


def _broken_code(
    code: str, name: str, text: str, gazetteer: Gazetteer, remarks: Remarks, column: int | None
) -> Settled:
    named = set(gazetteer.ags_of(name)) if name else set()
    guesses = [
        place
        for candidate in sorted(_repairs(code))
        for place in gazetteer.by_postal_code.get(candidate, ())
        if not named or place.ags in named
    ]
    facts = [place.as_fact() for place in guesses[:8]]
    if named and len(guesses) == 1:
        remarks.add("plz_too_short", "question", column, text, way="guess", plz=code, candidates=facts)
    else:
        remarks.add("plz_too_short", "error", column, text, plz=code, candidates=facts)
    return Settled()


def _repairs(code: str) -> set[str]:
    """All codes of five digits that lose or gain one digit to become this one."""
    if len(code) == 4:
        return {code[:i] + digit + code[i:] for i in range(5) for digit in "0123456789"}
    return {code[:i] + code[i + 1 :] for i in range(len(code))} if len(code) == 6 else set()


def _foreign_code(
    code: str, name: str, text: str, gazetteer: Gazetteer, remarks: Remarks, column: int | None
) -> Settled:
    named = gazetteer.ags_of(name) if name else ()
    if named:
        candidates = [place.as_fact() for ags in named for place in gazetteer.by_ags[ags]][:8]
        remarks.add("place_plz_mismatch", "question", column, text, plz=code, place=name, candidates=candidates)
    elif any(known.startswith(code[:3]) for known in gazetteer.by_postal_code):
        remarks.add("plz_unknown", "error", column, text, plz=code)
    else:
        remarks.add("place_outside_hessen", "error", column, text, place=f"{code} {name}".strip())
    return Settled()


def _by_name(name: str, text: str, gazetteer: Gazetteer, remarks: Remarks, column: int | None) -> Settled:
    found = gazetteer.ags_of(name)
    if not found:
        remarks.add("place_unknown", "error", column, text, place=name)
        return Settled()
    if len(found) > 1:
        candidates = [gazetteer.by_ags[ags][0].as_fact() for ags in found]
        remarks.add("place_ambiguous", "question", column, text, candidates=candidates)
        return Settled()
    places = gazetteer.by_ags[found[0]]
    official = places[0].name
    if len(places) == 1:
        remarks.add("place_without_plz", "fixed", column, text, place=official, plz=places[0].postal_code)
        return Settled(places[0].postal_code, found[0], official)
    candidates = [place.as_fact() for place in places]
    remarks.add("place_without_plz", "question", column, text, way="needed", place=official, candidates=candidates)
    return Settled(None, found[0], official)
