"""Times, topics, kinds of engagement and forbidden remarks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotsen.imports.columns import FIELDS, mapping_faults, suggest_mapping
from lotsen.imports.sensitive import sensitive_kinds
from lotsen.imports.spelling import fold, repair_encoding, tidy
from lotsen.imports.spreadsheet import read_table
from lotsen.imports.times import GRID, read_times
from lotsen.imports.topics import read_gender, read_modes, read_needs, read_radius, read_weekly_hours
from lotsen.needs import OFFERED_NEEDS, REFERRAL_ONLY
from tests.lotsen.imports.lists import check, checked, clean_row, codes, csv_bytes, remarks, xlsx_bytes


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Mo vormittags, Do abends", ("mon-am", "thu-eve")),
        ("Mo, Mi abends", ("mon-eve", "wed-eve")),
        ("Mo-Mi vormittags", ("mon-am", "tue-am", "wed-am")),
        ("Montagabend und Dienstagvormittag", ("mon-eve", "tue-am")),
        ("Wochenende nachmittags", ("sat-pm", "sun-pm")),
        ("Fr ab 16 Uhr", ("fri-pm", "fri-eve")),
        ("Sa 9-12 Uhr", ("sat-am",)),
        ("-", ()),
    ],
)
def test_times(text: str, keys: tuple[str, ...]) -> None:
    """Days, ranges and hours become keys of the grid."""
    found = remarks()
    assert read_times(text, found, 0) == keys
    assert found.findings == []


@pytest.mark.parametrize(("text", "code"), [("abends", "times_guessed"), ("nach Absprache", "times_unread")])
def test_vague_times_are_told(text: str, code: str) -> None:
    """A vague word is remarked, never silently read."""
    found = remarks()
    read_times(text, found, 0)
    assert [f.code for f in found.findings] == [code]


@given(st.lists(st.sampled_from(GRID), unique=True))
def test_times_come_back_from_our_words(keys: list[str]) -> None:
    """Every choice of cells, written in words, is read back."""
    days = dict(
        zip(
            ("mon", "tue", "wed", "thu", "fri", "sat", "sun"),
            ["Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"],
            strict=True,
        )
    )
    parts = {"am": "vormittags", "pm": "nachmittags", "eve": "abends"}
    words = ", ".join(f"{days[key.split('-')[0]]} {parts[key.split('-')[1]]}" for key in keys)
    assert set(read_times(words, remarks(), 0)) == set(keys)


def test_every_need_is_known_by_its_label_and_its_items() -> None:
    """The words of our own pages are understood in a list."""
    for need in OFFERED_NEEDS:
        assert read_needs(need.key, remarks(), 0) == (need.key,)
        assert fold(str(need.label))


def test_needs_of_lists() -> None:
    """Usual words, each need once; an unknown one is told; a referral-only need is never offered."""
    found = remarks()
    assert read_needs("Behörden, Ämter, Hausaufgaben und Wohnungssuche", found, 0) == (
        "behoerde",
        "schule",
        "wohnen",
    )
    assert found.findings == []
    assert read_needs("Raumfahrt", found, 0) == ()
    assert [f.code for f in found.findings] == ["need_unknown"]
    assert REFERRAL_ONLY.isdisjoint(read_needs("Gewalt, Schulden, Krise", remarks(), 0))


def test_modes_gender_radius_hours() -> None:
    """Short columns in their usual words."""
    assert read_modes("Lots:in / Patin", remarks(), 0) == ("lotse", "pate")
    assert read_modes("Sprachmittlerin", remarks(), 0) == ("laiendolmetscher",)
    assert [read_gender(word, remarks(), 0) for word in ("Frau", "männlich", "divers", "k.A.")] == [
        "w",
        "m",
        "d",
        None,
    ]
    assert [read_radius(cell, remarks(), 0) for cell in ("25", 25.0, "bis 10 km", "")] == [25, 25, 10, None]
    assert [read_weekly_hours(cell, remarks(), 0) for cell in ("2", "3-5", "ca. 8 Std", None)] == [
        "1-2",
        "3-5",
        "6+",
        None,
    ]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("hat Diabetes", ("health",)),
        ("ist seit Mai krankgeschrieben", ("health",)),
        ("Muslimin, fastet", ("religion",)),
        ("gläubiger Katholik", ("religion",)),
        ("Duldung bis März", ("residence",)),
        ("Titel nach § 25 AufenthG", ("residence",)),
        ("lesbisch", ("sexuality",)),
        ("ist vorbestraft", ("offence",)),
        ("Jüdin mit Asthma", ("health", "religion")),
        ("arbeitet im Krankenhaus", ()),
        ("Krankenschwester in Kirchhain", ()),
        ("sucht eine Aufgabe am Abend", ()),
        ("wohnt in Christenberg, Telefon bei Frau Christ", ()),
        ("bitte erst ab Mai anrufen, gebeten um Rückruf", ()),
        ("begleitet gern zum Arzt", ()),
        ("hilft Geflüchteten seit 2015", ()),
        ("trifft sich im Aufenthaltsraum", ()),
    ],
)
def test_forbidden_words(text: str, kinds: tuple[str, ...]) -> None:
    """Forbidden data is recognised by whole words; harmless neighbours stay."""
    assert sensitive_kinds(text) == kinds


@pytest.mark.parametrize("column", ["Bemerkung", "Sprachen"])
def test_forbidden_text_is_dropped_wherever_it_is_free(column: str) -> None:
    """The row can be taken, the text is gone and is not repeated."""
    result = checked(**{column: "ist HIV-positiv"})
    assert "forbidden_sensitive_note" in codes(result)
    assert "HIV" not in repr(result)
    assert result.is_good


def test_heads_in_german_and_english() -> None:
    """Known heads find their fields; "Name" beside "Vorname" is the family name."""
    mapping = suggest_mapping(["Lfd. Nr.", "Name", "Vorname", "Handy-Nr.", "E-Mail-Adresse", "Wohnort"], [])
    assert mapping == {"last_name": 1, "first_name": 2, "phone": 3, "email": 4, "place": 5}
    assert suggest_mapping(["First name", "Surname", "Email", "Zip code"], []) == {
        "first_name": 0,
        "last_name": 1,
        "email": 2,
        "postal_code": 3,
    }


def test_contents_help_where_heads_do_not() -> None:
    """Columns without a known head are told by what stands in them."""
    sample = [("Kaya, Ali", "a@example.org", "34117"), ("Sol, Mira", "b@example.org", "35390")]
    assert suggest_mapping(["x1", "x2", "x3"], sample) == {"name_last_first": 0, "email": 1, "postal_code": 2}


def test_forbidden_column_is_never_suggested() -> None:
    """A column that asks for religion or residence finds no field, whatever it holds."""
    assert suggest_mapping(["Name", "Religion", "Aufenthaltsstatus"], [("Ali", "w", "m"), ("Mira", "w", "w")]) == {
        "name": 0
    }


def test_faulty_mapping_is_named() -> None:
    """Without name, contact or place there is nothing to take over."""
    assert mapping_faults({}, 3) == ["name_missing", "contact_missing", "place_missing"]
    assert mapping_faults({"name": 0, "email": 1, "place": 1}, 3) == ["column_twice"]
    assert mapping_faults({"name": 0, "email": 1, "place": 9}, 3) == ["unknown_column"]
    assert mapping_faults({"name": 0, "email": 1, "place": 2}, 3) == []


def test_every_field_has_a_label_and_its_own_heads() -> None:
    """No head may mean two fields."""
    heads = [head for field in FIELDS for head in field.heads]
    assert len(heads) == len(set(heads))
    assert all(fold(head) == head for head in heads)
    assert all(str(field.label) for field in FIELDS)


def test_damaged_umlauts_are_repaired() -> None:
    """UTF-8 that was read as Windows-1252 comes back; good text is left alone."""
    assert repair_encoding("MÃ¼ller") == "Müller"
    assert repair_encoding("Ångström São Ávila") == "Ångström São Ávila"


@given(st.text())
def test_tidy_is_stable(text: str) -> None:
    """Tidying twice changes nothing more."""
    assert tidy(tidy(text)) == tidy(text)


def test_corrections_and_acceptance_settle_questions() -> None:
    """The answers of the reader are read like cells; an accepted question no longer blocks."""
    rows = [clean_row(1), clean_row(1), clean_row(2) | {"Sprachen": "Kurdisch B2", "PLZ": "3539"}]
    table = read_table(csv_bytes(rows))
    before = check(table)
    assert [result.is_good for result in before] == [True, False, False]
    answers = {(4, "languages"): "Sorani B2", (4, "postal_code"): "35390"}
    after = check(table, corrections=answers, accepted={(3, "duplicate_person"), (3, "contact_shared")})
    assert [result.is_good for result in after] == [True, True, True]
    assert after[2].draft.languages == {"ckb": 4}


def test_default_level_answers_for_the_whole_list() -> None:
    """A list without levels is one question, not one per row."""
    table = read_table(csv_bytes([clean_row() | {"Sprachen": "Arabisch, Deutsch"}]))
    assert not check(table)[0].is_good
    result = check(table, default_level=3)[0]
    assert result.is_good
    assert result.draft.languages == {"ara": 3, "deu": 3}


def test_columns_for_languages_and_days() -> None:
    """A column for each language or day is read by its head: "x" is yes, words are the level or the time."""
    head = ["Name, Vorname", "Mail", "Adresse", "Arabisch", "Deutsch", "Englisch", "Mo", "Di", "Mi"]
    person = [
        "Kaya, Ali",
        "a@example.org",
        "Weg 123, 34117 Kassel",
        "Muttersprache",
        "B2",
        "nein",
        "x",
        "vorm.",
        "-",
    ]
    result = check(read_table(xlsx_bytes([head, person])))[0]
    assert result.is_good
    assert result.draft.languages == {"ara": 7, "deu": 4}
    assert result.draft.times == ("mon-am", "mon-pm", "mon-eve", "tue-am")
    assert (result.draft.postal_code, result.draft.place) == ("34117", "Kassel")


def test_text_beside_the_fuehrungszeugnis_is_not_repeated() -> None:
    """Only the day may be kept (§ 72a Abs. 5 SGB VIII): other words appear in no finding."""
    for text in ("Eintrag wegen Diebstahl", "Eintrag vom 3.4.2023", "Eintrag 1.1.2020, 2.2.2021"):
        result = checked(Führungszeugnis_gesehen_am=text)
        assert result.draft.fuehrungszeugnis_seen_on is None
        assert result.findings
        assert "Eintrag" not in repr(result)
