"""Words with one letter too many, too few, wrong or swapped, read as the known word that was meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

SHORTEST: Final = 7  # letters of a known word: shorter ones have neighbours that are words themselves


class Speller:
    """Knows words, or beginnings of words (with a star), and mends what is one letter away from one.

    Two words one letter apart share a form with one letter left out; so the forms of the known
    words stand in a table, and a text is looked up in it without comparing it with each of them.
    The first letter must be right: it seldom is the wrong one, and other words differ by it.

    >>> Speller(["kindergeld*"]).mend("kindegeldantrag")
    'kindergeldantrag'
    """

    def __init__(self, known: Iterable[str]) -> None:
        self._whole: dict[str, str] = {}
        self._beginnings: dict[str, str] = {}
        for word in sorted(known, reverse=True):
            core = word.removesuffix("*")
            if len(core) < SHORTEST or not core.isalpha():
                continue
            table = self._beginnings if word.endswith("*") else self._whole
            table.update(dict.fromkeys(_forms(core), core))

    def mend(self, word: str) -> str:
        """The word that was meant, or the same one where none is near."""
        if len(word) < SHORTEST - 1 or not word.isalpha():
            return word
        if core := _near(word, self._whole):
            return core
        for length in range(len(word), SHORTEST - 2, -1):
            core = _near(word[:length], self._beginnings)
            if core and core[-1] == word[length - 1]:  # else "vereinbaren" were "vereins" and something
                return core + word[length:]
        return word


def _near(word: str, known: Mapping[str, str]) -> str | None:
    found = (known[form] for form in _forms(word) if form in known)
    return next((core for core in found if _is_one_astray(word, core)), None)


def _is_one_astray(word: str, other: str) -> bool:
    """Whether two words differ by one letter, or by two that changed places.

    >>> _is_one_astray("vermiter", "vermieter"), _is_one_astray("verreis", "vereins")
    (True, False)
    """
    begin = next((i for i, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), min(len(word), len(other)))
    word, other = word[begin:], other[begin:]
    while word and other and word[-1] == other[-1]:
        word, other = word[:-1], other[:-1]
    return max(len(word), len(other)) <= 1 or (len(word) == 2 and word == other[::-1])


def _forms(word: str) -> Iterator[str]:
    """The word itself, and it with each letter but the first left out.

    >>> list(_forms("amt"))
    ['amt', 'at', 'am']
    """
    yield word
    for place in range(1, len(word)):
        yield word[:place] + word[place + 1 :]
