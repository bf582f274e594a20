"""When people have time, as they write it, to the grid of seven days and three parts of the day."""

from __future__ import annotations

import re
from typing import Final

from lotsen.half_days import DAYS, GRID, TIMES
from lotsen.imports.findings import Remarks
from lotsen.imports.spelling import fold, is_empty_word

GERMAN_DAYS: Final = dict(zip(DAYS, ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"), strict=True))
_WORKDAYS: Final = DAYS[:5]

_DAY_WORDS: Final = {
    word: day
    for day, words in zip(
        DAYS,
        (
            "mo mon montag montags monday",
            "di die dienstag dienstags tue tuesday",
            "mi mit mittwoch mittwochs wed wednesday",
            "do don donnerstag donnerstags thu thursday",
            "fr fre freitag freitags fri friday",
            "sa sam samstag samstags sonnabend sonnabends sat saturday",
            "so son sonntag sonntags sun sunday",
        ),
        strict=True,
    )
    for word in words.split()
}
_GROUPS: Final = {
    **dict.fromkeys(("werktags", "werktag", "wochentags", "wochentag", "unter der woche", "weekdays"), _WORKDAYS),
    **dict.fromkeys(("wochenende", "wochenenden", "we", "weekend", "am wochenende"), DAYS[5:]),
    **dict.fromkeys(("taglich", "immer", "jederzeit", "jeden tag", "flexibel", "alle tage", "daily"), DAYS),
}
_PART_WORDS: Final = {
    **dict.fromkeys(("vormittag", "vormittags", "vorm", "vm", "morgens", "fruh", "morning", "vorm s"), ("am",)),
    **dict.fromkeys(("nachmittag", "nachmittags", "nachm", "nm", "mittags", "afternoon"), ("pm",)),
    **dict.fromkeys(("abend", "abends", "abds", "evening", "spat", "nach feierabend"), ("eve",)),
    **dict.fromkeys(("ganztags", "ganztagig", "den ganzen tag", "all day"), TIMES),
}
_RANGE: Final = re.compile(r"\b([a-z]{2,10}) (?:bis|to) ([a-z]{2,10})\b")
_CLOCK: Final = re.compile(
    r"(?:(ab|nach|bis|vor)\s*)?\b(\d{1,2})(?:[:.]\d{2})?\s*(?:uhr|h)?\s*(?:(?:-|–|bis)\s*(\d{1,2})(?:[:.]\d{2})?)?\s*(?:uhr|h)?",
    re.IGNORECASE,
)


def read_times(text: str, remarks: Remarks, column: int) -> tuple[str, ...]:
    """Keys like 'mon-am' in the order of the week; what is vague is remarked, never guessed silently."""
    if is_empty_word(text):
        return ()
    keys: set[str] = set()
    waiting: list[str] = []  # days named before their part of the day: "Mo, Mi abends"
    is_vague = False
    for piece in re.split(r"[,;\n/]|\bund\b|\bsowie\b", text):
        days, parts, is_unread = _read_piece(piece)
        if is_unread:
            remarks.add("times_unread", "note", column, piece.strip(), text=piece.strip())
            continue
        if not parts:
            waiting.extend(days)
            continue
        if not days and not waiting:
            is_vague, days = True, list(_WORKDAYS)
        keys.update(f"{day}-{part}" for day in (*waiting, *days) for part in parts)
        waiting = []
    if waiting:
        is_vague = True
        keys.update(f"{day}-{part}" for day in waiting for part in TIMES)
    if is_vague:
        remarks.add("times_guessed", "note", column, text, text=text)
    return tuple(key for key in GRID if key in keys)


def _read_piece(piece: str) -> tuple[list[str], list[str], bool]:
    """Days and parts of the day in one piece, and whether it holds words that mean neither."""
    parts = _clock_parts(piece)
    words = re.sub(r"(?<=[A-Za-z])\.?\s*[-–]\s*(?=[A-Za-z])", " bis ", _CLOCK.sub(" ", piece) if parts else piece)
    folded = fold(words)
    days: list[str] = []
    for found in _RANGE.finditer(folded):
        days.extend(_days_between(found[1], found[2]))
    folded = _RANGE.sub(lambda m: " " if _days_between(m[1], m[2]) else m[0], folded)
    for phrase, group in _GROUPS.items():
        if re.search(rf"\b{phrase}\b", folded):
            days.extend(group)
            folded = re.sub(rf"\b{phrase}\b", " ", folded)
    for word in folded.split():
        day, meant = _day_and_part(word)
        days.extend(day)
        parts.extend(meant)
        if not day and not meant and word not in _FILLERS:
            return [], [], True
    return days, parts, False


_FILLERS: Final = frozenset(
    ("am", "ab", "uhr", "nur", "ca", "meist", "meistens", "gerne", "auch", "bis", "jeden", "oder", "h")
)


def _day_and_part(word: str) -> tuple[list[str], list[str]]:
    """A word for a day, a part, or both: "Montagabend"."""
    if word in _DAY_WORDS:
        return [_DAY_WORDS[word]], []
    if word in _PART_WORDS:
        return [], list(_PART_WORDS[word])
    for part in ("vormittag", "nachmittag", "abend"):
        for end in (part, f"{part}s"):
            if word.endswith(end) and word.removesuffix(end) in _DAY_WORDS:
                return [_DAY_WORDS[word.removesuffix(end)]], list(_PART_WORDS[part])
    return [], []


def _days_between(first: str, last: str) -> list[str]:
    if first not in _DAY_WORDS or last not in _DAY_WORDS:
        return []
    start, end = DAYS.index(_DAY_WORDS[first]), DAYS.index(_DAY_WORDS[last])
    return list(DAYS[start : end + 1]) if start <= end else [*DAYS[start:], *DAYS[: end + 1]]


def _clock_parts(piece: str) -> list[str]:
    """Parts of the day that a time of the clock touches: before 12, 12 to 17, from 17."""
    parts: list[str] = []
    for found in _CLOCK.finditer(piece):
        word, start, end = (found[1] or "").casefold(), int(found[2]), int(found[3]) if found[3] else None
        if start > 24:
            continue
        if word in ("bis", "vor"):
            start, end = 8, start
        elif end is None:
            end = 21 if word else start + 1
        parts += [part for part, a, b in (("am", 0, 12), ("pm", 12, 17), ("eve", 17, 24)) if start < b and end > a]
    return parts
