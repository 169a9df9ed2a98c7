"""What a brand's own sales by code say of its next deals: those of whoever sold before, and everybody else's (S10).

A record is of a code, a deal is one post more. Nobody tells how many posts a code was in, and codes catch a part of
what posts sell, so a record speaks of ``orders of a post x posts x share that used the code``. The product is learnt
from records; what it is made of is not, and no number of records settles it: that part stays in every range.

All levels are on log scale and relative to what views alone let expect, on one grid for everybody.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from shoal.domain.bulk import Floats

# Orders per 1,000 views: sd of log 2.0 (metric dictionary section 9), split as in science.md S10 and S15.
BRAND_LOG_SD, CREATOR_LOG_SD, POST_LOG_SD = 1.5, 1.0, 0.8
# Share of caused orders that use the code: Beta(2, 6), 5 to 52 % (section 9, grade C). Posts per code: up to three
# deals of up to three pieces (the deal variants of S8), equally likely on log scale; judgement.
CODE_SHARE = (2.0, 6.0)
MOST_POSTS = 9.0
USUAL_POSTS = MOST_POSTS**0.5
EXPOSURE_LOG = float(special.digamma(CODE_SHARE[0]) - special.digamma(sum(CODE_SHARE)) + np.log(USUAL_POSTS))
EXPOSURE_LOG_SD = float(
    np.sqrt(
        special.polygamma(1, CODE_SHARE[0]) - special.polygamma(1, sum(CODE_SHARE)) + np.log(MOST_POSTS) ** 2 / 12.0
    )
)
# Which part of a level that records show above the prior is laid to the exposure, the rest being the brand's own.
EXPOSURE_PART = EXPOSURE_LOG_SD**2 / (EXPOSURE_LOG_SD**2 + BRAND_LOG_SD**2)
STEP, WIDEST = 0.1, 17.0
GRID = np.arange(-WIDEST, WIDEST + STEP / 2.0, STEP)
MOST_COUNTED = 100.0  # a count of more places a level closer than the grid is fine, and than anything else is known
FEWEST = 1e-300


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnSales:
    """How far orders of the next post lie from what views let expect, on log scale.

    ``others`` and ``others_sd`` go for everybody without a record, all alike. ``sold`` and ``sold_sd`` go by record and
    are of her usual post; of ``sold_sd`` all share ``shared_sd``.
    """

    others: float
    others_sd: float
    sold: Floats
    sold_sd: Floats
    shared_sd: float


def own_sales(expected: Floats, views_log_sd: Floats, orders: Floats) -> OwnSales:
    """Return what records say, one entry each: ``expected`` orders by views alone of one post with each of its codes,
    how unsure these views are, and the ``orders`` by code. O(records x grid), and a kernel per distinct spread.

    The level of the brand that her record is held against comes from the other records: hers counts once.
    """
    own_sd = np.round(np.hypot(CREATOR_LOG_SD, views_log_sd), 1)
    luck_sd = POST_LOG_SD / USUAL_POSTS**0.5
    record = _smoothed(_likelihood(expected, orders), luck_sd)
    of_brand = np.empty_like(record)
    for sd in np.unique(own_sd).tolist():
        of_brand[own_sd == sd] = _smoothed(record[own_sd == sd], sd)
    each = np.log(np.maximum(of_brand, FEWEST))
    brand = each.sum(axis=0) - 0.5 * ((GRID - EXPOSURE_LOG) / np.hypot(BRAND_LOG_SD, EXPOSURE_LOG_SD)) ** 2
    level, level_sd = _moments(brand)
    before, before_sd = _moments(brand - each)
    spread = np.hypot(before_sd, own_sd)
    hers, hers_sd = _moments(
        np.log(np.maximum(record, FEWEST)) - 0.5 * ((GRID - before[:, None]) / spread[:, None]) ** 2
    )
    exposure = EXPOSURE_LOG + EXPOSURE_PART * (float(level) - EXPOSURE_LOG)
    never_told = BRAND_LOG_SD**2 * EXPOSURE_PART  # variance of the exposure where its product with the brand is known
    shared_sd = float(np.sqrt(never_told + (EXPOSURE_PART * float(level_sd)) ** 2))
    return OwnSales(
        others=float(level) - exposure,
        others_sd=float(np.sqrt(never_told + ((1.0 - EXPOSURE_PART) * float(level_sd)) ** 2)),
        sold=hers - exposure,
        sold_sd=np.hypot(hers_sd, shared_sd),
        shared_sd=shared_sd,
    )


def _likelihood(expected: Floats, orders: Floats) -> Floats:
    """Return how likely each record is by the level on the grid: counts are Poisson; records x grid, largest 1."""
    level = GRID + np.log(expected)[:, None]
    fit = (orders[:, None] * level - np.exp(level)) * np.minimum(1.0, MOST_COUNTED / np.maximum(orders, 1.0))[:, None]
    return np.asarray(np.exp(fit - fit.max(axis=1, keepdims=True)))


def _smoothed(likelihood: Floats, sd: float) -> Floats:
    """Return the likelihood of a level around which the one on the grid scatters."""
    kernel = np.exp(-0.5 * ((GRID[:, None] - GRID) / sd) ** 2)
    return np.asarray(likelihood @ (kernel / kernel.sum(axis=0)))


def _moments(log_weight: Floats) -> tuple[Floats, Floats]:
    """Return mean and sd over the grid (the last axis) of unnormalised log weights."""
    weight = np.exp(log_weight - log_weight.max(axis=-1, keepdims=True))
    weight /= weight.sum(axis=-1, keepdims=True)
    mean = weight @ GRID
    return np.asarray(mean), np.asarray(np.sqrt(np.maximum(weight @ GRID**2 - mean**2, STEP**2 / 12.0)))
