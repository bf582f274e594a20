"""Languages and levels: which code means what, which languages understand each other.

Codes are ISO 639-3 inside the library (``deu``, ``ara``); the short BCP 47 codes of
files (``de``, ``ar``, ``fa-AF``) are brought to that form at the border, once.
Levels are numbers from 0 (none) over A1 = 1 … C2 = 6 to 7 (native).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from matching.language_codes import FURTHER_LANGUAGES, FURTHER_SPELLINGS

GERMAN: Final = "deu"

LEVELS: Final[Mapping[str, int]] = {
    "A0": 0, "A1": 1, "A2": 2, "B1": 3, "B2": 4, "C1": 5, "C2": 6, "native": 7,
}  # fmt: skip
LEVEL_NAMES: Final = ("A0", "A1", "A2", "B1", "B2", "C1", "C2", "native")
NATIVE: Final = 7

# Short code of files → ISO 639-3. Macro codes that files use for one language
# (fa, ku) mean the language that their speakers in Hessen mean by them.
SHORT_CODES: Final[Mapping[str, str]] = {
    "de": "deu", "uk": "ukr", "ru": "rus", "fa-af": "prs", "fa": "pes", "fas": "pes", "ps": "pus",
    "ar": "ara", "ku": "kmr", "kur": "kmr", "ku-latn": "kmr", "zza": "diq", "tr": "tur", "ti": "tir",
    "am": "amh", "om": "orm", "so": "som", "ur": "urd", "hi": "hin", "pa": "pan", "bn": "ben",
    "fr": "fra", "en": "eng", "ff": "ful", "ha": "hau", "wo": "wol", "ln": "lin", "sw": "swa",
    "sq": "sqi", "mk": "mkd", "bs": "bos", "hr": "hrv", "sr": "srp", "rom": "rmy", "ro": "ron",
    "bg": "bul", "pl": "pol", "hu": "hun", "el": "ell", "es": "spa", "pt": "por", "it": "ita",
    "hy": "hye", "ka": "kat", "az": "aze", "tg": "tgk", "uz": "uzb", "vi": "vie", "th": "tha",
    "zh": "cmn", "zho": "cmn",
}  # fmt: skip

# The other three-letter codes of the catalogue: no short spelling, or the same.
FURTHER_CODES: Final = frozenset({"ckb", "man", "sus", "kab", "zgh", "aii", "tru", "gsg"})
KNOWN_CODES: Final = frozenset(SHORT_CODES.values()) | FURTHER_CODES

# How far two languages carry each other in speech, in per mille of the level.
# Kurmandschi (kmr) and Sorani (ckb) are left out on purpose: they do not.
RELATED: Final[Mapping[frozenset[str], int]] = {
    frozenset({"prs", "pes"}): 900,
    frozenset({"prs", "tgk"}): 600,
    frozenset({"pes", "tgk"}): 600,
    frozenset({"hin", "urd"}): 900,
    frozenset({"bos", "hrv"}): 1000,
    frozenset({"bos", "srp"}): 1000,
    frozenset({"hrv", "srp"}): 1000,
    frozenset({"tur", "aze"}): 600,
}


def language_code(code: str) -> str:
    """The ISO 639-3 form of a language code; an unknown code stays as it is, in lower case.

    >>> language_code("de"), language_code("fa-AF"), language_code("ckb")
    ('deu', 'prs', 'ckb')
    """
    lower = code.strip().lower()
    return SHORT_CODES.get(lower) or FURTHER_SPELLINGS.get(lower, lower)


def is_language(code: str) -> bool:
    """Is this the code of a language, in any spelling that files use?

    >>> is_language("ti"), is_language("ger"), is_language("xx")
    (True, True, False)
    """
    long_code = language_code(code)
    return long_code in KNOWN_CODES or long_code in FURTHER_LANGUAGES


def _build_neighbours() -> dict[str, tuple[tuple[str, int], ...]]:
    """For each language the others that carry it, so that a request need not search the table."""
    found: dict[str, list[tuple[str, int]]] = {}
    for pair, factor in RELATED.items():
        first, second = sorted(pair)
        found.setdefault(first, []).append((second, factor))
        found.setdefault(second, []).append((first, factor))
    return {code: tuple(sorted(others)) for code, others in found.items()}


_NEIGHBOURS: Final = _build_neighbours()


def understood_by(code: str) -> Iterator[tuple[str, int]]:
    """The language itself (1000 per mille) and every related one with its factor.

    >>> list(understood_by("prs"))
    [('prs', 1000), ('pes', 900), ('tgk', 600)]
    >>> list(understood_by("kmr"))
    [('kmr', 1000)]
    """
    yield code, 1000
    yield from _NEIGHBOURS.get(code, ())


def shared_language(mine: Mapping[str, int], yours: Mapping[str, int]) -> tuple[str, str, int]:
    """Their best common language: mine, yours, and the level at which the two can talk.

    The weaker speaker decides. A related language counts with its factor, rounded
    down to a whole level. Further shared languages add nothing, because a second one
    does not make the first talk any easier. Level 0 means that there is none.

    >>> shared_language({"deu": 7, "ara": 6}, {"ara": 7, "kmr": 7})
    ('ara', 'ara', 6)
    >>> shared_language({"pes": 7}, {"prs": 7})    # 7 × 0.9 = 6.3
    ('pes', 'prs', 6)
    >>> shared_language({"ckb": 7}, {"kmr": 7})
    ('', '', 0)
    """
    found = ("", "", 0)
    for yours_code in sorted(yours):
        for mine_code, factor in understood_by(yours_code):
            level = min(mine.get(mine_code, 0), yours[yours_code]) * factor // 1000
            if level > found[2]:
                found = (mine_code, yours_code, level)
    return found
