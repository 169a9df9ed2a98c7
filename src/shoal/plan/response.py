"""What one deal with an account should bring: people reached, engagements, orders, each with its interval (S10).

No source was found for orders per view: the prior says so by a sd of 2 on log scale, and the brand's own record pulls
both the accounts it is about and, through the part that the whole brand shares, everybody else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from shoal.domain.bulk import Floats, Ints, Pool, Rates, ResponseTable, Texts, ViewLevels
from shoal.domain.trade import OwnRecord
from shoal.stats import Interval, log_normal_interval, log_sd_of, normal_quantile

LEVEL = 0.8  # planning intervals, metric dictionary section 1
# View rate: .157 at 10-50k and .032 at 500k-1M (The Cirqle, grade B), .30 for nano assumed (no source), sd of log .6;
# metric dictionary section 8. Anchors at the geometric middle of each band, straight on log scale between them, so
# that nothing jumps at a border of tiers.
VIEW_ANCHORS = ((3_162.0, 0.30), (22_361.0, 0.157), (707_107.0, 0.032))
VIEW_LOG_SD = 0.6
# Videos are shown to people who do not follow too: nobody publishes by how much, so their spread is twice that.
VIDEO_PLATFORMS, VIDEO_LOG_SD = ("tiktok", "youtube"), 1.2
TYPED_VIEWS_LOG_SD = 0.3  # average views against the next post, S1: the mean of 12 misses the next 20 by .33
# Orders per 1,000 views: log-normal, median .24, sd of log 2.0 (section 9), split as in science.md S10 and S15.
ORDERS_PER_THOUSAND = 0.24
BRAND_LOG_SD, CREATOR_LOG_SD, POST_LOG_SD = 1.5, 1.0, 0.8
MOST_REACHED = 0.98  # share of her followers that see something at most
FEWEST_VIEWS = 1.0  # whoever posts sees it: a logarithm follows
FEWEST_ORDERS = 0.5  # added to counts before a logarithm
GRID_SDS, GRID_POINTS = 5.0, 201
KNOWN_STATES = ("estimated", "stale", "observed")
TYPED_DEFINITIONS = ("typed", "er_avg_lc_f")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spread:
    """Median and sd of log per account, with its state."""

    median: Floats
    log_sd: Floats
    state: Texts


def responses(
    pool: Pool,
    rates: Rates,
    own_record: Mapping[str, OwnRecord],
    *,
    formats: tuple[str, ...] = ("post",),
    views: ViewLevels | None = None,
    at_home: bool = False,
) -> ResponseTable:
    """Return what one deal (one deliverable per format) should bring, aligned with the pool; O(accounts).

    ``own_record`` is by account id; a record of no orders counts as what it is: a deal that sold nothing. ``views`` are
    those that counted posts let expect; without them a reported average serves, and else a benchmark by followers.
    ``at_home`` counts nobody but followers as reached: for a brief about a place, since nobody says where others live.
    """
    pieces = max(len(formats), 1)
    reach = _reach(pool, views, pieces, at_home=at_home)
    engagements, engagements_state = _engagements(pool, rates)
    own, deals = _own(pool, own_record)
    orders = _orders(reach, own, deals, pieces)
    reach_ends = log_normal_interval(reach.median, reach.log_sd, LEVEL)
    order_ends = log_normal_interval(orders.median, orders.log_sd, LEVEL)
    return ResponseTable(
        reach=reach.median, reach_low=reach_ends.low, reach_high=reach_ends.high, reach_state=reach.state,
        engagements=engagements.middle, engagements_low=engagements.low, engagements_high=engagements.high,
        engagements_state=engagements_state,
        orders=orders.median, orders_low=order_ends.low, orders_high=order_ends.high, orders_state=orders.state,
        basis=_basis(pool, rates, own, views), own_orders=own,
    )  # fmt: skip


def view_rate(followers: Floats) -> Floats:
    """Return the prior share of followers who see one post, NaN where followers are not known."""
    known = np.where(followers > 0, followers, np.nan)
    sizes, shares = (np.log([anchor[part] for anchor in VIEW_ANCHORS]) for part in (0, 1))
    return np.asarray(np.exp(np.interp(np.log(known), sizes, shares)) + 0.0 * known)


def own_orders_posterior(prior_median: float, log_sd: float, orders: float, deals: float) -> tuple[float, float]:
    """Return median and sd of log of the orders of one more deal, after ``orders`` in ``deals`` deals.

    Counts are Poisson around a level that differs from deal to deal (sd of log .8), on a grid of log levels: a single
    good deal moves the expectation and does not pin it.
    """
    centre = np.log(prior_median)
    low = min(centre - GRID_SDS * log_sd, np.log(FEWEST_ORDERS / deals) - 3.0)
    high = max(centre + GRID_SDS * log_sd, np.log((orders + 1.0) / deals) + 3.0)
    level = np.linspace(low, high, GRID_POINTS)
    nodes, weights = np.polynomial.hermite_e.hermegauss(9)
    expected = deals * np.exp(level[:, None] + POST_LOG_SD / np.sqrt(deals) * nodes)
    fit = orders * np.log(expected) - expected
    likelihood = np.log((np.exp(fit - fit.max()) * weights).sum(axis=1) + 1e-300)
    log_weight = likelihood - 0.5 * ((level - centre) / log_sd) ** 2
    weight = np.exp(log_weight - log_weight.max())
    weight /= weight.sum()
    median = float(np.interp(0.5, np.cumsum(weight), level))
    spread = float(np.sqrt((weight * (level - (weight * level).sum()) ** 2).sum()))
    return float(np.exp(median)), spread


def _reach(pool: Pool, views: ViewLevels | None, pieces: int, *, at_home: bool) -> _Spread:
    """Return reach of one deal: by the views of counted posts, else as reported, else followers by the prior view rate.

    Several pieces reach the same followers again: ``1 - (1 - v)^m`` of them.
    """
    typed = pool.avg_views > 0
    followers = np.where(pool.followers > 0, pool.followers, np.nan)
    one = np.where(typed, pool.avg_views, followers * view_rate(pool.followers))
    benchmark = np.where(np.isin(pool.platform.astype(str), VIDEO_PLATFORMS), VIDEO_LOG_SD, VIEW_LOG_SD)
    log_sd = np.where(typed, TYPED_VIEWS_LOG_SD, benchmark)
    if views is not None:
        counted = np.isfinite(views.log_mean)
        one = np.where(counted, np.maximum(np.expm1(views.log_mean), FEWEST_VIEWS), one)
        log_sd, typed = np.where(counted, views.log_sd, log_sd), typed | counted
    share = np.clip(one / followers, 0.0, MOST_REACHED)
    one = np.fmin(one, MOST_REACHED * followers) if at_home else one
    again = np.where(np.isnan(share), 1.0, (1.0 - (1.0 - share) ** pieces) / np.where(share > 0, share, 1.0))
    state: Texts = np.full(len(pool), "unknown", dtype=object)
    state[~np.isnan(one)] = "prior_only"
    state[typed] = "estimated"
    return _Spread(median=one * again, log_sd=np.where(np.isnan(one), np.nan, log_sd), state=state)


def _engagements(pool: Pool, rates: Rates) -> tuple[Interval, Texts]:
    """Return likes and comments of the next post: the predictive of the rates, else the rate times followers."""
    z = normal_quantile(0.5 + LEVEL / 2.0)
    drawn = np.isfinite(rates.log_mean) & np.isfinite(rates.log_sd)
    count = [np.maximum(np.expm1(rates.log_mean + side * z * rates.log_sd), 0.0) for side in (0.0, -1.0, 1.0)]
    spread = log_sd_of(rates.low, rates.high, rates.level)
    scaled = log_normal_interval(np.where(pool.followers > 0, rates.value * pool.followers, np.nan), spread, LEVEL)
    middle, low, high = (np.where(drawn, one, other) for one, other in zip(count, scaled, strict=True))
    state: Texts = np.where(np.isnan(middle), "unknown", rates.state).astype(object)
    return Interval(middle, low, high), state


def _orders(reach: _Spread, own: Floats, deals: Floats, pieces: int) -> _Spread:
    """Return orders of one deal: the prior, moved by what the brand's own records say about the brand."""
    prior = reach.median / 1000.0 * ORDERS_PER_THOUSAND * pieces
    recorded = np.flatnonzero(~np.isnan(own))
    shift, brand_sd = _brand_effect(prior, reach.log_sd, (own, deals), recorded)
    median = prior * np.exp(shift)
    log_sd = np.sqrt(brand_sd**2 + CREATOR_LOG_SD**2 + POST_LOG_SD**2 + reach.log_sd**2)
    state: Texts = np.full(len(own), "unknown", dtype=object)
    state[~np.isnan(prior)] = "prior_only"
    typical = float(np.nanmedian(median)) if np.any(np.isfinite(median)) else ORDERS_PER_THOUSAND
    for row in recorded:
        start = median[row] if median[row] > 0 else typical
        spread = log_sd[row] if np.isfinite(log_sd[row]) else float(np.hypot(2.0, VIEW_LOG_SD))
        median[row], log_sd[row] = own_orders_posterior(float(start), float(spread), own[row], deals[row])
        state[row] = "estimated"
    return _Spread(median=median, log_sd=log_sd, state=state)


