"""How many views the next post of each account will have, by the views that posts had: hers, else those of her peers.

Model: science.md S1 on views, the same filter and leagues as the view rate on her page.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import numpy as np

from shoal.domain.bulk import Fits, Floats, Pool, PostTable, ViewLevels
from shoal.signals.league import League
from shoal.signals.rates.leagues import Key, leagues_needed, rate_leagues
from shoal.signals.rates.posts import page_posts
from shoal.signals.rates.smooth import smoothed
from shoal.signals.windows import POSTS_USED, followers_of
from shoal.stats import Start, expect_levels

VIEW_RATE = "view_rate"
VIDEO = 1
# Where every post is a video, peers speak for whoever shows no views; elsewhere photos reach others than reels do.
ONLY_VIDEOS = ("tiktok", "youtube")


def view_levels(pool: Pool, posts: PostTable, *, as_of: datetime, fits: Fits | None = None) -> ViewLevels:
    """Return the views of the next post of every account whose posts show views: O(posts), and a fit per league.

    Photos often show none, and hidden counts are no zeros: such an account has what the curve of its peers says, where
    at least thirty of them place one on a network of videos alone; else NaN, for others to say what they assume.
    """
    shown = np.zeros(len(pool), dtype=np.bool_)
    shown[posts.account[posts.views > 0]] = True
    rows = np.flatnonzero(shown)
    found = ViewLevels(
        log_mean=np.full(len(pool), np.nan), log_sd=np.full(len(pool), np.nan), n=np.zeros(len(pool), dtype=np.int64),
        shared_log_sd=np.zeros(len(pool)),
    )  # fmt: skip
    if len(rows):
        page = page_posts(pool, posts, rows, as_of=as_of)
        leagues = rate_leagues(pool, posts, leagues_needed(page, (VIEW_RATE,)), as_of=as_of, fits=fits)
        next_views = smoothed(VIEW_RATE, page, leagues)
        found.log_mean[rows], found.log_sd[rows] = next_views.mean, np.sqrt(next_views.next_variance)
        found.n[rows] = np.where(np.isfinite(next_views.mean), next_views.count, 0)
        _add_peers(found, pool, leagues)
    return found


def _add_peers(found: ViewLevels, pool: Pool, leagues: Mapping[Key, League]) -> None:
    """Fill in whoever has no views of her own: the curve of her league where its windows end, S1 at n = 0."""
    assert found.shared_log_sd is not None  # noqa: S101  made a few lines above
    followers = followers_of(pool)
    for platform in ONLY_VIDEOS:
        league = leagues.get((VIEW_RATE, platform, VIDEO))
        if league is None or not league.accounts:
            continue
        rows = np.flatnonzero((pool.platform == platform) & np.isnan(found.log_mean) & (followers > 0))
        curve = league.expected(followers[rows])
        start = Start(mean=curve, variance=np.full(len(rows), league.start_variance), centre=curve)
        mean, variance = expect_levels(start, np.full(len(rows), POSTS_USED), league.model)
        theirs = followers[(pool.platform == platform) & (found.n > 0)]
        of_curve = variance * _leverage(np.log(theirs), np.log(followers[rows]))
        found.log_mean[rows] = mean
        found.log_sd[rows] = np.sqrt(variance + of_curve + league.model.spread_variance)
        found.shared_log_sd[rows] = np.sqrt(of_curve)


def _leverage(fitted: Floats, size: Floats) -> Floats:
    """Return how uncertain a line through accounts of those log sizes is at others, as a share of their variance."""
    middle = fitted.mean()
    spread = np.maximum(((fitted - middle) ** 2).sum(), 1.0)
    return np.asarray(1.0 / len(fitted) + (size - middle) ** 2 / spread)
