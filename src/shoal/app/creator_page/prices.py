"""What one deal with a few creators should cost, as a shortlist of everybody would say it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from shoal.domain.shortlist import PriceZone
from shoal.match import price_of
from shoal.plan import price_table

if TYPE_CHECKING:
    from shoal.app.shoal import Shoal

FEES_READ = 2_000  # accounts with a fee that a benchmark leans on at most, spread evenly; more would hardly move it


def price_zones(shoal: Shoal, accounts: Sequence[str]) -> dict[str, PriceZone]:
    """Return the price zones of some accounts, by account id.

    A benchmark leans on the fees of the brand's own sheet, so those are looked at too, and nobody else's: columns that
    the list keeps, and 2,000 accounts at most.
    """
    register = shoal.listing.roll().register
    paid = np.flatnonzero(register.numbers["fee_minor"] > 0)
    spread = np.unique(np.linspace(0, len(paid) - 1, min(len(paid), FEES_READ)).astype(np.int64))
    asked = register.rows_of(accounts)
    read = np.union1d(asked, paid[spread])
    prices = price_table(register.pool().take(read), currency=shoal.brand.currency)
    places = np.searchsorted(read, asked).tolist()
    known = register.details(asked)
    return {str(one["account_id"]): price_of(prices, place) for one, place in zip(known, places, strict=True)}
