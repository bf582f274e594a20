"""What was found in one cell of a list, how grave it is, and the sentence that says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

from flask_babel import lazy_gettext as _l

from lotsen.languages import language_name, level_name

# error: the row cannot be taken as it is. question: we will not decide this for the reader.
# fixed: read in a way that is sure. note: worth knowing, nothing to do.
Severity = Literal["error", "question", "fixed", "note"]
BLOCKING: Final[frozenset[str]] = frozenset(("error", "question"))


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark on one cell. `value` is empty where even repeating it would keep forbidden data."""

    row: int
    column: str
    value: str
    code: str
    severity: Severity
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """The remark in the language of the page."""
        way = self.facts.get("way")  # one code may be met in several ways, each with its sentence
        template = SENTENCES[f"{self.code}.{way}" if way else self.code]
        return str(template) % {key: _shown(key, fact) for key, fact in self.facts.items()}

    def as_accepted(self) -> Finding:
        """The same remark after the reader has said that it may stay so."""
        return replace(self, severity="note") if self.severity == "question" else self


def _shown(key: str, fact: Any) -> str:
    if key == "kinds":
        return ", ".join(str(KINDS[kind]) for kind in fact)
    if key == "languages":
        return ", ".join(language_name(code) for code in fact)
    if key == "level":
        return level_name(fact)
    if key == "candidates":
        return ", ".join(_place(candidate) for candidate in fact)
    if isinstance(fact, str | int | float):
        return str(fact)
    return ", ".join(str(part) for part in fact) if isinstance(fact, Iterable) else str(fact)


def _place(candidate: Mapping[str, str]) -> str:
    return " ".join(part for part in (candidate.get("postal_code"), candidate.get("name")) if part)


KINDS: Final[dict[str, str]] = {
    "health": _l("Gesundheit"),
    "religion": _l("Religion"),
    "residence": _l("Aufenthalt"),
    "sexuality": _l("sexuelle Orientierung"),
    "offence": _l("Straftaten"),
    "origin": _l("Herkunft"),
}

