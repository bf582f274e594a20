"""Our sources as house tests read them: files, syntax trees, templates."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("lotsen", "matching", "network")


@cache
def python_files(*folders: str) -> list[Path]:
    """Every Python file below the folders."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def product() -> list[Path]:
    """What is delivered."""
    return python_files(*PRODUCT)


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def name_of(path: Path) -> str:
    """How a file is called in a finding."""
    return path.relative_to(ROOT).as_posix()


@cache
def templates() -> dict[str, str]:
    """Every page, part and mail by the name that Jinja knows it by."""
    folder = ROOT / "templates"
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
