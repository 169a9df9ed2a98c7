"""The leagues of the rates beside the house rate: one for each definition, platform and format.

Only those that a page asks for are fitted, each on a few hundred accounts. Model: science.md S1.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

import numpy as np

from shoal.domain.bulk import Fits, Floats, Pool, PostTable
from shoal.signals.league import BENCHMARKS, ELSEWHERE, Benchmark, League, benchmark_league, fit_league, sample_rows
from shoal.signals.rates.definitions import DEFINITIONS
from shoal.signals.rates.posts import PagePosts, page_posts

Key = tuple[str, str, int]  # definition, platform, format
FORMATS = (0, 1)  # post, video
SMOOTHED = ("er_lc_f", "er_l_f", "er_lcsv_f", "er_lcs_w", "view_rate")
# A fit on 400 accounts places the curve to about 3 % (.5 / sqrt(400)); one account's own interval is 10 times as wide.
MOST_FITTED, MOST_READ = 400, 1_200
BY_VIEWS = "views"

# Likes are 97 % of likes and comments (2.9 comments per 100 likes, grade B); shares and saves have no source, so their
# rate stands on the same level with a wider spread (metric dictionary, section 8; the spreads of both are judgements).
LIKES_SHARE = 1.0 / 1.029
# 6.3 % likes per impression and 2.9 comments per 100 likes (Wies et al. 2023, grade B), proportional to views.
ENGAGED_PER_VIEW = Benchmark(rate=0.063 * 1.029, slope=1.0, log_sd=0.8)
# 30 % of a nano account's followers see a post (a judgement, sd of log .6), falling as followers^-.46 (grade B).
# Videos are shown to people who do not follow too: nobody publishes by how much, so their spread is twice that.
VIEWS_PER_FOLLOWER = (Benchmark(rate=0.30, slope=0.54, log_sd=0.6), Benchmark(rate=0.30, slope=0.54, log_sd=1.2))


def benchmark_of(key: Key) -> Benchmark:
    """Return where a rate stands before anything of its league is known."""
    name, platform, form = key
    if name == "er_lcs_w":
        return ENGAGED_PER_VIEW
    if name == "view_rate":
        return VIEWS_PER_FOLLOWER[form]
    known = BENCHMARKS.get(platform, ELSEWHERE)
    if name == "er_l_f":
        return Benchmark(rate=known.rate * LIKES_SHARE, slope=known.slope, log_sd=known.log_sd)
    wider = 1.0 if name == "er_lcsv_f" else known.log_sd
    return Benchmark(rate=known.rate, slope=known.slope, log_sd=max(wider, known.log_sd))


def series_of(name: str, page: PagePosts) -> tuple[Floats, Floats]:
    """Return (``ln(1 + count)`` series, what the count is divided by) of one definition for the asked accounts.

    By followers the divisor is the follower count. By views it is the typical number of views of the account, and each
    count is first brought to it, so that a post seen by twice as many may have twice as many likes.
    """
    definition = DEFINITIONS[name]
    count = page.total(definition.numerator)
    if definition.denominator != BY_VIEWS:
        return page.matrix(np.log1p(count)), page.followers
    views = np.where(page.counts["views"] > 0, page.counts["views"], np.nan)
    seen = np.log(np.where(np.isfinite(count), views, np.nan))
    table = page.matrix(seen)
    held = np.isfinite(table).sum(axis=1)
    typical = np.where(held > 0, np.nansum(table, axis=1) / np.maximum(held, 1), np.nan)
    return page.matrix(np.log1p(count) - seen + typical[page.account]), np.exp(typical)


def leagues_of(platform: str) -> frozenset[Key]:
    """Return the keys of all leagues of a platform."""
    return frozenset((name, platform, form) for name in SMOOTHED for form in FORMATS)


def leagues_needed(asked: PagePosts, names: Sequence[str] = SMOOTHED) -> frozenset[Key]:
    """Return the keys of the leagues that rates of accounts are held against, by their posts; O(accounts)."""
    return frozenset((name, platform, form) for name in names
                     for platform, form in zip(asked.platform, asked.format.tolist(), strict=True))  # fmt: skip


def rate_leagues(
    pool: Pool, posts: PostTable, needed: Collection[Key], *, as_of: datetime, fits: Fits | None = None
) -> Mapping[Key, League]:
    """Fit leagues, each named by definition, platform and format.

    O(accounts + posts of 1,200 accounts per platform) and a fit on at most 400 accounts for each league. The result
    may be kept as long as pool, posts and day stay.
    """
    found: dict[Key, League] = {}
    for platform in sorted({platform for _, platform, _ in needed}):
        others = np.flatnonzero(pool.platform == platform)
        peers = page_posts(pool, posts, others[sample_rows(len(others), MOST_READ)], as_of=as_of)
        keys = sorted(key for key in needed if key[1] == platform)
        tables = {name: series_of(name, peers) for name in sorted({name for name, _, _ in keys})}
        found |= {key: _fit(key, *tables[key[0]], peers, fits) for key in keys}
    return found


def _fit(key: Key, series: Floats, below: Floats, peers: PagePosts, fits: Fits | None) -> League:
    """Fit one league on those of its accounts that have what the definition needs."""
    usable = (peers.format == key[2]) & np.isfinite(series[:, 0]) & np.isfinite(below)
    rows = np.flatnonzero(usable)
    if not len(rows):
        return benchmark_league(benchmark_of(key))
    rows = rows[sample_rows(len(rows), MOST_FITTED)]
    return fit_league(series[rows], below[rows], benchmark_of(key), fits)
