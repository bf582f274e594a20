"""The answers of the commands as plain values; `answer_schema` says what they hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np

from network.actors import KINDS, STAFF
from network.acts import Costs, Plan, best_acts
from network.candidates import possible_acts
from network.collaboration import collaboration
from network.coverage import coverage
from network.files.records import as_plain
from network.gaps import gaps
from network.introductions import missing_ties, organisation_graph
from network.measures import (
    betweenness,
    communities,
    components,
    constraint,
    core_numbers,
    density,
    effective_size,
    ei_index,
    isolates_by_kind,
    losses,
    mixing_matrix,
    reciprocity,
    strangers_tied,
    two_step_reach,
    volunteers_near_paid,
)
from network.measures.between import LARGEST_EXACT
from network.snapshot import Snapshot
from network.supply import supply_lines, volunteers_for
from network.table import municipality_rows, rows, tie_rows
from network.whatif import Scenario, between, desk, difference

Plain = dict[str, Any]


def measures(snapshot: Snapshot) -> Plain:
    """Everything that can be said about the whole, and a row for every node."""
    graph = snapshot.graph
    breaks = losses(graph)
    return as_plain_dict(
        {
            "on": snapshot.on,
            "density": density(graph),
            "component_sizes": [len(part) for part in components(graph)],
            "isolates_by_kind": isolates_by_kind(graph),
            "articulation_losses": breaks.nodes,
            "bridge_count": len(breaks.bridges),
            "local_bridge_count": strangers_tied(graph),
            "ei_index": ei_index(graph),
            "mixing": [{"pair": pair, "tie_count": count} for pair, count in mixing_matrix(graph).items()],
            "reciprocity": reciprocity(graph),
            "volunteers_near_paid": volunteers_near_paid(graph),
            "communities": [
                {"name": one.name, "municipality": one.municipality, "size": len(one.members)}
                for one in communities(graph)
            ],
            "nodes": _nodes(snapshot),
        }
    )


def _nodes(snapshot: Snapshot) -> list[Plain]:
    """One row for every node, by id; no order of merit."""
    graph = snapshot.graph
    columns: dict[str, Any] = {
        "degree": dict(graph.degree),
        "core": core_numbers(graph),
        "two_step_reach": two_step_reach(graph),
        "constraint": constraint(graph),
        "effective_size": effective_size(graph),
        "cut_off_count": losses(graph).nodes,
    }
    if len(graph) <= LARGEST_EXACT:
        columns["betweenness"] = betweenness(graph)
    return [{"id": node, **{name: _rounded(values.get(node, 0)) for name, values in columns.items()}} for node in graph]


def _rounded(value: Any) -> Any:
    return round(value, 12) if isinstance(value, float) and not np.isnan(value) else value


def tables(snapshot: Snapshot) -> Plain:
    """The rows behind the pictures: municipalities, nodes and ties, and how many there are."""
    graph, found = snapshot.graph, rows(snapshot.graph)
    return as_plain_dict(
        {
            "on": snapshot.on,
            "counts": {
                **{kind: sum(row.kind == kind for row in found) for kind in KINDS},
                "paid_staff": sum(row.kind == STAFF and row.paid for row in found),
                "ties": graph.number_of_edges(),
                "isolated": sum(row.is_isolated for row in found),
            },
            "municipalities": municipality_rows(graph, snapshot.places),
            "nodes": found,
            "ties": tie_rows(graph),
        }
    )


def found_gaps(snapshot: Snapshot, rules: Iterable[str] | None = None) -> Plain:
    """All findings, and who should meet: of everybody, and of organisations with their staff as one."""
    return as_plain_dict(
        {
            "on": snapshot.on,
            "gaps": [{"key": finding.key, **as_plain(finding)} for finding in gaps(snapshot, rules)],
            "introductions": missing_ties(snapshot.graph),
            "organisation_introductions": missing_ties(organisation_graph(snapshot)),
        }
    )


def scenario(snapshot: Snapshot, asked: Scenario) -> Plain:
    """What changes in a scenario, and what lies on the desks of those of the staff who leave."""
    found, known = difference(snapshot, asked), snapshot.actors_by_id
    desks = [
        desk(snapshot, one, also_gone=asked.removed)
        for one in asked.removed
        if one in known and known[one].kind == STAFF
    ]
    return as_plain_dict({"on": snapshot.on, "removed": asked.removed, "desks": desks, **as_plain(found)})


def supplied(
    snapshot: Snapshot, *, language: str | None = None, need: str | None = None, municipality: str | None = None
) -> Plain:
    """Supply and demand by language, by need or by municipality, and who reaches a single cell."""
    found = coverage(snapshot)
    lines = supply_lines(found, language=language, need=need, municipality=municipality)
    told: Plain = {"on": snapshot.on, "covered_one": found.share(1), "covered_two": found.share(2), "lines": lines}
    if language and need and municipality:
        told["volunteers"] = volunteers_for(found, municipality, language, need)
    return as_plain_dict(told)


def worked_together(snapshot: Snapshot) -> Plain:
    """Paid and voluntary side together."""
    found = collaboration(snapshot)
    matrix = [{"pair": pair, "tie_count": count} for pair, count in found.matrix.items()]
    return as_plain_dict({"on": snapshot.on, **as_plain(replace(found, matrix={})), "matrix": matrix})


def changed(snapshot: Snapshot, since: date) -> Plain:
    """What is different from an earlier day."""
    return as_plain_dict({"on": snapshot.on, "since": since, **as_plain(between(snapshot.at(since), snapshot))})


def covered(
    snapshot: Snapshot,
    *,
    count: int = 5,
    budget: float | None = None,
    people: int = 1,
    costs: Costs | None = None,
) -> Plain:
    """Supply and demand, and the acts that would help most."""
    found = coverage(snapshot)
    possible = possible_acts(found, people=people, costs=costs)
    plan = best_acts(found, possible, count=count, budget=budget, people=people)
    return as_plain_dict(
        {
            "on": snapshot.on,
            "assumptions": found.assumptions,
            "covered_one": found.share(1),
            "covered_two": found.share(2),
            "gap_one": found.gap(1),
            "gap_two": found.gap(2),
            "municipalities": [
                {
                    "municipality": ags,
                    "band": area.band,
                    **as_plain(area),
                    "bus_factor": found.bus_factor(ags),
                }
                for ags, area in found.areas().items()
            ],
            "cells": found.cells(),
            "plan": _plan(plan),
        }
    )


def _plan(plan: Plan) -> Plain:
    return {**as_plain(plan), "proven_share": plan.proven_share}


def as_plain_dict(values: Plain) -> Plain:
    """Plain values of a mapping."""
    found = as_plain(values)
    assert isinstance(found, dict)
    return found
