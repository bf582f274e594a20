"""What learning from finished tandems brings, by how many there are: the evaluation report.

Run ``python -m benchmarks.matching_learning``. Tandems are drawn by a known law in which
language and way matter more than the weights set by hand say. For each number of
tandems: error of the probabilities on later tandems (Brier, lower is better) beside the
hand-set weights, the greatest gap of the calibration, and the share that would last if
each request got the best of ten people by learned weights, by hand, by the law itself.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from math import exp
from statistics import mean

from matching import Settings
from matching.learning import LEARNED_CODES, LEAST, Learned, Outcome, learn

LAW = {"language.shared": 1.6, "place.distance": 1.2, "time.overlap": 0.5, "need.covered": 0.3, "load.free": 0.2}
COUNTS = (200, 400, 1000, 3000)
REPEATS = 20


def lasts(qualities: dict[str, int]) -> float:
    """The true probability that a tandem lasts."""
    return 1 / (1 + exp(0.4 - sum(weight * qualities[code] / 1000 for code, weight in LAW.items())))


def drawn(dice: random.Random) -> dict[str, int]:
    """The qualities of one possible pair."""
    return {code: dice.randint(0, 1000) for code in LEARNED_CODES}


def outcomes(count: int, dice: random.Random) -> list[Outcome]:
    """Finished tandems, one a day."""
    found = []
    for number in range(count):
        seen = drawn(dice)
        finished = date(2024, 1, 1) + timedelta(days=number)
        found.append(Outcome(qualities=seen, lasted=dice.random() < lasts(seen), finished_on=finished))
    return found


def success(weights: dict[str, float], dice: random.Random) -> float:
    """The share of tandems that last if each request takes the best of ten by these weights."""
    chosen = []
    for _ in range(1500):
        people = [drawn(dice) for _ in range(10)]
        chosen.append(max(people, key=lambda seen: sum(weights[code] * seen[code] for code in LEARNED_CODES)))
    return mean(lasts(seen) for seen in chosen)


def report(count: int) -> str:
    """One line of the report, averaged over drawn histories."""
    found: list[Learned] = [learn(outcomes(count, random.Random(seed))) for seed in range(REPEATS)]
    gap = mean(max(abs(group.predicted - group.observed) for group in one.calibration) for one in found)
    lasted = mean(success({c: one.weights[c] for c in LEARNED_CODES}, random.Random(9)) for one in found[:8])
    hand = success({c: Settings().weights[c] for c in LEARNED_CODES}, random.Random(9))
    law = success({c: LAW.get(c, 0.0) for c in LEARNED_CODES}, random.Random(9))
    return (
        f"{count:>6} tandems: Brier {mean(one.brier for one in found):.4f} learned, "
        f"{mean(one.brier_by_hand for one in found):.4f} by hand, better in {sum(one.is_better for one in found)} of "
        f"{REPEATS} histories; greatest gap of calibration {gap:.3f}; lasting {100 * lasted:.1f} % learned, "
        f"{100 * hand:.1f} % by hand, {100 * law:.1f} % by the law itself"
    )


def main() -> None:
    """The report for rising numbers of tandems."""
    print(f"below {LEAST} tandems nothing is learned; gender, origin and age are never learned from")
    for count in COUNTS:
        print(report(count), flush=True)


if __name__ == "__main__":
    main()
