"""Every number of the network's pages comes out of `python -m network` on the file that the pages link."""

import html
import json
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from lotsen.gaps.listing import open_findings
from lotsen.ties import collaboration, course, filters, helping, service, sight, snapshot, supply, what_if


def test_the_map(demo, reading, shell) -> None:
    """Tiles and table of the region, whole and filtered by the last 90 days."""
    said = shell(demo.file, "rows")
    tiles = service.numbers("coordinator")
    assert said["counts"] == {
        "staff": tiles["staff"], "organisation": tiles["organisations"], "volunteer": tiles["volunteers"],
        "paid_staff": tiles["paid_staff"], "ties": tiles["ties"], "isolated": tiles["isolated"],
    }  # fmt: skip
    for window in (None, 90):
        more = ("--window", str(window)) if window else ()
        rows = sight.seen(sight.View(window_days=window), "coordinator").municipality_rows
        listed = shell(demo.file, "rows", *more)["municipalities"]
        assert [(row.ags, row.inner_tie_count, row.outer_tie_count, row.isolated_count) for row in rows] == [
            (one["ags"], one["inner_tie_count"], one["outer_tie_count"], one["isolated_count"]) for one in listed
        ]


def test_a_filtered_file_is_the_filtered_page(demo, reading, shell, tmp_path: Path) -> None:
    """The export of a view holds that view: kinds and window need no option of the shell."""
    file = tmp_path / "netz.json"
    file.write_bytes(demo.browser.get("/netzwerk/export/netz.json?art=staff&art=organisation&fenster=90").data)
    view = sight.View(kinds=("staff", "organisation"), window_days=90)
    rows = sight.seen(view, "coordinator").municipality_rows
    assert [row.inner_tie_count for row in rows] == [
        one["inner_tie_count"] for one in shell(file, "rows")["municipalities"]
    ]


OTHERS = ["netz.graphml", "netz.gexf", "knoten.csv"]
BETWEEN = ("isolated", "L4_artikulation", "L5_isolierte_mso", "L8_kein_tandem", "L9_ruhend", "L10_doppelstruktur")


def beside(demo, name: str) -> tuple[str, ...]:
    """A table of nodes needs its two companions."""
    words = ("--edges", str(demo.files["kanten.csv"]), "--settings", str(demo.files["regeln.csv"]))
    return words if name.endswith(".csv") else ()


@pytest.mark.parametrize("name", OTHERS)
def test_other_formats_hold_the_same_network(demo, reading, shell, name: str) -> None:
    """As many people, organisations and ties in each, on the same day, and the same ones alone."""
    said = shell(demo.files[name], "rows", *beside(demo, name))
    assert said["counts"] == shell(demo.file, "rows")["counts"]
    assert said["on"] == snapshot.of_region().on.isoformat()


@pytest.mark.parametrize("name", OTHERS)
def test_other_formats_find_the_same_gaps_between_actors(demo, reading, shell, name: str) -> None:
    """What rests on people, organisations and ties alone; requests stand in JSON only."""
    words = [word for rule in BETWEEN for word in ("--rule", rule)]
    found = [shell(file, "gaps", *words, *more)["gaps"] for file, more in (
        (demo.file, ()), (demo.files[name], beside(demo, name)),
    )]  # fmt: skip
    assert found[0]
    assert found[0] == found[1]


def test_gaps(demo, reading, shell) -> None:
    """As many of each rule."""
    counts: dict[str, int] = {}
    for gap in shell(demo.file, "gaps")["gaps"]:
        counts[gap["code"]] = counts.get(gap["code"], 0) + 1
    assert counts == Counter(one.code for one in service.findings("coordinator"))
    assert sum(counts.values()) == len(open_findings())


@pytest.mark.parametrize(
    "choice", [supply.Choice(), supply.Choice("tir"), supply.Choice("tir", "gesundheit"), supply.Choice(None, "kita")]
)
def test_supply_and_demand(demo, reading, shell, choice: supply.Choice) -> None:
    """The command that the page prints, and its lines."""
    found = supply.of_region(choice, "coordinator")
    page = demo.browser.get(
        f"/netzwerk/angebot-und-bedarf?sprache={choice.language or ''}&thema={choice.need or ''}"
    ).text
    words = html.unescape(re.search(r"python -m network supply netz.json([^<]*)", page)[1]).split()
    said = shell(demo.file, "supply", *words)
    assert said["covered_one"] == pytest.approx(found.shares[1])
    assert [(line.key, line.open_count, line.expected_count, line.volunteer_count) for line in found.lines] == [
        (one["key"], one["open_count"], one["expected_count"], one["volunteer_count"]) for one in said["lines"]
    ]


