"""What surrounds the rate of one creator on her page: how much posts narrowed it, where it stands, further rates."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from shoal.app.creator_page.rates_side_by_side import KIN
from shoal.app.listing.roll import Roll
from shoal.domain.bulk import Pool
from shoal.domain.creator import Creator
from shoal.domain.finding import Verdict
from shoal.domain.values import Value
from shoal.domain.vetting import ANY, Rule, Rules
from shoal.report import POLICIES, Break, FollowerPoint, FurtherRate, number_text
from shoal.signals import (
    DEFINITIONS,
    benchmark_rate,
    comparable,
    engagement_value,
    league_percentile,
    narrowing,
    percentile_value,
    reported_rates,
)

LIKE_HERS = math.log(3.0)  # a peer has a third to three times her followers, as the league percentile has it
TYPED = "typed"


def further_rates(house: Value, others: Sequence[Value]) -> tuple[FurtherRate, ...]:
    """Return the rates beside the five, each with its definition and why it is not held against the house rate."""
    return tuple(_further(house, value) for value in others if value.name in KIN)


def _further(house: Value, value: Value) -> FurtherRate:
    definition = DEFINITIONS[value.name]
    counted = " + ".join(part.replace("_", " ") for part in definition.numerator)
    return FurtherRate(
        value=value,
        counts=f"{counted} / {definition.denominator.replace('_', ' ')}",
        over=value.window or definition.window,
        statistic=definition.statistic,
        apart=comparable(house, value) or "",
    )


def narrowed_words(roll: Roll, row: int, house: Value) -> str:
    """Return by how much the posts that were counted narrowed her rate; empty where none were."""
    if house.estimate is None or not house.estimate.n:
        return ""
    before, whose = engagement_value(reported_rates(_alone(roll, row), level=roll.rates.level), 0), "the reported rate"
    if not before.known:
        followers = float(roll.register.numbers["followers"][row])
        platform = roll.register.platform.word(row) or ""
        before, whose = benchmark_rate(platform, followers, level=roll.rates.level), "published benchmarks"
    return narrowed(before, house, whose)


def narrowed_by_count(before: Verdict, after: Verdict, creator: Creator) -> str:
    """Return by how much a count narrowed a rate; empty where there is none after it.

    Where nothing was known before, published benchmarks for an account of that size stand in.
    """
    one, other = _rate_in(before), _rate_in(after)
    if other is None:
        return ""
    followers = creator.value("followers")
    if one is not None and one.estimate is not None:
        return narrowed(one, other, "the posts before" if one.estimate.n else "the reported rate")
    if followers is None or followers.estimate is None:
        return ""
    platform = creator.accounts[0].platform
    return narrowed(benchmark_rate(platform, followers.estimate.value), other, "published benchmarks")


def _rate_in(verdict: Verdict) -> Value | None:
    """Return the engagement rate that a verdict rests on."""
    return next((one.value for one in verdict.findings if one.check == "engagement"), None)


def narrowed(before: Value, after: Value, whose: str) -> str:
    """Return in words how a range changed, empty where one of the two has no number."""
    found = narrowing(before, after)
    if found is None or not math.isfinite(found.factor):
        return ""
    told = f"The {found.words}"
    if found.factor > 1:
        told += f": {found.factor:.1f} times as narrow as what {whose} alone would say"
    return f"{told}."


def _alone(roll: Roll, row: int) -> Pool:
    """Return a pool of one account with its reported figures."""
    register = roll.register
    told: dict[str, Any] = {name: float(column[row]) for name, column in register.numbers.items()}
    told["platform"] = register.platform.word(row) or ""
    told["er_definition"] = register.er_definition.word(row) or (TYPED if math.isfinite(told["er"]) else "")
    columns: dict[str, Any] = {}
    for name, kind in Pool.__annotations__.items():
        number = kind == "Floats"
        columns[name] = np.array([told.get(name, math.nan if number else "")], dtype=float if number else object)
    return Pool(**columns)


def standing_words(roll: Roll, row: int, house: Value) -> str:
    """Return where her counted rate stands among accounts like hers, empty where too few are. O(accounts)."""
    register, rates = roll.register, roll.rates
    followers = register.numbers["followers"]
    if house.estimate is None or not house.estimate.n or not followers[row] > 0:
        return ""
    niche = register.niche.word(row)
    with np.errstate(invalid="ignore", divide="ignore"):
        like = np.abs(np.log(followers) - math.log(followers[row])) <= LIKE_HERS
    like &= (register.platform.codes == register.platform.codes[row]) & (rates.definition == rates.definition[row])
    like &= (register.niche.codes == register.niche.codes[row]) if niche else True
    rows = np.flatnonzero(like)
    found = league_percentile(rates.value[rows], followers[rows])
    value = percentile_value(found, int(np.searchsorted(rows, row)), level=rates.level)
    if not value.known:
        return ""
    kind = " and ".join(filter(None, (register.platform.word(row), niche)))
    share = number_text(value).partition(" · ")[0]
    return (
        f"Higher than {share} of {int(found.peers[np.searchsorted(rows, row)]):,} accounts like theirs ({kind}, a "
        "third to three times their followers). That says where they stand, not whether it is good."
    )


def rule_of(verdict: Verdict, rules: Rules) -> Rule | None:
    """Return the rule that decided a verdict, ``None`` where none held or the under-18 check did."""
    if verdict.blocked:
        return None
    return next((rule for rule in rules.rules if rule.enabled and _made(rule, verdict)), None)


def _made(rule: Rule, verdict: Verdict) -> bool:
    if rule.verdict != verdict.state:
        return False
    held = [one for one in verdict.findings if rule.check in (ANY, one.check) and one.weight in rule.weights]
    return any((rule.kind or one.check.replace("_", " ")) == verdict.kind for one in held)


def source_breaks(points: Sequence[FollowerPoint]) -> tuple[Break, ...]:
    """Return where a follower count comes from another kind of source: what moves there need not be growth.

    A sheet rounds, a vendor's figure lags, a platform's own count does neither; the line stops between them.
    """
    found = []
    for before, after in pairwise(points):
        one, other = (point.value.provenance for point in (before, after))
        if one is not None and other is not None and one.policy != other.policy:
            found.append(Break(day=after.day, text=f"from here {POLICIES.get(other.policy, other.policy)}"))
    return tuple(found)
