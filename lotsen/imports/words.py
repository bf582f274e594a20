"""The words of the import pages: states, kinds of rows, what is wrong with a mapping."""

from typing import Final

from flask_babel import lazy_gettext as _l

STATE_LABELS: Final = {
    "hochgeladen": _l("Spalten zuordnen"),
    "wird_geprueft": _l("Wird geprüft"),
    "geprueft": _l("Zu prüfen"),
    "wird_uebernommen": _l("Wird übernommen"),
    "uebernommen": _l("Übernommen"),
    "rueckgaengig": _l("Rückgängig gemacht"),
    "verworfen": _l("Verworfen"),
}
STATE_KINDS: Final = {
    "hochgeladen": "warning",
    "wird_geprueft": "info",
    "geprueft": "warning",
    "wird_uebernommen": "info",
    "uebernommen": "success",
}
KIND_LABELS: Final = {
    "fehler": _l("Fehler"),
    "frage": _l("Frage"),
    "doppelt": _l("Doppelt"),
    "gut": _l("Gut"),
    "weggelassen": _l("Weggelassen"),
}
KIND_BADGES: Final = {
    "fehler": "danger",
    "frage": "warning",
    "doppelt": "warning",
    "gut": "success",
    "weggelassen": "neutral",
}
SEVERITY_ICONS: Final = {"error": "danger", "question": "help", "fixed": "check", "note": "info"}
TAB_LABELS: Final = {
    "offen": _l("Zu klären"),
    "fehler": _l("Fehler"),
    "frage": _l("Fragen"),
    "doppelt": _l("Doppelt"),
    "gut": _l("Gut"),
    "weggelassen": _l("Weggelassen"),
    "alle": _l("Alle"),
}
MAPPING_FAULTS: Final = {
    "name_missing": _l("Welche Spalte enthält den Namen? Bitte ordnen Sie sie zu."),
    "contact_missing": _l("Welche Spalte enthält E-Mail oder Telefon? Eine von beiden ist nötig."),
    "place_missing": _l("Welche Spalte enthält Postleitzahl oder Ort? Eine von beiden ist nötig."),
    "unknown_column": _l("Eine Zuordnung passt nicht zu dieser Datei. Bitte wählen Sie neu."),
    "column_twice": _l("Eine Spalte ist zweimal zugeordnet. Bitte wählen Sie für jede Angabe eine Spalte."),
}
EFFECT_LABELS: Final = {
    "neu": _l("neu angelegt"),
    "ergaenzt": _l("ergänzt"),
    "unveraendert": _l("unverändert"),
}
STEPS: Final = (_l("Datei"), _l("Spalten"), _l("Prüfen"), _l("Übernommen"))
