"""How often the ranges hold what was really so: estimates of made-up markets against the truth that made them.

``python -m benchmarks.truth [MARKETS [FIRST_SEED]]`` brings in so many markets (ten from seed 101 unless told) of 400
creators each, as a brand would have them, with gaps and slips, asks Shoal for its ranges and looks the truth up
afterwards. What estimates never sees the truth: the linter holds that.

A range is held against what it speaks of. By creator:

* engagement rate: likes and comments of a middling post now, by follower. Who has posts, and who has a typed rate or
  averages alone, stand apart; so does who is brought in with four others, where benchmarks stand in for a league.
* price: what is paid in the end, where she named a price and where the ladder of the own sheet and the published ones
  have to serve.
* engagements and reach: likes and comments, and views, of her very next post.
* orders: orders that her next post causes, by code or not, before the chance that single buyers are. Who sold before
  stands apart: her record is what her code brought, of several posts and a part of what they caused, which nobody
  tells Shoal.

By plan (a dozen a market): what its lines bring together when they post once each, as many as the law of no-shows lets,
with the chance of single buyers. How many *different* people that is a made-up market does not say, so the range of
distinct people is not held against anything.

The spread is over markets, since creators of one market share a league, a ladder and a brand.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from shoal.app import Shoal, demo_settings, make_workspace, open_workspace
from shoal.app.known.look import Look, look
from shoal.domain.plan import Plan
from shoal.domain.values import Value
from shoal.plan import price_table, responses
from shoal.signals import engagement
from shoal.sources import read_synthetic
from shoal.stats import generator_of
from shoal.world import Truth, make_market, truth_of

MARKETS, CREATORS, FIRST_SEED = 10, 400, 101
POST_LOG_SD = 0.8  # how far one post's orders lie from a creator's usual ones: the law of the made-up market
NO_SHOW = (16.0, 4.0)  # so does the share of a campaign's creators that post (science.md S15)
PROMISED = {"engagement rate": 0.9}  # ranges of the vetting pages; those of planning promise .8
FEW, ASKED_FEW = 5, 200  # accounts brought in by themselves, and of how many in a market
TEXTS = ("coffee, food and slow fashion", "sport, travel and outdoors", "beauty, family and home")
BUDGETS, GOALS = ("1500 EUR", "6000 EUR"), ("orders", "reach")
Floats = NDArray[np.float64]
Held = dict[str, "Kind"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Of ranges of one kind: whether each held, and by which factor it goes either way of its middle."""

    held: NDArray[np.bool_]
    factor: Floats


def main() -> None:
    markets, first = _asked()
    held = [held_in(seed) for seed in range(first, first + markets)]
    print(f"{markets} made-up markets of {CREATORS} creators, seeds {first} to {first + markets - 1}\n")
    print(f"{'range of':<34}{'ranges':>8}{'promised':>10}{'held':>8}{'either way':>12}   one market (least to most)")
    for name in held[0]:
        kinds = [one[name] for one in held if len(one[name].held)]
        by_market = [float(kind.held.mean()) for kind in kinds]
        every, factor = (np.concatenate(part) for part in zip(*((k.held, k.factor) for k in kinds), strict=True))
        spread = f"{min(by_market):.2f} to {max(by_market):.2f}"
        usual = f"x {np.nanmedian(factor):.2f}"
        promised = PROMISED.get(name.split(",")[0], 0.8)
        print(f"{name:<34}{len(every):>8,}{promised:>10.0%}{every.mean():>8.1%}{usual:>12}   {spread}")


def _asked() -> tuple[int, int]:
    """Return how many markets were asked for, and the seed of the first."""
    told = [int(word) for word in sys.argv[1:]]
    return (told[0] if told else MARKETS), (told[1] if len(told) > 1 else FIRST_SEED)


def held_in(seed: int) -> Held:
    """Return by kind of range whether each held what was really so in one market."""
    with tempfile.TemporaryDirectory() as folder:
        make_workspace(demo_settings(Path(folder) / "truth.shoal", seed))
        with open_workspace(Path(folder) / "truth.shoal") as desk:
            for reading in read_synthetic(f"synthetic://?seed={seed}&creators={CREATORS}", desk.catalog.hasher):
                orders = reading.kind == "orders"
                (desk.results.bring_in_order_reading if orders else desk.creators.bring_in_reading)(reading, label="")
            market = make_market(seed=seed, creators=CREATORS, as_of=desk.now())
            truth, seen = truth_of(market), look(desk)
            place = {str(handle): row for row, handle in enumerate(market.accounts.handle)}
            rows = np.array([place[str(handle)] for handle in seen.pool.handle])
            sells = _orders(truth, seed=seed)
            found = dict(_vetting(seen, truth.engagement_level[rows] / market.accounts.followers[rows]))
            found |= dict(_planning(seen, truth, rows, sells[rows]))
            account = {str(one): int(row) for one, row in zip(seen.pool.account_id, rows, strict=True)}
            return found | dict(_totals(desk, account, truth, sells))


def _vetting(seen: Look, rate: Floats) -> Iterator[tuple[str, Kind]]:
    rates = seen.rates
    posted, known = rates.n > 0, ~np.isnan(rates.low)
    yield "engagement rate, posts counted", _kind(rates.low, rates.high, rate, posted & known)
    yield "engagement rate, typed", _kind(rates.low, rates.high, rate, ~posted & known)
    yield "engagement rate, of five alone", _of_few(seen, rate)


