"""What each rate divides by what, over which posts: rates are compared only where all of that is the same.

Metric dictionary: section 3 for the rates and the vendors' conventions, section 1 rule 7 for the refusal.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from shoal.domain.values import Value
from shoal.signals.windows import OLDEST_DAYS, POSTS_USED

IntervalCode = Literal["EB", "CB", "GP", "PD", "none"]
LAST_POSTS = f"last {POSTS_USED} posts, at most {OLDEST_DAYS:.0f} days old"
LAST_TEN = f"last 10 posts, at most {OLDEST_DAYS:.0f} days old"
HISTORY = f"posts of the last {OLDEST_DAYS:.0f} days, at least 60 days of them"
NOT_SAID = "not said"
POSTERIOR = "posterior median"


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A rate: the parts it adds up, what they are divided by, over which posts and by what statistic.

    ``interval`` is a code of the metric dictionary, section 1. Text that nobody said is ``not said``.
    """

    name: str
    numerator: tuple[str, ...]
    denominator: str
    statistic: str = POSTERIOR
    unit: str = "fraction"
    window: str = LAST_POSTS
    interval: IntervalCode = "EB"


LC, LCSV = ("likes", "comments"), ("likes", "comments", "shares", "saves")
OWN = (
    Definition(name="er_lc_f", numerator=LC, denominator="followers"),
    Definition(name="er_l_f", numerator=("likes",), denominator="followers"),
    Definition(name="er_lcsv_f", numerator=LCSV, denominator="followers"),
    Definition(name="er_lcs_w", numerator=("likes", "comments", "shares"), denominator="views"),
    Definition(name="er_r", numerator=LCSV, denominator="accounts reached"),
    Definition(name="er_i", numerator=LCSV, denominator="impressions"),
    Definition(name="er_raw_mean12", numerator=LC, denominator="followers", statistic="plain mean", interval="CB"),
    Definition(name="er_raw_median10", numerator=LC, denominator="followers", statistic="median", window=LAST_TEN,
               interval="CB"),
    Definition(name="er_paid", numerator=LC, denominator="followers", window=f"paid posts: {LAST_POSTS}"),
    Definition(name="er_organic", numerator=LC, denominator="followers", window=f"other posts: {LAST_POSTS}"),
    Definition(name="paid_ratio", numerator=("er_paid",), denominator="er_organic", unit="ratio", interval="PD"),
    Definition(name="er_resid_z", numerator=LC, denominator="size curve", unit="z", statistic="standardised distance"),
    Definition(name="like_cv", numerator=("likes",), denominator="median likes", unit="ratio",
               statistic="robust spread over median", interval="CB"),
    Definition(name="comments_per_1k_likes", numerator=("comments",), denominator="likes", unit="per 1,000",
               statistic="ratio of sums", interval="GP"),
    Definition(name="share_rate", numerator=("shares",), denominator="views", statistic="ratio of sums", interval="GP"),
    Definition(name="save_rate", numerator=("saves",), denominator="accounts reached", statistic="ratio of sums",
               interval="GP"),
    Definition(name="view_rate", numerator=("views",), denominator="followers"),
    Definition(name="posting_rate", numerator=("posts",), denominator="30 days", unit="posts per 30 days",
               statistic="mean", window=HISTORY, interval="GP"),
)  # fmt: skip
# Conventions of vendors; a figure keeps the vendor's own id. [v] and [s] as in the metric dictionary, section 3.
VENDORS = (
    Definition(name="modash.engagementRate", numerator=("likes",), denominator="followers", statistic="median",
               window="about 2 months, up to 500 posts"),
    Definition(name="hypeauditor.er", numerator=LC, denominator="followers", statistic=NOT_SAID,
               window="recent posts"),
    Definition(name="buzzguru.er", numerator=LC, denominator="followers", statistic="median", window="last 10 posts"),
    Definition(name="phyllo.engagement_rate", numerator=("engagement",), denominator="followers", statistic="mean",
               window=NOT_SAID),
    Definition(name="grin.er", numerator=LC, denominator="followers", statistic=NOT_SAID, window=NOT_SAID),
    Definition(name="influencity.er", numerator=LC, denominator="followers", statistic=NOT_SAID, window=NOT_SAID),
    Definition(name="trnd.er", numerator=("likes",), denominator="followers", statistic="median", window="2 months"),
    Definition(name="traackr.er", numerator=("engagement",), denominator="potential reach", statistic=NOT_SAID,
               window=NOT_SAID),
    Definition(name="later.er", numerator=("engagement",), denominator="impressions", statistic=NOT_SAID,
               window=NOT_SAID),
    Definition(name="er_avg_lc_f", numerator=LC, denominator="followers", statistic="reported averages",
               window=NOT_SAID),
)  # fmt: skip
DEFINITIONS = {definition.name: definition for definition in (*OWN, *VENDORS)}


def comparable(a: Value, b: Value) -> str | None:
    """Return ``None`` where two rates may be held against each other, else the reason why they may not.

    Numerator, denominator, window and statistic must match, and both must be known; a definition that nobody gave
    matches nothing, not even itself.
    """
    for value in (a, b):
        if not value.known:
            return f"{value.name} is {value.state.replace('_', ' ')}: {value.reason or 'no reason given'}"
        if value.name not in DEFINITIONS:
            return f"nobody said how {value.name} was worked out"
    one, other = (_defined(value) for value in (a, b))
    for part, words in (("numerator", "counts"), ("denominator", "divides by"), ("window", "is over"),
                        ("statistic", "is a"), ("unit", "is in")):  # fmt: skip
        mine, theirs = (_text(getattr(definition, part)) for definition in (one, other))
        if mine != theirs:
            return f"{part} differs: {a.name} {words} {mine}, {b.name} {words} {theirs}"
        if mine == NOT_SAID:
            return f"{part} of {a.name} was not said, so nobody knows whether it is the same"
    return None


def _defined(value: Value) -> Definition:
    """Return the definition of a value with the window the value itself has, where it says one."""
    known = DEFINITIONS[value.name]
    return Definition(
        name=known.name, numerator=known.numerator, denominator=known.denominator, statistic=known.statistic,
        unit=value.unit, window=value.window or known.window, interval=known.interval,
    )  # fmt: skip


def _text(part: str | tuple[str, ...]) -> str:
    return part if isinstance(part, str) else " + ".join(part)
