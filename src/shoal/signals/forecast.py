"""What the next post, or the next few, will get: predictive median and range of counts, from earlier counts.

Model: science.md S1. These take plain arrays, so that anyone can run them on data of their own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shoal.domain.bulk import Floats, Ints
from shoal.signals.league import League
from shoal.stats import filter_levels, forecast_levels, forecast_z


@dataclass(frozen=True, slots=True, kw_only=True)
class NextPosts:
    """The typical count of the next ``ahead`` posts: for one post its count, for more their geometric mean.

    ``middle`` is the median, ``low`` and ``high`` the ends of the central range at ``level``; ``log_mean`` and
    ``log_sd`` describe ``ln(1 + count)``. ``n`` are the posts each row rests on; at 0 it is the curve of its league.
    """

    middle: Floats
    low: Floats
    high: Floats
    log_mean: Floats
    log_sd: Floats
    n: Ints
    level: float
    ahead: int


def next_posts(
    counts: Floats, followers: Floats, league: League, *, ahead: int = 1, level: float = 0.8
) -> NextPosts:  # fmt: skip
    """Forecast counts from ``counts`` (a row per account, old to new, NaN behind) and today's followers.

    Counts may be likes, comments, their sum or views, as long as ``league`` was fitted on the same: see
    ``fit_league(np.log1p(counts), followers)``. The range has the tails of a Student t with 5 degrees, as levels of
    some accounts move more than those of others. A row without a follower count is NaN. O(counts).
    """
    series = np.log1p(counts)
    levels = filter_levels(series, league.expected(followers), league.start_variance, league.model)
    found = forecast_levels(levels, league.model, ahead)
    sd = np.sqrt(found.variance)
    reach = forecast_z(level) * sd
    low, middle, high = (np.maximum(np.expm1(found.mean + shift), 0.0) for shift in (-reach, 0.0, reach))
    return NextPosts(
        middle=middle, low=low, high=high, log_mean=found.mean, log_sd=sd, n=levels.count, level=level, ahead=ahead
    )
