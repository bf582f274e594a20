"""First and last name from one cell or two, and where the order is not sure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from lotsen.imports.findings import Remarks
from lotsen.imports.spelling import fold, is_empty_word

_TITLE: Final = re.compile(
    r"^(?:(?:herrn?|frau|fr\.|hr\.|dr\.?|prof\.?|med\.|dipl\.\S*|mag\.|ing\.|phil\.|h\.c\.)\s+)+",
    re.IGNORECASE,
)
_REMARK: Final = re.compile(r"\s*[(\[].*?[)\]]\s*")
_PARTICLES: Final = frozenset(
    ("von", "van", "der", "den", "dem", "de", "del", "della", "di", "da", "dos", "du", "la", "le", "el", "al")
) | frozenset(("zu", "zur", "zum", "vom", "bin", "ibn", "abu", "ben", "ter", "ten", "vander", "st", "mac"))
_TWO_PEOPLE: Final = re.compile(r"\s(?:und|u\.|&|\+)\s", re.IGNORECASE)


@dataclass(frozen=True)
class PersonName:
    """A name in two parts, and what a title before it says about the gender."""

    first: str = ""
    last: str = ""
    gender: str | None = None


def read_two_cells(first: str, last: str, remarks: Remarks, columns: tuple[int, int]) -> PersonName:
    """First and last name from their own columns."""
    first, gender_first = _clean(first, remarks, columns[0])
    last, gender_last = _clean(last, remarks, columns[1])
    if not first and not last:
        remarks.add("name_missing", "error")
    elif not first or not last:
        remarks.add("name_incomplete", "question", columns[0] if last else columns[1], first or last)
    return PersonName(first, last, gender_first or gender_last)


def read_one_cell(text: str, order: str, remarks: Remarks, column: int) -> PersonName:
    """Both names from one cell; `order` is "last_first", "first_last" or "" when lists differ.

    A comma always means that the last name stands first.
    """
    cleaned, gender = _clean(text, remarks, column)
    if not cleaned:
        remarks.add("name_missing", "error", column, text)
        return PersonName()
    if _TWO_PEOPLE.search(cleaned):
        remarks.add("names_two", "error", column, text)
        return PersonName("", cleaned, gender)
    if "," in cleaned:
        last, first = (part.strip() for part in cleaned.split(",", 1))
        return _whole(first, last, gender, text, remarks, column)
    words = cleaned.split()
    if len(words) == 1:
        return _whole("", words[0], gender, text, remarks, column)
    capitals = _by_capitals(text, words)
    if capitals:
        return PersonName(*capitals, gender)
    first, last = _split(words, "first_last")
    if order != "first_last":
        remarks.add("name_order_unclear", "question", column, text, first=first, last=last)
    return PersonName(first, last, gender)


def _whole(first: str, last: str, gender: str | None, text: str, remarks: Remarks, column: int) -> PersonName:
    if not first or not last:
        remarks.add("name_incomplete", "question", column, text)
    return PersonName(first, last, gender)


def _split(words: list[str], order: str) -> tuple[str, str]:
    """First names and last name; particles belong to the last name.

    >>> _split(["Anna", "von", "der", "Heydt"], "first_last")
    ('Anna', 'von der Heydt')
    """
    start = next((i for i, word in enumerate(words) if i and fold(word) in _PARTICLES), len(words) - 1)
    return " ".join(words[:start]), " ".join(words[start:])


def _by_capitals(text: str, words: list[str]) -> tuple[str, str] | None:
    """ "GEBREMEDHIN Amina": the part in capitals is the last name."""
    originals = _TITLE.sub("", _REMARK.sub(" ", text)).split()
    if len(originals) != len(words):
        return None
    loud = [len(word) > 1 and word.isupper() for word in originals]
    if not any(loud) or all(loud):
        return None
    last = " ".join(word for word, is_loud in zip(words, loud, strict=True) if is_loud)
    return " ".join(word for word, is_loud in zip(words, loud, strict=True) if not is_loud), last


def _clean(text: str, remarks: Remarks, column: int) -> tuple[str, str | None]:
    """The bare name and the gender its title gives."""
    if is_empty_word(text):
        return "", None
    gender = None
    if _REMARK.search(text):
        remarks.add("name_remark", "note", column, _REMARK.sub(" ", text).strip())
        text = _REMARK.sub(" ", text).strip()
    if found := _TITLE.match(text + " "):
        title = found[0].strip()
        gender = "w" if re.match("(?i)fr(au|\\.)", title) else "m" if re.match("(?i)(herr|hr)", title) else None
        text = text[len(found[0]) :].strip()
        remarks.add("name_title", "fixed", column, text, title=title)
    text = text.strip(" ,;")
    quiet = " ".join(_quiet(word) for word in text.split())
    if quiet != text:
        remarks.add("name_capitals", "fixed", column, text, name=quiet)
    return quiet, gender


def _quiet(word: str) -> str:
    """A word in capitals, written normally: O’CONNOR, AL-MASRI, McDONALD stays.

    >>> _quiet("O’CONNOR"), _quiet("AL-MASRI,"), _quiet("Anna"), _quiet("J.")
    ('O’Connor', 'Al-Masri,', 'Anna', 'J.')
    """
    letters = re.sub(r"[^\w]", "", word)
    if len(letters) < 2 or not word.isupper():
        return word
    return re.sub(r"\w+", lambda found: found[0].capitalize(), word)
