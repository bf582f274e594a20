"""Languages as lists write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotsen.imports.spoken import read_languages
from lotsen.languages import LANGUAGES, LEVELS, Language, Level
from tests.lotsen.imports.lists import remarks


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("Dari C2; Deutsch B2", {"prs": 6, "deu": 4}),
        ("Russisch (M); Deutsch (M)", {"rus": 7, "deu": 7}),
        ("Polnisch muttersprachl.; Deutsch C2", {"pol": 7, "deu": 6}),
        ("Deutsch: B1, Türkisch: Muttersprache", {"deu": 3, "tur": 7}),
        ("Deutsch, B1", {"deu": 3}),
        ("Deutsch B1/B2", {"deu": 3}),
        ("Bosnisch/Kroatisch/Serbisch C1", {"bos": 5}),
        ("Farsi/Dari C1", {"pes": 5, "prs": 5}),
        ("Kurmancî native, English C1", {"kmr": 7, "eng": 5}),
        ("العربية C2", {"ara": 6}),
        ("Tigrinya C2 und Amharisch B1", {"tir": 6, "amh": 3}),
        ("fa-AF B2", {"prs": 4}),
        ("UKR C1", {"ukr": 5}),
        ("Englisch A1, Englisch B2", {"eng": 4}),
        ("Arabisch keine", {}),
        ("", {}),
        ("-", {}),
    ],
)
def test_sure_readings(text: str, levels: dict[str, int]) -> None:
    """Names, endonyms and codes with their level are read without a question."""
    found = remarks()
    assert read_languages(text, found, 0).levels == levels
    assert found.findings == []


@pytest.mark.parametrize(
    ("text", "levels", "severity"),
    [
        ("Kurdisch", {}, "question"),
        ("Kurdisch C1; Deutsch B2", {"deu": 4}, "question"),
        ("persisch", {}, "question"),
        ("afghanisch B2", {}, "question"),
        ("viele", {}, "error"),
        ("arab. C1", {"ara": 5}, "fixed"),
        ("Türkich B1", {"tur": 3}, "fixed"),
    ],
)
def test_unclear_readings(text: str, levels: dict[str, int], severity: str) -> None:
    """A word for several languages is asked about; a cut or slipped word is read and told."""
    found = remarks()
    assert read_languages(text, found, 0).levels == levels
    assert [(f.code, f.severity) for f in found.findings] == [("language_unclear", severity)]
    assert found.findings[0].sentence


def test_unknown_language_is_a_question() -> None:
    """A word that is no language of the catalogue is asked about, not dropped."""
    found = remarks()
    assert read_languages("Klingonisch B2", found, 0).levels == {}
    assert [(f.code, f.severity) for f in found.findings] == [("language_unknown", "question")]


def test_variant_is_kept() -> None:
    """Syrian Arabic is Arabic with a variant."""
    spoken = read_languages("Arabisch (syrisch) Muttersprache", remarks(), 0)
    assert (spoken.levels, spoken.variants) == ({"ara": 7}, {"ara": "ara-levante"})


@given(st.lists(st.tuples(st.sampled_from(LANGUAGES), st.sampled_from(LEVELS)), unique_by=lambda pair: pair[0].code))
def test_our_own_writing_is_read_back(pairs: list[tuple[Language, Level]]) -> None:
    """Every language by its endonym, label or code with every level comes back as it was."""
    for attribute in ("label", "endonym", "code"):
        text = "; ".join(f"{getattr(language, attribute)} {_word(level)}" for language, level in pairs)
        expected = {language.code: level.number for language, level in pairs}
        assert read_languages(text, remarks(), 0).levels == expected


def _word(level: Level) -> str:
    return "Muttersprache" if level.key == "native" else level.key
