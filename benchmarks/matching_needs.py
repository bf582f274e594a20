"""What the suggested needs are worth on casework notes that the phrases were not written for.

Run ``python -m benchmarks.matching_needs``. The notes of ``tests/matching/casework_notes.tsv``
were written before the phrases and took no part in choosing method or threshold; but the
same hand wrote both, so real notes will do worse. The two older sets are shown beside:
phrases were written with them in view, so they prove nothing any more. The peer is the
same phrases compared by whole words.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sklearn.feature_extraction.text import TfidfVectorizer

from matching.needs_text import NeedFinder, german_phrases
from tests.matching.sentences import HARDER, SENTENCES, casework_notes

Suggest = Callable[[str], list[str]]
Note = tuple[set[str], str]


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


def by_parts() -> Suggest:
    """Ours: parts of words and what was learned from the phrases."""
    finder = NeedFinder()
    return lambda text: [hint.need for hint in finder.suggest(text)]


def by_words() -> Suggest:
    """The need whose phrases are most alike by whole words; silent where no word is shared."""
    phrases = german_phrases()
    needs = sorted(phrases)
    vectorizer = TfidfVectorizer()
    rows = vectorizer.fit_transform([" ".join(phrases[need]) for need in needs])

    def suggest(text: str) -> list[str]:
        likeness = (rows @ vectorizer.transform([text]).T).toarray().ravel()
        number, need = max(zip(likeness.tolist(), needs, strict=True))
        return [need] if number else []

    return suggest


def line(name: str, s: Score) -> str:
    """One method on one set."""
    none = f", silent on {s.none_silent} of {s.none_notes} about no need" if s.none_notes else ""
    return (
        f"  {name:18} spoke on {s.spoke} of {s.notes}, first suggestion right in {s.first_right} "
        f"({100 * s.first_right / max(s.spoke, 1):.0f} % of those), precision {100 * s.precision:.0f} %, "
        f"recall {100 * s.recall:.0f} %{none}"
    )


def main() -> None:
    """Every set, both methods, and the held-out notes that went wrong."""
    held_out = casework_notes()
    sets: list[tuple[str, list[Note]]] = [
        ("held-out casework notes", held_out),
        ("words of the catalogue (seen)", [({need}, text) for need, text in SENTENCES]),
        ("other words (seen)", [({need}, text) for need, text in HARDER]),
    ]
    ours, words = by_parts(), by_words()
    for title, notes in sets:
        print(f"{title}: {len(notes)} notes, {len(german_phrases())} needs")
        print(line("parts of words", score(notes, ours)))
        print(line("whole words (peer)", score(notes, words)))
    for meant, text in held_out:
        if not meant.intersection(needs := ours(text)) and (meant or needs):
            print(f"    {text!r}: {'+'.join(sorted(meant)) or 'none'}, suggested {', '.join(needs) or 'nothing'}")


if __name__ == "__main__":
    main()
