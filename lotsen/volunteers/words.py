"""The words of the volunteers' pages: states, modes and every other key, as German labels."""

from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Final

from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lotsen import date_words
from lotsen.languages import LANGUAGES_BY_CODE, LEVELS
from lotsen.words import MODES

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
MODE_LABELS: Final = {**MODES, "unklar": _l("noch offen")}
END_REASON_LABELS: Final = {
    "keine_zeit": _l("Keine Zeit mehr"),
    "umzug": _l("Umzug"),
    "persoenlich": _l("Persönliche Gründe"),
    "andere_interessen": _l("Andere Interessen"),
    "konflikt": _l("Konflikt"),
    "keine_antwort": _l("Antwortet nicht mehr"),
    "fristablauf": _l("Lange nicht aktiv"),
    "auf_wunsch": _l("Auf eigenen Wunsch"),
    "loeschung_gewuenscht": _l("Möchte, dass alle Angaben sofort gelöscht werden (noch heute Nacht)"),
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
LEVEL_NAMES: Final = {level.number: level.label if level.key == "native" else level.key for level in LEVELS}


@dataclass(frozen=True)
class ListWords:
    """The words of a list in one language, translated once instead of once per row."""

    badges: dict[str, tuple[str, str]]
    modes: dict[str, str]
    languages: dict[str, str]
    levels: dict[int, str]


@cache
def list_words(language: str) -> ListWords:
    """The words in this language."""
    with force_locale(language):
        return ListWords(
            badges={key: (str(label), STATE_KINDS.get(key, "neutral")) for key, label in STATE_LABELS.items()},
            modes={key: str(label) for key, label in MODE_LABELS.items()},
            languages={code: str(one.label) for code, one in LANGUAGES_BY_CODE.items()},
            levels={number: str(name) for number, name in LEVEL_NAMES.items()},
        )


@lru_cache(maxsize=8192)
def since(day: date, language: str) -> str:
    """A day in words, in this language."""
    with force_locale(language):
        return _("seit %(day)s", day=date_words.day(day))
