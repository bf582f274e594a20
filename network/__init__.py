"""The graph of paid and voluntary staff, its gaps, and what closes them.

Values in, values out: records become a NetworkX graph, the graph becomes
measures, findings, pictures and tables. Nothing here reads a database, knows a
name or opens a connection. From the shell: `python -m network --help`.
"""

from network.actors import ORGANISATION, STAFF, VOLUNTEER, Actor
from network.area import AreaCoverage
from network.finding import Finding
from network.frame import Frame
from network.gaps import RULES, gaps
from network.layout import layout
from network.picture import picture
from network.places import Place, distance_km
from network.requests import HelpRequest, Qualification, Workload
from network.snapshot import Graph, Snapshot, UnknownActor, build
from network.table import MunicipalityRow, Row, TieRow, municipality_rows, rows, tie_rows
from network.texts import Texts
from network.thresholds import Thresholds
from network.ties import TIE_KINDS, Tie, fading_weight

__all__ = [
    "ORGANISATION",
    "RULES",
    "STAFF",
    "TIE_KINDS",
    "VOLUNTEER",
    "Actor",
    "AreaCoverage",
    "Finding",
    "Frame",
    "Graph",
    "HelpRequest",
    "MunicipalityRow",
    "Place",
    "Qualification",
    "Row",
    "Snapshot",
    "Texts",
    "Thresholds",
    "Tie",
    "TieRow",
    "UnknownActor",
    "Workload",
    "build",
    "distance_km",
    "fading_weight",
    "gaps",
    "layout",
    "municipality_rows",
    "picture",
    "rows",
    "tie_rows",
]
