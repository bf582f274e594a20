"""Words for states and reasons of proposals."""

from typing import Final

from flask_babel import lazy_gettext as _l

ANSWERABLE: Final = ("angefragt", "spaeter")
#: Nobody has answered for good yet.
PENDING: Final = ("geplant", *ANSWERABLE)
LIVE: Final = (*PENDING, "angenommen")
LATEST_LATER_DAYS: Final = 14

LABELS: Final = {
    "geplant": _l("Vorgemerkt"),
    "angefragt": _l("Angefragt"),
    "spaeter": _l("Antwortet später"),
    "angenommen": _l("Zugesagt"),
    "abgelehnt": _l("Abgesagt"),
    "abgelaufen": _l("Nicht geantwortet"),
    "zurueckgezogen": _l("Zurückgezogen"),
}
KINDS: Final = {"angefragt": "info", "spaeter": "info", "angenommen": "success", "abgelaufen": "warning"}
#: Why somebody is asked although a rule speaks against it: said by whoever decides, kept with the proposal.
BEND_REASONS: Final = {
    "niemand_sonst": _l("Sonst kann niemand helfen"),
    "abgesprochen": _l("Mit der ehrenamtlichen Person abgesprochen"),
    "eilt": _l("Es eilt"),
    "ausgeglichen": _l("Der Unterschied ist klein und wird ausgeglichen"),
}
DECLINE_REASONS: Final = {
    "keine_zeit": _l("Gerade keine Zeit"),
    "zu_weit": _l("Zu weit weg"),
    "thema": _l("Dieses Thema nicht"),
    "sprache": _l("Die Sprache reicht nicht"),
    "zeiten": _l("Die Zeiten passen nicht"),
    "persoenlich": _l("Persönliche Gründe"),
    "anderes": _l("Etwas anderes"),
}
