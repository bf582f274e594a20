"""What if somebody leaves, joins, learns something or is introduced: the difference against today."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields, replace
from functools import cached_property

import networkx as nx

from network.actors import VOLUNTEER, Actor
from network.coverage import coverage
from network.demand import Assumptions
from network.files.records import UnreadableRecord, as_plain, from_plain
from network.finding import Finding
from network.gaps import gaps
from network.measures.cohesion import density
from network.snapshot import Graph, Snapshot, UnknownActor
from network.ties import Tie


@dataclass(frozen=True)
class Training:
    """A volunteer learns to help with a further need."""

    volunteer: str
    need: str


@dataclass(frozen=True)
class Scenario:
    """Changes that have not happened; an earlier scenario is never altered, so undo is free.

    >>> one = Scenario().without("s1")
    >>> two = one.without("s2")
    >>> two.removed, one.removed, two.undone() == one
    (('s1', 's2'), ('s1',), True)
    """

    removed: tuple[str, ...] = ()
    removed_ties: tuple[tuple[str, str], ...] = ()
    added: tuple[Actor, ...] = ()
    added_ties: tuple[Tie, ...] = ()
    trainings: tuple[Training, ...] = ()
    before: Scenario | None = None

    def without(self, actor: str) -> Scenario:
        """Somebody leaves, with all their ties."""
        return replace(self, removed=(*self.removed, actor), before=self)

    def without_tie(self, source: str, target: str) -> Scenario:
        """Two no longer work together."""
        return replace(self, removed_ties=(*self.removed_ties, (source, target)), before=self)

    def with_actor(self, actor: Actor) -> Scenario:
        """Somebody joins."""
        return replace(self, added=(*self.added, actor), before=self)

    def with_tie(self, tie: Tie) -> Scenario:
        """Two are introduced."""
        return replace(self, added_ties=(*self.added_ties, tie), before=self)

    def with_training(self, volunteer: str, need: str) -> Scenario:
        """A volunteer learns something."""
        return replace(self, trainings=(*self.trainings, Training(volunteer, need)), before=self)

    def undone(self) -> Scenario:
        """The scenario before the last change; an empty one stays empty."""
        return self.before or Scenario()


def saved(scenario: Scenario) -> str:
    """A scenario as text, to keep it or to share it by link; the way there is not kept.

    >>> loaded(saved(Scenario().without("s1"))).removed
    ('s1',)
    """
    values = {key: value for key, value in as_plain(replace(scenario, before=None)).items() if value}
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def loaded(text: str) -> Scenario:
    """A scenario from text; raises ValueError (UnreadableRecord for a wrong field)."""
    values = json.loads(text)
    if not isinstance(values, dict):
        raise UnreadableRecord("A scenario is one object")
    pairs = tuple((str(one[0]), str(one[1])) for one in values.pop("removed_ties", ()))
    values.pop("before", None)
    own = [field.name for field in fields(Scenario)]
    if foreign := sorted(set(values) - set(own)):
        raise UnreadableRecord(f"unknown {foreign[0]!r}; a scenario has {', '.join(own[:-1])}")
    return replace(from_plain(Scenario, values), removed_ties=pairs)


@dataclass(frozen=True)
class State:
    """The numbers that are compared."""

    node_count: int
    tie_count: int
    component_count: int
    largest_component: int
    isolated_count: int
    density: float | None
    covered_one: float | None
    covered_two: float | None
    unmet_demand: float


@dataclass(frozen=True)
class Difference:
    """Before, after, and what changed: gaps that open or close, people who end up alone or apart."""

    before: State
    after: State
    opened: tuple[str, ...]
    closed: tuple[str, ...]
    newly_alone: tuple[str, ...]
    cut_off: tuple[str, ...]

    @property
    def unmet_change(self) -> float:
        """Requests in the horizon that nobody can meet any more (or again, if negative)."""
        return self.after.unmet_demand - self.before.unmet_demand


def applied(snapshot: Snapshot, scenario: Scenario) -> Snapshot:
    """The records as they would be; raises UnknownActor for ids that do not exist."""
    _check(snapshot, scenario)
    gone = set(scenario.removed)
    cut = {frozenset(pair) for pair in scenario.removed_ties}
    left = snapshot.without(gone, cut)
    if not (scenario.added or scenario.added_ties or scenario.trainings):
        return left
    learnt: dict[str, tuple[str, ...]] = {}
    for training in scenario.trainings:
        learnt[training.volunteer] = (*learnt.get(training.volunteer, ()), training.need)
    actors = tuple(
        replace(actor, needs=tuple(dict.fromkeys((*actor.needs, *learnt.get(actor.id, ())))))
        for actor in (*left.actors, *(one for one in scenario.added if one.id not in gone))
    )
    added = (tie for tie in scenario.added_ties if not gone & {*tie.pair} and frozenset(tie.pair) not in cut)
    return replace(left, actors=actors, ties=(*left.ties, *added))


def _check(snapshot: Snapshot, scenario: Scenario) -> None:
    known = {actor.id for actor in (*snapshot.actors, *scenario.added)}
    asked = [*scenario.removed, *(end for pair in scenario.removed_ties for end in pair)]
    asked += [one.volunteer for one in scenario.trainings]
    for one in asked:
        if one not in known:
            raise UnknownActor(f"There is no actor {one!r}")


@dataclass(frozen=True)
class Assessment:
    """What a snapshot amounts to: all that is compared with another one."""

    state: State
    gaps: tuple[Finding, ...]
    alone: tuple[str, ...]
    largest: tuple[str, ...]

    @cached_property
    def gaps_by_key(self) -> dict[str, Finding]:
        """Every gap under its key, gravest first."""
        return {finding.key: finding for finding in self.gaps}


def assess(snapshot: Snapshot, assumptions: Assumptions | None = None) -> Assessment:
    """Numbers, gaps, who is alone and who belongs to the largest part: the dear half of every comparison.

    >>> from datetime import date
    >>> assess(Snapshot(on=date(2026, 6, 30), actors=(Actor("s", "staff", None, paid=True),))).alone
    ('s',)
    """
    graph = snapshot.graph
    return Assessment(
        state(snapshot, assumptions),
        tuple(gaps(snapshot)),
        tuple(sorted(nx.isolates(graph))),
        tuple(sorted(_largest(graph))),
    )


def _largest(graph: Graph) -> set[str]:
    return max(nx.connected_components(graph), key=len, default=set())


def difference(snapshot: Snapshot, scenario: Scenario, *, assumptions: Assumptions | None = None) -> Difference:
    """What a scenario changes against today."""
    return between(snapshot, applied(snapshot, scenario), assumptions=assumptions)


def between(before: Snapshot, after: Snapshot, *, assumptions: Assumptions | None = None) -> Difference:
    """What changed between two snapshots, for example since last month: `between(now.at(then), now)`."""
    return changed(assess(before, assumptions), assess(after, assumptions), after.graph)


def changed(before: Assessment, after: Assessment, graph: Graph) -> Difference:
    """What changed between two assessed snapshots, with the graph afterwards.

    Cut off is who no longer hangs together with most of the part that was the
    largest before; whoever has left is not.
    """
    old, new = set(before.gaps_by_key), set(after.gaps_by_key)
    return Difference(
        before.state,
        after.state,
        tuple(sorted(new - old)),
        tuple(sorted(old - new)),
        tuple(sorted(set(after.alone) - set(before.alone))),
        tuple(sorted(_apart(before.largest, graph))),
    )


def _apart(together: Collection[str], graph: Graph) -> set[str]:
    """Those of a part who are not in the biggest piece that is left of it; of two as big, the first by id stays.

    >>> _apart("abc", nx.Graph([("a", "x"), ("x", "b"), ("c", "y"), ("y", "z"), ("z", "w")]))
    {'c'}
    """
    left = {key for key in together if key in graph}
    pieces = (sorted(left.intersection(part)) for part in nx.connected_components(graph))
    return left.difference(*sorted(pieces, key=lambda piece: (-len(piece), piece))[:1])


@dataclass(frozen=True)
class Desk:
    """What lies with somebody: open requests, volunteers who know this contact, and who stands in."""

    id: str
    open_count: int
    volunteer_count: int
    deputy: str | None


def desk(snapshot: Snapshot, actor: str, *, also_gone: Collection[str] = ()) -> Desk:
    """What would be left behind if somebody left; KeyError for somebody who is not in the network on that day.

    Nobody stands in who has left, or leaves as well.

    >>> from datetime import date
    >>> two = Actor("s", "staff", None, paid=True, deputy="t"), Actor("t", "staff", None, paid=True)
    >>> shot = Snapshot(on=date(2026, 6, 30), actors=two)
    >>> desk(shot, "s").deputy, desk(shot, "s", also_gone="t").deputy
    ('t', None)
    """
    known = snapshot.actors_by_id
    volunteers = sum(known[other].kind == VOLUNTEER for other in snapshot.near[actor])
    waiting = sum(request.staff == actor for request in snapshot.open_requests)
    deputy = known[actor].deputy
    stands_in = deputy in known and deputy not in also_gone
    return Desk(actor, waiting, volunteers, deputy if stands_in else None)


def state(snapshot: Snapshot, assumptions: Assumptions | None = None) -> State:
    """The numbers of one snapshot."""
    graph = snapshot.graph
    parts = [len(part) for part in nx.connected_components(graph)]
    found = coverage(snapshot, assumptions)
    return State(
        len(graph),
        graph.number_of_edges(),
        len(parts),
        max(parts, default=0),
        nx.number_of_isolates(graph),
        density(graph).density,
        found.share(1),
        found.share(2),
        found.gap(1),
    )


def compared(snapshot: Snapshot, scenarios: Iterable[Scenario]) -> list[Difference]:
    """Several scenarios beside each other, each against today."""
    return [difference(snapshot, scenario) for scenario in scenarios]
