"""Who may import whom: the contracts of .importlinter, held in every test run."""

from pathlib import Path

import pytest
from importlinter.cli import EXIT_STATUS_ERROR, EXIT_STATUS_SUCCESS, lint_imports

from tests.house.sources import ROOT

WRONG = """
[importlinter]
root_packages =
    lotsen
    network
include_external_packages = True

[importlinter:contract:wrong]
name = A rule that the product breaks
type = forbidden
allow_indirect_imports = True
source_modules =
    lotsen.*.routes
forbidden_modules =
    flask
"""


@pytest.fixture(autouse=True)
def _at_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def test_imports_keep_to_the_contracts() -> None:
    """Pure packages stay pure, rows know no pages, pages compute nothing."""
    assert lint_imports(config_filename=".importlinter", no_cache=True) == EXIT_STATUS_SUCCESS


def test_a_broken_contract_is_noticed(tmp_path: Path) -> None:
    """The negative control: a rule that does not hold fails."""
    config = tmp_path / "wrong.importlinter"
    config.write_text(WRONG, encoding="utf-8")
    assert lint_imports(config_filename=str(config), no_cache=True) == EXIT_STATUS_ERROR
