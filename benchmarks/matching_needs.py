"""How often the need suggested first is the right one, on German sentences made by hand.

Run ``python -m benchmarks.matching_needs``. The peer is the same method on whole words.
The harder sentences avoid the words of the catalogue; nobody should expect more of
free notes than what comes out there.
"""

from __future__ import annotations

from sklearn.feature_extraction.text import TfidfVectorizer

from matching.needs_text import NeedFinder
from tests.matching.sentences import HARDER, SENTENCES
from tests.matching.test_needs_text import CATALOGUE


def by_words(text: str) -> list[str]:
    """The needs most alike by whole words."""
    needs = sorted(CATALOGUE)
    vectorizer = TfidfVectorizer()
    rows = vectorizer.fit_transform([" ".join(CATALOGUE[need]) for need in needs])
    likeness = (rows @ vectorizer.transform([text]).T).toarray().ravel()
    return [need for number, need in sorted(zip(-likeness, needs, strict=True)) if number]


def line(name: str, found: list[tuple[str, list[str]]]) -> str:
    """Right first, right among three, and silent."""
    count = len(found)
    first = sum(needs[:1] == [need] for need, needs in found)
    three = sum(need in needs[:3] for need, needs in found)
    silent = sum(not needs for _, needs in found)
    said = count - silent
    return (
        f"  {name:18} right first {first} of {count} ({100 * first / count:.0f} %), precision where it spoke "
        f"{100 * first / max(said, 1):.0f} %, among three {100 * three / count:.0f} %, silent {silent}"
    )


def main() -> None:
    """Both sets, both methods, and the sentences that went wrong."""
    finder = NeedFinder(CATALOGUE)
    for title, sentences in (("words of the catalogue", SENTENCES), ("other words", HARDER)):
        print(f"{title}: {len(sentences)} sentences, {len(CATALOGUE)} needs")
        ours = [(need, [hint.need for hint in finder.suggest(text)]) for need, text in sentences]
        print(line("parts of words", ours))
        print(line("whole words (peer)", [(need, by_words(text)) for need, text in sentences]))
        for (need, text), (_, needs) in zip(sentences, ours, strict=True):
            if needs[:1] != [need]:
                print(f"    {text!r}: {need}, suggested {', '.join(needs) or 'nothing'}")


if __name__ == "__main__":
    main()
