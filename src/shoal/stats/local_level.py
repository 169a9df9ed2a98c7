"""The local level filter: many short series at once, robust to one outlier.

Model (science.md S1): ``z_t = l_t + e_t`` and ``l_(t+1) = l_t + d + p (c - l_t) + h_t`` with ``h ~ N(0, q)`` and
``c`` where the series was expected to start. ``e`` has Student-t tails with ``nu`` degrees of freedom, handled by
weights: an observation k scales away from its forecast counts as ``(nu + 1) / (nu + k^2)`` observations, so that one
viral post moves the level little and does not narrow it.

The pull p lets a drift wear off: a level settles ``d / p`` above ``c`` instead of growing for ever, and levels far from
the others come back towards them. Without a pull (p = 0) it is the walk with drift of S1.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import special

from shoal.domain.bulk import Floats, Ints
from shoal.stats.intervals import central_z

TAIL_DEGREES = 5.0  # nu of the Student-t weights; science.md S1
LOGS_EVERY = 12  # steps whose factors are multiplied up before a logarithm: far from the ends of a float, and quicker


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelModel:
    """How levels move and how observations scatter, per step.

    ``drift`` is the common change per step, ``level_variance`` q, ``noise_variance`` the squared scale of the noise s2.
    ``tail`` is nu; infinity makes the noise normal. ``pull`` is the share of its distance to the expected start that a
    level loses per step, from 0 (a walk) to below 1.
    """

    drift: float
    level_variance: float
    noise_variance: float
    tail: float = TAIL_DEGREES
    pull: float = 0.0

    @property
    def spread_variance(self) -> float:
        """Return the variance of one observation around its level: larger than the squared scale under heavy tails."""
        return self.noise_variance * (self.tail / (self.tail - 2.0) if np.isfinite(self.tail) else 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """What is known after the last observation of each series.

    ``level`` and ``variance`` describe the level at the last observation (at the start, where there is none),
    ``count`` the observations used, ``log_likelihood`` is that of the series given its own past. ``centre`` is where
    each series was expected to start, which a model with a pull comes back to.
    """

    level: Floats
    variance: Floats
    count: Ints
    log_likelihood: Floats
    centre: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelForecast:
    """Mean and variance of coming observations (``mean of the next k`` where k was asked for)."""

    mean: Floats
    level_variance: Floats
    variance: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """What is known of the level of each series before its first observation: mean and variance.

    ``centre`` is where a pull leads, one entry per series; it is the mean unless something besides it was known.
    """

    mean: Floats
    variance: Floats
    centre: Floats


def start_with(centre: Floats, variance: float, observed: Floats, observed_variance: Floats, tail: float) -> Start:
    """Return the start of series of which something was reported beforehand, NaN where nothing was.

    A reported level is one noisy observation of the start, weighed as the filter weighs a post: one that contradicts
    the expectation by k scales counts as ``(nu + 1) / (nu + k^2)`` observations. O(series).
    """
    told = np.isfinite(observed)
    surprise = np.where(told, observed, centre) - centre
    noise = np.where(told, observed_variance, 1.0)
    if np.isfinite(tail):
        noise = noise * (tail + surprise * surprise / (variance + noise)) / (tail + 1.0)
    gain = np.where(told, variance / (variance + noise), 0.0)
    return Start(mean=centre + gain * surprise, variance=variance * (1.0 - gain), centre=centre)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    """Many series laid out for the filter: a row per step, longest series first, so that those running are a prefix.

    ``order`` are the positions of the series as they came, ``running`` says for each step how many still run.
    """

    steps: Floats
    running: tuple[int, ...]
    counts: Ints
    order: Ints


def stack_series(series: Floats) -> Stack:
    """Lay out series (a row each, old to new, NaN **behind**) once for many runs of the filter; O(observations)."""
    counts = np.isfinite(series).sum(axis=1)
    order = np.argsort(-counts, kind="stable")
    steps = np.ascontiguousarray(series[order].T)
    running = tuple(int(np.count_nonzero(counts > step)) for step in range(steps.shape[0]))
    return Stack(steps=steps, running=running, counts=counts, order=order)


def filter_levels(series: Floats | Stack, start: Floats | Start, start_variance: float, model: LevelModel) -> Levels:
    """Run the filter over all series in lockstep: O(number of observations), one numpy pass per step.

    ``series`` has a row per series, from old to new, padded with NaN **behind** the last observation.
    ``start`` is the expected level of each series at its first observation, ``start_variance`` its variance; a
    :class:`Start` brings its own variances.
    """
    stack = series if isinstance(series, Stack) else stack_series(series)
    if not isinstance(start, Start):
        start = Start(mean=start, variance=np.full(start.shape, float(start_variance)), centre=start)
    order = stack.order
    ordered = Start(mean=start.mean[order], variance=start.variance[order], centre=start.centre[order])
    level, variance, likelihood = (np.empty(order.shape) for _ in range(3))
    level[order], variance[order], likelihood[order] = _sweep(stack.steps, stack.running, ordered, model)
    return Levels(
        level=level, variance=variance, count=stack.counts, log_likelihood=likelihood, centre=start.centre
    )  # fmt: skip


def _sweep(steps: Floats, running: tuple[int, ...], start: Start, model: LevelModel) -> tuple[Floats, Floats, Floats]:
    """Filter series that are sorted from long to short; ``steps`` has a row per step."""
    level = np.array(start.mean, dtype=float)
    variance = np.array(start.variance, dtype=float)
    heavy = bool(np.isfinite(model.tail))
    totals, tails = np.ones(level.shape), np.ones(level.shape)
    likelihood = np.zeros(level.shape)
    for step, width in enumerate(running):
        if width == 0:
            break
        here, spread = level[:width], variance[:width]
        if step:
            _move(here, spread, start.centre[:width], model)
        surprise = steps[step, :width] - here
        total = spread + model.noise_variance
        scaled = surprise * surprise / total
        totals[:width] *= total
        if heavy:
            tails[:width] *= 1.0 + scaled / model.tail
            noise = model.noise_variance * (model.tail + scaled) / (model.tail + 1.0)
            gain = spread / (spread + noise)
        else:
            likelihood[:width] -= 0.5 * scaled
            gain = spread / total
        if step % LOGS_EVERY == LOGS_EVERY - 1:
            _gather(likelihood, totals, tails, model.tail)
        here += gain * surprise
        spread *= 1.0 - gain
    _gather(likelihood, totals, tails, model.tail)
    return level, variance, likelihood


def _move(level: Floats, variance: Floats, centre: Floats, model: LevelModel) -> None:
    """Let levels take one step, in place."""
    if model.pull:
        level += model.pull * (centre - level)
        variance *= (1.0 - model.pull) ** 2
    level += model.drift
    variance += model.level_variance


def _gather(likelihood: Floats, totals: Floats, tails: Floats, tail: float) -> None:
    """Take the logarithm of what was multiplied up, in place: one logarithm for many steps."""
    likelihood -= 0.5 * np.log(totals)
    totals.fill(1.0)
    if np.isfinite(tail):
        likelihood -= 0.5 * (tail + 1.0) * np.log(tails)
        tails.fill(1.0)


def forecast_levels(levels: Levels, model: LevelModel, ahead: int = 1) -> LevelForecast:
    """Return what the mean of the next ``ahead`` observations will be, from the last level of each series.

    The level part grows with the steps between: the mean of k steps of a random walk has variance
    ``q (k + 1)(2k + 1) / (6k)``, less with a pull. O(series + ahead).
    """
    keep = (1.0 - model.pull) ** np.arange(1, ahead + 1)  # what is left of a distance after 1, 2, ... steps
    moved = np.cumsum(np.append(1.0, keep[:-1]))  # what a drift of 1 per step has added after 1, 2, ... steps
    left = float(keep.mean())
    walk = model.level_variance * float(np.sum((moved[::-1] / ahead) ** 2)) if model.pull else _walk(model, ahead)
    level_variance = left**2 * levels.variance + walk
    return LevelForecast(
        mean=levels.level + (1.0 - left) * (levels.centre - levels.level) + model.drift * float(moved.mean()),
        level_variance=level_variance,
        variance=level_variance + model.spread_variance / float(ahead),
    )


def _walk(model: LevelModel, ahead: int) -> float:
    """Return the variance of the mean of the next ``ahead`` levels of a walk around the last one."""
    steps = float(ahead)
    return model.level_variance * (steps + 1.0) * (2.0 * steps + 1.0) / (6.0 * steps)


def expect_levels(start: Start, steps: Ints, model: LevelModel) -> tuple[Floats, Floats]:
    """Return (mean, variance) of levels that many steps after their start, before any observation; O(series)."""
    most = int(steps.max(initial=0))
    keep = (1.0 - model.pull) ** np.arange(most + 1)
    moved = np.append(0.0, np.cumsum(keep)[:-1]) * model.drift
    walked = np.append(0.0, np.cumsum(keep**2)[:-1]) * model.level_variance
    mean = start.centre + keep[steps] * (start.mean - start.centre) + moved[steps]
    return mean, keep[steps] ** 2 * start.variance + walked[steps]


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
