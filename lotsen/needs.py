"""What newcomers need and volunteers can help with: the needs catalogue, urgency and frequency.

Needs of REFERRAL_ONLY never go to a volunteer: the page shows the specialised service instead.
Religion is deliberately no need (Art. 9 DSGVO).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from flask_babel import lazy_gettext as _l


@dataclass(frozen=True, eq=False)
class SubNeed:
    """A closer word for a need, for example finding a doctor within health."""

    key: str
    label: str


@dataclass(frozen=True, eq=False)
class Need:
    """One entry of the catalogue; `referral` is the specialised service that the page names with it."""

    key: str
    label: str
    items: tuple[SubNeed, ...] = ()
    is_sensitive: bool = False
    referral: str = ""


def _items(*pairs: tuple[str, str]) -> tuple[SubNeed, ...]:
    return tuple(SubNeed(key, label) for key, label in pairs)


OFFERED_NEEDS: Final[tuple[Need, ...]] = (
    Need(
        "behoerde",
        _l("Behörden & Papiere"),
        _items(
            ("anmeldung", _l("Anmeldung")),
            ("buergeramt", _l("Bürgeramt")),
            ("termin", _l("Termin vereinbaren")),
            ("post", _l("Post verstehen")),
            ("formulare", _l("Formulare")),
            ("urkunden", _l("Urkunden und Übersetzung")),
            ("fuehrerschein", _l("Führerschein")),
            ("rundfunkbeitrag", _l("Rundfunkbeitrag")),
        ),
    ),
    Need(
        "aufenthalt",
        _l("Aufenthalt (nur Begleitung)"),
        _items(
            ("auslaenderbehoerde", _l("Termin bei der Ausländerbehörde")),
            ("familiennachzug", _l("Familiennachzug")),
            ("einbuergerung", _l("Einbürgerung")),
        ),
        is_sensitive=True,
        referral=_l("Fragen zum Recht beantwortet die Migrationsberatung (MBE)."),
    ),
    Need(
        "geld",
        _l("Geld & Leistungen"),
        _items(
            ("jobcenter", _l("Jobcenter, Grundsicherung")),
            ("asylblg", _l("Leistungen für Asylsuchende")),
            ("kindergeld", _l("Kindergeld")),
            ("wohngeld", _l("Wohngeld")),
            ("but", _l("Bildung und Teilhabe")),
            ("konto", _l("Konto")),
        ),
        is_sensitive=True,
    ),
    Need(
        "wohnen",
        _l("Wohnen"),
        _items(
            ("wohnungssuche", _l("Wohnungssuche")),
            ("besichtigung", _l("Besichtigung")),
            ("mietvertrag", _l("Mietvertrag verstehen")),
            ("umzug", _l("Umzug")),
            ("moebel", _l("Möbel")),
            ("strom_muell", _l("Strom und Müll")),
            ("nachbarschaft", _l("Nachbarschaft")),
        ),
    ),
    Need(
        "sprache",
        _l("Deutsch lernen"),
        _items(
            ("integrationskurs", _l("Integrationskurs")),
            ("deutsch4u", _l("Deutsch4U")),
            ("alphabetisierung", _l("Alphabetisierung")),
            ("ueben", _l("Üben")),
            ("pruefungen", _l("Prüfungen")),
            ("kinderbetreuung", _l("Kinderbetreuung im Kurs")),
        ),
    ),
    Need(
        "arbeit",
        _l("Arbeit"),
        _items(
            ("lebenslauf", _l("Lebenslauf")),
            ("bewerbung", _l("Bewerbung")),
            ("anerkennung", _l("Anerkennung")),
            ("praktikum", _l("Praktikum")),
            ("arbeitsvertrag", _l("Arbeitsvertrag verstehen")),
            ("selbststaendigkeit", _l("Selbstständigkeit")),
        ),
    ),
    Need(
        "ausbildung",
        _l("Ausbildung & Studium"),
        _items(
            ("berufsorientierung", _l("Berufsorientierung")),
            ("ausbildungsplatz", _l("Ausbildungsplatz")),
            ("studium", _l("Studium")),
            ("bafoeg", _l("BAföG")),
        ),
    ),
    Need(
        "schule",
        _l("Schule"),
        _items(
            ("schulanmeldung", _l("Anmeldung")),
            ("intensivklasse", _l("Intensivklasse")),
            ("elternabend", _l("Elternabend")),
            ("hausaufgaben", _l("Hausaufgaben")),
            ("uebergang", _l("Übergang")),
        ),
    ),
    Need(
        "kita",
        _l("Kita & Betreuung"),
        _items(
            ("platzsuche", _l("Platzsuche")),
            ("eingewoehnung", _l("Eingewöhnung")),
            ("elterngespraech", _l("Elterngespräch")),
            ("tagespflege", _l("Tagespflege")),
        ),
    ),
    Need(
        "gesundheit",
        _l("Gesundheit"),
        _items(
            ("arzt", _l("Arzt finden")),
            ("arztbegleitung", _l("Begleitung")),
            ("krankenkasse", _l("Krankenkasse")),
            ("vorsorge", _l("Vorsorge und Impfung")),
            ("schwangerschaft", _l("Schwangerschaft und Hebamme")),
            ("pflege", _l("Pflege")),
            ("behinderung", _l("Behinderung")),
        ),
        is_sensitive=True,
    ),
    Need(
        "familie",
        _l("Familie & Erziehung"),
        _items(
            ("elternberatung", _l("Elternberatung")),
            ("alleinerziehende", _l("Alleinerziehende")),
            ("fruehe_hilfen", _l("Frühe Hilfen")),
        ),
        is_sensitive=True,
    ),
    Need(
        "frauen",
        _l("Angebote für Frauen"),
        _items(
            ("frauentreff", _l("Frauentreff")),
            ("frauenkurs", _l("Frauenkurs")),
            ("frauen_kinderbetreuung", _l("Kinderbetreuung")),
            ("frauenaerztin", _l("Frauenärztin")),
            ("rechte", _l("Rechte")),
        ),
        is_sensitive=True,
    ),
    Need(
        "jugend",
        _l("Jugend (14–26)"),
        _items(
            ("jmd", _l("Jugendmigrationsdienst")),
            ("jugendfreizeit", _l("Freizeit")),
            ("schule_beruf", _l("Von der Schule in den Beruf")),
        ),
    ),
    Need(
        "senioren",
        _l("Ältere Menschen"),
        _items(
            ("senioren_alltag", _l("Alltag")),
            ("rente", _l("Rente")),
            ("einsamkeit", _l("Einsamkeit")),
        ),
    ),
    Need(
        "freizeit",
        _l("Freizeit & Sport"),
        _items(
            ("verein", _l("Verein")),
            ("schwimmen", _l("Schwimmen")),
            ("fahrrad", _l("Fahrrad")),
            ("kultur", _l("Kultur")),
            ("bibliothek", _l("Bibliothek")),
        ),
    ),
    Need(
        "begegnung",
        _l("Kontakte & Nachbarschaft"),
        _items(
            ("gespraech", _l("Sich unterhalten")),
            ("cafe", _l("Café")),
            ("kochen", _l("Kochen")),
            ("feste", _l("Feste")),
        ),
    ),
    Need(
        "mobilitaet",
        _l("Mobilität"),
        _items(
            ("oepnv", _l("Bus und Bahn")),
            ("ticket", _l("Fahrkarte")),
            ("fahrrad_fahren", _l("Fahrrad")),
            ("fahrerlaubnis", _l("Führerschein")),
        ),
    ),
    Need(
        "digital",
        _l("Digitales"),
        _items(
            ("handy", _l("Handy")),
            ("email", _l("E-Mail")),
            ("online_termine", _l("Termine im Internet")),
            ("portale", _l("ELSTER und andere Portale")),
            ("bewerbung_online", _l("Bewerbung im Internet")),
        ),
    ),
    Need(
        "alltag",
        _l("Alltag"),
        _items(
            ("einkaufen", _l("Einkaufen")),
            ("muell", _l("Müll")),
            ("regeln", _l("Regeln")),
            ("versicherungen", _l("Versicherungen")),
            ("vertraege", _l("Verträge")),
        ),
    ),
)


def _referral(key: str, label: str, referral: str) -> Need:
    return Need(key, label, is_sensitive=True, referral=referral)


REFERRAL_NEEDS: Final[tuple[Need, ...]] = (
    _referral(
        "gewalt",
        _l("Schutz vor Gewalt"),
        _l("Hilfetelefon Gewalt gegen Frauen 116 016, Tag und Nacht, in vielen Sprachen; Frauenhaus."),
    ),
    _referral(
        "krise",
        _l("Seelische Krise"),
        _l("Bei Gefahr 112. Sozialpsychiatrischer Dienst oder psychosoziale Beratung."),
    ),
    _referral(
        "asylverfahren",
        _l("Asylverfahren und Rechtsstreit"),
        _l("Asylverfahrensberatung oder eine Anwältin, ein Anwalt."),
    ),
    _referral("kindeswohl", _l("Kindeswohl"), _l("Jugendamt; insoweit erfahrene Fachkraft.")),
    _referral("schulden", _l("Schulden"), _l("Schuldnerberatung.")),
    _referral("menschenhandel", _l("Menschenhandel"), _l("Fachberatungsstelle für Betroffene von Menschenhandel.")),
)

NEEDS: Final[tuple[Need, ...]] = OFFERED_NEEDS + REFERRAL_NEEDS
NEEDS_BY_KEY: Final[dict[str, Need]] = {need.key: need for need in NEEDS}
REFERRAL_ONLY: Final[frozenset[str]] = frozenset(need.key for need in REFERRAL_NEEDS)
SENSITIVE: Final[frozenset[str]] = frozenset(need.key for need in NEEDS if need.is_sensitive)

URGENCIES: Final[dict[str, str]] = {
    "heute_morgen": _l("heute oder morgen"),
    "diese_woche": _l("diese Woche"),
    "diesen_monat": _l("diesen Monat"),
    "laufend": _l("laufend"),
}
FREQUENCIES: Final[dict[str, str]] = {
    "einmalig": _l("einmal"),
    "mehrfach": _l("mehrmals"),
    "regelmaessig": _l("regelmäßig"),
}


def need_names(keys: Iterable[str]) -> str:
    """Needs in plain words, in one line; a key that the catalogue does not know stands for itself."""
    return ", ".join(str(NEEDS_BY_KEY[key].label) if key in NEEDS_BY_KEY else key for key in keys)


def needs_volunteer(key: str) -> bool:
    """May a volunteer be asked for this need at all?

    >>> needs_volunteer("wohnen"), needs_volunteer("gewalt")
    (True, False)
    """
    return key in NEEDS_BY_KEY and key not in REFERRAL_ONLY
