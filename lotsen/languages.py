"""The languages people in the programme speak, and how well: one catalogue for the whole house.

Codes are ISO 639-3, because Kurmandschi and Sorani, Dari and Farsi are not exchangeable and 639-1 has
one code for both. A level is a number from 1 (A1) to 7 (native), so that two levels can be compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l


@dataclass(frozen=True, eq=False)
class Level:
    """A step of the CEFR scale with its number and its name in plain words."""

    key: str
    number: int
    label: str


LEVELS: Final[tuple[Level, ...]] = (
    Level("A1", 1, _l("A1 – einzelne Wörter und Sätze")),
    Level("A2", 2, _l("A2 – einfache Gespräche")),
    Level("B1", 3, _l("B1 – kommt im Alltag zurecht")),
    Level("B2", 4, _l("B2 – spricht fließend über vieles")),
    Level("C1", 5, _l("C1 – spricht sehr sicher")),
    Level("C2", 6, _l("C2 – fast wie Muttersprache")),
    Level("native", 7, _l("Muttersprache")),
)
LEVEL_NUMBERS: Final[dict[str, int]] = {level.key: level.number for level in LEVELS}
LEVELS_BY_NUMBER: Final[dict[int, Level]] = {level.number: level for level in LEVELS}


@dataclass(frozen=True, eq=False)
class Language:
    """One language: its codes, its names and the words under which lists know it.

    `variants` are keys of VARIANT_LABELS; `aliases` are lower-case words, besides label and endonym.
    """

    code: str
    tag: str
    label: str
    endonym: str
    variants: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


VARIANT_LABELS: Final[dict[str, str]] = {
    "ara-levante": _l("Arabisch: Syrien, Libanon, Palästina, Jordanien"),
    "ara-irak": _l("Arabisch: Irak"),
    "ara-aegypten": _l("Arabisch: Ägypten, Sudan"),
    "ara-maghreb": _l("Arabisch: Marokko, Algerien, Tunesien, Libyen"),
    "ara-golf": _l("Arabisch: Golfstaaten, Jemen"),
    "ara-hoch": _l("Hocharabisch"),
    "aii-turoyo": _l("Aramäisch: Turoyo"),
    "bos-bosnisch": _l("Bosnisch"),
    "bos-kroatisch": _l("Kroatisch"),
    "bos-serbisch": _l("Serbisch"),
    "kmr-latein": _l("Kurmandschi in lateinischer Schrift"),
    "kmr-arabisch": _l("Kurmandschi in arabischer Schrift (Badini)"),
}
_ARABIC = ("ara-levante", "ara-irak", "ara-aegypten", "ara-maghreb", "ara-golf", "ara-hoch")

LANGUAGES: Final[tuple[Language, ...]] = (
    Language("deu", "de", _l("Deutsch"), "Deutsch", aliases=("german", "allemand", "dt")),
    Language("ukr", "uk", _l("Ukrainisch"), "Українська", aliases=("ukrainian", "ukrain")),
    Language("rus", "ru", _l("Russisch"), "Русский", aliases=("russian",)),
    Language("prs", "fa-AF", _l("Dari"), "دری", aliases=("afghan persian",)),
    Language("pes", "fa", _l("Farsi"), "فارسی", aliases=("iranisch", "iranisches persisch", "parsi")),
    Language(
        "pus",
        "ps",
        _l("Paschto"),
        "پښتو",
        aliases=("pashto", "paschtu", "paschtunisch", "pashtu"),
    ),
    Language("ara", "ar", _l("Arabisch"), "العربية", _ARABIC, ("arabic", "arabe", "hocharabisch")),
    Language(
        "kmr",
        "kmr",
        _l("Kurmandschi"),
        "Kurmancî",
        variants=("kmr-latein", "kmr-arabisch"),
        aliases=("kurmanji", "kurmandji", "kurmanci", "nordkurdisch", "badini", "bahdini"),
    ),
    Language("ckb", "ckb", _l("Sorani"), "سۆرانی", aliases=("zentralkurdisch", "soranî")),
    Language("diq", "zza", _l("Zazaki"), "Zazakî", aliases=("zaza", "dimli", "zza")),
    Language("tur", "tr", _l("Türkisch"), "Türkçe", aliases=("turkish", "turkisch")),
    Language("tir", "ti", _l("Tigrinya"), "ትግርኛ", aliases=("tigrinisch", "tigrinja", "tigrigna")),
    Language("amh", "am", _l("Amharisch"), "አማርኛ", aliases=("amharic",)),
    Language("orm", "om", _l("Oromo"), "Afaan Oromoo", aliases=("oromiffa", "afaan oromo")),
    Language("som", "so", _l("Somali"), "Soomaali", aliases=("somalisch", "somalian")),
    Language("urd", "ur", _l("Urdu"), "اردو"),
    Language("hin", "hi", _l("Hindi"), "हिन्दी"),
    Language("pan", "pa", _l("Pandschabi"), "ਪੰਜਾਬੀ", aliases=("punjabi", "panjabi", "pandjabi")),
    Language("ben", "bn", _l("Bengali"), "বাংলা", aliases=("bengalisch", "bangla")),
    Language("fra", "fr", _l("Französisch"), "Français", aliases=("french", "franz", "frz", "fre")),
    Language("eng", "en", _l("Englisch"), "English"),
    Language("ful", "ff", _l("Fula"), "Fulfulde", aliases=("fulani", "pular", "peul", "pulaar")),
    Language("man", "man", _l("Mandinka/Malinke"), "Mandinka", aliases=("mandinka", "malinke", "maninka")),
    Language("sus", "sus", _l("Susu"), "Sosoxui", aliases=("soussou",)),
    Language("hau", "ha", _l("Hausa"), "Hausa", aliases=("haussa",)),
    Language("wol", "wo", _l("Wolof"), "Wolof"),
    Language("lin", "ln", _l("Lingala"), "Lingála"),
    Language("swa", "sw", _l("Swahili"), "Kiswahili", aliases=("suaheli", "kisuaheli")),
    Language("kab", "kab", _l("Kabylisch"), "Taqbaylit", aliases=("kabyle",)),
    Language(
        "zgh",
        "zgh",
        _l("Tamazight"),
        "ⵜⴰⵎⴰⵣⵉⵖⵜ",
        aliases=("tamazigh", "tarifit", "taschelhit", "amazigh"),
    ),
    Language(
        "aii",
        "aii",
        _l("Aramäisch/Assyrisch"),
        "ܣܘܪܝܬ",
        ("aii-turoyo",),
        ("aramäisch", "assyrisch", "neuaramäisch", "neu aramäisch", "turoyo", "suryoyo", "tru"),
    ),
    Language("sqi", "sq", _l("Albanisch"), "Shqip", aliases=("albanian", "kosovarisch", "alb")),
    Language("mkd", "mk", _l("Mazedonisch"), "Македонски", aliases=("macedonian", "nordmazedonisch")),
    Language(
        "bos",
        "bs",
        _l("Bosnisch/Kroatisch/Serbisch"),
        "Bosanski/Hrvatski/Srpski",
        variants=("bos-bosnisch", "bos-kroatisch", "bos-serbisch"),
        aliases=(
            *("bosnisch", "kroatisch", "serbisch", "montenegrinisch", "serbokroatisch", "serbo kroatisch"),
            *("jugoslawisch", "bks", "hrv", "srp", "hr", "sr", "bosanski", "hrvatski", "srpski", "српски"),
        ),
    ),
    Language("rmy", "rom", _l("Romani"), "Romani čhib", aliases=("romanes", "romanesisch")),
    Language("ron", "ro", _l("Rumänisch"), "Română", aliases=("romanian", "moldawisch", "moldauisch")),
    Language("bul", "bg", _l("Bulgarisch"), "Български", aliases=("bulgarian",)),
    Language("pol", "pl", _l("Polnisch"), "Polski", aliases=("polish",)),
    Language("hun", "hu", _l("Ungarisch"), "Magyar", aliases=("hungarian",)),
    Language("ell", "el", _l("Griechisch"), "Ελληνικά", aliases=("greek", "neugriechisch")),
    Language("spa", "es", _l("Spanisch"), "Español", aliases=("spanish", "castellano", "span")),
    Language("por", "pt", _l("Portugiesisch"), "Português", aliases=("portuguese", "brasilianisch")),
    Language("ita", "it", _l("Italienisch"), "Italiano", aliases=("italian",)),
    Language("hye", "hy", _l("Armenisch"), "Հայերեն", aliases=("armenian",)),
    Language("kat", "ka", _l("Georgisch"), "ქართული", aliases=("georgian", "grusinisch")),
    Language("aze", "az", _l("Aserbaidschanisch"), "Azərbaycanca", aliases=("aseri", "azeri")),
    Language("tgk", "tg", _l("Tadschikisch"), "Тоҷикӣ", aliases=("tajik",)),
    Language("uzb", "uz", _l("Usbekisch"), "Oʻzbekcha", aliases=("uzbek",)),
    Language("vie", "vi", _l("Vietnamesisch"), "Tiếng Việt", aliases=("vietnamese",)),
    Language("tha", "th", _l("Thai"), "ไทย", aliases=("thailändisch",)),
    Language("cmn", "zh", _l("Chinesisch"), "中文", aliases=("mandarin", "chinese", "hochchinesisch")),
    Language(
        "gsg",
        "gsg",
        _l("Deutsche Gebärdensprache"),
        "Deutsche Gebärdensprache",
        aliases=("dgs", "gebärdensprache"),
    ),
)
LANGUAGES_BY_CODE: Final[dict[str, Language]] = {language.code: language for language in LANGUAGES}

# Words that name a country or a family of languages: only the person can say which language is meant.
UNCLEAR_NAMES: Final[dict[str, tuple[str, ...]]] = {
    "kurdisch": ("kmr", "ckb", "diq"),
    "kurdish": ("kmr", "ckb", "diq"),
    "kurdî": ("kmr", "ckb", "diq"),
    "ku": ("kmr", "ckb", "diq"),
    "persisch": ("pes", "prs"),
    "persian": ("pes", "prs"),
    "fas": ("pes", "prs"),
    "afghanisch": ("prs", "pus"),
    "syrisch": ("ara", "aii"),
    "eritreisch": ("tir", "ara"),
    "äthiopisch": ("amh", "orm", "tir"),
    "pakistanisch": ("urd", "pan", "pus"),
    "indisch": ("hin", "pan", "urd"),
    "berberisch": ("zgh", "kab"),
    "marokkanisch": ("ara", "zgh"),
    "algerisch": ("ara", "kab"),
    "irakisch": ("ara", "ckb", "kmr"),
    "afrikanisch": ("swa", "hau", "ful", "lin", "wol"),
    "guineisch": ("ful", "man", "sus"),
}


def language_name(code: str) -> str:
    """The name of a language in the language of the page; the code itself where we do not know it."""
    language = LANGUAGES_BY_CODE.get(code)
    return str(language.label) if language else code


def level_name(number: int) -> str:
    """A level as people write it: A1 to C2, or Muttersprache; "keine" for 0 and what is no level."""
    level = LEVELS_BY_NUMBER.get(number)
    if level is None:
        return str(_("keine"))
    return str(level.label) if level.key == "native" else level.key
