"""Words for tables and columns, so that a person can read what is held about her.

Keys, hashes and instants of our own book-keeping stand in the file, not on the page.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lotsen import date_words
from lotsen import language as pages_language
from lotsen.consents import service as consents
from lotsen.half_days import times_text
from lotsen.languages import LANGUAGES_BY_CODE, LEVELS_BY_NUMBER, VARIANT_LABELS
from lotsen.needs import NEEDS_BY_KEY
from lotsen.own_pages import sight
from lotsen.own_pages.held_data import Held
from lotsen.proposals import codes as proposal_codes
from lotsen.sign_ups import answers
from lotsen.tandems import codes as tandem_codes
from lotsen.words import MODES

TABLES: Final = {
    "volunteer": _l("Sie"),
    "volunteer_language": _l("Ihre Sprachen"),
    "volunteer_need": _l("Ihre Themen"),
    "absence": _l("Ihre Abwesenheiten"),
    "erstgespraech": _l("Aus dem Erstgespräch"),
    "fuehrungszeugnis_check": _l("Führungszeugnis"),
    "qualification": _l("Kurse und Schulungen"),
    "consent": _l("Einwilligungen"),
    "proposal": _l("Vorschläge"),
    "suggestion": _l("Wofür Sie gerade vorgesehen wären"),
    "scarce_volunteer": _l("Wofür nur Sie infrage kommen"),
    "matching_run": _l("Abgleiche aller Anfragen"),
    "matching_run_line": _l("Ihre Zeilen in Abgleichen"),
    "pair_choice": _l("Festgelegte oder ausgeschlossene Paare"),
    "tandem": _l("Tandems"),
    "meeting": _l("Treffen"),
    "meeting_date": _l("Vorgeschlagene Termine"),
    "check_in": _l("Nachfragen, wie es läuft"),
    "tandem_handover": _l("Vertretungen und Übergaben"),
    "case_note": _l("Notizen, die auch Sie betreffen"),
    "interest_question": _l("Nachfragen, ob Sie noch dabei sind"),
    "tie": _l("Zusammenarbeit mit anderen"),
    "gap": _l("Was im Netz um Sie fehlt"),
    "gap_step": _l("Was dafür getan wurde"),
    "introduction": _l("Mit wem wir Sie bekannt gemacht haben"),
    "account": _l("Ihr Konto"),
    "sign_in": _l("Anmeldungen"),
    "passkey": _l("Passkeys"),
    "recovery_code": _l("Ersatz-Codes"),
    "calendar_feed": _l("Ihr Kalender-Abo"),
    "mail_link": _l("Links in E-Mails"),
    "notice": _l("E-Mails an Sie"),
    "mail_wish": _l("Wie Sie Mails bekommen möchten"),
    "imported_row": _l("Aus einer Liste übernommen"),
    "audit_entry": _l("Protokoll: wer was getan hat"),
}
COLUMNS: Final = {
    "quiet_from_minutes": _l("Ruhezeit ab (Minuten nach Mitternacht)"),
    "quiet_until_minutes": _l("Ruhezeit bis (Minuten nach Mitternacht)"),
    "wants_overview": _l("Wochenübersicht"),
    "number": _l("Nummer"),
    "status": _l("Stand"),
    "status_since": _l("Stand seit"),
    "mail_confirmed_at": _l("E-Mail bestätigt"),
    "released_at": _l("Freigegeben"),
    "ended_on": _l("Beendet am"),
    "end_reason": _l("Grund des Endes"),
    "first_name": _l("Vorname"),
    "last_name": _l("Nachname"),
    "mail": _l("E-Mail"),
    "phone": _l("Telefon"),
    "language": _l("Sprache"),
    "plz": _l("Postleitzahl"),
    "ags": _l("Gemeindeschlüssel"),
    "gender": _l("Geschlecht"),
    "is_adult": _l("Volljährig"),
    "modes": _l("Engagement"),
    "target_groups": _l("Mit wem"),
    "accepts_gender": _l("Geschlecht des Gegenübers"),
    "works_with_minors": _l("Arbeit mit Kindern"),
    "weekly_hours": _l("Stunden in der Woche"),
    "rhythm": _l("Wie oft"),
    "times": _l("Zeiten"),
    "available_from": _l("Zeit ab"),
    "available_until": _l("Zeit bis"),
    "radius_km": _l("Umkreis in km"),
    "mobility": _l("Unterwegs"),
    "is_remote": _l("Telefon und Video"),
    "experience": _l("Erfahrung"),
    "courses": _l("Kurse"),
    "message": _l("Nachricht"),
    "helper_group": _l("Helferkreis oder Verein"),
    "heard_from": _l("Von uns erfahren"),
    "community": _l("Gemeinschaft"),
    "capacity": _l("Plätze"),
    "taken_count": _l("Belegte Plätze"),
    "last_contact_at": _l("Letzter Kontakt"),
    "variant": _l("Variante"),
    "level": _l("Niveau"),
    "knows_script": _l("Liest und schreibt"),
    "need": _l("Thema"),
    "is_excluded": _l("Auf keinen Fall"),
    "from_on": _l("Erster Tag"),
    "until_on": _l("Letzter Tag"),
    "planned_at": _l("Geplant für"),
    "held_on": _l("Geführt am"),
    "motivation": _l("Motivation"),
    "expectations": _l("Erwartungen"),
    "limits": _l("Grenzen"),
    "previous_experience": _l("Vorerfahrung"),
    "wishes": _l("Wünsche"),
    "has_confidentiality_signed": _l("Verschwiegenheit unterschrieben"),
    "has_code_of_conduct_signed": _l("Selbstverpflichtung unterschrieben"),
    "has_neutrality_declared": _l("Neutralität erklärt"),
    "is_insurance_explained": _l("Versicherung erklärt"),
    "wants_allowance": _l("Möchte Aufwandsentschädigung"),
    "iban": _l("IBAN"),
    "measles_proof_on": _l("Masern-Nachweis gezeigt am"),
    "german_level_override": _l("Ausnahme beim Deutschniveau"),
    "seen_on": _l("Gesehen am"),
    "issued_on": _l("Ausgestellt am"),
    "has_listed_conviction": _l("Eintrag nach § 72a SGB VIII"),
    "kind": _l("Art"),
    "provider": _l("Anbieter"),
    "started_on": _l("Beginn"),
    "finished_on": _l("Ende"),
    "units": _l("Unterrichtseinheiten"),
    "form": _l("Form"),
    "trial_asked_at": _l("Gefragt, ob es weitergeht"),
    "agreed_until_on": _l("Vereinbart bis"),
    "weekly_minutes": _l("Minuten in der Woche"),
    "closing_talk_on": _l("Abschlussgespräch am"),
    "missed_by": _l("Nicht gekommen"),
    "at": _l("Termin"),
    "volunteer_can": _l("Passt Ihnen"),
    "newcomer_can": _l("Passt der anderen Person"),
    "side": _l("Gefragt wurde"),
    "due_on": _l("Fällig am"),
    "reminded_at": _l("Erinnert am"),
    "answer": _l("Ihre Antwort"),
    "answered_to": _l("Geantwortet über"),
    "handled_at": _l("Geklärt am"),
    "purpose": _l("Zweck"),
    "text_version": _l("Fassung des Textes"),
    "channel": _l("Weg"),
    "witness": _l("Zeug:in"),
    "given_at": _l("Gegeben"),
    "withdrawn_at": _l("Zurückgenommen"),
    "value": _l("Wert"),
    "reasons": _l("Gründe"),
    "circumstances": _l("Umstände des Vorschlags"),
    "fit": _l("Passung"),
    "is_fixed": _l("Festgelegt"),
    "possible_count": _l("Personen, die infrage kamen"),
    "refusals": _l("Ausschlüsse nach Regel"),
    "outcome": _l("Was daraus wurde"),
    "sole_requests": _l("Anfragen, für die nur Sie infrage kommen"),
    "cost": _l("Wie sehr Sie anderen fehlen würden"),
    "chosen_by": _l("Entschieden von"),
    "asked_at": _l("Gefragt"),
    "rested_at": _l("Ruht seit"),
    "last_asked_at": _l("Zuletzt gefragt am"),
    "answered_by": _l("Antwort kam"),
    "text": _l("Notiz"),
    "is_about_volunteer": _l("Betrifft auch Sie"),
    "follow_up_on": _l("Wiedervorlage am"),
    "done_at": _l("Erledigt"),
    "is_own_wish": _l("Ihr eigener Wunsch"),
    "decided_at": _l("Entschieden"),
    "reason": _l("Grund"),
    "answer_by": _l("Antwort bis"),
    "answered_at": _l("Geantwortet"),
    "later_on": _l("Später am"),
    "decline_reason": _l("Grund der Absage"),
    "decline_note": _l("Notiz zur Absage"),
    "mode": _l("Engagement"),
    "first_meeting_at": _l("Erstes Treffen"),
    "volunteer_agreed_at": _l("Sie haben zugestimmt"),
    "newcomer_agreed_at": _l("Gegenüber hat zugestimmt"),
    "contact_released_at": _l("Kontakt freigegeben"),
    "last_contact_on": _l("Letzter Kontakt"),
    "meetings_count": _l("Zahl der Treffen"),
    "end_note": _l("Notiz zum Ende"),
    "on": _l("Tag"),
    "minutes": _l("Minuten"),
    "is_held": _l("Hat stattgefunden"),
    "reported_by": _l("Gemeldet von"),
    "since_on": _l("Seit"),
    "contact_count": _l("Zahl der Kontakte"),
    "frequency": _l("Wie oft"),
    "intensity": _l("Wie eng"),
    "needs": _l("Themen"),
    "municipalities": _l("Gemeinden"),
    "has_agreement": _l("Vereinbarung"),
    "note": _l("Notiz"),
    "stated_on": _l("Angegeben am"),
    "role": _l("Rolle"),
    "display_name": _l("Name"),
    "is_active": _l("Aktiv"),
    "last_seen_at": _l("Zuletzt gesehen"),
    "device": _l("Gerät"),
    "ends_at": _l("Gilt bis"),
    "ended_at": _l("Beendet"),
    "label": _l("Bezeichnung"),
    "last_used_at": _l("Zuletzt benutzt"),
    "used_at": _l("Benutzt"),
    "expires_at": _l("Gilt bis"),
    "title": _l("Betreff"),
    "body": _l("Text"),
    "calendar": _l("Termin für den Kalender"),
    "renewed_at": _l("Adresse gemacht"),
    "last_read_at": _l("Zuletzt abgerufen"),
    "sent_at": _l("Gesendet"),
    "bounced_at": _l("Zurückgekommen"),
    "before": _l("Stand davor"),
    "effect": _l("Wirkung"),
    "action": _l("Was"),
    "created_at": _l("Angelegt"),
    "key": _l("Kennung"),
    "rule": _l("Regel"),
    "subject": _l("Um wen oder was es geht"),
    "act": _l("Was helfen würde"),
    "facts": _l("Woran es liegt"),
    "severity": _l("Gewicht"),
    "ended_as": _l("Geschlossen"),
    "look_again_on": _l("Wieder ansehen am"),
    "mail_count": _l("Zahl der E-Mails"),
    "one_confirmed_at": _l("Die eine Seite hat gesprochen"),
    "other_confirmed_at": _l("Die andere Seite hat gesprochen"),
}

#: Codes and their words, by column; what is not in here is shown as it is stored.
_WAITING_STATES: Final = {
    "gefragt": _l("Gefragt"),
    "bestaetigt": _l("Weiter dabei"),
    "ruht": _l("Ruht"),
    "zurueck": _l("Wieder dabei"),
    "erledigt": _l("Erledigt"),
    "offen": _l("Offen"),
    "entschieden": _l("Entschieden"),
}
_WORDS: Final[dict[str, dict[Any, Any]]] = {
    "status": {**proposal_codes.LABELS, **tandem_codes.LABELS, **sight.STATES, **_WAITING_STATES},
    "answered_by": {
        "link": _l("mit dem Link aus der E-Mail"),
        "own": _l("auf Ihrer Seite"),
        "staff": _l("über unser Team"),
    },
    "gender": answers.GENDERS,
    "accepts_gender": answers.GENDERS,
    "modes": MODES,
    "mode": MODES,
    "target_groups": answers.TARGET_GROUPS,
    "weekly_hours": answers.WEEKLY_HOURS,
    "rhythm": answers.RHYTHMS,
    "mobility": answers.MOBILITY,
    "experience": answers.EXPERIENCE,
    "heard_from": answers.HEARD_FROM,
    "variant": VARIANT_LABELS,
    "purpose": consents.LABELS,
    "channel": consents.CHANNELS,
    "decline_reason": proposal_codes.DECLINE_REASONS,
    "end_reason": tandem_codes.END_REASONS,
    "role": {"volunteer": _l("Ehrenamtliche")},
    "language": pages_language.LANGUAGES,
}


@dataclass(frozen=True)
class WordedTable:
    """A table in words: its name and, per row, (term, value)."""

    title: str
    rows: list[list[tuple[str, str]]]


def in_words(held: Held) -> list[WordedTable]:
    """Everything held, as a person reads it: her own row first."""
    order = list(TABLES)
    names = sorted(held, key=lambda name: order.index(name) if name in order else len(order))
    return [WordedTable(title_of(name), [_row(row) for row in held[name]]) for name in names]


def title_of(table: str) -> str:
    """The name of a table."""
    return str(TABLES.get(table, table))


def _row(row: dict[str, Any]) -> list[tuple[str, str]]:
    lines = [(str(COLUMNS[name]), _worded(name, value)) for name, value in row.items() if name in COLUMNS]
    return [(term, value) for term, value in lines if value]


def _worded(name: str, value: Any) -> str:
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, bool):
        return str(_("ja") if value else _("nein"))
    if isinstance(value, list):
        return ", ".join(_worded(name, one) for one in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_worded('', one)}" for key, one in value.items())
    if name == "times":
        return times_text([value])
    if isinstance(value, str) and value in _WORDS.get(name, {}):
        return str(_WORDS[name][value])
    if name == "level" and isinstance(value, int) and value in LEVELS_BY_NUMBER:
        return str(LEVELS_BY_NUMBER[value].label)
    if name == "language" and value in LANGUAGES_BY_CODE:
        return str(LANGUAGES_BY_CODE[value].label)
    if name in ("need", "needs") and value in NEEDS_BY_KEY:
        return str(NEEDS_BY_KEY[value].label)
    return _date(name, str(value))


def _date(name: str, value: str) -> str:
    """Instants end in ``_at``, days in ``_on``; both come as ISO 8601."""
    if name.endswith("_at") or name in ("at", "answer_by", "status_since"):
        return date_words.moment(datetime.fromisoformat(value))
    if name.endswith("_on") or name in ("on", "available_from", "available_until"):
        return date_words.day(date.fromisoformat(value))
    return value
