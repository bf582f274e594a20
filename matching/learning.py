"""Weights learned from finished tandems: few, monotone, calibrated, and only when asked.

A logistic regression on the qualities of the criteria says how likely a tandem is to
last. Its coefficients cannot be negative, because every criterion is monotone: a
better level or a shorter way never counts against anybody. The wish for a gender keeps
the weight that people gave it; gender, origin and age are not among the criteria and
so cannot be learned from. Below ``LEAST`` finished tandems nothing is learned: there
the weights set by hand are better.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matching.people import ImpossibleError
from matching.reasons import Reason
from matching.settings import WEIGHTS, Settings

LEAST: Final = 200
LATER_SHARE: Final = 0.3  # the latest outcomes judge, each of them those weights that the earlier ones taught
WINDOWS: Final = 3  # how often the weights are taught anew while the judging outcomes pass
SHRINKAGE: Final = 1.0  # strength of the pull towards no effect
LEARNED_CODES: Final = tuple(code for code in WEIGHTS if code != "gender.wish")

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """A finished tandem: the qualities (per mille) it began with, and whether it lasted."""

    qualities: Mapping[str, int]
    lasted: bool
    finished_on: date


@dataclass(frozen=True, slots=True)
class Calibration:
    """Tandems with about the same prediction: predicted and observed share that lasted."""

    count: int
    predicted: float
    observed: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Learned:
    """Weights from outcomes, and how they did on later outcomes they had not seen.

    The later outcomes pass in windows: each window is judged by what all outcomes before
    it teach, as it would have been at that time. ``taught`` outcomes came before the first.
    The Brier score is the mean squared error of a probability: lower is better.
    ``is_better`` compares it with the weights set by hand, on the same later outcomes.
    """

    weights: Mapping[str, int]
    taught: int
    judged: int
    brier: float
    brier_by_hand: float
    calibration: tuple[Calibration, ...]

    @property
    def is_better(self) -> bool:
        """Did the learned weights predict later outcomes better than those set by hand?"""
        return self.brier < self.brier_by_hand


def qualities(reasons: Sequence[Reason], settings: Settings) -> dict[str, int]:
    """The qualities behind the points of a stored proposal, criterion by criterion."""
    weights = settings.weights
    earned = {reason.code: reason.points for reason in reasons}
    return {code: earned.get(code, 0) * 1000 // weights[code] if weights[code] else 0 for code in LEARNED_CODES}


def learn(outcomes: Sequence[Outcome], *, settings: Settings | None = None, least: int = LEAST) -> Learned:
    """Weights that explain which tandems lasted; ImpossibleError below ``least`` outcomes.

    The learned weights share out the points that the learnable criteria have by hand,
    so that values keep their scale.
    """
    from sklearn.metrics import brier_score_loss  # takes a second and memory to load, and learning is rare
    from sklearn.model_selection import TimeSeriesSplit

    settings = settings or Settings()
    ordered = sorted(outcomes, key=lambda outcome: (outcome.finished_on, sorted(outcome.qualities.items())))
    if len(ordered) < least:
        raise ImpossibleError("outcomes", f"{least} finished tandems are needed, {len(ordered)} are known")
    if len({outcome.lasted for outcome in ordered}) < 2:
        raise ImpossibleError("outcomes", "all tandems ended the same way; there is nothing to learn")
    seen = np.array([[o.qualities.get(code, 0) / 1000 for code in LEARNED_CODES] for o in ordered])
    lasted = np.array([o.lasted for o in ordered], dtype=np.float64)
    by_hand = seen @ np.array([settings.weights[code] for code in LEARNED_CODES], dtype=np.float64)[:, None] / 1000
    windows = list(TimeSeriesSplit(WINDOWS, test_size=round(len(ordered) * LATER_SHARE / WINDOWS)).split(seen))
    predicted, plain = _foretold(windows, seen, lasted), _foretold(windows, by_hand, lasted)
    judged = lasted[windows[0][1][0] :]
    return Learned(
        weights=_shared_out(_fit(seen, lasted)[1:], settings),
        taught=len(ordered) - len(judged),
        judged=len(judged),
        brier=float(brier_score_loss(judged, predicted)),
        brier_by_hand=float(brier_score_loss(judged, plain)),
        calibration=_calibration(predicted, judged),
    )


def _foretold(windows: Sequence[tuple[Rows, Rows]], seen: Floats, lasted: Floats) -> Floats:
    """For each outcome of each window, how likely it was to last by all that came before the window."""
    return np.concatenate([_predict(_fit(seen[before], lasted[before]), seen[window]) for before, window in windows])


def _fit(seen: Floats, lasted: Floats) -> Floats:
    """Intercept and coefficients of a logistic regression whose coefficients are not negative."""
    from scipy.optimize import minimize

    def loss(beta: Floats) -> tuple[float, Floats]:
        score = beta[0] + seen @ beta[1:]
        error = 1 / (1 + np.exp(-score)) - lasted
        likelihood = np.sum(np.logaddexp(0, score) - lasted * score)
        slope = np.concatenate([[error.sum()], seen.T @ error + SHRINKAGE * beta[1:]])
        return float(likelihood + SHRINKAGE / 2 * np.sum(beta[1:] ** 2)), slope

    start = np.zeros(seen.shape[1] + 1)
    bounds = [(None, None), *[(0, None)] * seen.shape[1]]
    found: Floats = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x
    return found


def _predict(beta: Floats, seen: Floats) -> Floats:
    """The probability that each tandem lasts."""
    return np.asarray(1 / (1 + np.exp(-(beta[0] + seen @ beta[1:]))))


def _shared_out(beta: Floats, settings: Settings) -> dict[str, int]:
    """Whole points in proportion to the coefficients; the criteria not learned keep theirs."""
    total = sum(settings.weights[code] for code in LEARNED_CODES)
    if not beta.sum():
        return dict(settings.weights)
    points = np.floor(total * beta / beta.sum()).astype(int).tolist()
    return dict(settings.weights) | dict(zip(LEARNED_CODES, points, strict=True))


def _calibration(predicted: Floats, lasted: Floats, *, groups: int = 5) -> tuple[Calibration, ...]:
    """Later tandems in groups of rising prediction, with what was observed."""
    order = np.argsort(predicted, kind="stable")
    parts = [part for part in np.array_split(order, groups) if len(part)]
    return tuple(Calibration(len(p), float(predicted[p].mean()), float(lasted[p].mean())) for p in parts)
