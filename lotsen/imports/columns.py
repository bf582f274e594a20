"""Which column of a list means which field: known heads in German and English, then the contents."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from flask_babel import lazy_gettext as _l

from lotsen.imports.reading import Cell
from lotsen.imports.spelling import fold, source_of
from lotsen.languages import LANGUAGES


@dataclass(frozen=True, eq=False)
class Field:
    """One thing we can take from a list, with the heads (folded) under which lists carry it."""

    key: str
    label: str
    heads: tuple[str, ...]


def _field(key: str, label: str, heads: str) -> Field:
    return Field(key, label, tuple(heads.split(", ")))


FIELDS: Final[tuple[Field, ...]] = (
    _field(
        "first_name",
        _l("Vorname"),
        "vorname, vornamen, rufname, first name, given name, firstname",
    ),
    _field(
        "last_name",
        _l("Nachname"),
        "nachname, familienname, zuname, last name, surname, family name, lastname, name nachname",
    ),
    _field(
        "name_last_first",
        _l("Nachname, Vorname in einer Spalte"),
        "name vorname, nachname vorname, familienname vorname, name vorname n, zuname vorname",
    ),
    _field(
        "name_first_last",
        _l("Vorname Nachname in einer Spalte"),
        "vorname name, vorname nachname, full name, vor und nachname, vor und zuname, vorname und "
        "name, vorname und nachname, vor nachname",
    ),
    _field(
        "name",
        _l("Name, Reihenfolge verschieden"),
        "name, lotse, lotsin, lotse in, lotsin lotse, lots in, ehrenamtliche, ehrenamtlicher, "
        "ehrenamtliche r, person, volunteer, pate, patin, integrationslotse, integrationslotsin",
    ),
    _field(
        "email",
        _l("E-Mail"),
        "email, e mail, mail, mailadresse, e mail adresse, email adresse, emailadresse, mail adresse",
    ),
    _field(
        "phone",
        _l("Telefon"),
        "telefon, tel, telefonnummer, tel nr, handy, mobil, mobilnummer, handynummer, phone, tel "
        "handy, telefon mobil, telefon handy, rufnummer, mobile, festnetz, tel mobil, kontakt, tel "
        "nummer, telefon nr, handy nr",
    ),
    _field(
        "postal_code",
        _l("PLZ (auch mit Ort)"),
        "plz, postleitzahl, plz ort, plz wohnort, postal code, zip, zip code, plz und ort, plz stadt, postcode",
    ),
    _field(
        "place",
        _l("Ort, Gemeinde"),
        "ort, wohnort, stadt, gemeinde, city, place, town, kommune, stadt gemeinde, ort gemeinde, ort "
        "ortsteil, municipality",
    ),
    _field(
        "gender",
        _l("Geschlecht"),
        "geschlecht, anrede, gender, sex, m w, m w d, w m d, w m, mwd",
    ),
    _field(
        "modes",
        _l("Art des Engagements"),
        "einsatzart, art des engagements, engagement, rolle, funktion, modus, tatig als, einsatz als, "
        "art, role, engagementart, ehrenamt als",
    ),
    _field(
        "languages",
        _l("Sprachen"),
        "sprachen, sprache, spricht, sprachkenntnisse, languages, language, fremdsprachen, "
        "herkunftssprache, muttersprache, sprache n, muttersprache n, sprachen niveau",
    ),
    _field(
        "german_level",
        _l("Deutsch (Niveau)"),
        "deutsch, deutschkenntnisse, deutschniveau, niveau deutsch, german, deutsch niveau, sprachniveau",
    ),
    _field(
        "needs",
        _l("Themen"),
        "themen, kann helfen bei, hilft bei, bereiche, einsatzbereiche, einsatzbereich, thema, "
        "topics, unterstutzung bei, schwerpunkte, schwerpunkt, themenfelder, interessen, hilfe bei, "
        "bereich, aufgaben, einsatzfelder, einsatzfeld, angebot",
    ),
    _field(
        "times",
        _l("Zeiten"),
        "zeiten, wann, zeit, verfugbarkeit, verfugbar, einsatzzeiten, availability, tage, uhrzeiten, "
        "wochentage, hat zeit, zeitfenster, termine",
    ),
    _field(
        "hours_per_week",
        _l("Stunden pro Woche"),
        "stunden pro woche, std woche, stunden woche, wochenstunden, h woche, hours per week, std pro woche",
    ),
    _field(
        "radius_km",
        _l("Umkreis in km"),
        "umkreis km, umkreis, radius, radius km, umkreis in km, entfernung, km, max km, einsatzradius",
    ),
    _field(
        "basisqualifizierung_on",
        _l("Basisqualifizierung am"),
        "basisqualifizierung am, basisqualifizierung, schulung, basisschulung, qualifizierung, "
        "grundschulung, schulung am, lotsenschulung, qualifizierung am, kurs am, basiskurs, training",
    ),
    _field(
        "fuehrungszeugnis_seen_on",
        _l("Führungszeugnis gesehen am"),
        "fuhrungszeugnis gesehen am, fz, efz, fuhrungszeugnis, erw fuhrungszeugnis, fuhrungszeugnis "
        "am, erweitertes fuhrungszeugnis, fz vom, fz gesehen, fz gesehen am, fz vorgelegt am, "
        "polizeiliches fz, polizeiliches fuhrungszeugnis, fuhrungszeugnis vorgelegt am, fz datum",
    ),
    _field(
        "available_from_on",
        _l("Verfügbar ab"),
        "verfugbar ab, ab wann, beginn, ab, start, einsatz ab, available from",
    ),
    _field(
        "organisation",
        _l("Organisation"),
        "organisation, trager, verein, helferkreis, mso, organization, initiative",
    ),
    _field(
        "note",
        _l("Bemerkung"),
        "bemerkung, bemerkungen, notiz, notizen, anmerkung, anmerkungen, kommentar, hinweis, "
        "sonstiges, note, notes, comment, info, hinweise, freitext, besonderheiten",
    ),
)
# Lists with a column for each language ("x" or a level in it) or for each day of the week.
LANGUAGE_FIELDS: Final[tuple[Field, ...]] = tuple(
    Field(f"language.{language.code}", language.label, (fold(source_of(language.label)),))
    for language in LANGUAGES
    if language.code != "deu"
)
_DAY_HEADS: Final = (
    ("mon", _l("Zeiten am Montag"), ("mo", "montag")),
    ("tue", _l("Zeiten am Dienstag"), ("di", "dienstag")),
    ("wed", _l("Zeiten am Mittwoch"), ("mi", "mittwoch")),
    ("thu", _l("Zeiten am Donnerstag"), ("do", "donnerstag")),
    ("fri", _l("Zeiten am Freitag"), ("fr", "freitag")),
    ("sat", _l("Zeiten am Samstag"), ("sa", "samstag")),
    ("sun", _l("Zeiten am Sonntag"), ("so", "sonntag")),
)
DAY_FIELDS: Final[tuple[Field, ...]] = tuple(Field(f"day.{key}", label, heads) for key, label, heads in _DAY_HEADS)
ALL_FIELDS: Final[tuple[Field, ...]] = (*FIELDS, *LANGUAGE_FIELDS, *DAY_FIELDS)
FIELDS_BY_KEY: Final[dict[str, Field]] = {field.key: field for field in ALL_FIELDS}
_BY_HEAD: Final[dict[str, str]] = {head: field.key for field in ALL_FIELDS for head in field.heads}

# Columns that must not be taken over, whatever they hold (Art. 9 DSGVO; residence status is never asked).
_FORBIDDEN_HEADS: Final[dict[str, str]] = {
    "religion": ("religion, konfession, glaube, religionszugehorigkeit, bekenntnis, kirche"),
    "residence": (
        "aufenthaltsstatus, aufenthaltstitel, aufenthalt, status aufenthalt, aufenthaltserlaubnis, "
        "asylstatus, duldung, azr nummer, azr, asyl"
    ),
    "health": ("krankheit, krankheiten, gesundheitszustand, behinderung, diagnose, gdb, allergien, impfstatus"),
    "origin": ("staatsangehorigkeit, nationalitat, herkunft, herkunftsland, ethnie"),
}
FORBIDDEN_HEADS: Final[dict[str, str]] = {
    head: kind for kind, heads in _FORBIDDEN_HEADS.items() for head in heads.split(", ")
}


def field_of_head(head: Cell) -> str | None:
    """The field that a head names, or None.

    >>> field_of_head("Tel./Handy"), field_of_head("spricht"), field_of_head("Schuhgröße")
    ('phone', 'languages', None)
    """
    folded = fold(str(head)) if head is not None else ""
    if folded in _BY_HEAD:
        return _BY_HEAD[folded]
    return _BY_HEAD.get(re.sub(r"\s*\b(optional|pflichtfeld|bitte ausfullen|\d+)\b\s*", " ", folded).strip())


def forbidden_columns(header: Sequence[str]) -> dict[int, str]:
    """Columns whose head asks for something we must not keep -> the kind."""
    return {i: FORBIDDEN_HEADS[fold(head)] for i, head in enumerate(header) if fold(head) in FORBIDDEN_HEADS}


def suggest_mapping(header: Sequence[str], sample: Sequence[Sequence[Cell]]) -> dict[str, int]:
    """Field -> index of the column, by the heads and, for the rest, by what most cells look like."""
    mapping: dict[str, int] = {}
    forbidden = forbidden_columns(header)
    for index, head in enumerate(header):
        key = field_of_head(head)
        if key and key not in mapping and index not in forbidden:
            mapping[key] = index
    _settle_names(mapping)
    if not {"postal_code", "place"} & set(mapping):
        addresses = [index for index, head in enumerate(header) if fold(head) in _ADDRESS_HEADS]
        if addresses:
            mapping["postal_code"] = addresses[0]
    taken = set(mapping.values()) | set(forbidden)
    for index in range(len(header)):
        key = None if index in taken else _field_of_content([row[index] for row in sample if index < len(row)])
        if key and key not in mapping and not field_of_head(header[index]):
            mapping[key] = index
    return mapping


_ADDRESS_HEADS: Final = ("adresse", "anschrift", "wohnadresse", "address", "wohnanschrift")


def _settle_names(mapping: dict[str, int]) -> None:
    """ "Name" beside "Vorname" is the family name."""
    if "name" in mapping and "first_name" in mapping and "last_name" not in mapping:
        mapping["last_name"] = mapping.pop("name")
    if "first_name" in mapping and "last_name" in mapping:
        for composed in ("name", "name_last_first", "name_first_last"):
            mapping.pop(composed, None)


_CONTENTS: Final[tuple[tuple[str, Callable[[str], object]], ...]] = (
    ("email", re.compile(r"[^@\s]{1,80}@[^@\s]{1,200}$").match),
    ("postal_code", re.compile(r"\d{5}(\.0)?( \D{1,60})?$").match),
    ("phone", re.compile(r"(\+|00|0)\d[\d\s()/.-]{5,25}$").match),
    ("gender", re.compile(r"(w|m|d|frau|herr|weiblich|männlich|divers)$", re.IGNORECASE).match),
    ("name_last_first", re.compile(r"[^\W\d][^,@\d]{1,40}, ?[^\W\d][^,@\d]{1,40}$").match),
)


def _field_of_content(cells: Sequence[Cell]) -> str | None:
    texts = [str(cell).strip() for cell in cells if cell not in (None, "")][:50]
    if len(texts) < 2:
        return None
    for key, looks_right in _CONTENTS:
        if sum(1 for text in texts if looks_right(text)) >= 0.8 * len(texts):
            return key
    return None


def mapping_faults(mapping: Mapping[str, int], width: int) -> list[str]:
    """Codes of what is wrong with a mapping that a person chose; empty when rows can be checked."""
    faults = []
    if not {"name", "name_last_first", "name_first_last", "last_name"} & set(mapping):
        faults.append("name_missing")
    if not {"email", "phone"} & set(mapping):
        faults.append("contact_missing")
    if not {"postal_code", "place"} & set(mapping):
        faults.append("place_missing")
    if any(key not in FIELDS_BY_KEY or not 0 <= column < width for key, column in mapping.items()):
        faults.append("unknown_column")
    if len(set(mapping.values())) < len(mapping):
        faults.append("column_twice")
    return faults
