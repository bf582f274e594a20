"""The answers a volunteer can choose from, at sign-up and in her profile, in the order of the page."""

from typing import Final

from flask_babel import lazy_gettext as _l

from lotsen import words
from lotsen.languages import LANGUAGES, VARIANT_LABELS

MODES: Final = {
    "lotse": _l("Lots:in: Ich begleite zu einzelnen Terminen und zeige, wie etwas geht."),
    "pate": _l("Pat:in: Ich treffe mich über längere Zeit mit einem Menschen oder einer Familie."),
    "laiendolmetscher": _l("Laiendolmetscher:in: Ich übersetze bei einfachen Gesprächen."),
    "unklar": _l("Ich weiß es noch nicht."),
}
GENDERS: Final = {**words.GENDERS, "": _l("keine Angabe")}
TARGET_GROUPS: Final = {
    "frauen": _l("Frauen"),
    "familien": _l("Familien"),
    "einzelpersonen": _l("einzelne Erwachsene"),
    "jugendliche": _l("Jugendliche"),
    "senioren": _l("ältere Menschen"),
}
WEEKLY_HOURS: Final = {
    "1-2": _l("1 bis 2 Stunden"),
    "3-5": _l("3 bis 5 Stunden"),
    "6+": _l("6 Stunden und mehr"),
}
RHYTHMS: Final = {
    "einmalig": _l("ab und zu, für einzelne Termine"),
    "regelmaessig": _l("regelmäßig"),
    "beides": _l("beides ist möglich"),
}
RADII: Final = {
    5: _l("bis 5 km"),
    10: _l("bis 10 km"),
    15: _l("bis 15 km"),
    25: _l("bis 25 km"),
    60: _l("im ganzen Kreis"),
}
MOBILITY: Final = {
    "fuss": _l("zu Fuß"),
    "rad": _l("mit dem Rad"),
    "oepnv": _l("mit Bus und Bahn"),
    "auto": _l("mit dem Auto"),
}
EXPERIENCE: Final = {
    "paedagogisch": _l("Schule, Kita, Erziehung"),
    "sozial": _l("Soziales und Beratung"),
    "medizinisch": _l("Medizin und Pflege"),
    "verwaltung": _l("Verwaltung und Behörden"),
    "recht": _l("Recht"),
    "handwerklich": _l("Handwerk"),
    "it": _l("Computer und Handy"),
    "eigene_fluchterfahrung": _l("Ich bin selbst neu nach Deutschland gekommen."),
}
HEARD_FROM: Final = {
    "": _l("Bitte wählen"),
    "bekannte": _l("von Bekannten"),
    "verein": _l("von einem Verein oder Helferkreis"),
    "gemeinde": _l("von meiner Stadt oder Gemeinde"),
    "presse": _l("aus der Zeitung"),
    "internet": _l("aus dem Internet"),
    "veranstaltung": _l("bei einer Veranstaltung"),
    "anders": _l("anders"),
}
SCRIPTS: Final = {"": _l("keine Angabe"), "ja": _l("ja"), "nein": _l("nein")}


def spoken_choices() -> list[tuple[str, str]]:
    """Every language but German, each variant as a choice of its own: (code or variant, name)."""
    found = []
    for language in LANGUAGES:
        if language.code == "deu":
            continue
        own = "" if language.endonym == str(language.label) else f" · {language.endonym}"
        found.append((language.code, f"{language.label}{own}"))
        found += [(variant, str(VARIANT_LABELS[variant])) for variant in language.variants]
    return found


def code_and_variant(choice: str) -> tuple[str, str]:
    """What a chosen language is in the register.

    >>> code_and_variant("ara-levante"), code_and_variant("tir")
    (('ara', 'ara-levante'), ('tir', ''))
    """
    code, dash, _rest = choice.partition("-")
    return code, choice if dash else ""
