"""What each command prints, as JSON Schema (2020-12)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from network.acts import Plan
from network.area import AreaCoverage
from network.collaboration import Collaboration
from network.coverage import CellRow
from network.demand import Assumptions
from network.files.schema import answer_object, answer_record, listed, schema_of
from network.finding import Finding
from network.gaps import RULES
from network.introductions import Introduction
from network.measures import Density, Mixing
from network.supply import SupplyLine
from network.table import MunicipalityRow, Row, TieRow
from network.whatif import Desk, Difference

DAY, TEXT, NUMBER, COUNT = (schema_of(kind) for kind in (date, str, float, int))
NUMBER_OR_NULL = schema_of(float | None)
MIXING = listed(answer_object(pair=schema_of(tuple[str, str]), tie_count=COUNT))
BANDS = ("quiet", "open", "partly", "single", "safe")


def answer_schema(command: str) -> dict[str, Any]:
    """The schema of the answer of one command; KeyError for a command without an answer in JSON.

    >>> sorted(answer_schema("gaps")["properties"])
    ['gaps', 'introductions', 'on', 'organisation_introductions']
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"What python -m network {command} prints",
        **ANSWERS[command],
    }


def _measures() -> dict[str, Any]:
    return answer_object(
        on=DAY,
        density=answer_record(Density),
        component_sizes=listed(COUNT),
        isolates_by_kind=schema_of(Mapping[str, int]),
        articulation_losses=schema_of(Mapping[str, float]),
        bridge_count=COUNT,
        local_bridge_count=COUNT,
        ei_index=answer_record(Mixing),
        mixing=MIXING,
        reciprocity=NUMBER_OR_NULL,
        volunteers_near_paid=NUMBER_OR_NULL,
        communities=listed(answer_object(name=TEXT, municipality=schema_of(str | None), size=COUNT)),
        nodes=listed(_node()),
    )


def _node() -> dict[str, Any]:
    """One row for each node; betweenness is left out where it would take minutes."""
    found = answer_object(
        id=TEXT,
        degree=COUNT,
        core=COUNT,
        two_step_reach=NUMBER,
        constraint=NUMBER_OR_NULL,
        effective_size=NUMBER_OR_NULL,
        cut_off_count=NUMBER,
        betweenness=NUMBER,
    )
    return {**found, "required": [name for name in found["required"] if name != "betweenness"]}


def _gaps() -> dict[str, Any]:
    finding = answer_record(Finding, key=TEXT)
    finding["properties"]["code"] = {**TEXT, "enum": list(RULES)}
    finding["properties"]["severity"] = {**NUMBER, "minimum": 0, "maximum": 1}
    meetings = listed(answer_record(Introduction))
    return answer_object(on=DAY, gaps=listed(finding), introductions=meetings, organisation_introductions=meetings)


def _coverage() -> dict[str, Any]:
    area = answer_record(
        AreaCoverage, municipality=TEXT, band={**TEXT, "enum": list(BANDS)}, bus_factor=schema_of(int | None)
    )
    return answer_object(
        on=DAY,
        assumptions=answer_record(Assumptions),
        covered_one=NUMBER_OR_NULL,
        covered_two=NUMBER_OR_NULL,
        gap_one=NUMBER,
        gap_two=NUMBER,
        municipalities=listed(area),
        cells=listed(answer_record(CellRow)),
        plan=answer_record(Plan, proven_share=NUMBER),
    )


def _rows() -> dict[str, Any]:
    return answer_object(
        on=DAY,
        counts=schema_of(Mapping[str, int]),
        municipalities=listed(answer_record(MunicipalityRow)),
        nodes=listed(answer_record(Row)),
        ties=listed(answer_record(TieRow)),
    )


def _supply() -> dict[str, Any]:
    """Volunteers are named only for a single cell: language, need and municipality."""
    found = answer_object(
        on=DAY,
        covered_one=NUMBER_OR_NULL,
        covered_two=NUMBER_OR_NULL,
        lines=listed(answer_record(SupplyLine)),
        volunteers=listed(TEXT),
    )
    return {**found, "required": [name for name in found["required"] if name != "volunteers"]}


ANSWERS: dict[str, dict[str, Any]] = {
    "measures": _measures(),
    "rows": _rows(),
    "gaps": _gaps(),
    "whatif": answer_record(Difference, on=DAY, removed=listed(TEXT), desks=listed(answer_record(Desk))),
    "coverage": _coverage(),
    "supply": _supply(),
    "collaboration": answer_record(Collaboration, on=DAY, matrix=MIXING),
    "changes": answer_record(Difference, on=DAY, since=DAY),
}
