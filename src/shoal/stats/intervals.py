"""Interval arithmetic that several rooms share: log-normal quantities, shares and counts.

Everything takes scalars or arrays alike and costs O(number of elements). Missing is NaN and stays NaN.
Interval codes are those of the metric dictionary, section 1: EB (log-normal), BB (share), GP (count).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import special

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

from shoal.domain.bulk import Floats

JEFFREYS = 0.5  # both parameters of the prior of a share; metric dictionary, section 1, code BB


class Interval(NamedTuple):
    """A middle (the median unless said) and the two ends of a central interval."""

    middle: Floats
    low: Floats
    high: Floats


def normal_quantile(share: float) -> float:
    """Return the point below which that share of a standard normal lies."""
    return float(special.ndtri(share))


def central_z(level: float) -> float:
    """Return how many standard deviations a central interval of that level reaches to each side (0.9: 1.645)."""
    return normal_quantile(0.5 + level / 2.0)


def log_normal_interval(median: ArrayLike, log_sd: ArrayLike, level: float) -> Interval:
    """Return the central interval of a log-normal quantity, given its median and the sd of its logarithm."""
    middle = np.asarray(median, dtype=float)
    factor = np.exp(central_z(level) * np.asarray(log_sd, dtype=float))
    return Interval(middle, middle / factor, middle * factor)


def log_normal_quantile(median: ArrayLike, log_sd: ArrayLike, share: float) -> Floats:
    """Return the value below which that share of a log-normal quantity lies."""
    shift = np.exp(normal_quantile(share) * np.asarray(log_sd, dtype=float))
    return np.asarray(np.asarray(median, dtype=float) * shift)


def log_sd_of(low: ArrayLike, high: ArrayLike, level: float) -> Floats:
    """Return the sd of the logarithm of which ``low`` and ``high`` are the ends of the central interval.

    Both ends must be above zero; NaN elsewhere.
    """
    bottom, top = np.asarray(low, dtype=float), np.asarray(high, dtype=float)
    usable = (bottom > 0) & (top >= bottom)
    ratio = np.where(usable, top, np.nan) / np.where(usable, bottom, 1.0)
    return np.asarray(np.log(ratio) / (2.0 * central_z(level)))


def log_normal_of(median: ArrayLike, low: ArrayLike, high: ArrayLike, level: float) -> tuple[Floats, Floats]:
    """Return (mean of the logarithm, sd of the logarithm) of a quantity known by its median and interval.

    An interval that is not symmetric on the log scale keeps its width: the sd is that of the whole interval.
    """
    middle = np.asarray(median, dtype=float)
    mean = np.log(np.where(middle > 0, middle, np.nan))
    return np.asarray(mean), log_sd_of(low, high, level)


def rounding_log_sd(low: ArrayLike, high: ArrayLike) -> Floats:
    """Return the sd that a rounded writing leaves (``12.5k`` is 12,450 to 12,550, all equally likely).

    Where the ends are not known the writing is taken as exact: 0, never NaN, because it only ever widens.
    """
    bottom, top = np.asarray(low, dtype=float), np.asarray(high, dtype=float)
    usable = (bottom > 0) & (top > bottom)
    ratio = np.where(usable, top, 1.0) / np.where(usable, bottom, 1.0)
    return np.asarray(np.log(ratio) / math.sqrt(12.0))


def share_interval(
    hits: ArrayLike,
    trials: ArrayLike,
    level: float,
    *,
    prior: tuple[float, float] = (JEFFREYS, JEFFREYS),
    design_effect: float = 1.0,
) -> Interval:
    """Return the posterior of a share: beta-binomial, Jeffreys prior unless one is named (code BB).

    ``design_effect`` is 1 + (m - 1) r where m items share a post; it divides the trials.
    The ends are exact 0 and 1 where there were trials with no hit or only hits, so that the interval keeps them in.
    """
    hit, trial = np.asarray(hits, dtype=float), np.asarray(trials, dtype=float)
    alpha = prior[0] + hit / design_effect
    beta = prior[1] + (trial - hit) / design_effect
    counted = trial > 0  # a prior alone is not certain of anything it has not seen
    low = np.where(counted & (hit == 0), 0.0, special.betaincinv(alpha, beta, 0.5 - level / 2.0))
    high = np.where(counted & (hit == trial), 1.0, special.betaincinv(alpha, beta, 0.5 + level / 2.0))
    seen = np.where(np.isnan(hit + trial), np.nan, 1.0)
    return Interval(np.asarray(special.betaincinv(alpha, beta, 0.5)), low * seen, high * seen)


def count_interval(
    count: ArrayLike, exposure: ArrayLike, level: float, *, prior: tuple[float, float] = (JEFFREYS, 0.0)
) -> Interval:
    """Return the posterior of a rate per unit of exposure: gamma-Poisson, Jeffreys unless named (code GP).

    ``prior`` is (shape, rate). The low end is exact 0 where nothing was counted.
    """
    seen = np.asarray(count, dtype=float)
    shape, rate = prior[0] + seen, prior[1] + np.asarray(exposure, dtype=float)
    middle, low, high = (special.gammaincinv(shape, q) / rate for q in (0.5, 0.5 - level / 2.0, 0.5 + level / 2.0))
    return Interval(np.asarray(middle), np.where(seen == 0, 0.0 * rate, low), np.asarray(high))


def count_upper_bound(count: ArrayLike, level: float) -> Floats:
    """Return the exact one-sided upper bound of a Poisson mean (3.0 at 95 % when none was seen)."""
    return np.asarray(special.gammaincinv(np.asarray(count, dtype=float) + 1.0, level))
