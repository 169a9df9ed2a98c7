"""One row of the tables as the nouns of the shortlist: values that keep their interval, state and reason."""

from __future__ import annotations

from typing import cast, get_args

import numpy as np

from shoal.domain.bulk import Floats, PriceTable, ResponseTable
from shoal.domain.shortlist import SHARED_LOG_SD, PriceZone, Response
from shoal.domain.values import Estimate, Provenance, State, Value, counted, unknown
from shoal.match.supply import Supply
from shoal.stats import stored

STATES = frozenset(get_args(State))
WITHOUT_NUMBER = ("unknown", "withheld", "not_applicable")
RESPONSE_LEVEL = 0.8  # ends of the log-normal interval of a ResponseTable
HOUSE_RATE = "er_lc_f"


def followers_value(supply: Supply, row: int) -> Value:
    """Return the followers of one account: counted where exact, else with the ends of how they were written.

    Where only a range is known the value is its geometric middle, because sizes are compared by ratio.
    """
    pool = supply.pool
    number, low, high = (float(column[row]) for column in (pool.followers, pool.followers_low, pool.followers_high))
    origin = _provenance(supply, row)
    if np.isnan(number):
        if np.isnan(low) or not np.isfinite(high):
            parts = (("at least", None if np.isnan(low) else low),)
            return unknown("followers", "no number of followers was brought in", "people", parts=parts)
        number = float(np.sqrt(max(low, 1.0) * max(high, 1.0)))
    low, high = (number if np.isnan(end) else end for end in (low, high))
    if low == high:
        return counted("followers", number, "people", provenance=origin)
    written = Estimate(value=number, low=low, high=high, level=1.0, n=1, method="precision of writing")
    return Value(name="followers", state="estimated", unit="people", estimate=written, provenance=origin)


def engagement_value(supply: Supply, row: int) -> Value:
    """Return the engagement rate of one account with its interval, or why there is none."""
    rates = supply.rates
    definition = str(rates.definition[row]) or HOUSE_RATE
    state, value = _state(rates.state[row]), float(rates.value[row])
    if state in WITHOUT_NUMBER or np.isnan(value):
        reason = str(rates.reason[row]) or "no posts with likes and comments, and no rate was brought in"
        return _without(definition, state, reason, "fraction")
    method = "posterior, shrunk to the size curve" if definition == HOUSE_RATE else f"as brought in ({definition})"
    estimate = Estimate(
        value=value,
        low=float(rates.low[row]),
        high=float(rates.high[row]),
        level=rates.level,
        n=int(rates.n[row]),
        method=method,
    )
    return Value(
        name=definition,
        state=state,
        unit="fraction",
        estimate=estimate,
        reason=str(rates.reason[row]) or None,
        provenance=_provenance(supply, row),
    )


def response_of(supply: Supply, row: int) -> Response:
    """Return what one deal should bring: reach, engagements and orders with their 80 % intervals.

    In nine digits, because a plan's dice are thrown from these figures: processors that multiply matrices in another
    order differ in the last digit, and would draw other ranges from it.
    """
    table = supply.responses
    return Response(
        reach=_expected(supply, row, "reach", "people"),
        engagements=_expected(supply, row, "engagements", "engagements"),
        orders=_expected(supply, row, "orders", "orders"),
        basis=str(table.basis[row]),
    )


def price_of(table: PriceTable, row: int) -> PriceZone:
    """Return the price zone of one account; an unknown one has the basis ``unknown``."""
    amounts = [float(column[row]) for column in (table.low, table.fair, table.high, table.ceiling)]
    missing = bool(np.isnan(amounts).any())
    low, fair, high, ceiling = (None if missing else round(amount) for amount in amounts)
    return PriceZone(
        currency=table.currency,
        low=low,
        fair=fair,
        high=high,
        ceiling=ceiling,
        basis="unknown" if missing else str(table.basis[row]),
        n=0 if missing else int(table.n[row]),
        reason=str(table.reason[row]) or ("no fee and no followers to judge one by" if missing else ""),
    )


def _expected(supply: Supply, row: int, name: str, unit: str) -> Value:
    table: ResponseTable = supply.responses
    value, low, high = (stored(float(getattr(table, f"{name}{end}")[row])) for end in ("", "_low", "_high"))
    state = _state(getattr(table, f"{name}_state")[row])
    if state in WITHOUT_NUMBER or np.isnan(value):
        return _without(name, state, "followers and posts are not known well enough", unit)
    own = table.own_orders[row]
    count = int(own) if name == "orders" and not np.isnan(own) else int(supply.rates.n[row])
    estimate = Estimate(value=value, low=low, high=high, level=RESPONSE_LEVEL, n=count, method="log-normal")
    shared: Floats | None = getattr(table, f"{name}_shared", None)
    parts = () if shared is None else ((SHARED_LOG_SD, stored(float(shared[row]))),)
    return Value(name=name, state=state, unit=unit, estimate=estimate, parts=parts)


def _state(text: object) -> State:
    return cast("State", str(text)) if str(text) in STATES else "unknown"


def _without(name: str, state: State, reason: str, unit: str) -> Value:
    kept: State = state if state in WITHOUT_NUMBER else "unknown"
    return Value(name=name, state=kept, unit=unit, reason=reason)


def _provenance(supply: Supply, row: int) -> Provenance:
    pool = supply.pool
    return Provenance(source=str(pool.source[row]), policy=str(pool.policy[row]), ref=str(pool.ref[row]))
