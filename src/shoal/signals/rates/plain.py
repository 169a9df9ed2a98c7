"""Rates that are plain arithmetic of posts: raw means, ratios of sums, spread of likes, posts per month.

Formulas, least numbers and interval codes: metric dictionary, section 3.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import numpy as np

from shoal.domain.bulk import Floats
from shoal.domain.values import Estimate, Value, unknown
from shoal.signals.rates.definitions import DEFINITIONS
from shoal.signals.rates.posts import PagePosts
from shoal.signals.rates.smooth import HIDDEN, parts_of
from shoal.signals.windows import DAY, OLDEST_DAYS
from shoal.stats import cluster_bootstrap, count_interval

LEAST_RAW, LEAST_FOR_SPREAD, LEAST_HISTORY_DAYS = 3, 8, 60.0
TO_SD = 1.4826  # a normal's standard deviation in median absolute deviations
PER_THOUSAND, MONTH_DAYS = 1_000.0, 30.0
TOO_FEW_FOR_RANGE = "fewer_than_8_posts_give_no_range"
RATIOS = {"comments_per_1k_likes": ("comments", "likes", PER_THOUSAND), "share_rate": ("shares", "views", 1.0)}


def plain_value(name: str, page: PagePosts, row: int, level: float) -> Value:
    """Return one of the plain rates of an account, but for posts per month, which needs the day."""
    if name in RATIOS:
        return ratio_value(name, page, row, level)
    return like_cv(page, row, level) if name == "like_cv" else raw_value(name, page, row, level)


def raw_value(name: str, page: PagePosts, row: int, level: float) -> Value:
    """Return the plain mean of 12 or median of 10 posts, kept only to reproduce what other products print.

    From 3 to 7 posts the plain number is among the parts: no range can be given, so it is not shown as a value.
    """
    mean = name == "er_raw_mean12"
    statistic: Callable[[Floats], Floats] = _mean if mean else _median
    engaged = page.matrix(page.total(("likes", "comments")), 12 if mean else 10)[row]
    rates = engaged[np.isfinite(engaged)] / page.followers[row]
    rates = rates[np.isfinite(rates)]
    parts = parts_of(name, page, row, 12 if mean else 10)
    if len(rates) < LEAST_RAW:
        return unknown(name, _why(name, page, row, f"fewer_than_{LEAST_RAW}_posts"), "fraction", parts=parts)
    return _bootstrapped(name, page, row, (rates, statistic, level), parts)


def like_cv(page: PagePosts, row: int, level: float) -> Value:
    """Return the robust spread of likes over their median; few differences ask a question and prove nothing."""
    likes = page.matrix(page.counts["likes"])[row]
    likes = likes[np.isfinite(likes)]
    parts = (("posts", float(len(likes))), ("median likes", float(np.median(likes)) if len(likes) else None))
    if len(likes) < LEAST_FOR_SPREAD:
        return unknown("like_cv", _why("like_cv", page, row, f"fewer_than_{LEAST_FOR_SPREAD}_posts"), "ratio",
                       parts=parts)  # fmt: skip
    if not np.median(likes) > 0:
        return unknown("like_cv", "median_likes_zero", "ratio", parts=parts)
    return _bootstrapped("like_cv", page, row, (likes, _spread, level), parts)


def ratio_value(name: str, page: PagePosts, row: int, level: float) -> Value:
    """Return a ratio of sums over the last posts that have both counts, with the range of a counted quantity."""
    above, below, per = RATIOS[name]
    both = page.counts[above] + page.counts[below]
    upper, lower = (
        page.matrix(np.where(np.isfinite(both), page.counts[part], np.nan))[row] for part in (above, below)
    )  # fmt: skip
    held = int(np.isfinite(upper).sum())
    unit = DEFINITIONS[name].unit
    if not held:
        return unknown(name, _why(name, page, row, "no_post_has_all_counts"), unit, parts=parts_of(name, page, row))
    count, exposure = float(np.nansum(upper)), float(np.nansum(lower))
    parts = ((above, count), (below, exposure))
    if exposure <= 0:
        return unknown(name, f"no_{below}", unit, parts=parts)
    found = count_interval(count, exposure / per, level)
    estimate = Estimate(
        value=count / exposure * per, low=float(found.low), high=float(found.high), level=level, n=held,
        method="GP ratio of sums",
    )  # fmt: skip
    return _shown(name, page, row, estimate, parts)


def posting_rate(page: PagePosts, row: int, as_of: datetime, level: float) -> Value:
    """Return posts per 30 days: those after the oldest that is here, over the days since it.

    A file that holds the last few posts only starts with a post, so that one is not counted.
    """
    at = page.history[page.history_account == row]
    days = (as_of.timestamp() - at[np.isfinite(at)]) / DAY
    days = days[days <= OLDEST_DAYS]
    unit = DEFINITIONS["posting_rate"].unit
    if not len(days):
        return unknown("posting_rate", page.reason[row] or "times_of_posts_unknown", unit)
    span = float(days.max())
    parts = (("posts", float(len(days) - 1)), ("days", span))
    if span < LEAST_HISTORY_DAYS:
        return unknown("posting_rate", "fewer_than_60_days_of_history", unit, parts=parts)
    count, months = len(days) - 1, span / MONTH_DAYS
    found = count_interval(float(count), months, level)
    estimate = Estimate(
        value=count / months, low=float(found.low), high=float(found.high), level=level, n=count, method="GP count"
    )
    return Value(name="posting_rate", state="estimated", unit=unit, estimate=estimate, parts=parts,
                 window=DEFINITIONS["posting_rate"].window)  # fmt: skip


def _bootstrapped(
    name: str,
    page: PagePosts,
    row: int,
    sample: tuple[Floats, Callable[[Floats], Floats], float],
    parts: tuple[tuple[str, float | None], ...],
) -> Value:
    """Return a statistic of posts with its bootstrap range; without a range the number is a part, not a value."""
    posts, statistic, level = sample
    number = float(statistic(posts[np.newaxis])[0])
    found = cluster_bootstrap(posts, statistic, level, label=name)
    if found is None:
        unit = DEFINITIONS[name].unit
        return unknown(name, TOO_FEW_FOR_RANGE, unit, parts=(*parts, (DEFINITIONS[name].statistic, number)))
    estimate = Estimate(
        value=number, low=float(found.low), high=float(found.high), level=level, n=len(posts),
        method="CB posts, 2,000 draws",
    )  # fmt: skip
    return _shown(name, page, row, estimate, parts)


def _shown(
    name: str, page: PagePosts, row: int, estimate: Estimate, parts: tuple[tuple[str, float | None], ...]
) -> Value:
    """Return an estimate as a value; posts that are all too old make it stale."""
    stale = bool(page.stale[row])
    current = "denominator_current" if DEFINITIONS[name].denominator == "followers" else None
    return Value(
        name=name, state="stale" if stale else "estimated", unit=DEFINITIONS[name].unit, estimate=estimate,
        reason=f"posts_older_than_{OLDEST_DAYS:.0f}_days" if stale else current, parts=parts,
        window=DEFINITIONS[name].window,
    )  # fmt: skip


def _why(name: str, page: PagePosts, row: int, otherwise: str) -> str:
    """Return why there is no number: no posts, a count that is missing, no followers, else what was given."""
    definition = DEFINITIONS[name]
    counts = tuple(part for part in (*definition.numerator, definition.denominator) if part in page.counts)
    lacking = page.missing(counts, row)
    if page.reason[row]:
        return page.reason[row]
    if lacking:
        return HIDDEN[lacking[0]]
    if definition.denominator == "followers" and not np.isfinite(page.followers[row]):
        return "followers_unknown"
    return otherwise


def _mean(rates: Floats) -> Floats:
    return np.asarray(rates.mean(axis=1))


def _median(rates: Floats) -> Floats:
    return np.asarray(np.median(rates, axis=1))


def _spread(likes: Floats) -> Floats:
    """Return median absolute deviation over median, as a standard deviation; a median of 0 gives 0 over 1."""
    middle = np.median(likes, axis=1)
    away = np.median(np.abs(likes - middle[:, np.newaxis]), axis=1)
    return np.asarray(TO_SD * away / np.where(middle > 0, middle, 1.0))
