"""The words in a picture; the caller passes translated ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from network.actors import STAFF, Actor
from network.table import Row


def _kinds() -> dict[str, str]:
    return {"staff": "Ansprechpersonen", "organisation": "Stelle oder Verein", "volunteer": "Ehrenamtliche"}


def _bands() -> dict[str, str]:
    return {
        "open": "Für viele Anfragen ist niemand da",
        "partly": "Für einen Teil ist niemand da",
        "single": "Meist könnte nur eine Person helfen",
        "safe": "Meist könnten zwei oder mehr helfen",
        "quiet": "Kaum Anfragen",
    }


@dataclass(frozen=True)
class Texts:
    """German source texts; sentences take the named fields in braces.

    >>> Texts().date_line.format(date="23.11.2026")
    'Stand: 23.11.2026'
    """

    title: str = "Netz der Region"
    description: str = "Karte der Gemeinden mit haupt- und ehrenamtlichen Personen und ihrer Zusammenarbeit."
    municipality_title: str = "Netz in {name}"
    municipality_description: str = "Personen und Stellen in {name} und ihre Zusammenarbeit."
    neighbourhood_title: str = "Umfeld: {name}"
    neighbourhood_description: str = "{name} und alle, die in einem oder zwei Schritten erreichbar sind."
    date_line: str = "Stand: {date}"
    date_format: str = "%d.%m.%Y"
    filter_line: str = "Auswahl: {filter}"
    legend: str = "Legende"
    paid_staff: str = "Hauptamtliche"
    voluntary_staff: str = "Ansprechperson im Ehrenamt"
    paid_organisation: str = "Stelle mit Hauptamtlichen"
    voluntary_organisation: str = "Verein oder Gruppe im Ehrenamt"
    tie: str = "Zusammenarbeit: dicker ist enger"
    fading_tie: str = "Lange kein Kontakt"
    membership: str = "Gehört dazu"
    isolated: str = "Ohne jeden Kontakt im Netz"
    isolated_short: str = "ohne Kontakt"
    more_ties: str = "Gezeigt: die {shown} stärksten von {all} Verbindungen"
    elsewhere: str = "Ohne Gemeinde"
    municipality_sentence: str = (
        "{name}. Ansprechpersonen: {staff}. Ehrenamtliche: {volunteers}. Stellen und Vereine: {organisations}. "
        "Ohne Kontakt: {isolated}. {coverage}"
    )
    actor_sentence: str = "{label}, {kind}. Verbindungen: {ties}. {contact}"
    last_contact: str = "Letzter Kontakt: {date}."
    steps: str = "{count} Schritte entfernt"
    source: str = "Kartengrundlage: © GeoBasis-DE / BKG 2017 (Daten verändert)"
    records: str = "Grundlage: Tandems, Anfragen und eingetragene Zusammenarbeit"
    kinds: Mapping[str, str] = field(default_factory=_kinds)
    bands: Mapping[str, str] = field(default_factory=_bands)

    def kind_of(self, one: Actor | Row) -> str:
        """What one actor is called: whoever speaks for an association without pay is no Hauptamtliche."""
        if one.kind == STAFF:
            return self.paid_staff if one.paid else self.voluntary_staff
        return self.kinds[one.kind]