def _of_few(seen: Look, rate: Floats) -> Kind:
    """Return the ranges of accounts that are brought in by fives, by posts: too few for a league of their own."""
    everybody = np.arange(len(seen.pool))
    kinds = []
    for start in range(0, ASKED_FEW, FEW):
        rows = everybody[start : start + FEW]
        posts = seen.posts.of(np.where(np.isin(everybody, rows), everybody - start, -1))
        found = engagement(seen.pool.take(rows), posts, as_of=seen.moment.at, level=PROMISED["engagement rate"])
        kinds.append(_kind(found.low, found.high, rate[rows], (found.n > 0) & ~np.isnan(found.low)))
    held, factor = (np.concatenate(part) for part in zip(*((kind.held, kind.factor) for kind in kinds), strict=True))
    return Kind(held=held, factor=factor)


def _planning(seen: Look, truth: Truth, rows: NDArray[np.int64], sells: Floats) -> Iterator[tuple[str, Kind]]:
    prices = price_table(seen.pool, currency="EUR")
    typed, paid = prices.basis == "typed", truth.paid_minor[rows].astype(float)
    yield "price, named by them", _kind(prices.low, prices.high, paid, typed & (prices.fair > 0))
    yield "price, from the ladder", _kind(prices.low, prices.high, paid, ~typed & ~np.isnan(prices.fair))

    found = responses(seen.pool, seen.rates, seen.own, formats=("post",), views=seen.views)
    engaged, known = truth.next_engagements[rows].astype(float), ~np.isnan(found.engagements)
    posted = seen.rates.n > 0
    yield "engagements, posts counted", _kind(found.engagements_low, found.engagements_high, engaged, posted & known)
    yield "engagements, typed", _kind(found.engagements_low, found.engagements_high, engaged, ~posted & known)

    views, known = truth.next_views[rows].astype(float), ~np.isnan(found.reach)
    counted, told = seen.views.n > 0, np.isfinite(seen.views.log_mean)
    yield "reach, views counted", _kind(found.reach_low, found.reach_high, views, counted)
    yield "reach, from peers' views", _kind(found.reach_low, found.reach_high, views, ~counted & told)
    yield "reach, from followers", _kind(found.reach_low, found.reach_high, views, ~told & known)

    sold, known = ~np.isnan(found.own_orders), ~np.isnan(found.orders)
    yield "orders, sold before", _kind(found.orders_low, found.orders_high, sells, sold)
    yield "orders, never sold", _kind(found.orders_low, found.orders_high, sells, ~sold & known)


def _totals(desk: Shoal, account: dict[str, int], truth: Truth, sells: Floats) -> Iterator[tuple[str, Kind]]:
    """Yield what whole plans promise together, each over the lines of which it knows something."""
    plans = list(_plans(desk))
    names = {"reach_sum": truth.next_views, "engagements": truth.next_engagements, "orders": sells}
    for name, each in names.items():
        low, high, came = np.array([_outcome(desk, plan, name, each, account) for plan in plans]).T
        yield f"total of a plan, {name.replace('_', ' ')}", _kind(low, high, came, ~np.isnan(low))


def _plans(desk: Shoal) -> Iterator[Plan]:
    for number, (text, budget, goal) in enumerate(product(TEXTS, BUDGETS, GOALS)):
        brief = desk.planning.brief(name=f"plan {number}", text=text, budget=budget, goal=goal)
        yield desk.planning.build(desk.planning.shortlist(brief))


def _outcome(desk: Shoal, plan: Plan, name: str, each: Floats, account: dict[str, int]) -> tuple[float, float, float]:
    """Return (low, high, what came) of one total, NaN where the plan does not know it."""
    value: Value = getattr(plan.forecast, name)
    if value.estimate is None:
        return np.nan, np.nan, np.nan
    known = {
        candidate.account_id: getattr(candidate.response, name.removesuffix("_sum")).estimate is not None
        for candidate in desk.planning.shortlist_of(plan).candidates
    }
    lines = [account[line.account_id] for line in plan.lines if known[line.account_id]]
    dice = generator_of(plan.seed, f"what came: {name}")
    posted = dice.random(len(lines)) < dice.beta(*NO_SHOW)
    came = float(each[lines][posted].sum())
    return value.estimate.low, value.estimate.high, float(dice.poisson(came)) if name == "orders" else came


def _orders(truth: Truth, *, seed: int) -> Floats:
    """Return the orders that the next post causes, before the chance of counts: a post of its own luck."""
    luck = np.random.Generator(np.random.PCG64(seed)).standard_normal(len(truth.next_views))
    usual = truth.next_views / 1000.0 * truth.orders_per_1000_views / np.exp(POST_LOG_SD**2 / 2.0)
    return np.asarray(usual * np.exp(POST_LOG_SD * luck))


def _kind(low: Floats, high: Floats, truth: Floats, rows: NDArray[np.bool_]) -> Kind:
    held = (low[rows] <= truth[rows]) & (truth[rows] <= high[rows])
    return Kind(held=held, factor=_factor(low[rows], high[rows]))


def _factor(low: Floats, high: Floats) -> Floats:
    """Return by which factor ranges go either way of their middle on log scale; NaN from 0."""
    return np.sqrt(high / np.where(low > 0, low, np.nan))


if __name__ == "__main__":
    main()
