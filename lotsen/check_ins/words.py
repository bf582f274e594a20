"""Words for the states and answers of check-ins."""

from typing import Final

from flask_babel import lazy_gettext as _l

STATES: Final = {
    "schwierig": _l("Es läuft nicht gut"),
    "still": _l("Still: niemand hat geantwortet"),
    "einseitig": _l("Nur eine Seite antwortet"),
    "gefragt": _l("Gefragt"),
    "": _l("Läuft gut"),
}
KINDS: Final = {"schwierig": "danger", "still": "warning", "einseitig": "warning", "gefragt": "info", "": "success"}
SIDES: Final = {"volunteer": _l("Ehrenamtliche Person"), "newcomer": _l("Zugewanderte Person")}
ANSWERS: Final = {"gut": _l("Es läuft gut"), "schwierig": _l("Es läuft nicht gut")}
