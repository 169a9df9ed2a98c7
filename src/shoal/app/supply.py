"""What a shortlist is made from, gathered in the order in which the rooms depend on each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shoal.domain.bulk import Pool, PostTable, Rates
from shoal.domain.finding import Verdict
from shoal.domain.trade import OwnRecord, SheetAgainstShop
from shoal.match import Supply
from shoal.measure import own_record, sheet_against_shop
from shoal.plan import price_table, responses
from shoal.signals import engagement, vet

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shoal.app.shoal import Shoal

VETTING_LEVEL = 0.9  # metric dictionary, section 1 rule 5


def sheet(shoal: Shoal) -> SheetAgainstShop | None:
    """Return the brand's own sheet beside what its shop booked, ``None`` where no orders came in."""
    orders = shoal.ledger.orders()
    if not orders:
        return None
    settings = shoal.settings
    deals = shoal.catalog.deals(shoal.now())
    return sheet_against_shop(orders, deals, currency=orders[0].currency, timezone=settings.timezone)


def records(shoal: Shoal) -> Mapping[str, OwnRecord]:
    """Return the brand's own sales by account id."""
    booked = sheet(shoal)
    return {} if booked is None else own_record(booked)


def _seen(shoal: Shoal) -> tuple[Pool, PostTable, Rates, Mapping[str, OwnRecord]]:
    pool = shoal.catalog.pool(shoal.now())
    posts = shoal.catalog.posts(pool, shoal.now())
    rates = engagement(pool, posts, as_of=shoal.now(), level=VETTING_LEVEL)
    return pool, posts, rates, records(shoal)


def vetted(shoal: Shoal) -> tuple[Pool, Sequence[Verdict]]:
    """Return every account with its verdict, aligned."""
    pool, posts, rates, own = _seen(shoal)
    return pool, vet(pool, rates, posts, own, as_of=shoal.now())


def gather(shoal: Shoal, *, currency: str, formats: tuple[str, ...]) -> Supply:
    """Return everything a shortlist is made from: accounts, rates, verdicts, prices, expected results."""
    pool, posts, rates, own = _seen(shoal)
    verdicts = vet(pool, rates, posts, own, as_of=shoal.now())
    prices = price_table(pool, currency=currency)
    expected = responses(pool, rates, own, formats=formats)
    return Supply(pool=pool, rates=rates, verdicts=verdicts, prices=prices, responses=expected)
