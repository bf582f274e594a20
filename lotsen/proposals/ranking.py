"""Who suits a request: the matching's ranking with what staff may see of the people."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from lotsen import clock, scope
from lotsen.database import find
from lotsen.extensions import db
from lotsen.help_requests.matchable import as_request, as_requests
from lotsen.help_requests.models import HelpRequest
from lotsen.newcomers.models import Newcomer
from lotsen.proposals import codes, reasons
from lotsen.proposals.models import Proposal
from lotsen.proposals.reason_sentences import rule_label, sentence
from lotsen.regions import weights
from lotsen.volunteers import kept_pool
from lotsen.volunteers.models import Volunteer
from matching import MAY_BEND, REFUSAL_FACTS, Ranked, Ranking, Refusal, Refused, Settings, relaxations

TOP = 10
NAMES_PER_RULE = 50
HELPS_SHOWN = 6
#: Rules in spite of which somebody may be asked. A full volunteer gets more places first, by hand and with her.
BENDABLE = MAY_BEND - {"capacity.full"}


@dataclass(frozen=True)
class Suiting:
    """One of the best: who she is and why she suits."""

    rank: int
    volunteer: Volunteer
    fit: int  # 0 to 100
    summary: str
    reasons: list[reasons.Told]
    beside_first: str  # where her points differ from those of the first; empty for the first
    silent_since: datetime | None  # until when she could have answered this request, and did not


@dataclass(frozen=True)
class RuleCount:
    """How many people one rule keeps away, and how many it keeps away alone."""

    code: str
    label: str
    count: int
    alone_count: int
    may_bend: bool


@dataclass(frozen=True)
class Excluded:
    """One person whom a rule keeps away, with everything that keeps her away."""

    volunteer: Volunteer
    refusals: list[str]


@dataclass(frozen=True)
class Help:
    """One or two rules that would have to bend, how many would come, and the best of them."""

    codes: tuple[str, ...]
    labels: list[str]
    count: int
    best: Volunteer
    fit: int  # 0 to 100
    summary: str
    but: list[str]
    may_ask: bool


@dataclass(frozen=True)
class Askable:
    """Somebody who may be asked, with what will be kept of the reasons and circumstances of today.

    ``bent`` are the rules that speak against her and were bent.
    """

    value: int
    reasons: list[dict[str, object]]
    circumstances: dict[str, object]
    bent: tuple[str, ...] = ()


@dataclass(frozen=True)
class RankingPage:
    """What the page of a request shows of the ranking."""

    best: list[Suiting]
    possible_count: int
    pool_count: int
    rules: list[RuleCount]
    helps: list[Help]


def page_of(request: HelpRequest, *, top: int = TOP) -> RankingPage:
    """The best for a request who were not asked yet, and what keeps the others away."""
    asked = _already_asked(request)
    ranking = _rank(request, top=top + len(asked))  # reasons only for those who are shown
    refused = ranking.refused
    waiting = [one for one in ranking.ranked if one.candidate_id not in asked]
    people, silent = _people(one.candidate_id for one in waiting[:top]), _silent(request)
    best = [
        _suiting(place, one, people[one.candidate_id], beside=waiting[0], silent=silent)
        for place, one in enumerate(waiting[:top], start=1)
        if one.candidate_id in people
    ]
    possible_count = ranking.possible_count - sum(refused.is_possible(one) for one in asked)
    return RankingPage(best, possible_count, len(refused.ids), _rules(refused), _helps(ranking, asked))


def askable(request_id: uuid.UUID, *, bending: frozenset[str] = frozenset()) -> dict[uuid.UUID, Askable]:
    """Everybody who may be asked for a request now, people already asked left out.

    ``bending`` names rules in spite of which somebody may be asked; a rule that protects is never one.
    """
    request = find(select(HelpRequest).where(HelpRequest.id == request_id))
    asked, ranking = _already_asked(request), _rank(request)
    refused = ranking.refused
    around: dict[str, object] = {
        "possible": ranking.possible_count,
        "pool": len(refused.ids),
        "weights": dict(_settings().weights),
    }
    found = {
        uuid.UUID(one.candidate_id): Askable(one.value, snapshot(one), around | {"place": place})
        for place, one in enumerate((one for one in ranking.ranked if one.candidate_id not in asked), start=1)
    }
    if bending := bending & BENDABLE:
        for one, broken in refused.items():
            if one not in asked and {rule.code for rule in broken} <= bending:
                found[uuid.UUID(one)] = _in_spite(ranking, one, broken, around)
    return found


def askable_pairs(pairs: Mapping[uuid.UUID, uuid.UUID]) -> dict[uuid.UUID, Askable]:
    """For each request the volunteer that it names, where she may be asked now; requests by key.

    What ``askable`` says of her, without the reasons of everybody else.
    """
    statement = select(HelpRequest).where(HelpRequest.id.in_(pairs))
    people = joinedload(HelpRequest.newcomer).joinedload(Newcomer.municipality)
    rows = list(db.session.scalars(statement.options(people, joinedload(HelpRequest.municipality))))
    asked, settings, today = asked_by_request(pairs), _settings(), clock.today()
    pool = kept_pool.pool(scope.region_id())
    weighed, found = dict(settings.weights), {}
    for row, request in zip(rows, as_requests(rows), strict=True):
        without = asked.get(row.id, set())
        one = pool.standing(request, str(pairs[row.id]), settings=settings, without=without, today=today)
        if one is not None:
            around = {"possible": one.possible_count, "pool": len(pool), "weights": weighed, "place": one.place}
            found[row.id] = Askable(one.person.value, snapshot(one.person), around)
    return found


def _in_spite(ranking: Ranking, one: str, broken: Iterable[Refusal], around: dict[str, object]) -> Askable:
    """Somebody asked in spite of a rule: what is against it is kept with what is for it."""
    refused = ranking.refused
    against: list[dict[str, object]] = [{"code": rule.code, "facts": dict(rule.facts), "points": 0} for rule in broken]
    (person,) = refused.in_spite([one])
    bent = tuple(rule.code for rule in broken)
    return Askable(person.value, snapshot(person) + against, around | {"bent": list(bent)}, bent)


def excluded_by(request: HelpRequest, code: str) -> list[Excluded]:
    """Who is kept away by a rule: first those whom it keeps away alone, who would come if it bent."""
    refused = _rank(request, top=0).refused
    found = [(one, refused[one]) for one in refused]
    found = [(one, broken) for one, broken in found if code in {rule.code for rule in broken}]
    found.sort(key=lambda pair: (len(pair[1]), pair[0]))
    people = _people(one for one, _ in found[:NAMES_PER_RULE])
    return [
        Excluded(people[one], [sentence(rule.code, rule.facts) for rule in broken])
        for one, broken in found[:NAMES_PER_RULE]
        if one in people
    ]


def is_rule(code: str) -> bool:
    """Whether the matching knows a rule by this code."""
    return code in REFUSAL_FACTS


def snapshot(one: Ranked) -> list[dict[str, object]]:
    """The reasons as they are today, to be kept with the proposal."""
    return [{"code": reason.code, "facts": dict(reason.facts), "points": reason.points} for reason in one.reasons]


def _rank(request: HelpRequest, *, top: int | None = None) -> Ranking:
    """The best ``top`` with their reasons, everybody where it is None; the refused are worked out when read."""
    pool = kept_pool.pool(request.region_id)
    return pool.rank(as_request(request), settings=_settings(), top=top, today=clock.today())


def _settings() -> Settings:
    return weights.settings_of(clock.today())


def _already_asked(request: HelpRequest) -> set[str]:
    return asked_by_request([request.id]).get(request.id, set())


def asked_by_request(request_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, set[str]]:
    """Volunteers with a live proposal, and those who said no to a request: they are not asked again."""
    statement = select(Proposal.help_request_id, Proposal.volunteer_id).where(
        Proposal.help_request_id.in_(list(request_ids)), Proposal.status.in_((*codes.LIVE, "abgelehnt"))
    )
    found: dict[uuid.UUID, set[str]] = defaultdict(set)
    for request_id, volunteer_id in db.session.execute(statement):
        found[request_id].add(str(volunteer_id))
    return found


def _silent(request: HelpRequest) -> dict[uuid.UUID, datetime | None]:
    """Who did not answer this request, and until when she could have; she may be asked again."""
    statement = select(Proposal.volunteer_id, Proposal.answer_by).order_by(Proposal.answer_by)
    mine = statement.where(Proposal.help_request_id == request.id, Proposal.status == "abgelaufen")
    return {one.volunteer_id: one.answer_by for one in db.session.execute(mine)}


def _people(ids: Iterable[str]) -> dict[str, Volunteer]:
    wanted: Sequence[uuid.UUID] = [uuid.UUID(one) for one in ids]
    statement = select(Volunteer).where(Volunteer.id.in_(wanted)).options(selectinload(Volunteer.municipality))
    return {str(person.id): person for person in db.session.scalars(statement)} if wanted else {}


def _suiting(
    place: int, one: Ranked, person: Volunteer, *, beside: Ranked, silent: Mapping[uuid.UUID, datetime | None]
) -> Suiting:
    why = snapshot(one)
    return Suiting(
        place, person, round(one.fit / 10), reasons.summary(why), reasons.told(why),
        reasons.beside(snapshot(beside), why) if place > 1 else "", silent.get(person.id),
    )  # fmt: skip


def _rules(refused: Refused) -> list[RuleCount]:
    alone, counts = refused.sole_counts(), refused.counts()
    found = [
        RuleCount(code, rule_label(code), count, alone.get(code, 0), code in BENDABLE) for code, count in counts.items()
    ]
    return sorted(found, key=lambda rule: (-rule.alone_count, -rule.count, rule.code))


def _helps(ranking: Ranking, asked: set[str]) -> list[Help]:
    """What would bring somebody, those lines first on which somebody may act."""
    refused = ranking.refused
    lines = [
        (line, one)
        for line in relaxations(refused)
        # Whom one rule alone keeps away stands in the line of that rule.
        if (one := next((one for one in line.candidate_ids if one not in asked
                         and refused.rule_count(one) == len(line.codes)), None)) is not None
    ]  # fmt: skip
    # Two rules of which one protects are no advice; one that protects alone is shown as it is.
    lines = [pair for pair in lines if len(pair[0].codes) == 1 or BENDABLE.issuperset(pair[0].codes)]
    lines.sort(key=lambda pair: (not BENDABLE.issuperset(pair[0].codes), len(pair[0].codes), -pair[0].count))
    lines = lines[:HELPS_SHOWN]
    people = _people(one for _, one in lines)
    found = []
    for (line, one), person in zip(lines, refused.in_spite([one for _, one in lines]), strict=True):
        if one in people:
            found.append(
                Help(
                    codes=line.codes,
                    labels=[rule_label(code) for code in line.codes],
                    count=len(set(line.candidate_ids) - asked),
                    best=people[one],
                    fit=round(person.fit / 10),
                    summary=reasons.summary(snapshot(person)),
                    but=[sentence(rule.code, rule.facts) for rule in refused[one]],
                    may_ask=BENDABLE.issuperset(line.codes),
                )
            )
    return found
