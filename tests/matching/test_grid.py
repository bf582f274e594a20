"""What a grid takes for equal: requests that are equal in the columns that a rule or a criterion names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from benchmarks.matching_people import made_up
from matching.grid import kinds
from matching.pairs import Pairs
from matching.rules import RULES
from matching.settings import Settings
from matching.value import CRITERIA

PROBLEM = made_up(12, 9)


class Watched:
    """The columns of requests, noting which of them are read."""

    def __init__(self) -> None:
        self.read: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        """Hand out a column."""
        self.read.add(name)
        return getattr(PROBLEM.asks, name)


def columns_read(judge: Callable[[Pairs, Settings], Any]) -> set[str]:
    """What a rule or criterion reads of the requests when it judges a grid."""
    watched, people = Watched(), PROBLEM.people
    judge(Pairs(people, watched, np.arange(12)[np.newaxis, :], np.arange(9)[:, np.newaxis]), PROBLEM.settings)
    return watched.read


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_reads_the_columns_that_it_names(rule: Any) -> None:
    """One more, and requests would be taken for equal that are not."""
    assert columns_read(rule.breaks) == set(rule.asks)


@pytest.mark.parametrize("criterion", CRITERIA, ids=lambda criterion: criterion.code)
def test_a_criterion_reads_the_columns_that_it_names(criterion: Any) -> None:
    """One more, and requests would get points of others."""
    assert columns_read(criterion.quality) == set(criterion.asks)


def test_kinds_are_equal_in_every_column() -> None:
    """The first of each kind stands for it, in the order of the people; without columns all are alike."""
    first, kind = kinds(np.array([1, 1, 2, 1]), np.array([[0.5, np.nan, 0.5, np.nan]]), count=4)
    assert (first.tolist(), kind.tolist()) == ([0, 1, 2], [0, 1, 2, 1])
    assert [part.tolist() for part in kinds(count=3)] == [[0], [0, 0, 0]]
