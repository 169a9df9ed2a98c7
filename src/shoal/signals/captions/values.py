"""The figures of captions as value records (metric dictionary, sections 4 and 5)."""

from __future__ import annotations

from shoal.domain.values import Estimate, Value, unknown
from shoal.signals.captions.account import AccountPosts
from shoal.stats import share_interval, stored

LEVEL = 0.9  # vetting: metric dictionary, section 1, rule 5
WINDOW = "90 days"


def commercial_share(one: AccountPosts) -> Value:
    """Return the share of posts with a sign of a deal: a lower bound, since deals may leave no words."""
    hits = len(one.commercial)
    parts = (("posts with signs", float(hits)), ("posts", float(one.readable)))
    if not one.readable:
        return unknown("commercial_share", "captions missing", "fraction", parts=parts)
    found = share_interval(hits, one.readable, LEVEL)
    estimate = Estimate(
        value=stored(hits / one.readable), low=stored(float(found.low)), high=stored(float(found.high)), level=LEVEL,
        n=one.readable, method="beta-binomial",
    )  # fmt: skip
    return Value(
        name="commercial_share", state="estimated", unit="fraction", estimate=estimate,
        reason="lower bound: deals without words are not seen", parts=parts, window=_window(one),
    )  # fmt: skip


def disclosure_rate(one: AccountPosts) -> Value:
    """Return the share of posts with signs of a deal whose label holds; what cannot be told widens the range."""
    answers = [post.check.of_label for post in one.commercial if post.check is not None]
    held, untold = answers.count("pass"), answers.count("cannot tell")
    parts = (
        ("label holds", float(held)), ("label does not hold", float(answers.count("fail"))),
        ("cannot tell", float(untold)),
    )  # fmt: skip
    if not answers:
        reason = "no post with a sign of a deal"
        return Value(name="disclosure_rate", state="not_applicable", unit="fraction", reason=reason, parts=parts)
    low, high = share_interval(held, len(answers), LEVEL).low, share_interval(held + untold, len(answers), LEVEL).high
    estimate = Estimate(
        value=stored(held / len(answers)), low=stored(float(low)), high=stored(float(high)), level=LEVEL,
        n=len(answers), method="beta-binomial",
    )  # fmt: skip
    return Value(
        name="disclosure_rate", state="estimated", unit="fraction", estimate=estimate, parts=parts,
        reason=f"{untold} cannot be told from the caption" if untold else None, window=_window(one),
    )  # fmt: skip


def suspects_count(one: AccountPosts) -> Value:
    """Return how many posts have a sign of a deal and no label that we know."""
    return _counted("undisclosed_suspects", len(one.suspects), one)


def brand_counts(name: str, posts: int, one: AccountPosts) -> Value:
    """Return a number of posts that name a brand."""
    return _counted(name, posts, one)


def _counted(name: str, number: int, one: AccountPosts) -> Value:
    estimate = Estimate(
        value=float(number), low=float(number), high=float(number), level=1.0, n=one.readable, method="counted"
    )
    return Value(name=name, state="observed", unit="posts", estimate=estimate, window=_window(one))


def _window(one: AccountPosts) -> str:
    return f"{WINDOW}, {one.undated} without a date counted as recent" if one.undated else WINDOW