def _brand_effect(
    prior: Floats, reach_log_sd: Floats, record: tuple[Floats, Floats], recorded: Ints
) -> tuple[float, float]:
    """Return mean and sd of the effect that all deals of this brand share, after its own records.

    Normal update on log scale (S10): each record is noisy by creator, deal, views and its own count.
    """
    own, deals = record
    rows = recorded[prior[recorded] > 0]
    if not len(rows):
        return 0.0, BRAND_LOG_SD
    seen = np.log((own[rows] + FEWEST_ORDERS) / (prior[rows] * deals[rows] + FEWEST_ORDERS))
    counting = 1.0 / (own[rows] + FEWEST_ORDERS)
    noise = CREATOR_LOG_SD**2 + POST_LOG_SD**2 / deals[rows] + reach_log_sd[rows] ** 2 + counting
    precision = BRAND_LOG_SD**-2 + float((1.0 / noise).sum())
    return float((seen / noise).sum() / precision), float(precision**-0.5)


def _basis(pool: Pool, rates: Rates, own: Floats, views: ViewLevels | None) -> Texts:
    """Return the best evidence that an account's expectation rests on."""
    basis: Texts = np.full(len(pool), "benchmark", dtype=object)
    known = np.isin(rates.state.astype(str), KNOWN_STATES)
    basis[known | (pool.avg_views > 0)] = "typed_or_vendor"
    basis[known & (rates.n > 0) & ~np.isin(rates.definition.astype(str), TYPED_DEFINITIONS)] = "counted_posts"
    if views is not None:
        basis[views.n > 0] = "counted_posts"
    basis[~np.isnan(own)] = "own_sales"
    return basis


def _own(pool: Pool, own_record: Mapping[str, OwnRecord]) -> tuple[Floats, Floats]:
    """Return own orders and deals per account, NaN where there is no record.

    Nobody wrote down how many deals a record stands for: one per code is taken.
    """
    own, deals = np.full(len(pool), np.nan), np.full(len(pool), np.nan)
    if own_record:
        for row in np.flatnonzero(np.isin(pool.account_id.astype(str), sorted(own_record))):
            record = own_record[str(pool.account_id[row])]
            own[row], deals[row] = record.orders, max(len(record.codes), 1)
    return own, deals
