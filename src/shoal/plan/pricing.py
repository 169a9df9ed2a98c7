"""What one deal should cost: fair, high and walk-away price of every account, each with what it rests on (S9).

A fee in the user's own sheet comes first. Where there is none, published price ladders give a wide prior, bent towards
the brand's own fees once there are eight of them. The slope is no causal reading: price follows unseen quality.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from babel.numbers import get_currency_precision
from numpy.typing import NDArray

from shoal.domain.bulk import Floats, Ints, Pool, PriceTable, Texts
from shoal.stats import normal_quantile, rounding_log_sd

# Benchmark family: Instagram post price, metric dictionary section 8 (grade D; nano USD 60 at 3,162 followers, 90 %
# 16 to 224), elasticity of published ladders .67 to .98 (S9). 60 (F/3162)^.8 as in science.md S15.
LADDER_USD = 60.0
LADDER_FOLLOWERS = 3_162.0
LADDER_SLOPE = 0.8
LADDER_LOG_SD = 0.8
SLOPE_SD = 0.1  # the middle two thirds of .67 to .98
# YouTube 100-300 and 300-1,500 against 50-150 and 150-500 (same row): twice. TikTok's ladder equals Instagram's.
PLATFORM_FACTOR = {"instagram": 1.0, "tiktok": 1.0, "youtube": 2.0}
# The published ladders are in US dollars. Only the size matters beside a spread of .8: rough 2025 rates, judgement.
USD_ROUGHLY = {
    "USD": 1.0, "EUR": 0.9, "GBP": 0.78, "CHF": 0.85, "CAD": 1.4, "AUD": 1.5, "NZD": 1.7, "SGD": 1.3, "PLN": 3.8,
    "SEK": 10.0, "NOK": 10.5, "DKK": 6.8, "CZK": 22.0, "HUF": 360.0, "RON": 4.5, "BRL": 5.5, "MXN": 19.0, "INR": 85.0,
    "JPY": 150.0, "KRW": 1_400.0, "CNY": 7.2, "TRY": 40.0, "ZAR": 18.0, "IDR": 16_300.0, "AED": 3.67, "ILS": 3.5,
}  # fmt: skip
FEWEST_OWN_FEES = 8
FEE_LOG_SD = 0.6  # scatter of fees around their ladder before any own fee is seen: science.md S15
FEE_WEIGHT = 4.0  # how many fees that scatter counts for, judgement
# What is asked lies 10 to 30 % above what is paid in the end (S15), and a sheet does not say which of the two it holds.
# The range holds 80 % either way: four of five gaps between asked and paid; and four of five fees that are paid and
# then moved by rights and extras (sd of log .15, judgement), of which that low end leaves out 6 %.
ASKED_OVER_PAID_USUAL = 1.26
ASKED_PAID_LOG_SD = 0.15
PAID_HIGH = 0.862
LOW, HIGH, WALK_AWAY = 0.1, 0.9, 0.95  # an 80 % interval for planning (metric dictionary section 1); S9: min(p95, ...)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ladder:
    """Predicted log price and its sd per account, how many own fees it rests on, and why."""

    log_price: Floats
    log_sd: Floats
    n: int
    reason: str


def price_table(pool: Pool, *, currency: str, rates_to: Mapping[str, float] | None = None) -> PriceTable:
    """Return the price of one deal of every account in minor units of ``currency``; O(accounts).

    ``rates_to`` says how many units of ``currency`` one unit of another is worth; it serves to carry the published
    dollar ladder over, never to convert a fee: a fee in another currency stays what it is and the price is a benchmark.
    """
    size = len(pool)
    fee, same = _fees(pool, currency)
    typed = same & (fee > 0)
    free = (pool.gift == 1) & ~(pool.fee_minor > 0)
    ladder = _ladder(pool, currency, np.where(typed, fee, np.nan), rates_to)
    middle = np.where(typed, np.log(np.where(typed, fee, 1.0)), ladder.log_price)
    log_sd = np.where(typed, ASKED_PAID_LOG_SD, ladder.log_sd)
    columns = {
        name: np.where(free, 0.0, np.round(np.exp(middle + normal_quantile(share) * log_sd)))
        for name, share in (("low", LOW), ("fair", 0.5), ("high", HIGH), ("ceiling", WALK_AWAY))
    }
    rounded = normal_quantile(HIGH) * _rounding(fee[typed], currency)
    columns["low"][typed] = np.round(fee[typed] / np.exp(np.hypot(np.log(ASKED_OVER_PAID_USUAL), rounded)))
    for name, share in (("high", PAID_HIGH), ("ceiling", WALK_AWAY)):
        above = np.hypot(normal_quantile(share) * ASKED_PAID_LOG_SD, rounded)
        columns[name][typed] = np.round(fee[typed] * np.exp(above))
    basis: Texts = np.full(size, "benchmark", dtype=object)
    basis[typed | free] = "typed"
    basis[np.isnan(columns["fair"])] = "unknown"
    count: Ints = np.where(typed | free, 1, np.where(np.isnan(columns["fair"]), 0, ladder.n)).astype(np.int64)
    return PriceTable(
        currency=currency, basis=basis, n=count, reason=_reasons(pool, currency, basis, ladder), **columns
    )


def fair_prices(pool: Pool, *, currency: str) -> tuple[Floats, NDArray[np.bool_]]:
    """Return the fair price of every account as :func:`price_table` does, and whose is known: a fee, or a gift deal.

    For orders and filters over all accounts: a quarter of the time of the whole table. O(accounts).
    """
    fee, same = _fees(pool, currency)
    typed = same & (fee > 0)
    free = (pool.gift == 1) & ~(pool.fee_minor > 0)
    ladder = _ladder(pool, currency, np.where(typed, fee, np.nan), None)
    usual = np.round(np.exp(ladder.log_price))
    return np.where(free, 0.0, np.where(typed, np.round(fee), usual)), typed | free


def usd_in(currency: str, rates_to: Mapping[str, float] | None = None) -> float:
    """Return what a US dollar is roughly worth in a currency, NaN where neither a rate nor a rough size is known."""
    given = (rates_to or {}).get("USD")
    return float(given) if given else USD_ROUGHLY.get(currency, float("nan"))


def _rounding(fee: Floats, currency: str) -> Floats:
    """Return the sd of log that rounding leaves: to five units where a fee is a multiple of five, else to one."""
    unit = 10.0 ** get_currency_precision(currency)
    half = np.minimum(np.where(fee % (5.0 * unit) == 0, 2.5 * unit, 0.5 * unit), 0.5 * fee)
    return rounding_log_sd(fee - half, fee + half)


def _fees(pool: Pool, currency: str) -> tuple[Floats, NDArray[np.bool_]]:
    """Return fees in that currency, NaN elsewhere, and where they are."""
    same = np.asarray(pool.fee_currency == currency, dtype=bool) & ~np.isnan(pool.fee_minor)
    return np.where(same, pool.fee_minor, np.nan), same


def _ladder(pool: Pool, currency: str, fees: Floats, rates_to: Mapping[str, float] | None) -> _Ladder:
    """Return the published ladder, shrunk towards the fees of the user's own sheet when there are at least eight.

    Regression on (1, ln followers) with the ladder as its prior: level sd .8, slope sd .1.
    """
    minor = 10.0 ** get_currency_precision(currency)
    factor = np.ones(len(pool))
    for platform, times in PLATFORM_FACTOR.items():
        factor[np.asarray(pool.platform == platform, dtype=bool)] = times
    positive = pool.followers > 0
    size = np.log(np.where(positive, pool.followers, np.nan) / LADDER_FOLLOWERS)
    published = np.log(LADDER_USD * usd_in(currency, rates_to) * minor * factor) + LADDER_SLOPE * size
    rows = np.flatnonzero((fees > 0) & np.isfinite(size))
    if len(rows) < FEWEST_OWN_FEES:
        reason = "published price ladders, a wide guess (grade D): ask before promising"
        return _Ladder(log_price=published, log_sd=np.full(len(pool), LADDER_LOG_SD), n=0, reason=reason)
    start = np.where(np.isfinite(published), published, LADDER_SLOPE * size + np.log(factor))
    design = np.column_stack([np.ones(len(rows)), size[rows]])
    # No rough size of the currency: the own fees alone set the level, under a prior that says next to nothing.
    level_sd = LADDER_LOG_SD if np.isfinite(usd_in(currency, rates_to)) else 10.0
    shift, covariance, scatter = _shrunk(design, np.log(fees[rows]) - start[rows], level_sd)
    wide = np.column_stack([np.ones(len(pool)), np.nan_to_num(size)])
    log_sd = np.asarray(np.sqrt(scatter**2 + np.einsum("ij,jk,ik->i", wide, covariance, wide)), dtype=float)
    reason = f"price ladder bent to {len(rows)} fees of your own sheet: ask before promising"
    return _Ladder(log_price=start + wide @ shift, log_sd=log_sd, n=len(rows), reason=reason)


def _shrunk(design: Floats, gap: Floats, level_sd: float) -> tuple[Floats, Floats, float]:
    """Return the shift of level and slope, its covariance, and the scatter that is left."""
    prior = np.diag([level_sd**-2, SLOPE_SD**-2])
    scatter = FEE_LOG_SD
    shift = np.zeros(2)
    covariance: Floats = np.linalg.inv(prior)
    for _ in range(4):
        covariance = np.asarray(np.linalg.inv(prior + design.T @ design / scatter**2), dtype=float)
        shift = covariance @ (design.T @ gap) / scatter**2
        rest = float(((gap - design @ shift) ** 2).sum())
        scatter = float(np.sqrt((FEE_WEIGHT * FEE_LOG_SD**2 + rest) / (FEE_WEIGHT + len(gap))))
    return shift, covariance, scatter


def _reasons(pool: Pool, currency: str, basis: Texts, ladder: _Ladder) -> Texts:
    """Return in words what each price rests on."""
    reason: Texts = np.full(len(pool), ladder.reason, dtype=object)
    no_number = np.asarray(basis == "unknown", dtype=bool)
    known = pool.followers > 0
    reason[no_number & ~known] = "no fee typed and no follower count: no price"
    reason[no_number & known] = f"no fee typed and no price ladder in {currency}: give a rate for USD"
    for code, rows in _in_other_currencies(pool, currency):
        said = f"fee typed in {code}, not converted" if code else "fee typed without a currency, not used"
        for text in sorted(set(reason[rows].tolist())):
            reason[rows[reason[rows] == text]] = f"{said}; {text.removeprefix('no fee typed and ')}"
    zero = (pool.fee_minor == 0) & ~(pool.gift == 1) & ~no_number
    reason[zero] = f"a fee of 0 without the word gift is not taken as free; {ladder.reason}"
    typed = np.asarray(basis == "typed", dtype=bool)
    reason[typed] = "typed in your sheet as asked; asked and paid differ by 10 to 30 %"
    reason[typed & (pool.gift == 1) & ~(pool.fee_minor > 0)] = "gift deal: no fee; product and shipping not priced here"
    return reason


def _in_other_currencies(pool: Pool, currency: str) -> list[tuple[str, Ints]]:
    """Return the rows that have a fee in another currency or in none, by that currency."""
    rows = np.flatnonzero((pool.fee_minor > 0) & np.asarray(pool.fee_currency != currency, dtype=bool))
    codes = pool.fee_currency[rows].astype(str)
    return [(str(code), rows[codes == code].astype(np.int64)) for code in np.unique(codes)]
