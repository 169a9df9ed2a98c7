"""What posts sold: orders of a made-up brand, by code and without, and how often each creator's posts sell.

Source of the laws: science.md S15 and metrics.md section 9. Orders that come by themselves are the brand's own weeks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from shoal.world.content import DAY_SECONDS
from shoal.world.creators import Accounts, Flags, Floats, Ints, Texts, texts
from shoal.world.dice import Part, dice
from shoal.world.levels import LIKE_SD, Levels
from shoal.world.places import CITIES, NICHES

ORDERS_PER_1000_VIEWS = 0.24
BRAND_SD, CREATOR_SD, POST_SD = 1.5, 1.0, 0.8
BRAND_MOST_SD = 1.0  # the demo's brand is a plausible one: its own effect is cut at one sd (judgement)
SELLS_WITH_ENGAGEMENT = 0.15  # rho with the engagement residual, 0 to .3
CAPTURE_BETA = (2.0, 6.0)  # share of caused orders that use the code
LEAK_SHARE = 0.10  # of codes
MISTYPED_SHARE = 0.02  # of orders with a code (judgement)
LOWER_SHARE = 0.2  # of codes are typed in small letters (judgement)
TWO_OF_IT_SHARE = 0.15  # of orders (judgement)
WORKED_SHARE, WORKED_MOST = 0.15, 60  # creators the brand has worked with
WORKED_FOLLOWERS_MOST = 100_000
WEEKS = 26
ORDERS_PER_WEEK = 24.0  # the lower end of 20 to 1,000: a young brand
WEEK_AR, WEEK_SD = 0.6, 0.25
WEEK_DISPERSION = 2.0  # variance over mean
STATES = ("paid", "pending", "partially_refunded", "refunded", "cancelled")
STATE_SHARES = (0.86, 0.02, 0.04, 0.06, 0.02)  # refunded or cancelled .10 as metrics.md section 9 has it, split by us
PRODUCTS = (
    ("TEE-ORG", "Organic tee", 3_900),
    ("SHIRT-LIN", "Linen shirt", 7_900),
    ("JEANS-FAIR", "Fair jeans", 11_900),
    ("SOCKS-3", "Socks, three pairs", 2_400),
    ("COAT-MEND", "Coat with repair service", 18_900),
)
CODE_DISCOUNT = 0.10
SHIPPING_MINOR, SHIPPING_FREE_FROM_MINOR = 490, 8_000
RETURNING_SHARE = 0.15


@dataclass(frozen=True, slots=True, kw_only=True)
class Trade:
    """The shop's orders in columns, from old to new, and which creators the brand has worked with.

    ``worked`` and ``code`` go by creator, ``code`` is empty where there is none; two creators may hold one code.
    ``order_code`` is as typed at the till, empty without a code. ``product`` is a position in ``PRODUCTS``, ``state``
    in ``STATES``. Amounts are cents of EUR; ``at`` is seconds since 1970 in UTC.
    """

    worked: Flags
    code: Texts
    at: Ints
    order_code: Texts
    product: Ints
    quantity: Ints
    discount_minor: Ints
    shipping_minor: Ints
    refunded_minor: Ints
    state: NDArray[np.int8]
    customer: Ints
    country: Texts

    @property
    def goods_minor(self) -> Ints:
        """Return the price of the goods before the discount."""
        return np.array([price for _, _, price in PRODUCTS])[self.product] * self.quantity

    @property
    def total_minor(self) -> Ints:
        """Return what was asked of the customer."""
        return self.goods_minor - self.discount_minor + self.shipping_minor


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """The trade that can be seen and what lay behind it: ``cause`` is the creator who caused an order, or -1."""

    trade: Trade
    cause: Ints
    orders_per_1000_views: Floats
    capture: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sales:
    """Who holds which code, and what was sold: ``at`` in days from the start, ``cause`` a creator or -1."""

    worked: Flags
    code: Texts
    at: Floats
    cause: Ints


def draw_outcomes(seed: int, accounts: Accounts, levels: Levels, *, as_of: datetime) -> Outcomes:
    """Return half a year of orders up to ``as_of``; O(creators + orders)."""
    generator = dice(seed, Part.BRAND)
    rows = len(accounts)
    brand = np.clip(generator.standard_normal(), -BRAND_MOST_SD, BRAND_MOST_SD) * BRAND_SD
    own = SELLS_WITH_ENGAGEMENT * levels.residual / LIKE_SD[accounts.platform]
    own += np.sqrt(1.0 - SELLS_WITH_ENGAGEMENT**2) * generator.standard_normal(rows)
    rate = ORDERS_PER_1000_VIEWS * np.exp(brand + CREATOR_SD * own)
    capture = generator.beta(*CAPTURE_BETA, rows)
    worked = _worked(generator, accounts)
    code = _codes(accounts, worked)
    orders = dice(seed, Part.ORDERS)
    caused_at, cause = _caused(orders, levels, rate, worked)
    organic_at = _organic(orders)
    at = np.concatenate([caused_at, organic_at])
    cause = np.concatenate([cause, np.full(organic_at.shape[0], -1)])
    order = np.argsort(at, kind="stable")
    at, cause = at[order], cause[order]
    sales = _Sales(worked=worked, code=code, at=at, cause=cause)
    order_code = _typed_codes(orders, sales, capture)
    start = as_of.timestamp() - WEEKS * 7 * DAY_SECONDS
    return Outcomes(
        trade=_till(orders, accounts, sales, order_code=order_code, start=start),
        cause=cause,
        orders_per_1000_views=rate * np.exp(POST_SD**2 / 2.0),
        capture=capture,
    )


def _worked(generator: np.random.Generator, accounts: Accounts) -> Flags:
    """Return whom the brand has worked with: small accounts, rather of fashion and of its own countries."""
    rows = len(accounts)
    weight = np.where(accounts.niche == NICHES.index("fashion"), 5.0, 1.0)
    weight *= np.isin(accounts.words("country"), ("DE", "AT", "NL")) * 3.0 + 1.0
    weight[accounts.followers >= WORKED_FOLLOWERS_MOST] = 0.0
    size = min(round(WORKED_SHARE * rows), WORKED_MOST, int((weight > 0).sum()))
    # Exponential races: the smallest of Exp(weight) are a weighted draw without replacement.
    race = np.where(weight > 0, generator.exponential(1.0, rows) / np.maximum(weight, 1e-9), np.inf)
    worked = np.zeros(rows, dtype=bool)
    worked[np.argsort(race, kind="stable")[:size]] = True
    return worked


def _codes(accounts: Accounts, worked: Flags) -> Texts:
    """Return codes such as MIRA10; the last two creators were given one code by mistake."""
    code = texts([""])[np.zeros(len(accounts), dtype=np.int64)]
    taken: set[str] = set()
    holders = np.flatnonzero(worked)
    for row in holders:
        first, family = str(accounts.name[row]).upper().split(" ", 1)
        wanted = (f"{first}10", f"{first}{family[0]}10", f"{first}{family.replace(' ', '')}10", f"{first}{row}X10")
        code[row] = next(text for text in wanted if text not in taken)
        taken.add(code[row])
    if holders.shape[0] > 1:
        code[holders[-1]] = code[holders[-2]]
    return code


def _caused(generator: np.random.Generator, levels: Levels, rate: Floats, worked: Flags) -> tuple[Floats, Ints]:
    """Return days and causes of the orders that paid posts brought: two to six posts per creator."""
    holders = np.flatnonzero(worked)
    creator = np.repeat(holders, generator.integers(2, 7, holders.shape[0]))
    posts = creator.shape[0]
    posted = generator.uniform(7.0, WEEKS * 7.0 - 14.0, posts)
    views = np.exp(levels.views_log[creator] + 0.33 * generator.standard_normal(posts))
    mean = views / 1000.0 * rate[creator] * np.exp(POST_SD * generator.standard_normal(posts))
    count = generator.poisson(np.minimum(mean, 400.0))  # a shop of this size sells out
    at = np.repeat(posted, count) + generator.exponential(2.0, int(count.sum()))
    return np.minimum(at, WEEKS * 7.0 - 0.01), np.repeat(creator, count)


def _organic(generator: np.random.Generator) -> Floats:
    """Return days of orders that came by themselves: weeks follow each other (AR .6), variance twice the mean."""
    level = 0.0
    days = []
    for week in range(WEEKS):
        level = WEEK_AR * level + WEEK_SD * np.sqrt(1.0 - WEEK_AR**2) * generator.standard_normal()
        mean = ORDERS_PER_WEEK * np.exp(level)
        shape = mean / (WEEK_DISPERSION - 1.0)
        count = generator.poisson(generator.gamma(shape, mean / shape))
        days.append(7.0 * (week + generator.random(count)))
    return np.concatenate(days)


def _typed_codes(generator: np.random.Generator, sales: _Sales, capture: Floats) -> Texts:
    """Return what was typed at the till: a share of caused orders, some slips, and codes that got around."""
    cause, code = sales.cause, sales.code
    typed = texts([""])[np.zeros(cause.shape[0], dtype=np.int64)]
    used = (cause >= 0) & (generator.random(cause.shape[0]) < capture[cause])
    typed[used] = code[cause[used]]
    for leaked in np.unique(code[code != ""].astype(np.str_)):
        if generator.random() >= LEAK_SHARE:
            continue
        around = np.flatnonzero((cause < 0) & (sales.at > generator.uniform(0.5, 0.9) * WEEKS * 7.0))
        taken = generator.permutation(around)[: 3 + generator.poisson(6.0)]
        typed[taken] = str(leaked)
    slip = np.flatnonzero((typed != "") & (generator.random(cause.shape[0]) < MISTYPED_SHARE))
    typed[slip] = [text[1] + text[0] + text[2:] for text in typed[slip]]
    lower = np.flatnonzero((typed != "") & (generator.random(cause.shape[0]) < LOWER_SHARE))
    typed[lower] = [text.lower() for text in typed[lower]]
    return typed


def _till(
    generator: np.random.Generator, accounts: Accounts, sales: _Sales, *, order_code: Texts, start: float
) -> Trade:
    """Return the orders as the shop booked them."""
    cause = sales.cause
    rows = cause.shape[0]
    product = generator.integers(0, len(PRODUCTS), cause.shape)
    quantity = 1 + (generator.random(cause.shape) < TWO_OF_IT_SHARE).astype(np.int64)
    goods = np.array([price for _, _, price in PRODUCTS])[product] * quantity
    discount = np.where(order_code != "", np.rint(goods * CODE_DISCOUNT), 0).astype(np.int64)
    shipping = np.where(goods - discount >= SHIPPING_FREE_FROM_MINOR, 0, SHIPPING_MINOR)
    ladder = np.cumsum(STATE_SHARES)
    state = np.minimum(np.searchsorted(ladder, generator.random(rows), side="right"), len(STATES) - 1)
    total = goods - discount + shipping
    part = np.rint(total * generator.uniform(0.2, 0.6, rows)).astype(np.int64)
    refunded = np.where(state == STATES.index("refunded"), total, 0)
    refunded = np.where(state == STATES.index("partially_refunded"), part, refunded)
    again = generator.random(rows) < RETURNING_SHARE
    earlier = (generator.random(rows) * np.arange(rows)).astype(np.int64)
    home = texts(["DE", "AT", "NL"])[np.searchsorted([0.6, 0.75], generator.random(rows))]
    countries = texts([place.country for place in CITIES])[accounts.city]
    return Trade(
        worked=sales.worked,
        code=sales.code,
        order_code=order_code,
        at=np.floor(start + sales.at * DAY_SECONDS).astype(np.int64),
        product=product,
        quantity=quantity,
        discount_minor=discount,
        shipping_minor=shipping,
        refunded_minor=refunded,
        state=state.astype(np.int8),
        customer=np.where(again, earlier, np.arange(rows)),
        country=np.where(cause >= 0, countries[cause], home),
    )
