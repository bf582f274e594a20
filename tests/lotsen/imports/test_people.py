"""Names, contacts and the question whether somebody is already there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotsen.imports.contacts import parse_phone, read_mail, read_phone
from lotsen.imports.duplicates import Acquaintances, KnownPerson
from lotsen.imports.names import read_one_cell, read_two_cells
from tests.lotsen.imports.lists import remarks


@pytest.mark.parametrize(
    ("text", "order", "first", "last", "code"),
    [
        ("von der Heydt, Mehmet", "last_first", "Mehmet", "von der Heydt", ""),
        ("Anna von der Heydt", "first_last", "Anna", "von der Heydt", ""),
        ("GEBREMEDHIN Amina", "last_first", "Amina", "Gebremedhin", "name_capitals"),
        ("O’CONNOR, Birgit", "last_first", "Birgit", "O’Connor", "name_capitals"),
        ("Dr. Müller, Anna", "last_first", "Anna", "Müller", "name_title"),
        ("Herr Ali Kaya", "first_last", "Ali", "Kaya", "name_title"),
        ("Kaya, Ali (Nachbar)", "last_first", "Ali", "Kaya", "name_remark"),
        ("Oleksandr Demir", "last_first", "Oleksandr", "Demir", "name_order_unclear"),
        ("Demir", "last_first", "", "Demir", "name_incomplete"),
        ("Anna und Peter Groß", "", "", "Anna und Peter Groß", "names_two"),
        ("", "", "", "", "name_missing"),
    ],
)
def test_name_in_one_cell(text: str, order: str, first: str, last: str, code: str) -> None:
    """The comma decides, capitals decide, otherwise the head of the column, otherwise the reader."""
    found = remarks()
    name = read_one_cell(text, order, found, 0)
    assert (name.first, name.last) == (first, last)
    assert [f.code for f in found.findings] == ([code] if code else [])
    assert all(f.sentence for f in found.findings)


def test_title_tells_the_gender() -> None:
    """Frau before the name is an answer for a list without a column for it."""
    assert read_two_cells("Frau Mira", "Sol", remarks(), (0, 1)).gender == "w"


@pytest.mark.parametrize(
    ("text", "address", "code"),
    [
        ("Mira@Example.org", "mira@example.org", ""),
        ("mailto:mira@example.org", "mira@example.org", ""),
        ("Mira Sol <mira@example.org>", "mira@example.org", ""),
        ("mira@example.org; sol@example.org", "mira@example.org", "mail_second"),
        ("mira at example.org", None, "mail_invalid"),
        ("mira(at)example.org", None, "mail_invalid"),
        ("mira@@example.org", None, "mail_invalid"),
        ("mira@example,org", None, "mail_invalid"),
        ("mira@", None, "mail_invalid"),
        ("keine", None, ""),
        ("hat keine Mail", None, "mail_invalid"),
    ],
)
def test_mail(text: str, address: str | None, code: str) -> None:
    """A broken address is never repaired without asking."""
    found = remarks()
    assert read_mail(text, found, 0) == address
    assert [f.code for f in found.findings] == ([code] if code else [])


def test_broken_mail_with_one_likely_meaning_is_a_question() -> None:
    """The likely address is offered, not taken."""
    found = remarks()
    read_mail("person1001.7 at example.org", found, 0)
    assert found.findings[0].severity == "question"
    assert found.findings[0].facts["suggestion"] == "person1001.7@example.org"


@pytest.mark.parametrize(
    ("cell", "phone", "code"),
    [
        ("+49 641 123456", "+49641123456", ""),
        ("0641 / 123456", "+49641123456", ""),
        ("0049 (0) 641-123456", "+49641123456", ""),
        ("Tel. 0641 123456 (abends)", "+49641123456", ""),
        ("0641 123456 / 0170 1234567", "+491701234567", "phone_second"),
        (641123456.0, "+49641123456", "phone_zero_restored"),
        (49641123456.0, "+49641123456", "phone_zero_restored"),
        ("+380 44 123 4567", "+380441234567", ""),
        ("12", None, "phone_invalid"),
        ("siehe Akte", None, "phone_invalid"),
        ("-", None, ""),
    ],
)
def test_phone(cell: str | float, phone: str | None, code: str) -> None:
    """Numbers as people write them become E.164; what spreadsheets did to them is undone."""
    found = remarks()
    assert read_phone(cell, found, 0) == phone
    assert [f.code for f in found.findings] == ([code] if code else [])


@given(st.integers(min_value=1_000_000, max_value=999_999_999))
def test_phone_is_read_back_from_its_own_writing(number: int) -> None:
    """E.164 is a fixed point."""
    once = parse_phone(f"+49{number}")
    assert once is None or parse_phone(once) == once


ANNA = KnownPerson("v1", "Jürgen", "Yılmaz", "j@example.org", "+49641123456", "35390")


@pytest.mark.parametrize(
    ("other", "kind"),
    [
        (KnownPerson("", "JUERGEN", "YILMAZ", "j@example.org"), "same"),
        (KnownPerson("", "Yılmaz", "Jürgen", None, "+49641123456"), "same"),
        (KnownPerson("", "J.", "Yilmaz", None, "+49641123456"), "same"),
        (KnownPerson("", "Jürgen", "Yilmas", "J@EXAMPLE.ORG"), "same"),
        (KnownPerson("", "Jürgen", "Yılmaz", None, None, "35390"), "same"),
        (KnownPerson("", "Jürgen", "Yılmaz", "x@example.org", None, "34117"), "name"),
        (KnownPerson("", "Fatma", "Yılmaz", "j@example.org"), "contact"),
        (KnownPerson("", "Fatma", "Yılmaz", "f@example.org", None, "35390"), None),
    ],
)
def test_who_resembles_whom(other: KnownPerson, kind: str | None) -> None:
    """The same person in another spelling is found; a namesake and a partner are not made one with her."""
    found = Acquaintances.of([ANNA]).find(other)
    assert (found.kind if found else None) == kind
