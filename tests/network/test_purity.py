"""The library stands alone: it loads no product, no web framework, no database, and no name of a person."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import fields

from network import Actor, HelpRequest, Tie

FOREIGN = {"lotsen", "matching", "flask", "sqlalchemy", "werkzeug"}


def loaded_after(statement: str) -> set[str]:
    """Top names of all modules that a fresh interpreter holds after a statement."""
    code = f"{statement}; import sys; print(*{{name.split('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_nothing_foreign_is_loaded() -> None:
    """Importing the library and its command line loads neither product nor framework."""
    assert not loaded_after("import network.__main__") & FOREIGN


def test_the_guard_sees_foreign_modules() -> None:
    """Negative control: with Flask imported the guard would speak."""
    assert loaded_after("import network.__main__, flask") & FOREIGN


def test_records_hold_no_contact() -> None:
    """No field could carry a name, an address, a mail or a telephone number; label is for display only."""
    names = {field.name for kind in (Actor, Tie, HelpRequest) for field in fields(kind)}
    assert not names & {"name", "first_name", "last_name", "address", "mail", "email", "phone", "contact", "birth_date"}
