"""The words of the volunteers' pages: states, modes and every other key, as German labels."""

from typing import Final

from flask_babel import lazy_gettext as _l

STATE_LABELS: Final = {
    "interessiert": _l("Interessiert"),
    "erstgespraech_geplant": _l("Erstgespräch geplant"),
    "in_pruefung": _l("In Prüfung"),
    "in_qualifizierung": _l("In Qualifizierung"),
    "freigegeben": _l("Freigegeben"),
    "pausiert": _l("Pausiert"),
    "beendet": _l("Beendet"),
    "abgelehnt": _l("Abgelehnt"),
    "anonymisiert": _l("Anonymisiert"),
}
STATE_KINDS: Final = {
    "interessiert": "info",
    "erstgespraech_geplant": "info",
    "in_pruefung": "info",
    "in_qualifizierung": "info",
    "freigegeben": "success",
    "pausiert": "warning",
}
MODE_LABELS: Final = {
    "lotse": _l("Lots:in"),
    "pate": _l("Pat:in"),
    "laiendolmetscher": _l("Laiendolmetscher:in"),
    "unklar": _l("noch offen"),
}
END_REASON_LABELS: Final = {
    "keine_zeit": _l("Keine Zeit mehr"),
    "umzug": _l("Umzug"),
    "persoenlich": _l("Persönliche Gründe"),
    "andere_interessen": _l("Andere Interessen"),
    "konflikt": _l("Konflikt"),
    "keine_antwort": _l("Antwortet nicht mehr"),
    "fristablauf": _l("Lange nicht aktiv"),
    "auf_wunsch": _l("Auf eigenen Wunsch"),
}
REJECT_REASON_LABELS: Final = {
    "zurueckgezogen": _l("Hat die Anmeldung zurückgezogen"),
    "nicht_erreichbar": _l("War nicht erreichbar"),
    "erwartungen": _l("Erwartungen passen nicht zum Programm"),
    "voraussetzungen": _l("Voraussetzungen fehlen"),
    "nicht_geeignet": _l("Nicht geeignet"),
    "doppelt": _l("Doppelt angemeldet"),
}
FORM_LABELS: Final = {"praesenz": _l("vor Ort"), "online": _l("online"), "hybrid": _l("vor Ort und online")}
LEVEL_NAMES: Final = {1: "A1", 2: "A2", 3: "B1", 4: "B2", 5: "C1", 6: "C2", 7: _l("Muttersprache")}


def modes_text(modes: list[str]) -> str:
    """The modes of a volunteer in one line."""
    return ", ".join(str(MODE_LABELS.get(mode, mode)) for mode in modes)
