"""What a run of the matching knows: everybody who offers and asks in the region, today."""

import hashlib
import json
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lotsen import clock, scope
from lotsen.extensions import db
from lotsen.help_requests.matchable import as_requests
from lotsen.help_requests.models import SEARCHING, HelpRequest
from lotsen.matching_runs.models import PairChoice
from lotsen.newcomers.models import Newcomer
from lotsen.proposals import codes
from lotsen.proposals import service as proposals
from lotsen.proposals.models import Proposal
from lotsen.regions import weights
from lotsen.volunteers import matchable
from matching import Candidate, Problem, Settings

Pair = tuple[str, str]


@dataclass(frozen=True)
class Inputs:
    """The problem of a region, and the requests that are no part of it.

    ``hidden_count`` are those whose place is hidden, ``held_back`` those for which nobody may be asked now, with the
    reason (``proposals.service.HELD_BACK``): they would only take places from others.
    """

    problem: Problem
    hidden_count: int
    held_back: Mapping[uuid.UUID, str]


def inputs(*, scale: int, volunteers: Sequence[Candidate] | None = None) -> Inputs:
    """Everybody of this region as the matching sees them; ``scale`` from 0 (fit) to 100 (serve more).

    Volunteers are read unless they are given, as they are now, in the order of their ids.
    """
    rows = _open_requests()
    shown = [row for row in rows if not row.newcomer.is_protected]
    offering = matchable.candidates(scope.region_id()) if volunteers is None else volunteers
    candidates = _with_asked_places(offering)
    held_back = proposals.held_back(shown)
    requests = as_requests([row for row in shown if row.id not in held_back])
    known = {one.id for one in candidates}, {one.id for one in requests}
    fixed, never = _choices(*known)
    problem = Problem(
        candidates=candidates,
        requests=requests,
        forbidden=sorted((never | _asked_before(*known)) - fixed),
        settings=settings(scale),
        today=clock.today(),
    )
    return Inputs(_pinned(problem, fixed), len(rows) - len(shown), held_back)


def settings(scale: int) -> Settings:
    """The weights of the region today at one place of the scale."""
    return weights.settings_of(clock.today(), scale=scale)


def digest(problem: Problem) -> bytes:
    """A fingerprint of everything the matching was told: equal input gives an equal one."""
    told = json.dumps(_plain(problem), default=_plain, sort_keys=True)
    return hashlib.sha256(told.encode()).digest()


def _plain(value: Any) -> Any:
    """What JSON lacks: values with fields as objects, sets in order, days as text."""
    if is_dataclass(value):
        return {one.name: getattr(value, one.name) for one in fields(value)}
    if isinstance(value, set | frozenset):
        return sorted(value)
    return value.isoformat() if isinstance(value, date) else dict(value)


def _open_requests() -> list[HelpRequest]:
    statement = select(HelpRequest).where(HelpRequest.status.in_(SEARCHING))
    statement = statement.options(joinedload(HelpRequest.newcomer).joinedload(Newcomer.municipality))
    return list(db.session.scalars(statement.options(joinedload(HelpRequest.municipality)).order_by(HelpRequest.id)))


def _with_asked_places(candidates: Sequence[Candidate]) -> list[Candidate]:
    """A place counts as used while somebody is being asked for it."""
    asked = Counter(
        str(one) for one in db.session.scalars(select(Proposal.volunteer_id).where(Proposal.status == "angefragt"))
    )
    return [
        replace(one, active=min(one.capacity, one.active + asked[one.id])) if asked[one.id] else one
        for one in candidates
    ]


def _asked_before(candidates: set[str], requests: set[str]) -> set[Pair]:
    """Who has a live proposal for a request, or said no to it, is not asked again."""
    statement = select(Proposal.help_request_id, Proposal.volunteer_id).where(
        Proposal.status.in_((*codes.LIVE, "abgelehnt"))
    )
    return _known(db.session.execute(statement), candidates, requests)


def _choices(candidates: set[str], requests: set[str]) -> tuple[set[Pair], set[Pair]]:
    """Pairs that people fixed, and pairs they ruled out."""
    rows = db.session.execute(select(PairChoice.help_request_id, PairChoice.volunteer_id, PairChoice.kind)).all()
    fixed = [(request, person) for request, person, kind in rows if kind == "fest"]
    never = [(request, person) for request, person, kind in rows if kind == "nie"]
    return _known(fixed, candidates, requests), _known(never, candidates, requests)


def _known(pairs: Any, candidates: set[str], requests: set[str]) -> set[Pair]:
    found = {(str(request), str(person)) for request, person in pairs}
    return {pair for pair in found if pair[0] in requests and pair[1] in candidates}


def _pinned(problem: Problem, fixed: set[Pair]) -> Problem:
    """The problem with the fixed pairs that can still be kept: a full or protected one is left to the page to tell."""
    places = Counter({one.id: max(0, one.capacity - one.active) for one in problem.candidates})
    kept = []
    for request, person in sorted(fixed):
        if places[person] and all(rule.bends for rule in problem.broken(request, person)):
            places[person] -= 1
            kept.append((request, person))
    return replace(problem, pinned=kept)
