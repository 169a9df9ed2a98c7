"""What was really so in a made-up market: for tests, benchmarks and the demo's last page, never for an estimate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shoal.world.audiences import Audiences, draw_audiences
from shoal.world.content import Reception, draw_path, receive
from shoal.world.creators import Flags, Floats, Ints, draw_values
from shoal.world.dice import Part, dice
from shoal.world.levels import Levels, draw_levels
from shoal.world.market import Market
from shoal.world.outcomes import draw_outcomes
from shoal.world.prices import draw_prices

FUTURE_POSTS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What was really so, by creator.

    ``engagement_level`` is the number of likes and comments that a middling post gets now, ``next_log_mean`` the mean
    of ``ln(1 + likes + comments)`` over the next 20 posts and ``next_mean`` the mean of the counts themselves.
    ``views_level`` is likewise views. ``next_engagements`` and ``next_views`` are the counts of the very next post.
    ``audience`` is everybody engaged, of whom likers are a part (``None`` when the
    market has no audiences). ``orders_per_1000_views`` is a mean over posts, ``capture`` the share of caused orders
    that use the code, ``caused_orders`` those of the last half year; ``order_cause`` names, order by order, the
    creator who caused it, or -1. ``paid_minor`` is what is paid in the end, in cents of EUR. ``values`` are columns
    of ``VALUES``.
    """

    engagement_level: Floats
    views_level: Floats
    next_log_mean: Floats
    next_mean: Floats
    next_engagements: Ints
    next_views: Ints
    audience: Audiences | None
    orders_per_1000_views: Floats
    capture: Floats
    caused_orders: Ints
    order_cause: Ints
    paid_minor: Ints
    values: Flags


def truth_of(market: Market) -> Truth:
    """Return what was really so in a market: it is made again from the seed, because a market does not carry it."""
    seed, accounts = market.seed, market.accounts
    levels = draw_levels(seed, accounts)
    now = draw_path(seed, levels, market.posts.first, market.posts.account)[market.posts.first[1:] - 1]
    future = _future(seed, levels, now)
    engaged = (future.likes + future.comments).reshape(-1, FUTURE_POSTS)
    outcomes = draw_outcomes(seed, accounts, levels, as_of=market.as_of)
    audience = None if market.likers is None else draw_audiences(seed, accounts, levels).whole
    return Truth(
        engagement_level=np.exp(levels.likes_log + now) + np.exp(levels.comments_log + now),
        views_level=np.exp(levels.views_log + now),
        next_log_mean=np.log1p(engaged).mean(axis=1),
        next_mean=engaged.mean(axis=1),
        next_engagements=engaged[:, 0],
        next_views=future.views.reshape(engaged.shape)[:, 0],
        audience=audience,
        orders_per_1000_views=outcomes.orders_per_1000_views,
        capture=outcomes.capture,
        caused_orders=np.bincount(outcomes.cause[outcomes.cause >= 0], minlength=len(accounts)),
        order_cause=outcomes.cause,
        paid_minor=draw_prices(seed, accounts).paid_minor,
        values=draw_values(seed, accounts.niche),
    )


def _future(seed: int, levels: Levels, now: Floats) -> Reception:
    """Return how the next posts of each creator are received: the path goes on from where it stands."""
    generator = dice(seed, Part.FUTURE)
    rows = now.shape[0]
    step = levels.step_sd[:, None] * generator.standard_normal((rows, FUTURE_POSTS)) + levels.drift[:, None]
    path = now[:, None] + np.cumsum(step, axis=1)
    account = np.repeat(np.arange(rows), FUTURE_POSTS)
    return receive(generator, levels, account, path.ravel())
