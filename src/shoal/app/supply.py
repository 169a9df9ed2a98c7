"""What a shortlist is made from, gathered in the order in which the rooms depend on each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shoal.app.look import look
from shoal.match import Supply
from shoal.plan import price_table, responses

if TYPE_CHECKING:
    from shoal.app.shoal import Shoal


def gather(shoal: Shoal, *, currency: str, formats: tuple[str, ...]) -> Supply:
    """Return everything a shortlist is made from: accounts, rates, verdicts, prices, expected results."""
    seen = look(shoal)
    prices = price_table(seen.pool, currency=currency)
    expected = responses(seen.pool, seen.rates, seen.own, formats=formats)
    return Supply(pool=seen.pool, rates=seen.rates, verdicts=seen.verdicts, prices=prices, responses=expected)
