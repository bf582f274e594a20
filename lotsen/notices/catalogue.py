"""Every kind of mail in one place: for whom, why, how urgent, and until when it makes sense.

The text of a kind is ``templates/notices/<kind>.txt``; its first line is the title, and everything around
the text comes from ``frame.py``. A kind without an entry cannot be written, and ``samples.py`` shows each.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final

from flask_babel import lazy_gettext as _l

from lotsen.language import LANGUAGES

STAFF_LANGUAGES: Final = ("de", "en")


class Reader(StrEnum):
    """Whom a mail is for."""

    VOLUNTEER = "volunteer"
    STAFF = "staff"
    NEWCOMER = "newcomer"
    ACCOUNT = "account"  # whoever signs in


class Pace(StrEnum):
    """What a mail waits for, when its reader wants fewer mails or quiet hours."""

    AT_ONCE = "at_once"  # security, or asked for a moment ago: nothing holds it back
    ANSWER = "answer"  # needs an answer, or has a day: waits for the end of quiet hours only
    TELLS = "tells"  # tells something: may come in a round, once a day or once a week
    ROUND = "round"  # comes in a round by itself, and less often where its reader wants that


_OPEN_PAGE: Final = _l("Seite öffnen")


@dataclass(frozen=True)
class Kind:
    """One kind of mail. After ``lasts`` it says something that is over, and is not sent any more.

    ``action`` is what the link in it is called where it stands as a button.
    """

    label: Any
    reader: Reader
    pace: Pace
    reason: Any
    lasts: timedelta = timedelta(days=7)
    action: Any = _OPEN_PAGE

    @property
    def may_be_fewer(self) -> bool:
        """Whether its reader decides how often it comes; everything else is sent whatever was set."""
        return self.pace in (Pace.TELLS, Pace.ROUND)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that it can be sent in; whoever reads another gets German."""
        return STAFF_LANGUAGES if self.reader is Reader.STAFF else tuple(LANGUAGES)


DAY, HOUR = timedelta(days=1), timedelta(hours=1)
VOLUNTEER, STAFF, ACCOUNT = Reader.VOLUNTEER, Reader.STAFF, Reader.ACCOUNT
AT_ONCE, ANSWER, TELLS = Pace.AT_ONCE, Pace.ANSWER, Pace.TELLS

_ENTERED = _l("Diese Nachricht haben Sie bekommen, weil jemand Ihre Adresse im Lotsennetz eingetragen hat.")
_INVITED = _l("Sie bekommen diese Mail, weil jemand Sie mit dieser Adresse eingeladen hat.")
_ORDERED = _l("Sie bekommen diese Mail, weil sie mit Ihrer Adresse angefordert wurde.")
_SAFETY = _l("Sie bekommen diese Mail zur Sicherheit Ihres Kontos.")
_SIGNED_UP = _l("Sie bekommen diese Mail, weil Sie sich für ein Ehrenamt im Lotsennetz angemeldet haben.")
_VOLUNTEERS = _l(
    "Sie bekommen diese Mail, weil Sie sich als ehrenamtliche Person angemeldet haben. "
    "Der Link ist nur für Sie; bitte leiten Sie ihn nicht weiter."
)
_WAS_ASKED = _l("Sie bekommen diese Mail, weil Sie zu dieser Anfrage angeschrieben wurden.")
_IN_CHARGE = _l("Sie bekommen diese Mail, weil Sie für diese Anfrage zuständig sind.")
_IN_TANDEM = _l("Sie bekommen diese Mail, weil Sie an einem Tandem teilnehmen.")
_DEPUTY = _l("Sie bekommen diese Mail, weil Sie als Vertretung eingetragen wurden.")
_EVERY_MONDAY = _l("Sie bekommen diese Mail montags, wenn etwas auf Sie wartet.")
_ANSWER_NOW = _l("Jetzt antworten")
_ACCOUNT_PAGE = _l("Mein Konto öffnen")