SENTENCES: Final[dict[str, str]] = {
    "plz_too_short": _l("Die Postleitzahl „%(plz)s“ hat nicht fünf Ziffern."),
    "plz_too_short.guess": _l(
        "Die Postleitzahl „%(plz)s“ hat nicht fünf Ziffern. Gemeint sein könnte: %(candidates)s."
    ),
    "plz_unknown": _l("Die Postleitzahl %(plz)s kennen wir in Hessen nicht."),
    "place_missing": _l("Es fehlt der Wohnort."),
    "place_unknown": _l("Den Ort „%(place)s“ kennen wir in Hessen nicht. Bitte geben Sie die Postleitzahl an."),
    "place_outside_hessen": _l("Der Ort liegt nicht in Hessen: %(place)s."),
    "place_without_plz": _l("Die Postleitzahl fehlte. Für %(place)s haben wir %(plz)s ergänzt."),
    "place_without_plz.needed": _l("Die Postleitzahl fehlt. %(place)s hat mehrere. Bitte ergänzen Sie sie."),
    "place_ambiguous": _l("Welche Gemeinde ist gemeint? Möglich: %(candidates)s."),
    "place_plz_mismatch": _l(
        "Postleitzahl %(plz)s und Ort „%(place)s“ passen nicht zusammen. Möglich: %(candidates)s."
    ),
    "place_district": _l("„%(place)s“ haben wir als Ortsteil von %(municipality)s gelesen."),
    "mail_invalid": _l("Das ist keine gültige E-Mail-Adresse."),
    "mail_invalid.guess": _l("Das ist keine gültige E-Mail-Adresse. Gemeint sein könnte: %(suggestion)s."),
    "mail_second": _l("Es stehen mehrere E-Mail-Adressen da. Wir nehmen die erste."),
    "phone_invalid": _l("Das ist keine gültige Telefonnummer."),
    "phone_second": _l("Es stehen mehrere Telefonnummern da. Wir nehmen %(phone)s."),
    "phone_zero_restored": _l("Die erste Null der Telefonnummer fehlte. Wir haben sie ergänzt."),
    "contact_missing": _l("Es fehlen E-Mail und Telefon. Eines von beiden ist nötig."),
    "contact_shared.row": _l("Dieselbe E-Mail oder Telefonnummer steht schon in Zeile %(line)s. Ist das richtig?"),
    "contact_shared.person": _l("Dieselbe E-Mail oder Telefonnummer ist schon eingetragen. Ist das richtig?"),
    "columns_swapped": _l("E-Mail und Telefon standen vertauscht. Wir haben sie getauscht."),
    "name_missing": _l("Es fehlt der Name."),
    "name_incomplete": _l("Es steht nur ein Name da. Ist das der Vor- oder der Nachname?"),
    "name_order_unclear": _l("Was ist der Vorname? Vorschlag: Vorname %(first)s, Nachname %(last)s."),
    "name_capitals": _l("Der Name stand in Großbuchstaben. Wir schreiben ihn „%(name)s“."),
    "name_title": _l("„%(title)s“ gehört nicht zum Namen und wurde weggelassen."),
    "name_remark": _l("Der Zusatz in Klammern beim Namen wurde nicht übernommen."),
    "names_two": _l("In der Zeile stehen zwei Personen. Bitte schreiben Sie jede in eine eigene Zeile."),
    "duplicate_person.row": _l("Diese Person steht wohl schon in Zeile %(line)s."),
    "duplicate_person.person": _l("Diese Person ist wohl schon eingetragen."),
    "same_name.row": _l("Eine Person mit demselben Namen steht in Zeile %(line)s."),
    "same_name.person": _l("Eine Person mit demselben Namen ist schon eingetragen."),
    "forbidden_sensitive_note": _l(
        "Der Text enthält Angaben, die wir nicht speichern dürfen (%(kinds)s). Er wird nicht übernommen."
    ),
    "forbidden_column": _l("Angaben zu %(kinds)s dürfen wir nicht speichern. Sie werden nicht übernommen."),
    "formula_in_text": _l("In der Zelle steht eine Formel statt eines Textes. Sie wird nicht übernommen."),
    "formula_in_text.value": _l("In der Zelle steht eine Formel. Wir haben ihr Ergebnis gelesen."),
    "direction_marks": _l("Der Text enthält unsichtbare Zeichen, die die Leserichtung ändern. Bitte neu eingeben."),
    "encoding_repaired": _l("Die Umlaute waren beschädigt. Wir haben sie wiederhergestellt: „%(text)s“."),
    "text_too_long": _l("Der Text ist zu lang. Höchstens %(limit)s Zeichen sind möglich."),
    "date_impossible": _l("Diesen Tag gibt es nicht: %(date)s."),
    "date_short_german": _l("Das Datum haben wir als %(date)s gelesen."),
    "date_as_number": _l("Das Datum stand als Zahl in der Tabelle. Wir haben es als %(date)s gelesen."),
    "date_incomplete": _l("Bei dem Datum fehlt der Tag. Bitte ergänzen Sie ihn."),
    "date_order": _l("Ist bei dem Datum der Tag oder der Monat zuerst genannt? Vorschlag: %(date)s."),
    "date_several": _l("Es stehen mehrere Daten da. Welches gilt? Vorschlag: %(date)s."),
    "date_in_text": _l("Bei dem Datum steht noch anderer Text. Gilt der %(date)s?"),
    "date_in_future": _l("Das Datum %(date)s liegt in der Zukunft."),
    "date_too_old": _l("Das Datum %(date)s liegt sehr weit zurück."),
    "date_unread": _l("Das ist kein Datum, das wir lesen können."),
    "date_missing": _l("Es steht kein Datum da, nur „%(text)s“. Bitte tragen Sie es später nach."),
    "fuehrungszeugnis_without_date": _l(
        "Zum Führungszeugnis fehlt das Datum der Einsicht. Es zählt erst, wenn jemand es gesehen hat."
    ),
    "fuehrungszeugnis_text": _l("Zum Führungszeugnis speichern wir nur das Datum. Der übrige Text wird weggelassen."),
    "language_unclear": _l("„%(text)s“: Welche Sprache ist gemeint? Möglich: %(languages)s."),
    "language_unclear.many": _l("„%(text)s“ sagt nicht, welche Sprachen. Bitte nennen Sie sie einzeln."),
    "language_unclear.read": _l("„%(text)s“ haben wir gelesen als: %(languages)s."),
    "language_unclear.level": _l("Wie gut? Es fehlt das Niveau für: %(languages)s."),
    "language_unknown": _l("Die Sprache „%(text)s“ kennen wir nicht."),
    "language_missing": _l("Es sind keine Sprachen angegeben."),
    "language_level_missing": _l("Wie gut? Es fehlt das Niveau für: %(languages)s."),
    "language_level_guessed": _l("„%(text)s“ haben wir als Niveau %(level)s gelesen."),
    "need_unknown": _l("Das Thema „%(text)s“ kennen wir nicht. Es wird nicht übernommen."),
    "mode_unknown": _l("Die Art des Engagements „%(text)s“ kennen wir nicht. Wir tragen „noch unklar“ ein."),
    "gender_unknown": _l("Das Geschlecht „%(text)s“ können wir nicht lesen. Es bleibt offen."),
    "times_guessed": _l("Die Zeiten „%(text)s“ sind ungenau. Bitte prüfen Sie sie beim Erstgespräch."),
    "times_unread": _l("„%(text)s“ können wir nicht als Zeit lesen. Es wird nicht übernommen."),
    "radius_unread": _l("„%(text)s“ ist keine Entfernung in Kilometern. Wir nehmen die übliche."),
    "hours_unread": _l("„%(text)s“ können wir nicht als Stunden pro Woche lesen."),
}


class Remarks:
    """Collects the findings of one row."""

    def __init__(self, row: int, header: list[str]) -> None:
        self.row = row
        self._header = header
        self.findings: list[Finding] = []

    def add(self, code: str, severity: Severity, column: int | None = None, value: object = "", **facts: Any) -> None:
        """Add a finding on a column (by its index), or on the whole row."""
        head = self._header[column] if column is not None else ""
        text = "" if value is None else str(value)
        self.findings.append(Finding(self.row, head, text[:500], code, severity, facts))
