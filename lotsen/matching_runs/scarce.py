"""Who is the only one possible, today and within a year: what her place is worth, in words."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from flask_babel import ngettext
from sqlalchemy import select

from lotsen.extensions import db
from lotsen.languages import language_name
from lotsen.matching_runs.models import ScarceVolunteer
from lotsen.volunteers.models import Volunteer
from matching import Assignment, Problem, Request
from matching.admissible import admissible_pairs
from matching.imagined import Past
from matching.language import GERMAN, shared_language

Alone = dict[str, list[Request]]
OFTEN = 2  # requests a year: one alone says little about the next


def scarce_volunteers(best: Assignment, past: Past) -> list[ScarceVolunteer]:
    """Everybody who is the only one possible for an open request, or for one of the last year that is not open now."""
    today, before = _alone(best.problem), _alone(_a_year_ago(best.problem, past))
    return [
        ScarceVolunteer(
            volunteer_id=uuid.UUID(one),
            sole_requests=sorted(asked.id for asked in today.get(one, ())),
            yearly_sole_count=len(before.get(one, ())),
            language=_language_of(best.problem, one, [*today.get(one, ()), *before.get(one, ())]),
            cost=best.costs.get(one, 0),
        )
        for one in sorted({*today, *before})
    ]


def scarcity(request_id: uuid.UUID) -> dict[uuid.UUID, str]:
    """In words, by volunteer: for which other requests there is nobody but her."""
    found = {}
    hers = Volunteer.id == ScarceVolunteer.volunteer_id
    for row, radius_km in db.session.execute(select(ScarceVolunteer, Volunteer.radius_km).join(Volunteer, hers)):
        others = [one for one in row.sole_requests if one != str(request_id)]
        told = [_open_now(len(others), radius_km)] if others else []
        told += [_in_a_year(row.yearly_sole_count, radius_km)] if row.yearly_sole_count >= OFTEN else []
        if told:
            language = f" ({language_name(row.language)})" if row.language else ""
            found[row.volunteer_id] = ". ".join(told) + language
    return found


def _alone(problem: Problem) -> Alone:
    """The requests that have one person only, by that person."""
    table = admissible_pairs(problem)
    possible = np.bincount(table.r, minlength=len(problem.requests))
    alone: Alone = defaultdict(list)
    for row in np.flatnonzero(possible[table.r] == 1).tolist():
        alone[problem.candidates[table.c[row]].id].append(problem.requests[table.r[row]])
    return alone


def _a_year_ago(problem: Problem, past: Past) -> Problem:
    """The requests of the past that are not open now, for whoever is here and had all her places."""
    everyone = [replace(one, active=0, absent=()) for one in problem.candidates]
    asked = [replace(one, starts_on=None) for one in past.requests if one.id not in problem.request_row]
    return Problem(candidates=everyone, requests=asked, settings=problem.settings)


def _language_of(problem: Problem, candidate_id: str, requests: Sequence[Request]) -> str | None:
    """The language in which she would help most of these requests; None where it is German."""
    hers: Mapping[str, int] = problem.candidates[problem.candidate_row[candidate_id]].languages
    spoken = [shared_language(hers, one.languages)[0] for one in requests]
    language = max(sorted(set(spoken)), key=spoken.count)
    return None if language == GERMAN else language


def _open_now(count: int, radius_km: int) -> str:
    """The price of a person today."""
    return ngettext(
        "Für eine andere offene Anfrage in ihrem Umkreis von %(km)s km ist sie die einzige, die passt",
        "Für %(num)s andere offene Anfragen in ihrem Umkreis von %(km)s km ist sie die einzige, die passt",
        count,
        km=radius_km,
    )


def _in_a_year(count: int, radius_km: int) -> str:
    """The price of a person over the year: what came before may well come again."""
    return ngettext(
        "Im letzten Jahr passte eine Anfrage in ihrem Umkreis von %(km)s km nur zu ihr",
        "Im letzten Jahr passten %(num)s Anfragen in ihrem Umkreis von %(km)s km nur zu ihr",
        count,
        km=radius_km,
    )
