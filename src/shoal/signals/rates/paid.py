"""How an audience takes ads: the house rate on paid posts, on the others, and the ratio of the two.

Ads of one account stand near her other posts, so paid posts start from the level of the others, not from the size
curve: a single paid post of an account far above the curve would else look like a loss.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from shoal.domain.bulk import Floats
from shoal.domain.values import Estimate, Value, unknown
from shoal.signals.league import League
from shoal.signals.rates.definitions import DEFINITIONS
from shoal.signals.rates.posts import PagePosts
from shoal.signals.rates.smooth import METHOD, VERSION
from shoal.signals.windows import OLDEST_DAYS
from shoal.stats import Levels, Start, filter_levels, forecast_levels, generator_of, interval_of_draws, seed_of

# How much paid posts of one account differ from her others: a factor of 2 either way at 90 % (a judgement).
PAID_LOG_SD = float(np.log(2.0) / 1.645)
DRAWS = 2_000  # science.md, house rules: of each quantity in a shared draw index
FEW = 3  # fewer paid posts lean mostly on the others (metric dictionary, section 3: prior-heavy, shown)
LEAST_COUNT = 1e-9  # below it a draw of the other side would divide by nothing
LC = ("likes", "comments")
NAMES = ("er_paid", "er_organic", "paid_ratio")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sides:
    """Draws of ``ln(1 + count)`` of the next paid and the next other post, aligned, and how many posts each has."""

    paid: Floats
    organic: Floats
    counts: tuple[int, int]


def paid_values(page: PagePosts, row: int, league: League, level: float) -> dict[str, Value]:
    """Return ``er_paid``, ``er_organic`` and ``paid_ratio`` of one of the asked accounts, by name."""
    engaged = page.total(LC)
    paid, organic = (
        page.matrix(np.where(page.sponsored == kind, engaged, np.nan))[row : row + 1] for kind in (1.0, 0.0)
    )  # fmt: skip
    counts = int(np.isfinite(paid).sum()), int(np.isfinite(organic).sum())
    why = _why(page, row, counts)
    if why:
        return {name: unknown(name, why, DEFINITIONS[name].unit, parts=_parts(counts)) for name in NAMES}
    sides = _draws((np.log1p(paid), np.log1p(organic)), counts, league, page.followers[row : row + 1])
    found = {
        "er_paid": np.maximum(np.expm1(sides.paid), 0.0) / page.followers[row],
        "er_organic": np.maximum(np.expm1(sides.organic), 0.0) / page.followers[row],
        "paid_ratio": np.maximum(np.expm1(sides.paid), 0.0) / np.maximum(np.expm1(sides.organic), LEAST_COUNT),
    }
    values = {name: _value(name, draws, counts, level) for name, draws in found.items()}
    return {name: _aged(value) for name, value in values.items()} if page.stale[row] else values


def _aged(value: Value) -> Value:
    """Return a value of posts that are all too old."""
    return replace(value, state="stale", reason=f"posts_older_than_{OLDEST_DAYS:.0f}_days") if value.known else value


def _draws(sides: tuple[Floats, Floats], counts: tuple[int, int], league: League, followers: Floats) -> _Sides:
    """Draw both levels together: the other posts first, then what the paid ones add to them.

    Only the difference of the two is drawn anew for the paid side, so that the ratio does not carry the uncertainty of
    the common level twice.
    """
    paid, organic = sides
    model = league.model
    levels = filter_levels(organic, league.expected(followers), league.start_variance, model)
    mean, variance = _ahead(levels, league)
    difference = PAID_LOG_SD**2
    start = Start(mean=mean, variance=variance + difference, centre=mean)
    after = filter_levels(paid, start, 0.0, replace(model, drift=0.0, pull=0.0))
    # what the paid posts alone say of their level: the posterior without its prior
    gain = 1.0 - after.variance / start.variance
    seen = mean + (after.level - mean) / np.where(gain > 0, gain, 1.0)
    noise = np.where(gain > 0, after.variance / np.where(gain > 0, gain, 1.0), np.inf)
    dice = generator_of(seed_of(paid[np.isfinite(paid)], organic[np.isfinite(organic)], followers), "paid ratio")
    throws = dice.standard_normal((2, DRAWS))
    # the paid posts speak of the other level too: both are drawn from their joint posterior
    total = variance + difference + noise
    tilt = np.where(np.isfinite(total), variance / total, 0.0)
    organic_draws = mean + tilt * (seen - mean) + np.sqrt(variance * (1.0 - tilt)) * throws[0]
    share = difference / (difference + noise)
    paid_draws = organic_draws + share * (seen - organic_draws) + np.sqrt(difference * (1.0 - share)) * throws[1]
    return _Sides(paid=paid_draws, organic=organic_draws, counts=counts)


def _ahead(levels: Levels, league: League) -> tuple[Floats, Floats]:
    """Return mean and variance of the level of the next post."""
    found = forecast_levels(levels, league.model)
    return found.mean, found.level_variance


def _value(name: str, draws: Floats, counts: tuple[int, int], level: float) -> Value:
    """Return draws as a value record; few paid posts are shown and said, a side without posts is unknown."""
    definition, parts = DEFINITIONS[name], _parts(counts)
    paid, other = counts
    if not paid and name != "er_organic":
        return unknown(name, "no_paid_posts_seen", definition.unit, parts=parts)
    if not other and name != "er_paid":
        return unknown(name, "no_other_posts_seen", definition.unit, parts=parts)
    middle, low, high = (float(end) for end in interval_of_draws(draws, level))
    held = other if name == "er_organic" else paid
    method = METHOD if name != "paid_ratio" else "PD 2,000 draws"
    estimate = Estimate(value=middle, low=low, high=high, level=level, n=held, method=method)
    plain = "denominator_current" if definition.unit == "fraction" else None
    reason = "few_paid_posts" if name != "er_organic" and paid < FEW else plain
    return Value(name=name, state="estimated", unit=definition.unit, version=VERSION, estimate=estimate,
                 reason=reason, parts=parts, window=definition.window)  # fmt: skip


def _parts(counts: tuple[int, int]) -> tuple[tuple[str, float | None], ...]:
    return (("paid posts", float(counts[0])), ("other posts", float(counts[1])))


def _why(page: PagePosts, row: int, counts: tuple[int, int]) -> str:
    """Return why neither side can be worked out, empty where one can."""
    mine = page.account == row
    if page.reason[row]:
        return page.reason[row]
    if not np.isfinite(page.sponsored[mine]).any():
        return "nobody_said_which_posts_are_paid"
    lacking = page.missing(LC, row)
    if lacking:
        return f"{lacking[0]}_hidden"
    if not np.isfinite(page.followers[row]):
        return "followers_unknown"
    return "" if any(counts) else "no_post_has_all_counts"
