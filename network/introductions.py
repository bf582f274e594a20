"""Who should meet: missing ties that would close most open triangles."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from network.actors import ORGANISATION
from network.measures.brokers import ties_among_contacts
from network.measures.matrix import adjacency, neighbours
from network.snapshot import Graph, Snapshot, actor_of, build
from network.ties import Tie


@dataclass(frozen=True)
class Introduction:
    """A missing tie: both ends, how many acquaintances they share, and who those are.

    `baseline` is what a pair drawn by chance would close; a proposal that does
    not beat it is worth nothing.
    """

    source: str
    target: str
    shared_count: int
    shared: tuple[str, ...]
    baseline: float
    crosses_sides: bool


def random_baseline(graph: Graph) -> float:
    """Open triangles that a missing tie closes on average: open two-paths over missing ties.

    >>> import networkx as nx
    >>> random_baseline(nx.path_graph(["a", "b", "c", "d"]))
    0.6666666666666666
    """
    n, m = graph.number_of_nodes(), graph.number_of_edges()
    missing = n * (n - 1) / 2 - m
    if missing <= 0:
        return 0.0
    near = neighbours(graph)
    paths = float((near.degree * (near.degree - 1) / 2).sum())
    return (paths - float(ties_among_contacts(near).sum())) / missing


def missing_ties(graph: Graph, *, limit: int = 20, kinds: tuple[str, str] | None = None) -> list[Introduction]:
    """Who should meet: pairs without a tie, ranked by the open triangles that one would close.

    A pair closes as many as it has acquaintances in common (the common neighbours
    of Liben-Nowell and Kleinberg 2007); the baseline is what a pair drawn by chance
    would close. `kinds` asks for pairs of two kinds, for example ("organisation",
    "organisation"). In a square both pairs across share two acquaintances:

    >>> import networkx as nx
    >>> from datetime import date
    >>> from network.actors import Actor
    >>> from network.snapshot import build
    >>> from network.ties import Tie
    >>> people = [Actor(one, "staff", "1", paid=True) for one in "abcd"]
    >>> square = [Tie(*pair, "tandem") for pair in ("ab", "bc", "cd", "da")]
    >>> graph = build(people, square, on=date(2026, 1, 1))
    >>> [(one.source, one.target, one.shared_count) for one in missing_ties(graph)]
    [('a', 'c', 2), ('b', 'd', 2)]
    """
    names = list(graph)
    rows, columns, counts = _open_pairs(graph)
    if kinds is not None:
        kind = np.array([actor_of(graph, node).kind for node in names])
        a, b = kind[rows], kind[columns]
        keep = ((a == kinds[0]) & (b == kinds[1])) | ((a == kinds[1]) & (b == kinds[0]))
        rows, columns, counts = rows[keep], columns[keep], counts[keep]
    order = np.lexsort((columns, rows, -counts))[:limit]
    baseline = random_baseline(graph)
    return [_introduction(graph, names[rows[i]], names[columns[i]], baseline) for i in order]


def organisation_graph(snapshot: Snapshot) -> Graph:
    """Organisations alone: what a person of the staff does, the organisation does.

    So two organisations know each other if anybody of theirs does; membership is
    no tie of an organisation with itself.

    >>> from datetime import date
    >>> from network.actors import Actor
    >>> bodies = [Actor(one, "organisation", "1", paid=True) for one in ("o", "p")]
    >>> worker = Actor("s", "staff", "1", paid=True, organisation="o")
    >>> shot = Snapshot(on=date(2026, 1, 1), actors=(*bodies, worker), ties=(Tie("s", "p", "runder_tisch"),))
    >>> list(organisation_graph(shot).edges)
    [('o', 'p')]
    """
    home = {node: body for body, nodes in snapshot.staff_of.items() for node in nodes}  # who has left knows nobody
    bodies = [one for one in snapshot.active_actors if one.kind == ORGANISATION]
    ids = {one.id for one in bodies}
    ties = []
    for tie in snapshot.ties:
        source, target = home.get(tie.source, tie.source), home.get(tie.target, tie.target)
        if source != target and source in ids and target in ids and tie.kind != "membership":
            ties.append(Tie(source, target, tie.kind, tie.since, tie.last_contact, until=tie.until))
    return build(bodies, ties, on=snapshot.on, half_life_days=snapshot.half_life_days, window_days=snapshot.window_days)


def _open_pairs(graph: Graph) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Pairs at distance two with the number of their common neighbours."""
    near = adjacency(graph)
    square = (near @ near).tocoo()
    pairs = square.row < square.col
    rows, columns, counts = square.row[pairs], square.col[pairs], square.data[pairs]
    width = max(graph.number_of_nodes(), 1)
    edges = near.tocoo()
    tied = np.isin(rows.astype(np.int64) * width + columns, edges.row.astype(np.int64) * width + edges.col)
    return rows[~tied], columns[~tied], counts[~tied]


def _introduction(graph: Graph, source: str, target: str, baseline: float) -> Introduction:
    shared = tuple(sorted(set(graph[source]) & set(graph[target])))
    crosses = actor_of(graph, source).paid != actor_of(graph, target).paid
    return Introduction(source, target, len(shared), shared, round(baseline, 6), crosses)
