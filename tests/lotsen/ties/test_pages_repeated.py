"""What stands on the pages themselves, number by number, comes out of `python -m network` on their own file."""

import re
from collections import Counter

import pytest

from lotsen.ties import snapshot
from lotsen.ties.picture_texts import picture_texts
from lotsen.ties.sight import MANY_PILLARS
from network.files import exports
from tests.lotsen.ties.reading_pages import (
    KINDS,
    day_or,
    municipalities,
    near,
    number,
    percent,
    said,
    table,
    text_of,
    tiles,
)

WEIGHTS = {"hohem": 0.65, "mittlerem": 0.45, "geringem": 0.0}  # from which severity on
SHOWN_MEETINGS = 8


@pytest.fixture
def numbers(reading) -> dict[str, str]:
    """What everybody is called in the file."""
    known = snapshot.of_region()
    hidden = exports.pseudonymised(known)
    return {one.id: other.id for one, other in zip(known.actors, hidden.actors, strict=True)}


def test_tiles_table_and_finding_of_the_map(demo, reading, shell) -> None:
    """Six tiles, a line for every municipality, and where nobody is there for what is asked."""
    page = demo.browser.get("/netzwerk").text
    told, found = shell(demo.file, "rows"), tiles(page)
    labels = ("Ansprechpersonen", "Stellen und Vereine", "Ehrenamtliche", "Verbindungen", "Ohne jede Verbindung")
    assert [number(found[label]) for label in labels] == [
        told["counts"][key] for key in ("staff", "organisation", "volunteer", "ties", "isolated")
    ]
    paid, everybody = told["counts"]["paid_staff"], told["counts"]["staff"]
    assert found["Ansprechpersonen*"] == f"{paid} hauptamtlich, {everybody - paid} im Ehrenamt"
    assert 0 < paid < everybody
    assert number(found["Lücken"]) == len(shell(demo.file, "gaps")["gaps"])
    bands = {one["municipality"]: one["band"] for one in shell(demo.file, "coverage")["municipalities"]}
    words = picture_texts("coordinator").bands
    assert table(page, "Die Gemeinden in Zahlen") == [
        [*line, words[bands.get(line[0], "quiet")]] for line in municipalities(told, KINDS)
    ]
    open_ones = [one["name"] for one in told["municipalities"] if bands.get(one["ags"]) == "open"]
    sentence = re.search(r'<p class="network-finding">(.*?)</p>', page, re.S)
    assert (text_of(sentence[1]).partition(": ")[2].rstrip(" .").split(" , ") if sentence else []) == sorted(open_ones)


def test_a_municipality(demo, reading, shell, numbers) -> None:
    """Everybody of three municipalities with ties, paid ties and last contact, and how few of them hold it up."""
    told = shell(demo.file, "rows")
    hold_it_up = {one["municipality"]: one["bus_factor"] for one in shell(demo.file, "coverage")["municipalities"]}
    lively = sorted(told["municipalities"], key=lambda one: -one["volunteer_count"])[:3]
    weak = [one for one in told["municipalities"] if 0 < (hold_it_up.get(one["ags"]) or 0) <= MANY_PILLARS][:2]
    assert weak
    for place in (*lively, *weak):
        page = demo.browser.get(f"/netzwerk?gemeinde={place['ags']}").text
        sentence = re.search(r"Hier hängt viel an (einer|[0-9]+) (?:Person|Menschen)", page)
        count = hold_it_up[place["ags"]]
        assert (sentence and sentence[1].replace("einer", "1")) == (str(count) if count <= MANY_PILLARS else None)
        lines = table(page, "Menschen und Stellen")
        assert {numbers[line[0]]: (line[3], line[4], line[5]) for line in lines} == {
            one["id"]: (str(one["tie_count"]), str(one["paid_tie_count"]), day_or(one["last_contact"], "keiner"))
            for one in told["nodes"]
            if one["municipality"] == place["ags"]
        }


def test_a_node(demo, reading, shell, numbers) -> None:
    """The ties of five people and of two organisations: since when, last contact, how often."""
    told = shell(demo.file, "rows")
    keys = {number: key for key, number in numbers.items()}
    chosen = [one["id"] for one in told["nodes"] if one["kind"] == "staff"][:5]
    chosen += [one["id"] for one in told["nodes"] if one["kind"] == "organisation" and one["tie_count"]][:2]
    for node in chosen:
        page = demo.browser.get(f"/netzwerk?knoten={keys[node]}").text
        expected = {
            one["target"] if one["source"] == node else one["source"]: one
            for one in told["ties"]
            if node in (one["source"], one["target"])
        }
        lines = table(page, "Verbindungen von") if expected else []
        assert {numbers[line[0]]: line[3:6] for line in lines} == {
            other: [day_or(one["since"], "–"), day_or(one["last_contact"], "–"), str(one["count"])]
            for other, one in expected.items()
        }


