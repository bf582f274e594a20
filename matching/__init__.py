"""Who suits whom, why, and the best assignment for all: values in, values out.

This package knows numbers and codes only. It imports numpy and scipy,
never the product around it, a database or a network.
"""

from matching.assignment import Assigned, Assignment, assign, prices
from matching.change import Change, Move, arrive, leave
from matching.explain import Relaxation, Why, relaxations, why
from matching.people import Candidate, ImpossibleError, Request
from matching.pool import Pool, Ranked, Ranking, Refused, rank
from matching.problem import Problem
from matching.reasons import REASON_FACTS, REFUSAL_FACTS, Reason, Refusal
from matching.recruiting import Profile, recruit
from matching.rules import MAY_BEND
from matching.settings import Settings
from matching.simulation import Year, simulate
from matching.validity import Version, settings_on
from matching.verdict import Exchange, Fault, Verdict, check

__all__ = [
    "MAY_BEND",
    "REASON_FACTS",
    "REFUSAL_FACTS",
    "Assigned",
    "Assignment",
    "Candidate",
    "Change",
    "Exchange",
    "Fault",
    "ImpossibleError",
    "Move",
    "Pool",
    "Problem",
    "Profile",
    "Ranked",
    "Ranking",
    "Reason",
    "Refusal",
    "Refused",
    "Relaxation",
    "Request",
    "Settings",
    "Verdict",
    "Version",
    "Why",
    "Year",
    "arrive",
    "assign",
    "check",
    "leave",
    "prices",
    "rank",
    "recruit",
    "relaxations",
    "settings_on",
    "simulate",
    "why",
]
