"""Every measure says what it means in a sentence, how it is defined, where it comes from, and shows an example."""

from __future__ import annotations

import inspect
import re

import pytest

from network import introductions, measures

MEASURES = [one for name in measures.__all__ if inspect.isfunction(one := getattr(measures, name))]


@pytest.mark.parametrize("measure", [*MEASURES, introductions.missing_ties], ids=lambda one: one.__name__)
def test_a_measure_explains_itself(measure: object) -> None:
    """First line: the meaning, one sentence. Then a definition, a source with its year, a worked example."""
    text = inspect.getdoc(measure) or ""
    first, _, rest = text.partition("\n\n")
    assert first.endswith(".")
    assert "\n" not in first
    assert re.search(r"\b(19|20)\d\d\b", text), "no source"
    explained, example, _ = rest.partition(">>>")
    assert example, "no example"
    assert len(explained.split()) >= 12, "no definition"


def test_there_are_measures() -> None:
    """Negative control: the list above is not empty, and an empty text would be found out."""
    assert len(MEASURES) >= 14
    with pytest.raises(AssertionError):
        test_a_measure_explains_itself(lambda: None)
