"""Postal codes and places, whole, broken and doubtful."""

import pytest

from lotsen.imports.places import settle_place
from tests.lotsen.imports.lists import gazetteer, remarks


@pytest.mark.parametrize(
    ("text", "code", "name"),
    [
        ("34117 Kassel", "34117", "Kassel"),
        ("34117", "34117", "Kassel"),
        ("D-34117 Kassel", "34117", "Kassel"),
        ("Kassel, 34117", "34117", "Kassel"),
        ("60433 Frankfurt", "60433", "Frankfurt am Main"),
        ("60433 Frankfurt/Main", "60433", "Frankfurt am Main"),
        ("61352 Bad Homburg", "61352", "Bad Homburg v. d. Höhe"),
        ("65549 Limburg an der Lahn", "65549", "Limburg a. d. Lahn"),
        ("64395 Brensbach", "64395", "Brensbach"),
        ("64395 Gross-Bieberau", "64395", "Groß-Bieberau"),
        ("64739 Hoechst im Odenwald", "64739", "Höchst i. Odw."),
    ],
)
def test_good_place(text: str, code: str, name: str) -> None:
    """Usual ways to write a place are read without a word."""
    found = remarks()
    settled = settle_place(text, gazetteer(), found, 0)
    assert (settled.postal_code, settled.place) == (code, name)
    assert [f for f in found.findings if f.severity != "note"] == []


@pytest.mark.parametrize(
    ("text", "code", "severity"),
    [
        ("", "place_missing", "error"),
        ("-", "place_missing", "error"),
        ("6847", "plz_too_short", "error"),
        ("341177", "plz_too_short", "error"),
        ("3417 Kassel", "plz_too_short", "error"),
        ("10115 Berlin", "place_outside_hessen", "error"),
        ("55116 Mainz", "place_outside_hessen", "error"),
        ("34199", "plz_unknown", "error"),
        ("10115 Kassel", "place_plz_mismatch", "question"),
        ("34117 Gießen", "place_plz_mismatch", "question"),
        ("64395", "place_ambiguous", "question"),
        ("Reichelsheim", "place_ambiguous", "question"),
        ("Atlantis", "place_unknown", "error"),
        ("Wiesbaden", "place_without_plz", "question"),
        ("Langgöns", "place_without_plz", "fixed"),
        ("35394 Gießen-Rödgen", "", ""),
        ("63667 Ober-Widdersheim", "place_district", "note"),
    ],
)
def test_doubtful_place(text: str, code: str, severity: str) -> None:
    """What is not sure is said, with the grade that fits."""
    found = remarks()
    settle_place(text, gazetteer(), found, 0)
    assert [(f.code, f.severity) for f in found.findings] == ([(code, severity)] if code else [])
    assert all(f.sentence for f in found.findings)


def test_broken_code_with_place_suggests_the_only_code() -> None:
    """Four digits and a place that has one fitting code: asked with the answer in hand."""
    found = remarks()
    settle_place("3528 Langgöns", gazetteer(), found, 0)
    (finding,) = found.findings
    assert finding.severity == "question"
    assert [candidate["postal_code"] for candidate in finding.facts["candidates"]] == ["35428"]
