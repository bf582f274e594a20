"""The hard rules, one table row each: a pair that keeps the rule and one that breaks it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from matching import REASON_FACTS, REFUSAL_FACTS, Settings, rank
from matching.assignment import FORBIDDEN
from matching.case import Case
from matching.rules import RULES
from matching.value import CRITERIA, base_reasons
from tests.matching.people import HANAU, TODAY, a_candidate, a_request

Changes = dict[str, Any]

# code, request changes, a candidate who keeps the rule, one who breaks it, the facts said
BREAKS: list[tuple[str, Changes, Changes, Changes, Changes]] = [
    ("mode", {}, {"modes": {"lotse", "pate"}}, {"modes": {"pate"}}, {"asked": "lotse", "offered": ("pate",)}),
    ("not_released", {}, {"released": True}, {"released": False}, {}),
    ("capacity.full", {}, {"capacity": 2, "active": 1}, {"capacity": 1, "active": 1},
     {"capacity": 1, "active": 1}),
    ("language.none", {"languages": {"kmr": 7}}, {"languages": {"kmr": 7}}, {"languages": {"ckb": 7}},
     {"asked": ("kmr",), "spoken": ("ckb",)}),
    ("level.too_low", {"needs": {"behoerde"}}, {"languages": {"ar": 3}}, {"languages": {"ar": 2}},
     {"language": "ara", "spoken": "ara", "level": 2, "needed": 3}),
    ("german.too_low", {"needs": {"gesundheit"}}, {"languages": {"ar": 7, "de": 4}},
     {"languages": {"ar": 7, "de": 3}}, {"level": 3, "needed": 4}),
    ("radius", HANAU, {"radius_km": 17.3}, {"radius_km": 17.2}, {"distance_km": 17.3, "radius_km": 17.2}),
    ("gender.must", {"wants_gender": "w", "gender_is": "must"}, {"gender": "w"}, {"gender": None},
     {"wanted": "w", "gender": None}),
    ("gender.not_accepted", {"gender": "m"}, {"accepts_gender": {"m"}}, {"accepts_gender": {"w"}},
     {"accepts": ("w",), "gender": "m"}),
    ("minors.clearance", {"involves_minors": True}, {"minors_ok": True}, {"minors_ok": False}, {}),
    ("community.own", {"not_community": "c7"}, {"community": "c8"}, {"community": "c7"}, {}),
    ("need.excluded", {"needs": {"wohnen", "alltag"}}, {"not_needs": {"kita"}}, {"not_needs": {"wohnen"}},
     {"needs": ("wohnen",)}),
    ("time.none", {"times": {"mon-am"}}, {"times": {"mon-am", "sun-eve"}}, {"times": {"tue-am"}},
     {"asked": ("mon-am",), "offered": ("tue-am",)}),
    ("absence", {"starts_on": date(2026, 12, 1)}, {"absent": ((date(2026, 12, 2), date(2026, 12, 9)),)},
     {"absent": ((date(2026, 11, 1), date(2026, 12, 1)),)}, {"day": "2026-12-01", "until": "2026-12-01"}),
    ("pair.failed_before", {"never": {"broken"}}, {}, {}, {}),
]  # fmt: skip


@pytest.mark.parametrize(("code", "asks", "keeps", "breaks", "facts"), BREAKS, ids=[row[0] for row in BREAKS])
def test_a_rule_refuses_exactly_the_pair_that_breaks_it(
    code: str, asks: Changes, keeps: Changes, breaks: Changes, facts: Changes
) -> None:
    """The keeper is ranked, the breaker is refused by this rule alone, with its facts."""
    people = [a_candidate(**{"id": "kept", **keeps}), a_candidate(**{"id": "broken", **breaks})]
    ranking = rank(a_request(**asks), people, today=TODAY)
    assert [person.candidate_id for person in ranking.ranked] == ["kept"]
    (refusal,) = ranking.refused["broken"]
    assert (refusal.code, refusal.facts) == (code, facts)


def test_a_referral_only_need_is_for_nobody() -> None:
    """Violence is answered by a specialised service, whoever volunteers."""
    ranking = rank(a_request(needs={"gewalt", "wohnen"}), [a_candidate()])
    assert not ranking.ranked
    assert ranking.refused["v1"][0].facts == {"needs": ("gewalt",)}


def test_every_rule_has_its_row() -> None:
    """A new rule without an example fails here."""
    assert {row[0] for row in BREAKS} | {"need.referral_only"} == {rule.code for rule in RULES}


def test_the_tables_of_codes_are_complete() -> None:
    """Each code is documented with the very facts it carries."""
    case = Case(a_candidate(), a_request(), Settings(), TODAY)
    assert set(REFUSAL_FACTS) == {rule.code for rule in RULES} | {FORBIDDEN}
    for rule in RULES:
        assert tuple(rule.facts(case)) == REFUSAL_FACTS[rule.code][1], rule.code
    said = {c.code: c.facts(case) for c in CRITERIA} | {r.code: r.facts for r in base_reasons(case)}
    assert {code: tuple(facts) for code, facts in said.items()} == {
        code: names for code, (_, names) in REASON_FACTS.items()
    }


def test_rules_that_protect_never_bend() -> None:
    """Nobody may ask in spite of a wish for safety, a missing clearance or a broken pair."""
    never = {"need.referral_only", "not_released", "language.none", "gender.must", "gender.not_accepted",
             "minors.clearance", "community.own", "need.excluded", "pair.failed_before"}  # fmt: skip
    assert {rule.code for rule in RULES if not rule.bends} == never


def test_remote_on_both_sides_replaces_the_way() -> None:
    """Distance refuses nobody when both are content with telephone or video."""
    far = a_request(lat=51.31, lon=9.49, remote_ok=True)
    assert rank(far, [a_candidate(remote=True)]).ranked
    assert not rank(far, [a_candidate(remote=False)]).ranked


def test_farsi_serves_dari_but_sorani_never_kurmandschi() -> None:
    """Related languages count with their factor; two Kurdish languages are not related here."""
    farsi = rank(a_request(languages={"prs": 7}), [a_candidate(languages={"fa": 7})]).ranked[0]
    assert farsi.reasons[0].facts == {"language": "prs", "spoken": "pes", "level": 6, "needed": 2}
    assert not rank(a_request(languages={"ku": 7}), [a_candidate(languages={"ckb": 7})]).ranked


def test_a_need_without_any_volunteer_word_is_not_covered_and_not_an_error() -> None:
    """A need that no candidate names has no bit; it still counts as asked."""
    person = rank(a_request(needs={"angeln"}), [a_candidate(needs={"wohnen"})]).ranked[0]
    assert {r.code: r.points for r in person.reasons}["need.covered"] == 0


def test_more_than_64_needs_are_told_apart() -> None:
    """The 65th need takes a second machine word and is neither lost nor mixed up."""
    people = [a_candidate(id=f"v{i:03}", not_needs={f"need{i:03}"}) for i in range(150)]
    refused = rank(a_request(needs={"need003", "need149"}), people).refused
    assert set(refused) == {"v003", "v149"}
