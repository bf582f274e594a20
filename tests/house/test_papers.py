"""The papers of the house are true: what they name exists, and what is derived is up to date."""

import importlib.util
import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from flask import Flask

from lotsen.rows import Data, Keep
from lotsen.settings import Settings
from tests.house.sources import ROOT, name_of

HANDBOOK = ROOT / "docs/handbuch"
PAPERS = sorted(
    [*(ROOT / "docs").rglob("*.md"), *(ROOT / name for name in ("README.md", "CHANGELOG.md")),
     *(ROOT / folder / "README.md" for folder in ("LICENSES", "benchmarks", "instance"))]
)  # fmt: skip
#: Folders of the repository; a name in backticks that begins with one of them is a path.
ROOMS = r"(?:lotsen|matching|network|templates|frontend|migrations|docs|benchmarks|tests|LICENSES|\.ci)"
PATH = re.compile(rf"(?<![\w./-])({ROOMS}/[\w./-]*\w/?|[\w-]+\.(?:md|toml|txt|in|conf\.py))(?![\w/*<…-])")
LINK = re.compile(r"\]\(([^)#\s]+)\)")
FLASK = re.compile(r"flask --app wsgi ([a-z][a-z-]*)")
MODULE = re.compile(r"python -m ([a-z_.]+)")
RUN = re.compile(r"\./run(?: ([a-z]+))?")
OPTION = re.compile(r"\bLOTSEN_[A-Z_]+\b")
#: Read by ./run and gunicorn.conf.py from the environment, before there are settings.
OF_THE_START = {"LOTSEN_PROCESSES", "LOTSEN_THREADS", "LOTSEN_PORT"}
#: Made by the build or by an installation.
MADE = ("static/", "instance/")


def code_of(text: str) -> str:
    """What stands in backticks, indented code and code blocks."""
    blocks = re.findall(r"```\w*\n(.*?)```", text, flags=re.DOTALL)
    return "\n".join([*blocks, *re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))])


def missing_paths(text: str, folder: Path) -> set[str]:
    """Files and folders that a paper names and that are not there."""
    named = {found for found in PATH.findall(code_of(text)) if not found.startswith(MADE)}
    linked = {found for found in LINK.findall(text) if not found.startswith(("http", "mailto:"))}
    missing = {name for name in named if not (ROOT / name).exists() and not (folder / name).exists()}
    return missing | {name for name in linked if not (folder / name).exists()}


def missing_commands(text: str, app: Flask) -> set[str]:
    """Commands that a paper tells the reader to type and that nobody answers."""
    code = code_of(text)
    modes = set(re.findall(r"\./run ([a-z]+)", (ROOT / "run").read_text(encoding="utf-8")))
    known = {*app.cli.commands, "db", "routes", "run", "shell"}
    return {
        *(f"flask {name}" for name in FLASK.findall(code) if name not in known),
        *(f"python -m {name}" for name in MODULE.findall(code) if importlib.util.find_spec(name) is None),
        *(f"./run {name}" for name in RUN.findall(code) if name and name not in modes),
    }


def fields() -> ModuleType:
    """The script that writes the field register."""
    spec = importlib.util.spec_from_file_location("make_fields", HANDBOOK / "make_fields.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("paper", PAPERS, ids=name_of)
def test_a_paper_names_only_files_that_exist(paper: Path) -> None:
    """Also the tests and scripts behind a claim."""
    assert missing_paths(paper.read_text(encoding="utf-8"), paper.parent) == set()


def test_papers_name_only_commands_that_exist(app: Flask) -> None:
    """Whoever copies a line from a paper gets an answer."""
    missing = {name_of(paper): missing_commands(paper.read_text(encoding="utf-8"), app) for paper in PAPERS}
    assert {paper: names for paper, names in missing.items() if names} == {}


@pytest.mark.parametrize("find", [missing_paths, missing_commands], ids=lambda one: str(one.__name__))
def test_a_wrong_name_is_noticed(app: Flask, find: Callable[..., set[str]]) -> None:
    """The negative control: a file, a link, and commands that nobody made."""
    text = "`lotsen/nowhere.py` [there](nowhere.md) `flask --app wsgi fly` `python -m matching.nowhere` `./run away`"
    found = find(text, ROOT if find is missing_paths else app)
    assert found in (
        {"lotsen/nowhere.py", "nowhere.md"},
        {"flask fly", "python -m matching.nowhere", "./run away"},
    )


def test_the_handbook_explains_every_setting_and_no_other() -> None:
    """The list of chapter 1 is the list of ``lotsen/settings.py``."""
    named = set(OPTION.findall((HANDBOOK / "01-installieren.md").read_text(encoding="utf-8")))
    assert named == {f"LOTSEN_{name.upper()}" for name in Settings.model_fields} | OF_THE_START


def test_the_handbook_says_the_default_of_every_setting() -> None:
    """A changed default changes the handbook."""
    rows = (HANDBOOK / "01-installieren.md").read_text(encoding="utf-8").splitlines()
    for name, field in Settings.model_fields.items():
        if isinstance(field.default, bool | int) and not field.is_required():
            row = next(line for line in rows if line.startswith(f"| `LOTSEN_{name.upper()}`"))
            assert f"`{str(field.default).lower()}`" in row.split("|")[2]


def test_the_field_register_is_up_to_date() -> None:
    """If not: ``.venv/bin/python docs/handbuch/make_fields.py``."""
    assert (HANDBOOK / "felder.md").read_text(encoding="utf-8") == fields().register()


def test_the_field_register_has_words_for_every_class_and_retention() -> None:
    """Nothing is left to guess."""
    module = fields()
    assert set(module.DATA) == set(Data)
    assert set(module.KEEP) == set(Keep)


def test_the_licence_is_whole() -> None:
    """All fifteen articles and the appendix of the EUPL 1.2."""
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2\n")
    assert re.findall(r"^(\d+)\.\w", text, flags=re.MULTILINE) == [str(number) for number in range(1, 16)]
    assert "Appendix" in text


def test_the_picture_of_the_readme_is_a_picture() -> None:
    """A real PNG, wide enough to be read."""
    png = (ROOT / "docs/images/network.png").read_bytes()
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert int.from_bytes(png[16:20]) >= 1000