def test_what_would_help_most(demo, reading, shell) -> None:
    """The command that the page prints, with costs of its own, gives the same steps."""
    query = "budget=40&zahl=4&werben=7&schulen=9&vorstellen=3&personen=2"
    page = demo.browser.get(f"/netzwerk/was-hilft?{query}").text
    words = html.unescape(re.search(r"python -m network coverage netz.json([^<]*)", page)[1]).split()
    said = shell(demo.file, "coverage", *words)["plan"]
    _form, wish = filters.wish(dict(part.split("=") for part in query.split("&")))
    plan = helping.plan(wish).plan
    assert plan.steps
    assert [round(step.gain, 6) for step in plan.steps] == [round(one["gain"], 6) for one in said["steps"]]
    assert plan.cost == sum(one["act"]["cost"] for one in said["steps"])


def test_if_somebody_leaves(demo, reading, shell) -> None:
    """All numbers before and after."""
    someone = next(actor.id for actor in snapshot.of_region().active_actors if actor.kind == "staff")
    outcome = what_if.answer(what_if.Question((someone,)), "coordinator")
    said = shell(demo.file, "whatif", *outcome.command.split()[5:])
    for moment, state in (("before", outcome.before), ("after", outcome.after)):
        for name, value in vars(state).items():
            assert said[moment][name] == pytest.approx(value)
    assert len(said["opened"]) == len(outcome.gaps)


def test_the_course_of_two_years(demo, reading, shell) -> None:
    """Three months ago, and what the month before changed."""
    found = course.moment(3, "coordinator")
    since = course.months_before(found.on, 1)
    said = shell(demo.file, "changes", "--on", found.on.isoformat(), "--since", since.isoformat())
    assert said["after"]["tie_count"] == found.now.tie_count
    assert said["before"]["node_count"] == found.before.node_count
    assert (len(said["opened"]), len(said["closed"])) == (len(found.opened), len(found.closed))


def test_paid_and_voluntary_side(demo, reading, shell) -> None:
    """Matrix, index and lists."""
    found = collaboration.of_region("coordinator")
    said = shell(demo.file, "collaboration")
    assert {tuple(one["pair"]): one["tie_count"] for one in said["matrix"]} == {
        pair: count for pair, count in found.matrix.items() if pair[0] <= pair[1]
    }
    assert said["mixing"]["value"] == pytest.approx(found.mixing.value)
    assert len(said["overloaded"]) == len(found.overloaded)
    assert [one["alone_count"] for one in said["alone"]] == [one.count for one in found.alone]
    assert sorted(one["tie_count"] for one in said["associations"]) == sorted(
        one.tie_count for one in found.associations
    )


def test_another_file_would_say_something_else(demo, reading, shell, tmp_path: Path) -> None:
    """The negative control: with one person less in the file the numbers differ."""
    values = json.loads(demo.file.read_text(encoding="utf-8"))
    gone = next(one["id"] for one in values["actors"] if one["kind"] == "staff")
    values["actors"] = [one for one in values["actors"] if one["id"] != gone]
    values["ties"] = [one for one in values["ties"] if gone not in {one["source"], one["target"]}]
    file = tmp_path / "less.json"
    file.write_text(json.dumps(values), encoding="utf-8")
    assert shell(file, "rows")["counts"] != shell(demo.file, "rows")["counts"]
    assert date.fromisoformat(values["on"]) == snapshot.of_region().on


def test_the_file_knows_every_engagement(demo) -> None:
    """Whoever is Lotsin and Laiendolmetscherin stands there as both."""
    actors = json.loads(demo.file.read_text(encoding="utf-8"))["actors"]
    assert [one for one in actors if len(one["modes"]) == 2 and one["kind"] == "volunteer"]
