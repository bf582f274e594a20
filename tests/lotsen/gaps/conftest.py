"""The region that most tests of gaps play in."""

import pytest

from tests.lotsen.gaps.scene import Scene, scene


@pytest.fixture
def played(here: str) -> Scene:
    """The scene."""
    return scene()
