"""One word per thing: the glossary's never-words are in no identifier, and everything says what it is."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.sources import name_of, product, python_files, tree

NEVER = {
    "tenant", "client", "org", "city", "mentor", "mentee", "user", "agent", "worker", "manager", "admin",
    "refugee", "migrant", "ticket", "topic", "category", "match", "shift", "agency", "partner", "deficit",
    "background", "ttl", "applicant", "customer", "beneficiary", "tutor", "helper",
}  # fmt: skip
NEVER_A_FILE = {"utils", "util", "helper", "helpers", "common", "misc", "manager", "base", "tools", "stuff"}
#: Names that somebody else gave, or that say something else here.
NOT_OURS = {
    "login_manager": "Flask-Login's object",
    "helper_group": "the Helferkreis that a volunteer named",
    "agent": "what a browser says it is",
    "shift_x": "of coordinates",
    "shift_y": "of coordinates",
}
OF_ROLES = re.compile(r"case_managers?|region_admin|first_admin|CaseManagers?|RegionAdmin")
PUBLIC_ENDINGS = ("routes.py", "service.py")


def identifiers(source: ast.Module) -> Iterator[str]:
    """Every name that a file gives to something."""
    for node in ast.walk(source):
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.arg(arg=name):
                yield name
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                yield name


def never_words(source: ast.Module) -> set[str]:
    """Identifiers with a word that the glossary forbids."""
    return {name for name in identifiers(source) if name not in NOT_OURS and _words(name) & NEVER}


def _words(name: str) -> set[str]:
    name = OF_ROLES.sub("", name)
    words = {word.lower() for word in re.findall(r"[a-z]+|[A-Z][a-z]*", name)}
    return words | {word.removesuffix("s") for word in words}


@pytest.mark.parametrize("path", product(), ids=name_of)
def test_a_file_speaks_the_words_of_the_glossary(path: Path) -> None:
    """Also in its own name."""
    assert never_words(tree(path)) == set()
    assert path.stem not in NEVER | NEVER_A_FILE


@pytest.mark.parametrize("name", ["user_id", "Tenant", "ticket_count", "case_manager_of_user", "TopicForm", "match"])
def test_a_never_word_is_noticed(name: str) -> None:
    """The negative control."""
    assert never_words(ast.parse(f"def {name}(): ...")) == {name}


def unsaid(path: Path) -> list[str]:
    """Modules, routes, services and tests without a sentence that says what they are."""
    source, file = tree(path), name_of(path)
    found = [file] if source.body and not ast.get_docstring(source) else []
    is_told = file.endswith(PUBLIC_ENDINGS) or file.startswith(("matching/", "network/")) or "/test_" in file
    for node in source.body:
        is_public = isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
        is_public = is_public and ("/test_" not in file or node.name.startswith("test_"))
        if is_told and is_public and not ast.get_docstring(node):
            found.append(f"{file}:{node.name}")
    return found


@pytest.mark.parametrize("path", [*product(), *python_files("tests", "migrations")], ids=name_of)
def test_everything_says_what_it_is_in_a_sentence(path: Path) -> None:
    """Every module; every public function and class of routes, services, libraries and tests."""
    assert unsaid(path) == []


def test_silence_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: a route without a sentence."""
    monkeypatch.setattr("tests.house.sources.ROOT", tmp_path)
    silent = tmp_path / "routes.py"
    silent.write_text("def page(): ...\n", encoding="utf-8")
    assert unsaid(silent) == ["routes.py", "routes.py:page"]
