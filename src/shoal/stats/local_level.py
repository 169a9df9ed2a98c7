"""The local level filter: many short series at once, robust to one outlier.

Model (science.md S1): ``z_t = l_t + e_t`` and ``l_(t+1) = l_t + d + h_t`` with ``h ~ N(0, q)``. ``e`` has Student-t
tails with ``nu`` degrees of freedom, handled by weights: an observation k scales away from its forecast counts as
``(nu + 1) / (nu + k^2)`` observations, so that one viral post moves the level little and does not narrow it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import special

from shoal.domain.bulk import Floats, Ints
from shoal.stats.intervals import central_z

TAIL_DEGREES = 5.0  # nu of the Student-t weights; science.md S1


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelModel:
    """How levels move and how observations scatter, per step.

    ``drift`` is the common change per step, ``level_variance`` q, ``noise_variance`` the squared scale of the noise s2.
    ``tail`` is nu; infinity makes the noise normal.
    """

    drift: float
    level_variance: float
    noise_variance: float
    tail: float = TAIL_DEGREES

    @property
    def spread_variance(self) -> float:
        """Return the variance of one observation around its level: larger than the squared scale under heavy tails."""
        return self.noise_variance * (self.tail / (self.tail - 2.0) if np.isfinite(self.tail) else 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """What is known after the last observation of each series.

    ``level`` and ``variance`` describe the level at the last observation (at the start, where there is none),
    ``count`` the observations used, ``log_likelihood`` is that of the series given its own past.
    """

    level: Floats
    variance: Floats
    count: Ints
    log_likelihood: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelForecast:
    """Mean and variance of coming observations (``mean of the next k`` where k was asked for)."""

    mean: Floats
    level_variance: Floats
    variance: Floats


def filter_levels(series: Floats, start: Floats, start_variance: float, model: LevelModel) -> Levels:
    """Run the filter over all series in lockstep: O(number of observations), one numpy pass per step.

    ``series`` has a row per series, from old to new, padded with NaN **behind** the last observation.
    ``start`` is the expected level of each series at its first observation, ``start_variance`` its variance.
    """
    counts = np.isfinite(series).sum(axis=1)
    order = np.argsort(-counts, kind="stable")  # longest first: the series still running are always a prefix
    steps = np.ascontiguousarray(series[order].T)
    running = _running(counts, steps.shape[0])
    level, variance, likelihood = _sweep(steps, running, start[order], start_variance, model)
    back = np.empty_like(order)
    back[order] = np.arange(order.shape[0])
    return Levels(level=level[back], variance=variance[back], count=counts, log_likelihood=likelihood[back])


def _running(counts: Ints, steps: int) -> list[int]:
    """Return for each step how many series still have an observation."""
    return [int(np.count_nonzero(counts > step)) for step in range(steps)]


def _sweep(
    steps: Floats, running: list[int], start: Floats, start_variance: float, model: LevelModel
) -> tuple[Floats, Floats, Floats]:
    """Filter series that are sorted from long to short; ``steps`` has a row per step."""
    level = np.array(start, dtype=float)
    variance = np.full(level.shape, float(start_variance))
    likelihood = np.zeros(level.shape)
    heavy = bool(np.isfinite(model.tail))
    for step, width in enumerate(running):
        if width == 0:
            break
        here, spread = level[:width], variance[:width]
        if step:
            here += model.drift
            spread += model.level_variance
        surprise = steps[step, :width] - here
        total = spread + model.noise_variance
        scaled = surprise * surprise / total
        if heavy:
            stretch = np.log1p(scaled / model.tail) * (model.tail + 1.0)
            noise = model.noise_variance * (model.tail + scaled) / (model.tail + 1.0)
            gain = spread / (spread + noise)
        else:
            stretch = scaled
            gain = spread / total
        likelihood[:width] -= 0.5 * (np.log(total) + stretch)
        here += gain * surprise
        spread *= 1.0 - gain
    return level, variance, likelihood


def forecast_levels(levels: Levels, model: LevelModel, ahead: int = 1) -> LevelForecast:
    """Return what the mean of the next ``ahead`` observations will be, from the last level of each series.

    The level part grows with the steps between: the mean of k steps of a random walk has variance
    ``q (k + 1)(2k + 1) / (6k)``.
    """
    steps = float(ahead)
    walk = model.level_variance * (steps + 1.0) * (2.0 * steps + 1.0) / (6.0 * steps)
    level_variance = levels.variance + walk
    return LevelForecast(
        mean=levels.level + model.drift * (steps + 1.0) / 2.0,
        level_variance=level_variance,
        variance=level_variance + model.spread_variance / steps,
    )


def forecast_z(level: float, tail: float = TAIL_DEGREES) -> float:
    """Return how many standard deviations the central interval of a forecast reaches to each side.

    Levels of some accounts move more than those of others, so forecast errors have heavier tails than a normal with the
    same variance: the quantile is that of a Student t scaled to variance 1 (80 %: 1.14 instead of 1.28).
    """
    if not np.isfinite(tail):
        return central_z(level)
    return float(special.stdtrit(tail, 0.5 + level / 2.0)) * math.sqrt((tail - 2.0) / tail)


def steady_ratio(alpha: float) -> float:
    """Return q/s2 of the filter whose steady gain is ``alpha``: ``alpha^2 / (1 - alpha)``."""
    return alpha * alpha / (1.0 - alpha)


def smoothing_count(alpha: float) -> float:
    """Return how many equal observations a long exponential average of that ``alpha`` is worth."""
    return (2.0 - alpha) / alpha
