"""Suggest needs from a German note, each with the words that led to it: a hint, never a score.

The words are data (``needs_de.json``), so that whoever knows the work can extend them:
phrases with stars for compounds and inflections, sure ones and such that need company.
A clause that refuses help or says that a thing is settled suggests nothing. A long word
that fits nothing is read once more with one letter astray, for notes are typed in haste.
The text is neither kept nor logged. ``benchmarks/matching_needs.py`` says what it is
worth, and what a model learned from the same phrases is worth beside it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

from matching.one_letter_astray import Speller

PHRASES_FILE: Final = Path(__file__).parent / "needs_de.json"
LONGEST_TEXT: Final = 2000  # letters that are read of a text, ten times what a note has
LONGEST_WORD: Final = 40
GAP: Final = 3  # words that a star of its own stands for at most
MAYBES: Final = 2  # phrases that are not sure and still suggest a need together

_WORD: Final = re.compile(r"[^\W_]+|§")
_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "é": "e", "è": "e"})
# A full stop ends a clause behind a whole word only: "f. 2 Kinder" and "am 3. Mai" go on.
_CUT: Final = re.compile(
    r"[,;:!?()\n–/]|\s-\s|(?<=[^\W\d_]{4})\.(?=\s|$)|\b(?:aber|sondern|jedoch|stattdessen|jetzt)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A need that a text seems to speak of, and the words of the text that say so."""

    need: str
    because: str


@dataclass(frozen=True)
class Phrasebook:
    """The phrases of each need, sure ones and others, and those that take a clause back."""

    sure: Mapping[str, Sequence[str]]
    maybe: Mapping[str, Sequence[str]] = field(default_factory=dict)
    refused: Sequence[str] = ()
    settled: Sequence[str] = ()
    unless: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class _Phrase:
    words: tuple[str, ...]
    need: str = ""
    is_sure: bool = True


@dataclass(frozen=True, slots=True)
class _Hit:
    """A phrase found in the text, by the letters from where to where."""

    start: int
    stop: int
    phrase: _Phrase

    def hides(self, other: _Hit) -> bool:
        """Is the other one only a part of what this one says?"""
        within = self.start <= other.start and other.stop <= self.stop
        return within and self.stop - self.start > other.stop - other.start and self.phrase.is_sure


@dataclass(frozen=True, slots=True)
class _Clause:
    """The words of a clause without capitals and umlauts, a dot behind the last, and where each one stands."""

    words: list[str]
    places: list[tuple[int, int]]


def german_phrases() -> Phrasebook:
    """The phrases of each need of the catalogue in the German of case notes.

    >>> "kinderzuschlag*" in german_phrases().sure["geld"]
    True
    """
    data = json.loads(PHRASES_FILE.read_text(encoding="utf-8"))
    sure, maybe = ({need: kinds[kind] for need, kinds in data["needs"].items()} for kind in ("sure", "maybe"))
    return Phrasebook(sure, maybe, data["refused"], data["settled"], data["unless"])


