"""How many views the next post of each account will have, by the views that posts had: hers, else those of her peers.

Model: science.md S1 on views, the same filter and leagues as the view rate on her page. Whoever shows none is held
against posts of peers instead (signals/peers.py): the spread of S1 at n = 0 is the scale of a law with heavy tails, and
less than the sd of one account that nobody has seen.
"""

from __future__ import annotations

from datetime import datetime

import numpy as np

from shoal.domain.bulk import Fits, Ints, Pool, PostTable, ViewLevels
from shoal.signals.league import LEAST_ACCOUNTS
from shoal.signals.peers import peer_line
from shoal.signals.rates.leagues import VIEWS_PER_FOLLOWER, leagues_needed, rate_leagues
from shoal.signals.rates.posts import PagePosts, page_posts
from shoal.signals.rates.smooth import smoothed
from shoal.signals.windows import followers_of

VIEW_RATE = "view_rate"
VIDEO = 1
# Where every post is a video, peers speak for whoever shows no views; elsewhere photos reach others than reels do.
ONLY_VIDEOS = ("tiktok", "youtube")


def view_levels(pool: Pool, posts: PostTable, *, as_of: datetime, fits: Fits | None = None) -> ViewLevels:
    """Return the views of the next post of every account whose posts show views: O(posts), and a fit per league.

    Photos often show none, and hidden counts are no zeros: such an account has what its peers have at its size, on
    a network of videos alone where at least thirty of them place a line; else NaN, for others to say what they assume.
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
        _add_peers(found, pool, rows, page)
    return found


def _add_peers(found: ViewLevels, pool: Pool, shown: Ints, page: PagePosts) -> None:
    """Fill in whoever has no views of her own: a line through the newest video of each of her peers."""
    assert found.shared_log_sd is not None  # noqa: S101  made a few lines above
    followers = followers_of(pool)
    size = np.log(np.where(followers > 0, followers, np.nan))
    newest = page.matrix(np.log1p(np.where(page.counts["views"] > 0, page.counts["views"], np.nan)), most=1)[:, 0]
    speaks = np.isfinite(newest) & np.isfinite(size[shown]) & (page.format == VIDEO)
    for platform in ONLY_VIDEOS:
        peers = speaks & (pool.platform[shown] == platform)
        if np.count_nonzero(peers) < LEAST_ACCOUNTS:
            continue
        line = peer_line(size[shown[peers]], newest[peers], slope=VIEWS_PER_FOLLOWER[VIDEO].slope)
        rows = np.flatnonzero((pool.platform == platform) & np.isnan(found.log_mean) & np.isfinite(size))
        found.log_mean[rows] = line.expected(size[rows])
        found.log_sd[rows] = np.sqrt(line.around(size[rows]) + line.of_line(size[rows]))
        found.shared_log_sd[rows] = np.sqrt(line.of_line(size[rows]))
