"""What the suggested needs are worth on notes that the phrases were not written for.

Run ``python -m benchmarks.matching_needs``. The notes of a desk were written before the phrases
and divided by lot: one half was consulted while phrases were written, the other was not. One hand
wrote notes and phrases within a day and remembers its own words, so the recall here is an upper
bound, and the notes of a real desk will do worse. The peers learn from the same
phrases and the notes in view: character n-grams in a logistic regression for each need, and the
phrases with that model where they are silent; or compare whole words. The interval is Wilson's, with 95 %.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import sqrt

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from matching.needs_text import NeedFinder, german_phrases
from tests.matching.sentences import HARDER, SENTENCES, casework_notes, desk_notes

Suggest = Callable[[str], list[str]]
Note = tuple[set[str], str]
CERTAIN = 1.96  # standard deviations: 95 %
LEAST_PROBABILITY = 0.5  # of the model: with it, precision and recall were nearest on the notes in view


@dataclass(frozen=True, slots=True)
class Score:
    """Counts over notes that name a need, and over those that name none."""

    notes: int
    spoke: int
    first_right: int
    right: int
    suggested: int
    meant: int
    none_notes: int
    none_silent: int

    @property
    def precision(self) -> float:
        """Of the needs suggested, the share that the note is about; notes about nothing count against it."""
        return self.right / max(self.suggested, 1)

    @property
    def recall(self) -> float:
        """Of the needs that the notes are about, the share suggested."""
        return self.right / max(self.meant, 1)


def score(notes: list[Note], suggest: Suggest) -> Score:
    """What one method makes of the notes."""
    found = [(meant, suggest(text)) for meant, text in notes]
    told = [(meant, needs) for meant, needs in found if meant]
    silent = [not needs for meant, needs in found if not meant]
    return Score(
        notes=len(told),
        spoke=sum(bool(needs) for _, needs in told),
        first_right=sum(bool(needs) and needs[0] in meant for meant, needs in told),
        right=sum(len(meant.intersection(needs)) for meant, needs in told),
        suggested=sum(len(needs) for _, needs in found),
        meant=sum(len(meant) for meant, _ in told),
        none_notes=len(silent),
        none_silent=sum(silent),
    )


def by_phrases() -> Suggest:
    """Ours: the phrases."""
    finder = NeedFinder()
    return lambda text: [hint.need for hint in finder.suggest(text)]


def by_parts(notes: list[Note]) -> Suggest:
    """Character n-grams learned from the phrases and from notes: up to three needs that are more likely than not."""
    rows = [*_phrases_as_notes(), *notes]
    needs = sorted(german_phrases().sure)
    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
    seen = vectorizer.fit_transform([text for _, text in rows])
    models = [
        LogisticRegression(C=10, class_weight="balanced", solver="liblinear").fit(
            seen, [need in about for about, _ in rows]
        )
        for need in needs
    ]

    def suggest(text: str) -> list[str]:
        row = vectorizer.transform([text])
        chances = np.array([model.predict_proba(row)[0, 1] for model in models])
        return [needs[place] for place in np.argsort(-chances)[:3] if chances[place] >= LEAST_PROBABILITY]

    return suggest


def by_words() -> Suggest:
    """The need whose phrases are most alike by whole words; silent where no word is shared."""
    rows = list(_phrases_as_notes())
    vectorizer = TfidfVectorizer()
    seen = vectorizer.fit_transform([text for _, text in rows])

    def suggest(text: str) -> list[str]:
        likeness = (seen @ vectorizer.transform([text]).T).toarray().ravel()
        place = int(likeness.argmax())
        return sorted(rows[place][0]) if likeness[place] else []

    return suggest


def by_phrases_then(fallback: Suggest) -> Suggest:
    """The phrases, and the fallback where they find nothing."""
    phrases = by_phrases()
    return lambda text: phrases(text) or fallback(text)


def _phrases_as_notes() -> Iterator[Note]:
    book = german_phrases()
    for group in (book.sure, book.maybe):
        for need, phrases in group.items():
            yield from (({need}, phrase.replace("*", "")) for phrase in phrases)


def share(part: int, whole: int) -> str:
    """A share with its interval in per cent.

    >>> share(80, 100)
    '80 % (71 to 87, 80 of 100)'
    """
    rate, spread = part / max(whole, 1), CERTAIN**2 / max(whole, 1)
    middle = (rate + spread / 2) / (1 + spread)
    width = CERTAIN * sqrt(rate * (1 - rate) / max(whole, 1) + spread / max(whole, 1) / 4) / (1 + spread)
    return f"{100 * rate:.0f} % ({100 * (middle - width):.0f} to {100 * (middle + width):.0f}, {part} of {whole})"


def line(name: str, s: Score) -> str:
    """One method on one set."""
    none = f", silent on {s.none_silent} of {s.none_notes} that ask for nothing" if s.none_notes else ""
    return (
        f"  {name:28} precision {share(s.right, s.suggested)}, recall {share(s.right, s.meant)}, "
        f"first right in {s.first_right} of {s.spoke}{none}"
    )


def main() -> None:
    """Every set and method, and the held-out notes that went wrong."""
    seen = [*casework_notes(), *desk_notes("seen")]
    held_out = desk_notes("held_out")
    sentences = [({need}, text) for need, text in SENTENCES + HARDER]
    learned = by_parts(seen)
    for title, notes in (("held out", held_out), ("in view", seen), ("sentences in view", sentences)):
        print(f"{title}: {len(notes)} notes")
        print(line("phrases", score(notes, by_phrases())))
        if notes is held_out:
            print(line("whole words (peer)", score(notes, by_words())))
            print(line("learned (peer)", score(notes, learned)))
            print(line("phrases, then learned (peer)", score(notes, by_phrases_then(learned))))
    finder = NeedFinder()
    for meant, text in held_out:
        hints = finder.suggest(text)
        if meant != {hint.need for hint in hints}:
            told = ", ".join(f"{hint.need} for {hint.because!r}" for hint in hints)
            print(f"    {text!r}: {'+'.join(sorted(meant)) or 'none'}, suggested {told or 'nothing'}")


if __name__ == "__main__":
    main()