KINDS: Final[dict[str, Kind]] = {
    # signing up and in
    "confirm_sign_up": Kind(_l("Anmeldung bestätigen"), VOLUNTEER, AT_ONCE, _ENTERED, 3 * DAY,
                            _l("E-Mail-Adresse bestätigen")),
    "sign_up_known": Kind(_l("Anmeldung mit bekannter Adresse"), VOLUNTEER, AT_ONCE, _ENTERED, 3 * DAY,
                          _l("Meine Seite öffnen")),
    "sign_up_resume": Kind(_l("Angefangene Anmeldung fortsetzen"), VOLUNTEER, AT_ONCE, _ENTERED, 3 * DAY,
                           _l("Weiter ausfüllen")),
    "invitation": Kind(_l("Einladung zu einem Konto"), ACCOUNT, AT_ONCE, _INVITED, 2 * DAY, _l("Konto einrichten")),
    "invitation_known": Kind(_l("Einladung für ein vorhandenes Konto"), ACCOUNT, AT_ONCE, _INVITED, 2 * DAY),
    "reset": Kind(_l("Neues Passwort"), ACCOUNT, AT_ONCE, _ORDERED, HOUR, _l("Neues Passwort setzen")),
    "sign_in_link": Kind(_l("Link zur Anmeldung"), ACCOUNT, AT_ONCE, _ORDERED, HOUR, _l("Anmelden")),
    "password_changed": Kind(_l("Passwort geändert"), ACCOUNT, AT_ONCE, _SAFETY, action=_ACCOUNT_PAGE),
    "factor_changed": Kind(_l("Zweiter Faktor geändert"), ACCOUNT, AT_ONCE, _SAFETY, action=_ACCOUNT_PAGE),
    "recovery_code_used": Kind(_l("Wiederherstellungscode benutzt"), ACCOUNT, AT_ONCE, _SAFETY, action=_ACCOUNT_PAGE),
    "codes_used_up": Kind(_l("Falsche Codes bei richtigem Passwort"), ACCOUNT, AT_ONCE, _SAFETY, action=_ACCOUNT_PAGE),
    "role_changed": Kind(_l("Rolle geändert"), ACCOUNT, AT_ONCE, _SAFETY, action=_l("Anmelden")),
    # the way of a volunteer
    "erstgespraech_invitation": Kind(_l("Einladung zum Erstgespräch"), VOLUNTEER, ANSWER, _SIGNED_UP),
    "released": Kind(_l("Freigabe"), VOLUNTEER, TELLS, _SIGNED_UP),
    "rejected": Kind(_l("Absage an eine Anmeldung"), VOLUNTEER, TELLS, _SIGNED_UP, 30 * DAY),
    "goodbye": Kind(_l("Abschied"), VOLUNTEER, TELLS,
                    _l("Sie bekommen diese Mail, weil Ihr Engagement im Lotsennetz endet."), 30 * DAY),
    "still_interested": Kind(_l("Noch dabei?"), VOLUNTEER, ANSWER, _VOLUNTEERS, action=_ANSWER_NOW),
    "absence_ends": Kind(_l("Abwesenheit endet"), VOLUNTEER, TELLS,
                         _l("Sie bekommen diese Mail, weil Sie eine Abwesenheit eingetragen haben."), 3 * DAY,
                         _l("Abwesenheit ändern")),
    # proposals
    "asked": Kind(_l("Frage zu einer Anfrage"), VOLUNTEER, ANSWER, _VOLUNTEERS, 4 * DAY, _l("Ansehen und antworten")),
    "reminder_answer": Kind(_l("Erinnerung an eine Frage"), VOLUNTEER, ANSWER,
                            _l("Sie bekommen diese Mail einmal, einen Tag vor dem Ende der Frist."), DAY, _ANSWER_NOW),
    "expired": Kind(_l("Frage abgelaufen"), VOLUNTEER, TELLS, _WAS_ASKED),
    "withdrawn": Kind(_l("Frage zurückgezogen"), VOLUNTEER, TELLS, _WAS_ASKED),
    "answered_yes": Kind(_l("Zusage"), STAFF, TELLS, _IN_CHARGE),
    "answered_no": Kind(_l("Absage"), STAFF, TELLS, _IN_CHARGE),
    "no_answer": Kind(_l("Keine Antwort"), STAFF, TELLS, _IN_CHARGE),
    # tandems
    "tandem_started": Kind(_l("Tandem beginnt"), VOLUNTEER, TELLS,
                           _l("Sie bekommen diese Mail, weil Sie eine Anfrage angenommen haben.")),
    "meeting_dates": Kind(_l("Vorschläge für das erste Treffen"), VOLUNTEER, ANSWER,
                          _l("Sie bekommen diese Mail, weil Sie sich kennenlernen möchten. "
                             "Der Link ist nur für Sie."), 3 * DAY, _l("Termine ankreuzen")),
    "meeting_agreed": Kind(_l("Termin steht"), STAFF, TELLS, _IN_CHARGE, 3 * DAY),
    "meeting_fixed": Kind(_l("Termin festgelegt"), VOLUNTEER, ANSWER,
                          _l("Sie bekommen diese Mail, weil Sie sich kennenlernen möchten."), 3 * DAY),
    "meeting_called_off": Kind(_l("Termin abgesagt"), VOLUNTEER, ANSWER,
                               _l("Sie bekommen diese Mail, weil Sie sich kennenlernen möchten."), 3 * DAY),
    "planned_meeting": Kind(_l("Geplantes Treffen"), VOLUNTEER, ANSWER, _IN_TANDEM, 3 * DAY, _l("Termin ansehen")),
    "planned_meeting_told": Kind(_l("Treffen eines Tandems geplant"), STAFF, TELLS, _IN_CHARGE, 3 * DAY),
    "meeting_question": Kind(_l("Hat das Treffen stattgefunden?"), VOLUNTEER, ANSWER,
                             _l("Sie bekommen diese Mail einmal nach einem geplanten Termin. "
                                "Der Link ist nur für Sie."),
                             action=_ANSWER_NOW),
    "meeting_question_staff": Kind(_l("Hat das Treffen stattgefunden?"), STAFF, ANSWER, _IN_CHARGE,
                                   action=_ANSWER_NOW),
    "dates_none": Kind(_l("Kein Termin passt"), STAFF, TELLS, _IN_CHARGE),
    "trial_question": Kind(_l("Frage nach der Erprobung"), VOLUNTEER, ANSWER,
                           _l("Sie bekommen diese Mail, weil Sie sich zur Probe treffen. Der Link ist nur für Sie."),
                           action=_ANSWER_NOW),
    "both_agreed": Kind(_l("Beide haben zugestimmt"), VOLUNTEER, TELLS, _IN_TANDEM),
    "contact_released": Kind(_l("Kontakt freigegeben"), VOLUNTEER, TELLS, _IN_TANDEM),
    "tandem_agreed": Kind(_l("Tandem vereinbart"), STAFF, TELLS, _IN_CHARGE),
    "tandem_ended": Kind(_l("Tandem beendet"), VOLUNTEER, TELLS,
                         _l("Sie bekommen diese Mail, weil Sie an einem Tandem teilgenommen haben."), 30 * DAY),
    "tandem_over": Kind(_l("Tandem beendet"), STAFF, TELLS, _IN_CHARGE, 30 * DAY),
    "check_in": Kind(_l("Nachfrage zum Tandem"), VOLUNTEER, ANSWER,
                     _l("Sie bekommen diese Mail nach 3, 14 und 30 Tagen und dann alle drei Monate, "
                        "solange Sie sich treffen."), 5 * DAY, _ANSWER_NOW),
    "check_in_reminder": Kind(_l("Erinnerung an eine Nachfrage"), VOLUNTEER, ANSWER,
                              _l("Sie bekommen diese Mail, weil auf unsere Frage noch keine Antwort kam."), 3 * DAY,
                              _ANSWER_NOW),
    "check_in_trouble": Kind(_l("Ein Tandem braucht Hilfe"), STAFF, ANSWER, _IN_CHARGE),
    # waiting, absence, handing over
    "still_needed": Kind(_l("Wird noch gesucht?"), STAFF, ANSWER, _IN_CHARGE, action=_ANSWER_NOW),
    "volunteer_away": Kind(_l("Ehrenamtliche Person ist abwesend"), STAFF, TELLS, _IN_CHARGE),
    "deputy_named": Kind(_l("Vertretung übernommen"), STAFF, ANSWER, _DEPUTY),
    "deputy_of_tandem": Kind(_l("Vertretung in einem Tandem"), VOLUNTEER, ANSWER, _DEPUTY),
    "handover_asked": Kind(_l("Bitte um Übergabe"), STAFF, ANSWER, _IN_CHARGE),
    "people_handed_over": Kind(_l("Personen übergeben"), STAFF, TELLS,
                               _l("Sie bekommen diese Mail, weil Sie jetzt zuständig sind.")),
    # rounds
    "overview": Kind(_l("Wochenübersicht"), STAFF, Pace.ROUND, _EVERY_MONDAY, 4 * DAY, _l("Arbeitsliste öffnen")),
    "own_overview": Kind(_l("Wochenübersicht"), VOLUNTEER, Pace.ROUND, _EVERY_MONDAY, 4 * DAY,
                         _l("Meine Seite öffnen")),
    "gathered": Kind(_l("Gesammelte Nachrichten"), ACCOUNT, Pace.ROUND,
                     _l("Sie bekommen diese Mail, weil Sie Nachrichten gesammelt haben möchten."), 14 * DAY),
    # closing gaps of the network
    "recruiting_call": Kind(_l("Bitte um Hilfe beim Werben"), STAFF, TELLS,
                            _l("Sie bekommen diese Mail, weil Ihre Stelle im Netz der Region eingetragen ist."),
                            14 * DAY, _l("Zur Anmeldung")),
    "training_invitation": Kind(_l("Einladung zu einer Schulung"), VOLUNTEER, ANSWER,
                                _l("Sie bekommen diese Mail, weil die WIR-Koordination Ihrer Region zu einer "
                                   "Schulung einlädt.")),
    "relief": Kind(_l("Frage nach Entlastung"), VOLUNTEER, ANSWER,
                   _l("Sie bekommen diese Mail, weil die WIR-Koordination Ihrer Region Arbeit gut verteilen möchte.")),
    "introduction": Kind(_l("Miteinander bekannt machen"), VOLUNTEER, ANSWER,
                         _l("Sie bekommen diese Mail, weil die WIR-Koordination Sie mit anderen in Ihrer Region "
                            "bekannt machen möchte. Der Link ist nur für Sie."), action=_l("Ja, wir haben gesprochen")),
}  # fmt: skip
