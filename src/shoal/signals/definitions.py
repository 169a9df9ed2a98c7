"""The other engagement rates of one account, side by side: each definition with its own posts, range and n.

Definitions: metric dictionary, section 3. The house rate pulls a level towards its league; these are plain medians of
the same window, whose range needs no model: order statistics of the median.
"""

from __future__ import annotations

from datetime import datetime

import numpy as np
from scipy.stats import binom

from shoal.domain.bulk import Floats, Ints, PostTable
from shoal.domain.values import Estimate, Value, unknown
from shoal.signals.windows import DAY, HOUR, MATURE_HOURS, MATURE_HOURS_YOUTUBE, OLDEST_DAYS, POSTS_USED

PARTS = {
    "er_l_f": ("likes",),
    "er_lcsv_f": ("likes", "comments", "shares", "saves"),
    "er_lcs_w": ("likes", "comments", "shares"),
}
BY_VIEWS = "er_lcs_w"
FEW = "fewer than five posts have these counts"


def other_rates(
    posts: PostTable, followers: float, *, as_of: datetime, platform: str, level: float = 0.9
) -> tuple[Value, ...]:
    """Return the rates by other definitions of one account from its posts, old to new; NaN followers are not known.

    A definition of which no post has all parts is left out; too few posts give ``unknown`` with the reason. O(posts).
    """
    kept = _window(posts, as_of, platform)
    counts: dict[str, Floats] = {name: getattr(posts, name)[kept] for name in ("likes", "comments", "shares", "saves")}
    # no likes beside a comment is a hidden count: files write it as 0
    counts["likes"] = np.where((counts["likes"] == 0) & (counts["comments"] > 0), np.nan, counts["likes"])
    found = []
    for name, parts in PARTS.items():
        below = posts.views[kept] if name == BY_VIEWS else np.full(len(kept), followers)
        total = np.sum([counts[part] for part in parts], axis=0)
        rates = total / np.where(below > 0, below, np.nan)
        value = _median(name, rates[np.isfinite(rates)], level)
        found += [value] if value is not None else []
    return tuple(found)


def _window(posts: PostTable, as_of: datetime, platform: str) -> Ints:
    """Return the places of the newest mature posts of the format that is more frequent."""
    hours = MATURE_HOURS_YOUTUBE if platform == "youtube" else MATURE_HOURS
    age = as_of.timestamp() - posts.at  # NaN where the time is not known: such a post counts
    usable = ~(age < hours * HOUR) & ~(age > OLDEST_DAYS * DAY)
    video = np.count_nonzero(usable & (posts.format == 1)) > np.count_nonzero(usable & (posts.format == 0))
    return np.flatnonzero(usable & (posts.format == int(video)))[-POSTS_USED:]


def _median(name: str, rates: Floats, level: float) -> Value | None:
    """Return the median with the narrowest symmetric pair of order statistics that covers it at the level."""
    n = len(rates)
    if not n:
        return None
    ordered = np.sort(rates)
    cuts = np.arange(n // 2)  # how many are cut off at either end; the median is left out with 2 P(B <= cut)
    covering = cuts[1.0 - 2.0 * binom.cdf(cuts, n, 0.5) >= level]
    if not len(covering):
        return unknown(name, FEW, "fraction")
    last = int(covering[-1])
    estimate = Estimate(
        value=float(np.median(ordered)), low=float(ordered[last]), high=float(ordered[n - 1 - last]), level=level,
        n=n, method="median of posts, order statistics",
    )  # fmt: skip
    reason = None if name == BY_VIEWS else "denominator_current"
    window = f"last {POSTS_USED} posts, at most {OLDEST_DAYS:.0f} days old"
    return Value(name=name, state="estimated", unit="fraction", estimate=estimate, reason=reason, window=window)
