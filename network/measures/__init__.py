"""Measures of the network, each with its meaning in one sentence, its definition and its source."""

from network.measures.between import betweenness
from network.measures.breaking import Losses, local_bridges, losses, strangers_tied
from network.measures.brokers import constraint, effective_size
from network.measures.cohesion import (
    Density,
    components,
    core_numbers,
    density,
    isolates_by_kind,
    two_step_reach,
    volunteers_near_paid,
)
from network.measures.communities import Community, communities
from network.measures.mixing import Mixing, ei_index, mixing_matrix, reciprocity

__all__ = [
    "Community",
    "Density",
    "Losses",
    "Mixing",
    "betweenness",
    "communities",
    "components",
    "constraint",
    "core_numbers",
    "density",
    "effective_size",
    "ei_index",
    "isolates_by_kind",
    "local_bridges",
    "losses",
    "mixing_matrix",
    "reciprocity",
    "strangers_tied",
    "two_step_reach",
    "volunteers_near_paid",
]
