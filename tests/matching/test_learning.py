"""Learning from outcomes: only from enough of them, monotone, calibrated, judged on later ones."""

from __future__ import annotations

import random
from datetime import date, timedelta
from math import exp

import pytest

from matching import ImpossibleError, Settings, rank
from matching.learning import LEARNED_CODES, Outcome, learn, qualities
from tests.matching.people import a_candidate, a_request

TRUTH = {"language.shared": 4.0, "place.distance": 2.0, "need.covered": 0.0}


def drawn(count: int, *, seed: int = 1, truth: dict[str, float] = TRUTH) -> list[Outcome]:
    """Tandems that last by a known law: language counts double, needs not at all."""
    dice = random.Random(seed)
    found = []
    for number in range(count):
        seen = {code: dice.randint(0, 1000) for code in LEARNED_CODES}
        score = -2.5 + sum(weight * seen[code] / 1000 for code, weight in truth.items())
        lasted = dice.random() < 1 / (1 + exp(-score))
        found.append(Outcome(qualities=seen, lasted=lasted, finished_on=date(2025, 1, 1) + timedelta(days=number)))
    return found


def test_too_few_outcomes_teach_nothing() -> None:
    """Below 200 the weights set by hand are better, so nothing is handed out."""
    with pytest.raises(ImpossibleError, match="200 finished tandems are needed, 199 are known"):
        learn(drawn(199))


def test_a_known_law_is_found_and_predicts_later_outcomes() -> None:
    """With 2,000 tandems: language above distance above the rest, well calibrated, better than by hand."""
    learned = learn(drawn(2000))
    weights = learned.weights
    assert weights["language.shared"] > weights["place.distance"] > 3 * weights["need.covered"]
    assert learned.is_better
    assert (learned.taught, learned.judged) == (1400, 600)
    assert all(abs(group.predicted - group.observed) < 0.1 for group in learned.calibration)


def test_what_harms_is_not_learned_as_a_merit_or_a_fault() -> None:
    """A law in which a shorter way harms gives it no weight: monotone rules stay monotone."""
    learned = learn(drawn(1000, truth={"language.shared": 4.0, "place.distance": -3.0}))
    assert learned.weights["place.distance"] == 0
    assert all(points >= 0 for points in learned.weights.values())


def test_learned_weights_are_settings_and_keep_the_wish() -> None:
    """They fit into the settings, keep the scale, and never touch the wish for a gender."""
    learned = learn(drawn(400))
    settings = Settings(weights=learned.weights)
    assert settings.weights["gender.wish"] == Settings().weights["gender.wish"]
    assert 990 <= sum(settings.weights.values()) <= 1000


def test_outcomes_that_are_all_alike_teach_nothing() -> None:
    """If every tandem lasted, no criterion can explain a difference."""
    alike = [Outcome(qualities=o.qualities, lasted=True, finished_on=o.finished_on) for o in drawn(300)]
    with pytest.raises(ImpossibleError, match="nothing to learn"):
        learn(alike)


def test_the_order_of_outcomes_changes_nothing() -> None:
    """Time orders them, not the list."""
    outcomes = drawn(300)
    assert learn(outcomes) == learn(outcomes[::-1])


def test_qualities_are_read_back_from_a_stored_proposal() -> None:
    """Reasons with their points give the qualities that produced them."""
    (person,) = rank(a_request(needs={"alltag", "wohnen"}), [a_candidate(needs={"alltag"})]).ranked
    seen = qualities(person.reasons, Settings())
    assert (seen["need.covered"], seen["language.shared"], seen["continuity.known"]) == (500, 1000, 0)
