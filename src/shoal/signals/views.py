"""How many views the next post of each account will have, by the views that her posts had.

Model: science.md S1 on views, the same filter and leagues as the view rate on her page.
"""

from __future__ import annotations

from datetime import datetime

import numpy as np

from shoal.domain.bulk import Fits, Pool, PostTable, ViewLevels
from shoal.signals.rates.leagues import leagues_needed, rate_leagues
from shoal.signals.rates.posts import page_posts
from shoal.signals.rates.smooth import smoothed

VIEW_RATE = "view_rate"


def view_levels(pool: Pool, posts: PostTable, *, as_of: datetime, fits: Fits | None = None) -> ViewLevels:
    """Return the views of the next post of every account whose posts show views: O(posts), and a fit per league.

    Photos often show none, and hidden counts are no zeros: such an account is NaN, for others to say what they assume.
    """
    shown = np.zeros(len(pool), dtype=np.bool_)
    shown[posts.account[posts.views > 0]] = True
    rows = np.flatnonzero(shown)
    found = ViewLevels(
        log_mean=np.full(len(pool), np.nan), log_sd=np.full(len(pool), np.nan), n=np.zeros(len(pool), dtype=np.int64)
    )
    if len(rows):
        page = page_posts(pool, posts, rows, as_of=as_of)
        leagues = rate_leagues(pool, posts, leagues_needed(page, (VIEW_RATE,)), as_of=as_of, fits=fits)
        next_views = smoothed(VIEW_RATE, page, leagues)
        found.log_mean[rows], found.log_sd[rows] = next_views.mean, np.sqrt(next_views.next_variance)
        found.n[rows] = np.where(np.isfinite(next_views.mean), next_views.count, 0)
    return found