class NeedFinder:
    """Finds needs in notes by the phrases of a book; without one, by ``german_phrases``.

    ValueError for a book without any phrase.

    >>> NeedFinder().suggest("Kindergeld, viele Formulare; beim Arzt braucht sie keine Hilfe")
    (Suggestion(need='geld', because='Kindergeld'), Suggestion(need='behoerde', because='Formulare'))
    """

    def __init__(self, book: Phrasebook | None = None) -> None:
        given = german_phrases() if book is None else book
        phrases = [_Phrase(_parts(text), need) for need in given.sure for text in given.sure[need]]
        phrases += [_Phrase(_parts(text), need, False) for need in given.maybe for text in given.maybe[need]]
        if not phrases:
            raise ValueError("the book holds no phrase")
        self._phrases = _by_first_letter(phrases)
        self._refused, self._settled, self._unless = (
            _by_first_letter(_Phrase(_parts(text)) for text in texts)
            for texts in (given.refused, given.settled, given.unless)
        )
        self._speller = Speller(one.words[0] for one in phrases if one.is_sure and len(one.words) == 1)

    def suggest(self, text: str, *, top: int = 4) -> tuple[Suggestion, ...]:
        """The needs that the text speaks of, in its order; none when it says nothing that we know."""
        hits = [hit for clause in _clauses(text[:LONGEST_TEXT]) if self._asks(clause) for hit in self._read(clause)]
        hits = sorted((one for one in hits if not any(other.hides(one) for other in hits)), key=_place)
        needs = dict.fromkeys(hit.phrase.need for hit in hits)
        found = ((need, _reason([hit for hit in hits if hit.phrase.need == need])) for need in needs)
        return tuple(Suggestion(need, text[hit.start : hit.stop]) for need, hit in found if hit)[:top]

    def _asks(self, clause: _Clause) -> bool:
        """Whether the clause may ask for something: nothing in it is refused or settled."""
        if next(_search(clause, self._refused), None):
            return False
        return not next(_search(clause, self._settled), None) or bool(next(_search(clause, self._unless), None))

    def _read(self, clause: _Clause) -> list[_Hit]:
        """Every phrase in the clause, also in words of it with one letter astray."""
        hits = list(_search(clause, self._phrases))
        known = [any(hit.start <= place[0] < hit.stop for hit in hits) for place in clause.places]
        words = [
            word if is_known else self._speller.mend(word)
            for word, is_known in zip(clause.words, [*known, True], strict=True)
        ]
        return hits if words == clause.words else list(_search(_Clause(words, clause.places), self._phrases))


def _reason(hits: Sequence[_Hit]) -> _Hit | None:
    """The hit that speaks for a need, or None where all of them together say too little."""
    if sure := next((hit for hit in hits if hit.phrase.is_sure), None):
        return sure
    return hits[0] if len({hit.phrase for hit in hits}) >= MAYBES else None


def _place(hit: _Hit) -> tuple[int, int]:
    return hit.start, -hit.stop


def _clauses(text: str) -> Iterator[_Clause]:
    start = 0
    for cut in [*_CUT.finditer(text), None]:
        found = list(_WORD.finditer(text, start, cut.start() if cut else len(text)))
        if found:
            words = [_plain(word.group())[:LONGEST_WORD] for word in found]
            yield _Clause([*words, "."], [word.span() for word in found])
        start = cut.end() if cut else start


def _search(clause: _Clause, phrases: Mapping[str, Sequence[_Phrase]]) -> Iterator[_Hit]:
    for at, (start, _) in enumerate(clause.places):
        for phrase in (*phrases.get(clause.words[at][0], ()), *phrases.get("", ())):
            end = _end(phrase.words, clause.words, at)
            if end is not None:
                yield _Hit(start, clause.places[min(end, len(clause.places)) - 1][1], phrase)


def _end(parts: Sequence[str], words: Sequence[str], at: int) -> int | None:
    """The place behind the last word of a phrase that begins at a place; None where it does not stand there."""
    for number, part in enumerate(parts):
        if part == "*":
            rest = parts[number + 1 :]
            return next((end for gap in range(GAP + 1) if (end := _end(rest, words, at + gap)) is not None), None)
        if at >= len(words) or not fnmatchcase(words[at], part):
            return None
        at += 1
    return at


def _by_first_letter(phrases: Iterable[_Phrase]) -> dict[str, list[_Phrase]]:
    """Phrases by the letter that they begin with; those that begin with any letter under the empty text."""
    found: dict[str, list[_Phrase]] = {}
    for phrase in phrases:
        first = phrase.words[0][0]
        found.setdefault(first if first not in "*[?" else "", []).append(phrase)
    return found


def _parts(phrase: str) -> tuple[str, ...]:
    return tuple(_plain(phrase).split())


def _plain(text: str) -> str:
    """A text without capitals and umlauts.

    >>> _plain("Führerschein")
    'fuehrerschein'
    """
    return text.lower().translate(_UMLAUTS)
