"""Suggest needs from a free text: a hint to the Fallmanager, never a silent score.

Character n-grams (3 to 5 letters, within words) weighted by TF-IDF: German compounds
and misspellings share n-grams where they share no word. A logistic regression learns
which of them speak for which need, from phrases that are data (``needs_de.json``) and
not from people's notes. Below a probability it is silent, because a Fallmanager who
reads three wrong hints reads no fourth. A text in another language finds something
only if there are phrases in that language.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

PHRASES_FILE: Final = Path(__file__).parent / "needs_de.json"
# Chosen on the phrases themselves, each fifth left out in turn: where the finder speaks at
# this probability, it is right more often than not about phrases that resemble no other.
LEAST_PROBABILITY: Final = 0.2
ABOVE_CHANCE: Final = 1.5  # among two or three needs, a guess alone would reach that probability
TRUST: Final = 10.0  # in the phrases, against even weights: the inverse of the usual L2 penalty


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A need that a text seems to speak of, and how probable it is among all needs (0 to 1)."""

    need: str
    likeness: float


def german_phrases() -> dict[str, list[str]]:
    """The phrases of each need in plain German.

    >>> german_phrases()["kita"][0]
    'Kitaplatz, Kindergartenplatz'
    """
    needs: dict[str, list[str]] = json.loads(PHRASES_FILE.read_text(encoding="utf-8"))["needs"]
    return needs


class NeedFinder:
    """Finds needs of a catalogue in free texts.

    ``catalogue`` maps each need to texts about it: label, sub-items, whole sentences,
    in any language; without one, it is ``german_phrases``. The text itself is neither
    kept nor logged. ValueError unless at least two needs have texts.

    >>> finder = NeedFinder({"wohnen": ["Wohnungssuche, Mietvertrag"], "gesundheit": ["Arzt, Krankenkasse"]})
    >>> [hint.need for hint in finder.suggest("Wir suchen eine größere Wohnung")]
    ['wohnen']
    """

    def __init__(self, catalogue: Mapping[str, Sequence[str]] | None = None) -> None:
        given = german_phrases() if catalogue is None else catalogue
        rows = [(need, part) for need in sorted(given) for text in given[need] for part in _parts(text)]
        if not rows:
            raise ValueError("the catalogue holds no text")
        if len({need for need, _ in rows}) < 2:
            raise ValueError("one need alone cannot be told from others")
        self._vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)
        self._model = LogisticRegression(C=TRUST, class_weight="balanced", max_iter=500)
        self._model.fit(self._vectorizer.fit_transform([text for _, text in rows]), [need for need, _ in rows])
        self._least = max(LEAST_PROBABILITY, ABOVE_CHANCE / len(self._model.classes_))

    def suggest(self, text: str, *, top: int = 3) -> tuple[Suggestion, ...]:
        """The most probable needs, best first; none when the text resembles nothing enough."""
        seen = self._vectorizer.transform([text])
        if not seen.nnz:
            return ()
        probable = self._model.predict_proba(seen)[0]
        order = np.argsort(-probable, kind="stable")[:top]
        return tuple(
            Suggestion(str(self._model.classes_[place]), round(float(probable[place]), 3))
            for place in order.tolist()
            if probable[place] >= self._least
        )


def _parts(text: str) -> list[str]:
    """A text as a whole and, where commas list several things, each of them."""
    parts = [part.strip() for part in text.split(",")]
    return [text] if len(parts) == 1 else [text, *(part for part in parts if part)]
