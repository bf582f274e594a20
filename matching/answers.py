"""Answers as plain data, ready to be written as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from matching.admissible import admissible_pairs
from matching.assignment import Assignment
from matching.explain import Why
from matching.pool import Ranking
from matching.problem import Problem
from matching.problem_file import FORMAT
from matching.reasons import Reason, Refusal
from matching.recruiting import Profile
from matching.simulation import Year
from matching.value import points, reasons
from matching.verdict import Verdict

Answer = dict[str, Any]


def _parts(found: Iterable[Reason]) -> list[Answer]:
    """Reasons in the words of the format."""
    return [{"code": part.code, "points": part.points, "facts": dict(part.facts)} for part in found]


def ranking_answer(ranking: Ranking, kept_apart: Mapping[str, Sequence[Refusal]]) -> Answer:
    """People who are possible, best first, and the rules that keep the others away.

    ``kept_apart`` are the candidates whom a prohibition keeps from the request, with all that speaks against them.
    """
    return {
        "format": FORMAT,
        "request": ranking.request_id,
        "possible": ranking.possible_count,
        "ranked": [
            {"candidate": person.candidate_id, "value": person.value, "fit": person.fit,
             "price": person.price, "parts": _parts(person.reasons)}
            for person in ranking.ranked
        ],
        "refused": {
            name: [{"code": refusal.code, "facts": dict(refusal.facts)} for refusal in found]
            for name, found in sorted({**ranking.refused, **kept_apart}.items())
        },
    }  # fmt: skip


def assignment_answer(answer: Assignment) -> Answer:
    """Pairs with their parts, the unserved with the counts of rules, the value and its proof."""
    return {
        "format": FORMAT,
        "assignments": [
            {"request": pair.request_id, "candidate": pair.candidate_id, "value": pair.value, "fit": pair.fit,
             "pinned": pair.is_pinned, "parts": _parts(answer.reasons(pair.request_id))}
            for pair in answer.assignments
        ],
        "unserved": [{"request": name, "reasons": answer.unserved_reasons(name)} for name in answer.unserved],
        "value": answer.value,
        "optimal": answer.optimal,
        "prices": dict(answer.prices),
    }  # fmt: skip


def pairs_answer(problem: Problem) -> Answer:
    """Every admissible pair with its value and its parts."""
    table = admissible_pairs(problem)
    earned = [part.tolist() for part in points(problem.pairs(table.c, table.r), problem.settings)]
    rows = []
    for place, (r, c) in enumerate(zip(table.r.tolist(), table.c.tolist(), strict=True)):
        pair = problem.requests[r].id, problem.candidates[c].id
        found = reasons(problem.case(*pair), tuple(part[place] for part in earned))
        rows.append(
            {
                "request": pair[0],
                "candidate": pair[1],
                "value": int(table.value[place]),
                "parts": _parts(found),
            }
        )
    rows.sort(key=lambda row: (row["request"], row["candidate"]))
    return {"format": FORMAT, "pairs": rows}


def why_answer(answer: Why) -> Answer:
    """Who is possible, what keeps the others away, what would help."""
    return {
        "format": FORMAT,
        "request": answer.request_id,
        "possible": list(answer.possible),
        "refused": answer.counts,
        "relaxations": [
            {"codes": list(line.codes), "bends": line.bends, "count": line.count,
             "best": {"candidate": line.best_candidate_id, "value": line.best_value}}
            for line in answer.relaxations
        ],
    }  # fmt: skip


def prices_answer(answer: Assignment) -> Answer:
    """For each scarce candidate: what one more place adds, what using one costs the others."""
    names = sorted({*answer.prices, *answer.costs})
    return {
        "format": FORMAT,
        "value": answer.value,
        "optimal": answer.optimal,
        "prices": {
            name: {
                "one_more_place_adds": answer.prices.get(name, 0),
                "using_one_costs": answer.costs.get(name, 0),
            }
            for name in names
        },
    }


def verdict_answer(verdict: Verdict) -> Answer:
    """Faults, value, distance to the optimum, steps that would gain."""
    return {
        "format": FORMAT,
        "lawful": verdict.is_lawful,
        "faults": [
            {"code": f.code, "request": f.request_id, "candidate": f.candidate_id, "facts": dict(f.facts)}
            for f in verdict.faults
        ],
        "value": verdict.value,
        "optimum": verdict.optimum,
        "loss": verdict.loss,
        "exchanges": [
            {"kind": s.kind, "request": s.request_id, "candidate": s.candidate_id,
             "other_request": s.other_request_id, "gain": s.gain}
            for s in verdict.exchanges
        ],
    }  # fmt: skip


def recruit_answer(profiles: Sequence[Profile]) -> Answer:
    """Profiles to look for, most helpful first."""
    return {
        "format": FORMAT,
        "profiles": [
            {"place": p.place, "language": p.language, "need": p.need, "gender": p.gender, "mode": p.mode,
             "helps": p.helps, "adds": p.adds, "verified": p.verified}
            for p in profiles
        ],
    }  # fmt: skip


def simulation_answer(years: Sequence[Year]) -> Answer:
    """Years under policies, side by side."""
    return {"format": FORMAT, "years": [asdict(year) for year in years]}
