"""The graph of paid and voluntary staff, its gaps, and what closes them.

Values in, values out: records become a NetworkX graph, the graph becomes
measures, findings, pictures and tables. Nothing here reads a database, knows a
name or opens a connection. From the shell: `python -m network --help`.

A whole round, from two people to a gap and a picture:

>>> from datetime import date
>>> today = date(2026, 11, 1)
>>> people = (
...     Actor("s1", "staff", "06440004", paid=True),
...     Actor("v1", "volunteer", "06440004", paid=False, languages=("tir",), needs=("wohnen",)),
... )
>>> known = Snapshot(
...     on=today,
...     actors=people,
...     ties=(Tie("s1", "v1", "tandem", last_contact=today),),
...     places=(Place("06440004", "Büdingen", 50.29, 9.11),),
...     requests=(HelpRequest("r1", "06440004", "tir", "gesundheit", date(2026, 10, 20)),),
... )
>>> [(gap.code, gap.subject) for gap in gaps(known, ["L1_unversorgt"])]
[('L1_unversorgt', ('06440004', 'tir', 'gesundheit'))]
>>> [step.act.kind for step in best_acts(coverage(known), possible_acts(coverage(known)), count=1).steps]
['recruit']
>>> picture(known.graph, known.places)[:4]
'<svg'
"""

from network.actors import ORGANISATION, STAFF, VOLUNTEER, Actor
from network.acts import Act, Costs, Plan, best_acts
from network.area import AreaCoverage
from network.candidates import possible_acts
from network.collaboration import GROUPS, Collaboration, collaboration
from network.coverage import CellRow, Coverage, coverage
from network.demand import Assumptions
from network.files.exports import edges_csv, nodes_csv, pseudonymised, settings_csv, to_gexf, to_graphml, to_json
from network.finding import Finding, distinct, identity
from network.gaps import RULES, gaps
from network.introductions import Introduction, missing_ties, organisation_graph
from network.pictures import picture
from network.pictures.frame import Frame
from network.pictures.layout import layout
from network.pictures.texts import Texts
from network.places import Place, distance_km
from network.requests import HelpRequest, Qualification, Workload
from network.snapshot import Graph, Snapshot, UnknownActor, build
from network.supply import SupplyLine, supply_lines, volunteers_for
from network.table import MunicipalityRow, Row, TieRow, municipality_rows, rows, tie_rows
from network.thresholds import Thresholds
from network.ties import LASTING_KINDS, TIE_KINDS, Tie, fading_weight
from network.whatif import (
    Assessment,
    Desk,
    Difference,
    Scenario,
    State,
    applied,
    assess,
    between,
    changed,
    compared,
    desk,
    difference,
    loaded,
    saved,
)

__all__ = [
    "GROUPS",
    "LASTING_KINDS",
    "ORGANISATION",
    "RULES",
    "STAFF",
    "TIE_KINDS",
    "VOLUNTEER",
    "Act",
    "Actor",
    "AreaCoverage",
    "Assessment",
    "Assumptions",
    "CellRow",
    "Collaboration",
    "Costs",
    "Coverage",
    "Desk",
    "Difference",
    "Finding",
    "Frame",
    "Graph",
    "HelpRequest",
    "Introduction",
    "MunicipalityRow",
    "Place",
    "Plan",
    "Qualification",
    "Row",
    "Scenario",
    "Snapshot",
    "State",
    "SupplyLine",
    "Texts",
    "Thresholds",
    "Tie",
    "TieRow",
    "UnknownActor",
    "Workload",
    "applied",
    "assess",
    "best_acts",
    "between",
    "build",
    "changed",
    "collaboration",
    "compared",
    "coverage",
    "desk",
    "difference",
    "distance_km",
    "distinct",
    "edges_csv",
    "fading_weight",
    "gaps",
    "identity",
    "layout",
    "loaded",
    "missing_ties",
    "municipality_rows",
    "nodes_csv",
    "organisation_graph",
    "picture",
    "possible_acts",
    "pseudonymised",
    "rows",
    "saved",
    "settings_csv",
    "supply_lines",
    "tie_rows",
    "to_gexf",
    "to_graphml",
    "to_json",
    "volunteers_for",
]
