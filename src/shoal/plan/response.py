"""What one deal with an account should bring: people reached, engagements, orders, each with its interval (S10).

No source was found for orders per view: the prior says so by a sd of 2 on log scale, and the brand's own record pulls
both the accounts it is about and, through the part that the whole brand shares, everybody else. Every interval is of
the next deal: what is not known of the account, of her league and of the brand, and the luck of one post.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shoal.domain.bulk import Floats, Pool, Rates, ResponseTable, Texts, ViewLevels
from shoal.domain.trade import OwnRecord
from shoal.plan.own_sales import CREATOR_LOG_SD, POST_LOG_SD, own_sales
from shoal.plan.view_rates import LEVEL_LOG_SD, WITHIN_LOG_SD, benchmark_views
from shoal.stats import Interval, log_normal_interval, log_sd_of, normal_quantile

Mask = NDArray[np.bool_]

LEVEL = 0.8  # planning intervals, metric dictionary section 1
MOST_REACHED = 0.98  # share of her followers that see something at most
FEWEST_VIEWS = 1.0  # whoever posts sees it: a logarithm follows
# Average views against those of the next 20 posts: the mean of 12 misses by .33 (S1).
TYPED_VIEWS_LOG_SD = 0.33
# Orders per 1,000 views: log-normal, median .24 (metric dictionary section 9).
ORDERS_PER_THOUSAND = 0.24
NO_SIZE_LOG_SD = 2.0  # of the views of somebody of whom neither views nor followers are known; judgement
KNOWN_STATES = ("estimated", "stale", "observed")
TYPED_DEFINITIONS = ("typed", "er_avg_lc_f")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spread:
    """Median and sd of log per account, the part of that sd which is everybody's at once, and the state.

    ``above_log_sd`` is the sd on the upper side where that is another one.
    """

    median: Floats
    log_sd: Floats
    shared_log_sd: Floats
    state: Texts
    above_log_sd: Floats | None = None

    @property
    def ends(self) -> tuple[Floats, Floats]:
        """Return both ends of the central interval."""
        above = self.log_sd if self.above_log_sd is None else self.above_log_sd
        return (
            log_normal_interval(self.median, self.log_sd, LEVEL).low,
            log_normal_interval(self.median, above, LEVEL).high,
        )


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

    ``own_record`` is by account id; a record of no orders counts as what it is: posts that sold nothing. ``views`` are
    those that counted posts let expect; without her own a reported average serves, else her peers, else a benchmark.
    Orders are those that a post causes, by code or not, before the chance that single buyers are.
    ``at_home`` counts nobody but followers as reached: for a brief about a place, since nobody says where others live.
    """
    pieces = max(len(formats), 1)
    one = _views(pool, views, at_home=at_home)
    reach = _reach(pool, one, pieces)
    engagements, engagements_state = _engagements(pool, rates)
    own, codes = _own(pool, own_record)
    orders = _orders(one, own, codes, pieces)
    reach_low, reach_high = reach.ends
    orders_low, orders_high = orders.ends
    return ResponseTable(
        reach=reach.median, reach_low=reach_low, reach_high=reach_high, reach_state=reach.state,
        engagements=engagements.middle, engagements_low=engagements.low, engagements_high=engagements.high,
        engagements_state=engagements_state,
        orders=orders.median, orders_low=orders_low, orders_high=orders_high, orders_state=orders.state,
        basis=_basis(pool, rates, own, views), own_orders=own,
        reach_shared=reach.shared_log_sd, orders_shared=orders.shared_log_sd,
    )  # fmt: skip


