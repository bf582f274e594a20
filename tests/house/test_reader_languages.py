"""What volunteers and newcomers read exists in every language of the pages, as far as templates say it."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file
from babel.messages.pofile import read_po
from flask import Flask
from jinja2 import Environment, meta

from lotsen.access import PERMISSIONS, Door, Role
from lotsen.language import LANGUAGES
from tests.house.sources import ROOT
from tests.house.test_law import SAME_PAGE, _shown

FOLDER = ROOT / "templates"
OPEN_DOORS = {Door.PUBLIC, Door.LINK, Door.HALF}
OTHERS = sorted(set(LANGUAGES) - {"de"})
#: Every page stands on these, whoever reads it.
ALWAYS = ("base.html", "errors/error.html")


def _is_for_volunteers(endpoint: str) -> bool:
    rule = PERMISSIONS[endpoint]
    return rule in OPEN_DOORS if isinstance(rule, Door) else Role.VOLUNTEER in rule


def read_by_volunteers(app: Flask) -> set[str]:
    """The templates of every page that a volunteer or somebody without an account may open."""
    found = {name for name in ALWAYS if (FOLDER / name).exists()}
    for endpoint in filter(_is_for_volunteers, PERMISSIONS):
        feature, _, function = endpoint.partition(".")
        names = _shown(app.view_functions[endpoint]) | {SAME_PAGE.get(endpoint, f"{feature}/{function}.html")}
        found |= {name for name in names if (FOLDER / name).exists()}
    return found


def _with_parts(names: set[str]) -> set[str]:
    """Templates with everything they extend, include or import."""
    todo, found = list(names), set(names)
    while todo:
        tree = Environment(autoescape=True, extensions=["jinja2.ext.do", "jinja2.ext.i18n"]).parse(
            (FOLDER / todo.pop()).read_text(encoding="utf-8")
        )
        fresh = {name for name in meta.find_referenced_templates(tree) if name} - found
        found |= fresh
        todo += sorted(fresh)
    return found


def texts_of(path: Path) -> Iterator[str]:
    """Every text of a template that goes through gettext."""
    for _, message, _, _ in extract_from_file("jinja2.ext:babel_extract", path, keywords=DEFAULT_KEYWORDS):
        yield message if isinstance(message, str) else message[0]


@cache
def catalogue(language: str) -> frozenset[str]:
    """The texts that have a translation."""
    with (ROOT / f"translations/{language}/LC_MESSAGES/messages.po").open("rb") as file:
        return frozenset(
            message.id if isinstance(message.id, str) else message.id[0]
            for message in read_po(file)
            if message.id and all(message.string if isinstance(message.string, tuple | list) else [message.string])
        )


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_for_volunteers_is_translated(app: Flask, language: str) -> None:
    """No page changes into German in the middle."""
    missing = {
        name: lacking
        for name in sorted(_with_parts(read_by_volunteers(app)))
        if (lacking := sorted(set(texts_of(FOLDER / name)) - catalogue(language)))
    }
    assert missing == {}


def test_a_missing_text_is_noticed() -> None:
    """The negative control: the texts are found, and a text that nobody translated is not in the catalogue."""
    assert "Suchen und filtern" in set(texts_of(FOLDER / "macros/table.html"))
    assert "Das hat niemand übersetzt" not in catalogue("en")
