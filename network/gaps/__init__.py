"""The gap rules L1 to L14 of the programme, one function each."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from network.finding import Finding, gravest, ranked
from network.gaps.cells import thin, unserved, without_women
from network.gaps.contacts import isolated_mso, isolates, without_anchor, without_tandem
from network.gaps.loads import overloaded_staff, overloaded_volunteers, untrained
from network.gaps.pools import small_pools, waiting
from network.gaps.structure import breaking_points, dormant, double_structures
from network.snapshot import Snapshot

Rule = Callable[[Snapshot], list[Finding]]

RULES: dict[str, Rule] = {
    "isolated": isolates,
    "L1_unversorgt": unserved,
    "L2_duenn": thin,
    "L3_frauen": without_women,
    "L4_artikulation": breaking_points,
    "L5_isolierte_mso": isolated_mso,
    "L6_ueberlast_fm": overloaded_staff,
    "L7_ueberlast_ehrenamt": overloaded_volunteers,
    "L8_kein_tandem": without_tandem,
    "L9_ruhend": dormant,
    "L10_doppelstruktur": double_structures,
    "L11_wartezeit": waiting,
    "L12_gemeinde_ohne_anker": without_anchor,
    "L13_qualifizierung": untrained,
    "L14_sprachpool": small_pools,
}


def gaps(snapshot: Snapshot, codes: Iterable[str] | None = None) -> list[Finding]:
    """All findings of all rules (or of some), each gap once, the gravest first; KeyError for an unknown rule."""
    chosen = RULES if codes is None else {code: RULES[code] for code in codes}
    return ranked(gravest(finding for rule in chosen.values() for finding in rule(snapshot)))


__all__ = ["RULES", "Rule", "gaps", *sorted(rule.__name__ for rule in RULES.values())]
