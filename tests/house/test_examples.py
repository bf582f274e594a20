"""The examples in our docstrings run and say what they say."""

import doctest
from importlib import import_module
from pathlib import Path

import pytest

from tests.house.sources import name_of, product

WITH_EXAMPLES = [path for path in product() if ">>> " in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize("path", WITH_EXAMPLES, ids=name_of)
def test_examples_of_a_module_hold(path: Path) -> None:
    """As a reader would try them."""
    module = import_module(name_of(path).removesuffix("/__init__.py").removesuffix(".py").replace("/", "."))
    options = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
    result = doctest.testmod(module, optionflags=options)
    assert result.attempted > 0
    assert result.failed == 0
