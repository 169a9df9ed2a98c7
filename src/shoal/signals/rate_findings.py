"""What is said of an engagement rate: in line, unusual, resting on too little, or not known and why."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from shoal.domain.bulk import Floats, Ints, Rates
from shoal.domain.finding import Evidence, Finding
from shoal.domain.values import Provenance, Value
from shoal.domain.vetting import Rules
from shoal.signals.engagement import COUNTED, FORMULA_VERSION, engagement_value

# What the checks go by where no rule names another figure.
LEAST_POSTS = 3.0  # below that even the house's plain averages are unknown (metric dictionary, section 3)
UNUSUAL_Z = 2.0  # two-sided: about 1 in 22 ordinary accounts is this far out, which is why it only asks
ODD_RATE = 0.5  # a rate above one half is a percent sign gone astray or one viral post (metric dictionary, section 3)

# Seconds are estimates for one person with the profile open; they order remedies, they promise nothing.
COUNT_POSTS = ("count likes and comments of three posts", 30)
TYPE_FOLLOWERS = ("type the follower count from the profile", 10)
ASK_INSIGHTS = ("ask the creator for a screenshot of the insights", 120)
CHECK_CELL = ("look at the cell in the file: percent or fraction, and which posts", 20)
COMPARE_FOLLOWERS = ("compare the follower count with the profile", 10)

# What else would look like this; none is preferred (metric dictionary, section 7). Which of them it was is not known.
HIGH = ("one viral post", "a giveaway", "traded likes", "a small and loyal circle")
LOW = (
    "followers who have left since", "followers from a giveaway", "bought followers", "posts that are shown to few",
    "a new kind of posts",
)  # fmt: skip
ODD = ("a misread percent sign", "one viral post in a mean", "a rate by reach or by views instead of followers")
ODD_COUNTED = (
    "a follower count that is misread or out of date", "posts shown to many who do not follow", "traded likes",
)  # fmt: skip

WHY_UNKNOWN = {
    "no_posts": "engagement is not known: no posts were brought in",
    "likes_hidden": "engagement is not known: likes are hidden",
    "comments_hidden": "engagement is not known: comments are switched off or hidden",
    "counts_impossible": "engagement is not known: the counts of its posts are below zero",
    "posts_too_fresh": "engagement is not known yet: all posts are younger than three days (YouTube: seven)",
    "posts_in_future": "engagement is not known: all posts lie in the future, so their dates are misread",
    "followers_unknown": "engagement is not known: posts were counted, but the follower count is missing",
    "followers_not_positive": "engagement is not known: the follower count is zero or below",
    "typed_rate_not_positive": "engagement is not known: the typed rate is zero or below",
}
NEEDS_FOLLOWERS = ("followers_unknown", "followers_not_positive")
HIDDEN = ("likes_hidden", "comments_hidden")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The figures that the checks go by, as the rules have them."""

    unusual_z: float
    least_posts: float
    odd_rate: float


