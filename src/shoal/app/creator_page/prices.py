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

    A benchmark leans on the fees of the brand's own sheet, so those are read too, and nobody else: a column of the
    catalogue, and 2,000 accounts at most.
    """
    at, brand = shoal.now(), shoal.brand
    paid = shoal.catalog.with_fees(at, brand.id)
    spread = np.unique(np.linspace(0, len(paid) - 1, min(len(paid), FEES_READ)).astype(np.int64))
    read = sorted({*accounts, *(paid[place] for place in spread.tolist())})
    pool = shoal.catalog.pool(at, brand.id, read)
    prices = price_table(pool, currency=brand.currency)
    wanted = set(accounts)
    return {account: price_of(prices, row) for row, account in enumerate(pool.account_id.tolist()) if account in wanted}