def test_the_list_of_gaps(demo, reading, shell) -> None:
    """How many weigh how much, how many each rule found, how many each act closes; and each by weight and evidence."""
    page, found = demo.browser.get("/netzwerk/luecken").text, shell(demo.file, "gaps")["gaps"]
    assert number(said(page, r"(\d+) Lücken sind offen")[0]) == len(found)
    weights = Counter(next(word for word, least in WEIGHTS.items() if one["severity"] >= least) for one in found)
    for word, count in weights.items():
        assert said(page, rf"(\d+) mit {word} Gewicht") == [str(count)]
    groups = re.findall(r'<li class="gap-group.*?gap-group__count">(\d+)<', page, re.S)
    assert sorted(map(int, groups)) == sorted(Counter(one["act"] for one in found).values())
    rules = re.findall(r'hilft=(\w+)&amp;regel=(\w+)"[^>]*>.*?<span class="muted">(\d+)', page, re.S)
    assert {(act, rule): int(count) for act, rule, count in rules} == Counter(
        (one["act"], one["code"]) for one in found
    )


@pytest.mark.parametrize("query", ["", "sprache=tir", "sprache=tir&thema=gesundheit"])
def test_supply_and_demand_line_by_line(demo, reading, shell, query: str) -> None:
    """Both tiles, and of every line all five numbers."""
    page = demo.browser.get(f"/netzwerk/angebot-und-bedarf?{query}").text
    words = said(page, r"python -m network supply netz.json((?: --\w+ \w+)*)")[0].split()
    told = shell(demo.file, "supply", *words)
    assert [number(value) for value in tiles(page).values()] == [percent(told[f"covered_{n}"]) for n in ("one", "two")]
    lines = table(page, "Bedarf nach")
    assert len(lines) == len(told["lines"])
    for line, one in zip(lines, told["lines"], strict=True):
        assert (number(line[1]), number(line[3])) == (one["open_count"], one["volunteer_count"])
        assert line[2] == "< 0,1" if 0 < one["expected_count"] < 0.1 else near(line[2], one["expected_count"])
        if len(words) < 4:
            assert line[4:] == [f"{percent(one[name])} %" for name in ("covered_one", "covered_two")]


def test_the_cells_and_one_of_them(demo, reading, shell) -> None:
    """The flat list, and behind its first line as many requests and volunteers as it says."""
    page = demo.browser.get("/netzwerk/angebot-und-bedarf?ansicht=einzeln").text
    cells = shell(demo.file, "coverage")["cells"]
    first = sorted(cells, key=lambda one: (min(one["volunteer_count"], 2), -one["open_count"], -one["expected_count"]))
    lines = table(page, "Bedarf, der schwächste")
    assert [[number(line[3]), number(line[5])] for line in lines] == [
        [one["open_count"], one["volunteer_count"]] for one in first[: len(lines)]
    ]
    served = max(first, key=lambda one: (one["open_count"] > 0, one["volunteer_count"]))
    keys = {"sprache": "language", "thema": "need", "gemeinde": "municipality"}
    query = "&".join(f"{name}={served[key]}" for name, key in keys.items())
    page = demo.browser.get(f"/netzwerk/angebot-und-bedarf?{query}").text
    told = shell(demo.file, "supply", *(word for key in keys.values() for word in (f"--{key}", served[key])))
    asked, able = page.partition("Offene Anfragen</h2>")[2].split("Ehrenamtliche, die helfen könnten</h2>")
    assert asked.count("<li>") == served["open_count"]
    assert able.partition("</ul>")[0].count("<li>") == len(told["volunteers"]) == served["volunteer_count"]


def test_what_would_help_most_and_who_should_meet(demo, reading, shell) -> None:
    """Sum, bound, proof, every step with its running total, and the organisations with their acquaintances."""
    page = demo.browser.get("/netzwerk/was-hilft").text
    words = said(page, r"python -m network coverage netz.json((?: --\w+(?: \d+)+)*)")[0].split()
    plan = shell(demo.file, "coverage", *words)["plan"]
    steps = plan["steps"]
    pattern = (
        r"schließ\w+ ([\d,.]+) von ([\d,.]+) Anfragen.*?Aufwand: (\d+) von \d+\. Das ist sicher mindestens (\d+) %"
    )
    gain, before, cost, share = said(page, pattern)
    assert near(gain, plan["gain"])
    assert near(before, plan["gap_before"])
    assert (int(cost), int(share)) == (round(plan["cost"]), int(100 * plan["proven_share"]))
    assert near(said(page, r"kann mehr als ([\d,.]+) Anfragen schließen")[0], plan["bound"])
    pattern = r"Schließt ([\d,.]+) Anfragen, Aufwand (\d+) · zusammen bis hier ([\d,.]+) Anfragen, Aufwand (\d+)"
    for found, one in zip(re.findall(pattern, text_of(page)), steps, strict=True):
        assert near(found[0], one["gain"])
        assert near(found[2], one["total_gain"])
        assert (int(found[1]), int(found[3])) == (round(one["act"]["cost"]), round(one["total_cost"]))
    meetings = shell(demo.file, "gaps", "--rule", "isolated")["organisation_introductions"][:SHOWN_MEETINGS]
    shared = [len(line[2].split(", ")) for line in table(page, "Stellen, die sich kennenlernen")]
    assert shared == [one["shared_count"] for one in meetings]


