"""One readable score: the sum of named contributions.

No contribution rises because a field is missing (metric dictionary section 1, rule 3). Where a figure is compared with
peers, an unknown one counts as their 30th percentile, **and so does every known figure below it**: without that floor
hiding a low figure would pay. A wish, a place, a price or a record that is not known adds nothing.
No contribution looks at the number of followers: a tier counts by wish only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from shoal.domain.amounts import amount_text
from shoal.domain.brief import Brief, Circle
from shoal.domain.bulk import Floats
from shoal.match.constraints import PASS
from shoal.match.ground import ground_of, ties
from shoal.match.phrases import count, percent
from shoal.match.sieve import Sieve, brief_words
from shoal.match.supply import Supply
from shoal.match.words import Mask, WordFit, word_fit
from shoal.stats import distance_km

# Weights are a judgement until a brand's own decisions are enough to fit them (science.md S6 asks for 200): the words
# of the brief and sales already made weigh most, then what a deal brings for its price, then the rest.
WORDS_WEIGHT = 1.0
OWN_RECORD_WEIGHT = 1.0
ENGAGEMENT_WEIGHT = 0.6
PER_EURO_WEIGHT = 0.6
NEARNESS_WEIGHT = 0.5
MEANING_WEIGHT = 0.8
LOCAL_WEIGHT = 0.5
MEANS_WEIGHT = 0.3
CHECKED_WEIGHT = 0.3
# The one known fact that ranks below an unknown: vetting advises against her, which nothing else makes up for. Only a
# person's decision takes her off the list, so she stays in sight at its end.
REFUSED_WEIGHT = -10.0
UNKNOWN_PERCENTILE = 0.3  # metrics.md section 1, rule 3
ORDERS_HALF = 5.0  # judgement: five orders of her own earn half of the weight, twenty four fifths
# Rates fall with size about as followers to the power -.10 to -.33 (metrics.md section 8, consistency checks): a rate
# is compared at the size it was reached at, else every pool would put the smallest accounts first.
SIZE_SLOPE = -0.2
COUNTED_STATES = ("observed", "estimated")
OWN_PRICES = ("typed", "own_deal")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """What one thing adds to the score of every account; ``words`` says it for one account."""

    name: str
    amount: Floats
    words: Callable[[int], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """Contributions and their sum per account; ``word_fit`` is kept for the matched words."""

    contributions: tuple[Contribution, ...]
    score: Floats
    word_fit: WordFit

    def listed(self, row: int) -> tuple[tuple[str, float], ...]:
        """Return the contributions of one account in words; they sum to its score."""
        return tuple((part.words(row), float(part.amount[row])) for part in self.contributions)


def rank(brief: Brief, supply: Supply, sieve: Sieve, among: Mask) -> Ranking:
    """Score every account; comparisons run over the accounts in ``among`` only. N log N for the percentiles."""
    fit = word_fit(sieve.index, sieve.index.words.positions(brief_words(brief)), among)
    parts = [
        _words(fit, sieve),
        *(_soft(sieve, place) for place in range(len(sieve.soft))),
        *_nearness(brief, supply),
        *_meaning(supply, among),
        *_ground(brief, supply),
        *_local(supply, among),
        _own_record(supply),
        _engagement(supply, among),
        _per_money(brief, supply, among),
        _means(brief, supply),
        _verdict(supply),
    ]
    # Nine digits: another machine's last bit must not turn the order of two accounts (science.md, house rules).
    rounded = [Contribution(name=part.name, amount=np.round(part.amount, 9), words=part.words) for part in parts]
    score = np.round(np.sum([part.amount for part in rounded], axis=0), 9)
    return Ranking(contributions=tuple(rounded), score=score, word_fit=fit)


def percentile(values: Floats, groups: list[str], among: Mask) -> tuple[Floats, Floats]:
    """Return where each value stands among the other known values of its group, and how many those are.

    Half of the ties count as below; one below and one above are added, so that few peers pull to the middle.
    Unknown (NaN) and everything below the 30th percentile stand at the 30th percentile.
    """
    place = np.full(len(values), UNKNOWN_PERCENTILE)
    others = np.zeros(len(values))
    known = ~np.isnan(values) & among
    labels, group = np.unique(np.array(groups, dtype=str), return_inverse=True)
    for number in range(len(labels)):
        rows = np.flatnonzero(known & (group == number))
        ordered = np.sort(values[rows])
        below = np.searchsorted(ordered, values[rows], side="left")
        ties = np.searchsorted(ordered, values[rows], side="right") - below - 1
        others[rows] = len(rows) - 1
        place[rows] = (below + 0.5 * ties + 1) / (len(rows) + 1)
    return np.maximum(place, UNKNOWN_PERCENTILE), others


def value_per_money(brief: Brief, supply: Supply) -> Floats:
    """Return the low end of what a deal brings for the goal per minor unit of its fair price, NaN where not known.

    Only a price of her own and a result that rests on more than benchmarks are compared: two benchmarks divided rank
    accounts by size alone. Orders count for the goal ``orders``, people reached for ``reach`` and ``visits``.
    """
    table = supply.responses
    amount, state = (
        (table.orders_low, table.orders_state) if brief.goal == "orders" else (table.reach_low, table.reach_state)
    )
    rests = np.isin(state.astype(str), COUNTED_STATES) & (table.basis.astype(str) != "benchmark")
    known = rests & own_price(brief, supply) & ~np.isnan(amount)
    return np.where(known, amount / np.maximum(supply.prices.fair, 1.0), np.nan)


def own_price(brief: Brief, supply: Supply) -> Mask:
    """Say of which accounts a price of their own is known in the brief's currency: typed or from an own deal.

    A benchmark does not count here: else leaving out a high fee would make a creator look affordable.
    """
    prices = supply.prices
    known: Mask = np.isin(prices.basis.astype(str), OWN_PRICES) & ~np.isnan(prices.fair)
    return known & (prices.currency == brief.budget.currency)


def _words(fit: WordFit, sieve: Sieve) -> Contribution:
    def words(row: int) -> str:
        found = fit.found(row)
        named = f" ({', '.join(sieve.index.words.terms[term] for term in found)})" if found else ""
        return f"words of the brief: {len(found)} of {len(fit.terms)}{named}"

    return Contribution(name="words", amount=WORDS_WEIGHT * fit.shares(), words=words)


def _meaning(supply: Supply, among: Mask) -> list[Contribution]:
    """Count how near her texts are to the brief in meaning, held against the others; nothing to read adds nothing."""
    if supply.closeness is None:
        return []
    close = supply.closeness
    place, others = percentile(close, [""] * len(close), among)
    amount = MEANING_WEIGHT * np.where(np.isnan(close), 0.0, place)

    def words(row: int) -> str:
        if np.isnan(close[row]):
            return "meaning: nothing of theirs to read"
        return f"meaning: at the {100 * place[row]:.0f}th percentile of {count(others[row] + 1)}"

    return [Contribution(name="meaning", amount=amount, words=words)]


def _ground(brief: Brief, supply: Supply) -> list[Contribution]:
    if not supply.ground:
        return []

    def words(row: int) -> str:
        return f"own ground: {', '.join(ties(brief, supply, row)) or 'no tie to the brand is known'}"

    return [Contribution(name="own ground", amount=ground_of(brief, supply), words=words)]


def _local(supply: Supply, among: Mask) -> list[Contribution]:
    """Count the people reached where the brief wants them: the low end of her local share, as it was supplied."""
    if supply.local_low is None:
        return []
    low = supply.local_low
    place, others = percentile(low, [""] * len(low), among)

    def words(row: int) -> str:
        if np.isnan(low[row]):
            return "local audience: not known, counted as the 30th percentile"
        return (
            f"local audience: at least {percent(low[row])} live where the brief wants, at the {100 * place[row]:.0f}th "
            f"percentile of {count(others[row] + 1)}"
        )

    return [Contribution(name="local audience", amount=LOCAL_WEIGHT * place, words=words)]


def _soft(sieve: Sieve, place: int) -> Contribution:
    check = sieve.soft[place]
    weight = check.wish.weight if check.wish else 0.0

    def words(row: int) -> str:
        return f"soft wish {check.label}: {check.fact(row)}"

    return Contribution(name="soft wish", amount=weight * (check.states == PASS), words=words)


def _nearness(brief: Brief, supply: Supply) -> list[Contribution]:
    circle = next((wish.value for wish in brief.wishes if isinstance(wish.value, Circle)), None)
    if circle is None:
        return []
    distance = distance_km(supply.pool.latitude, supply.pool.longitude, circle)
    near = np.nan_to_num(np.clip(1 - distance / circle.radius_km, 0.0, 1.0), nan=0.0)

    def words(row: int) -> str:
        known = not np.isnan(distance[row])
        return f"nearness: {distance[row]:.3g} km from {circle.name}" if known else "nearness: place is not known"

    return [Contribution(name="nearness", amount=NEARNESS_WEIGHT * near, words=words)]


def _own_record(supply: Supply) -> Contribution:
    orders = supply.responses.own_orders
    known = np.maximum(np.nan_to_num(orders, nan=0.0), 0.0)

    def words(row: int) -> str:
        return "own record: none yet" if np.isnan(orders[row]) else f"own record: {count(orders[row])} net orders"

    return Contribution(name="own record", amount=OWN_RECORD_WEIGHT * known / (known + ORDERS_HALF), words=words)


def _engagement(supply: Supply, among: Mask) -> Contribution:
    rates, pool = supply.rates, supply.pool
    counted = np.isin(rates.state.astype(str), COUNTED_STATES) & (rates.low > 0) & (pool.followers > 0)
    # The low end: a rate from three posts must not pass one from forty because it is less sure.
    level = np.log(np.where(counted, rates.low, 1.0)) - SIZE_SLOPE * np.log(np.where(counted, pool.followers, 1.0))
    # Rates are compared only where network and definition match (metrics.md section 1, rule 7).
    groups = [f"{platform} {definition}" for platform, definition in zip(pool.platform, rates.definition, strict=True)]
    place, others = percentile(np.where(counted, level, np.nan), groups, among)

    def words(row: int) -> str:
        if not counted[row]:
            return "engagement: not known, counted as the 30th percentile"
        floor = ", the least that is counted" if place[row] <= UNKNOWN_PERCENTILE else ""
        return (
            f"engagement: at least {percent(rates.low[row])}, for its size at the {100 * place[row]:.0f}th percentile "
            f"of {count(others[row] + 1)} on {pool.platform[row]}{floor}"
        )

    return Contribution(name="engagement", amount=ENGAGEMENT_WEIGHT * place, words=words)


def _per_money(brief: Brief, supply: Supply, among: Mask) -> Contribution:
    value = value_per_money(brief, supply)
    place, others = percentile(value, [""] * len(value), among)
    unit = "orders" if brief.goal == "orders" else "people reached"

    def words(row: int) -> str:
        if np.isnan(value[row]):
            return f"{unit} for the price: not known, counted as the 30th percentile"
        return f"{unit} for the price: at the {100 * place[row]:.0f}th percentile of {count(others[row] + 1)}"

    return Contribution(name="value for the price", amount=PER_EURO_WEIGHT * place, words=words)


def _means(brief: Brief, supply: Supply) -> Contribution:
    means = brief.budget.minor / max(brief.least_creators or 1, 1)
    prices = supply.prices
    own = own_price(brief, supply)
    fits = np.where(prices.high <= means, 1.0, np.where(prices.fair <= means, 0.5, 0.0))

    def words(row: int) -> str:
        if not own[row]:
            return "price within means: no price of their own is known"
        fair, most = (amount_text(minor, prices.currency) for minor in (prices.fair[row], means))
        return f"price within means: {fair} of {most}"

    return Contribution(name="price", amount=MEANS_WEIGHT * np.where(own, fits, 0.0), words=words)


def _verdict(supply: Supply) -> Contribution:
    worth = {"ok": CHECKED_WEIGHT, "refuse": REFUSED_WEIGHT}
    amount = np.array([worth.get(verdict.state, 0.0) for verdict in supply.verdicts], dtype=float)

    def words(row: int) -> str:
        return f"verdict: {supply.verdicts[row].kind or supply.verdicts[row].state}"

    return Contribution(name="verdict", amount=amount, words=words)
