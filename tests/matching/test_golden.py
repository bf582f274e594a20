"""Whole problems worked by hand, with their arithmetic.

A usual pair of these tests (Arabic native, same place, no need asked, no times named):
language 300 + needs 250 + way 200 + times unknown, half of 100 = 50 + wish 50 + load 50 = 900 fit.
Nobody waits and nothing is urgent, so each served request adds service 2000 · 0.5 = 1000: 1900.
"""

from __future__ import annotations

import pytest

from matching import Problem, assign, rank, why
from tests.matching.people import HANAU, KASSEL, a_candidate, a_request


def test_golden_case_a_scarce_language_is_protected() -> None:
    """The only Tigrinya speaker fits the Arabic request best and is kept for the other.

    r1–both 1900, r1–arabic 1900 − 250 (need not offered) = 1650, r2–both 1900.
    Best first: r1–both 1900, r2 unserved: 1900. Optimum: 1650 + 1900 = 3550.
    One more place of both: r1 moves to her, + 250. Her place lost: r2 goes without, − 1900.
    """
    people = [a_candidate(id="both", languages={"ar": 7, "ti": 7}, needs={"alltag"}), a_candidate(id="arabic")]
    asks = [a_request(id="r1", needs={"alltag"}), a_request(id="r2", languages={"ti": 7})]
    answer = assign(Problem(candidates=people, requests=asks))
    assert (answer.pairs, answer.value) == ({"r1": "arabic", "r2": "both"}, 3550)
    assert (answer.prices["both"], answer.costs["both"]) == (250, 1900)


def test_golden_case_two_places_and_somebody_unserved() -> None:
    """Two places, three requests: r1 today 1900 + 400, r2 this week 1900 + 200, r3 1900: 2300 + 2100 = 4400.

    A third place would serve r3: + 1900. A place less would lose r2: − 2100.
    """
    asks = [a_request(id="r1", urgency="today"), a_request(id="r2", urgency="week"), a_request(id="r3")]
    answer = assign(Problem(candidates=[a_candidate(capacity=2)], requests=asks))
    assert (answer.pairs, answer.unserved, answer.value) == ({"r1": "v1", "r2": "v1"}, ("r3",), 4400)
    assert (answer.prices["v1"], answer.costs["v1"]) == (1900, 2100)


def test_golden_case_pinned_and_forbidden() -> None:
    """v1 offers what r1 needs. Free: 1900 + 1900 = 3800. Pin r2–v1, or forbid r1–v1: r1–v2 1650 + 1900 = 3550.

    Forbid r1 with both: r2 alone, 1900.
    """
    people = [a_candidate(id="v1", needs={"alltag"}), a_candidate(id="v2")]
    asks = [a_request(id="r1", needs={"alltag"}), a_request(id="r2")]
    free = assign(Problem(candidates=people, requests=asks))
    pinned = assign(Problem(candidates=people, requests=asks, pinned=[("r2", "v1")]))
    forbidden = assign(Problem(candidates=people, requests=asks, forbidden=[("r1", "v1")]))
    apart = assign(Problem(candidates=people, requests=asks, forbidden=[("r1", "v1"), ("r1", "v2")]))
    assert (free.value, pinned.value, forbidden.value, apart.value) == (3800, 3550, 3550, 1900)
    assert pinned.pairs == forbidden.pairs == {"r1": "v2", "r2": "v1"}


def test_golden_case_b2_on_both_sides_at_the_doctor() -> None:
    """B2 is needed and there: 400 ‰ of 300 = 120, so 900 − 180 = 720 fit, 1720. One level less anywhere: refused."""
    request = a_request(needs={"gesundheit"})
    lotse = a_candidate(languages={"ar": 4, "de": 4}, needs={"gesundheit"})
    assert rank(request, [lotse]).ranked[0].value == 1720
    weaker = [({"ar": 3, "de": 4}, "level.too_low"), ({"ar": 4, "de": 3}, "german.too_low")]
    for languages, code in weaker:
        refused = rank(request, [a_candidate(languages=languages, needs={"gesundheit"})]).refused
        assert [refusal.code for refusal in refused["v1"]] == [code]
    newcomer = a_request(needs={"gesundheit"}, languages={"ar": 3})
    assert [refusal.code for refusal in rank(newcomer, [lotse]).refused["v1"]] == ["level.too_low"]


@pytest.mark.parametrize(("level", "points"), [(3, 120), (4, 165), (7, 300)])
def test_golden_case_a_related_language_counts_with_its_factor(level: int, points: int) -> None:
    """Farsi for Dari, 0.9 rounded down, A2 is needed.

    B1 (3): 2.7 → A2, 400 ‰ of 300 = 120. B2 (4): 3.6 → B1, 550 ‰ = 165. Native (7): 6.3 → C2, 1000 ‰ = 300.
    """
    (person,) = rank(a_request(languages={"prs": 7}), [a_candidate(languages={"pes": level, "de": 7})]).ranked
    assert {reason.code: reason.points for reason in person.reasons}["language.shared"] == points


def test_golden_case_remote_needs_both_sides() -> None:
    """Frankfurt and Kassel by video: way half of 200 = 100, so 800 fit, 1800. One side alone is not enough."""
    assert rank(a_request(remote_ok=True, **KASSEL), [a_candidate(remote=True)]).ranked[0].value == 1800
    assert not rank(a_request(remote_ok=True, **KASSEL), [a_candidate()]).ranked
    assert not rank(a_request(**KASSEL), [a_candidate(remote=True)]).ranked


def test_golden_case_relaxations_of_one_rule_and_of_two() -> None:
    """v1 lives 17.3 km away: way 1000 − ⌊173·100/30⌋ = 424 ‰ of 200 = 84, so 900 − 116 = 784 fit, 1784.

    v2 lives next door and is full: 900 − 50 (no place free) = 850 fit, 1850. v3 is far and full: 784 − 50 = 734, 1734.
    Radius alone brings v1, a place alone v2, both together all three, best v2.
    """
    people = [
        a_candidate(id="v1", **HANAU),
        a_candidate(id="v2", active=1),
        a_candidate(id="v3", active=1, **HANAU),
    ]
    lines = why(Problem(candidates=people, requests=[a_request()]), "r1").relaxations
    assert {line.codes: (line.count, line.best_candidate_id, line.best_value) for line in lines} == {
        ("capacity.full",): (1, "v2", 1850),
        ("radius",): (1, "v1", 1784),
        ("capacity.full", "radius"): (3, "v2", 1850),
    }
