"""German sentences with the need each is about, made by hand for judging the suggestions.

Written after the catalogue in ``test_needs_text`` and by the same people, so they know
its words: a figure on them is an upper bound for what real notes will reach. ``HARDER``
avoids the catalogue's words on purpose. The phrases of ``matching/needs_de.json`` were
written with both in view; ``casework_notes`` were written before them and held out.
"""

from __future__ import annotations

from pathlib import Path

SENTENCES = [
    ("behoerde", "Sie hat einen Brief vom Ausländeramt bekommen und versteht ihn nicht"),
    ("behoerde", "Hilfe beim Ausfüllen von Antragsformularen"),
    ("behoerde", "muss sich im Bürgerbüro ummelden"),
    ("geld", "Kindergeldantrag ist abgelehnt worden"),
    ("geld", "möchte ein Bankkonto eröffnen"),
    ("geld", "Fragen zum Bescheid vom Jobcenter"),
    ("wohnen", "Familie mit drei Kindern sucht eine grössere Wohnung"),
    ("wohnen", "Der Vermieter hat gekündigt"),
    ("wohnen", "Wohnungsbesichtigung am Samstag, braucht Begleitung"),
    ("sprache", "will jeden Tag deutsch sprechen üben"),
    ("sprache", "sucht einen Deutschkurs für Anfänger"),
    ("sprache", "wartet auf den Integrationskurss"),
    ("arbeit", "Er braucht einen Lebenslauf für eine Bewerbung als Elektriker"),
    ("arbeit", "sucht einen Praktikumsplatz"),
    ("arbeit", "Sein Berufsabschluss soll anerkannt werden"),
    ("schule", "Begleitung zum Elternabend in der Grundschule"),
    ("schule", "Die Tochter braucht Hausaufgabenhilfe"),
    ("schule", "Gespräch mit der Klassenlehrerin"),
    ("kita", "findet keinen Kitaplatz für den Sohn"),
    ("kita", "Eingewöhnung im Kindergarten beginnt nächste Woche"),
    ("gesundheit", "Termin beim Kinderarzt, niemand kann übersetzen"),
    ("gesundheit", "ist schwanger und sucht eine Hebamme"),
    ("gesundheit", "Karte der Krankenkase fehlt"),
    ("freizeit", "Der Junge möchte im Fußballverein spielen"),
    ("freizeit", "möchte schwimmen lernen"),
    ("digital", "kann keine E-Mails vom Handy schicken"),
    ("digital", "Onlinetermin buchen am Computer"),
    ("digital", "hat das Passwort vergessen"),
]

HARDER = [
    ("behoerde", "Die Aufenthaltskarte läuft im März ab, was muss er vorlegen?"),
    ("behoerde", "Versteht das Schreiben der Stadtverwaltung nicht"),
    ("geld", "Am Monatsende reicht es nicht für die Rechnungen"),
    ("geld", "Die Überweisung klappt nicht"),
    ("wohnen", "Lebt mit fünf Personen in einem Zimmer der Unterkunft"),
    ("wohnen", "Die Heizung ist kaputt und der Hausmeister reagiert nicht"),
    ("sprache", "Traut sich nicht zu reden, kennt kaum Wörter"),
    ("sprache", "Bereitet sich auf B1 vor"),
    ("arbeit", "War Ingenieur und fährt jetzt Pakete aus"),
    ("arbeit", "Hat ein Vorstellungsgespräch im Betrieb"),
    ("schule", "Der Sohn kommt in Mathe nicht mit"),
    ("schule", "Welche Klasse ist die richtige für ihn?"),
    ("kita", "Wer passt vormittags auf die Zweijährige auf?"),
    ("kita", "Die Kleine weint jeden Morgen in der Gruppe"),
    ("gesundheit", "Hat Zahnschmerzen und keine Praxis nimmt ihn"),
    ("gesundheit", "Braucht jemanden bei der Untersuchung in der Klinik"),
    ("freizeit", "Kennt niemanden und sitzt den ganzen Tag daheim"),
    ("freizeit", "Würde gern Gitarre spielen"),
    ("digital", "Die App öffnet sich nicht auf dem Telefon"),
    ("digital", "Weiß nicht, wie man ein Formular im Netz hochlädt"),
]


def casework_notes() -> list[tuple[set[str], str]]:
    """Notes with the needs that each is about, none where it names no need; in view since phrases are written."""
    return _notes("casework_notes")


def desk_notes(half: str) -> list[tuple[set[str], str]]:
    """One half of the notes of a desk: "seen" while the phrases were written, or "held_out"."""
    return _notes(f"desk_notes_{half}")


def _notes(name: str) -> list[tuple[set[str], str]]:
    lines = (Path(__file__).parent / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("\t") for line in lines if not line.startswith("#")]
    return [(set() if needs == "-" else set(needs.split("+")), text) for needs, text in pairs]
