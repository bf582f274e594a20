"""The list of gaps as a work tool: chosen by rule, weight, place, language, state and act; in groups and pages."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Final

from sqlalchemy import select

import network
from lotsen import clock
from lotsen.accounts import service as accounts
from lotsen.errors import NotYet
from lotsen.extensions import db
from lotsen.gaps import evidence, states, tracking
from lotsen.gaps.models import Gap
from lotsen.gaps.service import Tracked, readable
from lotsen.regions import thresholds
from lotsen.ties import gap_sentences
from lotsen.ties import service as ties
from lotsen.ties.rule_sentences import rule_sentence

WEIGHTS: Final = ("hoch", "mittel", "gering")
FIRST: Final = 3  # worth doing first


@dataclass(frozen=True)
class Choice:
    """Which gaps are listed: the whole state of the page, as it stands in its address."""

    rule: str = ""
    act: str = ""
    weight: str = ""
    place: str = ""
    language: str = ""
    state: str = "offen"

    @property
    def is_everything(self) -> bool:
        """Whether nothing narrows the list."""
        return all(getattr(self, one.name) == one.default for one in fields(self))

    def fits(self, one: Tracked) -> bool:
        """Whether a gap belongs to the list."""
        finding = one.finding
        return (
            self._has_state(one)
            and (not self.rule or finding.code in gap_sentences.RULES_OF_A_QUESTION.get(self.rule, {self.rule}))
            and (not self.act or finding.act == self.act)
            and (not self.weight or ties.weight_of(finding) == self.weight)
            and (not self.place or self.place in places_of(finding))
            and (not self.language or finding.facts.get("language") == self.language)
        )

    def _has_state(self, one: Tracked) -> bool:
        if self.state == "offen":
            return one.status in states.OPEN
        if self.state == "ueberfaellig":
            return one.is_overdue
        return self.state == "alle" or one.status == self.state


def places_of(finding: network.Finding) -> tuple[str, ...]:
    """The municipalities that a gap is about."""
    several = finding.facts.get("municipalities")
    if isinstance(several, list | tuple):
        return tuple(str(one) for one in several)
    return (str(finding.facts.get("municipality") or ""),)


def everything(role: str) -> list[Tracked]:
    """All gaps that are found or remembered and that a role may read, gravest first; closed ones come last."""
    found = tracking.current()
    touched = select(Gap).where(Gap.status != states.NEW)  # a new one says no more than its finding
    rows = {row.id: row for row in db.session.scalars(touched)}
    known = [Tracked(key, finding, rows.get(key), True) for key, finding in found.items()]
    gone = [row for key, row in rows.items() if key not in found]
    gone.sort(key=lambda row: (row.status != states.IN_WORK, -row.status_since.timestamp()))
    return readable(known + [Tracked(row.id, tracking.as_finding(row), row, False) for row in gone], role)


def open_findings() -> list[network.Finding] | None:
    """What the rules find and nobody has closed; None where they have not looked yet."""
    try:
        found = tracking.current()
    except NotYet:
        return None
    closed = set(db.session.scalars(select(Gap.id).where(Gap.status == states.CLOSED)))
    return [finding for key, finding in found.items() if key not in closed]


@dataclass(frozen=True)
class Line:
    """One gap of the list, in words."""

    gap: Tracked
    told: ties.Gap
    owner: str
    evidence: str  # on what it rests, since when, how wide the rule looked


def lines(chosen: list[Tracked], role: str) -> list[Line]:
    """Gaps in sentences, with the names that a role may read."""
    told = ties.told([one.finding for one in chosen], role)
    owners = accounts.names({one.row.owner_id for one in chosen if one.row})
    return [
        Line(one, words, owners.get(one.row.owner_id, "") if one.row else "", evidence.brief(one.finding))
        for one, words in zip(chosen, told, strict=True)
    ]


def rule_says(code: str) -> str:
    """When a rule calls something a gap in this region, in one sentence with today's numbers."""
    return rule_sentence(code, thresholds.of_day(clock.today()))


def worth_doing(gaps: Iterable[Tracked]) -> list[Tracked]:
    """The first few: the gravest that nobody has in hand, each of another rule, so that they differ."""
    first: dict[str, Tracked] = {}
    for one in gaps:
        if one.status == states.NEW and one.is_found:
            first.setdefault(one.finding.code, one)
    return list(first.values())[:FIRST]


def weighed(gaps: Iterable[Tracked]) -> dict[str, int]:
    """How many open gaps weigh how much, the gravest first."""
    counts = dict.fromkeys(WEIGHTS, 0)
    for one in gaps:
        if one.status in states.OPEN:
            counts[ties.weight_of(one.finding)] += 1
    return counts


@dataclass(frozen=True)
class RuleCount:
    """How many gaps a rule found among those that are open, and how many of them weigh most."""

    rule: str
    label: str
    count: int
    grave_count: int


@dataclass(frozen=True)
class ActGroup:
    """What one kind of act would close."""

    act: str
    label: str
    count: int
    rules: list[RuleCount]


def grouped(gaps: Iterable[Tracked]) -> list[ActGroup]:
    """Open gaps by what closes them, then by rule; the act that closes most comes first."""
    by_act: dict[str, dict[str, list[Tracked]]] = {}
    for one in gaps:
        if one.status in states.OPEN:
            by_act.setdefault(one.finding.act, {}).setdefault(one.finding.code, []).append(one)
    groups = [
        ActGroup(
            act,
            str(gap_sentences.ACT_LABELS[act]),
            sum(len(found) for found in rules.values()),
            sorted((_counted(rule, found) for rule, found in rules.items()), key=lambda one: (-one.count, one.rule)),
        )
        for act, rules in by_act.items()
    ]
    return sorted(groups, key=lambda group: (-group.count, group.act))


def _counted(rule: str, found: list[Tracked]) -> RuleCount:
    grave = sum(ties.weight_of(one.finding) == "hoch" for one in found)
    return RuleCount(rule, str(gap_sentences.RULE_LABELS[rule]), len(found), grave)


def languages_in(gaps: Iterable[Tracked]) -> list[str]:
    """The languages that gaps are about, by name."""
    codes = {str(one.finding.facts["language"]) for one in gaps if one.finding.facts.get("language")}
    return sorted(codes, key=gap_sentences.language)
