"""The short catalogue columns of a list: topics, kind of engagement, gender, radius, hours."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from lotsen.imports.findings import Remarks
from lotsen.imports.reading import Cell
from lotsen.imports.spelling import fold, is_empty_word, source_of, tidy
from lotsen.needs import OFFERED_NEEDS

_NEED_WORDS: Final = {
    "behoerde": "behorden behorde amter amt amtsgange behordengange papiere formulare antrage burokratie",
    "aufenthalt": "auslanderbehorde familiennachzug einburgerung aufenthalt asyl",
    "geld": "geld finanzen jobcenter sozialleistungen leistungen burgergeld konto bank",
    "wohnen": "wohnung wohnungssuche umzug mobel mietvertrag",
    "sprache": "deutsch sprache sprachforderung spracherwerb deutschlernen sprachkurs alphabetisierung",
    "arbeit": "arbeit beruf jobsuche bewerbung bewerbungen arbeitssuche anerkennung job",
    "ausbildung": "ausbildung studium berufsorientierung lehre uni",
    "schule": "schule hausaufgaben nachhilfe hausaufgabenhilfe schulen",
    "kita": "kita kindergarten kinderbetreuung krippe kitas tagespflege",
    "gesundheit": "gesundheit arzt arztbesuche arzte arztbegleitung krankenkasse arzttermine hebamme",
    "familie": "familie familien erziehung eltern alleinerziehende",
    "frauen": "frauen frauentreff frauenkurs",
    "jugend": "jugend jugendliche jugendarbeit",
    "senioren": "senioren altere rente seniorinnen",
    "freizeit": "freizeit sport verein vereine kultur schwimmen musik ausfluge",
    "begegnung": "begegnung kontakte nachbarschaft begegnungscafe kochen cafe gesprache patenschaft feste",
    "mobilitaet": "mobilitat bus bahn opnv fahrrad fuhrerschein fahrdienst",
    "digital": "digitales digital computer handy internet edv pc smartphone",
    "alltag": "alltag einkaufen alltagshilfe alltagsbegleitung orientierung mull versicherungen vertrage",
}
_MODE_WORDS: Final = {
    "lotse": "lotse lotsin lots lotsen lotsinnen integrationslotse integrationslotsin begleitung",
    "pate": "pate patin paten patinnen patenschaft tandem mentor mentorin",
    "laiendolmetscher": "laiendolmetscher laiendolmetscherin dolmetscher dolmetscherin dolmetschen "
    "sprachmittler sprachmittlerin ubersetzer ubersetzerin",
    "unklar": "unklar offen egal flexibel noch-unklar",
}
_MODES: Final = {word.replace("-", " "): mode for mode, words in _MODE_WORDS.items() for word in words.split()}
_GENDERS: Final = {
    **dict.fromkeys(("w", "weiblich", "frau", "f", "female", "fr", "woman", "weibl"), "w"),
    **dict.fromkeys(("m", "mannlich", "herr", "male", "hr", "mann", "man", "mannl"), "m"),
    **dict.fromkeys(("d", "divers", "x", "nonbinar", "non binary", "diverse", "nichtbinar"), "d"),
}
_UNSAID: Final = frozenset(("keine angabe", "keine_angabe", "offen", "k a", "ka"))
MAX_RADIUS_KM: Final = 200


@cache
def _needs_by_word() -> dict[str, str]:
    words = {word.replace("-", " "): key for key, line in _NEED_WORDS.items() for word in line.split()}
    for need in OFFERED_NEEDS:
        words.setdefault(need.key, need.key)
        for label in (need.label, *(item.label for item in need.items)):
            words.setdefault(fold(source_of(label)), need.key)
    return words


def read_needs(text: str, remarks: Remarks, column: int) -> tuple[str, ...]:
    """Keys of the catalogue, each once, in the order of the cell."""
    if is_empty_word(text):
        return ()
    keys: dict[str, None] = {}
    for part in re.split(r"[,;/\n|]|\bund\b|\bu\.\s|(?<=\w)\s*[+]\s*(?=\w)", text):
        word = fold(part)
        if not word or is_empty_word(part.strip()):
            continue
        key = _needs_by_word().get(word) or _one_need(word)
        if key:
            keys[key] = None
        else:
            remarks.add("need_unknown", "note", column, part.strip(), text=part.strip())
    return tuple(keys)


def _one_need(words: str) -> str | None:
    found = {key for word in words.split() if (key := _needs_by_word().get(word))}
    return found.pop() if len(found) == 1 else None


def read_modes(text: str, remarks: Remarks, column: int) -> tuple[str, ...]:
    """How somebody wants to help; an unknown word means that we still have to ask."""
    modes: dict[str, None] = {}
    if is_empty_word(text):
        return ()
    plain = re.sub(r"(?<=\w)[:*_](?=in)", "", text)
    for part in re.split(r"[,;/\n|+&]|\bund\b|\boder\b", plain):
        word = fold(part)
        if not word or word in ("in", "innen"):
            continue
        if word not in _MODES:
            remarks.add("mode_unknown", "note", column, part.strip(), text=part.strip())
        modes[_MODES.get(word, "unklar")] = None
    return tuple(modes)


def read_gender(text: str, remarks: Remarks, column: int) -> str | None:
    """w, m, d, or None where nothing is said."""
    if is_empty_word(text) or fold(text) in _UNSAID:
        return None
    gender = _GENDERS.get(fold(text))
    if gender is None:
        remarks.add("gender_unknown", "note", column, text, text=text)
    return gender


def read_radius(cell: Cell, remarks: Remarks, column: int) -> int | None:
    """Kilometres, 1 to 200; anything else leaves the usual radius."""
    text = tidy(str(cell)) if cell is not None else ""
    if is_empty_word(text):
        return None
    found = re.fullmatch(
        r"(?:bis|ca\.?|max\.?|<)?\s*(\d{1,4})(?:[.,]\d{1,2})?\s*(?:km|kilometer)?\.?", text, re.IGNORECASE
    )
    kilometres = int(found[1]) if found else 0
    if 1 <= kilometres <= MAX_RADIUS_KM:
        return kilometres
    remarks.add("radius_unread", "note", column, text, text=text)
    return None


def read_weekly_hours(cell: Cell, remarks: Remarks, column: int) -> str | None:
    """The bracket '1-2', '3-5' or '6+' that holds the highest number named."""
    text = tidy(str(cell)) if cell is not None else ""
    if is_empty_word(text):
        return None
    numbers = [float(number.replace(",", ".")) for number in re.findall(r"\d{1,2}(?:[.,]\d{1,2})?", text)]
    if not numbers or max(numbers) > 60:
        remarks.add("hours_unread", "note", column, text, text=text)
        return None
    return "1-2" if max(numbers) < 3 else "3-5" if max(numbers) < 6 else "6+"
