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
from shoal.stats import central_z

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
LEAKED_SHARE = 0.10  # of codes that get around, as on coupon sites, so that others order with them too (S15)
STEP, WIDEST = 0.1, 17.0
GRID = np.arange(-WIDEST, WIDEST + STEP / 2.0, STEP)
MOST_COUNTED = 100.0  # a count of more places a level closer than the grid is fine, and than anything else is known
FEWEST = 1e-300


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnSales:
    """How far orders of the next post lie from what views let expect, on log scale.

    ``others`` and ``others_sd`` go for everybody without a record, all alike. ``sold`` goes by record and is of her
    usual post, ``sold_below`` and ``sold_above`` are the sds on its two sides; ``shared_sd`` is what all share of them.
    """

    others: float
    others_sd: float
    sold: Floats
    sold_below: Floats
    sold_above: Floats
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
    level, *level_sides = _middle(brand)
    before, *before_sides = _middle(brand - each)
    level_sd, before_sd = (sum(sides) / 2.0 for sides in (level_sides, before_sides))
    spread = np.hypot(before_sd, own_sd)
    hers, below, above = _middle(
        np.log(np.maximum(record, FEWEST)) - 0.5 * ((GRID - before[:, None]) / spread[:, None]) ** 2
    )
    exposure = EXPOSURE_LOG + EXPOSURE_PART * (float(level) - EXPOSURE_LOG)
    never_told = BRAND_LOG_SD**2 * EXPOSURE_PART  # variance of the exposure where its product with the brand is known
    shared_sd = float(np.sqrt(never_told + (EXPOSURE_PART * float(level_sd)) ** 2))
    return OwnSales(
        others=float(level) - exposure,
        others_sd=float(np.sqrt(never_told + ((1.0 - EXPOSURE_PART) * float(level_sd)) ** 2)),
        sold=hers - exposure,
        sold_below=np.hypot(below, shared_sd),
        sold_above=np.hypot(above, shared_sd),
        shared_sd=shared_sd,
    )


def _likelihood(expected: Floats, orders: Floats) -> Floats:
    """Return how likely each record is by the level on the grid, records x grid: its count is Poisson.

    One in ten is of a code that got around. What others ordered with it, n orders, is then taken to be as likely as
    1 / (n + 1)(n + 2): half of such codes add none, and however many they add, twice as many are half as likely.
    """
    caused, count = np.exp(GRID) * expected[:, None], orders[:, None]
    told = np.minimum(1.0, MOST_COUNTED / np.maximum(count, 1.0))
    most = special.xlogy(count, count) - count
    fit = (special.xlogy(count, caused) - caused - most) * told + most - special.gammaln(count + 1.0)
    others = np.maximum(count - caused, 0.0)
    leaked = special.gammaincc(count + 1.0, caused) / ((others + 1.0) * (others + 2.0))
    return np.asarray((1.0 - LEAKED_SHARE) * np.exp(fit) + LEAKED_SHARE * leaked)


def _smoothed(likelihood: Floats, sd: float) -> Floats:
    """Return the likelihood of a level around which the one on the grid scatters."""
    kernel = np.exp(-0.5 * ((GRID[:, None] - GRID) / sd) ** 2)
    return np.asarray(likelihood @ (kernel / kernel.sum(axis=0)))


def _middle(log_weight: Floats) -> tuple[Floats, Floats, Floats]:
    """Return median, and sd below and above it, over the grid (the last axis) of unnormalised log weights.

    Each sd is that of a normal whose central 80 % ends there: a code that may have got around leaves a long tail below.
    """
    weight = np.exp(log_weight - log_weight.max(axis=-1, keepdims=True))
    weight /= weight.sum(axis=-1, keepdims=True)
    low, middle, high = (_quantile(weight, share) for share in (0.1, 0.5, 0.9))
    z = central_z(0.8)
    return middle, np.asarray((middle - low) / z), np.asarray((high - middle) / z)


def _quantile(weight: Floats, share: float) -> Floats:
    """Return the point of the grid below which that share of the weight lies; each weight fills one step."""
    below = np.cumsum(weight, axis=-1)
    at = np.minimum((below < share).sum(axis=-1, keepdims=True), len(GRID) - 1)
    over, here = (np.take_along_axis(part, at, axis=-1) for part in (below - share, weight))
    return np.asarray((GRID[at] + STEP * (0.5 - over / here))[..., 0])
