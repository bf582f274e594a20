"""Files that several tests read."""

from __future__ import annotations

from pathlib import Path

import pytest

from network.files import exports
from tests.network.one_shot import SHOT


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The small network as JSON."""
    path = tmp_path / "netz.json"
    path.write_text(exports.to_json(SHOT), encoding="utf-8")
    return path
