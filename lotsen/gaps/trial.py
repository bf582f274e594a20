"""What other thresholds would find today: how many gaps by rule, now and then."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import select

import network
from lotsen.extensions import db
from lotsen.gaps import states, tracking
from lotsen.gaps.models import Gap
from lotsen.network_results.service import newest
from lotsen.network_results.values import ASSESSMENT
from lotsen.regions import thresholds
from lotsen.ties import gap_sentences, snapshot
from lotsen.ties import service as ties
from lotsen.ties.directory import sees_people
from lotsen.ties.rule_sentences import rule_sentence

#: Which numbers a rule counts with; a number of two rules stands with the first.
NUMBERS_OF_RULE: Final[dict[str, tuple[str, ...]]] = {
    "L1_unversorgt": ("request_days",),
    "L2_duenn": ("one_person_share", "one_person_least"),
    "L4_artikulation": ("betweenness_share",),
    "L5_isolierte_mso": ("contact_days",),
    "L6_ueberlast_fm": ("staff_open_requests", "staff_waiting_days", "staff_times_median", "staff_least_requests"),
    "L7_ueberlast_ehrenamt": ("volunteer_hours_per_week",),
    "L9_ruhend": ("agreement_days",),
    "L11_wartezeit": ("waiting_days", "waiting_days_long"),
    "L14_sprachpool": ("pool_people", "pool_languages"),
}


@dataclass(frozen=True)
class RuleEffect:
    """One rule: what it looks for, the numbers that it counts with, and how many gaps it finds.

    ``before`` and ``after`` are None where nothing was tried, and where the reader may not read the rule's gaps.
    """

    code: str
    label: str
    sentence: str
    numbers: tuple[str, ...]
    before: int | None = None
    after: int | None = None


def rules(today: network.Thresholds) -> list[RuleEffect]:
    """Every rule in the words of these thresholds, in the order of their number."""
    return [
        RuleEffect(code, str(label), rule_sentence(code, today), NUMBERS_OF_RULE.get(code, ()))
        for code, label in gap_sentences.RULE_LABELS.items()
    ]


def effect(numbers: Mapping[str, int], role: str) -> list[RuleEffect]:
    """What these numbers would change today. Invalid where they make no sense.

    Counted like the list, without what somebody has closed. Whoever may not see people is told what lies
    between organisations and staff alone: else a number could be moved until a volunteer's last contact shows.
    """
    thresholds.check(numbers)
    tried = thresholds.with_numbers(numbers)
    found = newest(ASSESSMENT).for_reader(role).gaps
    tried_on = replace(snapshot.for_reader(role), thresholds=tried)
    before, after = _counts(found, role), _counts(network.gaps(tried_on), role)
    return [
        replace(rule, before=before[rule.code], after=after[rule.code])
        if sees_people(role) or rule.code in ties.ABOUT_BODIES
        else rule
        for rule in rules(tried)
    ]


def _counts(found: Iterable[network.Finding], role: str) -> Counter[str]:
    closed = set(db.session.scalars(select(Gap.id).where(Gap.status == states.CLOSED)))
    readable = ties.readable(list(found), role)
    return Counter(finding.code for finding in readable if tracking.key_of(finding) not in closed)
