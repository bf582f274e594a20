"""The scene that rooms of the network play in, with results as new as it."""

import pytest

from tests.lotsen.gaps.scene import Scene, scene


@pytest.fixture
def played(here: str) -> Scene:
    """The scene, with results as new as it."""
    return scene()
