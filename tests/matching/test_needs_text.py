"""Needs found in German notes: honest figures on notes made by hand, and every rule of reading shown."""

from __future__ import annotations

import pytest

from benchmarks.matching_needs import by_phrases, by_words, score
from lotsen.needs import NEEDS_BY_KEY
from matching.needs_text import NeedFinder, Phrasebook, german_phrases
from tests.matching.sentences import SENTENCES, casework_notes, desk_notes


def needs_in(text: str) -> list[str]:
    """The needs suggested for a text, in its order."""
    return [hint.need for hint in NeedFinder().suggest(text)]


def test_at_least_nine_of_ten_sentences_name_their_need_first() -> None:
    """The precision of the first suggestion on 28 German sentences; the figure is printed on failure."""
    wrong = [(need, text) for need, text in SENTENCES if needs_in(text)[0] != need]
    assert len(wrong) <= len(SENTENCES) // 10, wrong


@pytest.mark.parametrize("text", ["", "   ", "xqz 123", "ወረቀት", "\x00", "***", "." * 5000])
def test_a_text_that_says_nothing_we_know_suggests_nothing(text: str) -> None:
    """Silence is better than a guess."""
    assert needs_in(text) == []


def test_another_language_needs_its_own_phrases() -> None:
    """Arabic finds nothing in German phrases, and its need once the book has Arabic."""
    text = "أبحث عن شقة لعائلتي"
    assert needs_in(text) == []
    book = Phrasebook(sure={"wohnen": ["شقة", "عقد الإيجار"]})
    assert NeedFinder(book).suggest(text)[0].need == "wohnen"


def test_a_book_without_phrases_is_refused() -> None:
    """A finder that can find nothing is a mistake of its maker."""
    with pytest.raises(ValueError, match="no phrase"):
        NeedFinder(Phrasebook(sure={"wohnen": []}))


def test_held_out_notes_are_found_in_words_of_their_own() -> None:
    """Notes that no phrase was written for: mostly right where it speaks, and better than whole words."""
    notes = desk_notes("held_out")
    assert len(notes) >= 80
    ours, words = score(notes, by_phrases()), score(notes, by_words())
    assert ours.precision >= 0.85, ours
    assert ours.recall >= 0.8, ours
    assert ours.none_silent >= ours.none_notes - 1, ours
    assert ours.precision > words.precision, words
    assert ours.recall > words.recall, words


def test_notes_that_were_in_view_are_found() -> None:
    """What was once found stays found when phrases change."""
    ours = score([*casework_notes(), *desk_notes("seen")], by_phrases())
    assert ours.precision >= 0.9, ours
    assert ours.recall >= 0.95, ours
    assert ours.none_silent == ours.none_notes, ours


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("braucht keine Hilfe bei der Wohnungssuche", []),
        ("keine Begleitung zum Arzt und keinen Deutschkurs", []),
        ("Das Jobcenter ist erledigt", []),
        ("Der Antrag auf Kindergeld ist noch nicht erledigt", ["geld"]),
        ("hat noch keine Wohnung gefunden", ["wohnen"]),
        ("hat eine Wohnung gefunden", []),
        ("kein Kitaplatz", ["kita"]),
        ("Keine Hilfe beim Jobcenter, aber beim Elternabend", ["schule"]),
        ("keine Hilfe bei der Schule; sucht einen Hausarzt", ["gesundheit"]),
        ("lehnt den Sprachkurs ab", []),
        ("Formulare macht sie selbst", []),
        ("kommt mit Formularen nicht allein zurecht", ["behoerde"]),
    ],
)
def test_what_is_refused_or_settled_is_not_suggested(text: str, needs: list[str]) -> None:
    """A clause that says no, or done, asks for nothing; one that says "not yet" does."""
    assert needs_in(text) == needs


def test_without_its_phrases_a_refusal_would_suggest() -> None:
    """The guard is the reason: the same finder without it suggests what was refused."""
    book = german_phrases()
    unguarded = NeedFinder(Phrasebook(book.sure, book.maybe))
    assert [hint.need for hint in unguarded.suggest("braucht keine Hilfe bei der Wohnungssuche")] == ["wohnen"]


@pytest.mark.parametrize(
    ("text", "need"),
    [
        ("Kindegeld", "geld"),
        ("Krankenkase", "gesundheit"),
        ("Vermiterbescheinigung", "wohnen"),
        ("Ausbidlungsplatz", "ausbildung"),
        ("Integrationskurss", "sprache"),
        ("AUSLAENDERBEHOERDE", "aufenthalt"),
        ("Grundschulkind", "schule"),
    ],
)
def test_typing_errors_spellings_and_compounds_are_read(text: str, need: str) -> None:
    """One letter astray, capitals, ae for ä, and words within words."""
    assert needs_in(text) == [need]


@pytest.mark.parametrize(
    "text", ["Termin vereinbaren", "ist verreist", "freundlich und pünktlich", "Gestaltung", "rechnen"]
)
def test_other_words_are_not_taken_for_typing_errors(text: str) -> None:
    """A word that is one in its own right stays what it is."""
    assert needs_in(text) == []


def test_each_suggestion_quotes_the_note() -> None:
    """The reason is a piece of the text as it was typed."""
    text = "Fr. K.: Termin beim JobCenter am 3., danach KiTa-Anmeldung"
    hints = NeedFinder().suggest(text)
    assert [(hint.need, hint.because) for hint in hints] == [("geld", "JobCenter"), ("kita", "KiTa")]
    assert all(hint.because in text for hint in hints)


def test_two_hints_that_are_not_sure_count_together() -> None:
    """One word that may mean much is too little; two of one need are enough."""
    book = Phrasebook(sure={"geld": ["jobcenter"]}, maybe={"behoerde": ["brief", "frist*"]})
    finder = NeedFinder(book)
    assert finder.suggest("ein Brief") == ()
    assert [hint.need for hint in finder.suggest("ein Brief mit Frist")] == ["behoerde"]


def test_what_says_more_hides_what_it_contains() -> None:
    """The longer phrase is meant, not the word in it."""
    book = Phrasebook(sure={"wohnen": ["wohnung"], "kindeswohl": ["kinder * allein in der wohnung"]})
    assert [hint.need for hint in NeedFinder(book).suggest("Kinder nachts allein in der Wohnung")] == ["kindeswohl"]


def test_no_note_stands_among_the_phrases() -> None:
    """The figure would be worth nothing if a note, or four words of one in a row, had been taken over."""
    book = german_phrases()
    phrases = " | ".join(
        phrase.lower() for group in (book.sure, book.maybe) for texts in group.values() for phrase in texts
    )
    for _, text in [*casework_notes(), *desk_notes("seen"), *desk_notes("held_out")]:
        words = text.lower().replace(",", "").split()
        runs = [" ".join(words[start : start + 4]) for start in range(max(1, len(words) - 3))]
        assert not [run for run in runs if run in phrases], text


def test_every_phrase_is_about_a_need_of_the_catalogue() -> None:
    """The keys are those of the product, and no need is left without phrases."""
    sure = german_phrases().sure
    assert set(sure) == set(NEEDS_BY_KEY)
    assert all(len(texts) >= 5 for texts in sure.values())
