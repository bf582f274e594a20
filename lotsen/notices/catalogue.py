"""Every kind of mail in one place: what it is for, who reads it, and until when it makes sense.

The text of a kind is ``templates/notices/<kind>.txt``. A kind without an entry cannot be written.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final

from flask_babel import lazy_gettext as _l


class Reader(StrEnum):
    """Whom a mail is for."""

    VOLUNTEER = "volunteer"
    STAFF = "staff"
    NEWCOMER = "newcomer"
    ACCOUNT = "account"  # whoever signs in


@dataclass(frozen=True)
class Kind:
    """One kind of mail. After ``lasts`` it says something that is over, and is not sent any more."""

    label: Any
    reader: Reader
    lasts: timedelta = timedelta(days=7)


DAY, HOUR = timedelta(days=1), timedelta(hours=1)

KINDS: Final[dict[str, Kind]] = {
    # signing up and in
    "confirm_sign_up": Kind(_l("Anmeldung bestätigen"), Reader.VOLUNTEER, 3 * DAY),
    "sign_up_known": Kind(_l("Anmeldung mit bekannter Adresse"), Reader.VOLUNTEER, 3 * DAY),
    "sign_up_resume": Kind(_l("Angefangene Anmeldung fortsetzen"), Reader.VOLUNTEER, 3 * DAY),
    "centre": Kind(_l("Neue Anmeldung im Vielfaltszentrum"), Reader.STAFF),
    "invitation": Kind(_l("Einladung zu einem Konto"), Reader.ACCOUNT, 2 * DAY),
    "invitation_known": Kind(_l("Einladung für ein vorhandenes Konto"), Reader.ACCOUNT, 2 * DAY),
    "reset": Kind(_l("Neues Passwort"), Reader.ACCOUNT, HOUR),
    "sign_in_link": Kind(_l("Link zur Anmeldung"), Reader.ACCOUNT, HOUR),
    "password_changed": Kind(_l("Passwort geändert"), Reader.ACCOUNT),
    "factor_changed": Kind(_l("Zweiter Faktor geändert"), Reader.ACCOUNT),
    "recovery_code_used": Kind(_l("Wiederherstellungscode benutzt"), Reader.ACCOUNT),
    "codes_used_up": Kind(_l("Falsche Codes bei richtigem Passwort"), Reader.ACCOUNT),
    "role_changed": Kind(_l("Rolle geändert"), Reader.ACCOUNT),
    # the way of a volunteer
    "erstgespraech_invitation": Kind(_l("Einladung zum Erstgespräch"), Reader.VOLUNTEER),
    "released": Kind(_l("Freigabe"), Reader.VOLUNTEER),
    "rejected": Kind(_l("Absage an eine Anmeldung"), Reader.VOLUNTEER, 30 * DAY),
    "goodbye": Kind(_l("Abschied"), Reader.VOLUNTEER, 30 * DAY),
    "still_interested": Kind(_l("Noch dabei?"), Reader.VOLUNTEER, 7 * DAY),
    "absence_ends": Kind(_l("Abwesenheit endet"), Reader.VOLUNTEER, 3 * DAY),
    # proposals
    "asked": Kind(_l("Frage zu einer Anfrage"), Reader.VOLUNTEER, 4 * DAY),
    "reminder_answer": Kind(_l("Erinnerung an eine Frage"), Reader.VOLUNTEER, DAY),
    "expired": Kind(_l("Frage abgelaufen"), Reader.VOLUNTEER),
    "withdrawn": Kind(_l("Frage zurückgezogen"), Reader.VOLUNTEER),
    "answered_yes": Kind(_l("Zusage"), Reader.STAFF),
    "answered_no": Kind(_l("Absage"), Reader.STAFF),
    "no_answer": Kind(_l("Keine Antwort"), Reader.STAFF),
    # tandems
    "tandem_started": Kind(_l("Tandem beginnt"), Reader.VOLUNTEER),
    "meeting_dates": Kind(_l("Vorschläge für das erste Treffen"), Reader.VOLUNTEER, 3 * DAY),
    "meeting_agreed": Kind(_l("Termin steht"), Reader.VOLUNTEER, 3 * DAY),
    "meeting_fixed": Kind(_l("Termin festgelegt"), Reader.VOLUNTEER, 3 * DAY),
    "dates_none": Kind(_l("Kein Termin passt"), Reader.STAFF),
    "trial_question": Kind(_l("Frage nach der Erprobung"), Reader.VOLUNTEER),
    "both_agreed": Kind(_l("Beide haben zugestimmt"), Reader.VOLUNTEER),
    "contact_released": Kind(_l("Kontakt freigegeben"), Reader.VOLUNTEER),
    "tandem_agreed": Kind(_l("Tandem vereinbart"), Reader.STAFF),
    "tandem_ended": Kind(_l("Tandem beendet"), Reader.VOLUNTEER, 30 * DAY),
    "tandem_over": Kind(_l("Tandem beendet"), Reader.STAFF, 30 * DAY),
    "check_in": Kind(_l("Nachfrage zum Tandem"), Reader.VOLUNTEER, 5 * DAY),
    "check_in_reminder": Kind(_l("Erinnerung an eine Nachfrage"), Reader.VOLUNTEER, 3 * DAY),
    "check_in_trouble": Kind(_l("Ein Tandem braucht Hilfe"), Reader.STAFF),
    # waiting, absence, handing over
    "still_needed": Kind(_l("Wird noch gesucht?"), Reader.STAFF),
    "volunteer_away": Kind(_l("Ehrenamtliche Person ist abwesend"), Reader.STAFF),
    "deputy_named": Kind(_l("Vertretung übernommen"), Reader.STAFF),
    "deputy_of_tandem": Kind(_l("Vertretung in einem Tandem"), Reader.VOLUNTEER),
    "handover_asked": Kind(_l("Bitte um Übergabe"), Reader.STAFF),
    "people_handed_over": Kind(_l("Personen übergeben"), Reader.STAFF),
}
