"""What is open about the figures of each account, as a number in one column: for counts over everybody.

What is said of it, and why, is :func:`shoal.signals.vet`; one account of each number is vetted for all. A test holds
both against each other.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from shoal.domain.bulk import Ints, Pool, Rates, Texts
from shoal.domain.vetting import Rules
from shoal.signals.engagement import COUNTED
from shoal.signals.rate_findings import HIDDEN, NEEDS_FOLLOWERS, limits_of
from shoal.signals.windows import followers_of

Mask = NDArray[np.bool_]


def is_counted(pool: Pool, rates: Rates, rules: Rules) -> Mask:
    """Say of which accounts a rate rests on enough posts of late: of all others a count would tell something new."""
    with np.errstate(invalid="ignore"):
        counted = np.isfinite(rates.value) & (rates.definition == COUNTED) & (rates.state != "stale")
        return np.asarray(counted & (rates.n >= limits_of(rules).least_posts) & (followers_of(pool) > 0))


def gaps(pool: Pool, rates: Rates, rules: Rules) -> Ints:
    """Return a number for each account: where two have the same, the same settles what is open about their figures.

    Only the columns of followers are read of the pool. O(accounts).
    """
    known = np.isfinite(rates.value)
    with np.errstate(invalid="ignore"):
        told = (
            is_counted(pool, rates, rules),
            followers_of(pool) > 0,
            known,
            known & (rates.definition == COUNTED),
            known & (rates.state == "stale"),
            rates.n >= limits_of(rules).least_posts,
            ~known & _one_of(rates.reason, HIDDEN),
            ~known & _one_of(rates.reason, NEEDS_FOLLOWERS),
        )
    found = np.zeros(len(pool), dtype=np.int64)
    for place, column in enumerate(told):
        found |= column.astype(np.int64) << place
    return found


def _one_of(column: Texts, words: tuple[str, ...]) -> Mask:
    return np.asarray(np.logical_or.reduce([column == word for word in words]))
