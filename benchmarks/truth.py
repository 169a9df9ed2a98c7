"""How often the ranges hold what was really so: estimates of made-up markets against the truth that made them.

``python -m benchmarks.truth [MARKETS]`` brings in so many markets (ten unless told) of 400 creators each, as a brand
would have them, with gaps and slips, asks Shoal for its ranges and looks the truth up afterwards. What estimates never
sees the truth: the linter holds that.

What is compared, by creator:

* engagement: likes and comments of a middling post now, by follower. Who has posts, and who has a typed rate or
  averages alone, stand apart.
* price: what is paid in the end, where she named a price and where the ladder of the own sheet and the published ones
  have to serve.
* reach: views of a middling post now, with the range of one post's reach.
* orders: orders that one more post causes, by code or not, before the chance of counts. Who sold before stands apart:
  her record is what her code brought, of several posts and a part of what they caused, which nobody tells Shoal.

The spread is over markets, since creators of one market share a league, a ladder and a brand.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from shoal.app import Shoal, demo_settings, make_workspace, open_workspace
from shoal.app.known.look import look
from shoal.plan import price_table, responses
from shoal.sources import read_synthetic
from shoal.world import Market, Truth, make_market, truth_of

MARKETS, CREATORS, FIRST_SEED = 10, 400, 101
POST_LOG_SD = 0.8  # how far one post's orders lie from a creator's usual ones: the law of the made-up market
PROMISED = {"engagement": 0.9}  # ranges of the vetting pages; those of planning promise .8
Held = dict[str, NDArray[np.bool_]]


def main() -> None:
    markets = int(sys.argv[1]) if len(sys.argv) > 1 else MARKETS
    held = [held_in(seed) for seed in range(FIRST_SEED, FIRST_SEED + markets)]
    print(f"{markets} made-up markets of {CREATORS} creators\n")
    print(f"{'range of':<32}{'creators':>10}{'promised':>10}{'held':>8}   one market (least to most)")
    for name in held[0]:
        all_of_it = np.concatenate([one[name] for one in held])
        by_market = [float(one[name].mean()) for one in held if len(one[name])]
        spread = f"{min(by_market):.2f} to {max(by_market):.2f}" if by_market else "-"
        promised = PROMISED.get(name.split(",")[0], 0.8)
        print(f"{name:<32}{len(all_of_it):>10,}{promised:>10.0%}{all_of_it.mean():>8.1%}   {spread}")


def held_in(seed: int) -> Held:
    """Return by kind of range, creator by creator, whether it held what was really so in one market."""
    with tempfile.TemporaryDirectory() as folder:
        make_workspace(demo_settings(Path(folder) / "truth.shoal", seed))
        with open_workspace(Path(folder) / "truth.shoal") as desk:
            for reading in read_synthetic(f"synthetic://?seed={seed}&creators={CREATORS}", desk.catalog.hasher):
                orders = reading.kind == "orders"
                (desk.results.bring_in_order_reading if orders else desk.creators.bring_in_reading)(reading, label="")
            market = make_market(seed=seed, creators=CREATORS, as_of=desk.now())
            return dict(_ranges(desk, market, truth_of(market)))


def _ranges(desk: Shoal, market: Market, truth: Truth) -> Iterator[tuple[str, NDArray[np.bool_]]]:
    seen = look(desk)
    place = {str(handle): row for row, handle in enumerate(market.accounts.handle)}
    rows = np.array([place[str(handle)] for handle in seen.pool.handle])
    rates = seen.rates
    rate = truth.engagement_level[rows] / market.accounts.followers[rows]
    posted = rates.n > 0
    yield "engagement, posts counted", _holds(rates.low, rates.high, rate)[posted & ~np.isnan(rates.low)]
    yield "engagement, no posts", _holds(rates.low, rates.high, rate)[~posted & ~np.isnan(rates.low)]

    prices = price_table(seen.pool, currency="EUR")
    typed = prices.basis == "typed"
    fits = _holds(prices.low, prices.high, truth.paid_minor[rows])
    yield "price, named by her", fits[typed & (prices.fair > 0)]
    yield "price, from the ladder", fits[~typed & ~np.isnan(prices.fair)]

    expected = responses(seen.pool, rates, seen.own, formats=("post",), views=seen.views)
    fits = _holds(expected.reach_low, expected.reach_high, truth.views_level[rows])
    counted = seen.views.n > 0
    yield "reach, views counted", fits[counted]
    yield "reach, from followers", fits[~counted & ~np.isnan(expected.reach)]

    sold = ~np.isnan(expected.own_orders)
    fits = _holds(expected.orders_low, expected.orders_high, _orders(truth, seed=market.seed)[rows])
    yield "orders, sold before", fits[sold]
    yield "orders, never sold", fits[~sold & ~np.isnan(expected.orders)]


def _orders(truth: Truth, *, seed: int) -> NDArray[np.float64]:
    """Return the orders that one more post causes, before the chance of counts: a post of its own luck."""
    luck = np.random.Generator(np.random.PCG64(seed)).standard_normal(len(truth.views_level))
    usual = truth.views_level / 1000.0 * truth.orders_per_1000_views / np.exp(POST_LOG_SD**2 / 2.0)
    return usual * np.exp(POST_LOG_SD * luck)


def _holds(low: NDArray[np.float64], high: NDArray[np.float64], truth: NDArray[np.float64]) -> NDArray[np.bool_]:
    return (low <= truth) & (truth <= high)


if __name__ == "__main__":
    main()
