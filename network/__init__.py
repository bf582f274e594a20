"""The graph of paid and voluntary staff, its gaps, and what closes them.

Values in, values out: records become a NetworkX graph, the graph becomes
measures, findings, pictures and tables. Nothing here reads a database, knows a
name or opens a connection. From the shell: `python -m network --help`.
"""

from network.actors import ORGANISATION, STAFF, VOLUNTEER, Actor
from network.acts import Act, Costs, Plan, best_acts
from network.area import AreaCoverage
from network.candidates import possible_acts
from network.coverage import CellRow, Coverage, coverage
from network.demand import Assumptions
from network.exports import edges_csv, nodes_csv, pseudonymised, to_gexf, to_graphml, to_json
from network.finding import Finding
from network.frame import Frame
from network.gaps import RULES, gaps
from network.introductions import Introduction, missing_ties
from network.layout import layout
from network.picture import picture
from network.places import Place, distance_km
from network.requests import HelpRequest, Qualification, Workload
from network.snapshot import Graph, Snapshot, UnknownActor, build
from network.table import MunicipalityRow, Row, TieRow, municipality_rows, rows, tie_rows
from network.texts import Texts
from network.thresholds import Thresholds
from network.ties import TIE_KINDS, Tie, fading_weight
from network.whatif import Difference, Scenario, applied, between, compared, difference, loaded, saved

__all__ = [
    "ORGANISATION",
    "RULES",
    "STAFF",
    "TIE_KINDS",
    "VOLUNTEER",
    "Act",
    "Actor",
    "AreaCoverage",
    "Assumptions",
    "CellRow",
    "Costs",
    "Coverage",
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
    "Texts",
    "Thresholds",
    "Tie",
    "TieRow",
    "UnknownActor",
    "Workload",
    "applied",
    "best_acts",
    "between",
    "build",
    "compared",
    "coverage",
    "difference",
    "distance_km",
    "edges_csv",
    "fading_weight",
    "gaps",
    "layout",
    "loaded",
    "missing_ties",
    "municipality_rows",
    "nodes_csv",
    "picture",
    "possible_acts",
    "pseudonymised",
    "rows",
    "saved",
    "tie_rows",
    "to_gexf",
    "to_graphml",
    "to_json",
]
