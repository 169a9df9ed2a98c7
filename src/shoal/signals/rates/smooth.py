"""Rates whose level is pulled towards their league (code EB), for the accounts of a page in one pass per league.

Model: science.md S1, the same filter as the house rate.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from shoal.domain.bulk import Floats, Ints
from shoal.domain.values import Estimate, Value, unknown
from shoal.signals.league import League
from shoal.signals.rates.definitions import DEFINITIONS
from shoal.signals.rates.leagues import BY_VIEWS, Key, series_of
from shoal.signals.rates.posts import PagePosts
from shoal.signals.windows import OLDEST_DAYS, POSTS_USED
from shoal.stats import central_z, filter_levels, forecast_levels

METHOD = "EB local level"
VERSION = "S1.2"
HIDDEN = {"likes": "likes_hidden", "comments": "comments_hidden", "shares": "shares_unknown", "saves": "saves_unknown",
          "views": "views_unknown"}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Smoothed:
    """The next post's level of one rate for the asked accounts: log mean, log variance of the level, posts, divisor.

    ``next_variance`` is that of the next post itself, which scatters around its level.
    ``benchmark`` is true where the league was too small to place its own curve.
    """

    mean: Floats
    variance: Floats
    next_variance: Floats
    count: Ints
    below: Floats
    benchmark: Ints


def smoothed(name: str, page: PagePosts, leagues: Mapping[Key, League]) -> Smoothed:
    """Run the filter of a definition over the asked accounts; NaN where no post has all parts. O(posts)."""
    series, below = series_of(name, page)
    found = Smoothed(
        mean=np.full(page.size, np.nan), variance=np.full(page.size, np.nan), next_variance=np.full(page.size, np.nan),
        below=below, count=np.isfinite(series).sum(axis=1), benchmark=np.zeros(page.size, dtype=np.int64),
    )  # fmt: skip
    for platform, form in sorted(set(zip(page.platform, page.format.tolist(), strict=True))):
        mine = (np.array(page.platform) == platform) & (page.format == form) & (found.count > 0) & np.isfinite(below)
        rows = np.flatnonzero(mine)
        league = leagues[(name, platform, form)]
        levels = filter_levels(series[rows], league.expected(below[rows]), league.start_variance, league.model)
        ahead = forecast_levels(levels, league.model)
        found.mean[rows], found.variance[rows] = ahead.mean, ahead.level_variance
        found.next_variance[rows] = ahead.variance
        found.benchmark[rows] = int(league.accounts == 0)
    return found


def smooth_value(name: str, page: PagePosts, found: Smoothed, row: int, level: float) -> Value:
    """Return one smoothed rate as a value record, or its state with the reason."""
    parts = parts_of(name, page, row)
    if not np.isfinite(found.mean[row]):
        return _missing(name, page, row, parts)
    reach = central_z(level) * float(np.sqrt(found.variance[row]))
    mean, below = float(found.mean[row]), float(found.below[row])
    low, middle, high = (max(float(np.expm1(mean + shift)), 0.0) / below for shift in (-reach, 0.0, reach))
    estimate = Estimate(value=middle, low=low, high=high, level=level, n=int(found.count[row]), method=METHOD)
    return Value(
        name=name, state="stale" if page.stale[row] else "estimated", unit="fraction", version=VERSION,
        estimate=estimate, reason=_leans_on(name, page, found, row), parts=parts, window=DEFINITIONS[name].window,
    )  # fmt: skip


def parts_of(name: str, page: PagePosts, row: int, most: int = POSTS_USED) -> tuple[tuple[str, float | None], ...]:
    """Return the sums that go into a rate, over the posts it rests on; ``None`` for a part that no post has."""
    definition = DEFINITIONS[name]
    counts = tuple(part for part in (*definition.numerator, definition.denominator) if part in page.counts)
    used = page.newest(counts, row, most)
    sums: list[tuple[str, float | None]] = []
    for part in counts:
        held = page.counts[part][used if len(used) else page.newest((part,), row, most)]
        sums.append((part, float(held.sum()) if len(held) else None))
    if definition.denominator == "followers":
        followers = float(page.followers[row])
        sums.append(("followers", followers if np.isfinite(followers) else None))
    return tuple(sums)


def _leans_on(name: str, page: PagePosts, found: Smoothed, row: int) -> str | None:
    """Return what a number leans on besides its posts."""
    if page.stale[row]:
        return f"posts_older_than_{OLDEST_DAYS:.0f}_days"
    if found.benchmark[row]:
        return "benchmark_curve"
    return None if DEFINITIONS[name].denominator == BY_VIEWS else "denominator_current"


def _missing(name: str, page: PagePosts, row: int, parts: tuple[tuple[str, float | None], ...]) -> Value:
    """Return why a rate has no number: no posts, a hidden count, no followers; without views it has no meaning."""
    definition = DEFINITIONS[name]
    if page.reason[row]:
        return unknown(name, page.reason[row], "fraction", parts=parts)
    lacking = page.missing(definition.numerator, row)
    if definition.denominator == BY_VIEWS and page.missing((BY_VIEWS,), row):
        return Value(name=name, state="not_applicable", unit="fraction", reason="no_views", parts=parts)
    if lacking:
        return unknown(name, HIDDEN[lacking[0]], "fraction", parts=parts)
    if definition.denominator == "followers" and not np.isfinite(page.followers[row]):
        return unknown(name, "followers_unknown", "fraction", parts=parts)
    return unknown(name, "no_post_has_all_counts", "fraction", parts=parts)
