"""What pages say of past months, and to readers who see nobody, comes out of `python -m network` on their own file."""

from datetime import date

import pytest

from lotsen.ties import course
from network.ties import LASTING_KINDS
from tests.lotsen.ties.reading_pages import KINDS, day_or, municipalities, number, table, tiles

FADING_DAYS = 120
SHOWN_FADING = 100


@pytest.mark.parametrize("months", [0, 1, 6, 24])
@pytest.mark.parametrize("role", ["coordinator", "auditor"])
def test_a_month_of_the_past(demo, reading, shell, tmp_path, role: str, months: int) -> None:
    """Tiles with their changes, gaps that came and went, and ties that fade; for readers who see nobody, their part."""
    browser = demo.browsers[role]
    page, file = browser.get(f"/netzwerk/verlauf?vor={months}").text, tmp_path / "netz.json"
    file.write_bytes(browser.get(f"/netzwerk/export/netz.json?vor={months}").data)
    on = date.fromisoformat(shell(file, "rows")["on"])
    told = shell(file, "changes", "--since", course.months_before(on, 1).isoformat())
    found = tiles(page)
    labels = {
        "Menschen und Stellen": "node_count",
        "Verbindungen": "tie_count",
        "Ohne jede Verbindung": "isolated_count",
    }
    for label, name in labels.items():
        assert number(found[label]) == told["after"][name]
        assert number(found[f"{label}*"]) == told["after"][name] - told["before"][name]
    fading = [
        one
        for one in shell(file, "rows")["ties"]
        if not set(one["kinds"]) & LASTING_KINDS and (on - date.fromisoformat(one["last_contact"])).days >= FADING_DAYS
    ]
    lines = table(page, "Verbindungen, die verblassen") if fading else []
    lines += table(page, "Weitere Verbindungen") if len(lines) < len(fading) else []
    longest = sorted(one["last_contact"] for one in fading)[:SHOWN_FADING]
    assert [line[2] for line in lines] == [day_or(one, "") for one in longest]
    assert (f"Die übrigen {len(fading) - SHOWN_FADING}" in page) == (len(fading) > SHOWN_FADING)
    kinds = KINDS if role == "coordinator" else KINDS[:2]
    municipality_lines = municipalities(shell(file, "rows"), kinds)
    width = len(municipality_lines[0])  # whoever sees people reads how each is covered besides
    assert [line[:width] for line in table(page, "Die Gemeinden in Zahlen")] == municipality_lines
    if role == "coordinator":
        opened, closed = (
            section_counts(page, "Neue Lücken in diesem Monat"),
            section_counts(page, "In diesem Monat ges"),
        )
        assert (opened, closed) == (len(told["opened"]), len(told["closed"]))


def section_counts(page: str, heading: str) -> int:
    """How many lines the list below a heading has, with those that are folded."""
    return page.partition(heading)[2].partition("<h2>")[0].count("<li")


def test_readers_who_see_nobody_repeat_what_they_read(demo, reading, shell, tmp_path) -> None:
    """Their own file says the tiles of their map, volunteers excepted, and the associations of their list."""
    browser, file = demo.browsers["auditor"], tmp_path / "netz.json"
    file.write_bytes(browser.get("/netzwerk/export/netz.json").data)
    counts, found = shell(file, "rows")["counts"], tiles(browser.get("/netzwerk").text)
    assert counts["volunteer"] == 0
    for label, key in (
        ("Ansprechpersonen", "staff"), ("Stellen und Vereine", "organisation"), ("Verbindungen", "ties"),
        ("Ohne jede Verbindung", "isolated"),
    ):  # fmt: skip
        assert number(found[label]) == counts[key]
    lines = table(browser.get("/netzwerk/haupt-und-ehrenamt").text, "Migrantenorganisationen")
    assert sorted((line[2], line[3]) for line in lines) == sorted(
        (str(one["tie_count"]), str(one["public_count"])) for one in shell(file, "collaboration")["associations"]
    )