def questions(told: dict, keys: dict[str, str]) -> list[str]:
    """Five people, an organisation, a tie, and two at once, as addresses ask."""
    staff = [one["id"] for one in told["nodes"] if one["kind"] == "staff" and one["tie_count"]][:3]
    volunteers = [one["id"] for one in told["nodes"] if one["kind"] == "volunteer" and one["tie_count"]][:2]
    body = next(one["id"] for one in told["nodes"] if one["kind"] == "organisation" and one["tie_count"] > 1)
    tie = max(told["ties"], key=lambda one: one["count"])
    alone = [f"weg={keys[one]}" for one in (*staff, *volunteers, body)]
    return [*alone, "&".join(alone[:2]), f"verbindung={keys[tie['source']]}~{keys[tie['target']]}"]


def test_if_somebody_leaves_number_by_number(demo, reading, shell, numbers) -> None:
    """Before and after, who is alone, who is cut off, new gaps, and what lies on the desk."""
    keys = {number: key for key, number in numbers.items()}
    for question in questions(shell(demo.file, "rows"), keys):
        page = demo.browser.get(f"/netzwerk/wenn-jemand-geht?{question}").text
        words = re.search(r"<code>python -m network whatif netz.json([^<]*)</code>", page)[1]
        told = shell(demo.file, "whatif", *words.split())
        finding = said(page, r"Dann ganz allein: (\d+) · vom großen Netz getrennt: (\d+) · neue Lücken: (\d+)")
        apart = set(told["cut_off"]) - set(told["newly_alone"])
        assert list(map(int, finding)) == [len(told["newly_alone"]), len(apart), len(told["opened"])]
        for line, name in zip(table(page, "Vorher und nachher"), STATE, strict=True):
            for value, moment in zip(line[1:], ("before", "after"), strict=True):
                assert shown(value, name, told[moment][name]), (question, line)
        desks = re.findall(r'<p class="what-if__desk">(.*?)</p>', page, re.S)
        assert [tuple(map(spoken, text_of(one).split(": ", 1)[1].split(", ")[:2])) for one in desks] == [
            (one["open_count"], one["volunteer_count"]) for one in told["desks"]
        ]


STATE = (
    "node_count", "tie_count", "isolated_count", "component_count", "covered_one", "covered_two", "unmet_demand",
)  # fmt: skip


def shown(value: str, name: str, expected: float) -> bool:
    """Is a number of the library what stands in the table?"""
    if name.startswith("covered"):
        return value == f"{percent(expected)} %"
    return near(value, expected)


def spoken(sentence: str) -> int:
    """How many a sentence speaks of: eine, keine or a number."""
    return 0 if sentence.startswith("keine") else 1 if sentence.startswith("eine ") else int(number(sentence))


def test_haupt_und_ehrenamt(demo, reading, shell) -> None:
    """Matrix, index with its expectation, and all three lists."""
    page, told = demo.browser.get("/netzwerk/haupt-und-ehrenamt").text, shell(demo.file, "collaboration")
    pairs = {tuple(one["pair"]): one["tie_count"] for one in told["matrix"]}
    groups = ("staff", "volunteer", "mso", "voluntary", "body")
    assert [[int(cell) for cell in line[1:]] for line in table(page, "Wer mit wem")] == [
        [pairs.get((min(one, other), max(one, other)), 0) for other in groups] for one in groups
    ]
    index = said(page, r"E-I-Index (\S+), .*?; bei zufälliger Verteilung (\S+) \(von (\S+) bis (\S+)\)")
    names = ("value", "expected", "low", "high")
    assert all(near(one, told["mixing"][name], 2) for one, name in zip(index, names, strict=True))
    if told["alone"]:
        lines = table(page, "Ehrenamtliche ohne")
        assert [list(map(int, line[1:])) for line in lines] == [
            [one["alone_count"], one["volunteer_count"]] for one in told["alone"]
        ]
    if told["overloaded"]:
        lines = table(page, "Ansprechpersonen mit mehr")
        assert sorted((int(line[1]), int(line[2])) for line in lines) == sorted(
            (one["volunteer_count"], one["capacity"]) for one in told["overloaded"]
        )
    assert [line[2:5] for line in sorted(table(page, "Migrantenorganisationen"), key=lambda line: line[2:5])] == sorted(
        [str(one["tie_count"]), str(one["public_count"]), day_or(one["last_contact"], "keiner")]
        for one in told["associations"]
    )
