"""Whoever looks for a rule finds it: every room and table is named where one looks, and every path leads somewhere."""

import re
from pathlib import Path

import pytest
from flask import Flask

from lotsen.features import FEATURES
from lotsen.rows import Base
from tests.house.sources import ROOT

#: Pages for whoever looks for something. The changelog speaks of what was, and is not among them.
SIGNPOSTS = ("README.md", "benchmarks/README.md", "translations/README.md", *(
    path.relative_to(ROOT).as_posix() for path in sorted((ROOT / "docs").rglob("*.md"))
))  # fmt: skip
#: A path in code marks, in a link, or as an argument of a command; ``*`` and ``<`` stand for many.
PATH = re.compile(r"(?<![\w/.-])(?:(?:lotsen|matching|network|tests|templates|docs|benchmarks|migrations|translations|"
                  r"frontend|static)/[\w./<>*-]*\w[\w./<>*-]*)")  # fmt: skip
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")
#: Made while the product is built or runs.
MADE = ("static/build", "frontend/build")


def lost(text: str, below: Path) -> list[str]:
    """Paths and links of a page that lead nowhere; links count from the page, paths from the root."""
    paths = [found.rstrip(".") for found in PATH.findall(text) if "<" not in found and not found.startswith(MADE)]
    gone = [path for path in paths if not (list(ROOT.glob(path)) if "*" in path else (ROOT / path).exists())]
    return gone + [link for link in LINK.findall(text) if not (below / link).exists()]


@pytest.mark.parametrize("page", SIGNPOSTS)
def test_every_path_leads_somewhere(page: str) -> None:
    """A file that moved takes its signposts along."""
    assert lost((ROOT / page).read_text(encoding="utf-8"), (ROOT / page).parent) == []


def test_a_lost_path_is_noticed() -> None:
    """The negative control."""
    text = "| Who? | `lotsen/nowhere.py`, [there](docs/nothing.md), `lotsen/access.py`, `tests/lotsen/<feature>/` |"
    assert lost(text, ROOT) == ["lotsen/nowhere.py", "docs/nothing.md", "docs/nothing.md"]


def test_every_room_is_in_the_table_of_questions() -> None:
    """README, "Where is …?": at least one rule of every folder of the product."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    rooms = sorted(path.parent.name for path in (ROOT / "lotsen").glob("*/__init__.py"))
    assert [room for room in rooms if f"`lotsen/{room}/" not in readme] == []


def test_the_addresses_are_those_of_the_rooms(app: Flask) -> None:
    """The line of README that tells which German address is which room."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"`(/[\w/-]+)` (\w+)", readme))
    rooms = {page.url_prefix: name for name, page in app.blueprints.items() if name in FEATURES}
    assert told == {prefix: name for prefix, name in rooms.items() if prefix}


def test_every_table_is_in_the_glossary() -> None:
    """A word that the database uses is a word that the house explains."""
    marked = re.findall(r"`([^`\n]+)`", (ROOT / "docs/glossary.md").read_text(encoding="utf-8"))
    words = {word for text in marked for word in re.findall(r"\w+", text)}
    assert {table.name for table in Base.metadata.sorted_tables} - words == set()


def test_every_benchmark_has_a_row() -> None:
    """A figure that nobody can find again is no figure."""
    told = (ROOT / "benchmarks/README.md").read_text(encoding="utf-8")
    scripts = [path for path in (ROOT / "benchmarks").glob("*.py") if "__main__" in path.read_text(encoding="utf-8")]
    assert [path.stem for path in sorted(scripts) if path.stem not in told] == []
