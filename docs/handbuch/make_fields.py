"""Write the field register: every column with data class, retention and seal, from the tables themselves.

    .venv/bin/python docs/handbuch/make_fields.py

``felder.md`` is derived and never edited by hand; a test says when it is out of date.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Table
from sqlalchemy.orm import Mapper

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import lotsen.models  # noqa: E402, F401 - makes every table known
from lotsen.rows import Base, Data, Keep  # noqa: E402

TARGET = Path(__file__).with_name("felder.md")
DATA = {
    Data.TECHNICAL: "technisch",
    Data.PUBLIC: "öffentlich",
    Data.PSEUDONYM: "pseudonym",
    Data.IDENTITY: "Identität",
    Data.SENSITIVE: "sensibel",
    Data.SECRET: "geheim",
}
KEEP = {
    Keep.REFERENCE: "so lange wie die Installation",
    Keep.ORGANISATION: "24 Monate nach der Schließung oder dem Ausscheiden",
    Keep.ACCOUNT: "solange aktiv, danach 6 Monate",
    Keep.SESSION: "30 Tage nach Ende",
    Keep.LINK: "30 Tage nach Ablauf",
    Keep.DRAFT: "7 Tage",
    Keep.VOLUNTEER: "12 Monate nach Ende des Engagements",
    Keep.REJECTED: "6 Monate nach der Absage",
    Keep.FUEHRUNGSZEUGNIS: "höchstens 6 Monate nach Ende der Tätigkeit",
    Keep.NEWCOMER: "6 Monate nach der letzten Anfrage",
    Keep.TANDEM: "6 Monate nach Ende, dann ohne Personenbezug",
    Keep.CONSENT: "3 Jahre nach Widerruf oder Ende",
    Keep.AUDIT: "12 Monate",
    Keep.NOTICE: "90 Tage",
    Keep.IMPORT: "30 Tage nach dem Import",
    Keep.MATCHING_RUN: "90 Tage",
    Keep.TIE: "24 Monate nach dem letzten Kontakt",
    Keep.GAP: "12 Monate nach dem Schließen",
    Keep.COUNT: "zehn Kalenderjahre, das der Löschung mitgezählt",
    Keep.SCENARIO: "6 Monate nach dem Speichern",
    Keep.NETWORK_RESULT: "bis neu berechnet ist, höchstens 7 Tage",
}
TITLES = {
    "absence": "Abwesenheit",
    "account": "Konto",
    "attempt_count": "Zähler von Versuchen",
    "audit_entry": "Eintrag im Protokoll",
    "audit_head": "Ende einer Protokollkette",
    "audit_start": "Anfang einer Protokollkette",
    "calendar_feed": "Kalender-Abo einer Person",
    "consent": "Einwilligung",
    "consent_evidence": "Nachweis einer Einwilligung",
    "ended_help_request": "Was von einer gelöschten Anfrage gezählt wird",
    "ended_interest_question": "Was von einer gelöschten Nachfrage gezählt wird",
    "ended_meetings": "Was von gelöschten Treffen gezählt wird",
    "ended_proposal": "Was von einem gelöschten Vorschlag gezählt wird",
    "ended_qualification": "Was von einer gelöschten Qualifizierung gezählt wird",
    "ended_tandem": "Was von einem gelöschten Tandem gezählt wird",
    "erstgespraech": "Erstgespräch",
    "forgotten_person": "Was von einer gelöschten Person mit Tandem gezählt wird",
    "fuehrungszeugnis_check": "Einsicht in ein Führungszeugnis",
    "gap": "Lücke im Netz",
    "gap_step": "Verlauf einer Lücke",
    "gap_thresholds": "Ab wann etwas eine Lücke ist, in einer Region",
    "help_request": "Anfrage",
    "import": "Hochgeladene Liste",
    "imported_row": "Zeile einer Liste",
    "introduction": "Zwei Seiten bekannt gemacht",
    "mail_link": "Link in einer Mail",
    "mail_wish": "Wie jemand Mails möchte",
    "matching_run": "Abgleich aller offenen Anfragen",
    "matching_run_line": "Zeile eines Abgleichs",
    "meeting": "Treffen",
    "planned_meeting": "Geplantes Treffen oder geplanter Einsatz",
    "meeting_date": "Vorgeschlagene Termine für das erste Treffen",
    "check_in": "Nachfragen: Läuft es gut?",
    "municipality": "Gemeinde",
    "network_result": "Ergebnisse zum Netz",
    "newcomer": "Zugewanderte Person",
    "notice": "Mail",
    "organisation": "Stelle",
    "pair_choice": "Festgelegtes oder ausgeschlossenes Paar",
    "passkey": "Passkey",
    "postal_code": "Postleitzahl",
    "proposal": "Vorschlag",
    "qualification": "Qualifizierung",
    "recruiting_profile": "Wen die Region sucht",
    "recovery_code": "Ersatz-Code",
    "region": "Region",
    "region_policy": "Regeln einer Region",
    "matching_weights": "Gewichte des Abgleichs in einer Region",
    "interest_question": "Nachfragen, ob das Interesse noch besteht",
    "staff_deputy": "Vertretungen von Hauptamtlichen",
    "tandem_handover": "Vertretungen und Übergaben von Tandems",
    "case_note": "Notizen",
    "renewal": "Verlängerte Löschfrist",
    "scenario": "Szenario: wer in Gedanken geht",
    "scenario_part": "Wer in einem Szenario geht",
    "scarce_volunteer": "Wer für mehrere Anfragen gebraucht wird",
    "suggestion": "Vorschlag nach einem Ereignis",
    "sign_in": "Sitzung",
    "sign_up_draft": "Angefangene Anmeldung",
    "staff_member": "Mensch in einer Stelle",
    "tandem": "Tandem",
    "tie": "Zusammenarbeit",
    "volunteer": "Ehrenamtliche",
    "volunteer_language": "Sprache einer Ehrenamtlichen",
    "volunteer_need": "Thema einer Ehrenamtlichen",
}
HEAD = """# Feldverzeichnis

Diese Seite schreibt `docs/handbuch/make_fields.py` aus der Beschreibung der Tabellen. Was die Klassen und Fristen
bedeuten und was davon von selbst geschieht, steht in [Kapitel 4](04-datenschutz.md). *Versiegelt* heißt: in der
Datenbank verschlüsselt (AES-256-GCM).
"""


def register() -> str:
    """The whole page."""
    mappers = sorted(Base.registry.mappers, key=lambda mapper: str(mapper.local_table))
    return HEAD + "".join(part for mapper in mappers for part in _table(mapper))


def _table(mapper: Mapper[Base]) -> Iterator[str]:
    table = mapper.local_table
    if not isinstance(table, Table):
        return
    yield f"\n## {TITLES[table.name]} (`{table.name}`)\n\n| Feld | Klasse | Frist | versiegelt |\n|---|---|---|---|\n"
    for column in table.columns:
        is_sealed = bool(column.info.get("sealed"))
        name = column.name.removesuffix("_sealed") if is_sealed else column.name
        keep = column.info.get("keep") or mapper.class_.__keep__
        yield f"| `{name}` | {DATA[column.info['data']]} | {KEEP[keep]} | {'ja' if is_sealed else ''} |\n"


if __name__ == "__main__":
    TARGET.write_text(register(), encoding="utf-8")
