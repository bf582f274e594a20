"""Needs found in German sentences: an honest figure on sentences made by hand for this test."""

from __future__ import annotations

import pytest

from matching.needs_text import NeedFinder
from tests.matching.sentences import SENTENCES

CATALOGUE = {
    "behoerde": ["Behörden und Papiere, Anmeldung im Bürgeramt, Termin vereinbaren, Post und Briefe vom Amt verstehen, "
                 "Formulare und Anträge ausfüllen, Urkunden übersetzen, Führerschein, Rundfunkbeitrag"],
    "geld": ["Geld und Leistungen, Jobcenter, Bürgergeld, Kindergeld, Wohngeld, Konto bei der Bank eröffnen, Schulden"],
    "wohnen": ["Wohnen, Wohnungssuche, Besichtigung, Mietvertrag, Vermieter, Umzug, Möbel, Strom, Nachbarn"],
    "sprache": ["Deutsch lernen, Integrationskurs, Sprachkurs, Alphabetisierung, sprechen üben, Prüfung"],
    "arbeit": ["Arbeit, Lebenslauf, Bewerbung schreiben, Anerkennung, Praktikum, Arbeitsvertrag, Stelle, Beruf"],
    "schule": ["Schule, Anmeldung, Intensivklasse, Elternabend, Hausaufgaben, Lehrerin, Zeugnis"],
    "kita": ["Kita und Betreuung, Kindergartenplatz, Eingewöhnung, Erzieherin, Tagesmutter"],
    "gesundheit": ["Gesundheit, Arzt finden, Begleitung zum Arzt, Krankenkasse, Impfung, Schwangerschaft, Hebamme, "
                   "Krankenhaus, Medikamente"],
    "freizeit": ["Freizeit und Sport, Verein, Fußball, Schwimmen, Musik, Bibliothek, Kultur"],
    "digital": ["Digitales, Handy, E-Mail einrichten, Online-Termin, Computer, Internet, Passwort"],
}  # fmt: skip


def test_at_least_nine_of_ten_sentences_name_their_need_first() -> None:
    """The precision of the first suggestion on 28 German sentences; the figure is printed on failure."""
    finder = NeedFinder(CATALOGUE)
    wrong = [(need, text) for need, text in SENTENCES if finder.suggest(text)[0].need != need]
    assert len(wrong) <= len(SENTENCES) // 10, wrong


@pytest.mark.parametrize("text", ["", "   ", "xqz 123", "ወረቀት"])
def test_a_text_that_resembles_nothing_suggests_nothing(text: str) -> None:
    """Silence is better than a guess."""
    assert NeedFinder(CATALOGUE).suggest(text) == ()


def test_another_language_needs_its_own_texts() -> None:
    """Arabic finds nothing in a German catalogue, and its need once the catalogue has Arabic."""
    text = "أبحث عن شقة لعائلتي"
    assert NeedFinder(CATALOGUE).suggest(text) == ()
    arabic = {**CATALOGUE, "wohnen": [*CATALOGUE["wohnen"], "السكن، البحث عن شقة، عقد الإيجار"]}
    assert NeedFinder(arabic).suggest(text)[0].need == "wohnen"


def test_an_empty_catalogue_is_refused() -> None:
    """A finder that can find nothing is a mistake of its maker."""
    with pytest.raises(ValueError, match="no text"):
        NeedFinder({"wohnen": []})
