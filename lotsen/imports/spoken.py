"""Languages and levels as lists write them, and the words only the person can explain."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from lotsen.imports.findings import Remarks
from lotsen.imports.spelling import fold, is_empty_word, source_of
from lotsen.languages import LANGUAGES, LANGUAGES_BY_CODE, LEVEL_NUMBERS, UNCLEAR_NAMES

NATIVE: Final = LEVEL_NUMBERS["native"]
_CEFR: Final = re.compile(r"(?<![A-Za-z])([ABC])\s?([12])(?![0-9])[+-]?", re.IGNORECASE)
_NONE: Final = re.compile(r"\b(?:A\s?0|keine?|nicht)\b", re.IGNORECASE)
_NATIVE: Final = re.compile(
    r"\(\s*(?:M|MS|MT|N)\s*\)|\b(?:mutter(?:sprach\w*|spr\b\.?|\b)|native(?: speaker)?|erstsprache|L1)"
    r"|(?<=\s)(?:M|MS)\.?$",
    re.IGNORECASE,
)
# Words are not a measured level: a careful reading, told to the reader as a guess.
_WORD_LEVELS: Final = (
    (re.compile(r"\b(?:sehr gut\w*|fliessend\w*|verhandlungssicher|perfekt|fluent|ausgezeichnet)\b"), 5),
    (re.compile(r"\b(?:grundkenntniss\w*|bisschen|etwas|wenig|schlecht|anfanger\w*|basic|gering\w*)\b"), 2),
    (re.compile(r"\b(?:mittel\w*|befriedigend\w*|ganz gut|alltag\w*|intermediate)\b"), 3),
    (re.compile(r"\b(?:gut\w*|good|sicher)\b"), 4),
)
_MANY: Final = frozenset(
    ("viele", "mehrere", "diverse", "verschiedene", "alle", "einige", "viele sprachen", "mehrere sprachen")
) | frozenset(("multilingual", "mehrsprachig", "usw", "etc", "u a", "und andere", "andere", "weitere", "sonstige"))
_FILLERS: Final = frozenset(
    (
        "spricht",
        "auch",
        "sprache",
        "sprachen",
        "kann",
        "versteht",
        "niveau",
        "ein",
        "eine",
        "ca",
        "level",
        "in",
        "als",
    )
) | frozenset(("kenntnisse", "sprachkenntnisse", "wort", "und", "schrift", "lesen", "schreiben", "sprechen", "nur"))
_VARIANT_WORDS: Final = {
    "ara": {
        **dict.fromkeys(("syrisch", "syrien", "libanesisch", "palastinensisch", "levantinisch"), "ara-levante"),
        **dict.fromkeys(("irakisch", "irak"), "ara-irak"),
        **dict.fromkeys(("agyptisch", "agypten", "sudanesisch", "sudan"), "ara-aegypten"),
        **dict.fromkeys(("marokkanisch", "marokko", "tunesisch", "algerisch", "maghreb", "libysch"), "ara-maghreb"),
        **dict.fromkeys(("jemen", "jemenitisch", "golf"), "ara-golf"),
        **dict.fromkeys(("hocharabisch", "hoch", "standard"), "ara-hoch"),
    },
    "bos": {
        **dict.fromkeys(("bosnisch", "bosanski"), "bos-bosnisch"),
        **dict.fromkeys(("kroatisch", "hrvatski"), "bos-kroatisch"),
        **dict.fromkeys(("serbisch", "srpski"), "bos-serbisch"),
    },
    "kmr": {**dict.fromkeys(("badini", "bahdini"), "kmr-arabisch")},
    "aii": {"turoyo": "aii-turoyo"},
}


@dataclass
class Spoken:
    """What one person speaks: code -> level (None where it is not said), and variants where named."""

    levels: dict[str, int | None] = field(default_factory=dict)
    variants: dict[str, str] = field(default_factory=dict)

    def learn(self, code: str, level: int | None) -> None:
        """Keep the better level of a language that is named twice."""
        known = self.levels.get(code)
        self.levels[code] = level if known is None else max(known, level or 0)


@dataclass(frozen=True)
class _Word:
    """How one word was understood: sure, guessed, unclear between several, or not at all."""

    codes: tuple[str, ...]
    is_guess: bool = False


@cache
def _index() -> dict[str, str]:
    index: dict[str, str] = {}
    for language in LANGUAGES:
        # The German source word, whatever language the page of the reader is in.
        for word in (
            language.code,
            language.tag,
            language.endonym,
            *language.aliases,
            *_german(language.code),
        ):
            index.setdefault(fold(word), language.code)
    return index


def _german(code: str) -> tuple[str, ...]:
    source = source_of(LANGUAGES_BY_CODE[code].label)
    return (source, *source.split("/"))


@cache
def _unclear() -> dict[str, tuple[str, ...]]:
    return {fold(name): codes for name, codes in UNCLEAR_NAMES.items()}


@cache
def understand(word: str, *, is_cut: bool = False) -> _Word | None:
    """The language of a folded word; `is_cut` when a full stop shows an abbreviation.

    >>> understand("arabisch").codes, understand("kurdisch").codes, understand("arab").is_guess
    (('ara',), ('kmr', 'ckb', 'diq'), True)
    """
    if word in _index():
        return _Word((_index()[word],))
    if word in _unclear():
        return _Word(_unclear()[word])
    if len(word) >= 3:
        longer = {code for name, code in _index().items() if name.startswith(word) and len(name) > 4}
        unclear = {codes for name, codes in _unclear().items() if name.startswith(word)}
        if len(longer) == 1 and not unclear:
            return _Word((longer.pop(),), is_guess=True)
        if len(unclear) == 1 and not longer:
            return _Word(unclear.pop())
    if len(word) >= 5 and not is_cut:
        near = {_index()[name] for name in difflib.get_close_matches(word, list(_index()), n=3, cutoff=0.86)}
        if len(near) == 1:
            return _Word((near.pop(),), is_guess=True)
    return None


def read_level(text: str) -> tuple[int | None, bool]:
    """Level of a text and whether it is only a guess from words.

    >>> read_level("B2"), read_level("Muttersprache"), read_level("sehr gut"), read_level("")
    ((4, False), (7, False), (5, True), (None, False))
    """
    if _NATIVE.search(text):
        return NATIVE, False
    steps = [LEVEL_NUMBERS[found[1].upper() + found[2]] for found in _CEFR.finditer(text)]
    if steps:
        return min(steps), False
    folded = fold(text)
    for pattern, level in _WORD_LEVELS:
        if pattern.search(folded):
            return level, True
    return None, False


def read_languages(text: str, remarks: Remarks, column: int) -> Spoken:
    """All languages of a cell; what is not sure becomes a question and is left out."""
    spoken = Spoken()
    if is_empty_word(text):
        return spoken
    for group in re.split(r"[;,\n|&+]|\bund\b|\bsowie\b|(?<=[a-zA-Z)])\s+-\s+(?=[A-Z])", text):
        _read_group(group.strip(" .:-"), spoken, remarks, column)
    return spoken


def _read_group(group: str, spoken: Spoken, remarks: Remarks, column: int) -> None:
    """One language, or several with a slash between them that share the level."""
    if not group:
        return
    if _CEFR.search(group) and not re.search("[a-zäöüß]{3}", group) and "/" in group and spoken.levels:
        return
    shared, _ = read_level(group)
    whole = understand(fold(_bare(group)))
    if whole and not whole.is_guess and len(whole.codes) == 1:
        parts = [group]
    else:
        parts = [part.strip() for part in group.split("/") if part.strip()]
    for part in parts:
        _read_part(part, shared, spoken, remarks, column)


def _bare(part: str) -> str:
    text = _CEFR.sub(" ", _NATIVE.sub(" ", part))
    return re.sub(r"[():=\[\]]", " ", text)


def _read_part(part: str, shared: int | None, spoken: Spoken, remarks: Remarks, column: int) -> None:
    if _NONE.search(part):
        return
    level, is_guess = read_level(part)
    words = _language_words(_bare(part))
    if not words:
        _level_alone(level, spoken)
        return
    name = " ".join(words)
    if name in _MANY:
        remarks.add("language_unclear", "error", column, part, way="many", text=part)
        return
    cut = bool(re.search(r"[A-Za-zäöü]{3,}\.", part))
    found = understand(name, is_cut=cut) or _any_word(words, cut)
    if found is None:
        remarks.add("language_unknown", "question", column, part, text=part)
        return
    _keep(found, part, words, level if level is not None else shared, spoken, remarks, column)
    if is_guess and level is not None:
        remarks.add("language_level_guessed", "note", column, part, text=part, level=level)


def _keep(
    found: _Word,
    part: str,
    words: list[str],
    level: int | None,
    spoken: Spoken,
    remarks: Remarks,
    column: int,
) -> None:
    variant = _variant(found.codes, words)
    if len(found.codes) > 1:
        remarks.add("language_unclear", "question", column, part, text=part, languages=found.codes, wish=level)
        return
    code = found.codes[0]
    if found.is_guess:
        remarks.add("language_unclear", "fixed", column, part, way="read", text=part, languages=(code,))
    spoken.learn(code, level)
    if variant:
        spoken.variants[code] = variant


def variant_word(variant: str) -> str:
    """A word that read_languages takes for this variant, beside the name of its language.

    >>> variant_word("aii-turoyo")
    'turoyo'
    """
    words = (word for table in _VARIANT_WORDS.values() for word, named in table.items() if named == variant)
    return next(words, "")


def _variant(codes: tuple[str, ...], words: list[str]) -> str | None:
    table = _VARIANT_WORDS.get(codes[0], {}) if len(codes) == 1 else {}
    named = {table[word] for word in words if word in table}
    return named.pop() if len(named) == 1 else None


def _level_alone(level: int | None, spoken: Spoken) -> None:
    """ "Deutsch, B2": a level after a comma belongs to the language before it."""
    if level is not None and spoken.levels:
        last = next(reversed(spoken.levels))
        if spoken.levels[last] is None:
            spoken.levels[last] = level


def _language_words(bare: str) -> list[str]:
    folded = fold(bare)
    for pattern, _ in _WORD_LEVELS:
        folded = pattern.sub(" ", folded)
    return [word for word in folded.split() if word not in _FILLERS and not word.isdigit()]


def _any_word(words: list[str], cut: bool) -> _Word | None:
    """The one language among several words; two different ones are not sure."""
    found = [word for name in words if len(name) > 2 and (word := understand(name, is_cut=cut))]
    exact = [word for word in found if not word.is_guess and len(word.codes) == 1]
    if len({word.codes for word in exact}) == 1:
        return exact[0]
    return found[0] if len({word.codes for word in found}) == 1 else None