def limits_of(rules: Rules) -> Limits:
    """Return the figures of a rule set."""
    return Limits(
        unusual_z=rules.limit("engagement", "z_beyond", UNUSUAL_Z),
        least_posts=rules.limit("engagement", "posts_at_least", LEAST_POSTS),
        odd_rate=rules.limit("rate_above_half", "rate_above", ODD_RATE),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the findings on rates read, aligned with a pool; ``hidden`` and ``posts`` count posts."""

    rates: Rates
    followers: Floats
    posts: Ints
    hidden: Ints
    limits: Limits


def rate_finding(seen: Seen, row: int, origin: Provenance) -> Finding:
    """Say what is known of an engagement rate, and what would settle the rest."""
    rates = seen.rates
    if not math.isfinite(rates.value[row]):
        return _unknown_rate(seen, row, origin)
    value, words = engagement_value(rates, row, origin), rate_words(rates, row)
    evidence = (Evidence(text=words, ref=origin.ref),)
    if rates.definition[row] != COUNTED:
        claim = f"engagement rate {percent(rates.value[row])} as reported ({rates.definition[row]}), no posts counted"
        return _open_rate(claim, evidence, value)
    if rates.state[row] == "stale":
        return _open_rate("engagement was counted on posts that are all older than 180 days", evidence, value)
    if rates.n[row] < seen.limits.least_posts:
        posts = f"{rates.n[row]} counted post{'' if rates.n[row] == 1 else 's'}"
        return _open_rate(f"engagement rests on {posts} only", evidence, value)
    if not seen.followers[row] > 0:
        return replace(_open_rate("engagement was counted, but the follower count is missing", evidence, value),
                       settle=TYPE_FOLLOWERS[0], settle_seconds=TYPE_FOLLOWERS[1])  # fmt: skip
    return _counted_rate(seen, row, words, evidence, value)


def _open_rate(claim: str, evidence: tuple[Evidence, ...], value: Value) -> Finding:
    """Return a rate that is there but does not settle anything yet."""
    settle, seconds = COUNT_POSTS
    return _finding(claim=claim, weight="?", evidence=evidence, value=value, settle=settle, settle_seconds=seconds)


def _finding(**told: object) -> Finding:
    return Finding(check="engagement", version=FORMULA_VERSION, **told)  # type: ignore[arg-type]  # fields of a finding


def _unknown_rate(seen: Seen, row: int, origin: Provenance) -> Finding:
    """Return why there is no rate."""
    reason = str(seen.rates.reason[row]) or "no_posts"
    settle, seconds = TYPE_FOLLOWERS if reason in NEEDS_FOLLOWERS else COUNT_POSTS
    evidence: tuple[Evidence, ...] = ()
    if reason in HIDDEN:
        settle, seconds = ASK_INSIGHTS
    if reason == "likes_hidden":
        evidence = (Evidence(text=f"{seen.hidden[row]} of {seen.posts[row]} posts hide their likes", ref=origin.ref),)
    return _finding(
        claim=WHY_UNKNOWN.get(reason, f"engagement is not known: {reason}"),
        weight="?",
        evidence=evidence,
        value=engagement_value(seen.rates, row),
        settle=settle,
        settle_seconds=seconds,
    )


def _counted_rate(seen: Seen, row: int, words: str, evidence: tuple[Evidence, ...], value: Value) -> Finding:
    """Hold a counted rate against the size curve of its league; far above and far below are both worth a look."""
    rates = seen.rates
    z = _column(rates.z, row)
    followers = f"{float(seen.followers[row]):,.0f} followers"
    if not math.isfinite(z):
        claim = f"{words}; fewer than 30 accounts of its kind here, so nobody can say what is usual"
        return _finding(claim=claim, weight="0", evidence=evidence, value=value)
    usual = f"about {percent(_column(rates.expected, row))} is usual for that size here"
    if abs(z) <= seen.limits.unusual_z:
        claim = f"{words}: in line with {followers}, {usual}"
        return _finding(claim=claim, weight="+", evidence=evidence, value=value)
    settle, seconds = ASK_INSIGHTS
    return _finding(
        claim=f"{words}: unusual for {followers}, because {usual}",
        weight="-",
        evidence=evidence,
        value=value,
        settle=settle,
        settle_seconds=seconds,
        explanations=HIGH if z > 0 else LOW,
    )


def odd_rate(seen: Seen, row: int, ref: str) -> Finding | None:
    """Ask about a rate above one half, unless posts were counted and the size curve expects it (tiny accounts).

    A counted rate has no cell that may be misread: what may be wrong there is what it is divided by.
    """
    rate = float(seen.rates.value[row])
    in_line = abs(_column(seen.rates.z, row)) <= seen.limits.unusual_z  # false for NaN, as is the next line
    if in_line or not rate > seen.limits.odd_rate:
        return None
    counted = seen.rates.definition[row] == COUNTED
    settle, seconds = COMPARE_FOLLOWERS if counted else CHECK_CELL
    limit = seen.limits.odd_rate
    why = "more than every second follower would react" if limit == ODD_RATE else f"it is above {percent(limit)}"
    return Finding(
        check="rate_above_half",
        claim=f"an engagement rate of {percent(rate)} is unusual, because {why}",
        weight="-",
        evidence=(Evidence(text=rate_words(seen.rates, row), ref=ref),),
        settle=settle,
        settle_seconds=seconds,
        explanations=ODD_COUNTED if counted else ODD,
        version=f"{FORMULA_VERSION}/counted" if counted else FORMULA_VERSION,
    )


def rate_words(rates: Rates, row: int) -> str:
    """Return a rate as ``engagement rate 3.4 % (2.6 to 4.4, 90 %), n 12 posts``."""
    low, high = percent(rates.low[row], sign=""), percent(rates.high[row], sign="")
    posts = f"n {rates.n[row]} posts" if rates.n[row] else "no posts counted"
    return f"engagement rate {percent(rates.value[row])} ({low} to {high}, {100 * rates.level:.0f} %), {posts}"


def percent(rate: float, *, sign: str = " %") -> str:
    """Return a fraction in percent with two or three figures."""
    told = 100.0 * float(rate)
    return f"{told:.{1 if told >= 1 else 2}f}{sign}"


def _column(column: Floats | None, row: int) -> float:
    """Return one entry of a column that may not be there."""
    return float("nan") if column is None else float(column[row])
