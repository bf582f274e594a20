"""Suggest needs from a free text: a hint to the Fallmanager, never a silent score.

Character n-grams (3 to 5 letters, within words) weighted by TF-IDF and compared with
the texts of the catalogue: German compounds and misspellings share n-grams where they
share no word. A text in another language finds something only if the catalogue has
texts in that language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

LEAST_LIKENESS = 0.15  # below it, the text shares hardly more than endings with the catalogue


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A need that a text seems to speak of, and how alike the two are (0 to 1)."""

    need: str
    likeness: float


class NeedFinder:
    """Finds needs of a catalogue in free texts.

    ``catalogue`` maps each need to texts about it: label, sub-items, whole sentences,
    in any language. The text itself is neither kept nor logged.

    >>> finder = NeedFinder({"wohnen": ["Wohnungssuche, Mietvertrag"], "gesundheit": ["Arzt, Krankenkasse"]})
    >>> [hint.need for hint in finder.suggest("Wir suchen eine größere Wohnung")]
    ['wohnen']
    """

    def __init__(self, catalogue: Mapping[str, Sequence[str]]) -> None:
        rows = [(need, text) for need in sorted(catalogue) for text in catalogue[need]]
        if not rows:
            raise ValueError("the catalogue holds no text")
        self._needs = [need for need, _ in rows]
        self._vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)
        self._texts = self._vectorizer.fit_transform([text for _, text in rows])

    def suggest(self, text: str, *, top: int = 3) -> tuple[Suggestion, ...]:
        """The needs most alike, best first; none when the text resembles nothing."""
        likeness = np.asarray((self._texts @ self._vectorizer.transform([text]).T).todense()).ravel()
        best: dict[str, float] = {}
        for need, number in zip(self._needs, likeness.tolist(), strict=True):
            best[need] = max(best.get(need, 0.0), number)
        order = sorted(best.items(), key=lambda item: (-item[1], item[0]))
        return tuple(Suggestion(need, round(n, 3)) for need, n in order[:top] if n >= LEAST_LIKENESS)
