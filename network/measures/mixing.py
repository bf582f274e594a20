"""Whether paid and voluntary side mix, who works with whom, and who answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from network.actors import Actor
from network.measures.matrix import neighbours
from network.snapshot import Graph, actor_of
from network.ties import Tie


@dataclass(frozen=True)
class Mixing:
    """The E-I index, and what chance alone would give.

    `value` is (E - I) / (E + I) with E ties between paid and voluntary and I ties
    within one side: -1 all among themselves, +1 all across. `expected`, `low` and
    `high` (5 and 95 %) come from shuffling the labels within each municipality.
    None without any tie.
    """

    value: float | None
    expected: float | None
    low: float | None
    high: float | None
    edge_count: int

    @property
    def is_more_mixed_than_chance(self) -> bool:
        """Does the network mix more than 95 % of the shuffled ones?"""
        return self.value is not None and self.high is not None and self.value > self.high


def ei_index(graph: Graph, *, permutations: int = 199, seed: int = 7) -> Mixing:
    """Whether paid and voluntary side work with each other more than chance would have it.

    The E-I index (Krackhardt and Stern 1988) is (E - I) / (E + I) with E ties across
    and I ties within one side. The raw number depends on the sizes of the groups:
    -0.29 looks closed, but is open if chance would give -0.58. So it comes with its
    expectation from shuffled labels, and is never shown alone. By hand: two ties
    across and one within are (2 - 1) / 3.

    >>> from datetime import date
    >>> from network.actors import Actor
    >>> from network.snapshot import build
    >>> people = [Actor(one, "staff" if one in "ad" else "volunteer", "1", paid=one in "ad") for one in "abcd"]
    >>> ties = [Tie(*pair, "tandem") for pair in ("ab", "bc", "cd")]
    >>> round(ei_index(build(people, ties, on=date(2026, 1, 1))).value, 3)
    0.333
    """
    ends = neighbours(graph).ends
    if not len(ends):
        return Mixing(None, None, None, None, 0)
    paid = np.array([actor_of(graph, node).paid for node in graph], dtype=bool)
    home = np.unique([actor_of(graph, node).municipality or "" for node in graph], return_inverse=True)[1]
    order = np.argsort(home, kind="stable")
    chance = np.random.default_rng(seed)
    shuffled = np.empty(permutations)
    for index in range(permutations):
        labels = np.empty_like(paid)
        labels[np.lexsort((chance.random(len(paid)), home))] = paid[order]
        shuffled[index] = _ei(labels, ends)
    if not permutations:
        return Mixing(_ei(paid, ends), None, None, None, len(ends))
    low, high = np.quantile(shuffled, (0.05, 0.95)).tolist()
    return Mixing(_ei(paid, ends), float(shuffled.mean()), low, high, len(ends))


def _ei(labels: np.ndarray, ends: np.ndarray) -> float:
    return float(2 * np.mean(labels[ends[:, 0]] != labels[ends[:, 1]]) - 1)


def side(actor: Actor) -> str:
    """The group of an actor in the collaboration matrix: staff, volunteer, or kind of organisation."""
    return actor.organisation_kind or actor.kind if actor.kind == "organisation" else actor.kind


def mixing_matrix(graph: Graph, group: Callable[[Actor], str] = side) -> dict[tuple[str, str], int]:
    """Who works with whom: number of ties for every pair of groups.

    A tie between groups a and b counts once, under the pair in alphabetical order
    (the mixing matrix of Newman 2003, folded along its diagonal). Pairs without a
    tie are left out.

    >>> from datetime import date
    >>> from network.snapshot import build
    >>> people = [Actor(one, "staff" if one == "s" else "volunteer", "1", paid=one == "s") for one in "svw"]
    >>> mixing_matrix(build(people, [Tie("s", "v", "tandem"), Tie("v", "w", "tandem")], on=date(2026, 1, 1)))
    {('staff', 'volunteer'): 1, ('volunteer', 'volunteer'): 1}
    """
    found: Counter[tuple[str, str]] = Counter()
    for source, target in graph.edges:
        a, b = sorted((group(actor_of(graph, source)), group(actor_of(graph, target))))
        found[(a, b)] += 1
    return dict(sorted(found.items()))


def reciprocity(graph: Graph) -> float | None:
    """How often the other side answers: share of directed pairs that go both ways; None without any.

    Mutual pairs over pairs with a directed tie (the dyads of Wasserman and Faust
    1994). The other side answers by a directed tie back or by one that belongs to
    both. Below, b refers back to a, c does not refer back to b.

    >>> from datetime import date
    >>> from network.snapshot import build
    >>> people = [Actor(one, "staff", "1", paid=True) for one in "abc"]
    >>> ties = [Tie(*pair, "referral", directed=True) for pair in ("ab", "ba", "bc")]
    >>> reciprocity(build(people, ties, on=date(2026, 1, 1)))
    0.5
    """
    pairs = [edge.get("ties", ()) for _, _, edge in graph.edges(data=True)]
    directed = [ties for ties in pairs if any(tie.directed for tie in ties)]
    return sum(map(_is_answered, directed)) / len(directed) if directed else None


def _is_answered(ties: tuple[Tie, ...]) -> bool:
    if any(not tie.directed for tie in ties):
        return True
    return len({tie.source for tie in ties}) > 1
