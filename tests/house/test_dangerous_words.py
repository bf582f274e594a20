"""What may stand in our sources only where a reason is written: raw HTML, raw SQL, code from outside."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.sources import PRODUCT, name_of, product, tree

#: file -> what it may, and why.
ALLOWED = {
    "lotsen/forms.py": {"Markup": "widgets of WTForms escape what they render"},
    "lotsen/sign_ups/summary.py": {"Markup": "joins escaped lines"},
    "lotsen/ties/sight.py": {"Markup": "network/pictures/svg.py escapes every text of the picture"},
    "lotsen/consents/service.py": {"Markup": "our own texts, from templates"},
    "lotsen/accounts/codes.py": {"Markup": "squares, drawn by segno"},
    "lotsen/imports/reading.py": {"subprocess": "lists are parsed in a process with limits"},
    "lotsen/clock.py": {"now": "the one clock"},
    "network/files/reading.py": {"today": "a default of the shell command"},
}
DANGEROUS_NAMES = {"Markup", "eval", "exec", "compile", "__import__"}
DANGEROUS_MODULES = {"pickle", "marshal", "shelve", "subprocess", "dill", "telnetlib"}
ROOM_OF_TEXT = "models.py"  # text() in a partial index or a constraint is no query


def findings(source: ast.Module, file: str) -> Iterator[str]:
    """Every dangerous word of a file."""
    for node in ast.walk(source):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names if alias.name.partition(".")[0] in DANGEROUS_MODULES)
            case ast.ImportFrom(module=str(module)) if module.partition(".")[0] in DANGEROUS_MODULES:
                yield module
            case ast.Call(func=func):
                yield from _call(func, file)


def _call(func: ast.expr, file: str) -> Iterator[str]:
    if isinstance(func, ast.Name):
        if func.id in DANGEROUS_NAMES:
            yield func.id
        if func.id == "text" and file.startswith("lotsen/") and not file.endswith(ROOM_OF_TEXT):
            yield "text("
    elif isinstance(func, ast.Attribute):
        owner = ast.unparse(func.value)
        if func.attr == "get" and (owner.endswith("query") or owner in {"db.session", "db.session()"}):
            yield f"{owner}.get"  # looks into the identity map, past the region
        if func.attr in {"now", "utcnow", "today"} and owner.split(".")[-1] in {"datetime", "date"}:
            yield func.attr
        if func.attr in {"exec_driver_sql", "text"} and owner.split(".")[-1] in {"session", "sa", "sqlalchemy", "db"}:
            yield func.attr


@pytest.mark.parametrize("path", product(), ids=name_of)
def test_a_file_uses_nothing_dangerous_without_a_reason(path: Path) -> None:
    """Escaping is Jinja's, queries are the ORM's, time is the clock's."""
    file = name_of(path)
    assert set(findings(tree(path), file)) <= set(ALLOWED.get(file, {}))


def test_no_permission_outlives_its_reason() -> None:
    """What is allowed above is really used."""
    used = {name_of(path): set(findings(tree(path), name_of(path))) for path in product()}
    assert {file for file, words in ALLOWED.items() if not set(words) <= used[file]} == set()


@pytest.mark.parametrize(
    "line",
    [
        "Markup(name)", "eval(name)", "exec(name)", "import pickle", "from subprocess import run",
        "text('SELECT 1')", "db.session.get(Volunteer, key)", "Volunteer.query.get(key)",
        "datetime.now()", "dt.date.today()", "sa.text('SELECT 1')",
    ],
)  # fmt: skip
def test_each_dangerous_line_is_noticed(line: str) -> None:
    """The negative control, one line each."""
    assert list(findings(ast.parse(line), f"{PRODUCT[0]}/somewhere.py"))
