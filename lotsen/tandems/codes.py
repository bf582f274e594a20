"""Words for the states of tandems and for why they end: no diagnosis, no residence, whatever the cause."""

from typing import Final

from flask_babel import lazy_gettext as _l

LABELS: Final = {
    "kennenlernen": _l("Kennenlernen"),
    "erprobung": _l("Erprobung"),
    "aktiv": _l("Läuft"),
    "abgeschlossen": _l("Abgeschlossen"),
    "abgebrochen": _l("Abgebrochen"),
}
KINDS: Final = {"kennenlernen": "info", "erprobung": "info", "aktiv": "success", "abgebrochen": "neutral"}
END_REASONS: Final = {
    "ziel_erreicht": _l("Ziel erreicht"),
    "zeit_vorbei": _l("Vereinbarte Zeit ist vorbei"),
    "passt_nicht": _l("Es hat nicht gepasst"),
    "auseinandergelebt": _l("Kein Kontakt mehr"),
    "konflikt": _l("Konflikt zwischen den beiden"),
    "konflikt_stelle": _l("Konflikt mit der Stelle"),
    "keine_zeit": _l("Keine Zeit mehr"),
    "andere_interessen": _l("Andere Interessen"),
    "persoenlich": _l("Persönliche Gründe"),
    "ortswechsel": _l("Umzug oder Ortswechsel"),
    "anderer_termin": _l("Ein neuer Termin passte nicht"),
}
#: A volunteer who said yes to one date, and cannot at another.
OTHER_TIME: Final = "anderer_termin"
#: Given by the house, not chosen from the list.
WITHDRAWN: Final = "widerruf"
HANDED_OVER: Final = "uebergabe"
#: A running tandem that ends like this has done its work.
FULFILLED: Final = frozenset({"ziel_erreicht", "zeit_vorbei"})
SIDES: Final = ("volunteer", "newcomer")


def reason_label(code: str | None) -> str:
    """A reason in words."""
    if code == WITHDRAWN:
        return str(_l("Einwilligung widerrufen"))
    if code == HANDED_OVER:
        return str(_l("An jemand anderen übergeben"))
    return str(END_REASONS.get(code or "", code or ""))