def _views(pool: Pool, views: ViewLevels | None, *, at_home: bool) -> _Spread:
    """Return the views of the next post: by counted posts, else as reported, else by her peers or a benchmark."""
    one, log_sd = benchmark_views(pool)
    shared = np.full(len(pool), LEVEL_LOG_SD)
    if views is not None and views.shared_log_sd is not None:
        peers = (views.n == 0) & np.isfinite(views.log_mean)
        one, log_sd = _over(peers, views, (one, log_sd))
        shared = np.where(peers, views.shared_log_sd, shared)
    known = pool.avg_views > 0
    one = np.where(known, pool.avg_views, one)
    log_sd = np.where(known, np.hypot(TYPED_VIEWS_LOG_SD, WITHIN_LOG_SD), log_sd)
    if views is not None:
        counted = (views.n > 0) & np.isfinite(views.log_mean)
        one, log_sd = _over(counted, views, (one, log_sd))
        known = known | counted
    one = np.fmin(one, MOST_REACHED * np.where(pool.followers > 0, pool.followers, np.nan)) if at_home else one
    state: Texts = np.full(len(pool), "unknown", dtype=object)
    state[~np.isnan(one)] = "prior_only"
    state[known] = "estimated"
    missing = np.isnan(one)
    return _Spread(
        median=one, log_sd=np.where(missing, np.nan, log_sd), shared_log_sd=np.where(known | missing, 0.0, shared),
        state=state,
    )  # fmt: skip


def _over(rows: Mask, views: ViewLevels, other: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
    """Return (views, sd of log) with those of some accounts taken from what posts let expect."""
    one = np.maximum(np.expm1(np.where(rows, views.log_mean, 0.0)), FEWEST_VIEWS)
    return np.where(rows, one, other[0]), np.where(rows, views.log_sd, other[1])


def _reach(pool: Pool, one: _Spread, pieces: int) -> _Spread:
    """Return reach of one deal: several pieces reach the same followers again, ``1 - (1 - v)^m`` of them."""
    share = np.clip(one.median / np.where(pool.followers > 0, pool.followers, np.nan), 0.0, MOST_REACHED)
    again = np.where(np.isnan(share), 1.0, (1.0 - (1.0 - share) ** pieces) / np.where(share > 0, share, 1.0))
    return _Spread(median=one.median * again, log_sd=one.log_sd, shared_log_sd=one.shared_log_sd, state=one.state)


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


def _orders(views: _Spread, own: Floats, codes: Floats, pieces: int) -> _Spread:
    """Return orders of one deal: by its views, moved by what the brand's own records say."""
    post = views.median / 1000.0 * ORDERS_PER_THOUSAND
    recorded = np.flatnonzero(~np.isnan(own))
    start, start_sd = _starts(post, views.log_sd)
    found = own_sales(start[recorded] * codes[recorded], start_sd[recorded], own[recorded])
    median = post * pieces * np.exp(found.others)
    log_sd = np.sqrt(found.others_sd**2 + CREATOR_LOG_SD**2 + POST_LOG_SD**2 + views.log_sd**2)
    shared = np.hypot(found.others_sd, views.shared_log_sd)
    median[recorded] = start[recorded] * pieces * np.exp(found.sold)
    luck = np.hypot(POST_LOG_SD, WITHIN_LOG_SD)
    above = log_sd.copy()
    log_sd[recorded], above[recorded] = np.hypot(found.sold_below, luck), np.hypot(found.sold_above, luck)
    shared[recorded] = found.shared_sd
    state: Texts = np.full(len(own), "unknown", dtype=object)
    state[~np.isnan(post)] = "prior_only"
    state[recorded] = "estimated"
    return _Spread(median=median, log_sd=log_sd, shared_log_sd=shared, state=state, above_log_sd=above)


def _starts(post: Floats, log_sd: Floats) -> tuple[Floats, Floats]:
    """Return orders by views and the sd of log of these, with a typical account where no views are known."""
    usable = post > 0
    typical = float(np.median(post[usable])) if usable.any() else ORDERS_PER_THOUSAND
    return np.where(usable, post, typical), np.where(usable, log_sd, NO_SIZE_LOG_SD)


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
    """Return own orders and codes per account, NaN where there is no record."""
    own, codes = np.full(len(pool), np.nan), np.full(len(pool), np.nan)
    if own_record:
        for row in np.flatnonzero(np.isin(pool.account_id.astype(str), sorted(own_record))):
            record = own_record[str(pool.account_id[row])]
            own[row], codes[row] = record.orders, max(len(record.codes), 1)
    return own, codes
