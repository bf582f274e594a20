"""How words are brought to one spelling before they are compared or kept."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_INVISIBLE: Final = re.compile("[\u00ad\u200b\u200e\u200f\u2060\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BIDI: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
_NEITHER: Final = re.compile("[^a-z0-9]+")
_SPACES: Final = re.compile(r"\s+")
_APOSTROPHES: Final = re.compile("['’‘ʼ`´′]")
_LETTERS: Final = str.maketrans(
    {"ß": "ss", "ẞ": "ss", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "đ": "d"}
    | {"Đ": "d", "ð": "d", "þ": "th", "ə": "e"}
)
_NOTHING: Final = (
    "#bezug!, #n/a, #n/v, #name?, #nv, #ref!, #value!, #wert!, -, --, ---, ., /, ?, ??, entfällt, "
    "fehlt, folgt, k. a., k.a, k.a., ka, keine, keine angabe, leer, n.a., n/a, na, nan, nicht "
    "bekannt, none, null, s. o., s.o., unbekannt, x x, –, —"
)
_EMPTY_WORDS: Final = frozenset(_NOTHING.split(", "))


def tidy(text: str) -> str:
    """NFC, one kind of space, nothing invisible, nothing around it.

    >>> tidy("  Bad\\u00a0 Homburg \\u200b")
    'Bad Homburg'
    """
    if text.isascii() and text.isprintable():  # most cells of most lists
        return " ".join(text.split())
    return _SPACES.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFC", text))).strip()


def has_direction_marks(text: str) -> bool:
    """Does the text carry marks that turn the reading direction and can show a false text?"""
    return bool(_BIDI.search(text))


def is_empty_word(text: str) -> bool:
    """A word that stands for nothing: "k. A.", "-", an error of the spreadsheet."""
    return not text or text.casefold() in _EMPTY_WORDS


def repair_encoding(text: str) -> str:
    """Undo UTF-8 that was once read as Windows-1252; any other text stays as it is.

    >>> repair_encoding("MÃ¼ller"), repair_encoding("Müller")
    ('Müller', 'Müller')
    """
    if not re.search("[ÃÄÅØÙ][\u0080-\u00bf\u0152-\u2122]", text):
        return text
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text


def fold(text: str) -> str:
    """Letters and digits only, lower case, without marks: for words that must be recognised.

    >>> fold("O’CONNOR"), fold("Groß-Bieberau"), fold("Łukasz Şükrü")
    ('oconnor', 'gross bieberau', 'lukasz sukru')
    """
    text = _APOSTROPHES.sub("", text).casefold().translate(_LETTERS)
    if text.isascii():
        return _NEITHER.sub(" ", text).strip()
    marks_off = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return _SPACES.sub(" ", "".join(c if c.isalnum() else " " for c in marks_off)).strip()


def fold_name(text: str) -> str:
    """Like fold, and Mueller is Müller: umlauts written with e count as the plain vowel.

    >>> fold_name("Müller") == fold_name("Mueller") == fold_name("MULLER")
    True
    """
    return re.sub(r"(?<=[aou])e", "", fold(text))


def source_of(label: object) -> str:
    """The German source text of a label, in whatever language the reader's page is.

    >>> source_of("Arabisch")
    'Arabisch'
    """
    arguments = getattr(label, "_args", None)
    return str(arguments[0] if arguments else label)
